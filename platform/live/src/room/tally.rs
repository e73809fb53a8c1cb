//! Hearts, counted: told at most every 250 ms, stored by the second.

use super::keeper::{Entry, Keeper};
use super::task::Room;

/// Colours told of one count.
const HUES: usize = 12;

/// Hearts that came in, with some of their colours.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Hearts {
    pub number: u32,
    pub hues: Vec<u16>,
}

impl Hearts {
    pub(super) fn add(&mut self, hue: u16, number: u32) {
        self.number = self.number.saturating_add(number);
        let free = HUES - self.hues.len().min(HUES);
        let wanted = usize::try_from(number).unwrap_or(free);
        self.hues.extend(std::iter::repeat_n(hue, wanted.min(free)));
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.number = self.number.saturating_add(other.number);
        self.hues.extend(other.hues);
        self.hues.truncate(HUES);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.number == 0
    }
}

/// Hearts by the second, for those who see the replay.
#[derive(Debug, Default)]
pub(super) struct BySecond {
    second: i64,
    hearts: Hearts,
}

impl BySecond {
    /// Adds hearts of `second`, Unix time. Gives those of the second before,
    /// once that is over.
    pub(super) fn add(&mut self, second: i64, hearts: Hearts) -> Option<(i64, Hearts)> {
        let before = self.take_before(second);
        self.second = second;
        self.hearts.merge(hearts);
        before
    }

    /// What is left of an earlier second than `second`.
    pub(super) fn take_before(&mut self, second: i64) -> Option<(i64, Hearts)> {
        let over = !self.hearts.is_empty() && self.second < second;
        over.then(|| (self.second, std::mem::take(&mut self.hearts)))
    }
}

impl Room {
    /// Counts hearts to the second that runs; those of the one before are stored.
    pub(super) fn count_hearts(&mut self, fresh: Hearts) {
        let second = self.now().timestamp();
        if let Some((second, hearts)) = self.by_second.add(second, fresh) {
            self.keep_hearts(second, hearts);
        }
    }

    /// Hands the hearts of seconds before `second` to the keeper.
    pub(super) fn store_hearts(&mut self, second: i64) {
        if let Some((second, hearts)) = self.by_second.take_before(second) {
            self.keep_hearts(second, hearts);
        }
    }

    fn keep_hearts(&self, second: i64, hearts: Hearts) {
        match self.keeper.as_ref().and_then(Keeper::reserve) {
            Some(permit) => permit.send(Entry::Hearts {
                second,
                number: hearts.number,
                hues: hearts.hues,
            }),
            None => tracing::warn!(show = %self.shared.venue.show, "hearts of a second are not stored"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_heart_is_counted_and_some_are_coloured() {
        let mut hearts = Hearts::default();
        hearts.add(10, 3);
        hearts.add(20, 100);
        assert_eq!(hearts.number, 103);
        assert_eq!(hearts.hues.len(), HUES);
        assert_eq!(hearts.hues[..4], [10, 10, 10, 20]);
        hearts.merge(hearts.clone());
        assert_eq!((hearts.number, hearts.hues.len()), (206, HUES));
    }

    #[test]
    fn a_second_is_given_once_it_is_over() {
        let one = |hue| {
            let mut hearts = Hearts::default();
            hearts.add(hue, 1);
            hearts
        };
        let mut by_second = BySecond::default();
        assert_eq!(by_second.add(100, one(1)), None);
        assert_eq!(by_second.add(100, one(2)), None);
        let (second, hearts) = by_second.add(101, one(3)).unwrap();
        assert_eq!((second, hearts.number), (100, 2));
        assert_eq!(by_second.take_before(101), None);
        assert_eq!(by_second.take_before(i64::MAX).unwrap().1.hues, [3]);
    }
}
