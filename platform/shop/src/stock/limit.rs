//! How much is set aside for one shopper at a time, asked for or come by in a line:
//! without an end to it, one browser could keep a shop's goods from all others for
//! hours.
//!
//! Of one variant it is exact, as its row is locked; of a shop two transactions
//! over different variants may each let the last ones through.

use std::collections::HashMap;

use model::{ShopId, Timestamp, VariantId};
use store::{Result, Tx};
use uuid::Uuid;

use super::Wish;
use crate::holds::{self, MOST_OF_SHOP, MOST_OF_VARIANT};

/// The units that are set aside for some shoppers.
#[derive(Debug, Default)]
pub(crate) struct Limit {
    of_variant: HashMap<(Uuid, VariantId), i64>,
    of_shop: HashMap<(Uuid, ShopId), i64>,
}

impl Limit {
    /// What `wishes`' shoppers have at `now`; their variants' rows are locked.
    pub(super) async fn read(
        tx: &mut Tx,
        wishes: impl Iterator<Item = &Wish>,
        now: Timestamp,
    ) -> Result<Self> {
        let mut holders: Vec<_> = wishes.map(|wish| wish.holder.uuid()).collect();
        holders.sort_unstable();
        holders.dedup();
        Self::of(tx, &holders, now).await
    }

    /// What `holders` have at `now`.
    pub(crate) async fn of(tx: &mut Tx, holders: &[Uuid], now: Timestamp) -> Result<Self> {
        let mut limit = Self::default();
        if holders.is_empty() {
            return Ok(limit);
        }
        for live in holds::live(tx, holders).await? {
            if live.until > now {
                limit.note(live.holder, live.shop_id, live.variant_id, live.quantity);
            }
        }
        Ok(limit)
    }

    /// Whether so many more are too many for whoever wishes them.
    pub(super) fn is_reached(&self, wish: &Wish) -> bool {
        wish.quantity > self.left(wish.holder.uuid(), wish.shop, wish.variant)
    }

    /// Units of `variant` that may still be set aside for `holder`.
    pub(crate) fn left(&self, holder: Uuid, shop: ShopId, variant: VariantId) -> i64 {
        let of_variant = self.of_variant.get(&(holder, variant)).copied();
        let of_shop = self.of_shop.get(&(holder, shop)).copied();
        let left = MOST_OF_VARIANT - of_variant.unwrap_or_default();
        left.min(MOST_OF_SHOP - of_shop.unwrap_or_default()).max(0)
    }

    /// Counts what was set aside for `wish`.
    pub(super) fn count(&mut self, wish: &Wish) {
        self.note(wish.holder.uuid(), wish.shop, wish.variant, wish.quantity);
    }

    fn note(&mut self, holder: Uuid, shop: ShopId, variant: VariantId, units: i64) {
        *self.of_variant.entry((holder, variant)).or_default() += units;
        *self.of_shop.entry((holder, shop)).or_default() += units;
    }
}
