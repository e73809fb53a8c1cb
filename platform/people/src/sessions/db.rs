//! The `sessions` table.

use model::{AccountId, SessionId, Timestamp};
use store::{Db, Result, execute, fetch_all, fetch_optional};

use super::Session;

pub(super) async fn insert(db: &Db, session: &Session, token_hash: &[u8]) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "INSERT INTO sessions (id, token_hash, account_id, user_agent, address, created_at, last_seen_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        session.id,
        token_hash,
        session.account_id,
        &session.user_agent,
        &session.address,
        session.created_at,
        session.last_seen_at,
        session.expires_at,
    )?;
    tx.commit().await
}

pub(super) async fn by_hash(db: &Db, token_hash: &[u8], now: Timestamp) -> Result<Option<Session>> {
    let mut read = db.read().await?;
    fetch_optional!(
        read,
        Session,
        "SELECT id, account_id, user_agent, address, created_at, last_seen_at, expires_at
         FROM sessions WHERE token_hash = $1 AND expires_at > $2",
        token_hash,
        now,
    )
}

pub(super) async fn of_account(db: &Db, account: AccountId, now: Timestamp) -> Result<Vec<Session>> {
    let mut read = db.read().await?;
    fetch_all!(
        read,
        Session,
        "SELECT id, account_id, user_agent, address, created_at, last_seen_at, expires_at
         FROM sessions WHERE account_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC LIMIT 100",
        account,
        now,
    )
}

pub(super) async fn exists(db: &Db, account: AccountId, id: SessionId, now: Timestamp) -> Result<bool> {
    let mut read = db.read().await?;
    let found = fetch_optional!(
        read,
        (SessionId,),
        "SELECT id FROM sessions WHERE id = $1 AND account_id = $2 AND expires_at > $3",
        id,
        account,
        now
    )?;
    Ok(found.is_some())
}

pub(super) async fn seen(db: &Db, id: SessionId, now: Timestamp, expires_at: Timestamp) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "UPDATE sessions SET last_seen_at = $1, expires_at = $2 WHERE id = $3",
        now,
        expires_at,
        id
    )?;
    tx.commit().await
}

pub(super) async fn delete(db: &Db, account: AccountId, id: SessionId) -> Result<bool> {
    let mut tx = db.begin().await?;
    let touched = execute!(
        tx,
        "DELETE FROM sessions WHERE id = $1 AND account_id = $2",
        id,
        account
    )?;
    tx.commit().await?;
    Ok(touched > 0)
}

pub(super) async fn delete_others(db: &Db, account: AccountId, kept: SessionId) -> Result<u64> {
    let mut tx = db.begin().await?;
    let touched = execute!(
        tx,
        "DELETE FROM sessions WHERE account_id = $1 AND id <> $2",
        account,
        kept
    )?;
    tx.commit().await?;
    Ok(touched)
}

pub(super) async fn delete_expired(db: &Db, now: Timestamp) -> Result<u64> {
    let mut tx = db.begin().await?;
    let touched = execute!(tx, "DELETE FROM sessions WHERE expires_at <= $1", now)?;
    tx.commit().await?;
    Ok(touched)
}
