//! The `advice_tickets` table.

use model::{AccountId, Holder, ShopId, Timestamp};
use store::{On, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};
use uuid::Uuid;

use super::away::Away;
use super::{COMING_MAX, LETTERS_MAX, LINE_MAX, Ticket, When};
use crate::{AdviceSessionId, TicketId};

/// People with a booking who wait besides a full line.
const BOOKED_MAX: i64 = 100;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, shop_id, holder, account_id, name, language, topic, product_id, product_name, show_id, state,
                    is_returned, ring_from, asked_at, seen_at, session_id, queue_id, booking_id, for_advisor,
                    comes_at, calls_back, called_at, call_mail <> '' AS is_mailed, version
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

/// Those who wait, here and away, in the order they are served in: who was cut off,
/// who has booked, who was called back, and then as they asked. Who comes at a time is
/// in nobody's way, and stands behind them.
pub(crate) async fn in_line(on: &mut impl On, shop: ShopId) -> Result<Vec<Ticket>> {
    fetch_all!(
        on,
        Ticket,
        select!(
            "WHERE shop_id = $1 AND state = 'waiting'
             ORDER BY (comes_at IS NOT NULL), is_returned DESC, (booking_id IS NOT NULL) DESC,
                 (called_at IS NOT NULL AND comes_at IS NULL) DESC, asked_at, id LIMIT $2"
        ),
        shop,
        LINE_MAX + BOOKED_MAX + COMING_MAX,
    )
}

/// Those who wait, or are called back when it is their turn.
pub(super) async fn count_waiting(on: &mut impl On, shop: ShopId) -> Result<i64> {
    let (waiting,) = fetch_one!(
        on,
        (i64,),
        "SELECT COUNT(*) FROM advice_tickets WHERE shop_id = $1 AND state = 'waiting' AND comes_at IS NULL",
        shop,
    )?;
    Ok(waiting)
}

/// Those who come at a time they said.
pub(super) async fn count_coming(on: &mut impl On, shop: ShopId) -> Result<i64> {
    let (coming,) = fetch_one!(
        on,
        (i64,),
        "SELECT COUNT(*) FROM advice_tickets WHERE shop_id = $1 AND state = 'waiting' AND comes_at IS NOT NULL",
        shop,
    )?;
    Ok(coming)
}

/// False when its holder has an open one in this shop.
pub(super) async fn insert(tx: &mut Tx, ticket: &Ticket) -> Result<bool> {
    let touched = execute!(
        tx,
        "INSERT INTO advice_tickets (id, shop_id, holder, account_id, name, language, topic, product_id, product_name,
                                     show_id, state, is_returned, ring_from, asked_at, seen_at, session_id, queue_id,
                                     booking_id, for_advisor, comes_at, calls_back, called_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
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
        ticket.queue_id,
        ticket.booking_id,
        ticket.for_advisor,
        ticket.comes_at,
        ticket.calls_back,
        ticket.called_at,
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
        "UPDATE advice_tickets SET state = 'left', call_mail = '', version = version + 1
         WHERE id = $1 AND state = 'waiting'",
        id,
    )?;
    Ok(touched > 0)
}

/// Makes it that session's, if its shopper is here. True for one alone, however many try.
pub(crate) async fn accept(tx: &mut Tx, id: TicketId, session: AdviceSessionId) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE advice_tickets SET state = 'accepted', session_id = $2, version = version + 1
         WHERE id = $1 AND state = 'waiting' AND NOT calls_back AND comes_at IS NULL",
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
        "SELECT id FROM advice_tickets
         WHERE state = 'waiting' AND NOT calls_back AND comes_at IS NULL AND seen_at <= $1 LIMIT 1",
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
         WHERE state = 'waiting' AND NOT calls_back AND comes_at IS NULL AND seen_at <= $1 RETURNING id, shop_id",
        gone,
    )
}

/// Its shopper goes away. Where as many letters were written as may be, no address is
/// kept. False for anyone who does not wait.
pub(super) async fn go_away(tx: &mut Tx, id: TicketId, away: &Away) -> Result<bool> {
    let comes_at = match away.when {
        When::At(at) => Some(at),
        When::CallBack => None,
    };
    let touched = execute!(
        tx,
        "UPDATE advice_tickets SET calls_back = $2, comes_at = $3, called_at = NULL,
             call_mail = CASE WHEN call_letters < $6 THEN $4 ELSE '' END, call_locale = $5, version = version + 1
         WHERE id = $1 AND state = 'waiting'",
        id,
        comes_at.is_none(),
        comes_at,
        &away.mail,
        &away.locale,
        LETTERS_MAX,
    )?;
    Ok(touched > 0)
}

