//! A shop's line at a moment: who waits, who is there for them, at whom it rings
//! and how long it takes.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use model::{AccountId, ShopId, Timestamp};

use crate::advisors::{self, Advisor};
use crate::declines::{self, Decline};
use crate::desks::{self, Desk, Opening};
use crate::estimate::{self, Estimate};
use crate::ringing::{No, ringing};
use crate::routing::{Routing, ranked};
use crate::tickets::{self, Ticket};
use crate::{Advice, TicketId, sessions};

/// What was read of a shop at one moment.
#[derive(Debug, Clone)]
pub struct Line {
    now: Timestamp,
    desk: Option<Desk>,
    /// In the order they are served in.
    waiting: Vec<Ticket>,
    /// Those who are on, in a session or not.
    on: Vec<Advisor>,
    declines: Vec<Decline>,
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
    /// How it stands in `shop` now.
    pub async fn line(&self, shop: ShopId) -> Result<Line, store::Error> {
        let now = self.clock.now();
        let mut read = self.db.read().await?;
        let mut on = advisors::of_shop(&mut read, shop).await?;
        on.retain(|advisor| advisor.is_on(now));
        let most = i64::try_from(estimate::SESSIONS).unwrap_or(i64::MAX);
        Ok(Line {
            now,
            desk: desks::of(&mut read, shop).await?,
            waiting: tickets::waiting(&mut read, shop).await?,
            on,
            declines: declines::of_shop(&mut read, shop).await?,
            services: sessions::service_times(&mut read, shop, most).await?,
        })
    }

    /// At whom each of those who wait rings.
    pub fn rings(&self, line: &Line) -> Vec<Ring> {
        line.rings(&*self.routing)
    }
}

impl Line {
    pub fn opening(&self) -> Opening {
        desks::opening(self.desk.as_ref(), self.on.len(), self.now)
    }

    /// Those who wait, in the order they are served in.
    pub fn waiting(&self) -> &[Ticket] {
        &self.waiting
    }

    /// Advisors who are there, in a session or not.
    pub fn advisors_on(&self) -> usize {
        self.on.len()
    }

    /// People before that ticket; none when it does not wait.
    pub fn before(&self, ticket: TicketId) -> Option<usize> {
        self.waiting.iter().position(|waiting| waiting.id == ticket)
    }

    /// How long somebody waits with so many before them; none when nobody is on.
    pub fn estimate(&self, before: usize) -> Option<Estimate> {
        let seconds = |since: Timestamp| {
            let seconds = (self.now - since).num_seconds().max(0);
            u32::try_from(seconds).unwrap_or(u32::MAX)
        };
        let busy: Vec<_> = self
            .on
            .iter()
            .map(|advisor| advisor.in_session_since.map(seconds))
            .collect();
        estimate::estimate(before, &busy, &self.services)
    }

    /// An advisor hears one at a time: the oldest that reaches them.
    fn rings(&self, routing: &dyn Routing) -> Vec<Ring> {
        let available: Vec<_> = self
            .on
            .iter()
            .filter(|advisor| advisor.is_available(self.now))
            .collect();
        let mut elsewhere = BTreeSet::new();
        let mut rings = Vec::with_capacity(self.waiting.len());
        for ticket in &self.waiting {
            let ranked = ranked(routing, ticket, &available);
            let noes: Vec<_> = self.noes(ticket).collect();
            let advisors = ringing(&ranked, &elsewhere, &noes, self.now - ticket.ring_from);
            elsewhere.extend(advisors.iter().copied());
            rings.push(Ring {
                ticket: ticket.id,
                advisors,
            });
        }
        rings
    }

    fn noes(&self, ticket: &Ticket) -> impl Iterator<Item = No> {
        let declines = self
            .declines
            .iter()
            .filter(|decline| decline.ticket_id == ticket.id);
        declines.map(|decline| No {
            account: decline.account_id,
            after: (decline.declined_at - ticket.ring_from).max(TimeDelta::zero()),
        })
    }
}
