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
use super::event::{StageState, json};
use super::frame;
use super::keeper::{Entry, Keeper};
use super::log::Log;
use super::message::{self, Counts};
use super::minutes::{ByMinute, Minute};
use super::owed::Owed;
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

/// How often a room does what it does by the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How long events are gathered once one has been told.
    pub gather: Duration,
    /// How often counts are told, at most.
    pub counts: Duration,
    /// How often seats are looked after; one that is behind ten times in a row
    /// is closed.
    pub look: Duration,
    /// An empty room is closed after this.
    pub empty: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            gather: Duration::from_millis(20),
            counts: Duration::from_millis(250),
            look: Duration::from_secs(1),
            empty: Duration::from_secs(60),
        }
    }
}

#[derive(Debug)]
pub(super) struct Room {
    pub(super) shared: Arc<Shared>,
    pace: Pace,
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
    stock: Stock,
    sold: Ticker,
    /// What is left of what is pinned, for those who come in, until it changes.
    stock_letter: Option<Bytes>,
    pub(super) seats: HashMap<u64, Arc<Inbox>>,
    /// When someone last wrote, while slow mode asks.
    pub(super) wrote: HashMap<AccountId, Instant>,
    /// Frames that were not told yet.
    pending: BytesMut,
    /// Frames are in the ring whose readers were not woken yet.
    sealed: bool,
    pushed: Option<Instant>,
    hearts: i64,
    fresh: Hearts,
    by_second: BySecond,
    by_minute: ByMinute,
    /// Hearts counted in minutes so far.
    minuted: i64,
    counts_changed: bool,
    counted: Option<Instant>,
    /// The room's part of a `resync`, until something changes.
    pub(super) snapshot: Option<Bytes>,
    looked: Instant,
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
            Some(told) => *told != window.json,
            None => !loaded.standing.display.is_bare(),
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

    fn counts_due(&self) -> Instant {
        self.counted
            .map_or(self.looked, |counted| counted + self.pace.counts)
    }

    /// Whether something passing is to be told.
    fn has_passing(&self) -> bool {
        self.counts_changed
            || self.questions.has_changed()
            || self.stock.has_changed()
            || !self.sold.is_empty()
    }

    fn tick(&mut self, now: Instant) {
        if self.has_passing() && now >= self.counts_due() {
            self.counted = Some(now);
            if std::mem::take(&mut self.counts_changed) {
                self.tell_counts();
            }
            self.tell_votes();
            self.tell_sales();
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

    fn tell_counts(&mut self) {
        let fresh = std::mem::take(&mut self.fresh);
        let counts = self.counts(fresh.number, fresh.hues.clone());
        self.tell(&frame::text(&message::counts(&counts)));
        if !fresh.is_empty() {
            let second = self.now().timestamp();
            if let Some((second, hearts)) = self.by_second.add(second, fresh) {
                self.keep_hearts(second, hearts);
            }
        }
    }

    fn tell_votes(&mut self) {
        let votes = self.questions.take_changed();
        if !votes.is_empty() {
            self.tell(&frame::text(&message::votes(&votes)));
        }
    }

    /// What is left of the goods, and who bought some.
    fn tell_sales(&mut self) {
        let changed = self.stock.take_changed();
        if !changed.is_empty() {
            self.tell(&frame::text(&message::stock(&changed)));
        }
        for sold in self.sold.take() {
            self.tell(&frame::text(&message::sold(&sold)));
        }
    }

    /// What is left of what is pinned, for those who come in: the window may
    /// have been told a while ago.
    pub(super) fn stock_letter(&mut self) -> Option<Bytes> {
        if self.stock_letter.is_none() {
            let left = self.stock.of(&self.window.pinned);
            self.stock_letter = (!left.is_empty()).then(|| frame::text(&message::stock(&left)));
        }
        self.stock_letter.clone()
    }

    pub(super) fn forget_stock_letter(&mut self) {
        self.stock_letter = None;
    }

    fn counts(&self, fresh: u32, hues: Vec<u16>) -> Counts {
        Counts {
            // Whoever runs the show looks after it; they don't watch it.
            watching: self.watching(),
            hearts: self.hearts,
            fresh,
            hues,
        }
    }

    fn watching(&self) -> usize {
        self.seats.len() - self.seats_of(self.shared.venue.host).count()
    }

    fn look_at_minute(&mut self) {
        let watching = i64::try_from(self.watching()).unwrap_or(i64::MAX);
        let hearts = self.hearts - std::mem::replace(&mut self.minuted, self.hearts);
        if let Some(over) = self.by_minute.look(self.now(), watching, hearts) {
            self.keep_minute(over);
        }
        self.shared.set_minute(self.by_minute.running());
    }

    fn keep_minute(&self, minute: Minute) {
        match self.keeper.as_ref().and_then(Keeper::reserve) {
            Some(permit) => permit.send(Entry::Minute(minute)),
            None => tracing::warn!(show = %self.shared.venue.show, "a minute is not stored"),
        }
    }

    /// Hands the hearts of seconds before `second` to the keeper.
    fn store_hearts(&mut self, second: i64) {
        if let Some((second, hearts)) = self.by_second.take_before(second) {
            self.keep_hearts(second, hearts);
        }
    }

    fn keep_hearts(&self, second: i64, hearts: Hearts) {
        match self.keeper.as_ref().and_then(Keeper::reserve) {
            Some(permit) => permit.send(Entry::Hearts {
                second,
                number: hearts.number,
                hues: hearts.hues,
            }),
            None => tracing::warn!(show = %self.shared.venue.show, "hearts of a second are not stored"),
        }
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
        if !errands.stock.is_empty() && errands.stock.pour_into(&mut self.stock) {
            self.stock_letter = None;
        }
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

    /// Takes seats that were overrun to the head, all with the same frames.
    fn resync(&mut self, overrun: &[u64]) {
        let snapshot = self.snapshot();
        let head = message::resync_again_head(self.log.epoch, self.log.seq);
        let head = frame::with_rest(&head, snapshot.len());
        let stock = self.stock_letter();
        let next = self.next_chunk();
        for seat in overrun {
            if let Some(inbox) = self.seats.get(seat) {
                let frames = [head.clone(), snapshot.clone()].into_iter();
                inbox.place(frames.chain(stock.clone()), next);
            }
        }
    }

    /// The room as it stands, without what is personal.
    pub(super) fn snapshot(&mut self) -> Bytes {
        if let Some(made) = &self.snapshot {
            return made.clone();
        }
        let (state, rules) = (self.state, json(&self.rules));
        let (pinned, history) = (self.log.pinned_json(), self.log.history_json());
        let (questions, counts) = (self.questions.json(), json(&self.counts(0, Vec::new())));
        let window = &self.window.json;
        let text = format!(
            r#""state":"{state}","rules":{rules},"pinned":{pinned},"window":{window},"history":{history},"questions":{questions},"counts":{counts}}}"#
        );
        let made = Bytes::from(text);
        self.snapshot = Some(made.clone());
        made
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
        let second = self.now().timestamp();
        if let Some((second, hearts)) = self.by_second.add(second, fresh) {
            self.keep_hearts(second, hearts);
        }
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
