//! What a room remembers of what happened in it: the number of the last event,
//! the frames for those who come back, the messages for those who come late.

use std::collections::{BTreeSet, VecDeque};

use model::Timestamp;
use uuid::Uuid;

use super::db::Loaded;
use super::event::{Event, Kind, Seq, message, pin_told};
use super::frame;
use super::recent::Recent;

/// Messages shown to those who come late.
pub(super) const HISTORY: usize = 100;
/// Pins whose frames may still be given to those who come back.
const PINS: usize = 1_024;

#[derive(Debug)]
pub(super) struct Log {
    pub epoch: Uuid,
    /// The number of the last event.
    pub seq: Seq,
    pub recent: Recent,
    pub pinned: Option<Event>,
    history: VecDeque<Event>,
    last_at: Option<Timestamp>,
    /// Told pins with the message each shows.
    pins: VecDeque<(Seq, Timestamp, Seq)>,
}

impl Log {
    /// Takes over what was loaded.
    pub(super) fn new(loaded: &mut Loaded) -> Self {
        let mut recent = Recent::default();
        let mut pins = VecDeque::new();
        let mut last = None;
        for event in &loaded.recent {
            // Behind a gap nobody can be told exactly what they missed.
            if last.is_some_and(|last: Seq| last + 1 != event.seq) {
                recent = Recent::default();
            }
            last = Some(event.seq);
            recent.push(event.seq, frame::text(&event.json()));
            if let Some(shown) = shown_pin(event) {
                pins.push_back((event.seq, event.at, shown));
            }
        }
        if last != Some(loaded.seq) {
            recent = Recent::default();
        }
        Self {
            epoch: loaded.epoch,
            seq: loaded.seq,
            recent,
            pinned: loaded.pinned.take(),
            last_at: loaded.history.last().map(|event| event.at),
            history: std::mem::take(&mut loaded.history).into(),
            pins,
        }
    }

    /// Number and time of a new event; time never runs back.
    pub(super) fn next(&mut self, now: Timestamp) -> (Seq, Timestamp) {
        let at = self.last_at.map_or(now, |last| last.max(now));
        self.last_at = Some(at);
        self.seq += 1;
        (self.seq, at)
    }

    /// Remembers `event` and gives its frame, which shows `told` where that is
    /// not what is stored.
    pub(super) fn add(&mut self, event: &Event, told: Option<&str>) -> bytes::Bytes {
        let payload = told.unwrap_or(&event.payload);
        let frame = frame::text(&message(event.kind, Some(event.seq), event.at, payload));
        self.recent.push(event.seq, frame.clone());
        if matches!(event.kind, Kind::Said | Kind::Asked) {
            self.history.push_back(event.clone());
            if self.history.len() > HISTORY {
                self.history.pop_front();
            }
        }
        frame
    }

    /// Notes that event `seq` showed `message` as pinned.
    pub(super) fn note_pin(&mut self, seq: Seq, at: Timestamp, message: &Event) {
        self.pins.push_back((seq, at, message.seq));
        if self.pins.len() > PINS {
            self.pins.pop_front();
        }
    }

    /// Forgets what `messages` said, wherever it may be told again.
    pub(super) fn withdraw(&mut self, messages: &[Event]) {
        let gone: BTreeSet<_> = messages.iter().map(|message| message.seq).collect();
        self.history.retain(|event| !gone.contains(&event.seq));
        for message in messages {
            let frame = frame::text(&message.withdrawn().json());
            self.recent.replace(message.seq, frame);
        }
        for (seq, at, _) in self.pins.iter().filter(|(_, _, shown)| gone.contains(shown)) {
            let empty = message(Kind::Pinned, Some(*seq), *at, &pin_told(None));
            self.recent.replace(*seq, frame::text(&empty));
        }
    }

    /// The history as a JSON array.
    pub(super) fn history_json(&self) -> String {
        let texts: Vec<_> = self.history.iter().map(Event::json).collect();
        format!("[{}]", texts.join(","))
    }

    pub(super) fn pinned_json(&self) -> String {
        self.pinned
            .as_ref()
            .map_or_else(|| "null".to_owned(), Event::json)
    }
}

/// Which message a told `pinned` event shows.
fn shown_pin(event: &Event) -> Option<Seq> {
    let told = (event.kind == Kind::Pinned).then_some(&event.payload)?;
    serde_json::from_str::<serde_json::Value>(told).ok()?["message"]["seq"].as_i64()
}
