//! The events of a room: what is numbered, stored, and told again to whoever
//! missed it. Their JSON is made once; the same text is stored and sent.

use chrono::SecondsFormat;
use model::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};

use super::text::{Link, Mention};
use super::visitor::Face;
use super::word_enum::word_enum;

/// An event's number in its room, from 1 on. A message is known by it.
pub type Seq = i64;

word_enum! {
    /// What kind of event it is; the `t` of its message.
    Kind {
        Said = "said",
        Asked = "asked",
        Answered = "answered",
        Deleted = "deleted",
        Pinned = "pinned",
        Rules = "rules",
        State = "state",
        /// What is pinned on the picture.
        Pins = "pins",
    }
}

word_enum! {
    /// Whether the host is there.
    StageState {
        Live = "live",
        /// The host is away for the moment.
        Paused = "paused",
    }
}

word_enum! {
    /// How far a question is.
    AnswerState {
        Open = "open",
        /// The host is answering it.
        Now = "now",
        Done = "done",
    }
}

/// What was said or asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Said {
    pub from: Face,
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Mention>,
    /// Its text was taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

/// One event, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    pub seq: Seq,
    pub at: Timestamp,
    pub kind: Kind,
    /// Whose message it is.
    pub account: Option<AccountId>,
    /// The fields of this kind of event, a JSON object.
    pub payload: String,
}

impl Event {
    /// The whole message.
    pub(super) fn json(&self) -> String {
        message(self.kind, Some(self.seq), self.at, &self.payload)
    }

    /// The same event without what was said.
    pub(super) fn withdrawn(&self) -> Self {
        Self {
            payload: without_text(&self.payload),
            ..self.clone()
        }
    }
}

/// A message with `fields` spliced in, a JSON object. Without `seq` it is for
/// one visitor alone.
pub(super) fn message(kind: Kind, seq: Option<Seq>, at: Timestamp, fields: &str) -> String {
    let at = at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let seq = seq.map_or(String::new(), |seq| format!(r#""seq":{seq},"#));
    let fields = fields.strip_prefix('{').unwrap_or(fields);
    let comma = if fields == "}" { "" } else { "," };
    format!(r#"{{"t":"{kind}",{seq}"at":"{at}"{comma}{fields}"#)
}

/// The payload of a message whose text was taken back.
pub(super) fn without_text(payload: &str) -> String {
    match serde_json::from_str::<Said>(payload) {
        Ok(said) => json(&Said {
            text: String::new(),
            links: Vec::new(),
            mentions: Vec::new(),
            withdrawn: true,
            ..said
        }),
        // Whatever it is, it is not shown.
        Err(_) => "{}".to_owned(),
    }
}

/// `value` as JSON.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("our own messages have string keys and finite numbers")
}

/// The payload of an event that pins a message, as it is stored: the text is in
/// the message's own row alone.
pub(super) fn pin_payload(message: Option<Seq>) -> String {
    json(&serde_json::json!({ "message": message }))
}

/// The payload of an event that pins a message, as it is told.
pub(super) fn pin_told(message: Option<&Event>) -> String {
    let message = message.map_or_else(|| "null".to_owned(), Event::json);
    format!(r#"{{"message":{message}}}"#)
}

/// Which message a stored `pinned` event is about.
pub(super) fn pinned_message(payload: &str) -> Option<Seq> {
    serde_json::from_str::<serde_json::Value>(payload).ok()?["message"].as_i64()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Clock, ManualClock};

    fn said(text: &str) -> Event {
        let from = Face {
            handle: "ana".into(),
            name: "Ana".into(),
            avatar: None,
            badge: None,
            hue: 210,
        };
        Event {
            seq: 7,
            at: ManualClock::at("2026-05-01T12:00:00.250Z").now(),
            kind: Kind::Said,
            account: None,
            payload: json(&Said {
                from,
                text: text.into(),
                links: Vec::new(),
                mentions: Vec::new(),
                withdrawn: false,
            }),
        }
    }

    #[test]
    fn an_event_is_one_json_object() {
        let value: serde_json::Value = serde_json::from_str(&said("a \"b\"").json()).unwrap();
        assert_eq!(
            value,
            serde_json::json!({"t": "said", "seq": 7, "at": "2026-05-01T12:00:00.250Z",
                "from": {"handle": "ana", "name": "Ana", "avatar": null, "hue": 210}, "text": "a \"b\""})
        );
        let bare = message(Kind::State, None, said("").at, "{}");
        let bare: serde_json::Value = serde_json::from_str(&bare).unwrap();
        assert_eq!(
            bare,
            serde_json::json!({"t": "state", "at": "2026-05-01T12:00:00.250Z"})
        );
    }

    #[test]
    fn what_is_withdrawn_keeps_no_word() {
        let gone = said("a secret").withdrawn();
        assert!(!gone.json().contains("secret"));
        let value: serde_json::Value = serde_json::from_str(&gone.json()).unwrap();
        assert_eq!((&value["text"], &value["withdrawn"]), (&"".into(), &true.into()));
        assert_eq!(without_text("not json"), "{}");
    }

    #[test]
    fn a_stored_pin_names_its_message_and_a_told_one_shows_it() {
        assert_eq!(pinned_message(&pin_payload(Some(7))), Some(7));
        assert_eq!(pinned_message(&pin_payload(None)), None);
        let told: serde_json::Value = serde_json::from_str(&pin_told(Some(&said("hello")))).unwrap();
        assert_eq!(told["message"]["text"], "hello");
    }
}
