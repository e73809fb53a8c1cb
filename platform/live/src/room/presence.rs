//! Who sits where in this process. Asked and written without any room's task:
//! a busy room keeps nobody from being found, or from being shown out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::{AccountId, ShowId};

use super::seat::Inbox;
use super::shared::Shared;

/// All seats, from before they are admitted until their sockets let go.
#[derive(Debug, Default)]
pub(super) struct Presence(Mutex<Seats>);

#[derive(Debug, Default)]
struct Seats {
    of_shows: HashMap<ShowId, HashMap<u64, Arc<Inbox>>>,
    of_accounts: HashMap<AccountId, HashMap<u64, Arc<Shared>>>,
}

impl Presence {
    pub(super) fn sit(&self, room: &Arc<Shared>, inbox: &Arc<Inbox>) {
        let mut seats = self.seats();
        let of_show = seats.of_shows.entry(room.venue.show).or_default();
        of_show.insert(inbox.id, inbox.clone());
        if let Some(account) = inbox.visitor.account() {
            let of_account = seats.of_accounts.entry(account).or_default();
            of_account.insert(inbox.id, room.clone());
        }
    }

    pub(super) fn leave(&self, room: &Shared, inbox: &Inbox) {
        let mut seats = self.seats();
        remove(&mut seats.of_shows, room.venue.show, inbox.id);
        if let Some(account) = inbox.visitor.account() {
            remove(&mut seats.of_accounts, account, inbox.id);
        }
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
        for room in seats
            .of_accounts
            .get(&account)
            .into_iter()
            .flat_map(HashMap::values)
        {
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
