//! What is said on a session's socket, as `platform/docs/advice-protocol.md` has it.

use advisor::AdviceSessionId;
use advisor::people_in::Side;
use advisor::sessions::EndedBy;
use advisor::talk::{Message, SayError};
use bytes::Bytes;
use model::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::rooms::Presence;
use crate::socket::frames;

/// What a client says.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Said {
    Say {
        key: String,
        text: String,
    },
    State {
        muted: bool,
        camera: bool,
    },
    /// A sign of whoever is there, and no more.
    Here,
}

/// What a client is told.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Told<'a> {
    Welcome {
        /// The number of the last message the client has after this one.
        seq: i64,
        you: Side,
        session: AdviceSessionId,
        other: Other<'a>,
        messages: Vec<MessageJson>,
    },
    Presence {
        seq: i64,
        #[serde(flatten)]
        presence: Presence,
    },
    Message(MessageJson),
    /// The basket is another one, or its shopper is further with paying: to be read anew.
    Basket,
    /// A product was shown: they are to be read anew.
    Products,
    /// What was said under that key is there, as that message.
    Done {
        key: &'a str,
        id: Uuid,
    },
    Refused {
        /// None where it could not be read.
        key: Option<&'a str>,
        why: Why,
    },
    Ended {
        seq: i64,
        by: EndedBy,
    },
    /// Goes out with each ping: pages are told nothing of pings, and would not notice
    /// that a line has died.
    Alive,
}

/// The other of the two.
#[derive(Debug, Serialize)]
pub(super) struct Other<'a> {
    pub name: &'a str,
    pub avatar_url: Option<&'a str>,
    #[serde(flatten)]
    pub presence: Presence,
}

#[derive(Debug, Serialize)]
pub(super) struct MessageJson {
    seq: i64,
    id: Uuid,
    from: Side,
    text: String,
    at: Timestamp,
    /// For whoever said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

impl MessageJson {
    /// As `side` is told of it.
    pub(super) fn new(message: Message, side: Side) -> Self {
        Self {
            seq: message.seq,
            id: message.id,
            from: message.sender,
            text: message.text,
            at: message.said_at,
            key: (message.sender == side).then_some(message.sender_key),
        }
    }
}

/// Why something was not taken down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Why {
    Empty,
    TooLong,
    BadKey,
    /// Say it again in a moment.
    TooFast,
    /// The session has all the messages it may have.
    Full,
    Over,
    /// The server can't store it right now: say it again in a moment.
    PausedSaving,
    Unreadable,
}

impl From<&SayError> for Why {
    fn from(error: &SayError) -> Self {
        match error {
            SayError::Empty => Self::Empty,
            SayError::TooLong => Self::TooLong,
            SayError::Key => Self::BadKey,
            SayError::Full => Self::Full,
            SayError::Over => Self::Over,
            _ => Self::PausedSaving,
        }
    }
}

impl Told<'_> {
    /// As a frame that can go out.
    pub(super) fn frame(&self) -> Bytes {
        let text = serde_json::to_vec(self).expect("strings and numbers serialise");
        frames::text(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_client_says_is_read() {
        let read = |value: serde_json::Value| serde_json::from_value::<Said>(value).ok();
        let (key, text) = ("k1".to_owned(), "Hello".to_owned());
        assert_eq!(
            read(json!({ "type": "say", "key": "k1", "text": "Hello", "later": 1 })),
            Some(Said::Say { key, text })
        );
        let state = Said::State {
            muted: true,
            camera: false,
        };
        assert_eq!(
            read(json!({ "type": "state", "muted": true, "camera": false })),
            Some(state)
        );
        assert_eq!(read(json!({ "type": "here" })), Some(Said::Here));
        for unreadable in [
            json!({}),
            json!([]),
            json!({ "type": "dance" }),
            json!({ "type": "say", "key": 1 }),
        ] {
            assert_eq!(read(unreadable.clone()), None, "{unreadable}");
        }
    }

    #[test]
    fn what_it_is_told_has_its_type() {
        let presence = Presence {
            here: true,
            ..Presence::default()
        };
        let told = serde_json::to_value(Told::Presence { seq: 3, presence }).unwrap();
        let expected = json!({
            "type": "presence", "seq": 3, "here": true, "publishing": false, "muted": false, "camera": false,
        });
        assert_eq!(told, expected);
        let refused = Told::Refused {
            key: None,
            why: Why::TooFast,
        };
        let expected = json!({ "type": "refused", "key": null, "why": "too_fast" });
        assert_eq!(serde_json::to_value(refused).unwrap(), expected);
    }
}
