//! The `notices` table, as its readers see it.

use model::{AccountId, NoticeKind, Role, ShowId, ShowState, Timestamp, Visibility};
use sqlx::FromRow;
use store::{Db, Result, execute, fetch_all, fetch_one, fetch_optional};

use super::Notice;
use crate::REPLAY_TTL_MAX;
use crate::shows::{Host, Show};

#[derive(FromRow)]
pub(super) struct NoticeRow {
    pub(super) id: i64,
    kind: NoticeKind,
    at: Timestamp,
    read_at: Option<Timestamp>,
    subject: String,
    pub(super) show_id: ShowId,
    title: String,
    cover: Option<String>,
    state: ShowState,
    visibility: Visibility,
    starts_at: Option<Timestamp>,
    handle: String,
    name: String,
    avatar: Option<String>,
    actor_handle: Option<String>,
    actor_name: Option<String>,
    actor_avatar: Option<String>,
}

impl NoticeRow {
    /// Whether everyone who was told may know of the show still.
    pub(super) fn is_open(&self) -> bool {
        self.visibility != Visibility::Private
    }
}

impl From<NoticeRow> for Notice {
    fn from(row: NoticeRow) -> Self {
        let actor = row.actor_handle.zip(row.actor_name);
        Self {
            id: row.id,
            kind: row.kind,
            at: row.at,
            read: row.read_at.is_some(),
            show: row.show_id,
            title: row.title,
            cover: row.cover,
            state: row.state,
            starts_at: row.starts_at,
            host: Host {
                handle: row.handle,
                name: row.name,
                avatar: row.avatar,
            },
            actor: actor.map(|(handle, name)| Host {
                handle,
                name,
                avatar: row.actor_avatar,
            }),
            message: row
                .subject
                .parse()
                .ok()
                .filter(|_| row.kind == NoticeKind::Mention),
        }
    }
}

/// Notices of shows that are not gone: a replay past its time is, swept or
/// not. `$1` is the account, `$2` now, `$3` the end of the oldest replay that
/// may still be there.
macro_rules! standing_sql {
    ($select:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $select,
            " FROM notices n JOIN shows s ON s.id = n.show_id
              JOIN accounts h ON h.id = s.host_id LEFT JOIN accounts a ON a.id = n.actor_id
              WHERE n.account_id = $1 AND s.state <> 'expired'
                AND (s.ended_at IS NULL OR (s.expires_at > $2 AND s.ended_at > $3)) ",
            $rest
        )
    };
    ($rest:literal) => {
        standing_sql!(
            "n.id, n.kind, n.at, n.read_at, n.subject, n.show_id, s.title, s.cover, s.state, s.visibility,
             s.starts_at, h.handle, h.name, h.avatar,
             a.handle AS actor_handle, a.name AS actor_name, a.avatar AS actor_avatar",
            $rest
        )
    };
}

pub(super) async fn list(
    db: &Db,
    account: AccountId,
    before: Option<i64>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<NoticeRow>> {
    let mut read = db.read().await?;
    fetch_all!(
        read,
        NoticeRow,
        standing_sql!("AND ($4 IS NULL OR n.id < $4) ORDER BY n.id DESC LIMIT $5"),
        account,
        now,
        now - REPLAY_TTL_MAX,
        before,
        limit,
    )
}

pub(super) async fn by_id(db: &Db, account: AccountId, id: i64, now: Timestamp) -> Result<Option<NoticeRow>> {
    let mut read = db.read().await?;
    fetch_optional!(
        read,
        NoticeRow,
        standing_sql!("AND n.id = $4"),
        account,
        now,
        now - REPLAY_TTL_MAX,
        id,
    )
}

pub(super) async fn unread(db: &Db, account: AccountId, now: Timestamp) -> Result<i64> {
    let mut read = db.read().await?;
    let (count,) = fetch_one!(
        read,
        (i64,),
        standing_sql!("COUNT(*)", "AND n.read_at IS NULL"),
        account,
        now,
        now - REPLAY_TTL_MAX,
    )?;
    Ok(count)
}

pub(super) async fn mark_read(db: &Db, account: AccountId, up_to: Option<i64>, now: Timestamp) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "UPDATE notices SET read_at = $1
         WHERE account_id = $2 AND read_at IS NULL AND ($3 IS NULL OR id <= $3)",
        now,
        account,
        up_to,
    )?;
    tx.commit().await
}

pub(super) async fn role(db: &Db, show: &Show, account: AccountId) -> Result<Option<Role>> {
    let mut read = db.read().await?;
    let row = fetch_optional!(
        read,
        (Role,),
        "SELECT role FROM staff WHERE shop_id = $1 AND account_id = $2",
        show.shop,
        account,
    )?;
    Ok(row.map(|(role,)| role))
}
