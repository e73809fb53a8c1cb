//! The sandbox's own books: `sandbox_payments` and `sandbox_refunds`.

use model::{Currency, Money, PaymentId, PaymentState, RefundId, ShopId, Timestamp};
use shop::payments::{Failure, Movement, MovementKind};
use store::{Db, On, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};

/// A payment as the books have it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Entry {
    pub id: String,
    pub shop_id: ShopId,
    pub payment_id: PaymentId,
    pub amount: i64,
    pub currency: String,
    pub card: String,
    pub state: PaymentState,
    pub failure: Option<String>,
    pub due_at: Option<Timestamp>,
    pub return_url: String,
    pub created_at: Timestamp,
    pub settled_at: Option<Timestamp>,
}

impl Entry {
    pub(super) fn money(&self) -> Money {
        Money::new(self.amount, currency(&self.currency))
    }

    pub(super) fn failure(&self) -> Failure {
        let word = self.failure.as_deref();
        let known = Failure::ALL
            .into_iter()
            .find(|failure| Some(failure.as_str()) == word);
        known.unwrap_or(Failure::Provider)
    }
}

/// What was written was a currency.
fn currency(code: &str) -> Currency {
    Currency::try_from(code.to_owned()).unwrap_or(Currency::EUR)
}

/// Writes `entry` unless its payment stands in the books already; gives what stands there.
pub(super) async fn enter(db: &Db, entry: &Entry) -> Result<Entry> {
    let mut tx = db.begin().await?;
    let stands = fetch_one!(
        tx,
        Entry,
        "INSERT INTO sandbox_payments
             (id, key, shop_id, payment_id, amount, currency, card, state, failure, due_at, return_url,
              created_at, settled_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (key) DO UPDATE SET key = excluded.key
         RETURNING id, shop_id, payment_id, amount, currency, card, state, failure, due_at, return_url,
                   created_at, settled_at",
        &entry.id,
        entry.payment_id.to_string(),
        entry.shop_id,
        entry.payment_id,
        entry.amount,
        &entry.currency,
        &entry.card,
        entry.state,
        &entry.failure,
        entry.due_at,
        &entry.return_url,
        entry.created_at,
        entry.settled_at,
    )?;
    tx.commit().await?;
    Ok(stands)
}

pub(super) async fn of_payment(on: &mut impl On, payment: PaymentId) -> Result<Option<Entry>> {
    fetch_optional!(
        on,
        Entry,
        "SELECT id, shop_id, payment_id, amount, currency, card, state, failure, due_at, return_url,
                created_at, settled_at
         FROM sandbox_payments WHERE key = $1",
        payment.to_string(),
    )
}

/// Answers a payment that waits for its shopper's proof; the shop is told.
pub(super) async fn answer(
    db: &Db,
    payment: PaymentId,
    state: PaymentState,
    failure: Option<Failure>,
    now: Timestamp,
) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "UPDATE sandbox_payments SET state = $1, failure = $2, due_at = $3, settled_at = $3
         WHERE key = $4 AND state = $5",
        state,
        failure.map(Failure::as_str),
        now,
        payment.to_string(),
        PaymentState::Challenge,
    )?;
    tx.commit().await
}

/// Gives up a payment that isn't decided; gives what stands in the books then.
pub(super) async fn give_up(db: &Db, payment: PaymentId, now: Timestamp) -> Result<Option<Entry>> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "UPDATE sandbox_payments SET state = $1, due_at = NULL, settled_at = $2
         WHERE key = $3 AND state IN ($4, $5)",
        PaymentState::Cancelled,
        now,
        payment.to_string(),
        PaymentState::Challenge,
        PaymentState::Pending,
    )?;
    let stands = of_payment(&mut tx, payment).await?;
    tx.commit().await?;
    Ok(stands)
}

/// Decides late answers that are due, and takes those the shop is to be told of
/// out of the line.
pub(super) async fn decide_due(db: &Db, now: Timestamp) -> Result<Vec<(String, PaymentId)>> {
    let mut read = db.read().await?;
    let due = fetch_all!(
        read,
        (String, PaymentId),
        "SELECT id, payment_id FROM sandbox_payments WHERE due_at <= $1 ORDER BY due_at LIMIT 100",
        now,
    )?;
    drop(read);
    if due.is_empty() {
        return Ok(due);
    }
    let mut tx = db.begin().await?;
    let mut told = Vec::with_capacity(due.len());
    for (id, payment) in due {
        let touched = execute!(
            tx,
            "UPDATE sandbox_payments
             SET state = CASE WHEN state <> $1 THEN state WHEN failure IS NULL THEN $2 ELSE $3 END,
                 settled_at = COALESCE(settled_at, $4), due_at = NULL
             WHERE id = $5 AND due_at IS NOT NULL",
            PaymentState::Pending,
            PaymentState::Succeeded,
            PaymentState::Failed,
            now,
            &id,
        )?;
        if touched > 0 {
            told.push((id, payment));
        }
    }
    tx.commit().await?;
    Ok(told)
}

