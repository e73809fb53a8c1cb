//! Keys the house makes for itself when it first needs them. They rest in the
//! clear: who reads the database has all they protect anyway.

use crate::{Db, Result, execute, fetch_one, fetch_optional};

/// The secret `name`; `fresh` becomes it where there is none yet.
pub async fn get_or_insert(db: &Db, name: &str, fresh: &[u8]) -> Result<Vec<u8>> {
    let mut read = db.read().await?;
    let known = fetch_optional!(
        read,
        (Vec<u8>,),
        "SELECT value FROM secrets WHERE name = $1",
        name
    )?;
    if let Some((value,)) = known {
        return Ok(value);
    }
    drop(read);
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
        name,
        fresh,
    )?;
    // Another server on the same database may have been faster.
    let (value,) = fetch_one!(tx, (Vec<u8>,), "SELECT value FROM secrets WHERE name = $1", name)?;
    tx.commit().await?;
    Ok(value)
}
