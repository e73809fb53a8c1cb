//! The lines of shops as they are asked for by everybody who waits, every few
//! seconds: worked out once and kept for a second. What happens at a shop's desk makes
//! its line old at once, so whoever asks after it sees it; but a line is worked out by
//! one at a time, and not more often than four times a second where much happens.
//! What is decided is decided on the database, never on what is kept here.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use model::{ShopId, Timestamp};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::TryRecvError;
use tokio::time::Instant;

use crate::estimate::Estimate;
use crate::line::{Line, Ring};
use crate::news::{Item, News};
use crate::tickets::Ticket;
use crate::{Advice, QueueId, TicketId};

/// So long a line is kept, if nothing happens.
const KEPT_FOR: TimeDelta = TimeDelta::seconds(1);
/// Shops whose lines are kept.
const SHOPS_MAX: usize = 1_000;
/// Where much happens, a line is worked out as often…
const EVERY: Duration = Duration::from_millis(250);
/// …after so much of it at once: eight times.
const BURST: Duration = Duration::from_secs(2);
/// Nobody waits longer than that for somebody else who works a line out.
const PATIENCE: Duration = Duration::from_secs(3);

/// A shop's line, at whom each ticket in it rings, and the place of each.
#[derive(Debug)]
pub struct LineView {
    line: Line,
    rings: Vec<Ring>,
    places: BTreeMap<TicketId, usize>,
    /// By queue, each worked out when it is first asked for.
    estimates: BTreeMap<Option<QueueId>, OnceLock<Vec<Estimate>>>,
    /// Whose turn it is to be called.
    due: Vec<TicketId>,
}

impl LineView {
    fn of(advice: &Advice, line: Line) -> Self {
        let queues = line.queues().iter().map(|queue| Some(queue.id));
        Self {
            rings: advice.rings(&line),
            places: line.places(),
            estimates: queues
                .chain([None])
                .map(|queue| (queue, OnceLock::new()))
                .collect(),
            due: line.due(&*advice.routing),
            line,
        }
    }

    pub fn line(&self) -> &Line {
        &self.line
    }

    /// Those who wait and are here with whom they ring at, in the order they are served in.
    pub fn rings(&self) -> impl Iterator<Item = (&Ticket, &Ring)> {
        self.line.waiting().zip(&self.rings)
    }

    /// Whether it rings at anybody.
    pub fn is_ringing(&self, ticket: TicketId) -> bool {
        let ring = self.rings.iter().find(|ring| ring.ticket == ticket);
        ring.is_some_and(|ring| !ring.advisors.is_empty())
    }

    /// People who may have their turn before that ticket; none when it does not wait
    /// for one.
    pub fn before(&self, ticket: TicketId) -> Option<usize> {
        self.places.get(&ticket).copied()
    }

    /// How long that ticket waits; none when nobody is on for it.
    pub fn estimate(&self, ticket: &Ticket) -> Option<Estimate> {
        let before = self.before(ticket.id)?;
        self.estimates_of(ticket.queue_id).get(before).copied()
    }

    /// How long somebody would wait who asks for that queue now.
    pub fn estimate_for_newcomer(&self, queue: Option<QueueId>) -> Option<Estimate> {
        self.estimates_of(queue).last().copied()
    }

    fn estimates_of(&self, queue: Option<QueueId>) -> &[Estimate] {
        let known = self.estimates.get(&queue);
        known.map_or(&[], |known| known.get_or_init(|| self.line.estimates(queue)))
    }

    pub(crate) fn due(&self) -> &[TicketId] {
        &self.due
    }
}

/// The lines that are kept.
pub(crate) struct KeptLines {
    shops: Mutex<HashMap<ShopId, Arc<Kept>>>,
    /// What happened since somebody looked.
    news: Mutex<broadcast::Receiver<Item>>,
}

