//! What a room does when it is asked to: the rules of its task, step by step.

use std::sync::Arc;
use std::time::Duration;

use model::AccountId;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::close::Close;
use super::command::{Answer, Command, Stuck, Words};
use super::db::Answered;
use super::event::{AnswerState, Event, Kind, Said, Seq, json, message};
use super::frame;
use super::keeper::{Entry, Keeper};
use super::message::{self as letters, Greeting, Hello, VERSION};
use super::seat::Inbox;
use super::standing::{Refusal, Standing, Ties, Why};
use super::task::Room;
use super::visitor::{Face, Visitor};

/// Seats of one room.
pub(super) const SEATS: usize = 20_000;

/// What becomes an event.
pub(super) struct Happening {
    kind: Kind,
    account: Option<AccountId>,
    /// As it is stored.
    payload: String,
    /// As it is told, where that differs.
    told: Option<String>,
    mentioned: Vec<AccountId>,
}

impl Happening {
    pub(super) fn new(kind: Kind, payload: String) -> Self {
        Self {
            kind,
            account: None,
            payload,
            told: None,
            mentioned: Vec::new(),
        }
    }

    /// The same, told in another way than it is stored.
    pub(super) fn told_as(self, told: String) -> Self {
        Self {
            told: Some(told),
            ..self
        }
    }

    fn words(account: AccountId, from: Face, words: Words) -> Self {
        let said = Said {
            from,
            text: words.text,
            links: words.links,
            mentions: words.mentions,
            withdrawn: false,
        };
        Self {
            account: Some(account),
            mentioned: words.mentioned,
            ..Self::new(words.kind, json(&said))
        }
    }
}

impl Room {
    /// Does what it is asked; gives the reason when that is to close.
    pub(super) fn obey(&mut self, command: Command) -> Option<Close> {
        match command {
            Command::Join {
                inbox,
                ties,
                hello,
                admitted,
            } => self.join(inbox, ties, &hello, admitted),
            Command::Say { inbox, id, words } => self.say(&inbox, id, words),
            Command::Vote {
                inbox,
                id,
                question,
                up,
            } => self.vote(&inbox, id, question, up),
            Command::Release {
                account,
                face,
                words,
                answer,
            } => {
                // Whoever no longer waits has taken it as not said.
                if !answer.is_closed() {
                    let done = self.happen(Happening::words(account, face, words));
                    reply(answer, done.map(|event| event.seq));
                }
            }
            Command::Delete(messages) => self.delete(&messages),
            Command::Pin(message) => self.pin(message),
            Command::Window(window) => self.set_window(window),
            Command::Shelf(products) => self.set_shelf(&products),
            Command::Answered {
                question,
                state,
                answer,
            } => self.answered(question, state, answer),
            Command::Rules(rules) => self.set_rules(rules),
            Command::State(state) => self.set_state(state),
            Command::Penalties { account, penalties } => self.set_penalties(account, penalties),
            Command::Moderator { account, is } => self.set_moderator(account, is),
            Command::Ties { account, ties } => {
                self.each_of(account, |standing, _| standing.ties = ties);
            }
            Command::ToModerators(frame) => {
                let keepers = self.seats.values().filter(|seat| seat.standing().moderates);
                keepers.for_each(|seat| seat.post(frame.clone()));
            }
            Command::Flush(done) => self.flush(done),
            Command::Obeyed(answer) => {
                // Whoever asked may have gone.
                let _ = answer.send(());
            }
            Command::Close(close) => return Some(close),
        }
        None
    }

    fn join(&mut self, inbox: Arc<Inbox>, ties: Ties, hello: &Hello, admitted: oneshot::Sender<bool>) {
        if self.seats.len() >= SEATS {
            // Whoever asked may have gone.
            let _ = admitted.send(false);
            return;
        }
        let standing = self.standing_of(&inbox.visitor, ties);
        inbox.set_standing(standing);
        let person = inbox.visitor.person.as_ref();
        let face = person.map(|person| Face::new(person, standing.badge));
        let greeting = Greeting {
            v: VERSION,
            epoch: self.log.epoch,
            seq: self.log.seq,
            you: face.as_ref(),
            may: standing.may(self.rules, self.now()),
        };
        let mut frames = Vec::new();
        if self.missed(hello, &mut frames) {
            frames.insert(0, frame::text(&letters::welcome(&greeting)));
        } else {
            let voted = person.map_or_else(Vec::new, |person| self.questions.voted(person.id));
            let head = letters::resync_head(&greeting, &voted);
            let snapshot = self.snapshot();
            frames = vec![frame::with_rest(&head, snapshot.len()), snapshot];
        }
        frames.extend(self.stock_letter());
        inbox.place(frames, self.next_chunk());
        let id = inbox.id;
        self.add(inbox);
        // Whoever waited too long has left already, before they came in.
        if admitted.send(true).is_err() {
            self.remove(id);
        }
    }

    /// Appends the frames of what was missed since `hello`'s last event; false
    /// when that is not known exactly.
    fn missed(&mut self, hello: &Hello, frames: &mut Vec<bytes::Bytes>) -> bool {
        let (Some(epoch), Some(last_seen)) = (hello.epoch, hello.last_seen) else {
            return false;
        };
        if epoch != self.log.epoch || last_seen < 0 || last_seen > self.log.seq {
            return false;
        }
        last_seen == self.log.seq || self.log.recent.since(last_seen, frames)
    }

