//! Advice: a shopper asks, an advisor of the shop accepts, and there is a session
//! for the two. Knows no HTTP, no socket, no media and no show but by its id.

pub mod advisors;
pub mod bookings;
mod chores;
pub mod clients;
pub mod declines;
pub mod desks;
pub mod estimate;
pub mod figures;
mod hand_over;
pub mod hours;
mod id;
pub mod invitations;
mod kept_lines;
pub mod line;
mod links;
pub mod news;
pub mod outcomes;
pub mod people_in;
pub mod queues;
pub mod ratings;
pub mod ringing;
pub mod routing;
pub mod sessions;
pub mod shown;
pub mod summaries;
pub mod talk;
pub mod templates;
pub mod tickets;
mod words;

use std::sync::Arc;

use model::{Clock, Entropy};
use ring::hmac;
use shop::points::{Points, Unstopped};
use store::Db;
use tokio::sync::OnceCell;

pub use id::{AdviceSessionId, AdviceTemplateId, BookingId, InvitationId, QueueId, TicketId};
use kept_lines::KeptLines;
pub use kept_lines::LineView;
pub use links::LinkTo;
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
    /// Made when it is first needed.
    link_key: Arc<OnceCell<hmac::Key>>,
    /// How the lines of shops stood a moment ago.
    lines: Arc<KeptLines>,
}

impl Advice {
    pub fn new(db: Db, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        let news = News::default();
        Self {
            db,
            clock,
            entropy,
            lines: Arc::new(KeptLines::new(&news)),
            news,
            points: Arc::new(Unstopped),
            routing: Arc::new(BestMatch),
            link_key: Arc::default(),
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
