//! The teller's own SQL: who is to be told, and that they were.

use model::{AccountId, ShowId, Timestamp};
use store::{Db, Result, Tx, execute, fetch_all, fetch_optional};

use super::audience::{Audience, Batch};

/// Pushed only where there is a browser to push to.
macro_rules! push_state {
    ($account:literal) => {
        concat!(
            "CASE WHEN EXISTS (SELECT 1 FROM push_subscriptions p WHERE p.account_id = ",
            $account,
            ") THEN 'due' ELSE 'none' END"
        )
    };
}

/// Whom a block keeps apart from the host, `$1`.
macro_rules! not_blocked {
    ($account:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = $1 AND b.blocked_id = ",
            $account,
            ") AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.blocked_id = $1 AND b.account_id = ",
            $account,
            ")"
        )
    };
}

/// Followers of `$3`, a `$2`. The host is not told of their own show, and who
/// has muted the host does not hear of them by way of the shop.
macro_rules! followers_sql {
    ($select:expr, $rest:expr) => {
        concat!(
            $select,
            " FROM follows f WHERE f.target_kind = $2 AND f.target_id = $3 AND NOT f.muted AND f.follower_id <> $1
                AND NOT EXISTS (SELECT 1 FROM follows m WHERE m.follower_id = f.follower_id
                                  AND m.target_kind = 'person' AND m.target_id = $1 AND m.muted) AND ",
            not_blocked!("f.follower_id"),
            $rest
        )
    };
}

/// Reminders of the show `$2`; those not told of the start `$3` yet, where it is given.
macro_rules! reminded_sql {
    ($select:expr, $rest:expr) => {
        concat!(
            $select,
            " FROM reminders r WHERE r.show_id = $2
                AND ($3 IS NULL OR r.told_for IS NULL OR r.told_for <> $3) AND ",
            not_blocked!("r.account_id"),
            $rest
        )
    };
}

/// The next people of an audience, in the order of their ids.
pub(super) async fn people(
    db: &Db,
    batch: &Batch<'_>,
    after: AccountId,
    limit: i64,
) -> Result<Vec<AccountId>> {
    let mut read = db.read().await?;
    let host = batch.show.host;
    let rows = match batch.audience {
        Audience::Followers(target) => fetch_all!(
            read,
            (AccountId,),
            followers_sql!(
                "SELECT f.follower_id",
                " AND f.follower_id > $4 ORDER BY f.follower_id LIMIT $5"
            ),
            host,
            target.kind(),
            target.id(),
            after,
            limit,
        )?,
        Audience::Reminded | Audience::ToRemind(_) => fetch_all!(
            read,
            (AccountId,),
            reminded_sql!(
                "SELECT r.account_id",
                " AND r.account_id > $4 ORDER BY r.account_id LIMIT $5"
            ),
            host,
            batch.show.id,
            batch.audience.start(),
            after,
            limit,
        )?,
    };
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

/// Notices for those of an audience whose ids lie between two, both included.
/// Who has theirs already gets no other.
pub(super) async fn insert(
    tx: &mut Tx,
    batch: &Batch<'_>,
    from: AccountId,
    to: AccountId,
) -> Result<Vec<(i64, AccountId)>> {
    let (show, saying) = (batch.show, batch.saying);
    match batch.audience {
        Audience::Followers(target) => fetch_all!(
            tx,
            (i64, AccountId),
            followers_sql!(
                concat!(
                    "INSERT INTO notices (account_id, kind, show_id, subject, at, push_state)
                     SELECT f.follower_id, $4, $5, $6, $7, ",
                    push_state!("f.follower_id")
                ),
                " AND f.follower_id >= $8 AND f.follower_id <= $9 ORDER BY f.follower_id
                 ON CONFLICT (account_id, kind, show_id, subject) DO NOTHING RETURNING id, account_id"
            ),
            show.host,
            target.kind(),
            target.id(),
            saying.kind,
            show.id,
            &saying.subject,
            saying.at,
            from,
            to,
        ),
        Audience::Reminded | Audience::ToRemind(_) => fetch_all!(
            tx,
            (i64, AccountId),
            reminded_sql!(
                concat!(
                    "INSERT INTO notices (account_id, kind, show_id, subject, at, push_state)
                     SELECT r.account_id, $4, r.show_id, $5, $6, ",
                    push_state!("r.account_id")
                ),
                " AND r.account_id >= $7 AND r.account_id <= $8 ORDER BY r.account_id
                 ON CONFLICT (account_id, kind, show_id, subject) DO NOTHING RETURNING id, account_id"
            ),
            show.host,
            show.id,
            batch.audience.start(),
            saying.kind,
            &saying.subject,
            saying.at,
            from,
            to,
        ),
    }
}

impl Audience {
    /// The start its people were not told of yet.
    fn start(self) -> Option<Timestamp> {
        match self {
            Self::ToRemind(start) => Some(start),
            Self::Followers(_) | Self::Reminded => None,
        }
    }
}

/// Those between two ids are reminded of this start, or were not to be.
pub(super) async fn mark_reminded(
    tx: &mut Tx,
    show: ShowId,
    start: Timestamp,
    from: AccountId,
    to: AccountId,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE reminders SET told_for = $1 WHERE show_id = $2 AND account_id >= $3 AND account_id <= $4",
        start,
        show,
        from,
        to,
    )?;
    Ok(())
}

