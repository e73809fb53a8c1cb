//! The `shows` table.

use chrono::TimeDelta;
use model::{AccountId, Ending, Place, ShopId, ShowId, ShowState, Timestamp, Visibility};
use sqlx::FromRow;
use store::{Db, On, Read, Result, Tx, execute, fetch_all, fetch_optional};

use super::{Cursor, Host, Listed, Listing, Shopfront, Show, ShowEdit};

/// A planned show that is later than this is no longer announced.
const LATE: TimeDelta = TimeDelta::hours(1);

#[derive(FromRow)]
struct ShowRow {
    id: ShowId,
    host_id: AccountId,
    shop_id: Option<ShopId>,
    title: String,
    description: String,
    cover: Option<String>,
    visibility: Visibility,
    state: ShowState,
    place_name: Option<String>,
    latitude_tenths: Option<i64>,
    longitude_tenths: Option<i64>,
    created_at: Timestamp,
    starts_at: Option<Timestamp>,
    started_at: Option<Timestamp>,
    paused_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    ending: Option<Ending>,
    expires_at: Option<Timestamp>,
    replay_note: Option<String>,
}

impl From<ShowRow> for Show {
    fn from(row: ShowRow) -> Self {
        let place = match (row.place_name, row.latitude_tenths, row.longitude_tenths) {
            (Some(name), Some(latitude), Some(longitude)) => {
                match (i16::try_from(latitude), i16::try_from(longitude)) {
                    (Ok(latitude_tenths), Ok(longitude_tenths)) => Some(Place {
                        name,
                        latitude_tenths,
                        longitude_tenths,
                    }),
                    _ => None,
                }
            }
            _ => None,
        };
        Self {
            id: row.id,
            host: row.host_id,
            shop: row.shop_id,
            title: row.title,
            description: row.description,
            cover: row.cover,
            visibility: row.visibility,
            state: row.state,
            place,
            created_at: row.created_at,
            starts_at: row.starts_at,
            started_at: row.started_at,
            paused_at: row.paused_at,
            ended_at: row.ended_at,
            ending: row.ending,
            expires_at: row.expires_at,
            replay_note: row.replay_note,
        }
    }
}

#[derive(FromRow)]
struct ListedRow {
    #[sqlx(flatten)]
    show: ShowRow,
    host_handle: String,
    host_name: String,
    host_avatar: Option<String>,
    shop_slug: Option<String>,
    shop_name: Option<String>,
    shop_logo: Option<String>,
    has_replay: bool,
}

impl From<ListedRow> for Listed {
    fn from(row: ListedRow) -> Self {
        let shop = row.shop_slug.zip(row.shop_name);
        Self {
            show: row.show.into(),
            host: Host {
                handle: row.host_handle,
                name: row.host_name,
                avatar: row.host_avatar,
            },
            shop: shop.map(|(slug, name)| Shopfront {
                slug,
                name,
                logo: row.shop_logo,
            }),
            has_replay: row.has_replay,
        }
    }
}

/// A `SELECT` of listed shows with the rest of the statement.
macro_rules! listed_sql {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.host_id, s.shop_id, s.title, s.description, s.cover, s.visibility, s.state,
                    s.place_name, s.latitude_tenths, s.longitude_tenths, s.created_at, s.starts_at, s.started_at,
                    s.paused_at, s.ended_at, s.ending, s.expires_at, s.replay_note,
                    a.handle AS host_handle, a.name AS host_name, a.avatar AS host_avatar,
                    h.slug AS shop_slug, h.name AS shop_name, h.logo AS shop_logo,
                    EXISTS (SELECT 1 FROM replay_segments r WHERE r.show_id = s.id AND r.kind = 'media') AS has_replay
             FROM shows s
             JOIN accounts a ON a.id = s.host_id
             LEFT JOIN shops h ON h.id = s.shop_id ",
            $rest
        )
    };
}

pub(super) async fn insert(db: &Db, show: &Show, stream_key_hash: &[u8]) -> Result<()> {
    let mut tx = db.begin().await?;
    let place = show.place.as_ref();
    execute!(
        tx,
        "INSERT INTO shows (id, host_id, shop_id, title, description, cover, visibility, state, place_name,
                            latitude_tenths, longitude_tenths, stream_key_hash, created_at, starts_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        show.id,
        show.host,
        show.shop,
        &show.title,
        &show.description,
        &show.cover,
        show.visibility,
        show.state,
        place.map(|place| &place.name),
        place.map(|place| i64::from(place.latitude_tenths)),
        place.map(|place| i64::from(place.longitude_tenths)),
        stream_key_hash,
        show.created_at,
        show.starts_at,
    )?;
    tx.commit().await
}

