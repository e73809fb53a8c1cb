//! The `accounts` table.

use model::{AccountId, Handle};
use sqlx::FromRow;
use store::{Db, Result, execute, fetch_all, fetch_optional};

use super::{Account, ProfileEdit};

pub(super) async fn insert(db: &Db, account: &Account, password_hash: &str) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "INSERT INTO accounts (id, handle, name, email, password_hash, bio, avatar, locale, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        account.id,
        &account.handle,
        &account.name,
        &account.email,
        password_hash,
        &account.bio,
        &account.avatar,
        &account.locale,
        account.created_at,
    )?;
    tx.commit().await
}

pub(super) async fn by_id(db: &Db, id: AccountId) -> Result<Option<Account>> {
    let mut read = db.read().await?;
    fetch_optional!(
        read,
        Account,
        "SELECT id, handle, name, email, bio, avatar, locale, created_at FROM accounts WHERE id = $1",
        id,
    )
}

pub(super) async fn by_handle(db: &Db, handle: &Handle) -> Result<Option<Account>> {
    let mut read = db.read().await?;
    fetch_optional!(
        read,
        Account,
        "SELECT id, handle, name, email, bio, avatar, locale, created_at FROM accounts WHERE handle = $1",
        handle,
    )
}

#[derive(FromRow)]
struct WithPassword {
    #[sqlx(flatten)]
    account: Account,
    password_hash: String,
}

pub(super) async fn with_password(db: &Db, login: &str) -> Result<Option<(Account, String)>> {
    let mut read = db.read().await?;
    let row = fetch_optional!(
        read,
        WithPassword,
        "SELECT id, handle, name, email, bio, avatar, locale, created_at, password_hash
         FROM accounts WHERE handle = $1 OR email = $1",
        login,
    )?;
    Ok(row.map(|row| (row.account, row.password_hash)))
}

pub(super) async fn update_profile(db: &Db, id: AccountId, edit: &ProfileEdit) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "UPDATE accounts SET name = $1, bio = $2, locale = $3, avatar = COALESCE($4, avatar) WHERE id = $5",
        &edit.name,
        &edit.bio,
        &edit.locale,
        &edit.avatar,
        id,
    )?;
    tx.commit().await
}

pub(super) async fn pictures(db: &Db) -> Result<Vec<String>> {
    let mut read = db.read().await?;
    let rows = fetch_all!(
        read,
        (String,),
        "SELECT avatar FROM accounts WHERE avatar IS NOT NULL
         UNION SELECT cover FROM shops WHERE cover IS NOT NULL
         UNION SELECT logo FROM shops WHERE logo IS NOT NULL"
    )?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}
