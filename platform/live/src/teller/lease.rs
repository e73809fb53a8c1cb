//! The lease: of several servers on one PostgreSQL, one tells. Two would harm
//! nobody, as the notices' unique key holds; they would do the same work twice.

use chrono::TimeDelta;
use store::{Db, execute};
use uuid::Uuid;

use crate::Live;

const NAME: &str = "teller";
/// Far longer than a batch takes, and short enough that followers are told in
/// time by another server when one dies in the middle.
const HELD: TimeDelta = TimeDelta::seconds(5);

/// Takes or renews the lease; says whether it is `holder`'s. On SQLite there
/// is one server, and it is always its own.
pub(super) async fn hold(live: &Live, holder: Uuid) -> Result<bool, store::Error> {
    if matches!(live.db, Db::Sqlite { .. }) {
        return Ok(true);
    }
    let now = live.clock.now();
    let mut tx = live.db.begin().await?;
    let taken = execute!(
        tx,
        "INSERT INTO leases (name, holder, until) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
         WHERE leases.holder = excluded.holder OR leases.until <= $4",
        NAME,
        holder,
        now + HELD,
        now,
    )?;
    tx.commit().await?;
    Ok(taken > 0)
}

/// Gives it up, if it is `holder`'s.
pub(super) async fn release(live: &Live, holder: Uuid) -> Result<(), store::Error> {
    if matches!(live.db, Db::Sqlite { .. }) {
        return Ok(());
    }
    let mut tx = live.db.begin().await?;
    execute!(
        tx,
        "DELETE FROM leases WHERE name = $1 AND holder = $2",
        NAME,
        holder
    )?;
    tx.commit().await
}
