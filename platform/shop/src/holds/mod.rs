//! Holds: units of a variant set aside for someone until a deadline. Past it a
//! hold sells nothing, whether anybody has cleared it away or not; who clears it
//! away is whoever wants the variant next, or the sweep.

mod checkout;
mod db;
mod own;

use model::{CheckoutId, HoldId, HoldState, OfferId, ShopId, ShowId, Timestamp, VariantId};
use std::sync::Arc;
use uuid::Uuid;

pub(crate) use checkout::Lot;
pub use checkout::{attach, commit, extend_checkout, of_checkout, release, retake, sell, uncommit};
pub(crate) use db::{has_any, hold_columns, insert, live, of_keys, release_due, runs};

/// How often a deadline may be moved: at least ten times, says WCAG 2.2.1.
pub const EXTENSIONS: i64 = 10;
/// Units of one line.
pub const QUANTITY: std::ops::RangeInclusive<i64> = 1..=99;
/// Units of one variant that are set aside for one shopper at a time, in however
/// many holds, asked for or offered in a line: as many as one line may have.
pub const MOST_OF_VARIANT: i64 = *QUANTITY.end();
/// Units of one shop that are set aside for one shopper at a time, as above.
pub const MOST_OF_SHOP: i64 = 500;

/// Units set aside.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Hold {
    pub id: HoldId,
    pub shop_id: ShopId,
    pub variant_id: VariantId,
    /// Whose they are, as [`model::Holder::uuid`] gives it.
    pub holder: Uuid,
    pub quantity: i64,
    /// For one, in minor units: the price that counts.
    pub unit_price: i64,
    /// The offer the price is from.
    pub offer_id: Option<OfferId>,
    pub show_id: Option<ShowId>,
    pub checkout_id: Option<CheckoutId>,
    /// As it is stored: see [`Hold::state_at`].
    pub state: HoldState,
    pub until: Timestamp,
    pub extended: i64,
    pub key: Option<String>,
    pub created_at: Timestamp,
}

impl Hold {
    /// How it stands at `now`: past its deadline it is released, swept or not.
    pub fn state_at(&self, now: Timestamp) -> HoldState {
        match self.state {
            HoldState::Held | HoldState::Committed if self.until <= now => HoldState::Released,
            state => state,
        }
    }
}

/// Why units are not set aside, or not any longer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HoldError {
    #[error("only {available} are left")]
    SoldOut {
        /// The product's.
        name: Arc<str>,
        available: i64,
    },
    #[error("there is nothing of this kind to buy")]
    Unknown,
    #[error("a quantity is between 1 and 99")]
    Quantity,
    #[error(
        "at most {MOST_OF_VARIANT} of one thing and {MOST_OF_SHOP} in one shop are set aside for you at a time"
    )]
    TooMany,
    #[error("an idempotency key has 1 to 200 visible ASCII characters")]
    Key,
    #[error("this idempotency key was used for another request")]
    KeyReused,
    #[error("this hold has run out")]
    Over,
    #[error("this hold was extended {EXTENSIONS} times: that is as often as it may be")]
    Extended,
    #[error("this is being paid for")]
    Paying,
    /// More is asked at once than can be settled.
    #[error("too many want to buy at this moment")]
    Busy,
    /// Of all who were settled together.
    #[error(transparent)]
    Settling(Arc<store::Error>),
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Some of a checkout's holds have run out.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// These variants' units are not set aside any longer.
    #[error("holds have run out")]
    Gone(Vec<VariantId>),
    #[error(transparent)]
    Store(#[from] store::Error),
}
