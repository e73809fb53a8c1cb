//! What a variant costs at this moment, as the counter has to know it.

use std::collections::BTreeMap;

use model::{OfferId, ProductId, Timestamp};
use store::{Result, Tx};

use crate::batch::{Batch, execute_rows, fetch_rows};
use crate::offers::{Offer, price_of};

/// Whether `offer` is left for all of them: it does not count for some alone.
fn is_left(offer: &Offer, quantity: i64) -> bool {
    offer.left().is_none_or(|left| quantity <= left)
}

/// The running offers of some products, locked; they are counted here and
/// written at the end.
#[derive(Debug, Default)]
pub(super) struct Offers {
    running: Vec<Offer>,
    /// What is to be added to each offer's units.
    moved: BTreeMap<OfferId, i64>,
}

macro_rules! running {
    () => {
        "SELECT id, shop_id, product_id, show_id, kind, value, most_units, units, starts_at, ends_at, created_at
         FROM offers
         WHERE starts_at <= $1 AND ends_at > $1 AND product_id IN (VALUES "
    };
}
static RUNNING_SQLITE: Batch = Batch::new(running!(), "(?)", ") ORDER BY id", 1);
static RUNNING_POSTGRES: Batch = Batch::new(running!(), "(?)", ") ORDER BY id FOR NO KEY UPDATE", 1);

static COUNT: Batch = Batch::new(
    "UPDATE offers SET units = CASE WHEN units + n.column2 < 0 THEN 0 ELSE units + n.column2 END FROM (VALUES ",
    "(?, ?)",
    ") AS n WHERE offers.id = n.column1",
    0,
);

impl Offers {
    /// Locks what runs at `now` of these products, which are sorted.
    pub(super) async fn lock(&mut self, tx: &mut Tx, products: &[ProductId], now: Timestamp) -> Result<()> {
        let text = match tx {
            Tx::Sqlite(_) => &RUNNING_SQLITE,
            Tx::Postgres(_) => &RUNNING_POSTGRES,
        };
        self.running = fetch_rows!(tx, Offer, text, products, [now], |product| [*product])?;
        for (id, by) in &self.moved {
            if let Some(offer) = self.running.iter_mut().find(|offer| offer.id == *id) {
                offer.units = (offer.units + by).max(0);
            }
        }
        Ok(())
    }

    /// The price of one of `quantity` units, and the offer it is from. An offer
    /// that has not units enough for all of them does not count.
    pub(super) fn take(&mut self, product: ProductId, plain: i64, quantity: i64) -> (i64, Option<OfferId>) {
        let best = self
            .running
            .iter_mut()
            .filter(|offer| offer.product_id == product && is_left(offer, quantity))
            .map(|offer| (price_of(plain, Some(&*offer)), offer))
            .filter(|(price, _)| *price < plain)
            .min_by_key(|(price, offer)| (*price, offer.id));
        let Some((price, offer)) = best else {
            return (plain, None);
        };
        offer.units += quantity;
        *self.moved.entry(offer.id).or_default() += quantity;
        (price, Some(offer.id))
    }

    /// Products whose offer has been used up here, or has units again.
    pub(super) fn turned(&self) -> impl Iterator<Item = ProductId> {
        self.running.iter().filter_map(|offer| {
            let moved = self.moved.get(&offer.id)?;
            let most = offer.most_units?;
            let used_up = |units| units >= most;
            (used_up(offer.units) != used_up(offer.units - moved)).then_some(offer.product_id)
        })
    }

    /// Counts units that are an offer's again, or not any longer.
    pub(super) fn count(&mut self, offer: OfferId, by: i64) {
        *self.moved.entry(offer).or_default() += by;
        if let Some(offer) = self.running.iter_mut().find(|running| running.id == offer) {
            offer.units = (offer.units + by).max(0);
        }
    }

    pub(super) async fn write(&self, tx: &mut Tx) -> Result<()> {
        let moved: Vec<_> = self.moved.iter().filter(|(_, by)| **by != 0).collect();
        execute_rows!(tx, &COUNT, &moved, [], |moved| [*moved.0, *moved.1])?;
        Ok(())
    }
}
