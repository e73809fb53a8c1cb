//! The `addresses` table.

use model::{AccountId, AddressId};
use store::{Db, On, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};

use super::{ADDRESSES_MAX, Address, KeptAddress};

pub(super) async fn of_account(db: &Db, account: AccountId) -> Result<Vec<KeptAddress>> {
    let mut read = db.read().await?;
    fetch_all!(
        read,
        KeptAddress,
        "SELECT id, name, line1, line2, postal_code, city, region, country, phone, preferred, created_at
         FROM addresses WHERE account_id = $1 ORDER BY preferred DESC, created_at LIMIT $2",
        account,
        ADDRESSES_MAX,
    )
}

async fn by_id(on: &mut impl On, account: AccountId, id: AddressId) -> Result<Option<KeptAddress>> {
    fetch_optional!(
        on,
        KeptAddress,
        "SELECT id, name, line1, line2, postal_code, city, region, country, phone, preferred, created_at
         FROM addresses WHERE account_id = $1 AND id = $2",
        account,
        id,
    )
}

/// None when the account keeps as many as it may.
pub(super) async fn insert(db: &Db, account: AccountId, kept: KeptAddress) -> Result<Option<KeptAddress>> {
    let mut tx = db.begin().await?;
    lock(&mut tx, account).await?;
    let (held,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM addresses WHERE account_id = $1",
        account
    )?;
    if held >= ADDRESSES_MAX {
        return Ok(None);
    }
    let kept = KeptAddress {
        preferred: kept.preferred || held == 0,
        ..kept
    };
    if kept.preferred {
        prefer_none(&mut tx, account).await?;
    }
    let address = &kept.address;
    execute!(
        tx,
        "INSERT INTO addresses
             (id, account_id, name, line1, line2, postal_code, city, region, country, phone, preferred, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        kept.id,
        account,
        &address.name,
        &address.line1,
        &address.line2,
        &address.postal_code,
        &address.city,
        &address.region,
        &address.country,
        &address.phone,
        kept.preferred,
        kept.created_at,
    )?;
    tx.commit().await?;
    Ok(Some(kept))
}

pub(super) async fn update(
    db: &Db,
    account: AccountId,
    id: AddressId,
    address: &Address,
    preferred: bool,
) -> Result<Option<KeptAddress>> {
    let mut tx = db.begin().await?;
    lock(&mut tx, account).await?;
    if preferred {
        prefer_none(&mut tx, account).await?;
    }
    execute!(
        tx,
        "UPDATE addresses SET name = $1, line1 = $2, line2 = $3, postal_code = $4, city = $5, region = $6,
             country = $7, phone = $8, preferred = preferred OR $9
         WHERE account_id = $10 AND id = $11",
        &address.name,
        &address.line1,
        &address.line2,
        &address.postal_code,
        &address.city,
        &address.region,
        &address.country,
        &address.phone,
        preferred,
        account,
        id,
    )?;
    let Some(changed) = by_id(&mut tx, account, id).await? else {
        return Ok(None);
    };
    tx.commit().await?;
    Ok(Some(changed))
}

/// The oldest of those left is preferred when the preferred one goes.
pub(super) async fn delete(db: &Db, account: AccountId, id: AddressId) -> Result<bool> {
    let mut tx = db.begin().await?;
    lock(&mut tx, account).await?;
    let touched = execute!(
        tx,
        "DELETE FROM addresses WHERE account_id = $1 AND id = $2",
        account,
        id
    )?;
    execute!(
        tx,
        "UPDATE addresses SET preferred = TRUE
         WHERE id = (SELECT id FROM addresses WHERE account_id = $1 ORDER BY created_at, id LIMIT 1)
           AND NOT EXISTS (SELECT 1 FROM addresses WHERE account_id = $1 AND preferred)",
        account,
    )?;
    tx.commit().await?;
    Ok(touched > 0)
}

/// Two requests of one account come one after the other on PostgreSQL, too.
async fn lock(tx: &mut Tx, account: AccountId) -> Result<()> {
    execute!(tx, "UPDATE accounts SET locale = locale WHERE id = $1", account)?;
    Ok(())
}

async fn prefer_none(tx: &mut Tx, account: AccountId) -> Result<()> {
    execute!(
        tx,
        "UPDATE addresses SET preferred = FALSE WHERE account_id = $1",
        account
    )?;
    Ok(())
}
