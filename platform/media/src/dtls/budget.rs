//! What one session may hand to the handshake library, which puts fragments
//! together by recursion, one call deeper for each, and keeps what comes too
//! early without a bound of its own: enough small fragments would overflow the
//! stack of the thread that reads them. Looks at headers, opens nothing.

use std::time::{Duration, Instant};

/// Datagrams until the session is connected: a handshake takes about six, and
/// each side repeats itself at most seven times.
const HANDSHAKE_DATAGRAMS: u32 = 64;
/// Datagrams that may be saved up once it is connected, at one a second: for
/// the goodbye, and a last flight that has to be repeated.
const BURST: u32 = 8;
/// Bytes until the session is connected, those of repeated flights later.
const HANDSHAKE_BYTES: usize = 64 * 1024;
/// Fragments of handshake messages in the session's whole life. A session in
/// good order needs about ten for each time it says everything.
const FRAGMENTS: usize = 256;
/// A client's longest flight is five records.
const MOST_RECORDS: usize = 16;

/// RFC 6347 section 4.1 and 4.2.2.
const RECORD_HEADER: usize = 13;
const MESSAGE_HEADER: usize = 12;
const CHANGE_CIPHER_SPEC: u8 = 20;
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;

/// An encrypted handshake record is a Finished (RFC 5246 section 7.4.9), 24
/// bytes and what the cipher adds. It can't be looked into, so it counts as
/// the most headers that fit.
const LARGEST_FINISHED: usize = 128;
const FRAGMENTS_OF_FINISHED: usize = 10;

/// Why a datagram is not handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// No DTLS client writes such records.
    Malformed,
    /// The session has said more than a handshake takes.
    OverBudget,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Budget {
    datagrams: u32,
    refilled: Instant,
    bytes: usize,
    fragments: usize,
}

impl Budget {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            datagrams: HANDSHAKE_DATAGRAMS,
            refilled: now,
            bytes: HANDSHAKE_BYTES,
            fragments: FRAGMENTS,
        }
    }

    /// Takes `datagram` from the budget.
    ///
    /// # Errors
    /// It must not be handed on.
    pub(crate) fn admit(&mut self, datagram: &[u8], is_connected: bool, now: Instant) -> Result<(), Refusal> {
        if is_connected {
            let seconds = now.saturating_duration_since(self.refilled).as_secs();
            self.refilled += Duration::from_secs(seconds);
            let gained = u32::try_from(seconds).unwrap_or(u32::MAX);
            self.datagrams = self.datagrams.saturating_add(gained).min(BURST);
        }
        let fragments = fragments(datagram).ok_or(Refusal::Malformed)?;
        let bytes = if is_connected && fragments == 0 {
            0
        } else {
            datagram.len()
        };
        if self.datagrams == 0 || bytes > self.bytes || fragments > self.fragments {
            return Err(Refusal::OverBudget);
        }
        self.datagrams -= 1;
        self.bytes -= bytes;
        self.fragments -= fragments;
        Ok(())
    }
}

/// The fragments of handshake messages in `datagram`; none if it is not what a
/// client of DTLS 1.2 sends. Application data is not: nobody has agreed to any.
fn fragments(datagram: &[u8]) -> Option<usize> {
    let mut rest = datagram;
    let mut fragments = 0;
    for _ in 0..MOST_RECORDS {
        let (header, after) = rest.split_first_chunk::<RECORD_HEADER>()?;
        let epoch = u16::from_be_bytes([header[3], header[4]]);
        let length = usize::from(u16::from_be_bytes([header[11], header[12]]));
        let (body, after) = after.split_at_checked(length)?;
        fragments += match (header[0], epoch) {
            (HANDSHAKE, 0) => plain_fragments(body)?,
            (HANDSHAKE, 1) if body.len() <= LARGEST_FINISHED => FRAGMENTS_OF_FINISHED,
            // A second change would open an epoch that never gets keys.
            (CHANGE_CIPHER_SPEC, 0) | (ALERT, 0 | 1) => 0,
            _ => return None,
        };
        rest = after;
        if rest.is_empty() {
            return Some(fragments);
        }
    }
    None
}

