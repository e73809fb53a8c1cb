//! The shop: what is sold, for how much, to whom; what is set aside, paid for,
//! sent and given back. Knows no show but by its id, no HTTP, no payment provider
//! but by a trait.

pub mod addresses;
pub mod baskets;
mod batch;
mod bulkheads;
mod by_ids;
pub mod checkouts;
mod chores;
pub mod figures;
pub mod holds;
pub mod ledger;
pub mod mails;
pub mod news;
pub mod offers;
pub mod orders;
pub mod payments;
pub mod points;
pub mod products;
pub mod quotes;
pub mod refunds;
mod request_key;
pub mod returns;
pub mod sales;
pub mod settings;
pub mod shipping;
pub mod stock;
pub mod taxes;
pub mod vouchers;
pub mod waits;
pub mod webhooks;
pub mod wishes;

use std::sync::Arc;

use model::{Clock, Entropy};
use ring::hmac;
use store::Db;
use tokio::sync::OnceCell;

use bulkheads::Bulkheads;
use news::{Item, News};
use payments::Provider;
use points::{Points, Unstopped};
use quotes::rules::Rules;
pub use request_key::RequestKey;
use stock::{Desk, World};

/// What every call here works with.
#[derive(Debug, Clone)]
pub struct Commerce {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    /// What happens here, for those who look on.
    pub news: News,
    /// Who sets units aside.
    pub desk: Desk,
    /// Where tests stop a transaction.
    pub points: Arc<dyn Points>,
    /// What a purchase comes to, and whether it may go ahead.
    rules: Rules,
    /// Who takes the money.
    provider: Arc<dyn Provider>,
    /// Who writes a purchase, in each shop.
    bulkheads: Bulkheads,
    /// What links to orders are made with, once it was asked for.
    link_key: Arc<OnceCell<hmac::Key>>,
}

impl Commerce {
    /// Has to be called within a tokio runtime: what settles holds is a task.
    pub fn new(
        db: Db,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        provider: Arc<dyn Provider>,
    ) -> Self {
        let (news, points) = (News::default(), Arc::new(Unstopped));
        let world = World {
            db: db.clone(),
            clock: clock.clone(),
            entropy: entropy.clone(),
            news: news.clone(),
            points: points.clone(),
        };
        Self {
            rules: Rules::of_tables(db.clone()),
            bulkheads: Bulkheads::on(&db),
            db,
            clock,
            entropy,
            news,
            desk: Desk::open(&world),
            points,
            provider,
            link_key: Arc::default(),
        }
    }

    /// The same, stopped at points of the test's choice.
    #[must_use]
    pub fn with_points(mut self, points: Arc<dyn Points>) -> Self {
        self.points = points;
        self.desk = Desk::open(&self.world());
        self
    }

    /// The same, with other rules.
    #[must_use]
    pub fn with_rules(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    /// What a purchase comes to, and whether it may go ahead.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    fn world(&self) -> World {
        World {
            db: self.db.clone(),
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
            news: self.news.clone(),
            points: self.points.clone(),
        }
    }

    /// Tells what a transaction that is committed has changed.
    fn tell(&self, items: Vec<Item>) {
        items.into_iter().for_each(|item| self.news.tell(item));
    }

    /// Who takes the money.
    pub fn provider(&self) -> &dyn Provider {
        &*self.provider
    }
}
