//! A friend comes in by a link: the first browser that joins, and no other.

use model::{Holder, is_unprintable};

use super::{Invitation, InvitationState, NAME_MAX, db};
use crate::news::Item;
use crate::people_in::{self, Person, Side};
use crate::sessions::{self, Session, SessionState};
use crate::{Advice, AdviceSessionId};

/// Why a link lets nobody in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JoinError {
    /// It never was one, is used, was taken back, has lapsed, or its session is over.
    #[error("this link is not good any more")]
    Unknown,
    #[error("a name has 1 to {NAME_MAX} characters")]
    Name,
    #[error("there is a friend in it already")]
    Taken,
    #[error("you are in this session already")]
    Within,
    #[error(transparent)]
    Store(#[from] store::Error),
}

fn tidied(typed: &str) -> Result<String, JoinError> {
    let name: String = typed.chars().filter(|&c| !is_unprintable(c)).collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > NAME_MAX {
        return Err(JoinError::Name);
    }
    Ok(name)
}

impl Advice {
    /// The link with this secret, while it is good, and the session it leads to.
    pub async fn friend_link(
        &self,
        secret_hash: &[u8],
    ) -> Result<Option<(Invitation, Session)>, store::Error> {
        let mut read = self.db.read().await?;
        let Some(asked) = db::by_secret(&mut read, secret_hash).await? else {
            return Ok(None);
        };
        let session = sessions::by_id(&mut read, asked.session_id).await?;
        let now = self.clock.now();
        let good = session.filter(|session| asked.is_open(now) && session.state == SessionState::Open);
        Ok(good.map(|session| (asked, session)))
    }

    /// The session whose link this was, for the friend who came in by it.
    pub async fn friend_who_came(
        &self,
        secret_hash: &[u8],
        own: &[Holder],
    ) -> Result<Option<AdviceSessionId>, store::Error> {
        let mut read = self.db.read().await?;
        let Some(asked) = db::by_secret(&mut read, secret_hash).await? else {
            return Ok(None);
        };
        let people = people_in::of_session(&mut read, asked.session_id).await?;
        let came = people.iter().any(|person| {
            person.side == Side::Friend && own.iter().any(|holder| holder.uuid() == person.holder)
        });
        Ok(came.then_some(asked.session_id))
    }

    /// Lets `holder` in by a link, once.
    ///
    /// # Errors
    /// [`JoinError::Unknown`] for whoever comes too late, and for a link that is none.
    pub async fn join_by_link(
        &self,
        secret_hash: &[u8],
        holder: Holder,
        name: &str,
    ) -> Result<Session, JoinError> {
        let name = tidied(name)?;
        let link = self.friend_link(secret_hash).await?;
        let (asked, session) = link.ok_or(JoinError::Unknown)?;
        self.points.reach("advice.join.read").await;
        let mut tx = self.db.begin().await?;
        if !sessions::lock_open(&mut tx, &session).await? {
            return Err(JoinError::Unknown);
        }
        let session = sessions::by_id(&mut tx, session.id).await?;
        let session = session.ok_or(JoinError::Unknown)?;
        if session.holder == holder.uuid() || holder.account() == Some(session.advisor_id) {
            return Err(JoinError::Within);
        }
        let now = self.clock.now();
        if !db::answer(&mut tx, asked.id, InvitationState::Accepted, now).await? {
            return Err(JoinError::Unknown);
        }
        let person = Person {
            session_id: session.id,
            side: Side::Friend,
            holder: holder.uuid(),
            name,
            joined_at: now,
        };
        if !people_in::insert(&mut tx, &person).await? {
            return Err(JoinError::Taken);
        }
        self.points.reach("advice.join.commit").await;
        tx.commit().await?;
        self.news.tell(Item::People { session: session.id });
        Ok(session)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_that_can_be_read() {
        assert_eq!(tidied("  Lia\n\u{202e} Sol ").unwrap(), "Lia Sol");
        for typed in ["", " \u{0}\n", &"ñ".repeat(NAME_MAX + 1)] {
            assert!(matches!(tidied(typed), Err(JoinError::Name)), "{typed:?}");
        }
    }
}
