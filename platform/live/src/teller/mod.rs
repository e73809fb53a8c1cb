//! The teller: reads what has happened out of the outbox, in order, and makes
//! notices of it; and reminders of what is about to. In batches, so that a
//! long list of followers never holds the database's writer for long.
//!
//! An event is told at least once: killed half-way, the teller begins it anew,
//! and the notices' unique key keeps it from telling anyone twice.

mod audience;
mod db;
mod lease;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use model::{AccountId, Event, NoticeKind, ShowId, ShowState, Timestamp, Visibility};
use store::outbox::{self, Told};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use audience::{Audience, Saying};

use crate::shows::Show;
use crate::{Live, notices, reminders};

/// How often new events are looked for.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// The pause after the database did not answer.
const TROUBLE: Duration = Duration::from_secs(1);
/// People told in one transaction.
const BATCH: i64 = 500;
/// Events read ahead.
const AHEAD: i64 = 64;
/// How often shows that begin soon are looked for.
const REMIND_EVERY: TimeDelta = TimeDelta::seconds(5);
/// How often old rows are removed.
const TIDY_EVERY: TimeDelta = TimeDelta::hours(1);
/// How long an event is kept after it was told.
const TOLD_KEPT: TimeDelta = TimeDelta::days(7);
/// So often someone is told that they were named in one show. Beyond that, the
/// room's own page has it.
const MENTIONS_MAX: i64 = 20;

/// Someone who hears of every event, in order and at least once.
#[async_trait]
pub trait Listener: std::fmt::Debug + Send + Sync {
    /// An error makes the event come again, and holds up those behind it.
    async fn hear(&self, told: &Told) -> Result<(), store::Error>;
}

/// What a step of the teller came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Something was told; there may be more.
    Told,
    /// There is nothing to tell.
    Idle,
}

/// The teller's own loop, and how far it is.
#[derive(Debug)]
pub struct Teller {
    live: Live,
    /// This teller among those of other servers.
    holder: Uuid,
    listeners: Vec<Arc<dyn Listener>>,
    events: VecDeque<Told>,
    /// What is being told to many.
    telling: Option<Telling>,
    remind_at: Option<Timestamp>,
    tidy_at: Option<Timestamp>,
}

/// One thing on its way to many.
#[derive(Debug)]
struct Telling {
    saying: Saying,
    show: Show,
    audiences: VecDeque<Audience>,
    /// The last one of the first audience that was told.
    after: Option<AccountId>,
}

impl Teller {
    pub fn new(live: Live) -> Self {
        Self {
            holder: model::EventId::new(&*live.clock, &*live.entropy).0,
            live,
            listeners: Vec::new(),
            events: VecDeque::new(),
            telling: None,
            remind_at: None,
            tidy_at: None,
        }
    }

    /// Has someone else hear of every event, too.
    #[must_use]
    pub fn with_listener(mut self, listener: Arc<dyn Listener>) -> Self {
        self.listeners.push(listener);
        self
    }

    /// Runs until `stop`.
    pub async fn run(mut self, stop: CancellationToken) {
        loop {
            let pause = match self.step().await {
                Ok(Step::Told) => Duration::ZERO,
                Ok(Step::Idle) => LOOK_EVERY,
                Err(error) => {
                    tracing::warn!(%error, "telling has to wait");
                    TROUBLE
                }
            };
            tokio::select! {
                () = stop.cancelled() => break,
                () = tokio::time::sleep(pause) => {}
            }
        }
        if let Err(error) = lease::release(&self.live, self.holder).await {
            tracing::debug!(%error, "the next teller waits for the lease to end");
        }
    }

    /// Does the next piece of work: one batch at most.
    pub async fn step(&mut self) -> Result<Step, store::Error> {
        if self.telling.is_some() {
            if !lease::hold(&self.live, self.holder).await? {
                self.step_down();
                return Ok(Step::Idle);
            }
            let told = self.tell_batch().await;
            if told.is_err() {
                // What it was told of may be gone: begun anew, it is looked up again.
                self.telling = None;
            }
            return told.map(|()| Step::Told);
        }
        if self.events.is_empty() {
            self.events = outbox::untold(&self.live.db, AHEAD).await?.into();
        }
        if let Some(told) = self.events.front().cloned() {
            if !lease::hold(&self.live, self.holder).await? {
                self.step_down();
                return Ok(Step::Idle);
            }
            self.begin(&told).await?;
            return Ok(Step::Told);
        }
        self.look_around().await
    }

    /// Another server's teller is at work: what it will tell is its own.
    fn step_down(&mut self) {
        self.events.clear();
        self.telling = None;
    }

