//! What was sold out a moment ago: in a rush most who come want just that, and
//! need not wait for the database to say it once more. Remembered for a tenth of
//! a second, and forgotten as soon as units are back: only a deadline that passes,
//! or another process, can bring some back unheard, to be had so much later.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::TimeDelta;
use model::{ShopId, Timestamp, VariantId};

/// How long nobody asks again.
const FOR: TimeDelta = TimeDelta::milliseconds(100);
/// Variants remembered; past that it begins anew.
const MOST: usize = 4_096;

/// How variants were last seen.
#[derive(Debug, Clone, Default)]
pub(crate) struct SoldOut(Arc<Mutex<HashMap<VariantId, Seen>>>);

#[derive(Debug)]
struct Seen {
    version: i64,
    /// None where there were units, or may be.
    none_left: Option<NoneLeft>,
}

/// A variant of which nothing was to be had.
#[derive(Debug, Clone)]
pub(super) struct NoneLeft {
    pub shop: ShopId,
    /// The product's name.
    pub name: Arc<str>,
    pub at: Timestamp,
}

impl SoldOut {
    /// Nothing was left and nothing was due back, as of the row's `version`.
    pub(super) fn saw_none(&self, variant: VariantId, version: i64, none_left: NoneLeft) {
        let none_left = Some(none_left);
        self.saw(variant, Seen { version, none_left });
    }

    /// Units are there, as of the row's `version`.
    pub(crate) fn saw_some(&self, variant: VariantId, version: i64) {
        let none_left = None;
        self.saw(variant, Seen { version, none_left });
    }

    /// Units may be back: the next one who wants some asks the database.
    pub(super) fn forget(&self, variant: VariantId) {
        if let Some(seen) = self.lock().get_mut(&variant) {
            seen.none_left = None;
        }
    }

    /// The product's name, where a moment before `now` nothing of the shop's
    /// `variant` was left. Once the moment is over, whoever comes first has to ask;
    /// the others have until then what was known.
    pub(crate) fn name(&self, shop: ShopId, variant: VariantId, now: Timestamp) -> Option<Arc<str>> {
        let mut seen = self.lock();
        let none_left = seen.get_mut(&variant)?.none_left.as_mut()?;
        if none_left.shop != shop {
            return None;
        }
        if !(none_left.at..none_left.at + FOR).contains(&now) {
            none_left.at = now;
            return None;
        }
        Some(none_left.name.clone())
    }

    /// What is seen may be heard of in another order than it happened.
    fn saw(&self, variant: VariantId, now: Seen) {
        let mut seen = self.lock();
        let before = seen.get(&variant);
        if before.is_some_and(|before| before.version > now.version) {
            return;
        }
        if before.is_none() && seen.len() >= MOST {
            seen.clear();
        }
        seen.insert(variant, now);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<VariantId, Seen>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use model::{Clock, ManualClock, SeededEntropy};

    use super::*;

    #[test]
    fn what_was_sold_out_is_so_for_a_moment_or_until_units_are_back() {
        let clock = ManualClock::at("2026-05-01T12:00:00Z");
        let entropy = SeededEntropy::new(1);
        let (shop, other) = (ShopId::new(&clock, &entropy), ShopId::new(&clock, &entropy));
        let variant = VariantId::new(&clock, &entropy);
        let sold_out = SoldOut::default();
        let none = || NoneLeft {
            shop,
            name: "Sage bowl".into(),
            at: clock.now(),
        };
        let name = |shop| sold_out.name(shop, variant, clock.now());
        assert_eq!(name(shop), None, "nobody has looked");
        sold_out.saw_none(variant, 4, none());
        assert_eq!(name(shop).as_deref(), Some("Sage bowl"));
        assert_eq!(name(other), None, "it is not that shop's");
        sold_out.saw_some(variant, 5);
        assert_eq!(name(shop), None, "one is back");
        sold_out.saw_none(variant, 4, none());
        assert_eq!(name(shop), None, "older news changes nothing");
        sold_out.saw_none(variant, 6, none());
        sold_out.forget(variant);
        assert_eq!(name(shop), None, "some may be back");
        sold_out.saw_none(variant, 6, none());
        sold_out.saw_some(variant, 5);
        assert!(name(shop).is_some(), "nor does that of units sold since");
        clock.advance(std::time::Duration::from_millis(100));
        assert_eq!(name(shop), None, "a deadline may have passed: one has to ask");
        assert!(name(shop).is_some(), "and the others need not");
        clock.advance(std::time::Duration::from_millis(100));
        assert_eq!(name(shop), None);
    }
}
