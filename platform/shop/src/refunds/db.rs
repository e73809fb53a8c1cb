//! The `refunds` table.

use model::{AccountId, OrderId, PaymentId, RefundId, RefundState, ShopId, Timestamp};
use store::{Db, On, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};
use uuid::Uuid;

use super::{NewRefund, Refund};
use crate::by_ids::fetch_by_ids;

#[derive(sqlx::FromRow)]
struct Row {
    id: RefundId,
    shop_id: ShopId,
    payment_id: PaymentId,
    order_id: Option<OrderId>,
    amount: i64,
    currency: String,
    provider: String,
    reason: String,
    lines: String,
    state: RefundState,
    provider_ref: Option<String>,
    failure: Option<String>,
    by_id: Option<AccountId>,
    created_at: Timestamp,
    settled_at: Option<Timestamp>,
}

/// Of `refunds r` and its `payments p`, for [`Row`].
macro_rules! selected {
    () => {
        "SELECT r.id, r.shop_id, r.payment_id, r.order_id, r.amount, p.currency, p.provider, r.reason, r.lines,
                r.state, r.provider_ref, r.failure, r.by_id, r.created_at, r.settled_at
         FROM refunds r JOIN payments p ON p.id = r.payment_id "
    };
}

impl Row {
    fn refund(self) -> Result<Refund> {
        Ok(Refund {
            id: self.id,
            shop_id: self.shop_id,
            payment_id: self.payment_id,
            order_id: self.order_id,
            amount: self.amount,
            currency: crate::settings::decoded(self.currency)?,
            reason: self.reason,
            lines: serde_json::from_str(&self.lines)?,
            state: self.state,
            provider_ref: self.provider_ref,
            failure: self.failure,
            by_id: self.by_id,
            created_at: self.created_at,
            settled_at: self.settled_at,
        })
    }
}

/// The provider is asked for it at `next_at` at the latest.
pub(super) async fn insert(
    tx: &mut Tx,
    id: RefundId,
    new: &NewRefund,
    now: Timestamp,
    next_at: Timestamp,
) -> Result<()> {
    let key = new.key.as_ref();
    execute!(
        tx,
        "INSERT INTO refunds
             (id, shop_id, payment_id, order_id, amount, reason, lines, state, by_id, attempts, next_at, key,
              fingerprint, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11, $12, $13)",
        id,
        new.shop,
        new.payment,
        new.order,
        new.amount,
        &new.reason,
        serde_json::to_string(&new.lines)?,
        RefundState::Pending,
        new.by,
        next_at,
        key.map(|key| key.key.as_str()),
        key.map(|key| key.fingerprint.as_str()),
        now,
    )?;
    Ok(())
}

/// With the name of the provider it was paid through.
pub(super) async fn by_id(on: &mut impl On, id: RefundId) -> Result<Option<(Refund, String)>> {
    let row = fetch_optional!(on, Row, concat!(selected!(), "WHERE r.id = $1"), id)?;
    row.map(|row| {
        let provider = row.provider.clone();
        Ok((row.refund()?, provider))
    })
    .transpose()
}

/// With the fingerprint of what was asked under that key.
pub(super) async fn by_key(
    on: &mut impl On,
    payment: PaymentId,
    key: &str,
) -> Result<Option<(RefundId, Option<String>)>> {
    fetch_optional!(
        on,
        (RefundId, Option<String>),
        "SELECT id, fingerprint FROM refunds WHERE payment_id = $1 AND key = $2",
        payment,
        key
    )
}

/// The refund the provider calls so.
pub(crate) async fn by_ref(on: &mut impl On, provider: &str, provider_ref: &str) -> Result<Option<RefundId>> {
    let row = fetch_optional!(
        on,
        (RefundId,),
        "SELECT r.id FROM refunds r JOIN payments p ON p.id = r.payment_id
         WHERE p.provider = $1 AND r.provider_ref = $2",
        provider,
        provider_ref
    )?;
    Ok(row.map(|(id,)| id))
}

