//! The `advice_outcomes` table.

use model::{AccountId, ShopId, Timestamp};
use store::{On, Result, Tx, execute, fetch_all, fetch_optional};

use super::{Open, Outcome};
use crate::AdviceSessionId;

pub(super) async fn of(on: &mut impl On, session: AdviceSessionId) -> Result<Option<Outcome>> {
    let found = fetch_optional!(
        on,
        (Outcome,),
        "SELECT outcome FROM advice_outcomes WHERE session_id = $1",
        session,
    )?;
    Ok(found.map(|(outcome,)| outcome))
}

pub(super) async fn set(
    tx: &mut Tx,
    session: AdviceSessionId,
    outcome: Outcome,
    now: Timestamp,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO advice_outcomes (session_id, outcome, noted_at) VALUES ($1, $2, $3)
         ON CONFLICT (session_id) DO UPDATE SET outcome = excluded.outcome, noted_at = excluded.noted_at",
        session,
        outcome,
        now,
    )?;
    Ok(())
}

pub(super) async fn open_of(
    on: &mut impl On,
    shop: ShopId,
    advisor: AccountId,
    since: Timestamp,
    most: i64,
) -> Result<Vec<Open>> {
    fetch_all!(
        on,
        Open,
        "SELECT s.id AS session, t.name, s.ended_at
         FROM advice_sessions s JOIN advice_tickets t ON t.id = s.ticket_id
         WHERE s.shop_id = $1 AND s.state = 'ended' AND s.ended_at > $3 AND s.advisor_id = $2
             AND NOT EXISTS (SELECT 1 FROM advice_outcomes o WHERE o.session_id = s.id)
         ORDER BY s.ended_at DESC, s.id DESC LIMIT $4",
        shop,
        advisor,
        since,
        most,
    )
}
