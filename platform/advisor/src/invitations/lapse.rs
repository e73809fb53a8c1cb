//! What nobody answers in time, and what is nobody's any more a day after the end.

use super::db;
use crate::Advice;
use crate::news::Item;
use crate::talk::KEPT_FOR;

/// Sessions of one round.
const ROUND: i64 = 100;

impl Advice {
    /// Lapses invitations that nobody answered in time, and tells of it. Gives their
    /// number.
    pub async fn lapse_invitations(&self) -> Result<usize, store::Error> {
        let now = self.clock.now();
        let mut read = self.db.read().await?;
        let is_any = db::is_any_late(&mut read, now).await?;
        drop(read);
        if !is_any {
            return Ok(0);
        }
        let mut tx = self.db.begin().await?;
        let sessions = db::lapse(&mut tx, now).await?;
        tx.commit().await?;
        for &session in &sessions {
            self.news.tell(Item::People { session });
        }
        Ok(sessions.len())
    }

    /// Forgets who came besides, and who was asked with which words, a day after a
    /// session's end. Gives the number of sessions.
    pub async fn forget_people(&self) -> Result<usize, store::Error> {
        let before = self.clock.now() - KEPT_FOR;
        let mut read = self.db.read().await?;
        let sessions = db::outlived(&mut read, before, ROUND).await?;
        drop(read);
        if sessions.is_empty() {
            return Ok(0);
        }
        let mut tx = self.db.begin().await?;
        for &session in &sessions {
            db::forget(&mut tx, session).await?;
        }
        tx.commit().await?;
        Ok(sessions.len())
    }
}
