//! The `tokens` table.

use model::{AccountId, Timestamp, TokenId};
use store::{Db, Result, execute, fetch_all, fetch_one, fetch_optional};

use super::Token;

/// False when the account has `limit` tokens already.
pub(super) async fn insert(db: &Db, token: &Token, token_hash: &[u8], limit: i64) -> Result<bool> {
    let mut tx = db.begin().await?;
    // Locks the account's row on PostgreSQL, so that two requests count one after the other.
    execute!(
        tx,
        "UPDATE accounts SET locale = locale WHERE id = $1",
        token.account_id
    )?;
    let (held,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM tokens WHERE account_id = $1",
        token.account_id
    )?;
    if held >= limit {
        return Ok(false);
    }
    execute!(
        tx,
        "INSERT INTO tokens (id, account_id, name, token_hash, created_at) VALUES ($1, $2, $3, $4, $5)",
        token.id,
        token.account_id,
        &token.name,
        token_hash,
        token.created_at,
    )?;
    tx.commit().await?;
    Ok(true)
}

pub(super) async fn by_hash(db: &Db, token_hash: &[u8]) -> Result<Option<Token>> {
    let mut read = db.read().await?;
    fetch_optional!(
        read,
        Token,
        "SELECT id, account_id, name, created_at, last_used_at FROM tokens WHERE token_hash = $1",
        token_hash,
    )
}

pub(super) async fn exists(db: &Db, account: AccountId, id: TokenId) -> Result<bool> {
    let mut read = db.read().await?;
    let found = fetch_optional!(
        read,
        (TokenId,),
        "SELECT id FROM tokens WHERE id = $1 AND account_id = $2",
        id,
        account
    )?;
    Ok(found.is_some())
}

pub(super) async fn used(db: &Db, id: TokenId, now: Timestamp) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(tx, "UPDATE tokens SET last_used_at = $1 WHERE id = $2", now, id)?;
    tx.commit().await
}

pub(super) async fn of_account(db: &Db, account: AccountId) -> Result<Vec<Token>> {
    let mut read = db.read().await?;
    fetch_all!(
        read,
        Token,
        "SELECT id, account_id, name, created_at, last_used_at FROM tokens
         WHERE account_id = $1 ORDER BY created_at DESC LIMIT 100",
        account,
    )
}

pub(super) async fn delete(db: &Db, account: AccountId, id: TokenId) -> Result<bool> {
    let mut tx = db.begin().await?;
    let touched = execute!(
        tx,
        "DELETE FROM tokens WHERE id = $1 AND account_id = $2",
        id,
        account
    )?;
    tx.commit().await?;
    Ok(touched > 0)
}
