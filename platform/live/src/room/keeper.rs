//! Stores what a room tells, in batches, behind the room's back: the room never
//! waits for the database. When the queue is full the room says nothing more,
//! so that nothing is told that could never be stored.

use std::sync::Arc;
use std::time::Duration;

use model::{AccountId, Clock, Entropy, ShowId};
use store::{Db, outbox};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout_at};

use super::db;
use super::event::{Event, Seq, json};
use super::minutes::Minute;

/// Entries that may wait: some ten seconds of a busy room.
const QUEUE: usize = 4_096;
/// Entries of one transaction…
const BATCH: usize = 200;
/// …and how long one is gathered.
const GATHER: Duration = Duration::from_millis(200);
/// Pauses between tries while the database does not answer.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Something to be stored.
#[derive(Debug)]
pub(super) enum Entry {
    Event {
        event: Event,
        mentioned: Vec<AccountId>,
    },
    Vote {
        question: Seq,
        account: AccountId,
        up: bool,
    },
    /// Hearts of one second, Unix time.
    Hearts {
        second: i64,
        number: u32,
        hues: Vec<u16>,
    },
    Minute(Minute),
    /// Answers once all before it are stored.
    Flush(oneshot::Sender<()>),
}

/// The room's end of the queue.
#[derive(Debug)]
pub(super) struct Keeper {
    queue: mpsc::Sender<Entry>,
    task: JoinHandle<()>,
}

/// Room for one entry in the queue.
pub(super) type Permit<'a> = mpsc::Permit<'a, Entry>;

impl Keeper {
    /// Begins to store what happens in `show`.
    pub(super) fn start(db: Db, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>, show: ShowId) -> Self {
        let (queue, entries) = mpsc::channel(QUEUE);
        let writer = Writer {
            db,
            clock,
            entropy,
            show,
        };
        Self {
            queue,
            task: tokio::spawn(writer.run(entries)),
        }
    }

    /// Room for one more entry; none while the database can't keep up.
    pub(super) fn reserve(&self) -> Option<Permit<'_>> {
        self.queue.try_reserve().ok()
    }

    /// Stores what is left, until `limit` is over; false when not all of it was.
    pub(super) async fn finish(self, limit: impl Future<Output = ()>) -> bool {
        drop(self.queue);
        let mut task = self.task;
        tokio::select! {
            ended = &mut task => ended.is_ok(),
            () = limit => {
                task.abort();
                false
            }
        }
    }
}

#[derive(Debug)]
struct Writer {
    db: Db,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    show: ShowId,
}

impl Writer {
    async fn run(self, mut entries: mpsc::Receiver<Entry>) {
        let mut batch = Vec::with_capacity(BATCH);
        while let Some(first) = entries.recv().await {
            gather(first, &mut entries, &mut batch).await;
            self.store(&batch).await;
            for entry in batch.drain(..) {
                if let Entry::Flush(done) = entry {
                    // Whoever asked may have gone.
                    let _ = done.send(());
                }
            }
        }
    }

    /// Stores a batch, however long the database is away. What it refuses for
    /// its own sake is left out, so that it does not hold up the rest.
    async fn store(&self, batch: &[Entry]) {
        let mut pause = FIRST_PAUSE;
        loop {
            let error = match self.write(batch).await {
                Ok(()) => return,
                Err(error) => error,
            };
            let passing = error.is_busy() || error.is_unavailable();
            if !passing && batch.len() == 1 {
                return tracing::error!(show = %self.show, %error, "something of a room can't be stored");
            }
            if !passing {
                for one in batch.chunks(1) {
                    Box::pin(self.store(one)).await;
                }
                return;
            }
            tracing::warn!(show = %self.show, %error, "a room has to wait for the database");
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn write(&self, batch: &[Entry]) -> store::Result<()> {
        if batch.iter().all(|entry| matches!(entry, Entry::Flush(_))) {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        if !db::lock_unless_expired(&mut tx, self.show, self.clock.now()).await? {
            tracing::debug!(show = %self.show, "nothing is stored of a show that has expired");
            return Ok(());
        }
        for entry in batch {
            match entry {
                Entry::Event { event, mentioned } => {
                    db::insert_event(&mut tx, self.show, event).await?;
                    for whom in mentioned {
                        self.tell_mention(&mut tx, event, *whom).await?;
                    }
                }
                Entry::Vote {
                    question,
                    account,
                    up,
                } => db::set_vote(&mut tx, self.show, *question, *account, *up).await?,
                Entry::Hearts { second, number, hues } => {
                    db::add_hearts(&mut tx, self.show, *second, i64::from(*number), &json(hues)).await?
                }
                Entry::Minute(minute) => db::add_minute(&mut tx, self.show, minute).await?,
                Entry::Flush(_) => {}
            }
        }
        tx.commit().await
    }

    async fn tell_mention(&self, tx: &mut store::Tx, event: &Event, whom: AccountId) -> store::Result<()> {
        let Some(by) = event.account else { return Ok(()) };
        let mentioned = model::Event::Mentioned {
            show: self.show,
            message: event.seq,
            by,
            whom,
            at: event.at,
        };
        outbox::add(tx, &*self.clock, &*self.entropy, &mentioned).await
    }
}

/// Fills `batch` for a while; not longer once somebody waits for it.
async fn gather(first: Entry, entries: &mut mpsc::Receiver<Entry>, batch: &mut Vec<Entry>) {
    let until = Instant::now() + GATHER;
    let mut awaited = matches!(first, Entry::Flush(_));
    batch.push(first);
    while !awaited && batch.len() < BATCH {
        let Ok(Some(entry)) = timeout_at(until, entries.recv()).await else {
            return;
        };
        awaited = matches!(entry, Entry::Flush(_));
        batch.push(entry);
    }
}
