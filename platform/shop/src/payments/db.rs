//! The `payments` and `payment_notices` tables.

use model::{CheckoutId, PaymentId, PaymentState, ShopId, Timestamp};
use store::{Db, On, Result, Tx, execute, fetch_all, fetch_optional};
use uuid::Uuid;

use super::Payment;
use crate::by_ids::fetch_by_ids;

/// Of a `payments` row, for [`Payment`].
macro_rules! columns {
    () => {
        "id, shop_id, checkout_id, provider, provider_ref, state, amount, currency, method, failure, account, draft,
         action, attempts, key, fingerprint, created_at, settled_at"
    };
}

pub(crate) async fn insert(tx: &mut Tx, payment: &Payment, next_at: Timestamp) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO payments
             (id, shop_id, checkout_id, provider, provider_ref, state, amount, currency, method, failure, account,
              draft, action, attempts, next_at, key, fingerprint, created_at, settled_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, $15, $16, $17, $18)",
        payment.id,
        payment.shop_id,
        payment.checkout_id,
        &payment.provider,
        &payment.provider_ref,
        payment.state,
        payment.amount,
        payment.currency.as_str(),
        &payment.method,
        &payment.failure,
        &payment.account,
        &payment.draft,
        &payment.action,
        next_at,
        &payment.key,
        &payment.fingerprint,
        payment.created_at,
        payment.settled_at,
    )?;
    Ok(())
}

pub(crate) async fn by_id(on: &mut impl On, id: PaymentId) -> Result<Option<Payment>> {
    fetch_optional!(
        on,
        Payment,
        concat!("SELECT ", columns!(), " FROM payments WHERE id = $1"),
        id
    )
}

/// A checkout's attempts, the newest first.
pub(crate) async fn of_checkout(on: &mut impl On, checkout: CheckoutId) -> Result<Vec<Payment>> {
    fetch_all!(
        on,
        Payment,
        concat!(
            "SELECT ",
            columns!(),
            " FROM payments WHERE checkout_id = $1 ORDER BY created_at DESC, id DESC LIMIT 100"
        ),
        checkout
    )
}

/// The attempts of some checkouts, the newest first, without what they would have
/// become and what their shoppers have to do: a list of many shows neither.
pub(crate) async fn of_checkouts(on: &mut impl On, checkouts: &[Uuid]) -> Result<Vec<Payment>> {
    fetch_by_ids!(
        on,
        Payment,
        "SELECT p.id, p.shop_id, p.checkout_id, p.provider, p.provider_ref, p.state, p.amount, p.currency, p.method,
                p.failure, p.account, '' AS draft, '' AS action, p.attempts, p.key, p.fingerprint, p.created_at,
                p.settled_at
         FROM payments p WHERE p.checkout_id IN",
        checkouts,
        "ORDER BY p.created_at DESC, p.id DESC LIMIT 5000"
    )
}

/// The payment the provider calls so.
pub(super) async fn by_ref(on: &mut impl On, provider: &str, provider_ref: &str) -> Result<Option<Payment>> {
    fetch_optional!(
        on,
        Payment,
        concat!(
            "SELECT ",
            columns!(),
            " FROM payments WHERE provider = $1 AND provider_ref = $2"
        ),
        provider,
        provider_ref
    )
}

/// The payment; its row is locked on PostgreSQL until `tx` ends.
pub(crate) async fn lock(tx: &mut Tx, id: PaymentId) -> Result<Option<Payment>> {
    fetch_optional!(
        tx,
        Payment,
        concat!(
            "UPDATE payments SET state = state WHERE id = $1 RETURNING ",
            columns!()
        ),
        id
    )
}

/// Writes how a payment stands now; a decided one is not looked up any more.
pub(super) async fn save(tx: &mut Tx, payment: &Payment) -> Result<()> {
    execute!(
        tx,
        "UPDATE payments SET state = $1, provider_ref = $2, method = $3, failure = $4, action = $5, amount = $6,
             settled_at = $7, next_at = CASE WHEN $7 IS NULL THEN next_at ELSE NULL END
         WHERE id = $8",
        payment.state,
        &payment.provider_ref,
        &payment.method,
        &payment.failure,
        &payment.action,
        payment.amount,
        payment.settled_at,
        payment.id,
    )?;
    Ok(())
}

/// Undecided ones whose time to be looked up has come.
pub(super) async fn due(db: &Db, provider: &str, now: Timestamp, limit: i64) -> Result<Vec<Payment>> {
    let mut read = db.read().await?;
    fetch_all!(
        read,
        Payment,
        concat!(
            "SELECT ",
            columns!(),
            " FROM payments WHERE next_at <= $1 AND provider IN ($2, $3) ORDER BY next_at LIMIT $4"
        ),
        now,
        provider,
        super::NOBODY,
        limit
    )
}

/// Undecided ones of a shop.
pub(crate) async fn undecided_of_shop(on: &mut impl On, shop: ShopId) -> Result<Vec<Payment>> {
    fetch_all!(
        on,
        Payment,
        concat!(
            "SELECT ",
            columns!(),
            " FROM payments WHERE shop_id = $1 AND state IN ($2, $3, $4) ORDER BY created_at LIMIT 10000"
        ),
        shop,
        PaymentState::Created,
        PaymentState::Challenge,
        PaymentState::Pending
    )
}

/// Puts off the next look at a payment; false when somebody else did so first.
pub(super) async fn claim(db: &Db, payment: &Payment, next_at: Timestamp) -> Result<bool> {
    let mut tx = db.begin().await?;
    let touched = execute!(
        tx,
        "UPDATE payments SET attempts = attempts + 1, next_at = $1
         WHERE id = $2 AND attempts = $3 AND next_at IS NOT NULL",
        next_at,
        payment.id,
        payment.attempts,
    )?;
    tx.commit().await?;
    Ok(touched > 0)
}

/// Has all that is undecided looked up at once, but for refunds that are put off to
/// later than `soon`: after a start nobody else will.
pub(super) async fn look_at_all(db: &Db, now: Timestamp, soon: Timestamp) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(tx, "UPDATE payments SET next_at = $1 WHERE next_at > $1", now)?;
    execute!(
        tx,
        "UPDATE refunds SET next_at = $1 WHERE next_at > $1 AND next_at <= $2",
        now,
        soon
    )?;
    tx.commit().await
}

/// Whether the provider has told us of this before.
pub(super) async fn is_heard(on: &mut impl On, provider: &str, notice: &str) -> Result<bool> {
    let row = fetch_optional!(
        on,
        (i64,),
        "SELECT CAST(1 AS BIGINT) FROM payment_notices WHERE provider = $1 AND notice = $2",
        provider,
        notice
    )?;
    Ok(row.is_some())
}

/// Notes that the provider has told us of this.
pub(super) async fn heard(tx: &mut Tx, provider: &str, notice: &str, now: Timestamp) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO payment_notices (provider, notice, received_at) VALUES ($1, $2, $3)
         ON CONFLICT (provider, notice) DO NOTHING",
        provider,
        notice,
        now,
    )?;
    Ok(())
}