pub(super) async fn by_id(on: &mut impl On, id: ShowId) -> Result<Option<Show>> {
    let row = fetch_optional!(
        on,
        ShowRow,
        "SELECT id, host_id, shop_id, title, description, cover, visibility, state, place_name, latitude_tenths,
                longitude_tenths, created_at, starts_at, started_at, paused_at, ended_at, ending, expires_at, replay_note
         FROM shows WHERE id = $1",
        id,
    )?;
    Ok(row.map(Show::from))
}

/// Takes the row's lock. SQLite has one writer: there it is held already.
pub(super) async fn lock(tx: &mut Tx, id: ShowId) -> Result<()> {
    execute!(tx, "UPDATE shows SET state = state WHERE id = $1", id)?;
    Ok(())
}

pub(super) async fn save_life(tx: &mut Tx, show: &Show) -> Result<()> {
    execute!(
        tx,
        "UPDATE shows SET state = $1, started_at = $2, paused_at = $3, ended_at = $4, ending = $5, expires_at = $6
         WHERE id = $7",
        show.state,
        show.started_at,
        show.paused_at,
        show.ended_at,
        show.ending,
        show.expires_at,
        show.id,
    )?;
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, id: ShowId, edit: &ShowEdit) -> Result<()> {
    let place = edit.place.as_ref();
    execute!(
        tx,
        "UPDATE shows SET title = $1, description = $2, visibility = $3, shop_id = $4, starts_at = $5,
                place_name = $6, latitude_tenths = $7, longitude_tenths = $8, cover = COALESCE($9, cover)
         WHERE id = $10",
        &edit.title,
        &edit.description,
        edit.visibility,
        edit.shop,
        edit.starts_at,
        place.map(|place| &place.name),
        place.map(|place| i64::from(place.latitude_tenths)),
        place.map(|place| i64::from(place.longitude_tenths)),
        &edit.cover,
        id,
    )?;
    Ok(())
}

pub(super) async fn set_stream_key(db: &Db, id: ShowId, hash: &[u8]) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "UPDATE shows SET stream_key_hash = $1 WHERE id = $2",
        hash,
        id
    )?;
    tx.commit().await
}

pub(super) async fn is_stream_key(db: &Db, id: ShowId, hash: &[u8]) -> Result<bool> {
    let mut read = db.read().await?;
    let row = fetch_optional!(
        read,
        (ShowId,),
        "SELECT id FROM shows WHERE id = $1 AND stream_key_hash = $2",
        id,
        hash,
    )?;
    Ok(row.is_some())
}

pub(super) async fn set_replay_note(db: &Db, id: ShowId, note: &str) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(tx, "UPDATE shows SET replay_note = $1 WHERE id = $2", note, id)?;
    tx.commit().await
}

pub(super) async fn delete_unless_live(db: &Db, id: ShowId) -> Result<bool> {
    let mut tx = db.begin().await?;
    let touched = execute!(tx, "DELETE FROM shows WHERE id = $1 AND state <> 'live'", id)?;
    tx.commit().await?;
    Ok(touched > 0)
}

