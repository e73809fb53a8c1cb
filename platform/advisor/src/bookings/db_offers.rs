//! The tables of what can be booked: a shop's terms, what its advisors offer, and whose
//! turn it is.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use model::{AccountId, ShopId};
use sqlx::FromRow;
use store::{On, Result, Tx, execute, fetch_all, fetch_optional};
use uuid::Uuid;

use super::settings::{Offer, Terms};
use crate::hours::{Hours, Week};

/// Advisors of one shop who can be booked.
const OFFERING: i64 = 50;

pub(super) async fn terms(on: &mut impl On, shop: ShopId) -> Result<Option<Terms>> {
    fetch_optional!(
        on,
        Terms,
        "SELECT is_on, length_min, before_min, after_min, notice_min, ahead_days
         FROM advice_booking_shops WHERE shop_id = $1",
        shop,
    )
}

/// The shop's terms; nobody else books there until the transaction has ended.
pub(super) async fn take_turn(tx: &mut Tx, shop: ShopId) -> Result<Option<Terms>> {
    fetch_optional!(
        tx,
        Terms,
        "UPDATE advice_booking_shops SET turn = turn + 1 WHERE shop_id = $1
         RETURNING is_on, length_min, before_min, after_min, notice_min, ahead_days",
        shop,
    )
}

/// Nobody else gives their time away until the transaction has ended. `accounts` come
/// in their order, so that nobody waits in a circle.
pub(super) async fn take_calendars(tx: &mut Tx, accounts: &BTreeSet<AccountId>) -> Result<()> {
    for &account in accounts {
        execute!(
            tx,
            "INSERT INTO advice_calendars (account_id, turn) VALUES ($1, 1)
             ON CONFLICT (account_id) DO UPDATE SET turn = advice_calendars.turn + 1",
            account,
        )?;
    }
    Ok(())
}

pub(super) async fn set_terms(tx: &mut Tx, shop: ShopId, terms: &Terms) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO advice_booking_shops
             (shop_id, is_on, length_min, before_min, after_min, notice_min, ahead_days, turn)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0)
         ON CONFLICT (shop_id) DO UPDATE SET
             is_on = excluded.is_on, length_min = excluded.length_min, before_min = excluded.before_min,
             after_min = excluded.after_min, notice_min = excluded.notice_min, ahead_days = excluded.ahead_days",
        shop,
        terms.is_on,
        terms.length_min,
        terms.before_min,
        terms.after_min,
        terms.notice_min,
        terms.ahead_days,
    )?;
    Ok(())
}

#[derive(FromRow)]
struct OfferRow {
    account_id: AccountId,
    offers: bool,
    zone: Option<String>,
    hours: Option<String>,
    days_off: String,
    feed: Uuid,
}

impl TryFrom<OfferRow> for Offer {
    type Error = store::Error;

    fn try_from(row: OfferRow) -> Result<Self> {
        let hours = match (row.zone, row.hours) {
            (Some(zone), Some(hours)) => {
                let week: Week = serde_json::from_str(&hours)?;
                // A zone that is none was never stored by us.
                Some(Hours::new(&zone, week).map_err(|error| sqlx::Error::Decode(error.into()))?)
            }
            _ => None,
        };
        Ok(Self {
            offers: row.offers,
            hours,
            days_off: serde_json::from_str::<BTreeSet<NaiveDate>>(&row.days_off)?,
            feed: row.feed,
        })
    }
}

pub(super) async fn offer(on: &mut impl On, shop: ShopId, account: AccountId) -> Result<Option<Offer>> {
    let row = fetch_optional!(
        on,
        OfferRow,
        "SELECT account_id, offers, zone, hours, days_off, feed FROM advice_booking_advisors
         WHERE shop_id = $1 AND account_id = $2",
        shop,
        account,
    )?;
    row.map(Offer::try_from).transpose()
}

/// Those of `shop` who offer their time.
pub(super) async fn offers(on: &mut impl On, shop: ShopId) -> Result<Vec<(AccountId, Offer)>> {
    let rows = fetch_all!(
        on,
        OfferRow,
        "SELECT account_id, offers, zone, hours, days_off, feed FROM advice_booking_advisors
         WHERE shop_id = $1 AND offers ORDER BY account_id LIMIT $2",
        shop,
        OFFERING,
    )?;
    rows.into_iter()
        .map(|row| Ok((row.account_id, Offer::try_from(row)?)))
        .collect()
}

/// The name of the calendar is set once, and stays.
pub(super) async fn set_offer(tx: &mut Tx, shop: ShopId, account: AccountId, offer: &Offer) -> Result<()> {
    let hours = offer.hours.as_ref();
    execute!(
        tx,
        "INSERT INTO advice_booking_advisors (shop_id, account_id, offers, zone, hours, days_off, feed)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (shop_id, account_id) DO UPDATE SET
             offers = excluded.offers, zone = excluded.zone, hours = excluded.hours, days_off = excluded.days_off",
        shop,
        account,
        offer.offers,
        hours.map(|hours| hours.zone.name()),
        hours.map(|hours| serde_json::to_string(&hours.week)).transpose()?,
        serde_json::to_string(&offer.days_off)?,
        offer.feed,
    )?;
    Ok(())
}

/// As [`set_offer`], but of what is there already only the calendar's name changes.
pub(super) async fn renew_feed(tx: &mut Tx, shop: ShopId, account: AccountId, fresh: &Offer) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO advice_booking_advisors (shop_id, account_id, offers, zone, hours, days_off, feed)
         VALUES ($1, $2, $3, NULL, NULL, '[]', $4)
         ON CONFLICT (shop_id, account_id) DO UPDATE SET feed = excluded.feed",
        shop,
        account,
        fresh.offers,
        fresh.feed,
    )?;
    Ok(())
}

pub(super) async fn whose_feed(on: &mut impl On, feed: Uuid) -> Result<Option<(ShopId, AccountId)>> {
    fetch_optional!(
        on,
        (ShopId, AccountId),
        "SELECT shop_id, account_id FROM advice_booking_advisors WHERE feed = $1",
        feed,
    )
}
