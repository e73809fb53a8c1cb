//! The `advice_bookings` table.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use model::{AccountId, ProductId, ShopId, Timestamp};
use store::{On, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};
use uuid::Uuid;

use super::slots::Block;
use super::{Booking, HERE_UNTIL, LISTED, MANY, Party, Within};
use crate::{AdviceSessionId, BookingId, TicketId};

/// So long before a booking begins walk-ins had better go to somebody else.
const NEAR: TimeDelta = TimeDelta::minutes(5);

macro_rules! columns {
    () => {
        "id, shop_id, advisor_id, holder, account_id, name, mail, locale, language, zone, topic, product_id,
         product_name, starts_at, ends_at, state, cancelled_by, sequence, here_at, ticket_id, made_at, changed_at"
    };
}

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT ", columns!(), " FROM advice_bookings ", $rest)
    };
}

/// What of an advisor's time is given away, in whatever shop, within that time; but for
/// the booking `but`.
pub(super) async fn taken(
    on: &mut impl On,
    account: AccountId,
    within: Block,
    but: Option<BookingId>,
) -> Result<Vec<Block>> {
    let rows = fetch_all!(
        on,
        (Timestamp, Timestamp),
        "SELECT busy_from, busy_to FROM advice_bookings
         WHERE advisor_id = $1 AND state IN ('booked', 'kept') AND busy_to > $2 AND busy_from < $3
           AND ($4 IS NULL OR id <> $4)",
        account,
        within.from,
        within.to,
        but,
    )?;
    Ok(rows.into_iter().map(|(from, to)| Block { from, to }).collect())
}

/// How many bookings an advisor has that begin within that time.
pub(super) async fn count_within(on: &mut impl On, account: AccountId, within: Block) -> Result<i64> {
    let (count,) = fetch_one!(
        on,
        (i64,),
        "SELECT COUNT(*) FROM advice_bookings
         WHERE advisor_id = $1 AND state IN ('booked', 'kept') AND starts_at >= $2 AND starts_at < $3",
        account,
        within.from,
        within.to,
    )?;
    Ok(count)
}

/// How many someone has ahead of them in a shop, under their name or their address, and
/// how many they have made since `since`: further back than the longest talk takes, as
/// nothing that began before it is looked at.
pub(super) async fn counts(
    on: &mut impl On,
    shop: ShopId,
    (holder, mail): (Uuid, &str),
    now: Timestamp,
    since: Timestamp,
) -> Result<(i64, i64)> {
    fetch_one!(
        on,
        (i64, i64),
        "SELECT COUNT(CASE WHEN state = 'booked' AND ends_at > $4 THEN 1 END),
                COUNT(CASE WHEN made_at > $5 THEN 1 END)
         FROM advice_bookings
         WHERE shop_id = $1 AND (holder = $2 OR mail = $3) AND (starts_at > $5 OR made_at > $5)",
        shop,
        holder,
        mail,
        now,
        since,
    )
}

/// The languages that `account` has named at the desk.
pub(super) async fn languages(on: &mut impl On, shop: ShopId, account: AccountId) -> Result<Vec<String>> {
    let row = fetch_optional!(
        on,
        (String,),
        "SELECT languages FROM advice_advisors WHERE shop_id = $1 AND account_id = $2",
        shop,
        account,
    )?;
    match row {
        Some((languages,)) => Ok(serde_json::from_str(&languages)?),
        None => Ok(Vec::new()),
    }
}

/// Who in `shop` is told of what concerns `account`, where their letters go and in which
/// language: they themselves while they give advice there, else whoever owns it longest.
pub(super) async fn reader(
    on: &mut impl On,
    shop: ShopId,
    account: AccountId,
) -> Result<Option<(AccountId, String, String)>> {
    fetch_optional!(
        on,
        (AccountId, String, String),
        "SELECT a.id, a.email, a.locale FROM staff s JOIN accounts a ON a.id = s.account_id
         WHERE s.shop_id = $1 AND (s.role = 'owner' OR (s.role = 'advisor' AND s.account_id = $2))
         ORDER BY CASE WHEN s.account_id = $2 THEN 0 ELSE 1 END, s.created_at, s.account_id LIMIT 1",
        shop,
        account,
    )
}

pub(super) async fn by_id(on: &mut impl On, id: BookingId) -> Result<Option<Booking>> {
    fetch_optional!(on, Booking, select!("WHERE id = $1"), id)
}

