//! Asking: a link for a friend, or a colleague by name.

use model::{AccountId, is_unprintable};

use super::{ANSWER_WITHIN, Invitation, InvitationKind, InvitationState, LINK_FOR, NOTE_MAX, db};
use crate::news::Item;
use crate::people_in::{self, Person, Side};
use crate::sessions::{self, SessionState};
use crate::{Advice, AdviceSessionId, InvitationId};

/// Why nobody is asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InviteError {
    #[error("there is no such session")]
    Unknown,
    #[error("this session has ended")]
    Over,
    #[error("there is somebody in that place already")]
    Taken,
    #[error("somebody is asked already: wait for the answer, or take it back")]
    Asked,
    #[error("a note has at most {NOTE_MAX} characters")]
    Note,
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Which colleague is asked, and for what.
#[derive(Debug, Clone)]
pub struct AskColleague {
    pub session: AdviceSessionId,
    /// Its advisor.
    pub by: AccountId,
    pub to: AccountId,
    /// They take the session over, instead of joining it.
    pub hands_over: bool,
    /// Whoever hands over stays as a colleague.
    pub stays: bool,
    pub note: String,
}

/// `typed` as it will be shown: line ends stay, what can't be seen does not.
fn tidied(typed: &str) -> Result<String, InviteError> {
    let text: String = typed
        .chars()
        .filter(|&c| c == '\n' || !is_unprintable(c))
        .collect();
    let text = text.trim();
    if text.chars().count() > NOTE_MAX {
        return Err(InviteError::Note);
    }
    Ok(text.to_owned())
}

impl Advice {
    /// Makes the link by which one friend can come in, of whose secret that is the hash.
    /// A link that was out is good no longer.
    pub async fn invite_friend(
        &self,
        id: AdviceSessionId,
        secret_hash: &[u8],
    ) -> Result<Invitation, InviteError> {
        let now = self.clock.now();
        let made = Invitation {
            id: InvitationId::new(&*self.clock, &*self.entropy),
            session_id: id,
            kind: InvitationKind::Friend,
            state: InvitationState::Open,
            account_id: None,
            note: String::new(),
            stays: false,
            asked_by: None,
            made_at: now,
            expires_at: now + LINK_FOR,
        };
        self.ask_in(made, Some(secret_hash)).await
    }

    /// Asks a colleague to join, or to take the session over.
    pub async fn ask_colleague(&self, ask: AskColleague) -> Result<Invitation, InviteError> {
        let now = self.clock.now();
        let kind = if ask.hands_over {
            InvitationKind::HandOver
        } else {
            InvitationKind::Colleague
        };
        let made = Invitation {
            id: InvitationId::new(&*self.clock, &*self.entropy),
            session_id: ask.session,
            kind,
            state: InvitationState::Open,
            account_id: Some(ask.to),
            note: tidied(&ask.note)?,
            stays: ask.hands_over && ask.stays,
            asked_by: Some(ask.by),
            made_at: now,
            expires_at: now + ANSWER_WITHIN,
        };
        self.ask_in(made, None).await
    }

    async fn ask_in(&self, made: Invitation, secret_hash: Option<&[u8]>) -> Result<Invitation, InviteError> {
        let mut tx = self.db.begin().await?;
        let session = sessions::by_id(&mut tx, made.session_id).await?;
        let session = session.ok_or(InviteError::Unknown)?;
        if session.state == SessionState::Ended || !sessions::lock_open(&mut tx, &session).await? {
            return Err(InviteError::Over);
        }
        let session = sessions::by_id(&mut tx, session.id).await?;
        // It may have been handed over meanwhile.
        let session = session.filter(|session| made.asked_by.is_none_or(|by| by == session.advisor_id));
        let session = session.ok_or(InviteError::Unknown)?;
        let place = match made.kind {
            InvitationKind::Friend => Some(Side::Friend),
            InvitationKind::Colleague => Some(Side::Colleague),
            InvitationKind::HandOver => made.stays.then_some(Side::Colleague),
        };
        // The shopper, or who came with them, may be of the shop themselves.
        let people = people_in::of_session(&mut tx, session.id).await?;
        let is_within = |to: AccountId| {
            let comes_along = |person: &Person| person.side == Side::Friend && person.is(to);
            session.holder == to.0 || people.iter().any(comes_along)
        };
        if made.account_id.is_some_and(is_within) {
            return Err(InviteError::Taken);
        }
        let is_taken = people
            .iter()
            .any(|person| Some(person.side) == place && !made.account_id.is_some_and(|to| person.is(to)));
        if is_taken {
            return Err(InviteError::Taken);
        }
        if made.kind == InvitationKind::Friend {
            db::withdraw_link(&mut tx, session.id).await?;
        }
        // What nobody answered in time is in nobody's way.
        let lapsed = db::lapse(&mut tx, made.made_at).await?;
        if !db::insert(&mut tx, &made, secret_hash).await? {
            return Err(InviteError::Asked);
        }
        tx.commit().await?;
        for session in lapsed.into_iter().chain([session.id]) {
            self.news.tell(Item::People { session });
        }
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_keeps_its_lines_and_nothing_that_can_not_be_seen() {
        assert_eq!(tidied(" Oak\ntable\u{202e}\u{0} ").unwrap(), "Oak\ntable");
        assert_eq!(tidied("").unwrap(), "");
        assert!(tidied(&"ñ".repeat(NOTE_MAX)).is_ok());
        let long = "ñ".repeat(NOTE_MAX + 1);
        assert!(matches!(tidied(&long), Err(InviteError::Note)));
    }
}
