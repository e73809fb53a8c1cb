//! The `follows` and `blocks` tables.

use model::{AccountId, ShopId, TargetKind, Timestamp};
use sqlx::FromRow;
use store::{Db, Result, Tx, execute, fetch_all, fetch_one};
use uuid::Uuid;

use super::{FollowCursor, Followed, Follower, Standing, Target, TargetFace};
use crate::shows::{Host, Shopfront};

pub(super) async fn is_blocked_between(tx: &mut Tx, one: AccountId, other: AccountId) -> Result<bool> {
    let (blocked,) = fetch_one!(
        tx,
        (bool,),
        "SELECT EXISTS (SELECT 1 FROM blocks WHERE account_id = $1 AND blocked_id = $2)
             OR EXISTS (SELECT 1 FROM blocks WHERE account_id = $2 AND blocked_id = $1)",
        one,
        other,
    )?;
    Ok(blocked)
}

pub(super) async fn count_other_follows(tx: &mut Tx, follower: AccountId, target: Target) -> Result<i64> {
    let (count,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM follows WHERE follower_id = $1 AND NOT (target_kind = $2 AND target_id = $3)",
        follower,
        target.kind(),
        target.id(),
    )?;
    Ok(count)
}

pub(super) async fn upsert(
    tx: &mut Tx,
    follower: AccountId,
    target: Target,
    muted: Option<bool>,
    now: Timestamp,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO follows (follower_id, target_kind, target_id, muted, created_at)
         VALUES ($1, $2, $3, COALESCE($4, FALSE), $5)
         ON CONFLICT (follower_id, target_kind, target_id) DO UPDATE SET muted = COALESCE($4, follows.muted)",
        follower,
        target.kind(),
        target.id(),
        muted,
        now,
    )?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, follower: AccountId, target: Target) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM follows WHERE follower_id = $1 AND target_kind = $2 AND target_id = $3",
        follower,
        target.kind(),
        target.id(),
    )?;
    Ok(())
}

pub(super) async fn delete_between(tx: &mut Tx, one: AccountId, other: AccountId) -> Result<()> {
    for (follower, target) in [(one, other), (other, one)] {
        delete(tx, follower, Target::Person(target)).await?;
    }
    Ok(())
}

/// Followers that count: a block may have come at the same moment as the follow.
macro_rules! not_blocked {
    ($follower:literal, $kind:literal, $target:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM blocks b WHERE ",
            $kind,
            " = 'person' AND b.account_id = ",
            $target,
            " AND b.blocked_id = ",
            $follower,
            ")"
        )
    };
}

pub(super) async fn standing(db: &Db, visitor: Option<AccountId>, target: Target) -> Result<Standing> {
    let mut read = db.read().await?;
    fetch_one!(
        read,
        Standing,
        concat!(
            "SELECT EXISTS (SELECT 1 FROM follows f
                            WHERE f.follower_id = $1 AND f.target_kind = $2 AND f.target_id = $3) AS following,
                    EXISTS (SELECT 1 FROM follows f
                            WHERE f.follower_id = $1 AND f.target_kind = $2 AND f.target_id = $3 AND f.muted) AS muted,
                    (SELECT COUNT(*) FROM follows f WHERE f.target_kind = $2 AND f.target_id = $3 AND ",
            not_blocked!("f.follower_id", "f.target_kind", "f.target_id"),
            ") AS followers"
        ),
        visitor,
        target.kind(),
        target.id(),
    )
}

pub(super) async fn following_count(db: &Db, account: AccountId) -> Result<i64> {
    let mut read = db.read().await?;
    let (count,) = fetch_one!(
        read,
        (i64,),
        "SELECT COUNT(*) FROM follows WHERE follower_id = $1",
        account
    )?;
    Ok(count)
}

pub(super) async fn follows_either(
    db: &Db,
    follower: AccountId,
    person: AccountId,
    shop: Option<ShopId>,
) -> Result<bool> {
    let mut read = db.read().await?;
    let (follows,) = fetch_one!(
        read,
        (bool,),
        "SELECT EXISTS (SELECT 1 FROM follows
                        WHERE follower_id = $1 AND target_kind = 'person' AND target_id = $2)
             OR EXISTS (SELECT 1 FROM follows
                        WHERE follower_id = $1 AND target_kind = 'shop' AND target_id = $3)",
        follower,
        person,
        shop,
    )?;
    Ok(follows)
}

#[derive(FromRow)]
struct FollowerRow {
    follower_id: Uuid,
    created_at: Timestamp,
    #[sqlx(flatten)]
    face: Host,
}

