//! The `reminders` table.

use model::{AccountId, ShowId, Timestamp};
use store::{Db, Result, Tx, execute, fetch_one};

/// Reminders of shows that are still to come, but the one of `show`.
pub(super) async fn count_others(tx: &mut Tx, account: AccountId, show: ShowId) -> Result<i64> {
    let (count,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM reminders r JOIN shows s ON s.id = r.show_id
         WHERE r.account_id = $1 AND r.show_id <> $2 AND s.state = 'scheduled'",
        account,
        show,
    )?;
    Ok(count)
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, show: ShowId, now: Timestamp) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO reminders (show_id, account_id, created_at) VALUES ($1, $2, $3)
         ON CONFLICT (show_id, account_id) DO NOTHING",
        show,
        account,
        now,
    )?;
    Ok(())
}

pub(super) async fn delete(db: &Db, account: AccountId, show: ShowId) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "DELETE FROM reminders WHERE show_id = $1 AND account_id = $2",
        show,
        account
    )?;
    tx.commit().await
}

pub(super) async fn exists(db: &Db, account: AccountId, show: ShowId) -> Result<bool> {
    let mut read = db.read().await?;
    let (exists,) = fetch_one!(
        read,
        (bool,),
        "SELECT EXISTS (SELECT 1 FROM reminders WHERE show_id = $1 AND account_id = $2)",
        show,
        account,
    )?;
    Ok(exists)
}