/// What was booked under that key, with what was asked then.
pub(super) async fn by_key(on: &mut impl On, holder: Uuid, key: &str) -> Result<Option<(BookingId, String)>> {
    fetch_optional!(
        on,
        (BookingId, String),
        "SELECT id, fingerprint FROM advice_bookings WHERE holder = $1 AND request_key = $2",
        holder,
        key,
    )
}

pub(super) async fn of_shop(on: &mut impl On, shop: ShopId, within: Within) -> Result<Vec<Booking>> {
    let (after, after_id) = within.after.unzip();
    fetch_all!(
        on,
        Booking,
        select!(
            "WHERE shop_id = $1 AND ($2 IS NULL OR advisor_id = $2) AND starts_at >= $3 AND starts_at < $4
               AND ($5 OR state <> 'cancelled')
               AND ($6 IS NULL OR starts_at > $6 OR (starts_at = $6 AND id > $7))
             ORDER BY starts_at, id LIMIT $8"
        ),
        shop,
        within.advisor,
        within.from,
        within.to,
        within.with_cancelled,
        after,
        after_id,
        i64::try_from(LISTED).unwrap_or(i64::MAX),
    )
}

/// What was prepared for those of them that are not cancelled, where anything was.
pub(super) async fn prepared_within(
    on: &mut impl On,
    shop: ShopId,
    within: Within,
) -> Result<Vec<(BookingId, String, String)>> {
    fetch_all!(
        on,
        (BookingId, String, String),
        "SELECT id, note, prepared FROM advice_bookings
         WHERE shop_id = $1 AND ($2 IS NULL OR advisor_id = $2) AND starts_at >= $3 AND starts_at < $4
           AND state <> 'cancelled' AND (note <> '' OR prepared <> '[]')
         ORDER BY starts_at, id LIMIT $5",
        shop,
        within.advisor,
        within.from,
        within.to,
        i64::try_from(MANY).unwrap_or(i64::MAX),
    )
}

pub(super) async fn open_of(
    on: &mut impl On,
    shop: ShopId,
    holder: Uuid,
    now: Timestamp,
) -> Result<Vec<Booking>> {
    fetch_all!(
        on,
        Booking,
        select!(
            "WHERE holder = $2 AND shop_id = $1 AND state = 'booked' AND ends_at > $3
             ORDER BY starts_at, id LIMIT 20"
        ),
        shop,
        holder,
        now,
    )
}

pub(super) async fn of_session(on: &mut impl On, session: AdviceSessionId) -> Result<Option<Booking>> {
    fetch_optional!(
        on,
        Booking,
        select!(
            "WHERE id = (SELECT t.booking_id FROM advice_sessions s JOIN advice_tickets t ON t.id = s.ticket_id
                         WHERE s.id = $1)"
        ),
        session,
    )
}

/// What a new booking has besides what everyone reads.
pub(super) struct Aside<'a> {
    pub busy: Block,
    pub remind: Reminders,
    pub key: Option<(&'a str, &'a str)>,
}

/// When the two reminders are due.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reminders {
    pub day: Option<Timestamp>,
    pub hour: Option<Timestamp>,
}

/// False when that time is taken, or the key was used in the same moment.
pub(super) async fn insert(tx: &mut Tx, booking: &Booking, aside: &Aside<'_>) -> Result<bool> {
    let touched = execute!(
        tx,
        "INSERT INTO advice_bookings
             (id, shop_id, advisor_id, holder, account_id, name, mail, locale, language, zone, topic, product_id,
              product_name, starts_at, ends_at, busy_from, busy_to, state, sequence, remind_day_at, remind_hour_at,
              made_at, changed_at, request_key, fingerprint, note, prepared)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                 $22, $23, $24, $25, '', '[]')
         ON CONFLICT DO NOTHING",
        booking.id,
        booking.shop_id,
        booking.advisor_id,
        booking.holder,
        booking.account_id,
        &booking.name,
        &booking.mail,
        &booking.locale,
        &booking.language,
        &booking.zone,
        &booking.topic,
        booking.product_id,
        &booking.product_name,
        booking.starts_at,
        booking.ends_at,
        aside.busy.from,
        aside.busy.to,
        booking.state,
        booking.sequence,
        aside.remind.day,
        aside.remind.hour,
        booking.made_at,
        booking.changed_at,
        aside.key.map(|(key, _)| key),
        aside.key.map(|(_, fingerprint)| fingerprint),
    )?;
    Ok(touched > 0)
}

