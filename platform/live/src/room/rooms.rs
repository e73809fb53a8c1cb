//! All rooms of this process: opened when somebody comes in, closed when they
//! have been empty for a while or their show is over.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use model::{AccountId, Clock, Entropy, ShowId, ShowState};
use store::Db;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::circle::Circle;
use super::close::Close;
use super::command::Command;
use super::event::StageState;
use super::filter::Filter;
use super::house::{House, WAIT};
use super::limits::RoomRates;
use super::message::Hello;
use super::pace::Pace;
use super::seat::{Inbox, Seat};
use super::shared::Shared;
use super::standing::{Standing, Ties};
use super::turns::Turn;
use super::venue::{Channel, Venue};
use super::visitor::Visitor;
use crate::pins::Goods;
use crate::shows::Show;

/// Rooms that close under one's feet while one comes in.
const TRIES: usize = 3;

/// How rooms are kept.
#[derive(Debug, Clone, Default)]
pub struct RoomSetup {
    /// Asked in this order, after the channel's own word list.
    pub filters: Vec<Arc<dyn Filter>>,
    pub rates: RoomRates,
    pub pace: Pace,
    /// Who knows what is sold; without, nothing is.
    pub goods: Option<Arc<dyn Goods>>,
}

/// The rooms of this process. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Rooms(pub(super) Arc<House>);

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
        Self(Arc::new(House::new(db, clock, entropy, circle, setup)))
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
            Some(account) => self.0.ties(account, &venue).await?,
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

    /// The room, if it is open; one that is being opened is waited for.
    pub(super) async fn room(&self, show: ShowId) -> Option<Arc<Shared>> {
        let slot = self.0.slots().get(&show).cloned()?;
        let place = timeout(WAIT, slot.lock()).await.ok()?;
        place.clone().filter(|room| !room.commands.is_closed())
    }

    /// The turn of whoever moves a show on in its life. Without one, after a
    /// while, things go on all the same.
    pub(crate) async fn turn_of(&self, show: ShowId) -> Option<Turn> {
        self.0.turns.take(show.0, WAIT).await
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

    /// Closes the seats of everyone in a show whom `whom` means, at once,
    /// however busy the room is.
    pub fn dismiss(&self, show: ShowId, whom: impl Fn(&Visitor) -> bool, close: Close) {
        show_out(&self.0.presence.in_show(show), whom, close);
    }

    /// The same in every room.
    pub fn dismiss_everywhere(&self, whom: impl Fn(&Visitor) -> bool, close: Close) {
        show_out(&self.0.presence.everywhere(), whom, close);
    }

    /// Everyone who sits in the show's room now or is about to; more than once,
    /// who has more than one seat.
    pub fn visitors(&self, show: ShowId) -> Vec<Visitor> {
        let seats = self.0.presence.in_show(show);
        seats.iter().map(|inbox| inbox.visitor.clone()).collect()
    }

    /// Looks up anew whom `account` follows and who follows them, for the rooms
    /// it sits in.
    pub async fn refresh(&self, account: AccountId) {
        self.refresh_where(account, |_| true).await;
    }

    /// The same in the rooms of one host's shows alone.
    pub(crate) async fn refresh_with(&self, account: AccountId, host: AccountId) {
        self.refresh_where(account, |venue| venue.host == host).await;
    }

    async fn refresh_where(&self, account: AccountId, concerns: impl Fn(&Venue) -> bool) {
        let rooms = || {
            let mut rooms = self.0.presence.rooms_of(account);
            rooms.retain(|room| concerns(&room.venue));
            rooms
        };
        if rooms().is_empty() {
            return;
        }
        let _turn = self.0.ties_turns.take(account.0, WAIT).await;
        for room in rooms() {
            match self.0.ties(account, &room.venue).await {
                Ok(ties) => {
                    room.tell(Command::Ties { account, ties }).await;
                }
                // They come in anew, and it is looked up then.
                Err(_) => self.dismiss(
                    room.venue.show,
                    |visitor| visitor.account() == Some(account),
                    Close::GoingAway,
                ),
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

fn show_out(seats: &[Arc<Inbox>], whom: impl Fn(&Visitor) -> bool, close: Close) {
    let gone = seats.iter().filter(|inbox| whom(&inbox.visitor));
    gone.for_each(|inbox| inbox.close(close));
}
