//! The tables `advice_talks` and `advice_messages`.

use model::Timestamp;
use store::{On, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};
use uuid::Uuid;

use super::{Message, Picture};
use crate::AdviceSessionId;
use crate::people_in::Side;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT seq, id, sender, sender_key, sender_name, text, said_at, picture_id, is_large FROM advice_messages ",
            $rest
        )
    };
}

/// The number of the message that is said next; none when the session has ended.
/// Nobody else has one until the transaction ends.
pub(super) async fn next_seq(tx: &mut Tx, session: AdviceSessionId) -> Result<Option<i64>> {
    let row = fetch_optional!(
        tx,
        (i64,),
        "INSERT INTO advice_talks (session_id, last_seq)
         SELECT id, 1 FROM advice_sessions WHERE id = $1 AND state = 'open'
         ON CONFLICT (session_id) DO UPDATE SET last_seq = advice_talks.last_seq + 1
         RETURNING last_seq",
        session,
    )?;
    Ok(row.map(|(seq,)| seq))
}

pub(super) async fn by_key(
    tx: &mut Tx,
    session: AdviceSessionId,
    sender: Side,
    key: &str,
) -> Result<Option<Message>> {
    fetch_optional!(
        tx,
        Message,
        select!("WHERE session_id = $1 AND sender = $2 AND sender_key = $3"),
        session,
        sender,
        key,
    )
}

pub(super) async fn insert(tx: &mut Tx, session: AdviceSessionId, message: &Message) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO advice_messages (session_id, seq, id, sender, sender_key, text, said_at, sender_name, picture_id, is_large)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        session,
        message.seq,
        message.id,
        message.sender,
        &message.sender_key,
        &message.text,
        message.said_at,
        &message.sender_name,
        message.picture_id,
        message.is_large,
    )?;
    Ok(())
}

pub(super) async fn after(
    on: &mut impl On,
    session: AdviceSessionId,
    seq: i64,
    most: i64,
) -> Result<Vec<Message>> {
    fetch_all!(
        on,
        Message,
        select!("WHERE session_id = $1 AND seq > $2 ORDER BY seq LIMIT $3"),
        session,
        seq,
        most,
    )
}

/// The newest first.
pub(super) async fn last(on: &mut impl On, session: AdviceSessionId, most: i64) -> Result<Vec<Message>> {
    fetch_all!(
        on,
        Message,
        select!("WHERE session_id = $1 ORDER BY seq DESC LIMIT $2"),
        session,
        most,
    )
}

/// Sessions that ended before `before` and whose talk is still there.
pub(super) async fn outlived(on: &mut impl On, before: Timestamp, most: i64) -> Result<Vec<AdviceSessionId>> {
    let ids = fetch_all!(
        on,
        (AdviceSessionId,),
        "SELECT t.session_id FROM advice_talks t JOIN advice_sessions s ON s.id = t.session_id
         WHERE s.state = 'ended' AND s.ended_at <= $1 ORDER BY s.ended_at, s.id LIMIT $2",
        before,
        most,
    )?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// With all that was said.
pub(super) async fn erase(tx: &mut Tx, session: AdviceSessionId) -> Result<()> {
    execute!(tx, "DELETE FROM advice_talks WHERE session_id = $1", session)?;
    Ok(())
}

macro_rules! select_picture {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.session_id, p.sender, p.sender_key, p.added_at FROM advice_pictures p ",
            $rest
        )
    };
}

pub(super) async fn picture(on: &mut impl On, id: Uuid) -> Result<Option<Picture>> {
    fetch_optional!(on, Picture, select_picture!("WHERE p.id = $1"), id)
}

pub(super) async fn picture_by_key(
    on: &mut impl On,
    session: AdviceSessionId,
    sender: Side,
    key: &str,
) -> Result<Option<Picture>> {
    fetch_optional!(
        on,
        Picture,
        select_picture!("WHERE p.session_id = $1 AND p.sender = $2 AND p.sender_key = $3"),
        session,
        sender,
        key,
    )
}

pub(super) async fn count_pictures(on: &mut impl On, session: AdviceSessionId) -> Result<i64> {
    let (count,) = fetch_one!(
        on,
        (i64,),
        "SELECT COUNT(*) FROM advice_pictures WHERE session_id = $1",
        session,
    )?;
    Ok(count)
}

pub(super) async fn insert_picture(tx: &mut Tx, picture: &Picture) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO advice_pictures (id, session_id, sender, sender_key, added_at) VALUES ($1, $2, $3, $4, $5)",
        picture.id,
        picture.session_id,
        picture.sender,
        &picture.sender_key,
        picture.added_at,
    )?;
    Ok(())
}

/// Of sessions that ended before `before`, or are gone.
pub(super) async fn outlived_pictures(
    on: &mut impl On,
    before: Timestamp,
    most: i64,
) -> Result<Vec<Picture>> {
    fetch_all!(
        on,
        Picture,
        select_picture!(
            "LEFT JOIN advice_sessions s ON s.id = p.session_id
             WHERE s.id IS NULL OR (s.state = 'ended' AND s.ended_at <= $1) ORDER BY p.added_at, p.id LIMIT $2"
        ),
        before,
        most,
    )
}

pub(super) async fn delete_picture(tx: &mut Tx, id: Uuid) -> Result<()> {
    execute!(tx, "DELETE FROM advice_pictures WHERE id = $1", id)?;
    Ok(())
}
