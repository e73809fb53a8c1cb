//! What of tickets, advisors and sessions says who is there.

use model::{AccountId, Timestamp};
use store::{On, Result, Tx, execute, fetch_all};

use super::Sign;
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
        "SELECT id FROM advice_sessions WHERE state = 'open' AND (advisor_id = $1 OR holder = $1)
         ORDER BY id LIMIT $2",
        account,
        LISTED,
    )?;
    let mut found = Vec::with_capacity(ids.len());
    for (id,) in ids {
        found.extend(sessions::by_id(on, id).await?);
    }
    Ok(found)
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