/// What came of a wish to give money back.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Given {
    Back {
        id: String,
    },
    /// There is no such payment, or it has not succeeded.
    NoPayment,
    /// More than was paid and not given back yet.
    TooMuch,
}

pub(super) async fn give_back(
    db: &Db,
    refund: RefundId,
    payment: PaymentId,
    amount: i64,
    now: Timestamp,
) -> Result<Given> {
    let mut tx = db.begin().await?;
    // Two refunds of one payment come one after the other on PostgreSQL, too.
    execute!(
        tx,
        "UPDATE sandbox_payments SET state = state WHERE key = $1",
        payment.to_string()
    )?;
    let known = fetch_optional!(
        tx,
        (String,),
        "SELECT id FROM sandbox_refunds WHERE key = $1",
        refund.to_string()
    )?;
    if let Some((id,)) = known {
        return Ok(Given::Back { id });
    }
    let Some(entry) = of_payment(&mut tx, payment)
        .await?
        .filter(|entry| entry.state == PaymentState::Succeeded)
    else {
        return Ok(Given::NoPayment);
    };
    if given_back(&mut tx, &entry.id).await? + amount > entry.amount {
        return Ok(Given::TooMuch);
    }
    let id = format!("sb_re_{}", refund.0.simple());
    execute!(
        tx,
        "INSERT INTO sandbox_refunds (id, key, payment, shop_id, amount, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        &id,
        refund.to_string(),
        &entry.id,
        entry.shop_id,
        amount,
        now,
    )?;
    tx.commit().await?;
    Ok(Given::Back { id })
}

async fn given_back(tx: &mut Tx, id: &str) -> Result<i64> {
    // Cast as PostgreSQL sums whole numbers to decimals.
    let (sum,) = fetch_one!(
        tx,
        (i64,),
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM sandbox_refunds WHERE payment = $1",
        id
    )?;
    Ok(sum)
}

#[derive(sqlx::FromRow)]
struct Moved {
    id: String,
    payment: String,
    amount: i64,
    currency: String,
    at: Timestamp,
}

impl Moved {
    fn into_movement(self, kind: MovementKind, sign: i64) -> Movement {
        Movement {
            kind,
            amount: Money::new(sign * self.amount, currency(&self.currency)),
            provider_ref: self.id,
            payment_ref: self.payment,
            at: self.at,
        }
    }
}

/// Charges of a shop with ids after `after`, in their order.
pub(super) async fn charges(
    db: &Db,
    shop: ShopId,
    since: Timestamp,
    after: &str,
    limit: i64,
) -> Result<Vec<Movement>> {
    let mut read = db.read().await?;
    let rows = fetch_all!(
        read,
        Moved,
        "SELECT id, id AS payment, amount, currency, settled_at AS at FROM sandbox_payments
         WHERE shop_id = $1 AND state = $2 AND settled_at >= $3 AND id > $4 ORDER BY id LIMIT $5",
        shop,
        PaymentState::Succeeded,
        since,
        after,
        limit,
    )?;
    let charged = rows.into_iter();
    Ok(charged
        .map(|row| row.into_movement(MovementKind::Charge, 1))
        .collect())
}

/// The same of what was given back.
pub(super) async fn refunds(
    db: &Db,
    shop: ShopId,
    since: Timestamp,
    after: &str,
    limit: i64,
) -> Result<Vec<Movement>> {
    let mut read = db.read().await?;
    let rows = fetch_all!(
        read,
        Moved,
        "SELECT r.id, r.payment, r.amount, p.currency, r.created_at AS at
         FROM sandbox_refunds r JOIN sandbox_payments p ON p.id = r.payment
         WHERE r.shop_id = $1 AND r.created_at >= $2 AND r.id > $3 ORDER BY r.id LIMIT $4",
        shop,
        since,
        after,
        limit,
    )?;
    let given = rows.into_iter();
    Ok(given
        .map(|row| row.into_movement(MovementKind::Refund, -1))
        .collect())
}