    /// What this room knows of a visitor.
    fn standing_of(&self, visitor: &Visitor, ties: Ties) -> Standing {
        let account = visitor.account();
        let made = account.is_some_and(|account| self.moderators.contains(&account));
        let penalties = account.and_then(|account| self.penalties.get(&account).copied());
        let venue = &self.shared.venue;
        Standing {
            signed_in: account.is_some(),
            badge: venue.badge(visitor.viewer, made),
            moderates: venue.may_moderate(visitor.viewer, made),
            ties,
            penalties: penalties.unwrap_or_default(),
        }
    }

    fn say(&mut self, inbox: &Inbox, id: i64, words: Words) {
        let Some(person) = &inbox.visitor.person else {
            return refuse(inbox, id, Why::SignIn.into());
        };
        let (standing, now) = (inbox.standing(), Instant::now());
        let allowed = standing
            .may_write(self.rules, self.now())
            .and_then(|()| self.is_slow_enough(person.id, standing, now));
        if let Err(refusal) = allowed {
            return refuse(inbox, id, refusal);
        }
        let what = Happening::words(person.id, Face::new(person, standing.badge), words);
        let seq = if standing.penalties.shadowed {
            let echo = message(what.kind, None, self.now(), &what.payload);
            inbox.post(frame::text(&echo));
            None
        } else {
            match self.happen(what) {
                Ok(event) => Some(event.seq),
                Err(Stuck) => return refuse(inbox, id, Why::PausedSaving.into()),
            }
        };
        if self.rules.slow_s > 0 {
            self.wrote.insert(person.id, now);
        }
        inbox.post(frame::text(&letters::done(id, seq)));
    }

    /// Slow mode: host and staff are exempt.
    fn is_slow_enough(&self, account: AccountId, standing: Standing, now: Instant) -> Result<(), Refusal> {
        let pause = Duration::from_secs(self.rules.slow_s.into());
        let before = self.wrote.get(&account).filter(|_| standing.badge.is_none());
        let left = before.map_or(Duration::ZERO, |at| (*at + pause).saturating_duration_since(now));
        if left.is_zero() {
            return Ok(());
        }
        Err(Refusal {
            why: Why::SlowMode,
            wait_s: Some(left.as_millis().div_ceil(1_000).try_into().unwrap_or(u64::MAX)),
        })
    }

    fn vote(&mut self, inbox: &Inbox, id: i64, question: Seq, up: bool) {
        let standing = inbox.standing();
        let Some(account) = inbox.visitor.account() else {
            return refuse(inbox, id, Why::SignIn.into());
        };
        if let Err(refusal) = standing.may_take_part(self.now()) {
            return refuse(inbox, id, refusal);
        }
        if !self.questions.is_open(question) {
            return refuse(inbox, id, Why::UnknownQuestion.into());
        }
        if !standing.penalties.shadowed {
            let Some(permit) = self.keeper.as_ref().and_then(Keeper::reserve) else {
                return refuse(inbox, id, Why::PausedSaving.into());
            };
            permit.send(Entry::Vote {
                question,
                account,
                up,
            });
            self.questions.vote(question, account, up);
        }
        inbox.post(frame::text(&letters::done(id, None)));
    }

    /// Lets something happen: numbers it, has it stored, tells it to all.
    pub(super) fn happen(&mut self, what: Happening) -> Result<Event, Stuck> {
        let now = self.now();
        let permit = self.keeper.as_ref().and_then(Keeper::reserve).ok_or(Stuck)?;
        let (seq, at) = self.log.next(now);
        let event = Event {
            seq,
            at,
            kind: what.kind,
            account: what.account,
            payload: what.payload,
        };
        permit.send(Entry::Event {
            event: event.clone(),
            mentioned: what.mentioned,
        });
        let frame = self.log.add(&event, what.told.as_deref());
        self.tell(&frame);
        if event.kind == Kind::Asked {
            self.questions.add(event.clone());
        }
        Ok(event)
    }

    /// One question is on screen at a time: the one before is done with.
    fn answered(&mut self, question: Seq, state: AnswerState, answer: Answer) {
        let before = (state == AnswerState::Now)
            .then(|| self.questions.on_screen(question))
            .flatten();
        let mut steps = before
            .map(|before| (before, AnswerState::Done))
            .into_iter()
            .collect::<Vec<_>>();
        steps.push((question, state));
        let mut done = Err(Stuck);
        for (question, state) in steps {
            let payload = json(&Answered { question, state });
            done = self.happen(Happening::new(Kind::Answered, payload));
            if done.is_err() {
                break;
            }
            self.questions.set_state(question, state);
        }
        reply(answer, done.map(|event| event.seq));
    }

    fn flush(&self, done: oneshot::Sender<()>) {
        // Full: whoever asked is not answered, and says so.
        if let Some(permit) = self.keeper.as_ref().and_then(Keeper::reserve) {
            permit.send(Entry::Flush(done));
        }
    }
}

fn refuse(inbox: &Inbox, id: i64, refusal: Refusal) {
    inbox.post(frame::text(&letters::refused(Some(id), refusal)));
}

fn reply(answer: Answer, done: Result<Seq, Stuck>) {
    // Whoever asked may have gone.
    let _ = answer.send(done);
}
