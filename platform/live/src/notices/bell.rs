//! The bell: tells those who are here, in this process, the moment a notice
//! stands. What it loses is in the database: whoever missed something asks.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::AccountId;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::Notice;

/// Rings that wait for one listener; one that falls further behind is told
/// that it missed some.
const WAITING: usize = 16;
/// Tabs of one account that may listen at a time.
const LISTENERS: usize = 16;
/// Accounts that may listen at a time.
const ACCOUNTS: usize = 50_000;

/// What a listener hears.
#[derive(Debug, Clone)]
pub struct Ring {
    /// How many notices are unread now.
    pub unread: i64,
    /// What is new; none when others were read.
    pub notice: Option<Arc<Notice>>,
}

/// Who listens. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Bell(Arc<Mutex<Tower>>);

#[derive(Debug, Default)]
struct Tower {
    accounts: HashMap<AccountId, broadcast::Sender<Ring>>,
    closed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many pages of this account are open")]
pub struct BellFull;

impl Bell {
    /// Listens for `account`.
    ///
    /// # Errors
    /// When too many do already, or the server is about to stop.
    pub fn listen(&self, account: AccountId) -> Result<Listener, BellFull> {
        let mut tower = self.lock();
        let is_new = !tower.accounts.contains_key(&account);
        if tower.closed || (is_new && tower.accounts.len() >= ACCOUNTS) {
            return Err(BellFull);
        }
        let sender = tower
            .accounts
            .entry(account)
            .or_insert_with(|| broadcast::channel(WAITING).0);
        if sender.receiver_count() >= LISTENERS {
            return Err(BellFull);
        }
        Ok(Listener {
            account,
            receiver: Some(sender.subscribe()),
            bell: self.clone(),
        })
    }

    /// Ends all listening: the server stops.
    pub fn close(&self) {
        let mut tower = self.lock();
        tower.closed = true;
        tower.accounts.clear();
    }

    /// Ends all listening for `account`. Whoever may still listen comes back.
    pub fn dismiss(&self, account: AccountId) {
        self.lock().accounts.remove(&account);
    }

    pub(crate) fn is_heard(&self, account: AccountId) -> bool {
        self.lock().accounts.contains_key(&account)
    }

    pub(crate) fn ring(&self, account: AccountId, ring: Ring) {
        if let Some(sender) = self.lock().accounts.get(&account) {
            // Nobody there any more is nobody to tell.
            let _ = sender.send(ring);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Tower> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One who listens; dropped, it does so no longer.
#[derive(Debug)]
pub struct Listener {
    account: AccountId,
    /// None only while it is dropped.
    receiver: Option<broadcast::Receiver<Ring>>,
    bell: Bell,
}

/// What came.
#[derive(Debug, Clone)]
pub enum Heard {
    Ring(Ring),
    /// This one was too slow: ask for what stands now.
    Missed,
}

impl Listener {
    /// Waits for the next ring; none when the server stops. The caller sets the deadline.
    pub async fn next(&mut self) -> Option<Heard> {
        match self.receiver.as_mut()?.recv().await {
            Ok(ring) => Some(Heard::Ring(ring)),
            Err(RecvError::Lagged(_)) => Some(Heard::Missed),
            Err(RecvError::Closed) => None,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.receiver = None;
        let mut tower = self.bell.lock();
        let is_last = tower
            .accounts
            .get(&self.account)
            .is_some_and(|sender| sender.receiver_count() == 0);
        if is_last {
            tower.accounts.remove(&self.account);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ANA: AccountId = AccountId(Uuid::from_u128(1));
    const BEA: AccountId = AccountId(Uuid::from_u128(2));

    fn unread(unread: i64) -> Ring {
        Ring { unread, notice: None }
    }

    #[tokio::test]
    async fn each_tab_hears_its_own_accounts_rings_and_no_other() {
        let bell = Bell::default();
        let (mut one, mut two) = (bell.listen(ANA).unwrap(), bell.listen(ANA).unwrap());
        let mut other = bell.listen(BEA).unwrap();
        bell.ring(ANA, unread(1));
        bell.ring(BEA, unread(7));
        for (listener, expected) in [(&mut one, 1), (&mut two, 1), (&mut other, 7)] {
            match listener.next().await {
                Some(Heard::Ring(ring)) => assert_eq!(ring.unread, expected),
                heard => panic!("{heard:?}"),
            }
        }
    }

    #[tokio::test]
    async fn who_is_too_slow_is_told_so_and_the_end_is_the_end() {
        let bell = Bell::default();
        let mut slow = bell.listen(ANA).unwrap();
        for number in 0..=WAITING {
            bell.ring(ANA, unread(i64::try_from(number).unwrap()));
        }
        assert!(matches!(slow.next().await, Some(Heard::Missed)));
        bell.close();
        for _ in 0..WAITING {
            assert!(matches!(slow.next().await, Some(Heard::Ring(_))));
        }
        assert!(slow.next().await.is_none());
        assert!(bell.listen(ANA).is_err());
    }

    #[test]
    fn tabs_are_bounded_and_closing_one_makes_room() {
        let bell = Bell::default();
        let mut tabs: Vec<_> = (0..LISTENERS).map(|_| bell.listen(ANA).unwrap()).collect();
        assert_eq!(bell.listen(ANA).unwrap_err(), BellFull);
        tabs.pop();
        tabs.push(bell.listen(ANA).unwrap());
        drop(tabs);
        assert!(!bell.is_heard(ANA));
    }
}
