//! The messages of the socket that are not events (`platform/docs/live-protocol.md`):
//! what a client says, and what it alone is told.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::close::Close;
use super::event::{Kind, Seq, json};
use super::standing::{May, Refusal, Why};
use super::stock::Left;
use super::ticker::Sold;
use super::visitor::Face;

/// The version of the protocol that is spoken here.
pub const VERSION: u32 = 1;

/// The first message of a client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hello {
    /// The room's run that `last_seen` belongs to.
    pub epoch: Option<Uuid>,
    /// The number of the last event the client has.
    pub last_seen: Option<Seq>,
}

impl Hello {
    /// Reads a client's first message.
    ///
    /// # Errors
    /// What the socket is to be closed with: it is none, or of another version.
    pub fn parse(text: &str) -> Result<Self, Close> {
        #[derive(Deserialize)]
        struct Typed {
            t: String,
            v: u32,
            epoch: Option<String>,
            last_seen: Option<Seq>,
        }
        let typed: Typed = serde_json::from_str(text).map_err(|_| Close::Unreadable)?;
        if typed.t != "hello" {
            return Err(Close::Unreadable);
        }
        if typed.v != VERSION {
            return Err(Close::Version);
        }
        Ok(Self {
            // One that can't be ours is another run's.
            epoch: typed.epoch.and_then(|epoch| epoch.parse().ok()),
            last_seen: typed.last_seen,
        })
    }
}

/// What a client says once it is in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub(super) enum Spoken {
    Say { id: i64, text: String },
    Ask { id: i64, text: String },
    Vote { id: i64, question: Seq, up: bool },
    Heart { n: u32 },
}

impl Spoken {
    /// Reads a client's message. One that can't be read gives its `id`, if that
    /// much can be.
    pub(super) fn parse(text: &str) -> Result<Self, Option<i64>> {
        serde_json::from_str(text).map_err(|_| {
            let value: Option<serde_json::Value> = serde_json::from_str(text).ok();
            value.and_then(|value| value["id"].as_i64())
        })
    }
}

/// What someone is told on coming in, before the rest.
#[derive(Debug, Serialize)]
pub(super) struct Greeting<'a> {
    pub v: u32,
    pub epoch: Uuid,
    pub seq: Seq,
    pub you: Option<&'a Face>,
    pub may: May,
}

pub(super) fn welcome(greeting: &Greeting<'_>) -> String {
    tagged("welcome", &json(greeting))
}