/// Where and when it is from now on. False for one that is over, or has become a session.
pub(super) async fn set_time(tx: &mut Tx, booking: &Booking, busy: Block, remind: Reminders) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE advice_bookings
         SET advisor_id = $2, starts_at = $3, ends_at = $4, busy_from = $5, busy_to = $6, zone = $7,
             remind_day_at = $8, remind_hour_at = $9, sequence = $10, changed_at = $11, here_at = NULL,
             ticket_id = NULL
         WHERE id = $1 AND state = 'booked'
           AND NOT EXISTS (SELECT 1 FROM advice_sessions s WHERE s.ticket_id = advice_bookings.ticket_id)",
        booking.id,
        booking.advisor_id,
        booking.starts_at,
        booking.ends_at,
        busy.from,
        busy.to,
        &booking.zone,
        remind.day,
        remind.hour,
        booking.sequence,
        booking.changed_at,
    )?;
    Ok(touched > 0)
}

/// False for one that is over.
pub(super) async fn cancel(tx: &mut Tx, id: BookingId, by: Party, now: Timestamp) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE advice_bookings
         SET state = 'cancelled', cancelled_by = $2, sequence = sequence + 1, changed_at = $3,
             remind_day_at = NULL, remind_hour_at = NULL
         WHERE id = $1 AND state = 'booked'",
        id,
        by,
        now,
    )?;
    Ok(touched > 0)
}

/// Whether any reminder is due.
pub(super) async fn is_any_reminder_due(on: &mut impl On, now: Timestamp) -> Result<bool> {
    let found = fetch_optional!(
        on,
        (BookingId,),
        "SELECT id FROM advice_bookings WHERE remind_day_at <= $1
         UNION ALL SELECT id FROM advice_bookings WHERE remind_hour_at <= $1 LIMIT 1",
        now,
    )?;
    Ok(found.is_some())
}

/// Takes the reminders a day ahead that are due: whoever gets one here is the only one.
pub(super) async fn take_day_reminders(tx: &mut Tx, now: Timestamp) -> Result<Vec<Booking>> {
    fetch_all!(
        tx,
        Booking,
        concat!(
            "UPDATE advice_bookings SET remind_day_at = NULL WHERE remind_day_at <= $1 RETURNING ",
            columns!()
        ),
        now,
    )
}

/// The same an hour ahead.
pub(super) async fn take_hour_reminders(tx: &mut Tx, now: Timestamp) -> Result<Vec<Booking>> {
    fetch_all!(
        tx,
        Booking,
        concat!(
            "UPDATE advice_bookings SET remind_hour_at = NULL WHERE remind_hour_at <= $1 RETURNING ",
            columns!()
        ),
        now,
    )
}

/// Whoever is in line for it waits as somebody who walked in. Gives their tickets.
pub(super) async fn let_go(tx: &mut Tx, id: BookingId) -> Result<Vec<TicketId>> {
    let rows = fetch_all!(
        tx,
        (TicketId,),
        "UPDATE advice_tickets SET booking_id = NULL, for_advisor = NULL, version = version + 1
         WHERE booking_id = $1 AND state = 'waiting' RETURNING id",
        id,
    )?;
    Ok(rows.into_iter().map(|(ticket,)| ticket).collect())
}

/// That ticket was only made for a booking that is not so any more.
pub(super) async fn leave(tx: &mut Tx, id: TicketId) -> Result<()> {
    execute!(
        tx,
        "UPDATE advice_tickets SET state = 'left', call_mail = '', version = version + 1
         WHERE id = $1 AND state = 'waiting'",
        id,
    )?;
    Ok(())
}

/// Its shopper is here, with that ticket. False for one that is over, or was moved since
/// it was read.
pub(super) async fn set_here(
    tx: &mut Tx,
    booking: &Booking,
    ticket: TicketId,
    now: Timestamp,
) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE advice_bookings SET here_at = COALESCE(here_at, $3), ticket_id = $2
         WHERE id = $1 AND state = 'booked' AND sequence = $4",
        booking.id,
        ticket,
        now,
        booking.sequence,
    )?;
    if touched == 0 {
        return Ok(false);
    }
    // Somebody who waited in line before their time came.
    execute!(
        tx,
        "UPDATE advice_tickets SET booking_id = $2, for_advisor = $3, ring_from = $4, version = version + 1
         WHERE id = $1 AND state = 'waiting' AND booking_id IS NULL",
        ticket,
        booking.id,
        booking.advisor_id,
        now,
    )?;
    Ok(true)
}

