//! All rooms of this process: opened when somebody comes in, closed when they
//! have been empty for a while or their show is over.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use model::{AccountId, Clock, Entropy, ShowId, ShowState};
use store::Db;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::circle::Circle;
use super::close::Close;
use super::command::{Command, Whom};
use super::db;
use super::event::StageState;
use super::filter::Filter;
use super::limits::RoomRates;
use super::message::Hello;
use super::seat::{Inbox, Seat};
use super::shared::Shared;
use super::standing::{Standing, Ties};
use super::task::{Pace, Room};
use super::venue::{Channel, Venue};
use super::visitor::Visitor;
use crate::shows::Show;

/// Rooms open at once.
const ROOMS: usize = 4_096;
/// Commands that may wait for one room.
const COMMANDS: usize = 1_024;
/// How long anyone waits for a room or the database.
const WAIT: Duration = Duration::from_secs(5);
/// How long it is looked up who follows whom.
const LOOK_UP: Duration = Duration::from_secs(1);
/// Rooms that close under one's feet while one comes in.
const TRIES: usize = 3;

/// How rooms are kept.
#[derive(Debug, Clone, Default)]
pub struct RoomSetup {
    /// Asked in this order, after the channel's own word list.
    pub filters: Vec<Arc<dyn Filter>>,
    pub rates: RoomRates,
    pub pace: Pace,
}

/// The rooms of this process. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Rooms(pub(super) Arc<House>);

/// What all rooms stand on.
#[derive(Debug)]
pub(super) struct House {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub circle: Arc<dyn Circle>,
    pub filters: Vec<Arc<dyn Filter>>,
    pub rates: RoomRates,
    pub pace: Pace,
    pub stopping: CancellationToken,
    pub seats: AtomicUsize,
    slots: Mutex<HashMap<ShowId, Arc<Slot>>>,
    tasks: TaskTracker,
    next_seat: AtomicU64,
}

/// Held while its room is being opened, so that a show never has two.
type Slot = tokio::sync::Mutex<Option<Arc<Shared>>>;

/// Why somebody can't come in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JoinError {
    #[error("the show is not live")]
    NotLive,
    #[error("the show is gone")]
    Gone,
    #[error("the room is full")]
    Full,
    #[error("no room can be had at the moment")]
    Busy,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl JoinError {
    /// What a socket that is open already is closed with.
    pub fn close(&self) -> Close {
        match self {
            Self::NotLive => Close::Ended,
            Self::Gone => Close::Expired,
            Self::Full => Close::TooMany,
            // The client comes back after a while.
            Self::Busy | Self::Store(_) => Close::GoingAway,
        }
    }
}

/// How much is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoomStats {
    pub rooms: usize,
    pub seats: usize,
}

impl Rooms {
    /// No room is open yet.
    pub fn new(
        db: Db,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        circle: Arc<dyn Circle>,
        setup: RoomSetup,
    ) -> Self {
        Self(Arc::new(House {
            db,
            clock,
            entropy,
            circle,
            filters: setup.filters,
            rates: setup.rates,
            pace: setup.pace,
            stopping: CancellationToken::new(),
            seats: AtomicUsize::new(0),
            slots: Mutex::default(),
            tasks: TaskTracker::new(),
            next_seat: AtomicU64::new(1),
        }))
    }

    /// A place in the show's room. Whether `visitor` may know of the show is
    /// the caller's to ask.
    pub async fn join(&self, show: &Show, visitor: Visitor, hello: Hello) -> Result<Seat, JoinError> {
        match show.state_at(self.0.clock.now()) {
            ShowState::Live => {}
            ShowState::Expired => return Err(JoinError::Gone),
            ShowState::Scheduled | ShowState::Ended => return Err(JoinError::NotLive),
        }
        let venue = Venue::from(show);
        let ties = match visitor.account() {
            Some(account) => self.0.ties(account, &venue).await,
            None => Ties::default(),
        };
        for _ in 0..TRIES {
            let room = self.open(venue).await?;
            let id = self.0.next_seat.fetch_add(1, Ordering::Relaxed);
            let inbox = Arc::new(Inbox::new(id, visitor.clone(), Standing::default()));
            // From here on its drop leaves the room.
            let seat = Seat::new(room.clone(), inbox.clone());
            let (admitted, answer) = oneshot::channel();
            let join = Command::Join {
                inbox,
                ties,
                hello: hello.clone(),
                admitted,
            };
            match room.ask(join, answer).await? {
                Some(true) => {
                    if let Some(person) = &visitor.person {
                        room.know(person.handle.clone(), person.id);
                    }
                    return Ok(seat);
                }
                Some(false) => return Err(JoinError::Full),
                // It was closing: the next one begins where it ends.
                None => {}
            }
        }
        Err(JoinError::Busy)
    }

