//! What was sold out a moment ago: in a rush most who come want just that, and
//! need not wait for the database to say it once more. One in each tenth of a second
//! asks it, and units that are back are heard of at once: only a deadline that
//! passes, or another process, can bring some back unheard, to be had so much later.

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
pub(crate) struct NoneLeft {
    pub shop: ShopId,
    /// The product's name.
    pub name: Arc<str>,
    /// When somebody asked last.
    pub at: Timestamp,
}

impl SoldOut {
    /// How `variant` was seen, as of its row's `version`. Things may be heard of in
    /// another order than they happened.
    pub(crate) fn saw(&self, variant: VariantId, version: i64, none_left: Option<NoneLeft>) {
        let mut seen = self.lock();
        let before = seen.get(&variant);
        if before.is_some_and(|before| before.version > version) {
            return;
        }
        if before.is_none() && seen.len() >= MOST {
            seen.clear();
        }
        seen.insert(variant, Seen { version, none_left });
    }

    /// Units may be back: the next one who wants some asks the database.
    pub(super) fn forget(&self, variant: VariantId) {
        if let Some(seen) = self.lock().get_mut(&variant) {
            seen.none_left = None;
        }
    }

    /// The product's name, where nothing of the shop's `variant` was left a moment
    /// before `now`. Once the moment is over, whoever comes first is to ask the
    /// database; the others have for another moment what was known.
    pub(crate) fn ask(&self, shop: ShopId, variant: VariantId, now: Timestamp) -> Option<Arc<str>> {
        let mut seen = self.lock();
        let none_left = seen.get_mut(&variant)?.none_left.as_mut()?;
        if none_left.shop != shop {
            return None;
        }
        if now >= none_left.at + FOR {
            none_left.at = now;
            return None;
        }
        Some(none_left.name.clone())
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
        let name = |shop| sold_out.ask(shop, variant, clock.now());
        assert_eq!(name(shop), None, "nobody has looked");
        sold_out.saw(variant, 4, Some(none()));
        assert_eq!(name(shop).as_deref(), Some("Sage bowl"));
        assert_eq!(name(other), None, "it is not that shop's");
        sold_out.saw(variant, 5, None);
        assert_eq!(name(shop), None, "one is back");
        sold_out.saw(variant, 4, Some(none()));
        assert_eq!(name(shop), None, "older news changes nothing");
        sold_out.saw(variant, 6, Some(none()));
        sold_out.forget(variant);
        assert_eq!(name(shop), None, "some may be back");
        sold_out.saw(variant, 6, Some(none()));
        sold_out.saw(variant, 5, None);
        assert!(name(shop).is_some(), "nor does that of units sold since");
        clock.advance(std::time::Duration::from_millis(100));
        assert_eq!(name(shop), None, "a deadline may have passed: one has to ask");
        assert!(name(shop).is_some(), "and the others need not");
        clock.advance(std::time::Duration::from_millis(100));
        assert_eq!(name(shop), None);
    }
}
