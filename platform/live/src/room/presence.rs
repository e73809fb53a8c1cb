//! Who sits where in this process. Asked and written without any room's task:
//! a busy room keeps nobody from being found, or from being shown out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::{AccountId, GuestId, ShowId};

use super::seat::Inbox;
use super::shared::Shared;

/// All seats, from before they are admitted until their sockets let go.
#[derive(Debug, Default)]
pub(super) struct Presence(Mutex<Seats>);

/// A seat, and the room it is in.
type Place = (Arc<Shared>, Arc<Inbox>);

#[derive(Debug, Default)]
struct Seats {
    of_shows: HashMap<ShowId, HashMap<u64, Arc<Inbox>>>,
    of_accounts: HashMap<AccountId, HashMap<u64, Place>>,
    /// Of those who are not signed in.
    of_guests: HashMap<GuestId, HashMap<u64, Arc<Inbox>>>,
    /// Of those who sell in a show.
    of_runners: HashMap<ShowId, HashMap<u64, Arc<Inbox>>>,
}

impl Presence {
    pub(super) fn sit(&self, room: &Arc<Shared>, inbox: &Arc<Inbox>) {
        let mut seats = self.seats();
        let of_show = seats.of_shows.entry(room.venue.show).or_default();
        of_show.insert(inbox.id, inbox.clone());
        if let Some(account) = inbox.visitor.account() {
            let of_account = seats.of_accounts.entry(account).or_default();
            of_account.insert(inbox.id, (room.clone(), inbox.clone()));
        } else if let Some(guest) = inbox.visitor.guest {
            let of_guest = seats.of_guests.entry(guest).or_default();
            of_guest.insert(inbox.id, inbox.clone());
        }
        if room.venue.may_sell(inbox.visitor.viewer) {
            let of_show = seats.of_runners.entry(room.venue.show).or_default();
            of_show.insert(inbox.id, inbox.clone());
        }
    }

    pub(super) fn leave(&self, room: &Shared, inbox: &Inbox) {
        let mut seats = self.seats();
        remove(&mut seats.of_shows, room.venue.show, inbox.id);
        if let Some(account) = inbox.visitor.account() {
            remove(&mut seats.of_accounts, account, inbox.id);
        } else if let Some(guest) = inbox.visitor.guest {
            remove(&mut seats.of_guests, guest, inbox.id);
        }
        remove(&mut seats.of_runners, room.venue.show, inbox.id);
    }

    pub(super) fn in_show(&self, show: ShowId) -> Vec<Arc<Inbox>> {
        let seats = self.seats();
        let in_show = seats.of_shows.get(&show);
        in_show.map_or_else(Vec::new, |seats| seats.values().cloned().collect())
    }

    pub(super) fn everywhere(&self) -> Vec<Arc<Inbox>> {
        let seats = self.seats();
        let all = seats.of_shows.values();
        all.flat_map(HashMap::values).cloned().collect()
    }

    /// The rooms an account sits in.
    pub(super) fn rooms_of(&self, account: AccountId) -> Vec<Arc<Shared>> {
        let seats = self.seats();
        let mut rooms: Vec<Arc<Shared>> = Vec::new();
        let of_account = seats.of_accounts.get(&account).into_iter();
        for (room, _) in of_account.flat_map(HashMap::values) {
            if !rooms.iter().any(|own| Arc::ptr_eq(own, room)) {
                rooms.push(room.clone());
            }
        }
        rooms
    }

    /// The numbers of an account's seats, wherever they are.
    pub(super) fn seats_of(&self, account: AccountId) -> Vec<u64> {
        let seats = self.seats();
        let own = seats.of_accounts.get(&account);
        own.map_or_else(Vec::new, |seats| seats.keys().copied().collect())
    }

    /// The seats of an account and of a guest; of two ids that are one holder's
    /// one is nobody's.
    pub(super) fn inboxes_of(&self, account: AccountId, guest: GuestId) -> Vec<Arc<Inbox>> {
        let seats = self.seats();
        let of_account = seats.of_accounts.get(&account).into_iter();
        let of_account = of_account.flat_map(HashMap::values).map(|(_, inbox)| inbox);
        let of_guest = seats.of_guests.get(&guest).into_iter();
        let of_guest = of_guest.flat_map(HashMap::values);
        of_account.chain(of_guest).cloned().collect()
    }

    /// The seats of those who sell in a show.
    pub(super) fn runners_of(&self, show: ShowId) -> Vec<Arc<Inbox>> {
        let seats = self.seats();
        let runners = seats.of_runners.get(&show);
        runners.map_or_else(Vec::new, |seats| seats.values().cloned().collect())
    }

    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn remove<K: std::hash::Hash + Eq, V>(all: &mut HashMap<K, HashMap<u64, V>>, key: K, seat: u64) {
    if let Some(seats) = all.get_mut(&key) {
        seats.remove(&seat);
        if seats.is_empty() {
            all.remove(&key);
        }
    }
}
