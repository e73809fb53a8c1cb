//! Bookings: a time that a shopper and an advisor set aside for each other. What can
//! be booked is worked out in [`slots`]; an advisor's time is given away once, also
//! across shops and servers. Who is staff is not known here: callers say who may be
//! booked.

mod book;
mod calendar;
mod cancel;
mod change;
mod choose;
mod db;
mod db_offers;
mod forget;
mod here;
mod letters;
mod prepare;
mod remind;
mod rules;
mod settings;
mod settle;
pub mod slots;

use chrono::{DateTime, FixedOffset, TimeDelta};
use chrono_tz::Tz;
use model::{AccountId, ProductId, ShopId, Timestamp};
use uuid::Uuid;

use crate::news::Item;
use crate::words::words;
use crate::{Advice, BookingId, TicketId};

pub use book::Book;
pub use calendar::{Reader, feed, file};
pub use change::Change;
pub use choose::Free;
pub(crate) use db::{expected, hand_over};
pub use here::HereError;
pub use prepare::{NOTE_MAX, PREPARED_MAX, PrepareError, Prepared};
pub use rules::BookingError;
pub use settings::{Offer, SettingsError, Terms};

/// Bookings listed at a time.
pub const LISTED: usize = 500;
/// …and of a shop's or an advisor's next three months.
pub const MANY: usize = 4 * LISTED;
/// Bookings one shopper may have ahead of them in a shop.
pub const OPEN_MAX: i64 = 3;
/// …and make there in a day, cancelled ones too: each is a letter to whatever address
/// was typed.
pub const MADE_MAX: i64 = 10;
/// How often one booking may be moved, for the same reason.
pub const MOVES_MAX: i64 = 20;
/// So long before it begins a shopper may say that they are here…
pub const HERE_FROM: TimeDelta = TimeDelta::minutes(10);
/// …and so long after that.
pub const HERE_UNTIL: TimeDelta = TimeDelta::minutes(15);

words! {
    /// How a booking stands.
    BookingState {
        /// Ahead, or just due.
        Booked = "booked",
        Cancelled = "cancelled",
        /// It became a session.
        Kept = "kept",
        /// Its time is over, and there was no session.
        Missed = "missed",
    }
}

words! {
    /// The two sides of a booking.
    Party {
        Shopper = "shopper",
        Shop = "shop",
    }
}

/// A time set aside.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Booking {
    pub id: BookingId,
    pub shop_id: ShopId,
    pub advisor_id: AccountId,
    /// Whose it is, as [`model::Holder::uuid`] gives it.
    pub holder: Uuid,
    pub account_id: Option<AccountId>,
    /// How the shopper wants to be called.
    pub name: String,
    /// Where letters go; empty once it was forgotten.
    pub mail: String,
    /// The language of their letters.
    pub locale: String,
    /// What they speak: an ISO 639 code in small letters.
    pub language: String,
    /// The shopper's, of the IANA database.
    pub zone: String,
    /// In the shopper's words.
    pub topic: String,
    /// What they were looking at.
    pub product_id: Option<ProductId>,
    /// Its name as it was then; empty without one.
    pub product_name: String,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub state: BookingState,
    pub cancelled_by: Option<Party>,
    /// One more with every change (RFC 5545 section 3.8.7.4).
    pub sequence: i64,
    /// When the shopper said that they are here.
    pub here_at: Option<Timestamp>,
    /// The ticket they were given then.
    pub ticket_id: Option<TicketId>,
    pub made_at: Timestamp,
    pub changed_at: Timestamp,
}

/// Which of a shop's bookings.
#[derive(Debug, Clone, Copy)]
pub struct Within {
    /// Theirs alone, where somebody is named.
    pub advisor: Option<AccountId>,
    /// Those that begin from then on…
    pub from: Timestamp,
    /// …and before that.
    pub to: Timestamp,
    /// Those behind that one, as it begins and is called.
    pub after: Option<(Timestamp, BookingId)>,
    pub with_cancelled: bool,
}

impl Booking {
    /// Whether it can still be moved or cancelled.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state == BookingState::Booked && now < self.starts_at + HERE_UNTIL
    }

    /// From when to when its shopper can say that they are here.
    pub fn here(&self) -> (Timestamp, Timestamp) {
        (self.starts_at - HERE_FROM, self.starts_at + HERE_UNTIL)
    }
}

/// `at` by the clock of `zone`; in UTC for a zone that is none.
pub fn local(at: Timestamp, zone: &str) -> DateTime<FixedOffset> {
    let zone = zone.parse().unwrap_or(Tz::UTC);
    at.with_timezone(&zone).fixed_offset()
}

/// The name of a time zone as the IANA database has it, if it is one.
pub fn zone(name: &str) -> Option<&'static str> {
    name.parse::<Tz>().ok().map(Tz::name)
}

impl Advice {
    pub async fn booking(&self, id: BookingId) -> Result<Option<Booking>, store::Error> {
        let mut read = self.db.read().await?;
        db::by_id(&mut read, id).await
    }

    /// Bookings of a shop, the first first: up to [`LISTED`].
    pub async fn bookings(&self, shop: ShopId, within: Within) -> Result<Vec<Booking>, store::Error> {
        let mut read = self.db.read().await?;
        db::of_shop(&mut read, shop, within).await
    }

    /// The same where there may be more: up to [`MANY`].
    pub async fn many_bookings(
        &self,
        shop: ShopId,
        mut within: Within,
    ) -> Result<Vec<Booking>, store::Error> {
        let mut bookings = Vec::new();
        while bookings.len() < MANY {
            let found = self.bookings(shop, within).await?;
            let is_last = found.len() < LISTED;
            within.after = found.last().map(|last| (last.starts_at, last.id));
            bookings.extend(found);
            if is_last {
                break;
            }
        }
        Ok(bookings)
    }

    /// That what waits in line has changed with its booking.
    fn tell_of_tickets(&self, shop: ShopId, tickets: Vec<TicketId>) {
        for ticket in tickets {
            self.news.tell(Item::Ticket { shop, ticket });
        }
    }

    /// What someone has ahead of them in a shop.
    pub async fn bookings_of(&self, shop: ShopId, holder: Uuid) -> Result<Vec<Booking>, store::Error> {
        let mut read = self.db.read().await?;
        db::open_of(&mut read, shop, holder, self.clock.now()).await
    }
}