/// A show that begins after `now` and not after `until`, of which someone is still to be reminded.
pub(super) async fn show_to_remind_of(db: &Db, now: Timestamp, until: Timestamp) -> Result<Option<ShowId>> {
    let mut read = db.read().await?;
    let row = fetch_optional!(
        read,
        (ShowId,),
        "SELECT s.id FROM shows s
             WHERE s.state = 'scheduled' AND s.starts_at > $1 AND s.starts_at <= $2
               AND EXISTS (SELECT 1 FROM reminders r WHERE r.show_id = s.id
                             AND (r.told_for IS NULL OR r.told_for <> s.starts_at)
                             AND NOT EXISTS (SELECT 1 FROM blocks b
                                             WHERE b.account_id = s.host_id AND b.blocked_id = r.account_id)
                             AND NOT EXISTS (SELECT 1 FROM blocks b
                                             WHERE b.blocked_id = s.host_id AND b.account_id = r.account_id))
             ORDER BY s.starts_at, s.id LIMIT 1",
        now,
        until,
    )?;
    Ok(row.map(|(id,)| id))
}

/// Tells `whom` that `by` named them, unless a block keeps the two apart or
/// they were told so `most` times of this show already.
pub(super) async fn insert_mention(
    db: &Db,
    show: ShowId,
    message: i64,
    by: AccountId,
    whom: AccountId,
    at: Timestamp,
    most: i64,
) -> Result<Vec<(i64, AccountId)>> {
    let mut tx = db.begin().await?;
    let told = fetch_all!(
        tx,
        (i64, AccountId),
        concat!(
            "INSERT INTO notices (account_id, kind, show_id, subject, actor_id, at, push_state)
             SELECT a.id, 'mention', $2, $3, $1, $4, ",
            push_state!("a.id"),
            " FROM accounts a JOIN accounts c ON c.id = $1 WHERE a.id = $5 AND ",
            not_blocked!("a.id"),
            " AND (SELECT COUNT(*) FROM notices n
                   WHERE n.account_id = $5 AND n.kind = 'mention' AND n.show_id = $2) < $6
             ON CONFLICT (account_id, kind, show_id, subject) DO NOTHING RETURNING id, account_id"
        ),
        by,
        show,
        message.to_string(),
        at,
        whom,
        most,
    )?;
    tx.commit().await?;
    Ok(told)
}

/// Removes at most `limit` notices of a show that is gone, and all its
/// reminders. Says whether there may be more.
pub(super) async fn forget_show(db: &Db, show: ShowId, limit: i64) -> Result<bool> {
    let mut tx = db.begin().await?;
    execute!(tx, "DELETE FROM reminders WHERE show_id = $1", show)?;
    let forgotten = execute!(
        tx,
        "DELETE FROM notices WHERE show_id = $1 AND id <=
            (SELECT MAX(t.id) FROM (SELECT id FROM notices WHERE show_id = $1 ORDER BY id LIMIT $2) t)",
        show,
        limit,
    )?;
    tx.commit().await?;
    Ok(i64::try_from(forgotten) == Ok(limit))
}

/// Removes notices from before `oldest`.
pub(super) async fn forget_old(db: &Db, oldest: Timestamp) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(tx, "DELETE FROM notices WHERE at < $1", oldest)?;
    tx.commit().await
}
