//! What all rooms stand on: the database, the clock, and which rooms are open.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use model::{AccountId, Clock, Entropy, ShowId};
use store::Db;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::circle::Circle;
use super::filter::Filter;
use super::limits::RoomRates;
use super::pace::Pace;
use super::presence::Presence;
use super::rooms::{JoinError, RoomSetup};
use super::shared::Shared;
use super::shelves::Shelves;
use super::standing::Ties;
use super::turns::Turns;
use super::venue::Venue;
use crate::pins::{Goods, NoGoods};

/// Rooms open at once.
const ROOMS: usize = 4_096;
/// How long anyone waits for a room or the database.
pub(super) const WAIT: Duration = Duration::from_secs(5);

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
    pub presence: Presence,
    /// Who knows what is sold.
    pub goods: Arc<dyn Goods>,
    pub shelves: Shelves,
    pub turns: Turns,
    /// Of accounts whose ties are looked up anew; nobody who keeps order waits behind them.
    pub ties_turns: Turns,
    pub tasks: TaskTracker,
    pub next_seat: AtomicU64,
    slots: Mutex<HashMap<ShowId, Arc<Slot>>>,
}

/// Held while its room is being opened, so that a show never has two.
pub(super) type Slot = tokio::sync::Mutex<Option<Arc<Shared>>>;

impl House {
    pub(super) fn new(
        db: Db,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        circle: Arc<dyn Circle>,
        setup: RoomSetup,
    ) -> Self {
        Self {
            db,
            clock,
            entropy,
            circle,
            filters: setup.filters,
            rates: setup.rates,
            pace: setup.pace,
            stopping: CancellationToken::new(),
            seats: AtomicUsize::new(0),
            presence: Presence::default(),
            goods: setup.goods.unwrap_or_else(|| Arc::new(NoGoods)),
            shelves: Shelves::default(),
            turns: Turns::default(),
            ties_turns: Turns::default(),
            tasks: TaskTracker::new(),
            next_seat: AtomicU64::new(1),
            slots: Mutex::default(),
        }
    }

    pub(super) fn slots(&self) -> MutexGuard<'_, HashMap<ShowId, Arc<Slot>>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn slot(&self, show: ShowId) -> Result<Arc<Slot>, JoinError> {
        let mut slots = self.slots();
        let full = slots.len() >= ROOMS;
        match slots.entry(show) {
            Entry::Occupied(slot) => Ok(slot.get().clone()),
            Entry::Vacant(_) if full || self.stopping.is_cancelled() => Err(JoinError::Busy),
            Entry::Vacant(slot) => Ok(slot.insert(Arc::default()).clone()),
        }
    }

    pub(super) fn has_slot(&self, show: ShowId, slot: &Arc<Slot>) -> bool {
        self.slots().get(&show).is_some_and(|own| Arc::ptr_eq(own, slot))
    }

    pub(super) fn drop_slot(&self, show: ShowId, slot: &Arc<Slot>) {
        let mut slots = self.slots();
        if slots.get(&show).is_some_and(|own| Arc::ptr_eq(own, slot)) {
            slots.remove(&show);
        }
    }

    /// A room is closed: its slot goes, unless someone is opening the next one.
    pub(super) fn forget(&self, show: ShowId, room: &Arc<Shared>) {
        self.shelves.clear(room);
        let mut slots = self.slots();
        let is_its_own = slots.get(&show).is_some_and(|slot| {
            slot.try_lock()
                .is_ok_and(|place| place.as_ref().is_some_and(|own| Arc::ptr_eq(own, room)))
        });
        if is_its_own {
            slots.remove(&show);
        }
    }

    /// Who follows whom.
    ///
    /// # Errors
    /// `Busy` when that can't be had in time.
    pub(super) async fn ties(&self, account: AccountId, venue: &Venue) -> Result<Ties, JoinError> {
        let look_up = async {
            Ok(Ties {
                follows: self.circle.follows(account, venue).await?,
                followed: self.circle.followed_by_host(account, venue).await?,
            })
        };
        let looked_up = timeout(WAIT, look_up).await.unwrap_or(Err(JoinError::Busy));
        looked_up.inspect_err(|error| {
            tracing::warn!(show = %venue.show, %error, "can't look up who follows whom");
        })
    }
}
