//! What is left of the goods a room sells: the newest word on each variant
//! wins, whatever order they come in, and is told at most every 250 ms.

use std::collections::{BTreeSet, HashMap, HashSet};

use model::{ProductId, VariantId};

/// Variants known of in one room: more than a hundred products of a run of show
/// and three pinned ones have, with a hundred variants each.
const VARIANTS: usize = 12_000;
/// Variants of one message; the others follow with the next.
const AT_ONCE: usize = 250;

/// How much of a variant can be bought, as of its `version`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub(super) struct Left {
    pub variant: VariantId,
    pub left: i64,
    pub version: i64,
    #[serde(skip)]
    pub product: ProductId,
}

/// The newest word on each variant.
#[derive(Debug, Default)]
pub(super) struct Stock {
    all: HashMap<VariantId, Left>,
    changed: BTreeSet<VariantId>,
}

impl Stock {
    /// Takes over what is newer than what is known; false for what is not.
    pub(super) fn note(&mut self, left: Left) -> bool {
        match self.all.get(&left.variant) {
            Some(known) if known.version >= left.version => return false,
            None if self.all.len() >= VARIANTS => return false,
            _ => {}
        }
        self.all.insert(left.variant, left);
        self.changed.insert(left.variant);
        true
    }

    /// All that was noted here is noted there.
    pub(super) fn pour_into(self, other: &mut Self) -> bool {
        let mut is_news = false;
        for left in self.all.into_values() {
            is_news |= other.note(left);
        }
        is_news
    }

    pub(super) fn has_changed(&self) -> bool {
        !self.changed.is_empty()
    }

    /// What has changed since it was last told.
    pub(super) fn take_changed(&mut self) -> Vec<Left> {
        let mut told = Vec::new();
        while told.len() < AT_ONCE
            && let Some(variant) = self.changed.pop_first()
        {
            told.extend(self.all.get(&variant).copied());
        }
        told
    }

    /// Forgets all but these products.
    pub(super) fn keep(&mut self, products: &[ProductId]) {
        let products: HashSet<_> = products.iter().collect();
        self.all.retain(|_, left| products.contains(&left.product));
        self.changed.retain(|variant| self.all.contains_key(variant));
    }

    /// All that is known of these products, for those who come in: of what is
    /// left out here they would never learn.
    pub(super) fn of(&self, products: &[ProductId]) -> Vec<Left> {
        let own = self.all.values().filter(|left| products.contains(&left.product));
        let mut found: Vec<_> = own.copied().collect();
        found.sort_by_key(|left| left.variant);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn left(variant: u128, left: i64, version: i64) -> Left {
        Left {
            variant: VariantId(Uuid::from_u128(variant)),
            left,
            version,
            product: ProductId(Uuid::from_u128(variant / 10)),
        }
    }

    proptest! {
        /// Whatever order they come in and however they are gathered, the last
        /// that is told of a variant is the newest, and no older one follows it.
        #[test]
        fn the_newest_word_wins(words in prop::collection::vec((0u128..4, 0i64..50, any::<bool>()), 1..80)) {
            let (mut stock, mut gathered) = (Stock::default(), Stock::default());
            let mut told = HashMap::new();
            let mut tell = |stock: &mut Stock| {
                for one in stock.take_changed() {
                    let before = told.insert(one.variant, one.version);
                    assert!(before.is_none_or(|before| before < one.version));
                }
            };
            for &(variant, version, is_told) in &words {
                gathered.note(left(variant, 100 - version, version));
                if is_told {
                    std::mem::take(&mut gathered).pour_into(&mut stock);
                    tell(&mut stock);
                }
            }
            gathered.pour_into(&mut stock);
            tell(&mut stock);
            for (variant, version) in told {
                let all = words.iter().filter(|word| VariantId(Uuid::from_u128(word.0)) == variant);
                prop_assert_eq!(Some(version), all.map(|word| word.1).max());
            }
        }
    }

    #[test]
    fn what_is_kept_and_told_at_once_is_bounded() {
        let mut stock = Stock::default();
        for variant in 0..20_000 {
            stock.note(left(variant, 1, 1));
        }
        assert_eq!(stock.all.len(), VARIANTS);
        assert_eq!(stock.take_changed().len(), AT_ONCE);
        assert!(stock.has_changed());
        assert!(stock.note(left(1, 0, 2)), "what is known is kept up to date");
    }

    #[test]
    fn what_is_off_the_shelf_makes_room() {
        let product = |number: u128| ProductId(Uuid::from_u128(number));
        let mut stock = Stock::default();
        for variant in 0..VARIANTS as u128 {
            stock.note(left(variant, 1, 1));
        }
        let pinned = 10 * VARIANTS as u128;
        assert!(!stock.note(left(pinned, 1, 1)), "it is full");
        stock.keep(&[product(1), product(2)]);
        assert_eq!(stock.of(&[product(1), product(3)]).len(), 10);
        assert_eq!(stock.take_changed().len(), 20);
        assert!(stock.note(left(pinned, 1, 1)));
    }

    #[test]
    fn whoever_comes_in_hears_of_all_that_is_pinned() {
        let (mut stock, pinned) = (Stock::default(), ProductId(Uuid::from_u128(7)));
        for variant in 0..300 {
            stock.note(Left {
                product: pinned,
                ..left(variant, 1, 1)
            });
        }
        assert_eq!(stock.of(&[pinned]).len(), 300);
    }

    #[test]
    fn whoever_comes_in_hears_of_what_is_pinned_alone() {
        let mut stock = Stock::default();
        for variant in [11, 12, 21] {
            stock.note(left(variant, 5, 1));
        }
        let of = stock.of(&[ProductId(Uuid::from_u128(1))]);
        assert_eq!(of, [left(11, 5, 1), left(12, 5, 1)]);
    }
}
