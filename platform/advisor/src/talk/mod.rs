//! What the two in a session write to each other. Numbered from 1 without a gap, so
//! that whoever comes back is told exactly what they missed; gone a day after the
//! session's end.

mod db;
mod erase;
mod pictures;

use model::{EventId, Timestamp, is_unprintable};
use uuid::Uuid;

use crate::people_in::Side;
use crate::{Advice, AdviceSessionId};

pub use erase::KEPT_FOR;
pub use pictures::{PICTURES_MAX, Picture};

/// The characters of one message.
pub const TEXT_MAX: usize = 500;
/// Messages of one session.
pub const MESSAGES_MAX: i64 = 2_000;
/// The bytes of a sender's own name for a message.
pub const KEY_MAX: usize = 64;

/// Something written in a session.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Message {
    /// Its number in the session.
    pub seq: i64,
    pub id: Uuid,
    pub sender: Side,
    /// The sender's own name for it.
    pub sender_key: String,
    /// How they were called then.
    pub sender_name: String,
    /// Empty beside a picture.
    pub text: String,
    pub said_at: Timestamp,
    pub picture_id: Option<Uuid>,
    /// The picture is to be seen large at once.
    pub is_large: bool,
}

/// What a message says.
#[derive(Debug, Default)]
struct Content {
    text: String,
    picture: Option<Uuid>,
    is_large: bool,
}

/// Why something was not said.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SayError {
    #[error("there is nothing in it to be read")]
    Empty,
    #[error("a message has at most {TEXT_MAX} characters")]
    TooLong,
    #[error("a key has 1 to {KEY_MAX} visible ASCII characters")]
    Key,
    #[error("a session has at most {MESSAGES_MAX} messages")]
    Full,
    #[error("a session has at most {PICTURES_MAX} pictures")]
    Pictures,
    #[error("the session has ended")]
    Over,
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// `typed` as it will be shown: line ends stay, what can't be seen does not.
fn tidied(typed: &str) -> Result<String, SayError> {
    let shown = typed.chars().filter_map(|c| match c {
        '\n' => Some(c),
        '\t' => Some(' '),
        c => (!is_unprintable(c)).then_some(c),
    });
    let text: String = shown.collect();
    let text = text.trim();
    if text.is_empty() {
        return Err(SayError::Empty);
    }
    if text.chars().count() > TEXT_MAX {
        return Err(SayError::TooLong);
    }
    Ok(text.to_owned())
}

fn check_key(key: &str) -> Result<(), SayError> {
    let fits = (1..=KEY_MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then_some(()).ok_or(SayError::Key)
}

impl Advice {
    /// Takes down what one side says, and how they are called. Said again under the same key it is the message
    /// that was said first.
    ///
    /// # Errors
    /// [`SayError::Over`] once the session has ended.
    pub async fn say(
        &self,
        session: AdviceSessionId,
        sender: Side,
        name: &str,
        key: &str,
        typed: &str,
    ) -> Result<Message, SayError> {
        check_key(key)?;
        let content = Content {
            text: tidied(typed)?,
            ..Content::default()
        };
        self.put(session, sender, name, key, content).await
    }

    async fn put(
        &self,
        session: AdviceSessionId,
        sender: Side,
        name: &str,
        key: &str,
        content: Content,
    ) -> Result<Message, SayError> {
        let mut tx = self.db.begin().await?;
        // The number's row is had before the key is looked for: whoever says the same
        // at the same moment waits here, and finds it said.
        let seq = db::next_seq(&mut tx, session).await?.ok_or(SayError::Over)?;
        if let Some(said) = db::by_key(&mut tx, session, sender, key).await? {
            return Ok(said);
        }
        if seq > MESSAGES_MAX {
            return Err(SayError::Full);
        }
        let message = Message {
            seq,
            id: EventId::new(&*self.clock, &*self.entropy).0,
            sender,
            sender_key: key.to_owned(),
            sender_name: name.to_owned(),
            text: content.text,
            said_at: self.clock.now(),
            picture_id: content.picture,
            is_large: content.is_large,
        };
        db::insert(&mut tx, session, &message).await?;
        tx.commit().await?;
        Ok(message)
    }

    /// The next `most` messages after that number, in their order.
    pub async fn said_after(
        &self,
        session: AdviceSessionId,
        seq: i64,
        most: i64,
    ) -> Result<Vec<Message>, store::Error> {
        let mut read = self.db.read().await?;
        db::after(&mut read, session, seq, most).await
    }

    /// The last `most` messages, in their order.
    pub async fn last_said(&self, session: AdviceSessionId, most: i64) -> Result<Vec<Message>, store::Error> {
        let mut read = self.db.read().await?;
        let mut last = db::last(&mut read, session, most).await?;
        last.reverse();
        Ok(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_shown_without_what_can_not_be_seen() {
        for (typed, shown) in [
            ("  Hello\r\nthere\t! ", "Hello\nthere !"),
            ("a\u{0}b\u{202e}c\u{1b}", "abc"),
            ("<b>&amp;</b>", "<b>&amp;</b>"),
            ("👩\u{200d}👧", "👩\u{200d}👧"),
        ] {
            assert_eq!(tidied(typed).unwrap(), shown, "{typed:?}");
        }
        assert!(matches!(tidied(" \n\u{202e}\u{0} "), Err(SayError::Empty)));
        assert_eq!(tidied(&"ñ".repeat(TEXT_MAX)).unwrap().chars().count(), TEXT_MAX);
        assert!(matches!(
            tidied(&"ñ".repeat(TEXT_MAX + 1)),
            Err(SayError::TooLong)
        ));
    }

    #[test]
    fn a_key_is_short_and_visible() {
        for key in ["a", "0199f1c2-3", &"k".repeat(KEY_MAX)] {
            assert!(check_key(key).is_ok(), "{key}");
        }
        for key in ["", " ", "a b", "ñ", "a\n", &"k".repeat(KEY_MAX + 1)] {
            assert!(matches!(check_key(key), Err(SayError::Key)), "{key:?}");
        }
    }
}
