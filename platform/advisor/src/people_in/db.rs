//! What of tickets, advisors and sessions says who is there.

use model::{AccountId, Role, Timestamp};
use store::{On, Result, Tx, execute, fetch_all, fetch_optional};
use uuid::Uuid;

use super::{Person, Side, Sign};
use crate::AdviceSessionId;
use crate::sessions::{self, Session};

/// Sessions of one account: one as an advisor, and one as a shopper in each shop.
const LISTED: i64 = 100;

pub(super) async fn note(tx: &mut Tx, sign: Sign, now: Timestamp) -> Result<()> {
    match sign {
        Sign::Shopper(ticket) => execute!(
            tx,
            "UPDATE advice_tickets SET seen_at = $2 WHERE id = $1 AND state = 'accepted'",
            ticket,
            now,
        )?,
        Sign::Advisor(shop, account) => execute!(
            tx,
            "UPDATE advice_advisors SET seen_at = $3 WHERE shop_id = $1 AND account_id = $2",
            shop,
            account,
            now,
        )?,
    };
    Ok(())
}

pub(super) async fn open_with(on: &mut impl On, account: AccountId) -> Result<Vec<Session>> {
    let ids = fetch_all!(
        on,
        (AdviceSessionId,),
        "SELECT s.id FROM advice_sessions s
         WHERE s.state = 'open' AND (s.advisor_id = $1 OR s.holder = $1 OR EXISTS (
             SELECT 1 FROM advice_people p WHERE p.session_id = s.id AND p.holder = $1))
         ORDER BY s.id LIMIT $2",
        account,
        LISTED,
    )?;
    let mut found = Vec::with_capacity(ids.len());
    for (id,) in ids {
        found.extend(sessions::by_id(on, id).await?);
    }
    Ok(found)
}

pub(crate) async fn of_session(on: &mut impl On, session: AdviceSessionId) -> Result<Vec<Person>> {
    fetch_all!(
        on,
        Person,
        "SELECT session_id, side, holder, name, joined_at FROM advice_people WHERE session_id = $1
         ORDER BY side LIMIT 4",
        session,
    )
}

/// False where somebody is in that place.
pub(crate) async fn insert(tx: &mut Tx, person: &Person) -> Result<bool> {
    let touched = execute!(
        tx,
        "INSERT INTO advice_people (session_id, side, holder, name, joined_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
        person.session_id,
        person.side,
        person.holder,
        &person.name,
        person.joined_at,
    )?;
    Ok(touched > 0)
}

/// Takes whoever is in that place out of it: `holder` alone where one is named.
pub(crate) async fn remove(
    tx: &mut Tx,
    session: AdviceSessionId,
    side: Side,
    holder: Option<Uuid>,
) -> Result<Option<Person>> {
    fetch_optional!(
        tx,
        Person,
        "DELETE FROM advice_people WHERE session_id = $1 AND side = $2 AND (CAST($3 AS UUID) IS NULL OR holder = $3)
         RETURNING session_id, side, holder, name, joined_at",
        session,
        side,
        holder,
    )
}

/// Colleagues in open sessions whose role does not cover advice any more.
pub(super) async fn removed_colleagues(on: &mut impl On) -> Result<Vec<Person>> {
    fetch_all!(
        on,
        Person,
        "SELECT p.session_id, p.side, p.holder, p.name, p.joined_at
         FROM advice_people p JOIN advice_sessions s ON s.id = p.session_id
         WHERE p.side = 'colleague' AND s.state = 'open' AND NOT EXISTS (
             SELECT 1 FROM staff f
             WHERE f.shop_id = s.shop_id AND f.account_id = p.holder AND f.role IN ($1, $2))
         ORDER BY p.session_id LIMIT $3",
        Role::Advisor,
        Role::Owner,
        LISTED,
    )
}

/// Open sessions whose shopper gave no sign since `gone`.
pub(super) async fn left(on: &mut impl On, gone: Timestamp, most: i64) -> Result<Vec<AdviceSessionId>> {
    let ids = fetch_all!(
        on,
        (AdviceSessionId,),
        "SELECT s.id FROM advice_sessions s JOIN advice_tickets t ON t.id = s.ticket_id
         WHERE s.state = 'open' AND t.seen_at <= $1 ORDER BY s.started_at, s.id LIMIT $2",
        gone,
        most,
    )?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// Closes the ticket of `session` if its shopper gave no sign since `gone`; false if
/// they did, or it is closed already.
pub(super) async fn close_left(tx: &mut Tx, session: &Session, gone: Timestamp) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE advice_tickets SET state = 'over', version = version + 1
         WHERE id = $1 AND session_id = $2 AND state = 'accepted' AND seen_at <= $3",
        session.ticket_id,
        session.id,
        gone,
    )?;
    Ok(touched > 0)
}
