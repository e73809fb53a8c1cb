//! A shop's advice desk without its web, for tests of what happens there: at a
//! counter's clock and with its stops.

use std::sync::Arc;
use std::time::Duration;

use advisor::advisors::{Availability, Profile};
use advisor::sessions::{AcceptError, Session};
use advisor::tickets::{Ask, AskError, Ticket};
use advisor::{Advice, TicketId};
use kit::{Counter, someone};
use model::{AccountId, Holder, SystemEntropy};
use store::{execute, fetch_all};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// What must be nowhere, whatever has happened: each finds those that break a law.
const LAWS: &[(&str, &str)] = &[
    (
        "an accepted ticket is in an open session, and no other ticket is",
        "SELECT t.id FROM advice_tickets t WHERE (t.state = 'accepted') <> EXISTS
           (SELECT 1 FROM advice_sessions s
            WHERE s.ticket_id = t.id AND s.state = 'open' AND s.id = t.session_id AND s.holder = t.holder)",
    ),
    (
        "an open session has its ticket",
        "SELECT s.id FROM advice_sessions s WHERE s.state = 'open' AND NOT EXISTS
           (SELECT 1 FROM advice_tickets t WHERE t.session_id = s.id AND t.state = 'accepted')",
    ),
    (
        "an address to call is kept for those who are away alone",
        "SELECT id FROM advice_tickets WHERE call_mail <> '' AND NOT (state = 'waiting' AND (calls_back OR comes_at IS NOT NULL))",
    ),
    (
        "a session that has ended says when and by whom",
        "SELECT id FROM advice_sessions WHERE (state = 'ended') <> (ended_at IS NOT NULL AND ended_by IS NOT NULL)",
    ),
];

/// The desk of a counter's shop.
#[derive(Debug)]
pub(crate) struct Desk<'c> {
    pub counter: &'c Counter,
    pub advice: Advice,
}

impl<'c> Desk<'c> {
    pub(crate) fn of(counter: &'c Counter) -> Self {
        let (db, clock) = (counter.commerce.db.clone(), counter.clock.clone());
        let advice = Advice::new(db, clock, Arc::new(SystemEntropy)).with_points(counter.stops.clone());
        Self { counter, advice }
    }

    /// Someone with an account.
    pub(crate) async fn account(&self, handle: &str) -> AccountId {
        let id = AccountId::new(&*self.counter.clock, &SystemEntropy);
        let mut tx = self.advice.db.begin().await.expect("a transaction");
        execute!(
            tx,
            "INSERT INTO accounts (id, handle, name, email, password_hash, bio, locale, created_at)
             VALUES ($1, $2, $2, $2, '', '', '', $3)",
            id,
            handle,
            self.counter.now(),
        )
        .expect("an account");
        tx.commit().await.expect("an account");
        id
    }

    /// An advisor who is on and speaks these.
    pub(crate) async fn advisor(&self, handle: &str, languages: &[&str]) -> AccountId {
        let id = self.account(handle).await;
        self.turns(id, Availability::On, languages).await;
        id
    }

    /// Says for an advisor whether they are there, and what they speak.
    pub(crate) async fn turns(&self, advisor: AccountId, state: Availability, languages: &[&str]) {
        let profile = Profile {
            state,
            languages: languages.iter().map(|&code| code.to_owned()).collect(),
            skills: Vec::new(),
            serves: None,
        };
        let set = self.advice.set_advisor(self.counter.shop, advisor, profile).await;
        set.expect("within bounds");
    }

    /// A sign of each of them.
    pub(crate) async fn seen(&self, advisors: &[AccountId]) {
        for &advisor in advisors {
            let seen = self.advice.advisor_seen(self.counter.shop, advisor).await;
            seen.expect("noted");
        }
    }

    pub(crate) fn wish(&self, holder: Holder) -> Ask {
        Ask {
            shop: self.counter.shop,
            holder,
            before: None,
            name: "Eva".to_owned(),
            language: "en".to_owned(),
            topic: String::new(),
            subject: None,
            show: None,
            queue: None,
            booking: None,
            for_advisor: None,
            away: None,
        }
    }

    /// Someone new asks.
    pub(crate) async fn asked(&self) -> Ticket {
        let (ticket, is_new) = self.advice.ask(self.wish(someone())).await.expect("it is open");
        assert!(is_new);
        // So that the next one asks later.
        self.counter.advance(Duration::from_millis(1));
        ticket
    }

    /// `ask`, in a task of its own.
    pub(crate) fn asking(&self, ask: Ask) -> JoinHandle<Result<(Ticket, bool), AskError>> {
        let advice = self.advice.clone();
        tokio::spawn(async move { advice.ask(ask).await })
    }

    /// `advisor` takes `ticket`, in a task of its own.
    pub(crate) fn accepting(
        &self,
        ticket: TicketId,
        advisor: AccountId,
    ) -> JoinHandle<Result<Session, AcceptError>> {
        let advice = self.advice.clone();
        tokio::spawn(async move { advice.accept(ticket, advisor).await })
    }

    /// A ticket as it stands now.
    pub(crate) async fn ticket(&self, ticket: &Ticket) -> Ticket {
        let found = self.advice.ticket(ticket.id).await.expect("an answer");
        found.expect("tickets stay")
    }

    /// At whom each of those who wait rings, in their order.
    pub(crate) async fn rings(&self) -> Vec<(TicketId, Vec<AccountId>)> {
        let line = self.advice.line(self.counter.shop).await.expect("an answer");
        let rings = self.advice.rings(&line).into_iter();
        rings.map(|ring| (ring.ticket, ring.advisors)).collect()
    }

    /// Those who wait, in their order.
    pub(crate) async fn waiting(&self) -> Vec<TicketId> {
        let line = self.advice.line(self.counter.shop).await.expect("an answer");
        line.waiting().map(|ticket| ticket.id).collect()
    }

    /// Looks whether all that must always hold does.
    pub(crate) async fn check(&self) {
        let mut read = self.advice.db.read().await.expect("a connection");
        for (law, finds) in LAWS {
            let found = fetch_all!(read, (Uuid,), *finds).expect("a query");
            assert!(found.is_empty(), "against the law that {law}: {found:?}");
        }
    }
}
