//! Counting: talks with what was bought after them, made into figures.

use std::collections::HashMap;

use model::{OrderId, Timestamp};
use shop::orders::Purchase;
use uuid::Uuid;

use super::db::TalkRow;
use super::{SOLD_WITHIN, Sums};
use crate::sessions::EndedBy;

/// Talks, with what came of each.
pub(super) struct Talks(Vec<Talk>);

/// A talk, and what its shopper bought in it or after it.
pub(super) struct Talk {
    pub row: TalkRow,
    bought: Vec<(OrderId, i64)>,
}

impl Talks {
    /// What goes on at `now` is looked at up to now.
    pub(super) fn new(rows: Vec<TalkRow>, purchases: &[Purchase], now: Timestamp) -> Self {
        let mut by_holder: HashMap<Uuid, Vec<&Purchase>> = HashMap::new();
        for purchase in purchases {
            by_holder.entry(purchase.holder).or_default().push(purchase);
        }
        let talks = rows.into_iter().map(|row| {
            let until = row.ended_at.unwrap_or(now) + SOLD_WITHIN;
            let own = by_holder.get(&row.holder).into_iter().flatten();
            let after = own.filter(|bought| (row.started_at..=until).contains(&bought.placed_at));
            Talk {
                bought: after.map(|bought| (bought.id, bought.total)).collect(),
                row,
            }
        });
        Self(talks.collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Talk> {
        self.0.iter()
    }
}

/// What was counted so far.
#[derive(Default)]
pub(super) struct Tally {
    sums: Sums,
    waits: Vec<u64>,
    lengths: Vec<u64>,
    /// A purchase after two talks is one.
    orders: HashMap<OrderId, i64>,
}

impl Tally {
    pub(super) fn add(&mut self, talk: &Talk) {
        let row = &talk.row;
        if row.waited {
            self.waits.push(seconds(row.asked_at, row.started_at));
        }
        if matches!(row.ended_by, Some(EndedBy::Lost | EndedBy::Removed)) {
            return;
        }
        self.sums.talks += 1;
        self.sums.sold += u64::from(!talk.bought.is_empty());
        self.orders.extend(talk.bought.iter().copied());
        if let Some(ended) = row.ended_at {
            self.lengths.push(seconds(row.started_at, ended));
        }
        if let Some(stars) = row.stars {
            self.sums.ratings += 1;
            self.sums.stars += stars.unsigned_abs();
        }
    }

    pub(super) fn add_booked(&mut self, is_kept: bool) {
        if is_kept {
            self.sums.bookings_kept += 1;
        } else {
            self.sums.bookings_missed += 1;
        }
    }

    /// What all that comes to.
    pub(super) fn sums(mut self, missed: u64) -> Sums {
        self.waits.sort_unstable();
        self.lengths.sort_unstable();
        Sums {
            missed,
            wait_median_s: median(&self.waits),
            wait_p90_s: percentile(&self.waits, 90),
            length_median_s: median(&self.lengths),
            orders: u64::try_from(self.orders.len()).unwrap_or(u64::MAX),
            revenue: self.orders.values().sum(),
            ..self.sums
        }
    }
}

fn seconds(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from((to - from).num_seconds()).unwrap_or(0)
}

/// The middle of sorted values; of two in the middle their mean, rounded.
fn median(sorted: &[u64]) -> Option<u64> {
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    Some((sorted[middle - 1] + upper).div_ceil(2))
}

/// The smallest of sorted values that `share` of a hundred of them are not above
/// (nearest rank).
fn percentile(sorted: &[u64], share: usize) -> Option<u64> {
    let rank = (sorted.len() * share).div_ceil(100);
    sorted.get(rank.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_nine_of_ten() {
        assert_eq!((median(&[]), percentile(&[], 90)), (None, None));
        assert_eq!((median(&[7]), percentile(&[7], 90)), (Some(7), Some(7)));
        assert_eq!(median(&[10, 20]), Some(15));
        assert_eq!(median(&[10, 21]), Some(16));
        assert_eq!(median(&[10, 20, 90]), Some(20));
        let ten: Vec<_> = (1..=10).collect();
        assert_eq!(percentile(&ten, 90), Some(9));
        assert_eq!(percentile(&[1, 2, 3], 90), Some(3));
    }
}
