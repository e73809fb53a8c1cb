//! Sessions whose shopper is gone without a word: nobody waits for them for ever.

use chrono::TimeDelta;
use model::Timestamp;

use super::db;
use crate::sessions::{self, EndedBy};
use crate::{Advice, AdviceSessionId};

/// So long a shopper in a session is waited for without a sign of them.
pub const LEFT_AFTER: TimeDelta = TimeDelta::seconds(120);
/// Sessions of one round.
const ROUND: i64 = 100;

impl Advice {
    /// Ends sessions whose shopper gave no sign for two minutes. `up_since` is when
    /// signs could be given again: nobody has left because the server was away. Gives
    /// the number of sessions that ended so.
    pub async fn end_left(&self, up_since: Timestamp) -> Result<usize, store::Error> {
        let gone = self.clock.now() - LEFT_AFTER;
        if up_since > gone {
            return Ok(0);
        }
        let mut read = self.db.read().await?;
        let sessions = db::left(&mut read, gone, ROUND).await?;
        drop(read);
        let (mut ended, mut failed) = (0, None);
        for id in sessions {
            match self.end_if_left(id, gone).await {
                Ok(is_over) => ended += usize::from(is_over),
                // Those after it are not to wait for it.
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        failed.map_or(Ok(ended), Err)
    }

    async fn end_if_left(&self, id: AdviceSessionId, gone: Timestamp) -> Result<bool, store::Error> {
        let mut tx = self.db.begin().await?;
        let Some(session) = sessions::by_id(&mut tx, id).await? else {
            return Ok(false);
        };
        // The ticket's row first, as by whoever ends one.
        if !db::close_left(&mut tx, &session, gone).await? {
            return Ok(false);
        }
        let news = sessions::close(&mut tx, &session, EndedBy::ShopperLeft, self.clock.now()).await?;
        tx.commit().await?;
        news.into_iter().for_each(|item| self.news.tell(item));
        Ok(true)
    }
}
