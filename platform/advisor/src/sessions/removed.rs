//! Sessions whose advisor gives no advice in the shop any more: the shopper is served
//! next, as where an advisor is lost.

use model::AccountId;

use super::{EndError, EndedBy, SHOPPER_GONE_AFTER, Session, SessionState, db};
use crate::news::Item;
use crate::{Advice, AdviceSessionId, advisors, summaries};

impl Advice {
    /// Ends a session whose advisor may not give advice any more, and puts its shopper
    /// back in line, before all others. One that has ended stays as it ended, and one that
    /// is somebody else's by now goes on.
    pub async fn end_removed(&self, id: AdviceSessionId, advisor: AccountId) -> Result<Session, EndError> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let session = db::by_id(&mut tx, id).await?.ok_or(EndError::Unknown)?;
        // The rows in the same order as by whoever ends one.
        let is_open = session.state == SessionState::Open && db::lock_open(&mut tx, &session).await?;
        let session = db::by_id(&mut tx, id).await?.ok_or(EndError::Unknown)?;
        let is_given_back = is_open
            && session.advisor_id == advisor
            && db::give_back(&mut tx, &session, now - SHOPPER_GONE_AFTER).await?;
        if !is_given_back {
            drop(tx);
            return self.session(id).await?.ok_or(EndError::Unknown);
        }
        db::end(&mut tx, id, EndedBy::Removed, now).await?;
        summaries::make(&mut tx, &session, now).await?;
        advisors::rested(&mut tx, session.shop_id, session.advisor_id, now).await?;
        let ended = db::by_id(&mut tx, id).await?.ok_or(EndError::Unknown)?;
        tx.commit().await?;
        let (shop, ticket) = (session.shop_id, session.ticket_id);
        self.news.tell(Item::Ended {
            shop,
            ticket,
            session: id,
        });
        self.news.tell(Item::Ticket { shop, ticket });
        Ok(ended)
    }
}
