//! What a session came to, in its advisor's eyes. Asked for and never required; it
//! stays when the shopper deletes their summary, without what was agreed.

mod db;

use chrono::TimeDelta;
use model::{AccountId, ShopId, Timestamp};

use crate::sessions::{Session, SessionState};
use crate::summaries::{self, AgreeError, Summary};
use crate::words::words;
use crate::{Advice, AdviceSessionId};

/// So long after its end a session without an outcome is listed.
pub const ASKED_FOR: TimeDelta = TimeDelta::hours(24);
/// As many of them as are listed.
const LISTED: i64 = 50;

words! {
    /// What a session came to.
    Outcome {
        Bought = "bought",
        /// They will think about it.
        Thinks = "thinks",
        /// There is something left to do.
        FollowUp = "follow_up",
        /// Nothing came of it.
        NotServed = "not_served",
    }
}

/// What an advisor notes of a session that has ended.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// None leaves it as it is.
    pub outcome: Option<Outcome>,
    /// What was agreed; none leaves it as it is.
    pub agreed: Option<String>,
}

/// A session that has ended and has no outcome yet.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Open {
    pub session: AdviceSessionId,
    /// The shopper, as they wish to be called; empty once that is forgotten.
    pub name: String,
    pub ended_at: Timestamp,
}

/// Why nothing was noted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoteError {
    #[error("the session goes on")]
    GoesOn,
    #[error(transparent)]
    Agreed(#[from] AgreeError),
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Advice {
    /// What a session came to, once its advisor has said so.
    pub async fn outcome(&self, session: AdviceSessionId) -> Result<Option<Outcome>, store::Error> {
        let mut read = self.db.read().await?;
        db::of(&mut read, session).await
    }

    /// Notes what a session came to and what was agreed, both or neither. Gives its
    /// summary, where there is one.
    ///
    /// # Errors
    /// [`NoteError::Agreed`] where there is something agreed and no summary to keep it in.
    pub async fn note_outcome(&self, session: &Session, notes: Notes) -> Result<Option<Summary>, NoteError> {
        if session.state != SessionState::Ended {
            return Err(NoteError::GoesOn);
        }
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let agreed = match notes.agreed {
            Some(agreed) => match summaries::write(&mut tx, session.id, &agreed, now).await {
                Ok(summary) => Some(summary),
                Err(AgreeError::Gone) if agreed.trim().is_empty() => None,
                Err(error) => return Err(error.into()),
            },
            None => None,
        };
        if let Some(outcome) = notes.outcome {
            db::set(&mut tx, session.id, outcome, now).await?;
        }
        tx.commit().await?;
        match agreed {
            Some(summary) => Ok(Some(summary)),
            None => Ok(self.summary(session.id).await?),
        }
    }

    /// `advisor`'s sessions in `shop` of the last 24 hours that have no outcome, the
    /// last one first.
    pub async fn open_outcomes(&self, shop: ShopId, advisor: AccountId) -> Result<Vec<Open>, store::Error> {
        let since = self.clock.now() - ASKED_FOR;
        let mut read = self.db.read().await?;
        db::open_of(&mut read, shop, advisor, since, LISTED).await
    }
}
