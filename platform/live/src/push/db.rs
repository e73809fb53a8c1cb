//! The `push_subscriptions` and `push_deliveries` tables.

use model::{
    AccountId, NoticeKind, SessionId, ShopId, ShowId, ShowState, SubscriptionId, Timestamp, Visibility,
};
use sqlx::FromRow;
use store::{Db, Result, Tx, execute, fetch_all};
use uuid::Uuid;

use super::{NewSubscription, Subscription};
use crate::notices::{NoticeSettings, SettingsRow};

pub(super) async fn upsert(
    tx: &mut Tx,
    id: SubscriptionId,
    account: AccountId,
    session: Option<SessionId>,
    new: &NewSubscription,
    now: Timestamp,
) -> Result<()> {
    // What was on its way to whoever had this browser before is theirs.
    execute!(
        tx,
        "DELETE FROM push_deliveries WHERE subscription_id IN
            (SELECT id FROM push_subscriptions WHERE endpoint = $1 AND account_id <> $2)",
        new.endpoint.as_str(),
        account,
    )?;
    execute!(
        tx,
        "INSERT INTO push_subscriptions
            (id, account_id, session_id, endpoint, p256dh, auth, user_agent, created_at, failures)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)
         ON CONFLICT (endpoint) DO UPDATE SET
            account_id = excluded.account_id, session_id = excluded.session_id, p256dh = excluded.p256dh,
            auth = excluded.auth, user_agent = excluded.user_agent, created_at = excluded.created_at, failures = 0",
        id,
        account,
        session,
        new.endpoint.as_str(),
        &new.p256dh,
        &new.auth,
        &new.user_agent,
        now,
    )?;
    Ok(())
}

/// Leaves the newest `keep`.
pub(super) async fn delete_oldest(tx: &mut Tx, account: AccountId, keep: i64) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM push_subscriptions WHERE account_id = $1 AND id NOT IN
            (SELECT id FROM push_subscriptions WHERE account_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2)",
        account,
        keep,
    )?;
    Ok(())
}

pub(super) async fn delete(db: &Db, account: AccountId, endpoint: &str) -> Result<bool> {
    let mut tx = db.begin().await?;
    let touched = execute!(
        tx,
        "DELETE FROM push_subscriptions WHERE account_id = $1 AND endpoint = $2",
        account,
        endpoint,
    )?;
    tx.commit().await?;
    Ok(touched > 0)
}

pub(super) async fn of_account(db: &Db, account: AccountId, limit: i64) -> Result<Vec<Subscription>> {
    let mut read = db.read().await?;
    fetch_all!(
        read,
        Subscription,
        "SELECT id, endpoint, user_agent, created_at FROM push_subscriptions
         WHERE account_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2",
        account,
        limit,
    )
}

/// A notice that may have to be pushed.
#[derive(FromRow)]
struct DueRow {
    id: i64,
    kind: NoticeKind,
    at: Timestamp,
    #[sqlx(flatten)]
    settings: SettingsRow,
}

/// Makes deliveries of at most `limit` notices that are due, for those who
/// want them pushed at `now`; those from before `oldest` have outlived their
/// use. Gives how many were looked at.
///
/// 'taken' is seen in this transaction alone: it ends with none of them left.
pub(super) async fn hand_over(db: &Db, now: Timestamp, oldest: Timestamp, limit: i64) -> Result<usize> {
    let mut tx = db.begin().await?;
    // The first condition is the partial index's own. The bound is one value, looked up once: a planner
    // without statistics may look through a list of ids anew for every row.
    execute!(
        tx,
        "UPDATE notices SET push_state = 'taken' WHERE push_state <> 'none' AND push_state = 'due' AND id <=
            (SELECT MAX(t.id) FROM (SELECT id FROM notices WHERE push_state <> 'none' AND push_state = 'due'
                                    ORDER BY id LIMIT $1) t)",
        limit,
    )?;
    let due = fetch_all!(
        tx,
        DueRow,
        "SELECT n.id, n.kind, n.at, t.push_live, t.push_soon, t.push_mention, t.quiet_from, t.quiet_to, t.time_zone
         FROM notices n LEFT JOIN notice_settings t ON t.account_id = n.account_id
         WHERE n.push_state <> 'none' AND n.push_state = 'taken' ORDER BY n.id",
    )?;
    let looked_at = due.len();
    for row in due {
        let settings = NoticeSettings::from(row.settings);
        if row.at < oldest || !settings.wants_push(row.kind, now) {
            execute!(tx, "UPDATE notices SET push_state = 'none' WHERE id = $1", row.id)?;
        }
    }
    execute!(
        tx,
        "INSERT INTO push_deliveries (notice_id, subscription_id, created_at, due_at, tries)
         SELECT n.id, p.id, n.at, $1, 0
         FROM notices n JOIN push_subscriptions p ON p.account_id = n.account_id
         WHERE n.push_state <> 'none' AND n.push_state = 'taken'
         ON CONFLICT (notice_id, subscription_id) DO NOTHING",
        now,
    )?;
    execute!(
        tx,
        "UPDATE notices SET push_state = 'none' WHERE push_state <> 'none' AND push_state = 'taken'",
    )?;
    tx.commit().await?;
    Ok(looked_at)
}

