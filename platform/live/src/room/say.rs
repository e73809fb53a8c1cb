//! What a client says, from its text to the room's task. Runs in the socket's
//! own task: whatever takes time here delays its sender alone.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::Duration;

use model::AccountId;
use tokio::time::{Instant, timeout};

use super::close::Close;
use super::command::{Command, Words};
use super::db;
use super::event::Kind;
use super::filter::{Draft, Verdict, judge};
use super::frame;
use super::held;
use super::limits::Deed;
use super::message::{self, Spoken};
use super::seat::Seat;
use super::shared::Shared;
use super::standing::{Refusal, Why};
use super::text::{links, mentions, tidied};
use super::visitor::{Face, Person, hue};

/// Hearts in one message.
const HEARTS: u32 = 10;
/// Messages that can't be read before the socket is closed.
const STRIKES: u8 = 3;
/// How long people named in a message are looked up. Who is not found by then
/// is not marked.
const LOOK_UP: Duration = Duration::from_millis(250);

impl Seat {
    /// Takes one text message of the client: does what it says, or answers why
    /// not. Answers come by [`Seat::take`].
    pub async fn hear(&self, text: &str) {
        if !self.is_no_flood() {
            return self.close(Close::TooMany);
        }
        let spoken = match Spoken::parse(text) {
            Ok(spoken) => spoken,
            Err(id) => return self.not_understood(id),
        };
        let done = match spoken {
            Spoken::Say { id, text } => self.say(id, Kind::Said, &text).await.map_err(|why| (id, why)),
            Spoken::Ask { id, text } => self.say(id, Kind::Asked, &text).await.map_err(|why| (id, why)),
            Spoken::Vote { id, question, up } => self.vote(id, question, up).map_err(|why| (id, why)),
            Spoken::Heart { n } => {
                self.heart(n);
                Ok(())
            }
        };
        if let Err((id, refusal)) = done {
            let refused = message::refused(Some(id), refusal);
            self.inbox.post(frame::text(&refused));
        }
    }

    fn is_no_flood(&self) -> bool {
        let rate = self.room.house.rates.flood();
        let mut bucket = self.flood.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.take(rate, Instant::now())
    }

    fn not_understood(&self, id: Option<i64>) {
        let refused = message::refused(id, Why::Unreadable.into());
        self.inbox.post(frame::text(&refused));
        if self.strikes.fetch_add(1, Ordering::Relaxed) + 1 >= STRIKES {
            self.close(Close::Unreadable);
        }
    }

    async fn say(&self, id: i64, kind: Kind, typed: &str) -> Result<(), Refusal> {
        let person = self.person()?;
        let now = self.room.house.clock.now();
        self.inbox.standing().may_write(self.room.rules(), now)?;
        self.take_one(Deed::Say, person.id)?;
        let text = self.checked(kind, person, tidied(typed)?).await?;
        let words = self.room.words_of(kind, text).await;
        let inbox = self.inbox.clone();
        self.command(Command::Say { inbox, id, words })
    }

    /// `text` as it may be said.
    async fn checked(&self, kind: Kind, person: &Person, text: String) -> Result<String, Refusal> {
        let room = &self.room;
        if room.words().is_in(&text) {
            return Err(Why::Filtered.into());
        }
        let draft = Draft {
            venue: &room.venue,
            account: person.id,
            kind,
            text: &text,
        };
        match judge(&room.house.filters, &draft).await {
            Verdict::Allow => Ok(text),
            Verdict::Rewrite(other) => Ok(tidied(&other)?),
            Verdict::Reject => Err(Why::Filtered.into()),
            Verdict::Hold => {
                let face = Face::new(person, self.inbox.standing().badge);
                match held::hold(room, person.id, kind, &face, &text).await {
                    Ok(()) => Err(Why::Held.into()),
                    Err(error) => {
                        tracing::warn!(show = %room.venue.show, %error, "a message can't be held");
                        Err(Why::PausedSaving.into())
                    }
                }
            }
        }
    }

    fn vote(&self, id: i64, question: i64, up: bool) -> Result<(), Refusal> {
        let person = self.person()?;
        self.take_one(Deed::Vote, person.id)?;
        let inbox = self.inbox.clone();
        self.command(Command::Vote {
            inbox,
            id,
            question,
            up,
        })
    }

    /// Hearts that don't count are not answered: there is nothing to put right.
    fn heart(&self, wanted: u32) {
        let Ok(person) = self.person() else { return };
        let standing = self.inbox.standing();
        let counts = standing.may_take_part(self.room.house.clock.now()).is_ok();
        if !counts || standing.penalties.shadowed || wanted == 0 {
            return;
        }
        if let Ok(granted) = self.granted(Deed::Heart, person.id, wanted.min(HEARTS)) {
            self.room.add_hearts(hue(person.id), granted);
        }
    }

    fn person(&self) -> Result<&Person, Refusal> {
        self.inbox.visitor.person.as_ref().ok_or(Why::SignIn.into())
    }

    fn granted(&self, deed: Deed, account: AccountId, wanted: u32) -> Result<u32, Duration> {
        let address = self.inbox.visitor.address;
        let mut limits = self.room.limits.lock().unwrap_or_else(PoisonError::into_inner);
        limits.take(deed, account, address, wanted, Instant::now())
    }

    fn take_one(&self, deed: Deed, account: AccountId) -> Result<(), Refusal> {
        let granted = self.granted(deed, account, 1).map(drop);
        granted.map_err(|wait| Refusal {
            why: Why::TooFast,
            wait_s: Some(wait.as_millis().div_ceil(1_000).try_into().unwrap_or(u64::MAX)),
        })
    }

    /// A room that can't take more for the moment says so.
    fn command(&self, command: Command) -> Result<(), Refusal> {
        self.room.commands.try_send(command).map_err(|_| Refusal {
            why: Why::TooFast,
            wait_s: Some(1),
        })
    }
}

impl Shared {
    /// `text` with the addresses in it, and the people named in it that exist.
    pub(super) async fn words_of(&self, kind: Kind, text: String) -> Words {
        let mut named = mentions(&text);
        let mut mentioned = Vec::new();
        if !named.is_empty() {
            let found = timeout(LOOK_UP, self.look_up(&named)).await.unwrap_or_default();
            let mut found = found.into_iter();
            named.retain(|_| match found.next().flatten() {
                Some(account) => {
                    if !mentioned.contains(&account) {
                        mentioned.push(account);
                    }
                    true
                }
                None => false,
            });
        }
        Words {
            kind,
            links: links(&text),
            mentions: named.into_iter().map(|(mention, _)| mention).collect(),
            mentioned,
            text,
        }
    }

    /// The account of each, in order, as far as they can be had.
    async fn look_up(&self, named: &[(super::text::Mention, model::Handle)]) -> Vec<Option<AccountId>> {
        let mut found = Vec::with_capacity(named.len());
        let mut read = None;
        for (_, handle) in named {
            let mut account = self.known(handle);
            if account.is_none() {
                if read.is_none() {
                    read = self.house.db.read().await.ok();
                }
                if let Some(read) = &mut read {
                    account = db::account_of(read, handle).await.ok().flatten();
                }
                if let Some(account) = account {
                    self.know(handle.clone(), account);
                }
            }
            found.push(account);
        }
        found
    }
}
