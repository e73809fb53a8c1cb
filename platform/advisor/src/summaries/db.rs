//! The `advice_summaries` table.

use model::{AccountId, Currency, OrderId, ShopId, Timestamp};
use sqlx::FromRow;
use store::{On, Result, Tx, execute, fetch_all, fetch_optional};
use uuid::Uuid;

use super::Summary;
use crate::AdviceSessionId;

#[derive(FromRow)]
struct Row {
    session_id: AdviceSessionId,
    shop_id: ShopId,
    advisor_id: AccountId,
    advisor_name: String,
    holder: Uuid,
    shopper_name: String,
    length_s: i64,
    currency: String,
    products: String,
    lines: String,
    order_id: Option<OrderId>,
    order_number: Option<i64>,
    draft: String,
    agreed: String,
    sent_at: Option<Timestamp>,
    email: String,
    locale: String,
    mails: i64,
    made_at: Timestamp,
}

impl TryFrom<Row> for Summary {
    type Error = store::Error;

    fn try_from(row: Row) -> Result<Self> {
        let currency = Currency::try_from(row.currency);
        Ok(Self {
            session: row.session_id,
            shop_id: row.shop_id,
            advisor_id: row.advisor_id,
            advisor_name: row.advisor_name,
            holder: row.holder,
            shopper_name: row.shopper_name,
            length_s: row.length_s,
            currency: currency.map_err(|error| sqlx::Error::Decode(error.into()))?,
            products: serde_json::from_str(&row.products)?,
            lines: serde_json::from_str(&row.lines)?,
            order: row.order_id.zip(row.order_number),
            draft: row.draft,
            agreed: row.agreed,
            sent_at: row.sent_at,
            email: row.email,
            locale: row.locale,
            mails: row.mails,
            made_at: row.made_at,
        })
    }
}

pub(super) async fn by_id(on: &mut impl On, session: AdviceSessionId) -> Result<Option<Summary>> {
    let row = fetch_optional!(
        on,
        Row,
        "SELECT y.session_id, y.shop_id, s.advisor_id, y.advisor_name, y.holder, y.shopper_name, y.length_s,
                y.currency, y.products, y.lines, y.order_id, y.order_number, y.draft, y.agreed, y.sent_at,
                y.email, y.locale, y.mails, y.made_at
         FROM advice_summaries y JOIN advice_sessions s ON s.id = y.session_id WHERE y.session_id = $1",
        session,
    )?;
    row.map(Summary::try_from).transpose()
}

/// Locks its row; false where there is none.
pub(super) async fn lock(tx: &mut Tx, session: AdviceSessionId) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE advice_summaries SET mails = mails WHERE session_id = $1",
        session
    )?;
    Ok(touched > 0)
}

pub(super) async fn insert(tx: &mut Tx, summary: &Summary) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO advice_summaries (session_id, shop_id, holder, shopper_name, advisor_name, length_s, currency,
                                       products, lines, order_id, order_number, draft, agreed, sent_at, email,
                                       locale, mails, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
         ON CONFLICT (session_id) DO NOTHING",
        summary.session,
        summary.shop_id,
        summary.holder,
        &summary.shopper_name,
        &summary.advisor_name,
        summary.length_s,
        summary.currency.as_str(),
        serde_json::to_string(&summary.products)?,
        serde_json::to_string(&summary.lines)?,
        summary.order.map(|(id, _)| id),
        summary.order.map(|(_, number)| number),
        &summary.draft,
        &summary.agreed,
        summary.sent_at,
        &summary.email,
        &summary.locale,
        summary.mails,
        summary.made_at,
    )?;
    Ok(())
}

pub(super) async fn set_agreed(
    tx: &mut Tx,
    session: AdviceSessionId,
    draft: &str,
    agreed: &str,
    sent_at: Option<Timestamp>,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE advice_summaries SET draft = $2, agreed = $3, sent_at = $4 WHERE session_id = $1",
        session,
        draft,
        agreed,
        sent_at,
    )?;
    Ok(())
}

/// Notes where mails go, and that one more was asked for.
pub(super) async fn mailed(tx: &mut Tx, session: AdviceSessionId, email: &str, locale: &str) -> Result<()> {
    execute!(
        tx,
        "UPDATE advice_summaries SET email = $2, locale = $3, mails = mails + 1 WHERE session_id = $1",
        session,
        email,
        locale,
    )?;
    Ok(())
}

/// Deletes it with what was shown.
pub(super) async fn delete(tx: &mut Tx, session: AdviceSessionId) -> Result<()> {
    execute!(tx, "DELETE FROM advice_summaries WHERE session_id = $1", session)?;
    forget_shown(tx, session).await
}

/// Deletes what was shown in a session.
pub(super) async fn forget_shown(tx: &mut Tx, session: AdviceSessionId) -> Result<()> {
    execute!(tx, "DELETE FROM advice_shown WHERE session_id = $1", session)?;
    Ok(())
}

/// Those made before `before`.
pub(super) async fn outlived(on: &mut impl On, before: Timestamp, most: i64) -> Result<Vec<AdviceSessionId>> {
    let rows = fetch_all!(
        on,
        (AdviceSessionId,),
        "SELECT session_id FROM advice_summaries WHERE made_at <= $1 ORDER BY made_at, session_id LIMIT $2",
        before,
        most,
    )?;
    Ok(rows.into_iter().map(|(session,)| session).collect())
}