/// One shop's.
#[derive(Default)]
struct Kept {
    /// One more with everything that happened there.
    happened: AtomicU64,
    /// What was worked out last, and what had happened before that.
    last: Mutex<Option<(u64, Arc<LineView>)>>,
    /// Had by whoever works it out; until when it was worked out as often as may be.
    builder: tokio::sync::Mutex<Option<Instant>>,
}

impl fmt::Debug for KeptLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptLines").finish_non_exhaustive()
    }
}

impl KeptLines {
    pub(crate) fn new(news: &News) -> Self {
        Self {
            shops: Mutex::default(),
            news: Mutex::new(news.listen()),
        }
    }

    /// Something has happened at that shop's desk.
    pub(crate) fn changed(&self, shop: ShopId) {
        let shops = self.shops.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = shops.get(&shop) {
            kept.happened.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Takes in what happened since it was last done.
    fn hear(&self) {
        let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match news.try_recv() {
                Ok(
                    Item::Ticket { shop, .. }
                    | Item::Opened { shop, .. }
                    | Item::Ended { shop, .. }
                    | Item::Advisors { shop },
                ) => self.changed(shop),
                Ok(_) => {}
                Err(TryRecvError::Lagged(_)) => {
                    let shops = self.shops.lock().unwrap_or_else(PoisonError::into_inner);
                    for kept in shops.values() {
                        kept.happened.fetch_add(1, Ordering::SeqCst);
                    }
                }
                Err(TryRecvError::Empty | TryRecvError::Closed) => return,
            }
        }
    }

    fn of(&self, shop: ShopId, now: Timestamp) -> Arc<Kept> {
        let mut shops = self.shops.lock().unwrap_or_else(PoisonError::into_inner);
        if shops.len() >= SHOPS_MAX && !shops.contains_key(&shop) {
            shops.retain(|_, kept| kept.fresh(0, now).is_some());
            if shops.len() >= SHOPS_MAX {
                shops.clear();
            }
        }
        Arc::clone(shops.entry(shop).or_default())
    }
}

impl Kept {
    /// What is kept, if it was worked out after `happened` and is not too old.
    fn fresh(&self, happened: u64, now: Timestamp) -> Option<Arc<LineView>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let (knew, view) = last.as_ref()?;
        let age = now - view.line.now();
        let is_fresh = *knew >= happened && age >= TimeDelta::zero() && age < KEPT_FOR;
        is_fresh.then(|| Arc::clone(view))
    }

    fn keep(&self, knew: u64, view: &Arc<LineView>) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some((knew, Arc::clone(view)));
    }
}

impl Advice {
    /// How it stands in `shop`: as of now, or of a moment within the last second since
    /// which nothing has happened there that this server knows of.
    pub async fn line_view(&self, shop: ShopId) -> Result<Arc<LineView>, store::Error> {
        self.lines.hear();
        let kept = self.lines.of(shop, self.clock.now());
        let happened = kept.happened.load(Ordering::SeqCst);
        if let Some(view) = kept.fresh(happened, self.clock.now()) {
            return Ok(view);
        }
        let Ok(mut paced) = tokio::time::timeout(PATIENCE, kept.builder.lock()).await else {
            return self.build(shop).await;
        };
        // Somebody else did it meanwhile.
        if let Some(view) = kept.fresh(happened, self.clock.now()) {
            return Ok(view);
        }
        let now = Instant::now();
        if let Some(until) = paced.filter(|until| *until > now + BURST) {
            tokio::time::sleep_until(until - BURST).await;
        }
        let now = Instant::now();
        *paced = Some(paced.map_or(now, |until| until.max(now)) + EVERY);
        // Whatever happens from here on may be in it or not.
        self.lines.hear();
        let knew = kept.happened.load(Ordering::SeqCst);
        let view = self.build(shop).await?;
        kept.keep(knew, &view);
        Ok(view)
    }

    async fn build(&self, shop: ShopId) -> Result<Arc<LineView>, store::Error> {
        Ok(Arc::new(LineView::of(self, self.line(shop).await?)))
    }
}
