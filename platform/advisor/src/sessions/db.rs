//! The `advice_sessions` table.

use model::{AccountId, Role, ShopId, Timestamp};
use store::{On, Result, Tx, execute, fetch_all, fetch_optional};

use super::{EndedBy, Open, Session};
use crate::AdviceSessionId;

macro_rules! columns {
    () => {
        "s.id, s.shop_id, s.ticket_id, s.advisor_id, s.holder, s.state, s.started_at, s.ended_at, s.ended_by"
    };
}

pub(crate) async fn by_id(on: &mut impl On, id: AdviceSessionId) -> Result<Option<Session>> {
    fetch_optional!(
        on,
        Session,
        concat!("SELECT ", columns!(), " FROM advice_sessions s WHERE s.id = $1"),
        id,
    )
}

pub(super) async fn open_of(on: &mut impl On, advisor: AccountId) -> Result<Option<Session>> {
    fetch_optional!(
        on,
        Session,
        concat!(
            "SELECT ",
            columns!(),
            " FROM advice_sessions s WHERE s.advisor_id = $1 AND s.state = 'open'"
        ),
        advisor,
    )
}

/// False when one of the two is in another.
pub(super) async fn insert(tx: &mut Tx, session: &Session) -> Result<bool> {
    let touched = execute!(
        tx,
        "INSERT INTO advice_sessions (id, shop_id, ticket_id, advisor_id, holder, state, started_at, ended_at, ended_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL) ON CONFLICT DO NOTHING",
        session.id,
        session.shop_id,
        session.ticket_id,
        session.advisor_id,
        session.holder,
        session.state,
        session.started_at,
    )?;
    Ok(touched > 0)
}

/// Locks the rows of an open session in the order in which everybody has them, its
/// ticket's first; false once it has ended.
pub(crate) async fn lock_open(tx: &mut Tx, session: &Session) -> Result<bool> {
    execute!(
        tx,
        "UPDATE advice_tickets SET version = version WHERE id = $1",
        session.ticket_id,
    )?;
    let touched = execute!(
        tx,
        "UPDATE advice_sessions SET state = state WHERE id = $1 AND state = 'open'",
        session.id,
    )?;
    Ok(touched > 0)
}

/// Makes another its advisor; false unless it is open and `from`'s. An error where
/// `to` is the advisor of another one.
pub(crate) async fn hand_over(
    tx: &mut Tx,
    id: AdviceSessionId,
    from: AccountId,
    to: AccountId,
) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE advice_sessions SET advisor_id = $3 WHERE id = $1 AND advisor_id = $2 AND state = 'open'",
        id,
        from,
        to,
    )?;
    Ok(touched > 0)
}

/// Its advisor is none any more: the shopper is back in line, or, without a sign of
/// them since `gone`, nobody is. False where the session is not this ticket's.
pub(super) async fn give_back(tx: &mut Tx, session: &Session, gone: Timestamp) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE advice_tickets
         SET session_id = CASE WHEN seen_at > $3 THEN NULL ELSE session_id END,
             state = CASE WHEN seen_at > $3 THEN 'waiting' ELSE 'over' END,
             is_returned = TRUE, version = version + 1
         WHERE id = $1 AND session_id = $2 AND state = 'accepted'",
        session.ticket_id,
        session.id,
        gone,
    )?;
    Ok(touched > 0)
}

/// Open sessions after that one in the order of their ids, each with whether its
/// advisor has a role that covers `needed` in its shop.
pub(super) async fn open_after(
    on: &mut impl On,
    after: Option<AdviceSessionId>,
    needed: Role,
    most: i64,
) -> Result<Vec<Open>> {
    fetch_all!(
        on,
        Open,
        concat!(
            "SELECT ",
            columns!(),
            ", EXISTS (SELECT 1 FROM staff f WHERE f.shop_id = s.shop_id AND f.account_id = s.advisor_id
                       AND f.role IN ($2, $3)) AS gives_advice
              FROM advice_sessions s
              WHERE s.state = 'open' AND (CAST($1 AS UUID) IS NULL OR s.id > $1) ORDER BY s.id LIMIT $4"
        ),
        after,
        needed,
        Role::Owner,
        most,
    )
}

/// False when it has ended already.
pub(super) async fn end(tx: &mut Tx, id: AdviceSessionId, by: EndedBy, now: Timestamp) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE advice_sessions SET state = 'ended', ended_at = $2, ended_by = $3 WHERE id = $1 AND state = 'open'",
        id,
        now,
        by,
    )?;
    Ok(touched > 0)
}

/// Open sessions whose advisor gave no sign since `lost`.
pub(super) async fn unseen(on: &mut impl On, lost: Timestamp, most: i64) -> Result<Vec<Session>> {
    fetch_all!(
        on,
        Session,
        concat!(
            "SELECT ",
            columns!(),
            " FROM advice_sessions s
              JOIN advice_advisors a ON a.shop_id = s.shop_id AND a.account_id = s.advisor_id
              WHERE s.state = 'open' AND a.seen_at <= $1 ORDER BY s.started_at, s.id LIMIT $2"
        ),
        lost,
        most,
    )
}

/// How long the last `most` sessions of `shop` took that came to their end, in
/// whole seconds, the newest first.
pub(crate) async fn service_times(on: &mut impl On, shop: ShopId, most: i64) -> Result<Vec<u32>> {
    let rows = fetch_all!(
        on,
        (Timestamp, Timestamp),
        "SELECT started_at, ended_at FROM advice_sessions
         WHERE shop_id = $1 AND state = 'ended' AND ended_by NOT IN ('lost', 'removed') AND ended_at IS NOT NULL
         ORDER BY ended_at DESC LIMIT $2",
        shop,
        most,
    )?;
    let seconds = |(start, end): (Timestamp, Timestamp)| (end - start).num_seconds();
    let times = rows.into_iter().map(seconds);
    Ok(times
        .map(|time| u32::try_from(time.max(0)).unwrap_or(u32::MAX))
        .collect())
}
