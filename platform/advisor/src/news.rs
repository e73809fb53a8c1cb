//! What happens at the desk that people who look on want to see at once: told to
//! whoever listens, and lost on whoever doesn't. What must not be lost is in the
//! database; a listener that fell behind reads it anew.

use model::ShopId;
use tokio::sync::broadcast;

use crate::{AdviceSessionId, TicketId};

/// Items a listener may be behind.
const BEHIND: usize = 1_024;

/// One thing that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// Someone asked, left, or is in line again: places and what rings have changed.
    Ticket { shop: ShopId, ticket: TicketId },
    /// An advisor accepted.
    Opened {
        shop: ShopId,
        ticket: TicketId,
        session: AdviceSessionId,
    },
    Ended {
        shop: ShopId,
        ticket: TicketId,
        session: AdviceSessionId,
    },
    /// A product was shown in a session.
    Shown { session: AdviceSessionId },
    /// Who is in a session, or who is asked to come, has changed.
    People { session: AdviceSessionId },
    /// The shopper is asked whether their card may be seen.
    CardAsked { session: AdviceSessionId },
    /// They have said so, or what it says has changed.
    CardChanged { session: AdviceSessionId },
    /// An advisor came, went or has other languages or skills.
    Advisors { shop: ShopId },
}

/// Where it is told.
#[derive(Debug, Clone)]
pub struct News(broadcast::Sender<Item>);

impl Default for News {
    fn default() -> Self {
        Self(broadcast::channel(BEHIND).0)
    }
}

impl News {
    /// Tells everyone who listens; nobody listening is no error.
    pub(crate) fn tell(&self, item: Item) {
        let _ = self.0.send(item);
    }

    /// From now on.
    pub fn listen(&self) -> broadcast::Receiver<Item> {
        self.0.subscribe()
    }
}
