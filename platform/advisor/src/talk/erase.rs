//! What was written in a session is nobody's any more a day after its end.

use chrono::TimeDelta;

use super::db;
use crate::Advice;

/// So long after a session's end what was written in it is kept.
pub const KEPT_FOR: TimeDelta = TimeDelta::hours(24);
/// Sessions of one round.
const ROUND: i64 = 100;

impl Advice {
    /// Erases what was written in sessions that ended a day ago. Gives their number.
    pub async fn erase_talk(&self) -> Result<usize, store::Error> {
        let before = self.clock.now() - KEPT_FOR;
        let mut read = self.db.read().await?;
        let sessions = db::outlived(&mut read, before, ROUND).await?;
        drop(read);
        if sessions.is_empty() {
            return Ok(0);
        }
        let mut tx = self.db.begin().await?;
        for &session in &sessions {
            db::erase(&mut tx, session).await?;
        }
        tx.commit().await?;
        Ok(sessions.len())
    }
}
