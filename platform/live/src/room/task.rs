//! The task that owns a room. It waits for commands, errands and the clock, and
//! for nothing else: no database, no socket. What happens is gathered for some
//! milliseconds and told to all seats as one chunk.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use model::{AccountId, Timestamp};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::close::Close;
use super::command::Command;
use super::db::{self, Loaded};
use super::event::StageState;
use super::keeper::Keeper;
use super::log::Log;
use super::minutes::ByMinute;
use super::owed::Owed;
use super::pace::Pace;
use super::questions::Questions;
use super::seat::Inbox;
use super::shared::Shared;
use super::standing::{Penalties, Rules};
use super::stock::Stock;
use super::tally::{BySecond, Hearts};
use super::ticker::Ticker;
use super::window::Window;

/// Looks at which a seat may be behind, one after the other.
const PATIENCE: u8 = 10;
/// Commands taken at once.
const BATCH: usize = 64;
/// How long what was told may take to be stored when the room closes…
const FLUSH: Duration = Duration::from_secs(30);
/// …and when the server stops.
const FLUSH_AT_STOP: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(super) struct Room {
    pub(super) shared: Arc<Shared>,
    pub(super) pace: Pace,
    /// None once it is being closed.
    pub(super) keeper: Option<Keeper>,
    pub(super) log: Log,
    pub(super) questions: Questions,
    pub(super) penalties: HashMap<AccountId, Penalties>,
    pub(super) moderators: HashSet<AccountId>,
    pub(super) rules: Rules,
    /// As it was told.
    pub(super) state: StageState,
    pub(super) owed: Owed,
    /// As it was told, or is owed.
    pub(super) window: Window,
    pub(super) stock: Stock,
    pub(super) sold: Ticker,
    /// What is left of what is pinned, for those who come in, until it changes.
    pub(super) stock_letter: Option<Bytes>,
    pub(super) seats: HashMap<u64, Arc<Inbox>>,
    /// When someone last wrote, while slow mode asks.
    pub(super) wrote: HashMap<AccountId, Instant>,
    /// Frames that were not told yet.
    pending: BytesMut,
    /// Frames are in the ring whose readers were not woken yet.
    sealed: bool,
    pushed: Option<Instant>,
    pub(super) hearts: i64,
    pub(super) fresh: Hearts,
    pub(super) by_second: BySecond,
    pub(super) by_minute: ByMinute,
    /// Hearts counted in minutes so far.
    pub(super) minuted: i64,
    pub(super) counts_changed: bool,
    pub(super) counted: Option<Instant>,
    /// The room's part of a `resync`, until something changes.
    pub(super) snapshot: Option<Bytes>,
    pub(super) looked: Instant,
    head_at_look: u64,
    /// Seats behind, with for how many looks.
    behind: HashMap<u64, u8>,
    /// The next time-out to run out.
    pub(super) next_pardon: Option<Timestamp>,
    empty_since: Option<Instant>,
}

impl Room {
    pub(super) fn new(shared: Arc<Shared>, mut loaded: Loaded, window: Window) -> Self {
        let house = &shared.house;
        let keeper = Keeper::start(
            house.db.clone(),
            house.clock.clone(),
            house.entropy.clone(),
            shared.venue.show,
        );
        let now = Instant::now();
        // What was changed while nobody told it is told now.
        let is_owed = match &loaded.told_window {
            Some(told) => window.differs_from(told),
            None => !window.is_late() && !loaded.standing.display.is_bare(),
        };
        let log = Log::new(&mut loaded);
        let ends = loaded.penalties.values().filter_map(|one| one.timed_out_until);
        Self {
            keeper: Some(keeper),
            log,
            pace: house.pace,
            next_pardon: ends.min(),
            questions: loaded.questions,
            penalties: loaded.penalties,
            moderators: loaded.moderators,
            rules: loaded.rules,
            state: loaded.state,
            owed: Owed::window(is_owed),
            window,
            stock: Stock::default(),
            sold: Ticker::default(),
            stock_letter: None,
            hearts: loaded.hearts,
            shared,
            seats: HashMap::new(),
            wrote: HashMap::new(),
            pending: BytesMut::new(),
            sealed: false,
            pushed: None,
            fresh: Hearts::default(),
            by_second: BySecond::default(),
            by_minute: ByMinute::default(),
            minuted: loaded.hearts,
            counts_changed: false,
            counted: None,
            snapshot: None,
            looked: now,
            head_at_look: 0,
            behind: HashMap::new(),
            empty_since: Some(now),
        }
    }