    /// The room of a live show, opened if it is not open.
    pub(super) async fn open(&self, venue: Venue) -> Result<Arc<Shared>, JoinError> {
        loop {
            let slot = self.0.slot(venue.show)?;
            let mut place = timeout(WAIT, slot.lock()).await.map_err(|_| JoinError::Busy)?;
            if let Some(room) = &*place {
                if !room.commands.is_closed() {
                    return Ok(room.clone());
                }
                // What it told has to be stored before it is read again.
                let finished = timeout(WAIT, room.finished.cancelled()).await;
                finished.map_err(|_| JoinError::Busy)?;
            }
            if !self.0.has_slot(venue.show, &slot) {
                continue;
            }
            let opened = self.open_anew(venue).await;
            match &opened {
                Ok(room) => *place = Some(room.clone()),
                Err(_) => self.0.drop_slot(venue.show, &slot),
            }
            return opened;
        }
    }

    async fn open_anew(&self, venue: Venue) -> Result<Arc<Shared>, JoinError> {
        let house = &self.0;
        let mut fresh = [0; 16];
        house.entropy.fill(&mut fresh);
        let fresh = Uuid::from_bytes(fresh);
        let loaded = timeout(WAIT, db::open(&house.db, &venue, fresh, house.clock.now()))
            .await
            .map_err(|_| JoinError::Busy)??
            .ok_or(JoinError::NotLive)?;
        if house.stopping.is_cancelled() {
            return Err(JoinError::Busy);
        }
        let (sender, commands) = mpsc::channel(COMMANDS);
        let words = loaded.words.clone();
        let shared = Arc::new(Shared::new(venue, house.clone(), sender, loaded.rules, words));
        let room = Room::new(shared.clone(), loaded);
        let (house, own) = (house.clone(), shared.clone());
        self.0.tasks.spawn(async move {
            // However the task ends, whoever waits for its end goes on.
            let _finished = own.finished.clone().drop_guard();
            let show = own.venue.show;
            tracing::debug!(%show, "room open");
            room.run(commands).await;
            tracing::debug!(%show, "room closed");
            own.finished.cancel();
            house.forget(show, &own);
        });
        Ok(shared)
    }

    /// The room, if it is open.
    pub(super) async fn room(&self, show: ShowId) -> Option<Arc<Shared>> {
        let slot = self.0.slots().get(&show).cloned()?;
        let place = timeout(WAIT, slot.lock()).await.ok()?;
        place.clone().filter(|room| !room.commands.is_closed())
    }

    /// The show is over: its seats are closed, and what was said is stored.
    pub async fn ended(&self, show: ShowId) {
        if let Some(room) = self.room(show).await {
            room.tell(Command::Close(Close::Ended)).await;
            // A slow database finishes by itself.
            let _ = timeout(WAIT, room.finished.cancelled()).await;
        }
    }

    /// The host is there, or away.
    pub async fn state(&self, show: ShowId, state: StageState) {
        if let Some(room) = self.room(show).await {
            room.tell(Command::State(state)).await;
        }
    }

    /// Closes the seats of everyone whom `whom` means.
    pub async fn dismiss(
        &self,
        show: ShowId,
        whom: impl Fn(&Visitor) -> bool + Send + Sync + 'static,
        close: Close,
    ) {
        if let Some(room) = self.room(show).await {
            let whom: Whom = Arc::new(whom);
            room.tell(Command::Dismiss { whom, close }).await;
        }
    }

    /// The same in every room.
    pub async fn dismiss_everywhere(
        &self,
        whom: impl Fn(&Visitor) -> bool + Send + Sync + 'static,
        close: Close,
    ) {
        let whom: Whom = Arc::new(whom);
        for room in self.open_rooms().await {
            let whom = whom.clone();
            room.tell(Command::Dismiss { whom, close }).await;
        }
    }

    /// Everyone who sits in the show's room now; more than once, who has more
    /// than one seat.
    pub async fn visitors(&self, show: ShowId) -> Vec<Visitor> {
        match self.room(show).await {
            Some(room) => room.visitors().await,
            None => Vec::new(),
        }
    }

