//! A summary is kept for 90 days.

use super::{KEPT_FOR, db};
use crate::Advice;

/// Summaries of one round.
const ROUND: i64 = 100;

impl Advice {
    /// Deletes summaries of talks that ended 90 days ago. Gives their number.
    pub async fn forget_summaries(&self) -> Result<usize, store::Error> {
        let before = self.clock.now() - KEPT_FOR;
        let mut read = self.db.read().await?;
        let sessions = db::outlived(&mut read, before, ROUND).await?;
        drop(read);
        if sessions.is_empty() {
            return Ok(0);
        }
        let mut tx = self.db.begin().await?;
        for &session in &sessions {
            db::delete(&mut tx, session).await?;
        }
        tx.commit().await?;
        Ok(sessions.len())
    }
}
