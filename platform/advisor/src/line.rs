//! A shop's line at a moment: who waits, who is there for them, at whom it rings
//! and how long it takes.
//!
//! Where a shop has queues, somebody's line is made of the advisors who serve theirs,
//! and of all who come before them and whom one of those advisors serves as well. So
//! a place says honestly how many may have their turn first. The estimate takes it
//! that all of them have: where others serve some of them too it is rather too long
//! than too short.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use model::{AccountId, ShopId, Timestamp};

use crate::advisors::{self, Advisor};
use crate::bookings;
use crate::declines;
use crate::desks::{self, Desk, Opening};
use crate::estimate::{self, Estimate, estimates};
use crate::queues::{self, Queue};
use crate::ringing::{No, ringing};
use crate::routing::{Candidate, Routing, ranked};
use crate::tickets::{self, Ticket};
use crate::{Advice, QueueId, TicketId, sessions};

/// So long a ticket that is meant for one advisor rings at them alone.
pub const THEIRS_FOR: TimeDelta = TimeDelta::seconds(60);

/// What was read of a shop at one moment.
#[derive(Debug, Clone)]
pub struct Line {
    now: Timestamp,
    desk: Option<Desk>,
    queues: Vec<Queue>,
    /// Those who wait, here and away, in the order they are served in.
    all: Vec<Ticket>,
    /// Those who are on, in a session or not.
    on: Vec<Advisor>,
    /// Those whose next booking is near.
    expected: BTreeSet<AccountId>,
    /// Of each ticket, by whom and when.
    declines: BTreeMap<TicketId, Vec<(AccountId, Timestamp)>>,
    /// Of the last sessions, in seconds.
    services: Vec<u32>,
}

/// At whom a ticket rings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ring {
    pub ticket: TicketId,
    pub advisors: Vec<AccountId>,
}

impl Advice {
    /// How it stands in `shop` now, by the database.
    pub async fn line(&self, shop: ShopId) -> Result<Line, store::Error> {
        let now = self.clock.now();
        let mut read = self.db.read().await?;
        let mut on = advisors::of_shop(&mut read, shop).await?;
        on.retain(|advisor| advisor.is_on(now));
        let mut declined: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for decline in declines::of_shop(&mut read, shop).await? {
            let of_ticket = declined.entry(decline.ticket_id).or_default();
            of_ticket.push((decline.account_id, decline.declined_at));
        }
        let most = i64::try_from(estimate::SESSIONS).unwrap_or(i64::MAX);
        Ok(Line {
            now,
            desk: desks::of(&mut read, shop).await?,
            queues: queues::of_shop(&mut read, shop).await?,
            all: tickets::in_line(&mut read, shop).await?,
            on,
            expected: bookings::expected(&mut read, shop, now).await?,
            declines: declined,
            services: sessions::service_times(&mut read, shop, most).await?,
        })
    }

    /// At whom each of those who wait rings.
    pub fn rings(&self, line: &Line) -> Vec<Ring> {
        line.rings(&*self.routing)
    }
}

