//! Sessions whose advisor is gone without a word: the shopper is served next.

use chrono::TimeDelta;
use model::Timestamp;

use super::{EndedBy, Session, db};
use crate::news::Item;
use crate::{Advice, advisors, summaries, tickets};

/// So long an advisor in a session is waited for without a sign of them.
pub const LOST_AFTER: TimeDelta = TimeDelta::seconds(8);
/// A shopper without a sign for so long has gone as well.
pub const SHOPPER_GONE_AFTER: TimeDelta = TimeDelta::seconds(60);
/// Sessions of one round.
const ROUND: i64 = 100;

impl Advice {
    /// Puts shoppers back in line, before all others, whose advisor gave no sign for
    /// eight seconds. `up_since` is when signs could be given again: nobody is lost
    /// because the server was away. Gives the number of sessions that ended so.
    pub async fn abandon_lost(&self, up_since: Timestamp) -> Result<usize, store::Error> {
        let now = self.clock.now();
        let lost = now - LOST_AFTER;
        if up_since > lost {
            return Ok(0);
        }
        let mut read = self.db.read().await?;
        let sessions = db::unseen(&mut read, lost, ROUND).await?;
        drop(read);
        let (mut abandoned, mut failed) = (0, None);
        for session in &sessions {
            match self.abandon(session, lost, now).await {
                Ok(is_over) => abandoned += usize::from(is_over),
                // Those after it are not to wait for it.
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        failed.map_or(Ok(abandoned), Err)
    }

    async fn abandon(
        &self,
        session: &Session,
        lost: Timestamp,
        now: Timestamp,
    ) -> Result<bool, store::Error> {
        let mut tx = self.db.begin().await?;
        let gone = now - SHOPPER_GONE_AFTER;
        // The rows in the same order as by whoever ends one: see `close`. Whose it is stands
        // still from here on.
        if !db::lock_open(&mut tx, session).await? {
            return Ok(false);
        }
        let Some(session) = db::by_id(&mut tx, session.id).await? else {
            return Ok(false);
        };
        if !tickets::give_back(&mut tx, session.ticket_id, session.id, lost, gone).await? {
            return Ok(false);
        }
        db::end(&mut tx, session.id, EndedBy::Lost, now).await?;
        summaries::make(&mut tx, &session, now).await?;
        advisors::rested(&mut tx, session.shop_id, session.advisor_id, now).await?;
        tx.commit().await?;
        let (shop, ticket) = (session.shop_id, session.ticket_id);
        let session = session.id;
        self.news.tell(Item::Ended {
            shop,
            ticket,
            session,
        });
        self.news.tell(Item::Ticket { shop, ticket });
        Ok(true)
    }
}
