//! Pictures in a talk: which there are, whose, and until when. Knows no file: whoever
//! keeps those asks which may go.

use model::{EventId, Timestamp};
use uuid::Uuid;

use super::{Content, KEPT_FOR, Message, SayError, check_key, db};
use crate::people_in::Side;
use crate::sessions::{self, SessionState};
use crate::{Advice, AdviceSessionId};

/// Pictures of one session.
pub const PICTURES_MAX: i64 = 40;

/// A picture someone sends in a session.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Picture {
    pub id: Uuid,
    pub session_id: AdviceSessionId,
    pub sender: Side,
    /// The sender's own name for the message with it.
    pub sender_key: String,
    pub added_at: Timestamp,
}

impl Advice {
    /// Whether one more picture may be sent there: asked before it is taken in.
    ///
    /// # Errors
    /// [`SayError::Over`], [`SayError::Pictures`], or [`SayError::Key`].
    pub async fn has_room_for_picture(
        &self,
        session: AdviceSessionId,
        sender: Side,
        key: &str,
    ) -> Result<(), SayError> {
        check_key(key)?;
        let mut read = self.db.read().await?;
        let known = sessions::by_id(&mut read, session).await?;
        if known.is_none_or(|session| session.state == SessionState::Ended) {
            return Err(SayError::Over);
        }
        if db::picture_by_key(&mut read, session, sender, key)
            .await?
            .is_some()
        {
            return Ok(());
        }
        if db::count_pictures(&mut read, session).await? >= PICTURES_MAX {
            return Err(SayError::Pictures);
        }
        Ok(())
    }

    /// Notes a picture, before its file is written: so none is ever forgotten. Sent
    /// again under the same key it is the same.
    ///
    /// # Errors
    /// [`SayError::Pictures`] beyond [`PICTURES_MAX`].
    pub async fn note_picture(
        &self,
        session: AdviceSessionId,
        sender: Side,
        key: &str,
    ) -> Result<Picture, SayError> {
        check_key(key)?;
        let mut tx = self.db.begin().await?;
        if !crate::shown::lock(&mut tx, session).await? {
            return Err(SayError::Over);
        }
        if let Some(known) = db::picture_by_key(&mut tx, session, sender, key).await? {
            return Ok(known);
        }
        if db::count_pictures(&mut tx, session).await? >= PICTURES_MAX {
            return Err(SayError::Pictures);
        }
        let picture = Picture {
            id: EventId::new(&*self.clock, &*self.entropy).0,
            session_id: session,
            sender,
            sender_key: key.to_owned(),
            added_at: self.clock.now(),
        };
        db::insert_picture(&mut tx, &picture).await?;
        tx.commit().await?;
        Ok(picture)
    }

    /// Says a picture, and whether it is to be seen large at once. Said again under the
    /// same key it is the message that was said first.
    ///
    /// # Errors
    /// [`SayError::Empty`] where the session has no such picture.
    pub async fn say_picture(
        &self,
        session: AdviceSessionId,
        sender: Side,
        name: &str,
        key: &str,
        picture: Uuid,
        large: bool,
    ) -> Result<Message, SayError> {
        check_key(key)?;
        let mut read = self.db.read().await?;
        let known = db::picture(&mut read, picture).await?;
        drop(read);
        if known.is_none_or(|known| known.session_id != session) {
            return Err(SayError::Empty);
        }
        let content = Content {
            text: String::new(),
            picture: Some(picture),
            is_large: large,
        };
        self.put(session, sender, name, key, content).await
    }

    /// A picture of a session, as long as the session's talk is kept.
    pub async fn talk_picture(
        &self,
        session: AdviceSessionId,
        picture: Uuid,
    ) -> Result<Option<Picture>, store::Error> {
        let mut read = self.db.read().await?;
        let Some(known) = sessions::by_id(&mut read, session).await? else {
            return Ok(None);
        };
        let is_gone = known
            .ended_at
            .is_some_and(|ended| ended + KEPT_FOR <= self.clock.now());
        if is_gone {
            return Ok(None);
        }
        let found = db::picture(&mut read, picture).await?;
        Ok(found.filter(|picture| picture.session_id == session))
    }

    /// At most `most` pictures whose session ended a day ago, or is gone.
    pub async fn outlived_pictures(&self, most: i64) -> Result<Vec<Picture>, store::Error> {
        let mut read = self.db.read().await?;
        db::outlived_pictures(&mut read, self.clock.now() - KEPT_FOR, most).await
    }

    /// Forgets a picture whose file is gone.
    pub async fn forget_picture(&self, picture: Uuid) -> Result<(), store::Error> {
        let mut tx = self.db.begin().await?;
        db::delete_picture(&mut tx, picture).await?;
        tx.commit().await
    }
}
