//! All sockets that are open: how many there may be, what they did, and their
//! end when the server stops.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use model::AccountId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::address;
use crate::error::Error;
use crate::places::{Place, Places};

/// Whoever is refused may come back then.
const COME_BACK: Duration = Duration::from_secs(60);
/// For all close handshakes when the server stops.
const GOODBYE: Duration = Duration::from_secs(4);

/// How many sockets there may be.
#[derive(Debug, Clone, Copy)]
pub struct SocketCeilings {
    pub all: usize,
    pub per_address: usize,
    pub per_account: usize,
}

impl Default for SocketCeilings {
    fn default() -> Self {
        Self {
            all: 10_000,
            per_address: 64,
            per_account: 16,
        }
    }
}

/// What all sockets did since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SocketStats {
    pub open: u64,
    pub opened: u64,
    pub messages_in: u64,
    pub bytes_out: u64,
    pub lagged: u64,
}

/// The open sockets.
#[derive(Debug)]
pub struct Sockets {
    slots: Arc<Semaphore>,
    addresses: Arc<Places<IpAddr>>,
    accounts: Arc<Places<AccountId>>,
    tasks: TaskTracker,
    stop: CancellationToken,
    counts: Counts,
}

#[derive(Debug, Default)]
pub(super) struct Counts {
    opened: AtomicU64,
    messages_in: AtomicU64,
    bytes_out: AtomicU64,
    lagged: AtomicU64,
}

impl Counts {
    pub(super) fn heard(&self, messages: usize) {
        self.messages_in.fetch_add(messages as u64, Ordering::Relaxed);
    }

    pub(super) fn sent(&self, bytes: usize) {
        self.bytes_out.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(super) fn lagged(&self) {
        self.lagged.fetch_add(1, Ordering::Relaxed);
    }
}

/// A socket's right to be, held as long as it is.
#[derive(Debug)]
pub(crate) struct Admission {
    _slot: OwnedSemaphorePermit,
    _address: Place<IpAddr>,
    _account: Option<Place<AccountId>>,
}

impl Sockets {
    pub(crate) fn new(ceilings: SocketCeilings) -> Self {
        Self {
            slots: Arc::new(Semaphore::new(ceilings.all)),
            addresses: Places::new(ceilings.per_address),
            accounts: Places::new(ceilings.per_account),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            counts: Counts::default(),
        }
    }

    /// Lets one more in.
    ///
    /// # Errors
    /// 429 when `address` or `account` has too many, 503 when all are too many
    /// or the server stops.
    pub(crate) fn admit(&self, address: IpAddr, account: Option<AccountId>) -> Result<Admission, Error> {
        if self.stop.is_cancelled() {
            return Err(Error::busy());
        }
        let too_many = || Error::too_many_requests(COME_BACK);
        let place = self
            .addresses
            .take(address::customer(address))
            .ok_or_else(too_many)?;
        let account = match account {
            Some(account) => Some(self.accounts.take(account).ok_or_else(too_many)?),
            None => None,
        };
        let slot = self
            .slots
            .clone()
            .try_acquire_owned()
            .map_err(|_| Error::busy())?;
        self.counts.opened.fetch_add(1, Ordering::Relaxed);
        Ok(Admission {
            _slot: slot,
            _address: place,
            _account: account,
        })
    }

    /// Runs a socket's task beside the others.
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(task);
    }

    /// Cancelled when the server stops.
    pub(super) fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    pub(super) fn counts(&self) -> &Counts {
        &self.counts
    }

    pub fn stats(&self) -> SocketStats {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        SocketStats {
            open: self.tasks.len() as u64,
            opened: read(&self.counts.opened),
            messages_in: read(&self.counts.messages_in),
            bytes_out: read(&self.counts.bytes_out),
            lagged: read(&self.counts.lagged),
        }
    }

    /// Lets none in any more. Those who sit in a room are closed by it.
    pub fn refuse_more(&self) {
        self.stop.cancel();
        self.tasks.close();
    }

    /// Waits, not for long, until all have said goodbye.
    pub async fn closed(&self) {
        if tokio::time::timeout(GOODBYE, self.tasks.wait()).await.is_err() {
            tracing::warn!(left = self.tasks.len(), "stopped with sockets still open");
        }
    }
}
