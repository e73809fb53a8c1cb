//! Answers: a colleague joins, takes the session over, or does not; whoever asked
//! takes it back.

use model::{AccountId, Holder};

use super::{Invitation, InvitationKind, InvitationState, db};
use crate::news::Item;
use crate::people_in::{self, Person, Side};
use crate::sessions::{self, Session, SessionState};
use crate::{Advice, AdviceSessionId, InvitationId, advisors};

/// Why an answer does not count.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// There is none, none of theirs, or they are not on any more.
    #[error("there is no such invitation")]
    Unknown,
    /// It was taken back, answered, or nobody answered in time.
    #[error("this invitation is over")]
    Gone,
    #[error("this session has ended")]
    Over,
    #[error("one session at a time: yours has to end first")]
    InSession,
    #[error("there is somebody in that place already")]
    Taken,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Advice {
    /// `account` comes: as a colleague, or as the advisor from now on. In that case the
    /// session, its talk and its basket go on as they are, with another advisor.
    /// Accepted twice it is once: gives the session, and whether that is new.
    pub async fn accept_invitation(
        &self,
        id: InvitationId,
        account: AccountId,
    ) -> Result<(Session, bool), AnswerError> {
        let asked = self.own_invitation(id, account).await?;
        self.points.reach("advice.invitation.read").await;
        let mut tx = self.db.begin().await?;
        let session = sessions::by_id(&mut tx, asked.session_id).await?;
        let session = session.ok_or(AnswerError::Unknown)?;
        if session.state == SessionState::Ended || !sessions::lock_open(&mut tx, &session).await? {
            return Err(AnswerError::Over);
        }
        self.points.reach("advice.invitation.locked").await;
        // Who its advisor is stands still from here on.
        let session = sessions::by_id(&mut tx, session.id).await?;
        let session = session.ok_or(AnswerError::Unknown)?;
        let now = self.clock.now();
        if !db::answer(&mut tx, id, InvitationState::Accepted, now).await? {
            let stands = db::by_id(&mut tx, id).await?;
            let is_accepted = stands.is_some_and(|stands| stands.state == InvitationState::Accepted);
            return if is_accepted {
                Ok((session, false))
            } else {
                Err(AnswerError::Gone)
            };
        }
        if asked.kind == InvitationKind::HandOver {
            self.take_over(&mut tx, &session, &asked, account).await?;
        } else {
            let person = Person::colleague(session.id, account, now);
            if !people_in::insert(&mut tx, &person).await? {
                return Err(AnswerError::Taken);
            }
        }
        // A sign of them, from which on their absence counts.
        if !advisors::take_part(&mut tx, session.shop_id, account, now).await? {
            return Err(AnswerError::Unknown);
        }
        // Asked with their row had: of two sessions at the same moment one is seen.
        if db::is_elsewhere(&mut tx, session.id, account).await? {
            return Err(AnswerError::InSession);
        }
        let session = sessions::by_id(&mut tx, session.id).await?;
        let session = session.ok_or(AnswerError::Unknown)?;
        self.points.reach("advice.invitation.commit").await;
        tx.commit().await?;
        self.news.tell(Item::People { session: session.id });
        // Who is free has changed.
        self.news.tell(Item::Advisors {
            shop: session.shop_id,
        });
        Ok((session, true))
    }

    async fn take_over(
        &self,
        tx: &mut store::Tx,
        session: &Session,
        asked: &Invitation,
        account: AccountId,
    ) -> Result<(), AnswerError> {
        let (before, now) = (session.advisor_id, self.clock.now());
        if asked.asked_by != Some(before) {
            return Err(AnswerError::Gone);
        }
        people_in::remove(
            tx,
            session.id,
            Side::Colleague,
            Some(Holder::Account(account).uuid()),
        )
        .await?;
        match sessions::hand_over(tx, session.id, before, account).await {
            Ok(true) => {}
            Ok(false) => return Err(AnswerError::Over),
            // They have accepted somebody from the line meanwhile.
            Err(error) if error.is_unique_violation() => return Err(AnswerError::InSession),
            Err(error) => return Err(error.into()),
        }
        // Both their rows, in the order in which signs are noted.
        let mut rows = [before, account];
        rows.sort_unstable();
        for row in rows {
            db::lock_advisor(tx, session.shop_id, row).await?;
        }
        if asked.stays {
            people_in::insert(tx, &Person::colleague(session.id, before, now)).await?;
        }
        advisors::rested(tx, session.shop_id, before, now).await?;
        Ok(())
    }

    /// `account` does not come.
    pub async fn decline_invitation(&self, id: InvitationId, account: AccountId) -> Result<(), AnswerError> {
        let asked = self.own_invitation(id, account).await?;
        self.close_invitation(&asked, InvitationState::Declined).await
    }

    /// Whoever asked does so no longer; a link is good no more.
    ///
    /// # Errors
    /// [`AnswerError::Unknown`] where the session has no such one, [`AnswerError::Gone`]
    /// once it was answered.
    pub async fn withdraw_invitation(
        &self,
        session: AdviceSessionId,
        id: InvitationId,
    ) -> Result<(), AnswerError> {
        let asked = self.invitation(id).await?;
        let asked = asked.filter(|asked| asked.session_id == session);
        let asked = asked.ok_or(AnswerError::Unknown)?;
        self.close_invitation(&asked, InvitationState::Withdrawn).await
    }

    async fn own_invitation(&self, id: InvitationId, account: AccountId) -> Result<Invitation, AnswerError> {
        let asked = self.invitation(id).await?;
        let own = asked.filter(|asked| asked.account_id == Some(account));
        own.ok_or(AnswerError::Unknown)
    }

    async fn close_invitation(&self, asked: &Invitation, state: InvitationState) -> Result<(), AnswerError> {
        let mut tx = self.db.begin().await?;
        if !db::answer(&mut tx, asked.id, state, self.clock.now()).await? {
            let stands = db::by_id(&mut tx, asked.id).await?;
            let is_done = stands.is_some_and(|stands| stands.state == state);
            return if is_done { Ok(()) } else { Err(AnswerError::Gone) };
        }
        tx.commit().await?;
        self.news.tell(Item::People {
            session: asked.session_id,
        });
        Ok(())
    }
}
