//! The sweep: what has run out goes back even where nobody wants it, and units
//! that are there reach those in line, whatever was cut off in between.

use std::time::Duration;

use crate::Commerce;

/// How often it goes round.
pub(crate) const EVERY: Duration = Duration::from_secs(1);
/// Variants of one round.
const MOST: i64 = 512;

impl Commerce {
    /// Has all variants looked at that need it, at most 512 of each kind.
    pub async fn sweep(&self) -> Result<(), store::Error> {
        let found = super::db::to_look_at(&self.db, self.clock.now(), MOST).await?;
        self.desk.look(found);
        Ok(())
    }
}
