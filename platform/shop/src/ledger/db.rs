//! The `ledger` table.

use model::{LedgerId, OrderId, PaymentId, ShopId, Timestamp};
use store::{Db, Result, Tx, execute, fetch_all};

use super::{Entry, NewEntry};

pub(super) async fn insert(tx: &mut Tx, id: LedgerId, entry: &NewEntry<'_>, now: Timestamp) -> Result<bool> {
    let touched = execute!(
        tx,
        "INSERT INTO ledger (id, shop_id, order_id, payment_id, kind, amount, currency, provider, provider_ref, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (provider, kind, provider_ref) DO NOTHING",
        id,
        entry.shop,
        entry.order,
        entry.payment,
        entry.kind,
        entry.amount.minor,
        entry.amount.currency.as_str(),
        entry.provider,
        entry.provider_ref,
        now,
    )?;
    Ok(touched > 0)
}

/// The order a payment became, on its rows: known once it is made, in the same transaction.
pub(crate) async fn name_order(tx: &mut Tx, payment: PaymentId, order: OrderId) -> Result<()> {
    execute!(
        tx,
        "UPDATE ledger SET order_id = $1 WHERE payment_id = $2",
        order,
        payment
    )?;
    Ok(())
}

pub(super) async fn of_shop(
    db: &Db,
    shop: ShopId,
    before: Option<LedgerId>,
    limit: i64,
) -> Result<Vec<Entry>> {
    let mut read = db.read().await?;
    fetch_all!(
        read,
        Entry,
        "SELECT l.id, l.order_id, o.number, l.payment_id, l.kind, l.amount, l.currency, l.provider,
                l.provider_ref, l.at
         FROM ledger l LEFT JOIN orders o ON o.id = l.order_id
         WHERE l.shop_id = $1 AND ($2 IS NULL OR l.id < $2) ORDER BY l.id DESC LIMIT $3",
        shop,
        before,
        limit,
    )
}
