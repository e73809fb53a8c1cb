//! Checkouts: a purchase on its way to being paid. It has units set aside until
//! a deadline, learns who buys and where it goes, and says what it comes to,
//! worked out anew each time. What is confirmed is what is charged, or nothing.

mod agreed;
mod db;
mod detail;
mod edit;
mod last;
mod make;
mod pay;

use chrono::TimeDelta;
use model::{
    AccountId, CheckoutId, CheckoutState, Currency, OrderId, ShippingRateId, ShopId, ShowId, Timestamp,
    VariantId,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use db::{close, lock, lock_of_payment, open_again, paid};
pub use detail::{Detail, DetailLine};
pub use edit::{Edit, EditError};
pub use make::{MakeError, New, Source, Wanted};
pub use pay::{PayError, PayWish};

use crate::Commerce;
use crate::addresses::Address;

/// How long units are kept while a payment is under way.
pub const PAYING: TimeDelta = TimeDelta::minutes(15);

/// A checkout as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    pub id: CheckoutId,
    pub shop_id: ShopId,
    pub holder: Uuid,
    pub account_id: Option<AccountId>,
    pub show_id: Option<ShowId>,
    pub state: CheckoutState,
    /// Empty until it is given.
    pub email: String,
    pub address: Option<Address>,
    pub shipping_id: Option<ShippingRateId>,
    pub voucher: Option<String>,
    /// Whether those who watch may read a first name and an initial: as the
    /// shopper last had it, and at first yes.
    pub named: bool,
    /// The shopper's language.
    pub locale: String,
    /// What the shopper last agreed to pay.
    pub total: i64,
    pub currency: Currency,
    /// One more with every change that may change what it comes to.
    pub version: i64,
    /// Until then its units are set aside.
    pub until: Timestamp,
    pub order_id: Option<OrderId>,
    pub refused: Vec<Refused>,
    pub key: Option<String>,
    pub fingerprint: Option<String>,
    pub created_at: Timestamp,
}

/// What was asked for and could not be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    pub variant: VariantId,
    /// Empty for what is not known any more.
    pub name: String,
    pub available: i64,
}

impl Checkout {
    /// Whether nobody has tried to pay it yet: a checkout that is open again has
    /// what was agreed to, which was something, as paying nothing can't fail.
    fn is_untried(&self) -> bool {
        self.state == CheckoutState::Open && self.total == 0
    }

    /// How it stands at `now`: past its deadline an open one is closed, swept or not.
    pub fn state_at(&self, now: Timestamp) -> CheckoutState {
        match self.state {
            CheckoutState::Open if self.until <= now => CheckoutState::Closed,
            state => state,
        }
    }
}

impl Commerce {
    /// Closes checkouts whose time is over. Their units are the holds' business,
    /// which have the same deadline.
    pub async fn close_overdue_checkouts(&self) -> Result<u64, store::Error> {
        db::close_overdue(&self.db, self.clock.now()).await
    }
}