    /// Runs until the show ends, the room has been empty for a while, or the
    /// server stops.
    pub(super) async fn run(mut self, mut commands: mpsc::Receiver<Command>) {
        let stopping = self.shared.house.stopping.clone();
        let shared = self.shared.clone();
        let mut batch = Vec::with_capacity(BATCH);
        self.tell_what_is_owed();
        let close = 'open: loop {
            let due = self.due();
            tokio::select! {
                _ = commands.recv_many(&mut batch, BATCH) => {}
                () = shared.bell.notified() => {}
                () = sleep_until(due) => {}
                () = stopping.cancelled() => break Close::GoingAway,
            }
            for command in batch.drain(..) {
                if let Some(close) = self.obey(command) {
                    break 'open close;
                }
            }
            self.run_errands();
            let now = Instant::now();
            self.tick(now);
            if self
                .empty_since
                .is_some_and(|since| now >= since + self.pace.empty)
            {
                break Close::GoingAway;
            }
        };
        self.finish(close, commands).await;
    }

    /// When something is to be done at the latest.
    fn due(&self) -> Instant {
        let mut due = self.looked + self.pace.look;
        if let (true, Some(pushed)) = (self.has_news(), self.pushed) {
            due = due.min(pushed + self.pace.gather);
        }
        if self.has_passing() {
            due = due.min(self.counts_due());
        }
        due
    }

    fn tick(&mut self, now: Instant) {
        if self.has_passing() && now >= self.counts_due() {
            self.tell_passing(now);
        }
        let quiet = self.pushed.is_none_or(|pushed| now >= pushed + self.pace.gather);
        if quiet && self.has_news() {
            self.pushed = Some(now);
            self.seal();
            self.sealed = false;
            self.seats.values().for_each(|seat| seat.wake());
        }
        if now >= self.looked + self.pace.look {
            self.looked = now;
            self.look_after_seats();
            self.tell_what_is_owed();
            self.store_hearts(self.now().timestamp());
            self.look_at_minute();
            self.wrote
                .retain(|_, at| now < *at + Duration::from_secs(self.rules.slow_s.into()));
        }
    }

    /// Wall-clock time.
    pub(super) fn now(&self) -> Timestamp {
        self.shared.house.clock.now()
    }

    /// Adds a frame for all.
    pub(super) fn tell(&mut self, frame: &[u8]) {
        self.pending.extend_from_slice(frame);
        self.snapshot = None;
    }

    pub(super) fn run_errands(&mut self) {
        let errands = self.shared.take_errands();
        for seat in &errands.left {
            self.remove(*seat);
        }
        if !errands.overrun.is_empty() {
            self.resync(&errands.overrun);
        }
        if !errands.hearts.is_empty() {
            self.hearts += i64::from(errands.hearts.number);
            self.fresh.merge(errands.hearts);
            self.counts_changed = true;
        }
        self.note_stock(errands.stock);
        errands.sold.pour_into(&mut self.sold);
    }

    pub(super) fn add(&mut self, inbox: Arc<Inbox>) {
        self.seats.insert(inbox.id, inbox);
        self.empty_since = None;
        self.counts_changed = true;
    }

    pub(super) fn remove(&mut self, seat: u64) {
        if self.seats.remove(&seat).is_some() {
            self.behind.remove(&seat);
            self.counts_changed = true;
            if self.seats.is_empty() {
                self.empty_since = Some(Instant::now());
            }
        }
    }

    /// Where a seat that knows all until now goes on reading: what is gathered
    /// at the moment is closed as a chunk, and the others are woken in time.
    pub(super) fn next_chunk(&mut self) -> u64 {
        self.seal();
        self.shared.ring.head()
    }

    fn seal(&mut self) {
        if !self.pending.is_empty() {
            self.shared.ring.push(self.pending.split().freeze());
            self.sealed = true;
        }
    }

    /// Whether the seats have to be woken for something.
    fn has_news(&self) -> bool {
        self.sealed || !self.pending.is_empty()
    }

    /// Closes seats that stay behind, and ends time-outs that have run out.
    fn look_after_seats(&mut self) {
        let head = std::mem::replace(&mut self.head_at_look, self.shared.ring.head());
        for (id, inbox) in &self.seats {
            if !inbox.look(head) {
                self.behind.remove(id);
                continue;
            }
            let looks = self.behind.entry(*id).or_default();
            *looks = looks.saturating_add(1);
            if *looks >= PATIENCE {
                inbox.close(Close::Lagged);
            }
        }
        self.end_time_outs();
    }

    /// The seats learn why; then all that was told is stored.
    async fn finish(mut self, close: Close, mut commands: mpsc::Receiver<Command>) {
        self.seats.values().for_each(|seat| seat.close(close));
        // Whoever is still waiting for an answer learns that there is none.
        commands.close();
        while let Ok(command) = commands.try_recv() {
            // What the database has goes into the run of numbers all the same.
            if matches!(
                command,
                Command::Delete(_) | Command::Pin(_) | Command::Rules(_) | Command::Window(_)
            ) {
                self.obey(command);
            }
        }
        self.run_errands();
        self.tell_what_is_owed();
        let fresh = std::mem::take(&mut self.fresh);
        self.count_hearts(fresh);
        self.store_hearts(i64::MAX);
        self.look_at_minute();
        if let Some(minute) = self.by_minute.take() {
            self.keep_minute(minute);
        }
        let Some(keeper) = self.keeper.take() else { return };
        let house = self.shared.house.clone();
        let limit = async {
            tokio::select! {
                () = tokio::time::sleep(FLUSH) => {}
                () = house.stopping.cancelled() => tokio::time::sleep(FLUSH_AT_STOP).await,
            }
        };
        let show = self.shared.venue.show;
        if !keeper.finish(limit).await {
            return tracing::error!(%show, "not all that was said could be stored");
        }
        if !self.owed.is_nothing() {
            return tracing::warn!(%show, "not all that was decided in a room could be told");
        }
        if let Err(error) = db::mark_clean(&house.db, show, self.log.epoch).await {
            tracing::warn!(%show, %error, "a room's run can't be marked as complete");
        }
    }
}

impl Drop for Room {
    /// However the task ends, nobody is left sitting in a room that is not there.
    fn drop(&mut self) {
        self.seats.values().for_each(|seat| seat.close(Close::GoingAway));
    }
}