/// The start of a `resync` that opens a visit; the room's own part follows.
pub(super) fn resync_head(greeting: &Greeting<'_>, voted: &[Seq]) -> String {
    let mut head = tagged("resync", &json(greeting));
    head.pop();
    head.push_str(r#","voted":"#);
    head.push_str(&json(&voted));
    head.push(',');
    head
}

/// The start of a `resync` for everyone who fell behind.
pub(super) fn resync_again_head(epoch: Uuid, seq: Seq) -> String {
    format!(r#"{{"t":"resync","v":{VERSION},"epoch":"{epoch}","seq":{seq},"#)
}

pub(super) fn may(may: May) -> String {
    tagged("may", &json(&serde_json::json!({ "may": may })))
}

/// `seq` is that of the event it became, if it became one.
pub(super) fn done(id: i64, seq: Option<Seq>) -> String {
    seq.map_or_else(
        || format!(r#"{{"t":"done","id":{id}}}"#),
        |seq| format!(r#"{{"t":"done","id":{id},"seq":{seq}}}"#),
    )
}

pub(super) fn refused(id: Option<i64>, refusal: Refusal) -> String {
    #[derive(Serialize)]
    struct Refused {
        id: Option<i64>,
        why: Why,
        #[serde(skip_serializing_if = "Option::is_none")]
        wait_s: Option<u64>,
    }
    let refused = Refused {
        id,
        why: refusal.why,
        wait_s: refusal.wait_s,
    };
    tagged("refused", &json(&refused))
}

/// Tells moderators of a message that waits for them.
pub(super) fn held(id: Uuid, kind: Kind, from: &Face, text: &str) -> String {
    let held = serde_json::json!({ "held": id, "kind": kind, "from": from, "text": text });
    tagged("held", &json(&held))
}

#[derive(Debug, Serialize)]
pub(super) struct Counts {
    pub watching: usize,
    pub hearts: i64,
    #[serde(rename = "new")]
    pub fresh: u32,
    pub hues: Vec<u16>,
}

pub(super) fn counts(counts: &Counts) -> String {
    tagged("counts", &json(counts))
}

/// `votes` are questions with how many want an answer.
pub(super) fn votes(votes: &[(Seq, usize)]) -> String {
    #[derive(Serialize)]
    struct Votes {
        question: Seq,
        votes: usize,
    }
    let votes: Vec<_> = votes
        .iter()
        .map(|&(question, votes)| Votes { question, votes })
        .collect();
    tagged("votes", &json(&serde_json::json!({ "votes": votes })))
}

/// What is left of some variants.
pub(super) fn stock(variants: &[Left]) -> String {
    tagged("stock", &json(&serde_json::json!({ "variants": variants })))
}

pub(super) fn sold(sold: &Sold) -> String {
    tagged("sold", &json(sold))
}

/// `fields`, a JSON object with something in it, with `t` before them.
fn tagged(t: &str, fields: &str) -> String {
    let fields = fields.strip_prefix('{').unwrap_or(fields);
    format!(r#"{{"t":"{t}",{fields}"#)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hello_is_read_and_others_are_told_why_not() {
        let hello = |text: &str| Hello::parse(text);
        assert_eq!(
            hello(r#"{"t":"hello","v":1}"#),
            Ok(Hello {
                epoch: None,
                last_seen: None
            })
        );
        let again = hello(r#"{"t":"hello","v":1,"epoch":"nonsense","last_seen":-5,"new":true}"#).unwrap();
        assert_eq!((again.epoch, again.last_seen), (None, Some(-5)));
        assert_eq!(hello(r#"{"t":"hello","v":2}"#), Err(Close::Version));
        for bad in ["", "[]", r#"{"t":"say","v":1}"#, r#"{"t":"hello"}"#] {
            assert_eq!(hello(bad), Err(Close::Unreadable), "{bad}");
        }
    }

    #[test]
    fn what_cannot_be_read_keeps_its_id_where_it_has_one() {
        assert_eq!(
            Spoken::parse(r#"{"t":"say","id":3,"text":"hi","later":1}"#),
            Ok(Spoken::Say {
                id: 3,
                text: "hi".into()
            })
        );
        assert_eq!(Spoken::parse(r#"{"t":"sing","id":4}"#), Err(Some(4)));
        assert_eq!(Spoken::parse(r#"{"t":"say","id":5,"text":null}"#), Err(Some(5)));
        for bad in [
            "",
            "nonsense",
            "[1]",
            r#"{"t":"say","text":"x"}"#,
            r#"{"t":"heart","n":-1}"#,
        ] {
            assert_eq!(Spoken::parse(bad), Err(None), "{bad}");
        }
    }

    #[test]
    fn messages_are_the_json_of_the_protocol() {
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(
            value(&done(3, Some(9))),
            serde_json::json!({"t": "done", "id": 3, "seq": 9})
        );
        assert_eq!(
            value(&refused(Some(3), Why::Banned.into())),
            serde_json::json!({"t": "refused", "id": 3, "why": "banned"})
        );
        assert_eq!(
            value(&votes(&[(41, 13)])),
            serde_json::json!({"t": "votes", "votes": [{"question": 41, "votes": 13}]})
        );
        let all = Counts {
            watching: 2,
            hearts: 5,
            fresh: 1,
            hues: vec![210],
        };
        assert_eq!(
            value(&counts(&all)),
            serde_json::json!({"t": "counts", "watching": 2, "hearts": 5, "new": 1, "hues": [210]})
        );
        let head = resync_again_head(Uuid::nil(), 4);
        let whole = format!("{head}\"state\":\"live\"}}");
        assert_eq!(value(&whole)["seq"], 4);
    }
}
