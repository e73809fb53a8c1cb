//! The `replay_keys` and `replay_segments` tables.

use model::{ShowId, ShowState, Timestamp};
use store::{Db, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};

use super::{ContentKey, Segment};

/// The show's state, its row held until the transaction ends.
pub(super) async fn lock_state(tx: &mut Tx, show: ShowId) -> Result<Option<ShowState>> {
    let row = fetch_optional!(
        tx,
        (ShowState,),
        "UPDATE shows SET state = state WHERE id = $1 RETURNING state",
        show
    )?;
    Ok(row.map(|(state,)| state))
}

pub(super) async fn key_or_insert(
    tx: &mut Tx,
    show: ShowId,
    fresh: &[u8; 16],
    now: Timestamp,
) -> Result<ContentKey> {
    execute!(
        tx,
        "INSERT INTO replay_keys (show_id, content_key, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        show,
        fresh.as_slice(),
        now,
    )?;
    let (key,) = fetch_one!(
        tx,
        (Vec<u8>,),
        "SELECT content_key FROM replay_keys WHERE show_id = $1",
        show
    )?;
    content_key(&key)
}

pub(super) async fn key(db: &Db, show: ShowId) -> Result<Option<ContentKey>> {
    let mut read = db.read().await?;
    let row = fetch_optional!(
        read,
        (Vec<u8>,),
        "SELECT content_key FROM replay_keys WHERE show_id = $1",
        show
    )?;
    row.map(|(key,)| content_key(&key)).transpose()
}

fn content_key(stored: &[u8]) -> Result<ContentKey> {
    let bytes = stored
        .try_into()
        .map_err(|_| sqlx::Error::Decode("a content key has 16 bytes".into()))?;
    Ok(ContentKey(bytes))
}

/// False if that number is another segment's.
pub(super) async fn insert_segment(tx: &mut Tx, show: ShowId, segment: &Segment) -> Result<bool> {
    let row = fetch_optional!(
        tx,
        (i64,),
        "INSERT INTO replay_segments
             (show_id, kind, number, init, start_ms, duration_us, program_date_time, discontinuity, bytes,
              stored)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, FALSE)
         ON CONFLICT (show_id, kind, number) DO UPDATE SET stored = replay_segments.stored
             WHERE replay_segments.init = excluded.init
               AND replay_segments.start_ms = excluded.start_ms
               AND replay_segments.duration_us = excluded.duration_us
               AND replay_segments.program_date_time = excluded.program_date_time
               AND replay_segments.bytes = excluded.bytes
         RETURNING number",
        show,
        &segment.kind,
        segment.number,
        segment.init,
        segment.start_ms,
        segment.duration_us,
        segment.program_date_time,
        segment.discontinuity,
        segment.bytes,
    )?;
    Ok(row.is_some())
}

/// False if it was not noted.
pub(super) async fn mark_stored(tx: &mut Tx, show: ShowId, kind: &str, number: i64) -> Result<bool> {
    let row = fetch_optional!(
        tx,
        (i64,),
        "UPDATE replay_segments SET stored = TRUE
         WHERE show_id = $1 AND kind = $2 AND number = $3 RETURNING number",
        show,
        kind,
        number,
    )?;
    Ok(row.is_some())
}

pub(super) async fn delete_unstored(tx: &mut Tx, show: ShowId, kind: &str, number: i64) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM replay_segments
         WHERE show_id = $1 AND kind = $2 AND number = $3 AND stored = FALSE",
        show,
        kind,
        number,
    )?;
    Ok(())
}

pub(super) async fn unsettled(db: &Db) -> Result<Vec<ShowId>> {
    let mut read = db.read().await?;
    let rows = fetch_all!(
        read,
        (ShowId,),
        "SELECT DISTINCT show_id FROM replay_segments WHERE stored = FALSE ORDER BY show_id",
    )?;
    Ok(rows.into_iter().map(|(show,)| show).collect())
}

pub(super) async fn segments(db: &Db, show: ShowId, stored: bool) -> Result<Vec<Segment>> {
    let mut read = db.read().await?;
    fetch_all!(
        read,
        Segment,
        "SELECT kind, number, init, start_ms, duration_us, program_date_time, discontinuity, bytes
         FROM replay_segments WHERE show_id = $1 AND stored = $2 ORDER BY kind, number",
        show,
        stored,
    )
}

pub(super) async fn due(db: &Db, now: Timestamp, latest_end: Timestamp) -> Result<Vec<ShowId>> {
    let mut read = db.read().await?;
    let rows = fetch_all!(
        read,
        (ShowId,),
        "SELECT id FROM shows WHERE state = 'ended' AND (expires_at <= $1 OR ended_at <= $2) ORDER BY id LIMIT 500",
        now,
        latest_end,
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn destroy(tx: &mut Tx, show: ShowId) -> Result<()> {
    execute!(tx, "DELETE FROM replay_keys WHERE show_id = $1", show)?;
    execute!(tx, "DELETE FROM replay_segments WHERE show_id = $1", show)?;
    execute!(
        tx,
        "UPDATE shows SET state = 'expired', paused_at = NULL WHERE id = $1",
        show
    )?;
    Ok(())
}