/// Whole messages one behind the other, or one fragment that fills its record:
/// the library takes any other mixture apart in the wrong places.
fn plain_fragments(body: &[u8]) -> Option<usize> {
    let mut rest = body;
    let mut count = 0;
    while !rest.is_empty() {
        let (header, after) = rest.split_first_chunk::<MESSAGE_HEADER>()?;
        let number = |at: usize| {
            header[at..at + 3]
                .iter()
                .fold(0usize, |value, byte| value << 8 | usize::from(*byte))
        };
        let (length, offset, carried) = (number(1), number(6), number(9));
        let is_whole = offset == 0 && carried == length;
        rest = if is_whole {
            after.get(length..)?
        } else if carried > 0 && carried == after.len() && offset + carried <= length {
            &[]
        } else {
            return None;
        };
        count += 1;
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn record(typ: u8, epoch: u16, body: &[u8]) -> Vec<u8> {
        let mut bytes = vec![typ, 0xfe, 0xfd];
        bytes.extend(epoch.to_be_bytes());
        bytes.extend([0; 6]);
        bytes.extend(u16::try_from(body.len()).unwrap().to_be_bytes());
        bytes.extend(body);
        bytes
    }

    /// A fragment whose header claims what it is told to.
    fn fragment(length: u32, offset: u32, carried: u32, body: &[u8]) -> Vec<u8> {
        let mut bytes = vec![1];
        bytes.extend(&length.to_be_bytes()[1..]);
        bytes.extend([0, 0]);
        bytes.extend(&offset.to_be_bytes()[1..]);
        bytes.extend(&carried.to_be_bytes()[1..]);
        bytes.extend(body);
        bytes
    }

    fn whole(length: u32) -> Vec<u8> {
        fragment(length, 0, length, &vec![0; length as usize])
    }

    /// Certificate, key exchange, proof, change of cipher, Finished.
    fn last_flight() -> Vec<u8> {
        [
            record(HANDSHAKE, 0, &whole(300)),
            record(HANDSHAKE, 0, &whole(66)),
            record(HANDSHAKE, 0, &whole(80)),
            record(CHANGE_CIPHER_SPEC, 0, &[1]),
            record(HANDSHAKE, 1, &[0; 48]),
        ]
        .concat()
    }

    fn hello() -> [Vec<u8>; 2] {
        let half = vec![0; 1_100];
        [
            record(HANDSHAKE, 0, &fragment(1_500, 0, 1_100, &half)),
            record(HANDSHAKE, 0, &fragment(1_500, 1_100, 400, &half[..400])),
        ]
    }

    #[test]
    fn a_handshake_on_a_bad_road_fits() {
        let now = Instant::now();
        let mut budget = Budget::new(now);
        for _ in 0..8 {
            for datagram in hello() {
                assert_eq!(budget.admit(&datagram, false, now), Ok(()));
            }
            assert_eq!(budget.admit(&last_flight(), false, now), Ok(()));
        }
        assert_eq!(budget.admit(&last_flight(), true, now), Ok(()));
        let goodbye = record(ALERT, 1, &[0; 26]);
        assert_eq!(budget.admit(&goodbye, true, now), Ok(()));
    }

    #[test]
    fn a_connected_session_has_little_to_say() {
        let now = Instant::now();
        let mut budget = Budget::new(now);
        let goodbye = record(ALERT, 1, &[0; 26]);
        let admitted = |budget: &mut Budget, now| {
            (0..100)
                .filter(|_| budget.admit(&goodbye, true, now).is_ok())
                .count()
        };
        assert_eq!(admitted(&mut budget, now), 8);
        assert_eq!(admitted(&mut budget, now + Duration::from_millis(2_500)), 2);
        assert_eq!(admitted(&mut budget, now + Duration::from_millis(3_000)), 1);
        let mut later = now;
        let flights = (0..10_000).filter(|_| {
            later += Duration::from_secs(1);
            budget.admit(&last_flight(), true, later).is_ok()
        });
        assert!(flights.count() < FRAGMENTS, "not for ever");
    }

    #[test]
    fn what_no_client_sends_is_malformed() {
        let now = Instant::now();
        let nothing = fragment(0, 0, 1, &[]);
        for datagram in [
            record(HANDSHAKE, 0, &nothing.repeat(80)),
            record(HANDSHAKE, 0, &fragment(1_000, 5, 0, &[])),
            record(HANDSHAKE, 0, &fragment(10, 5, 6, &[0; 6])),
            record(HANDSHAKE, 0, &[fragment(100, 0, 10, &[0; 10]), whole(5)].concat()),
            record(HANDSHAKE, 1, &[0; 1_000]),
            record(HANDSHAKE, 2, &[0; 48]),
            record(CHANGE_CIPHER_SPEC, 1, &[1]),
            record(23, 1, &[0; 48]),
            record(ALERT, 0, &[1, 0]).repeat(MOST_RECORDS + 1),
            last_flight()[..100].to_vec(),
            vec![22],
            Vec::new(),
        ] {
            let mut budget = Budget::new(now);
            assert_eq!(
                budget.admit(&datagram, false, now),
                Err(Refusal::Malformed),
                "{datagram:?}"
            );
        }
    }

    #[test]
    fn tiny_fragments_run_out_before_they_hurt() {
        let now = Instant::now();
        let mut budget = Budget::new(now);
        let mut admitted = 0;
        for step in 0..30_000u32 {
            let records: Vec<u8> = (0..10)
                .flat_map(|at| record(HANDSHAKE, 0, &fragment(1 << 23, step * 10 + at, 1, &[0])))
                .collect();
            admitted += 10 * usize::from(budget.admit(&records, false, now).is_ok());
        }
        assert_eq!(admitted, FRAGMENTS / 10 * 10);
    }

    proptest! {
        #[test]
        fn garbage_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            fragments(&bytes);
        }

        #[test]
        fn whatever_is_said_stays_bounded(
            datagrams in proptest::collection::vec(
                (proptest::collection::vec((0u32..200, 0u32..200, 0u32..40), 1..20), any::<bool>(), 0u64..3),
                0..300,
            ),
        ) {
            let mut now = Instant::now();
            let mut budget = Budget::new(now);
            let (mut handed_on, mut bytes) = (0, 0);
            for (pieces, is_connected, seconds) in datagrams {
                now += Duration::from_secs(seconds);
                let datagram: Vec<u8> = pieces
                    .iter()
                    .flat_map(|(length, offset, carried)| {
                        record(HANDSHAKE, 0, &fragment(*length, *offset, *carried, &vec![0; *carried as usize]))
                    })
                    .collect();
                if budget.admit(&datagram, is_connected, now).is_ok() {
                    handed_on += pieces.len();
                    bytes += datagram.len();
                }
            }
            prop_assert!(handed_on <= FRAGMENTS && bytes <= HANDSHAKE_BYTES);
        }
    }
}
