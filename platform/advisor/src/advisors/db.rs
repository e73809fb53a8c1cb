//! The `advice_advisors` table.

use std::collections::BTreeMap;

use model::{AccountId, ShopId, Timestamp};
use sqlx::FromRow;
use store::{On, Result, Tx, execute, fetch_all, fetch_optional};

use super::{Advisor, Availability, Profile};
use crate::{QueueId, queues};

/// As many as a shop has staff.
const LISTED: i64 = 200;

#[derive(FromRow)]
struct Row {
    shop_id: ShopId,
    account_id: AccountId,
    state: Availability,
    languages: String,
    skills: String,
    seen_at: Timestamp,
    free_since: Timestamp,
    in_session_since: Option<Timestamp>,
}

impl Row {
    fn advisor(self, serves: Vec<QueueId>) -> Result<Advisor> {
        let row = self;
        Ok(Advisor {
            shop_id: row.shop_id,
            account_id: row.account_id,
            state: row.state,
            languages: serde_json::from_str(&row.languages)?,
            skills: serde_json::from_str(&row.skills)?,
            seen_at: row.seen_at,
            free_since: row.free_since,
            in_session_since: row.in_session_since,
            serves,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.shop_id, a.account_id, a.state, a.languages, a.skills, a.seen_at, a.free_since,
                    COALESCE(s.started_at, (
                        SELECT MIN(p.joined_at) FROM advice_people p JOIN advice_sessions o ON o.id = p.session_id
                        WHERE p.holder = a.account_id AND p.side = 'colleague' AND o.state = 'open'
                    )) AS in_session_since
             FROM advice_advisors a
             LEFT JOIN advice_sessions s ON s.advisor_id = a.account_id AND s.state = 'open' ",
            $rest
        )
    };
}

pub(super) async fn of_account(
    on: &mut impl On,
    shop: ShopId,
    account: AccountId,
) -> Result<Option<Advisor>> {
    let row = fetch_optional!(
        on,
        Row,
        select!("WHERE a.shop_id = $1 AND a.account_id = $2"),
        shop,
        account,
    )?;
    let Some(row) = row else { return Ok(None) };
    let serves = queues::served_by(on, shop, account).await?;
    row.advisor(serves).map(Some)
}

/// Those of `shop` who say that they are on.
pub(crate) async fn of_shop(on: &mut impl On, shop: ShopId) -> Result<Vec<Advisor>> {
    let rows = fetch_all!(
        on,
        Row,
        select!("WHERE a.shop_id = $1 AND a.state = 'on' ORDER BY a.account_id LIMIT $2"),
        shop,
        LISTED,
    )?;
    let mut serves: BTreeMap<AccountId, Vec<QueueId>> = BTreeMap::new();
    for (account, queue) in queues::serves_in(on, shop).await? {
        serves.entry(account).or_default().push(queue);
    }
    let advisor = |row: Row| {
        let serves = serves.remove(&row.account_id).unwrap_or_default();
        row.advisor(serves)
    };
    rows.into_iter().map(advisor).collect()
}

pub(super) async fn set(
    tx: &mut Tx,
    shop: ShopId,
    account: AccountId,
    profile: &Profile,
    now: Timestamp,
) -> Result<()> {
    // Whoever was on stays as rested as they are.
    execute!(
        tx,
        "INSERT INTO advice_advisors (shop_id, account_id, state, languages, skills, seen_at, free_since)
         VALUES ($1, $2, $3, $4, $5, $6, $6)
         ON CONFLICT (shop_id, account_id) DO UPDATE SET
             state = excluded.state, languages = excluded.languages, skills = excluded.skills,
             seen_at = excluded.seen_at,
             free_since = CASE WHEN advice_advisors.state = 'on' THEN advice_advisors.free_since
                               ELSE excluded.free_since END",
        shop,
        account,
        profile.state,
        serde_json::to_string(&profile.languages)?,
        serde_json::to_string(&profile.skills)?,
        now,
    )?;
    Ok(())
}

/// The last sign of them.
pub(super) async fn seen_at(on: &mut impl On, shop: ShopId, account: AccountId) -> Result<Option<Timestamp>> {
    let row = fetch_optional!(
        on,
        (Timestamp,),
        "SELECT seen_at FROM advice_advisors WHERE shop_id = $1 AND account_id = $2",
        shop,
        account,
    )?;
    Ok(row.map(|(at,)| at))
}

pub(super) async fn seen(tx: &mut Tx, shop: ShopId, account: AccountId, now: Timestamp) -> Result<()> {
    execute!(
        tx,
        "UPDATE advice_advisors SET seen_at = $3 WHERE shop_id = $1 AND account_id = $2",
        shop,
        account,
        now,
    )?;
    Ok(())
}

/// An advisor takes someone: that is a sign of them. False when they are not on.
pub(crate) async fn take_part(tx: &mut Tx, shop: ShopId, account: AccountId, now: Timestamp) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE advice_advisors SET seen_at = $3 WHERE shop_id = $1 AND account_id = $2 AND state = 'on'",
        shop,
        account,
        now,
    )?;
    Ok(touched > 0)
}

/// A session of theirs has ended.
pub(crate) async fn rested(tx: &mut Tx, shop: ShopId, account: AccountId, now: Timestamp) -> Result<()> {
    execute!(
        tx,
        "UPDATE advice_advisors SET free_since = $3 WHERE shop_id = $1 AND account_id = $2",
        shop,
        account,
        now,
    )?;
    Ok(())
}
