//! Ending a session.

use model::Timestamp;
use store::Tx;

use super::{EndedBy, Session, SessionState, db};
use crate::news::Item;
use crate::{Advice, AdviceSessionId, advisors, summaries, tickets};

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EndError {
    #[error("there is no such session")]
    Unknown,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Advice {
    /// Ends a session, and with it the ticket. One that has ended stays as it ended.
    pub async fn end_session(&self, id: AdviceSessionId, by: EndedBy) -> Result<Session, EndError> {
        self.points.reach("advice.end.begin").await;
        let mut tx = self.db.begin().await?;
        let session = db::by_id(&mut tx, id).await?.ok_or(EndError::Unknown)?;
        let news = close(&mut tx, &session, by, self.clock.now()).await?;
        let session = db::by_id(&mut tx, id).await?.ok_or(EndError::Unknown)?;
        tx.commit().await?;
        news.into_iter().for_each(|item| self.news.tell(item));
        Ok(session)
    }
}

/// Ends `session` within a transaction: none when it has ended already. The ticket's
/// row is had first, then the session's, then the advisor's, as by whoever accepts:
/// so nobody waits in a circle.
pub(crate) async fn close(
    tx: &mut Tx,
    session: &Session,
    by: EndedBy,
    now: Timestamp,
) -> Result<Option<Item>, store::Error> {
    if session.state == SessionState::Ended {
        return Ok(None);
    }
    tickets::end(tx, session.ticket_id, session.id).await?;
    if !db::end(tx, session.id, by, now).await? {
        return Ok(None);
    }
    // It may have been handed over since it was read.
    let session = db::by_id(tx, session.id).await?;
    let Some(session) = session.as_ref() else {
        return Ok(None);
    };
    summaries::make(tx, session, now).await?;
    advisors::rested(tx, session.shop_id, session.advisor_id, now).await?;
    Ok(Some(Item::Ended {
        shop: session.shop_id,
        ticket: session.ticket_id,
        session: session.id,
    }))
}
