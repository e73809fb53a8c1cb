//! A client's card: what the advisors of one shop keep of a shopper, with the shopper's
//! leave alone. Leave is given for each part on its own, and what there is no leave for
//! any more is erased in the same transaction. Whoever may see a card stands in
//! `access`; who is staff is not known here.

mod access;
mod asks;
mod card;
mod db;
mod history;
mod leave;
mod list;
mod looks;
mod notes;
mod sizes;

use model::Timestamp;

pub use access::Door;
pub use asks::{ASKS_MAX, AskState, CardAskError};
pub use card::{Card, CardError, Look, Note, Size};
pub use history::{BOUGHT_MAX, Bought, BoughtLine, History, TALKS_MAX, Talk};
pub use leave::{CONSENT, Leave};
pub use list::{CLIENTS_PAGE, Client};
pub use looks::LOOKS_MAX;
pub use notes::{NOTE_MAX, NOTES_MAX};
pub use sizes::{SIZE_NAME_MAX, SIZE_VALUE_MAX, SIZES_MAX};

/// Since when there is leave for each part of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Consents {
    /// What was bought in the shop, and the talks there were.
    pub history_at: Option<Timestamp>,
    pub sizes_at: Option<Timestamp>,
    pub notes_at: Option<Timestamp>,
    /// To look at any time, not only in a talk or before one that is booked.
    pub any_time_at: Option<Timestamp>,
    /// The version of the text that was agreed to last.
    pub consent: i64,
    pub changed_at: Timestamp,
}

impl Consents {
    /// What there is leave for.
    pub fn leave(&self) -> Leave {
        Leave {
            history: self.history_at.is_some(),
            sizes: self.sizes_at.is_some(),
            notes: self.notes_at.is_some(),
            any_time: self.any_time_at.is_some(),
        }
    }
}