impl Line {
    /// When it was read.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub fn opening(&self) -> Opening {
        desks::opening(self.desk.as_ref(), self.on.len(), self.now)
    }

    /// Whether that queue is open.
    pub fn opening_of(&self, queue: &Queue) -> Opening {
        queues::opening(
            self.desk.as_ref(),
            Some(queue),
            self.on_in(Some(queue.id)),
            self.now,
        )
    }

    /// Whether it is known when it will be open: only then somebody can come later.
    pub fn has_hours(&self) -> bool {
        self.desk.is_some()
    }

    /// The shop's, in the order they are offered in.
    pub fn queues(&self) -> &[Queue] {
        &self.queues
    }

    /// Those who wait and are here, in the order they are served in.
    pub fn waiting(&self) -> impl Iterator<Item = &Ticket> {
        self.all.iter().filter(|ticket| !ticket.is_away())
    }

    /// Those who keep a place and are away, in the same order.
    pub fn away(&self) -> impl Iterator<Item = &Ticket> {
        self.all.iter().filter(|ticket| ticket.is_away())
    }

    /// People in line, or who are called back when it is their turn.
    pub fn people(&self) -> usize {
        self.in_turn().count()
    }

    /// Advisors who are there, in a session or not.
    pub fn advisors_on(&self) -> usize {
        self.on.len()
    }

    /// Advisors who are there for that queue.
    pub fn on_in(&self, queue: Option<QueueId>) -> usize {
        self.serving(queue).count()
    }

    fn serving(&self, queue: Option<QueueId>) -> impl Iterator<Item = &Advisor> {
        self.on.iter().filter(move |advisor| advisor.takes_from(queue))
    }

    /// Those who have their turn as others are served. Who said a time has not, until
    /// they are here again.
    fn in_turn(&self) -> impl Iterator<Item = &Ticket> {
        self.all.iter().filter(|ticket| ticket.comes_at.is_none())
    }

    /// Whether somebody in the one queue may have their turn before somebody later in
    /// the other.
    fn shares(&self, one: Option<QueueId>, other: Option<QueueId>) -> bool {
        one == other || self.serving(one).any(|advisor| advisor.takes_from(other))
    }

    /// For each who has their turn the people before them.
    pub(crate) fn places(&self) -> BTreeMap<TicketId, usize> {
        let mut shared = BTreeMap::new();
        let mut so_far: BTreeMap<Option<QueueId>, usize> = BTreeMap::new();
        let mut places = BTreeMap::new();
        for ticket in self.in_turn() {
            let own = ticket.queue_id;
            let before = so_far.iter().filter(|&(&other, _)| {
                let shares = || self.shares(own, other);
                *shared.entry((own, other)).or_insert_with(shares)
            });
            places.insert(ticket.id, before.map(|(_, people)| people).sum());
            *so_far.entry(own).or_default() += 1;
        }
        places
    }

    /// People before somebody who would ask for that queue now.
    pub fn before_newcomer(&self, queue: Option<QueueId>) -> usize {
        let of_all: BTreeSet<_> = self.in_turn().map(|ticket| ticket.queue_id).collect();
        let shared: BTreeSet<_> = of_all
            .into_iter()
            .filter(|other| self.shares(queue, *other))
            .collect();
        self.in_turn()
            .filter(|ticket| shared.contains(&ticket.queue_id))
            .count()
    }

    /// How long it takes in that queue, for each number of people that may be before
    /// somebody; empty when nobody is on for it.
    pub(crate) fn estimates(&self, queue: Option<QueueId>) -> Vec<Estimate> {
        let seconds = |since: Timestamp| {
            let seconds = (self.now - since).num_seconds().max(0);
            u32::try_from(seconds).unwrap_or(u32::MAX)
        };
        let busy: Vec<_> = self
            .serving(queue)
            .map(|advisor| advisor.in_session_since.map(seconds))
            .collect();
        estimates(self.before_newcomer(queue) + 1, &busy, &self.services)
    }

    /// An advisor hears one at a time: the oldest that reaches them.
    fn rings(&self, routing: &dyn Routing) -> Vec<Ring> {
        self.ring(routing, self.waiting())
    }

    /// Those who are called back and not called yet, and whose turn it is: somebody is
    /// free who would hear them, were they here, and hears nobody before them. Who was
    /// called and has not come yet counts as if they had.
    pub(crate) fn due(&self, routing: &dyn Routing) -> Vec<TicketId> {
        let is_due = |ticket: &&Ticket| ticket.calls_back && ticket.called_at.is_none();
        let due: BTreeSet<_> = self.all.iter().filter(is_due).map(|ticket| ticket.id).collect();
        if due.is_empty() {
            return Vec::new();
        }
        let rings = self.ring(routing, self.in_turn()).into_iter();
        rings
            .filter(|ring| due.contains(&ring.ticket) && !ring.advisors.is_empty())
            .map(|ring| ring.ticket)
            .collect()
    }

    fn ring<'l>(&'l self, routing: &dyn Routing, tickets: impl Iterator<Item = &'l Ticket>) -> Vec<Ring> {
        let available = self.on.iter().filter(|advisor| advisor.is_available(self.now));
        let available: Vec<_> = available.map(Candidate::of).collect();
        let mut elsewhere = BTreeSet::new();
        let mut ring = |ticket: &Ticket| {
            let mut advisors = self.rung(routing, ticket, &available, &elsewhere);
            // One is enough to call somebody; the others are for the next.
            if ticket.is_away() {
                advisors.truncate(1);
            }
            elsewhere.extend(advisors.iter().copied());
            Ring {
                ticket: ticket.id,
                advisors,
            }
        };
        tickets.map(&mut ring).collect()
    }

    fn rung(
        &self,
        routing: &dyn Routing,
        ticket: &Ticket,
        available: &[Candidate<'_>],
        elsewhere: &BTreeSet<AccountId>,
    ) -> Vec<AccountId> {
        let mut serving: Vec<_> = available
            .iter()
            .filter(|candidate| {
                let advisor = candidate.advisor;
                // Nobody gives advice to themselves.
                advisor.takes_from(ticket.queue_id) && Some(advisor.account_id) != ticket.account_id
            })
            .collect();
        let is_expected = |candidate: &Candidate<'_>| self.expected.contains(&candidate.advisor.account_id);
        if ticket.booking_id.is_none() && !serving.iter().all(|candidate| is_expected(candidate)) {
            serving.retain(|candidate| !is_expected(candidate));
        }
        let mut waves_from = ticket.ring_from;
        if let Some(own) = ticket.for_advisor
            && !self.has_declined(ticket, own)
            && self.on.iter().any(|advisor| advisor.account_id == own)
        {
            if self.now - ticket.ring_from < THEIRS_FOR {
                let is_free = available
                    .iter()
                    .any(|candidate| candidate.advisor.account_id == own);
                let hears = is_free && !elsewhere.contains(&own);
                return if hears { vec![own] } else { Vec::new() };
            }
            waves_from += THEIRS_FOR;
        }
        // Nobody is left to hear it: whom it suits does not matter.
        if serving
            .iter()
            .all(|candidate| elsewhere.contains(&candidate.advisor.account_id))
        {
            return Vec::new();
        }
        let ranked = ranked(routing, ticket, &serving);
        let noes: Vec<_> = self.noes(ticket, waves_from).collect();
        ringing(&ranked, elsewhere, &noes, self.now - waves_from)
    }

    fn has_declined(&self, ticket: &Ticket, advisor: AccountId) -> bool {
        let declines = self.declines.get(&ticket.id);
        declines.is_some_and(|declines| declines.iter().any(|(account, _)| *account == advisor))
    }

    fn noes(&self, ticket: &Ticket, ring_from: Timestamp) -> impl Iterator<Item = No> {
        let declines = self.declines.get(&ticket.id).into_iter().flatten();
        declines.map(move |&(account, declined_at)| No {
            account,
            after: (declined_at - ring_from).max(TimeDelta::zero()),
        })
    }
}
