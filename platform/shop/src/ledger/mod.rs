//! The ledger: every movement of money is a row, written in the transaction
//! that learns of it, and never changed.

mod books;
pub(crate) mod db;
mod reconcile;

use model::{Currency, LedgerId, LedgerKind, Money, OrderId, PaymentId, ShopId, Timestamp};
use store::Tx;

pub(crate) use db::name_order;
pub use reconcile::Difference;

use crate::Commerce;

/// Rows a page has.
pub const PAGE: i64 = 100;

/// A movement.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Entry {
    pub id: LedgerId,
    pub order_id: Option<OrderId>,
    /// The order's own number.
    pub number: Option<i64>,
    pub payment_id: PaymentId,
    pub kind: LedgerKind,
    /// What came in is positive.
    pub amount: i64,
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    pub provider: String,
    pub provider_ref: String,
    pub at: Timestamp,
}

/// One to be written.
#[derive(Debug)]
pub(crate) struct NewEntry<'a> {
    pub shop: ShopId,
    pub order: Option<OrderId>,
    pub payment: PaymentId,
    pub kind: LedgerKind,
    pub amount: Money,
    pub provider: &'a str,
    pub provider_ref: &'a str,
}

/// Writes a movement, unless the provider's name for it is in the books already;
/// says whether it was written.
pub(crate) async fn add(
    tx: &mut Tx,
    commerce: &Commerce,
    entry: &NewEntry<'_>,
    now: Timestamp,
) -> Result<bool, store::Error> {
    let id = LedgerId::new(&*commerce.clock, &*commerce.entropy);
    db::insert(tx, id, entry, now).await
}

impl Commerce {
    /// A shop's movements, the newest first, older than `before`.
    pub async fn ledger(&self, shop: ShopId, before: Option<LedgerId>) -> Result<Vec<Entry>, store::Error> {
        db::of_shop(&self.db, shop, before, PAGE).await
    }
}
