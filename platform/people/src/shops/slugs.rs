//! Which shop a slug names. A slug is its shop's for good, so what was found once
//! is not looked for again: in a rush thousands name the same shop each second.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use model::ShopId;

/// Slugs remembered; past that it begins anew.
const MOST: usize = 4_096;

#[derive(Debug, Clone, Default)]
pub(crate) struct Slugs(Arc<RwLock<HashMap<String, ShopId>>>);

impl Slugs {
    pub(super) fn shop(&self, slug: &str) -> Option<ShopId> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(slug).copied()
    }

    pub(super) fn remember(&self, slug: &str, shop: ShopId) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(slug.to_owned(), shop);
    }
}
