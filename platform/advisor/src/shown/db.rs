//! The `advice_shown` table.

use model::{ProductId, Timestamp};
use store::{On, Result, Tx, execute, fetch_all, fetch_one};

use super::SHOWN_MAX;
use crate::AdviceSessionId;

/// Locks a session's row; false unless it is open.
pub(crate) async fn lock(tx: &mut Tx, session: AdviceSessionId) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE advice_sessions SET state = state WHERE id = $1 AND state = 'open'",
        session,
    )?;
    Ok(touched > 0)
}

pub(super) async fn show(
    tx: &mut Tx,
    session: AdviceSessionId,
    product: ProductId,
    now: Timestamp,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO advice_shown (session_id, product_id, shown_at) VALUES ($1, $2, $3)
         ON CONFLICT (session_id, product_id) DO UPDATE SET shown_at = excluded.shown_at",
        session,
        product,
        now,
    )?;
    Ok(())
}

pub(super) async fn count(on: &mut impl On, session: AdviceSessionId) -> Result<i64> {
    let (count,) = fetch_one!(
        on,
        (i64,),
        "SELECT COUNT(*) FROM advice_shown WHERE session_id = $1",
        session,
    )?;
    Ok(count)
}

pub(super) async fn of_session(on: &mut impl On, session: AdviceSessionId) -> Result<Vec<ProductId>> {
    let rows = fetch_all!(
        on,
        (ProductId,),
        "SELECT product_id FROM advice_shown WHERE session_id = $1
         ORDER BY shown_at DESC, product_id LIMIT $2",
        session,
        SHOWN_MAX,
    )?;
    Ok(rows.into_iter().map(|(product,)| product).collect())
}
