//! What a room's task and the seats in it share: the ring, the queue of
//! commands, and what is counted rather than told one by one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use model::{AccountId, Handle};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::command::Command;
use super::filter::WordList;
use super::house::{House, WAIT};
use super::limits::Limits;
use super::minutes::Minute;
use super::ring::Ring;
use super::rooms::JoinError;
use super::standing::Rules;
use super::stock::{Left, Stock};
use super::tally::Hearts;
use super::ticker::{Sold, Ticker};
use super::venue::Venue;

/// People of a room whose handles are known without asking the database.
const KNOWN: usize = 20_000;

/// One open room, as its seats see it.
#[derive(Debug)]
pub(super) struct Shared {
    pub venue: Venue,
    pub house: Arc<House>,
    pub ring: Ring,
    pub commands: mpsc::Sender<Command>,
    pub limits: Mutex<Limits>,
    /// Cancelled once the room's task has ended and all is stored.
    pub finished: CancellationToken,
    words: RwLock<Arc<WordList>>,
    rules: RwLock<Rules>,
    known: Mutex<HashMap<Handle, AccountId>>,
    errands: Mutex<Errands>,
    minute: Mutex<Option<Minute>>,
    /// Rings when there are errands.
    pub bell: Notify,
}

/// What seats and the shop leave for the room's task, which can't be refused.
/// Bounded by the number of seats, and by what is gathered of the goods.
#[derive(Debug, Default)]
pub(super) struct Errands {
    /// Seats that are gone.
    pub left: Vec<u64>,
    /// Seats that need a `resync`.
    pub overrun: Vec<u64>,
    pub hearts: Hearts,
    pub stock: Stock,
    pub sold: Ticker,
}

impl Shared {
    pub(super) fn new(
        venue: Venue,
        house: Arc<House>,
        commands: mpsc::Sender<Command>,
        rules: Rules,
        words: WordList,
    ) -> Self {
        let limits = Limits::new(house.rates);
        Self {
            venue,
            house,
            ring: Ring::default(),
            commands,
            limits: Mutex::new(limits),
            finished: CancellationToken::new(),
            words: RwLock::new(Arc::new(words)),
            rules: RwLock::new(rules),
            known: Mutex::default(),
            errands: Mutex::default(),
            minute: Mutex::default(),
            bell: Notify::new(),
        }
    }

    /// Gives the room a command that must not be lost, and waits until it has
    /// been obeyed. False when the room has closed without obeying; a room
    /// that takes too long obeys when it gets there.
    pub(super) async fn tell(&self, command: Command) -> bool {
        let (obeyed, done) = oneshot::channel();
        let commands = self.commands.clone();
        // On its own: it stands in the queue also when nobody waits any more.
        let told = tokio::spawn(async move {
            commands.send(command).await.ok()?;
            commands.send(Command::Obeyed(obeyed)).await.ok()?;
            done.await.ok()
        });
        let Ok(told) = timeout(WAIT, told).await else {
            tracing::error!(show = %self.venue.show, "a room is slow to take commands");
            return true;
        };
        matches!(told, Ok(Some(())))
    }

    /// Gives the room a command and waits for what it answers; none when it is
    /// closing.
    pub(super) async fn ask<T>(
        &self,
        command: Command,
        answer: oneshot::Receiver<T>,
    ) -> Result<Option<T>, JoinError> {
        let asked = async {
            self.commands.send(command).await.ok()?;
            answer.await.ok()
        };
        timeout(WAIT, asked).await.map_err(|_| JoinError::Busy)
    }

    pub(super) fn words(&self) -> Arc<WordList> {
        self.words.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_words(&self, words: WordList) {
        *self.words.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(words);
    }

    pub(super) fn rules(&self) -> Rules {
        *self.rules.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_rules(&self, rules: Rules) {
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = rules;
    }

    /// Who goes by this handle, if they have been in this room.
    pub(super) fn known(&self, handle: &Handle) -> Option<AccountId> {
        self.known_people().get(handle).copied()
    }

    pub(super) fn know(&self, handle: Handle, account: AccountId) {
        let mut known = self.known_people();
        if known.len() < KNOWN {
            known.insert(handle, account);
        }
    }

    pub(super) fn left(&self, seat: u64) {
        self.errands().left.push(seat);
        self.bell.notify_one();
    }

    pub(super) fn overrun(&self, seat: u64) {
        self.errands().overrun.push(seat);
        self.bell.notify_one();
    }

    pub(super) fn add_hearts(&self, hue: u16, count: u32) {
        self.errands().hearts.add(hue, count);
        self.bell.notify_one();
    }

    /// The minute that runs, as of the last look.
    pub(super) fn minute(&self) -> Option<Minute> {
        *self.minute.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_minute(&self, minute: Option<Minute>) {
        *self.minute.lock().unwrap_or_else(PoisonError::into_inner) = minute;
    }

    /// Dropped where a newer one waits.
    pub(super) fn note_stock(&self, left: Left) {
        if self.errands().stock.note(left) {
            self.bell.notify_one();
        }
    }

    pub(super) fn note_sold(&self, sold: Sold) {
        self.errands().sold.add(sold);
        self.bell.notify_one();
    }

    pub(super) fn take_errands(&self) -> Errands {
        std::mem::take(&mut *self.errands())
    }

    pub(super) fn take_stock(&self) -> Stock {
        std::mem::take(&mut self.errands().stock)
    }

    fn errands(&self) -> MutexGuard<'_, Errands> {
        self.errands.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known_people(&self) -> MutexGuard<'_, HashMap<Handle, AccountId>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
