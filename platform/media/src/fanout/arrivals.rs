//! What came from one track of a publisher: full sequence numbers, duplicates
//! told apart, losses counted. Browsers probe for bandwidth with copies of
//! packets that arrived long ago, so nothing may pass twice.

/// Packets back that are remembered: about ten seconds of video.
const WINDOW: u64 = 2_048;

/// See the module.
#[derive(Debug)]
pub(crate) struct Arrivals {
    /// Full sequence number last seen in each slot of the window.
    seen: Vec<u64>,
    highest: Option<u64>,
    pub(crate) duplicates: u64,
    /// In the present counting period.
    expected: u64,
    missing: u64,
}

impl Arrivals {
    pub(crate) fn new() -> Self {
        Self {
            seen: vec![0; WINDOW as usize],
            highest: None,
            duplicates: 0,
            expected: 0,
            missing: 0,
        }
    }

    /// The full number of a new packet; none for one that was here before or
    /// is too old to tell.
    pub(crate) fn accept(&mut self, sequence: u16) -> Option<u64> {
        let number = match self.highest {
            // One turn up, so that packets from before the first have room.
            None => u64::from(sequence) + (1 << 16),
            Some(highest) => {
                let step = sequence.wrapping_sub(highest as u16) as i16;
                highest.checked_add_signed(i64::from(step))?
            }
        };
        let highest = self.highest.unwrap_or(number);
        let slot = &mut self.seen[(number % WINDOW) as usize];
        if *slot == number || number + WINDOW <= highest {
            self.duplicates += 1;
            return None;
        }
        *slot = number;
        if number > highest {
            self.expected += number - highest;
            self.missing += number - highest - 1;
        }
        self.highest = Some(highest.max(number));
        Some(number)
    }

    /// Packets that did not arrive in order since the last call, of how many.
    pub(crate) fn take_loss(&mut self) -> (u64, u64) {
        (
            std::mem::take(&mut self.missing),
            std::mem::take(&mut self.expected),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_go_on_across_the_wrap_and_repeats_are_refused() {
        let mut arrivals = Arrivals::new();
        let first = arrivals.accept(65_534).unwrap();
        assert_eq!(arrivals.accept(0), Some(first + 2));
        assert_eq!(arrivals.accept(65_535), Some(first + 1));
        assert_eq!(arrivals.accept(65_535), None);
        assert_eq!(arrivals.accept(65_534), None);
        assert_eq!(arrivals.duplicates, 2);
        assert_eq!(arrivals.take_loss(), (1, 2));
    }

    proptest! {
        #[test]
        fn nothing_passes_twice(sequences in proptest::collection::vec(any::<u16>(), 0..600)) {
            let mut arrivals = Arrivals::new();
            let mut passed = std::collections::HashSet::new();
            for sequence in sequences {
                if let Some(number) = arrivals.accept(sequence) {
                    prop_assert!(passed.insert(number));
                    prop_assert_eq!(number as u16, sequence);
                }
            }
        }
    }
}