/// Whether anything has come to its end since.
pub(super) async fn is_any_to_settle(on: &mut impl On, over: Timestamp) -> Result<bool> {
    let found = fetch_optional!(
        on,
        (BookingId,),
        "SELECT b.id FROM advice_bookings b
         WHERE b.state = 'booked' AND (
             EXISTS (SELECT 1 FROM advice_sessions s WHERE s.ticket_id = b.ticket_id)
             OR (b.starts_at <= $1 AND NOT EXISTS (
                 SELECT 1 FROM advice_tickets t WHERE t.id = b.ticket_id AND t.state = 'waiting')))
         LIMIT 1",
        over,
    )?;
    Ok(found.is_some())
}

/// Those that became a session are kept; of the others those that were to begin before
/// `over` are missed, unless their shopper waits still. Gives the shops of both.
pub(super) async fn settle(tx: &mut Tx, over: Timestamp, now: Timestamp) -> Result<Vec<ShopId>> {
    let kept = fetch_all!(
        tx,
        (ShopId,),
        "UPDATE advice_bookings SET state = 'kept', changed_at = $1, remind_day_at = NULL, remind_hour_at = NULL
         WHERE state = 'booked'
           AND EXISTS (SELECT 1 FROM advice_sessions s WHERE s.ticket_id = advice_bookings.ticket_id)
         RETURNING shop_id",
        now,
    )?;
    let missed = fetch_all!(
        tx,
        (ShopId,),
        "UPDATE advice_bookings SET state = 'missed', changed_at = $2, remind_day_at = NULL, remind_hour_at = NULL
         WHERE state = 'booked' AND starts_at <= $1
           AND NOT EXISTS (SELECT 1 FROM advice_tickets t
                           WHERE t.id = advice_bookings.ticket_id AND t.state = 'waiting')
         RETURNING shop_id",
        over,
        now,
    )?;
    Ok(kept.into_iter().chain(missed).map(|(shop,)| shop).collect())
}

/// What was prepared for it: the note, and the products.
pub(super) async fn prepared(on: &mut impl On, id: BookingId) -> Result<Option<(String, Vec<ProductId>)>> {
    let row = fetch_optional!(
        on,
        (String, String),
        "SELECT note, prepared FROM advice_bookings WHERE id = $1",
        id
    )?;
    row.map(|(note, products)| Ok((note, serde_json::from_str(&products)?)))
        .transpose()
}

pub(super) async fn prepare(tx: &mut Tx, id: BookingId, note: &str, products: &[ProductId]) -> Result<()> {
    execute!(
        tx,
        "UPDATE advice_bookings SET note = $2, prepared = $3 WHERE id = $1",
        id,
        note,
        serde_json::to_string(products)?,
    )?;
    Ok(())
}

/// Whether anything that ended before then says whose it was.
pub(super) async fn is_any_to_forget(on: &mut impl On, before: Timestamp) -> Result<bool> {
    let found = fetch_optional!(
        on,
        (BookingId,),
        "SELECT id FROM advice_bookings WHERE mail <> '' AND ends_at <= $1 LIMIT 1",
        before,
    )?;
    Ok(found.is_some())
}

pub(super) async fn forget(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    execute!(
        tx,
        "UPDATE advice_bookings
         SET holder = id, account_id = NULL, name = '', mail = '', zone = 'UTC', topic = '', product_id = NULL,
             product_name = '', note = '', prepared = '[]', request_key = NULL, fingerprint = NULL
         WHERE mail <> '' AND ends_at <= $1",
        before,
    )
}

/// The advisors of `shop` whose next booking is so near that walk-ins had better go to
/// somebody else: its pause has begun, or it begins within five minutes.
pub(crate) async fn expected(on: &mut impl On, shop: ShopId, now: Timestamp) -> Result<BTreeSet<AccountId>> {
    let rows = fetch_all!(
        on,
        (AccountId,),
        "SELECT DISTINCT b.advisor_id FROM advice_bookings b
         JOIN advice_advisors a ON a.account_id = b.advisor_id AND a.shop_id = $1
         WHERE b.state = 'booked' AND b.starts_at > $2 AND (b.busy_from <= $3 OR b.starts_at <= $4)",
        shop,
        now - HERE_UNTIL,
        now,
        now + NEAR,
    )?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

/// What was a guest's is the account's.
pub(crate) async fn hand_over(tx: &mut Tx, guest: Uuid, account: Uuid) -> Result<()> {
    // A key of the one may be one of the other's too.
    execute!(
        tx,
        "UPDATE advice_bookings
         SET holder = $2, account_id = $2, request_key = NULL, fingerprint = NULL WHERE holder = $1",
        guest,
        account,
    )?;
    Ok(())
}