/// A notice on its way to a browser, claimed, with all it takes to write it.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Delivery {
    pub notice_id: i64,
    pub subscription_id: SubscriptionId,
    pub created_at: Timestamp,
    pub tries: i64,
    pub claim: Uuid,
    pub endpoint: String,
    pub p256dh: Vec<u8>,
    pub auth: Vec<u8>,
    pub failures: i64,
    pub kind: NoticeKind,
    pub account_id: AccountId,
    pub subject: String,
    pub locale: String,
    pub show_id: ShowId,
    pub title: String,
    pub state: ShowState,
    pub visibility: Visibility,
    /// The host has blocked whom it is for.
    pub is_kept_off: bool,
    pub starts_at: Option<Timestamp>,
    pub host_id: AccountId,
    pub shop_id: Option<ShopId>,
    pub host_name: String,
    pub host_avatar: Option<String>,
    pub actor_name: Option<String>,
    pub follows_host: bool,
    pub follows_shop: bool,
}

/// Claims deliveries that are due, until `lease`: `limit` of them, and as many
/// more as the last notice has browsers.
pub(super) async fn claim(
    db: &Db,
    claim: Uuid,
    now: Timestamp,
    lease: Timestamp,
    limit: i64,
) -> Result<Vec<Delivery>> {
    let mut tx = db.begin().await?;
    let claimed = execute!(
        tx,
        "UPDATE push_deliveries SET due_at = $1, tries = tries + 1, claim = $2
         WHERE due_at <= $3 AND notice_id <=
            (SELECT MAX(t.notice_id) FROM (SELECT notice_id FROM push_deliveries WHERE due_at <= $3
                                           ORDER BY notice_id LIMIT $4) t)",
        lease,
        claim,
        now,
        limit,
    )?;
    tx.commit().await?;
    if claimed == 0 {
        return Ok(Vec::new());
    }
    let mut read = db.read().await?;
    fetch_all!(
        read,
        Delivery,
        "SELECT d.notice_id, d.subscription_id, d.created_at, d.tries, d.claim, p.endpoint, p.p256dh, p.auth,
                p.failures, n.kind, n.account_id, n.subject, a.locale, n.show_id, s.title, s.state,
                s.visibility, s.starts_at, EXISTS (SELECT 1 FROM blocks k
                          WHERE k.account_id = s.host_id AND k.blocked_id = n.account_id) AS is_kept_off,
                s.host_id, s.shop_id, h.name AS host_name, h.avatar AS host_avatar, b.name AS actor_name,
                EXISTS (SELECT 1 FROM follows f WHERE f.follower_id = n.account_id
                          AND f.target_kind = 'person' AND f.target_id = s.host_id) AS follows_host,
                EXISTS (SELECT 1 FROM follows f WHERE f.follower_id = n.account_id
                          AND f.target_kind = 'shop' AND f.target_id = s.shop_id) AS follows_shop
         FROM push_deliveries d
         JOIN push_subscriptions p ON p.id = d.subscription_id
         JOIN notices n ON n.id = d.notice_id
         JOIN accounts a ON a.id = n.account_id
         JOIN shows s ON s.id = n.show_id
         JOIN accounts h ON h.id = s.host_id
         LEFT JOIN accounts b ON b.id = n.actor_id
         WHERE d.due_at = $1 AND d.claim = $2",
        lease,
        claim,
    )
}

/// It arrived, or never will.
pub(super) async fn forget(tx: &mut Tx, delivery: &Delivery) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM push_deliveries WHERE notice_id = $1 AND subscription_id = $2 AND claim = $3",
        delivery.notice_id,
        delivery.subscription_id,
        delivery.claim,
    )?;
    Ok(())
}

/// Gives it back, to be tried again from `due_at` on, with so many tries behind it.
pub(super) async fn put_off(tx: &mut Tx, delivery: &Delivery, due_at: Timestamp, tries: i64) -> Result<()> {
    execute!(
        tx,
        "UPDATE push_deliveries SET due_at = $1, tries = $2, claim = NULL
         WHERE notice_id = $3 AND subscription_id = $4 AND claim = $5",
        due_at,
        tries,
        delivery.notice_id,
        delivery.subscription_id,
        delivery.claim,
    )?;
    Ok(())
}

pub(super) async fn count_failures(tx: &mut Tx, id: SubscriptionId, failures: i64) -> Result<()> {
    execute!(
        tx,
        "UPDATE push_subscriptions SET failures = $1 WHERE id = $2",
        failures,
        id
    )?;
    Ok(())
}

pub(super) async fn remove(tx: &mut Tx, id: SubscriptionId) -> Result<()> {
    execute!(tx, "DELETE FROM push_subscriptions WHERE id = $1", id)?;
    Ok(())
}