pub(super) async fn followers(
    db: &Db,
    target: Target,
    after: Option<FollowCursor>,
    limit: i64,
) -> Result<Vec<Follower>> {
    let mut read = db.read().await?;
    let rows = fetch_all!(
        read,
        FollowerRow,
        concat!(
            "SELECT f.follower_id, f.created_at, a.handle, a.name, a.avatar
             FROM follows f JOIN accounts a ON a.id = f.follower_id
             WHERE f.target_kind = $1 AND f.target_id = $2
               AND ($3 IS NULL OR f.created_at < $3 OR (f.created_at = $3 AND f.follower_id < $4)) AND ",
            not_blocked!("f.follower_id", "f.target_kind", "f.target_id"),
            " ORDER BY f.created_at DESC, f.follower_id DESC LIMIT $5"
        ),
        target.kind(),
        target.id(),
        after.map(|after| after.since),
        after.map(|after| after.id),
        limit,
    )?;
    let follower = |row: FollowerRow| Follower {
        face: row.face,
        cursor: FollowCursor {
            since: row.created_at,
            id: row.follower_id,
        },
    };
    Ok(rows.into_iter().map(follower).collect())
}

#[derive(FromRow)]
struct FollowedRow {
    target_kind: TargetKind,
    target_id: Uuid,
    muted: bool,
    created_at: Timestamp,
    /// A handle or a slug.
    address: String,
    name: String,
    picture: Option<String>,
}

impl From<FollowedRow> for Followed {
    fn from(row: FollowedRow) -> Self {
        let face = match row.target_kind {
            TargetKind::Person => TargetFace::Person(Host {
                handle: row.address,
                name: row.name,
                avatar: row.picture,
            }),
            TargetKind::Shop => TargetFace::Shop(Shopfront {
                slug: row.address,
                name: row.name,
                logo: row.picture,
            }),
        };
        Self {
            face,
            muted: row.muted,
            since: row.created_at,
            cursor: FollowCursor {
                since: row.created_at,
                id: row.target_id,
            },
        }
    }
}

pub(super) async fn following(
    db: &Db,
    account: AccountId,
    after: Option<FollowCursor>,
    limit: i64,
) -> Result<Vec<Followed>> {
    let mut read = db.read().await?;
    let rows = fetch_all!(
        read,
        FollowedRow,
        "SELECT f.target_kind, f.target_id, f.muted, f.created_at, COALESCE(a.handle, h.slug) AS address,
                COALESCE(a.name, h.name) AS name, COALESCE(a.avatar, h.logo) AS picture
         FROM follows f
         LEFT JOIN accounts a ON f.target_kind = 'person' AND a.id = f.target_id
         LEFT JOIN shops h ON f.target_kind = 'shop' AND h.id = f.target_id
         WHERE f.follower_id = $1 AND (a.id IS NOT NULL OR h.id IS NOT NULL)
           AND ($2 IS NULL OR f.created_at < $2 OR (f.created_at = $2 AND f.target_id < $3))
         ORDER BY f.created_at DESC, f.target_id DESC LIMIT $4",
        account,
        after.map(|after| after.since),
        after.map(|after| after.id),
        limit,
    )?;
    Ok(rows.into_iter().map(Followed::from).collect())
}

pub(super) async fn count_other_blocks(tx: &mut Tx, account: AccountId, other: AccountId) -> Result<i64> {
    let (count,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM blocks WHERE account_id = $1 AND blocked_id <> $2",
        account,
        other,
    )?;
    Ok(count)
}

pub(super) async fn insert_block(
    tx: &mut Tx,
    account: AccountId,
    other: AccountId,
    now: Timestamp,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO blocks (account_id, blocked_id, created_at) VALUES ($1, $2, $3)
         ON CONFLICT (account_id, blocked_id) DO NOTHING",
        account,
        other,
        now,
    )?;
    Ok(())
}

pub(super) async fn delete_block(tx: &mut Tx, account: AccountId, other: AccountId) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM blocks WHERE account_id = $1 AND blocked_id = $2",
        account,
        other,
    )?;
    Ok(())
}

pub(super) async fn blocked(db: &Db, account: AccountId, limit: i64) -> Result<Vec<Host>> {
    let mut read = db.read().await?;
    fetch_all!(
        read,
        Host,
        "SELECT a.handle, a.name, a.avatar FROM blocks b JOIN accounts a ON a.id = b.blocked_id
         WHERE b.account_id = $1 ORDER BY b.created_at DESC, a.handle LIMIT $2",
        account,
        limit,
    )
}

pub(super) async fn has_blocked(db: &Db, account: AccountId, other: AccountId) -> Result<bool> {
    let mut read = db.read().await?;
    let (blocked,) = fetch_one!(
        read,
        (bool,),
        "SELECT EXISTS (SELECT 1 FROM blocks WHERE account_id = $1 AND blocked_id = $2)",
        account,
        other,
    )?;
    Ok(blocked)
}
