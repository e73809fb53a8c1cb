//! A shop's advice desk: when it is open.

mod db;

use model::{ShopId, Timestamp};

use crate::Advice;
use crate::hours::Hours;

/// How a shop has set its desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    pub hours: Hours,
    /// Off, it is closed whatever the hour.
    pub is_on: bool,
}

/// Whether advice can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    Open,
    Closed {
        /// None where nobody can say.
        next: Option<Timestamp>,
    },
}

impl Desk {
    /// A desk that was never set: whoever comes opens it.
    pub fn unset() -> Self {
        Self {
            hours: Hours::always(),
            is_on: true,
        }
    }
}

/// Whether `desk` is open at `now`. One that was never set is while any of its
/// advisors is `on`; one with hours is as it says.
pub(crate) fn opening(desk: Option<&Desk>, on: usize, now: Timestamp) -> Opening {
    let closed = |next| Opening::Closed { next };
    match desk {
        None if on > 0 => Opening::Open,
        None => closed(None),
        Some(desk) if !desk.is_on => closed(None),
        Some(desk) => match desk.hours.next_opening(now) {
            Some(next) if next == now => Opening::Open,
            next => closed(next),
        },
    }
}

impl Advice {
    /// None for a desk that was never set.
    pub async fn desk(&self, shop: ShopId) -> Result<Option<Desk>, store::Error> {
        let mut read = self.db.read().await?;
        db::desk(&mut read, shop).await
    }

    pub async fn set_desk(&self, shop: ShopId, desk: &Desk) -> Result<(), store::Error> {
        let mut tx = self.db.begin().await?;
        db::set(&mut tx, shop, desk).await?;
        tx.commit().await?;
        self.lines.changed(shop);
        Ok(())
    }
}

pub(crate) use db::desk as of;

#[cfg(test)]
mod tests {
    use model::{Clock, ManualClock};

    use super::*;
    use crate::hours::{Span, Week};

    #[test]
    fn hours_count_where_they_were_set_and_advisors_where_not() {
        let now = ManualClock::at("2026-07-01T12:00:00Z").now();
        assert_eq!(opening(None, 1, now), Opening::Open);
        assert_eq!(opening(None, 0, now), Opening::Closed { next: None });
        let mut desk = Desk::unset();
        assert_eq!(opening(Some(&desk), 0, now), Opening::Open);
        desk.is_on = false;
        assert_eq!(opening(Some(&desk), 3, now), Opening::Closed { next: None });
        let mornings = vec![Span::parse("09:00", "12:00").expect("hours")];
        desk = Desk {
            hours: Hours::new("UTC", Week::new(vec![mornings; 7]).expect("a week")).expect("a zone"),
            is_on: true,
        };
        let next = Some(ManualClock::at("2026-07-02T09:00:00Z").now());
        assert_eq!(opening(Some(&desk), 3, now), Opening::Closed { next });
    }
}