    /// Does what an event asks for, or takes up telling it to many.
    async fn begin(&mut self, told: &Told) -> Result<(), store::Error> {
        for listener in &self.listeners {
            listener.hear(told).await?;
        }
        match &told.event {
            Event::ShowStarted { show, .. } => {
                self.telling = self.live_show(*show, told.at).await?;
            }
            Event::Mentioned {
                show,
                message,
                by,
                whom,
                at,
            } => self.tell_mention(*show, *message, *by, *whom, *at).await?,
            Event::ShowExpired { show, .. } => while db::forget_show(&self.live.db, *show, BATCH).await? {},
            Event::ShowEnded { .. }
            | Event::OrderPaid { .. }
            | Event::OrderFulfilled { .. }
            | Event::OrderRefunded { .. }
            | Event::OrderRefundFailed { .. }
            | Event::OrderCancelled { .. } => {}
        }
        if self.telling.is_none() {
            self.finish_event().await?;
        }
        Ok(())
    }

    async fn finish_event(&mut self) -> Result<(), store::Error> {
        if let Some(told) = self.events.front() {
            outbox::mark_told(&self.live.db, told.sequence, self.live.clock.now()).await?;
            self.events.pop_front();
        }
        Ok(())
    }

    /// Who is to hear that a show has begun. Nobody, where it is over again.
    async fn live_show(&self, id: ShowId, at: Timestamp) -> Result<Option<Telling>, store::Error> {
        let Some(show) = self
            .live
            .show(id)
            .await?
            .filter(|show| show.state == ShowState::Live)
        else {
            return Ok(None);
        };
        let mut audiences = VecDeque::from([Audience::Reminded]);
        // An unlisted show is for those who have its link.
        if show.visibility != Visibility::Unlisted {
            audiences.push_back(Audience::Followers(crate::follows::Target::Person(show.host)));
            audiences.extend(
                show.shop
                    .map(|shop| Audience::Followers(crate::follows::Target::Shop(shop))),
            );
        }
        Ok(Some(Telling {
            saying: Saying {
                kind: NoticeKind::Live,
                subject: String::new(),
                at,
            },
            show,
            audiences,
            after: None,
        }))
    }

    /// Tells the next batch of people.
    async fn tell_batch(&mut self) -> Result<(), store::Error> {
        let Some(telling) = &mut self.telling else {
            return Ok(());
        };
        if let Some(&audience) = telling.audiences.front() {
            let batch = audience::Batch {
                audience,
                show: &telling.show,
                saying: &telling.saying,
            };
            let told = batch.tell(&self.live, telling.after, BATCH).await?;
            self.live.ring_for(&told.notices).await?;
            telling.after = told.last;
            if telling.after.is_none() {
                telling.audiences.pop_front();
            }
        }
        if telling.audiences.is_empty() {
            let was_event = telling.saying.kind == NoticeKind::Live;
            if was_event {
                self.finish_event().await?;
            }
            self.telling = None;
        }
        Ok(())
    }

    async fn tell_mention(
        &self,
        show: ShowId,
        message: i64,
        by: AccountId,
        whom: AccountId,
        at: Timestamp,
    ) -> Result<(), store::Error> {
        let Some(show) = self.live.show(show).await? else {
            return Ok(());
        };
        let is_gone = show.state_at(self.live.clock.now()) == ShowState::Expired;
        if by == whom || is_gone || !self.live.may_watch(&show, whom).await? {
            return Ok(());
        }
        let told = db::insert_mention(&self.live.db, show.id, message, by, whom, at, MENTIONS_MAX).await?;
        self.live.ring_for(&told).await
    }

    /// Looks for what no event tells of: shows that begin soon, and old rows.
    async fn look_around(&mut self) -> Result<Step, store::Error> {
        let now = self.live.clock.now();
        if self.remind_at.is_none_or(|at| at <= now) {
            let due = db::show_to_remind_of(&self.live.db, now, now + reminders::AHEAD).await?;
            if let Some(show) = due {
                if !lease::hold(&self.live, self.holder).await? {
                    return Ok(Step::Idle);
                }
                self.telling = self.soon(show, now).await?;
                return Ok(Step::Told);
            }
            self.remind_at = Some(now + REMIND_EVERY);
        }
        if self.tidy_at.is_none_or(|at| at <= now) {
            outbox::forget_told(&self.live.db, now - TOLD_KEPT).await?;
            db::forget_old(&self.live.db, now - notices::KEPT).await?;
            self.tidy_at = Some(now + TIDY_EVERY);
        }
        Ok(Step::Idle)
    }

    async fn soon(&self, id: ShowId, at: Timestamp) -> Result<Option<Telling>, store::Error> {
        let Some(show) = self.live.show(id).await? else {
            return Ok(None);
        };
        let Some(start) = show.starts_at else {
            return Ok(None);
        };
        Ok(Some(Telling {
            saying: Saying {
                kind: NoticeKind::Soon,
                // A show that was moved begins soon once more.
                subject: start.timestamp().to_string(),
                at,
            },
            show,
            audiences: VecDeque::from([Audience::ToRemind(start)]),
            after: None,
        }))
    }
}
