//! Advice: a shopper asks, an advisor of the shop accepts, and there is a session
//! for the two. Knows no HTTP, no socket, no media and no show but by its id.

pub mod advisors;
mod chores;
pub mod declines;
pub mod desks;
pub mod estimate;
mod hand_over;
pub mod hours;
mod id;
pub mod line;
pub mod news;
pub mod people_in;
pub mod ringing;
pub mod routing;
pub mod sessions;
pub mod shown;
pub mod talk;
pub mod tickets;
mod words;

use std::sync::Arc;

use model::{Clock, Entropy};
use shop::points::{Points, Unstopped};
use store::Db;

pub use id::{AdviceSessionId, TicketId};
use news::News;
use routing::{BestMatch, Routing};

/// What every call here works with. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Advice {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    /// What happens here, for those who look on.
    pub news: News,
    /// Where tests stop a transaction.
    points: Arc<dyn Points>,
    /// Whom a ticket suits.
    routing: Arc<dyn Routing>,
}

impl Advice {
    pub fn new(db: Db, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            db,
            clock,
            entropy,
            news: News::default(),
            points: Arc::new(Unstopped),
            routing: Arc::new(BestMatch),
        }
    }

    /// The same, stopped at points of the test's choice.
    #[must_use]
    pub fn with_points(mut self, points: Arc<dyn Points>) -> Self {
        self.points = points;
        self
    }

    /// The same, with another idea of whom a ticket suits.
    #[must_use]
    pub fn with_routing(mut self, routing: Arc<dyn Routing>) -> Self {
        self.routing = routing;
        self
    }
}
