//! The `shops` and `staff` tables.

use model::{AccountId, Role, ShopId, Timestamp};
use sqlx::FromRow;
use store::{Db, Result, Tx, execute, fetch_all, fetch_optional};

use super::Shop;
use crate::accounts::Account;

pub(super) async fn insert(db: &Db, shop: &Shop, owner: AccountId) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "INSERT INTO shops (id, slug, name, story, cover, logo, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        shop.id,
        &shop.slug,
        &shop.name,
        &shop.story,
        &shop.cover,
        &shop.logo,
        shop.created_at,
    )?;
    upsert_role(&mut tx, shop.id, owner, Role::Owner, shop.created_at).await?;
    tx.commit().await
}

async fn upsert_role(
    tx: &mut Tx,
    shop: ShopId,
    account: AccountId,
    role: Role,
    now: Timestamp,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO staff (shop_id, account_id, role, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (shop_id, account_id) DO UPDATE SET role = excluded.role",
        shop,
        account,
        role,
        now,
    )?;
    Ok(())
}

pub(super) async fn set_role(
    db: &Db,
    shop: ShopId,
    account: AccountId,
    role: Role,
    now: Timestamp,
) -> Result<()> {
    let mut tx = db.begin().await?;
    upsert_role(&mut tx, shop, account, role, now).await?;
    tx.commit().await
}

pub(super) async fn by_id(db: &Db, id: ShopId) -> Result<Option<Shop>> {
    let mut read = db.read().await?;
    fetch_optional!(
        read,
        Shop,
        "SELECT id, slug, name, story, cover, logo, created_at FROM shops WHERE id = $1",
        id,
    )
}

pub(super) async fn by_slug(db: &Db, slug: &str) -> Result<Option<Shop>> {
    let mut read = db.read().await?;
    fetch_optional!(
        read,
        Shop,
        "SELECT id, slug, name, story, cover, logo, created_at FROM shops WHERE slug = $1",
        slug,
    )
}

pub(super) async fn role(db: &Db, shop: ShopId, account: AccountId) -> Result<Option<Role>> {
    let mut read = db.read().await?;
    let row = fetch_optional!(
        read,
        (Role,),
        "SELECT role FROM staff WHERE shop_id = $1 AND account_id = $2",
        shop,
        account,
    )?;
    Ok(row.map(|(role,)| role))
}

#[derive(FromRow)]
struct StaffRow {
    #[sqlx(flatten)]
    account: Account,
    role: Role,
}

pub(super) async fn staff(db: &Db, shop: ShopId) -> Result<Vec<(Account, Role)>> {
    let mut read = db.read().await?;
    let rows = fetch_all!(
        read,
        StaffRow,
        "SELECT a.id, a.handle, a.name, a.email, a.bio, a.avatar, a.locale, a.created_at, s.role
         FROM staff s JOIN accounts a ON a.id = s.account_id
         WHERE s.shop_id = $1 ORDER BY s.created_at, a.handle LIMIT 200",
        shop,
    )?;
    Ok(rows.into_iter().map(|row| (row.account, row.role)).collect())
}

#[derive(FromRow)]
struct MemberRow {
    #[sqlx(flatten)]
    shop: Shop,
    role: Role,
}

pub(super) async fn of_account(db: &Db, account: AccountId) -> Result<Vec<(Shop, Role)>> {
    let mut read = db.read().await?;
    let rows = fetch_all!(
        read,
        MemberRow,
        "SELECT h.id, h.slug, h.name, h.story, h.cover, h.logo, h.created_at, s.role
         FROM staff s JOIN shops h ON h.id = s.shop_id
         WHERE s.account_id = $1 ORDER BY h.name LIMIT 100",
        account,
    )?;
    Ok(rows.into_iter().map(|row| (row.shop, row.role)).collect())
}
