//! What is decided and has to be told: the database has it already, or the
//! stage. It holds in the room at once. While the database can't keep up no
//! event can be made of it: it stays owed, and is told as soon as that is over.

use super::acts::Happening;
use super::command::Stuck;
use super::event::{Event, Kind, Seq, StageState, json, pin_payload, pin_told};
use super::standing::Rules;
use super::task::Room;
use super::window::Window;

/// What was not told yet.
#[derive(Debug, Default)]
pub(super) struct Owed {
    /// Messages withdrawn.
    withdrawn: Vec<Seq>,
    /// What is pinned by now.
    pin: Option<Option<Event>>,
    rules: bool,
    state: Option<StageState>,
    window: bool,
}

impl Owed {
    pub(super) fn is_nothing(&self) -> bool {
        self.withdrawn.is_empty() && self.pin.is_none() && !self.rules && self.state.is_none() && !self.window
    }

    /// Nothing but, perhaps, what stands in the window.
    pub(super) fn window(is_owed: bool) -> Self {
        Self {
            window: is_owed,
            ..Self::default()
        }
    }
}

impl Room {
    pub(super) fn delete(&mut self, messages: &[Event]) {
        self.log.withdraw(messages);
        for message in messages {
            self.questions.remove(message.seq);
            self.owed.withdrawn.push(message.seq);
            if self.log.pinned.as_ref().is_some_and(|pin| pin.seq == message.seq) {
                self.log.pinned = None;
                self.owed.pin = Some(None);
            }
        }
        self.snapshot = None;
        self.tell_what_is_owed();
    }

    pub(super) fn pin(&mut self, message: Option<Event>) {
        self.log.pinned.clone_from(&message);
        self.owed.pin = Some(message);
        self.snapshot = None;
        self.tell_what_is_owed();
    }

    pub(super) fn set_rules(&mut self, rules: Rules) {
        let before = std::mem::replace(&mut self.rules, rules);
        self.shared.set_rules(rules);
        self.owed.rules = true;
        self.snapshot = None;
        self.tell_what_is_owed();
        self.tell_who_may(before);
    }

    /// What stands in the window by now. One that says what was said before is
    /// not told again.
    pub(super) fn set_window(&mut self, window: Window) {
        self.set_shelf(&window.shelf);
        self.owed.window |= window.is_news_after(&self.window);
        self.window = window;
        self.snapshot = None;
        self.forget_stock_letter();
        self.tell_what_is_owed();
    }

    /// Whether the host is there.
    pub(super) fn set_state(&mut self, state: StageState) {
        self.owed.state = (state != self.state).then_some(state);
        self.tell_what_is_owed();
    }

    /// Tells what was decided, as far as it can be stored. The rest stays owed.
    pub(super) fn tell_what_is_owed(&mut self) {
        if !self.owed.is_nothing() {
            let _ = self.try_to_tell();
        }
    }

    fn try_to_tell(&mut self) -> Result<(), Stuck> {
        if !self.owed.withdrawn.is_empty() {
            let payload = json(&serde_json::json!({ "messages": self.owed.withdrawn }));
            self.happen(Happening::new(Kind::Deleted, payload))?;
            self.owed.withdrawn.clear();
        }
        if let Some(message) = self.owed.pin.clone() {
            let pinned = self.happen(pinning(message.as_ref()))?;
            if let Some(message) = &message {
                self.log.note_pin(pinned.seq, pinned.at, message);
            }
            self.owed.pin = None;
        }
        if self.owed.rules {
            let payload = json(&serde_json::json!({ "rules": self.rules }));
            self.happen(Happening::new(Kind::Rules, payload))?;
            self.owed.rules = false;
        }
        if let Some(state) = self.owed.state {
            let payload = json(&serde_json::json!({ "state": state }));
            self.happen(Happening::new(Kind::State, payload))?;
            self.state = state;
            self.owed.state = None;
        }
        if self.owed.window {
            self.happen(Happening::new(Kind::Pins, self.window.json.clone()))?;
            self.owed.window = false;
        }
        Ok(())
    }
}

fn pinning(message: Option<&Event>) -> Happening {
    let payload = pin_payload(message.map(|message| message.seq));
    Happening::new(Kind::Pinned, payload).told_as(pin_told(message))
}