pub(super) async fn live_ids(db: &Db) -> Result<Vec<ShowId>> {
    let mut read = db.read().await?;
    let rows = fetch_all!(read, (ShowId,), "SELECT id FROM shows WHERE state = 'live'")?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn paused_before(db: &Db, since: Timestamp) -> Result<Vec<ShowId>> {
    let mut read = db.read().await?;
    let rows = fetch_all!(
        read,
        (ShowId,),
        "SELECT id FROM shows WHERE state = 'live' AND paused_at < $1",
        since
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn listed(read: &mut Read, id: ShowId) -> Result<Option<Listed>> {
    let row = fetch_optional!(read, ListedRow, listed_sql!("WHERE s.id = $1"), id)?;
    Ok(row.map(Listed::from))
}

pub(super) async fn list(
    read: &mut Read,
    listing: Listing,
    after: Option<Cursor>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Listed>> {
    let after_id = after.map(|cursor| cursor.show);
    let rows = match listing {
        Listing::Public(ShowState::Scheduled) => {
            let after_start = after.and_then(|cursor| cursor.starts_at);
            fetch_all!(
                read,
                ListedRow,
                listed_sql!(
                    "WHERE s.visibility = 'public' AND s.state = 'scheduled' AND s.starts_at IS NOT NULL AND s.starts_at > $1
                       AND ($2 IS NULL OR s.starts_at > $2 OR (s.starts_at = $2 AND s.id > $3))
                     ORDER BY s.starts_at, s.id LIMIT $4"
                ),
                now - LATE,
                after_start,
                after_id,
                limit,
            )?
        }
        Listing::Public(state) => fetch_all!(
            read,
            ListedRow,
            listed_sql!(
                "WHERE s.visibility = 'public' AND s.state = $1 AND (s.expires_at IS NULL OR s.expires_at > $2)
                   AND ($3 IS NULL OR s.id < $3)
                 ORDER BY s.id DESC LIMIT $4"
            ),
            state,
            now,
            after_id,
            limit,
        )?,
        Listing::PublicReplays => fetch_all!(
            read,
            ListedRow,
            listed_sql!(
                "WHERE s.visibility = 'public' AND s.state = 'ended' AND s.expires_at > $1
                   AND EXISTS (SELECT 1 FROM replay_segments p WHERE p.show_id = s.id AND p.kind = 'media')
                   AND ($2 IS NULL OR s.id < $2)
                 ORDER BY s.id DESC LIMIT $3"
            ),
            now,
            after_id,
            limit,
        )?,
        Listing::OpenTo(account) => fetch_all!(
            read,
            ListedRow,
            listed_sql!(
                "WHERE s.visibility = 'private' AND s.host_id <> $1 AND s.state <> 'expired'
                   AND (s.expires_at IS NULL OR s.expires_at > $2) AND ($3 IS NULL OR s.id < $3)
                   AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = s.host_id AND b.blocked_id = $1)
                   AND (s.id IN (SELECT g.show_id FROM group_members m
                                 JOIN show_groups g ON g.group_id = m.group_id WHERE m.account_id = $1)
                     OR s.id IN (SELECT p.show_id FROM show_passes p WHERE p.holder = $1)
                     OR (s.id IN (SELECT o.show_id FROM show_followed o)
                         AND s.host_id IN (SELECT f.follower_id FROM follows f
                                           WHERE f.target_kind = 'person' AND f.target_id = $1)))
                 ORDER BY s.id DESC LIMIT $4"
            ),
            account,
            now,
            after_id,
            limit,
        )?,
        Listing::HostPublic(host) => fetch_all!(
            read,
            ListedRow,
            listed_sql!(
                "WHERE s.visibility = 'public' AND s.host_id = $1 AND s.state <> 'expired'
                   AND (s.expires_at IS NULL OR s.expires_at > $2) AND ($3 IS NULL OR s.id < $3)
                 ORDER BY s.id DESC LIMIT $4"
            ),
            host,
            now,
            after_id,
            limit,
        )?,
        Listing::ShopPublic(shop) => fetch_all!(
            read,
            ListedRow,
            listed_sql!(
                "WHERE s.visibility = 'public' AND s.shop_id = $1 AND s.state <> 'expired'
                   AND (s.expires_at IS NULL OR s.expires_at > $2) AND ($3 IS NULL OR s.id < $3)
                 ORDER BY s.id DESC LIMIT $4"
            ),
            shop,
            now,
            after_id,
            limit,
        )?,
        Listing::ShopPlanned(shop) => {
            let after_start = after.and_then(|cursor| cursor.starts_at);
            fetch_all!(
                read,
                ListedRow,
                listed_sql!(
                    "WHERE s.visibility = 'public' AND s.shop_id = $1 AND s.state = 'scheduled' AND s.starts_at > $2
                       AND ($3 IS NULL OR s.starts_at > $3 OR (s.starts_at = $3 AND s.id > $4))
                     ORDER BY s.starts_at, s.id LIMIT $5"
                ),
                shop,
                now - LATE,
                after_start,
                after_id,
                limit,
            )?
        }
        Listing::RunBy(account) => fetch_all!(
            read,
            ListedRow,
            listed_sql!(
                "WHERE (s.host_id = $1 OR EXISTS (
                          SELECT 1 FROM staff t WHERE t.shop_id = s.shop_id AND t.account_id = $1 AND t.role = 'owner'))
                   AND s.state <> 'expired' AND ($2 IS NULL OR s.id < $2)
                 ORDER BY s.id DESC LIMIT $3"
            ),
            account,
            after_id,
            limit,
        )?,
    };
    Ok(rows.into_iter().map(Listed::from).collect())
}

pub(super) async fn covers(db: &Db) -> Result<Vec<String>> {
    let mut read = db.read().await?;
    let rows = fetch_all!(read, (String,), "SELECT cover FROM shows WHERE cover IS NOT NULL")?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}