    /// Looks up anew whom `account` follows and who follows them, for the rooms
    /// it sits in.
    pub async fn refresh(&self, account: AccountId) {
        for room in self.open_rooms().await {
            let here = room.visitors().await;
            if here.iter().any(|visitor| visitor.account() == Some(account)) {
                let ties = self.0.ties(account, &room.venue).await;
                room.tell(Command::Ties { account, ties }).await;
            }
        }
    }

    /// The open rooms of a channel.
    pub(super) async fn rooms_of(&self, channel: Channel) -> Vec<Arc<Shared>> {
        let mut rooms = self.open_rooms().await;
        rooms.retain(|room| room.venue.channel() == channel);
        rooms
    }

    async fn open_rooms(&self) -> Vec<Arc<Shared>> {
        let shows: Vec<_> = self.0.slots().keys().copied().collect();
        let mut rooms = Vec::new();
        for show in shows {
            rooms.extend(self.room(show).await);
        }
        rooms
    }

    /// Closes all rooms and stores what was said in them; nobody comes in any
    /// more. Waits for at most a few seconds.
    pub async fn shutdown(&self) {
        self.0.stopping.cancel();
        self.0.tasks.close();
        if timeout(WAIT + Duration::from_secs(1), self.0.tasks.wait())
            .await
            .is_err()
        {
            tracing::error!("rooms were still being stored when the server stopped");
        }
    }

    /// How much is going on.
    pub fn stats(&self) -> RoomStats {
        RoomStats {
            rooms: self.0.tasks.len(),
            seats: self.0.seats.load(Ordering::Relaxed),
        }
    }
}

impl Shared {
    /// Gives the room a command that must not be lost, and waits until it has
    /// been obeyed.
    pub(super) async fn tell(&self, command: Command) {
        let (obeyed, done) = oneshot::channel();
        let told = async {
            self.commands.send(command).await.ok()?;
            self.commands.send(Command::Obeyed(obeyed)).await.ok()?;
            done.await.ok()
        };
        // A room that closes needs not be told any more.
        if timeout(WAIT, told).await.is_err() {
            tracing::error!(show = %self.venue.show, "a room takes no commands");
        }
    }

    async fn visitors(&self) -> Vec<Visitor> {
        let (answer, visitors) = oneshot::channel();
        let asked = self.ask(Command::Visitors(answer), visitors).await;
        asked.ok().flatten().unwrap_or_default()
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
}

impl House {
    fn slots(&self) -> MutexGuard<'_, HashMap<ShowId, Arc<Slot>>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn slot(&self, show: ShowId) -> Result<Arc<Slot>, JoinError> {
        let mut slots = self.slots();
        let full = slots.len() >= ROOMS;
        match slots.entry(show) {
            Entry::Occupied(slot) => Ok(slot.get().clone()),
            Entry::Vacant(_) if full || self.stopping.is_cancelled() => Err(JoinError::Busy),
            Entry::Vacant(slot) => Ok(slot.insert(Arc::default()).clone()),
        }
    }

    fn has_slot(&self, show: ShowId, slot: &Arc<Slot>) -> bool {
        self.slots().get(&show).is_some_and(|own| Arc::ptr_eq(own, slot))
    }

    fn drop_slot(&self, show: ShowId, slot: &Arc<Slot>) {
        let mut slots = self.slots();
        if slots.get(&show).is_some_and(|own| Arc::ptr_eq(own, slot)) {
            slots.remove(&show);
        }
    }

    /// A room is closed: its slot goes, unless someone is opening the next one.
    fn forget(&self, show: ShowId, room: &Arc<Shared>) {
        let mut slots = self.slots();
        let is_its_own = slots.get(&show).is_some_and(|slot| {
            slot.try_lock()
                .is_ok_and(|place| place.as_ref().is_some_and(|own| Arc::ptr_eq(own, room)))
        });
        if is_its_own {
            slots.remove(&show);
        }
    }

    /// Who follows whom; nobody, when that can't be had in time.
    async fn ties(&self, account: AccountId, venue: &Venue) -> Ties {
        let look_up = async {
            let ties = Ties {
                follows: self.circle.follows(account, venue).await?,
                followed: self.circle.followed_by_host(account, venue).await?,
            };
            store::Result::<Ties>::Ok(ties)
        };
        match timeout(LOOK_UP, look_up).await {
            Ok(Ok(ties)) => ties,
            Ok(Err(error)) => {
                tracing::warn!(show = %venue.show, %error, "can't look up who follows whom");
                Ties::default()
            }
            Err(_) => {
                tracing::warn!(show = %venue.show, "looking up who follows whom took too long");
                Ties::default()
            }
        }
    }
}