/// Its shopper is here again, and it rings from now on. Who was called back is known
/// by when. False for anyone who was not away.
pub(super) async fn come(tx: &mut Tx, id: TicketId, now: Timestamp) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE advice_tickets SET called_at = CASE WHEN calls_back THEN called_at ELSE NULL END,
             calls_back = FALSE, comes_at = NULL, call_mail = '', seen_at = $2, ring_from = $2,
             version = version + 1
         WHERE id = $1 AND state = 'waiting' AND (calls_back OR comes_at IS NOT NULL)",
        id,
        now,
    )?;
    Ok(touched > 0)
}

/// It is another holder's from now on. False where that one has another open one in
/// the shop.
pub(super) async fn give_to(tx: &mut Tx, ticket: &Ticket, holder: Holder) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE advice_tickets SET holder = $2, account_id = $3, version = version + 1
         WHERE id = $1 AND state = 'waiting' AND NOT EXISTS (
             SELECT 1 FROM advice_tickets own
             WHERE own.shop_id = $4 AND own.holder = $2 AND own.state IN ('waiting', 'accepted'))",
        ticket.id,
        holder.uuid(),
        holder.account(),
        ticket.shop_id,
    )?;
    Ok(touched > 0)
}

/// What is to be known of someone to call them.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Call {
    pub shop_id: ShopId,
    pub call_mail: String,
    pub call_locale: String,
}

/// Says of someone who is away that they are called now. None when they were already,
/// or are here. Counts the letter, where one is to be written.
pub(super) async fn call(tx: &mut Tx, id: TicketId, now: Timestamp) -> Result<Option<Call>> {
    fetch_optional!(
        tx,
        Call,
        "UPDATE advice_tickets SET called_at = $2, version = version + 1,
             call_letters = call_letters + CASE WHEN call_mail = '' THEN 0 ELSE 1 END
         WHERE id = $1 AND state = 'waiting' AND called_at IS NULL AND (calls_back OR comes_at IS NOT NULL)
         RETURNING shop_id, call_mail, call_locale",
        id,
        now,
    )
}

/// Shops where somebody is to be called back.
pub(super) async fn shops_to_call_in(on: &mut impl On, most: i64) -> Result<Vec<ShopId>> {
    let rows = fetch_all!(
        on,
        (ShopId,),
        "SELECT DISTINCT shop_id FROM advice_tickets
         WHERE state = 'waiting' AND calls_back AND called_at IS NULL ORDER BY shop_id LIMIT $1",
        most,
    )?;
    Ok(rows.into_iter().map(|(shop,)| shop).collect())
}

/// Those who come by `at` and were not called yet, the soonest first.
pub(super) async fn coming(on: &mut impl On, at: Timestamp, most: i64) -> Result<Vec<TicketId>> {
    let rows = fetch_all!(
        on,
        (TicketId,),
        "SELECT id FROM advice_tickets
         WHERE state = 'waiting' AND comes_at IS NOT NULL AND comes_at <= $1 AND called_at IS NULL
         ORDER BY comes_at, id LIMIT $2",
        at,
        most,
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Until when those who are away may have been silent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Overdue {
    /// They were called back.
    pub called: Timestamp,
    /// They were to come.
    pub comes: Timestamp,
    /// They asked, and nobody was free to call them.
    pub asked: Timestamp,
}

/// Whether anybody who is away is overdue.
pub(super) async fn is_any_overdue(on: &mut impl On, since: Overdue) -> Result<bool> {
    let found = fetch_optional!(
        on,
        (TicketId,),
        "SELECT id FROM advice_tickets WHERE state = 'waiting' AND (calls_back OR comes_at IS NOT NULL)
             AND (comes_at <= $2 OR (calls_back AND (called_at <= $1 OR (called_at IS NULL AND asked_at <= $3))))
         LIMIT 1",
        since.called,
        since.comes,
        since.asked,
    )?;
    Ok(found.is_some())
}

/// Takes those out of line who are away and overdue.
pub(super) async fn give_up_overdue(tx: &mut Tx, since: Overdue) -> Result<Vec<(TicketId, ShopId)>> {
    fetch_all!(
        tx,
        (TicketId, ShopId),
        "UPDATE advice_tickets SET state = 'left', call_mail = '', version = version + 1
         WHERE state = 'waiting' AND (calls_back OR comes_at IS NOT NULL)
             AND (comes_at <= $2 OR (calls_back AND (called_at <= $1 OR (called_at IS NULL AND asked_at <= $3))))
         RETURNING id, shop_id",
        since.called,
        since.comes,
        since.asked,
    )
}

/// Makes an open ticket the one of a booking.
pub(super) async fn book(
    tx: &mut Tx,
    id: TicketId,
    booking: Uuid,
    advisor: Option<AccountId>,
    now: Timestamp,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE advice_tickets SET booking_id = $2, for_advisor = $3, calls_back = FALSE, comes_at = NULL,
             called_at = NULL, call_mail = '', seen_at = $4, ring_from = $4, version = version + 1
         WHERE id = $1 AND state = 'waiting'",
        id,
        booking,
        advisor,
        now,
    )?;
    Ok(())
}
