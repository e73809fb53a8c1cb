//! What is said on a session's socket, as `platform/docs/advice-protocol.md` has it.

use advisor::AdviceSessionId;
use advisor::people_in::Side;
use advisor::sessions::EndedBy;
use advisor::talk::{Message, SayError};
use bytes::Bytes;
use model::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::scene::{Look, Presence};
use crate::routes::advice::InSession;
use crate::socket::frames;

/// What a client says.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Said {
    Say {
        key: String,
        text: String,
    },
    State {
        muted: bool,
        camera: bool,
        #[serde(default)]
        screen: bool,
    },
    /// Where one leads the others, of the shop's own pages; none when one leads no more.
    Look {
        path: Option<String>,
        /// How far down, from 0 to 1.
        #[serde(default)]
        y: Option<f32>,
        /// Without it, it counts only while one leads already.
        #[serde(default)]
        begins: bool,
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
        /// Whom one faces: the advisor, or the shopper for those of the shop.
        other: PersonJson,
        /// All others.
        people: Vec<PersonJson>,
        messages: Vec<MessageJson>,
    },
    /// Who is in it, or is asked to come, has changed: all others as they are now.
    People {
        seq: i64,
        people: Vec<PersonJson>,
    },
    Presence {
        seq: i64,
        side: Side,
        #[serde(flatten)]
        presence: Presence,
    },
    Message(MessageJson),
    /// The basket is another one, or its shopper is further with paying: to be read anew.
    Basket,
    /// A product was shown: they are to be read anew.
    Products,
    /// The shopper is asked for their card, or what may be seen of it has changed.
    Client {
        asked: bool,
    },
    /// Where one is led; without a path no more.
    Look {
        by: Side,
        path: Option<&'a str>,
        y: Option<f32>,
    },
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
    /// One is not on this side any more: on another one, or not in the session.
    Out {
        now: Option<Side>,
    },
    /// Goes out with each ping: pages are told nothing of pings, and would not notice
    /// that a line has died.
    Alive,
}

/// One of the others.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PersonJson {
    pub side: Side,
    pub name: String,
    pub avatar_url: Option<String>,
    #[serde(flatten)]
    pub presence: Presence,
}

impl PersonJson {
    pub(super) fn new(person: &InSession, presence: Presence) -> Self {
        Self {
            side: person.side,
            name: person.name.clone(),
            avatar_url: person.avatar_url.clone(),
            presence,
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct MessageJson {
    seq: i64,
    id: Uuid,
    from: Side,
    /// How they were called then.
    name: String,
    text: String,
    at: Timestamp,
    /// The picture it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<Uuid>,
    /// The picture is to be seen large at once.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    large: bool,
    /// For whoever said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

impl MessageJson {
    /// As whoever is called `name` on `side` is told of it.
    pub(super) fn new(message: Message, side: Side, name: &str) -> Self {
        // Before a hand-over another one was on that side.
        let is_own =
            message.sender == side && (message.sender_name == name || message.sender_name.is_empty());
        Self {
            seq: message.seq,
            id: message.id,
            from: message.sender,
            name: message.sender_name,
            text: message.text,
            at: message.said_at,
            picture: message.picture_id,
            large: message.is_large,
            key: is_own.then_some(message.sender_key),
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

impl<'a> Told<'a> {
    pub(super) fn look(look: &'a Look) -> Self {
        Self::Look {
            by: look.by,
            path: look.path.as_deref(),
            y: look.y,
        }
    }

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
            screen: false,
        };
        assert_eq!(
            read(json!({ "type": "state", "muted": true, "camera": false })),
            Some(state)
        );
        assert_eq!(read(json!({ "type": "here" })), Some(Said::Here));
        let look = |path: Option<&str>, y, begins| {
            let path = path.map(str::to_owned);
            Some(Said::Look { path, y, begins })
        };
        assert_eq!(
            read(json!({ "type": "look", "path": "/shops/casa", "y": 0.5, "begins": true })),
            look(Some("/shops/casa"), Some(0.5), true)
        );
        assert_eq!(
            read(json!({ "type": "look", "path": null })),
            look(None, None, false)
        );
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
        let told = serde_json::to_value(Told::Presence {
            seq: 3,
            side: Side::Friend,
            presence,
        })
        .unwrap();
        let expected = json!({
            "type": "presence", "seq": 3, "side": "friend", "here": true, "publishing": false, "muted": false, "camera": false, "screen": false,
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
