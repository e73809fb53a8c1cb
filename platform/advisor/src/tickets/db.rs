//! The `advice_tickets` table.

use model::{ShopId, Timestamp};
use store::{On, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};
use uuid::Uuid;

use super::{LINE_MAX, Ticket};
use crate::{AdviceSessionId, TicketId};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, shop_id, holder, account_id, name, language, topic, product_id, product_name, show_id, state,
                    is_returned, ring_from, asked_at, seen_at, session_id, version
             FROM advice_tickets ",
            $rest
        )
    };
}

pub(crate) async fn by_id(on: &mut impl On, id: TicketId) -> Result<Option<Ticket>> {
    fetch_optional!(on, Ticket, select!("WHERE id = $1"), id)
}

/// The ticket of someone who waits or is in a session.
pub(super) async fn open_of(on: &mut impl On, shop: ShopId, holder: Uuid) -> Result<Option<Ticket>> {
    fetch_optional!(
        on,
        Ticket,
        select!("WHERE shop_id = $1 AND holder = $2 AND state IN ('waiting', 'accepted')"),
        shop,
        holder,
    )
}

/// Those who wait, in the order they are served in.
pub(crate) async fn waiting(on: &mut impl On, shop: ShopId) -> Result<Vec<Ticket>> {
    fetch_all!(
        on,
        Ticket,
        select!("WHERE shop_id = $1 AND state = 'waiting' ORDER BY is_returned DESC, asked_at, id LIMIT $2"),
        shop,
        LINE_MAX,
    )
}

pub(super) async fn count_waiting(on: &mut impl On, shop: ShopId) -> Result<i64> {
    let (waiting,) = fetch_one!(
        on,
        (i64,),
        "SELECT COUNT(*) FROM advice_tickets WHERE shop_id = $1 AND state = 'waiting'",
        shop,
    )?;
    Ok(waiting)
}

/// False when its holder has an open one in this shop.
pub(super) async fn insert(tx: &mut Tx, ticket: &Ticket) -> Result<bool> {
    let touched = execute!(
        tx,
        "INSERT INTO advice_tickets (id, shop_id, holder, account_id, name, language, topic, product_id, product_name,
                                     show_id, state, is_returned, ring_from, asked_at, seen_at, session_id, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         ON CONFLICT DO NOTHING",
        ticket.id,
        ticket.shop_id,
        ticket.holder,
        ticket.account_id,
        &ticket.name,
        &ticket.language,
        &ticket.topic,
        ticket.product_id,
        &ticket.product_name,
        ticket.show_id,
        ticket.state,
        ticket.is_returned,
        ticket.ring_from,
        ticket.asked_at,
        ticket.seen_at,
        ticket.session_id,
        ticket.version,
    )?;
    Ok(touched > 0)
}

pub(super) async fn seen(tx: &mut Tx, id: TicketId, now: Timestamp) -> Result<()> {
    execute!(
        tx,
        "UPDATE advice_tickets SET seen_at = $2 WHERE id = $1",
        id,
        now
    )?;
    Ok(())
}

/// False for anyone who does not wait.
pub(super) async fn leave(tx: &mut Tx, id: TicketId) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE advice_tickets SET state = 'left', version = version + 1 WHERE id = $1 AND state = 'waiting'",
        id,
    )?;
    Ok(touched > 0)
}

/// Makes it that session's. True for one alone, however many try.
pub(crate) async fn accept(tx: &mut Tx, id: TicketId, session: AdviceSessionId) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE advice_tickets SET state = 'accepted', session_id = $2, version = version + 1
         WHERE id = $1 AND state = 'waiting'",
        id,
        session,
    )?;
    Ok(touched > 0)
}

/// The session it became has ended.
pub(crate) async fn end(tx: &mut Tx, id: TicketId, session: AdviceSessionId) -> Result<()> {
    execute!(
        tx,
        "UPDATE advice_tickets SET state = 'over', version = version + 1
         WHERE id = $1 AND session_id = $2 AND state = 'accepted'",
        id,
        session,
    )?;
    Ok(())
}

/// The session's advisor gives no sign since `lost` at the latest: its shopper is
/// back in line, or, without a sign of them since `gone`, nobody is. False, and
/// nothing is changed, when the advisor is there or the session is not this ticket's.
pub(crate) async fn give_back(
    tx: &mut Tx,
    id: TicketId,
    session: AdviceSessionId,
    lost: Timestamp,
    gone: Timestamp,
) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE advice_tickets
         SET session_id = CASE WHEN seen_at > $4 THEN NULL ELSE session_id END,
             state = CASE WHEN seen_at > $4 THEN 'waiting' ELSE 'over' END,
             is_returned = TRUE, version = version + 1
         WHERE id = $1 AND session_id = $2 AND state = 'accepted'
           AND EXISTS (SELECT 1 FROM advice_sessions s
                       JOIN advice_advisors a ON a.shop_id = s.shop_id AND a.account_id = s.advisor_id
                       WHERE s.id = $2 AND a.seen_at <= $3)",
        id,
        session,
        lost,
        gone,
    )?;
    Ok(touched > 0)
}

/// Whether anybody waits who gave no sign since `gone`.
pub(crate) async fn is_any_unseen(on: &mut impl On, gone: Timestamp) -> Result<bool> {
    let found = fetch_optional!(
        on,
        (TicketId,),
        "SELECT id FROM advice_tickets WHERE state = 'waiting' AND seen_at <= $1 LIMIT 1",
        gone,
    )?;
    Ok(found.is_some())
}

/// Takes those out of line who gave no sign since `gone`.
pub(crate) async fn give_up_unseen(tx: &mut Tx, gone: Timestamp) -> Result<Vec<(TicketId, ShopId)>> {
    fetch_all!(
        tx,
        (TicketId, ShopId),
        "UPDATE advice_tickets SET state = 'left', version = version + 1
         WHERE state = 'waiting' AND seen_at <= $1 RETURNING id, shop_id",
        gone,
    )
}