pub(super) async fn of_order(on: &mut impl On, order: OrderId) -> Result<Vec<Refund>> {
    let rows = fetch_all!(
        on,
        Row,
        concat!(
            selected!(),
            "WHERE r.order_id = $1 ORDER BY r.created_at, r.id LIMIT 1000"
        ),
        order
    )?;
    rows.into_iter().map(Row::refund).collect()
}

/// What was given back of some orders, or is about to be, in its order.
pub(crate) async fn of_orders(on: &mut impl On, orders: &[Uuid]) -> Result<Vec<Refund>> {
    let rows: Vec<Row> = fetch_by_ids!(
        on,
        Row,
        concat!(selected!(), "WHERE r.order_id IN"),
        orders,
        "ORDER BY r.created_at, r.id LIMIT 5000"
    )?;
    rows.into_iter().map(Row::refund).collect()
}

/// What is being given back of a payment at this moment.
pub(crate) async fn pending(on: &mut impl On, payment: PaymentId) -> Result<Vec<Refund>> {
    let rows = fetch_all!(
        on,
        Row,
        concat!(selected!(), "WHERE r.payment_id = $1 AND r.state = $2 LIMIT 1000"),
        payment,
        RefundState::Pending
    )?;
    rows.into_iter().map(Row::refund).collect()
}

/// Those under way whose time to be asked for again has come, with how often they were.
pub(crate) async fn due(db: &Db, provider: &str, now: Timestamp, limit: i64) -> Result<Vec<(RefundId, i64)>> {
    let mut read = db.read().await?;
    fetch_all!(
        read,
        (RefundId, i64),
        "SELECT r.id, r.attempts FROM refunds r JOIN payments p ON p.id = r.payment_id
         WHERE r.next_at <= $1 AND p.provider = $2 ORDER BY r.next_at LIMIT $3",
        now,
        provider,
        limit
    )
}

/// How many refunds of a payment have failed.
pub(super) async fn failed(on: &mut impl On, payment: PaymentId) -> Result<i64> {
    let (failed,) = fetch_one!(
        on,
        (i64,),
        "SELECT COUNT(*) FROM refunds WHERE payment_id = $1 AND state = $2",
        payment,
        RefundState::Failed
    )?;
    Ok(failed)
}

/// Those under way of a shop that are not put off to later than `soon`.
pub(crate) async fn undecided_of_shop(
    on: &mut impl On,
    shop: ShopId,
    soon: Timestamp,
) -> Result<Vec<RefundId>> {
    let rows = fetch_all!(
        on,
        (RefundId,),
        "SELECT id FROM refunds WHERE shop_id = $1 AND state = $2 AND next_at <= $3
         ORDER BY created_at LIMIT 10000",
        shop,
        RefundState::Pending,
        soon
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Puts off the next try; false when somebody else did so first.
pub(super) async fn claim(db: &Db, id: RefundId, attempts: i64, next_at: Timestamp) -> Result<bool> {
    let mut tx = db.begin().await?;
    let touched = execute!(
        tx,
        "UPDATE refunds SET attempts = attempts + 1, next_at = $1
         WHERE id = $2 AND attempts = $3 AND next_at IS NOT NULL",
        next_at,
        id,
        attempts,
    )?;
    tx.commit().await?;
    Ok(touched > 0)
}

/// Locks the refund's row on PostgreSQL until `tx` ends.
pub(super) async fn lock(tx: &mut Tx, id: RefundId) -> Result<()> {
    execute!(tx, "UPDATE refunds SET state = state WHERE id = $1", id)?;
    Ok(())
}

pub(super) async fn save(
    tx: &mut Tx,
    id: RefundId,
    state: RefundState,
    provider_ref: Option<&str>,
    failure: Option<&str>,
    settled_at: Option<Timestamp>,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE refunds SET state = $1, provider_ref = COALESCE($2, provider_ref), failure = $3, settled_at = $4,
             next_at = CASE WHEN $4 IS NULL THEN next_at ELSE NULL END
         WHERE id = $5",
        state,
        provider_ref,
        failure,
        settled_at,
        id,
    )?;
    Ok(())
}
