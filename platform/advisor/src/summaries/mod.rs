//! What is left of a talk for its shopper: who it was with, what was shown, the basket
//! as it was, what was agreed. Made by the transaction that ends the session, under the
//! session's own id; gone after 90 days, or as soon as its shopper wishes.

mod agree;
mod db;
mod forget;
mod mail;
mod make;

use chrono::TimeDelta;
use model::{AccountId, Currency, OrderId, ProductId, ShopId, Timestamp, VariantId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Advice, AdviceSessionId};

pub use agree::AgreeError;
pub(crate) use agree::write;
pub use mail::MailError;
pub(crate) use make::make;

/// How long a summary is kept after its talk.
pub const KEPT_FOR: TimeDelta = TimeDelta::days(90);
/// The characters of what was agreed.
pub const AGREED_MAX: usize = 2_000;
/// So long after it was sent its advisor may still change what was agreed.
pub const EDITABLE_FOR: TimeDelta = TimeDelta::hours(24);
/// Mails about one summary.
pub const MAILS_MAX: i64 = 5;

/// What is left of a talk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The talk's session; the summary goes by the same id.
    pub session: AdviceSessionId,
    pub shop_id: ShopId,
    pub advisor_id: AccountId,
    /// As the advisor was called then.
    pub advisor_name: String,
    /// The shopper, as [`model::Holder::uuid`] gives it.
    pub holder: Uuid,
    /// As the shopper wished to be called.
    pub shopper_name: String,
    /// How long the talk took, in seconds.
    pub length_s: i64,
    /// Of all prices.
    pub currency: Currency,
    /// What was shown, in that order.
    pub products: Vec<Shown>,
    /// The basket as it was at the end.
    pub lines: Vec<Line>,
    /// What was paid in the talk.
    pub order: Option<(OrderId, i64)>,
    /// What was agreed, as far as the advisor has written it.
    pub draft: String,
    /// What was agreed, as the shopper may read it.
    pub agreed: String,
    /// Since when they may.
    pub sent_at: Option<Timestamp>,
    /// Where they want it by mail; empty until they say so.
    pub email: String,
    /// Their language in mails.
    pub locale: String,
    /// Mails that were asked for.
    pub mails: i64,
    pub made_at: Timestamp,
}

/// A product that was shown, as it was called then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub id: ProductId,
    pub slug: String,
    pub name: String,
}

/// Some units of a variant, as they were in the basket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub variant: VariantId,
    /// The product it is of.
    pub product: Shown,
    /// One value for each of the product's option names.
    pub options: Vec<String>,
    pub quantity: i64,
    /// In minor units.
    pub unit_price: i64,
}

impl Summary {
    /// When it is gone.
    pub fn gone_at(&self) -> Timestamp {
        self.made_at + KEPT_FOR
    }

    /// Until when its advisor may change what was agreed; none until it is sent.
    pub fn editable_until(&self) -> Option<Timestamp> {
        self.sent_at.map(|sent| sent + EDITABLE_FOR)
    }

    /// What the basket's lines came to, in minor units.
    pub fn total(&self) -> i64 {
        self.lines
            .iter()
            .map(|line| line.unit_price.saturating_mul(line.quantity))
            .sum()
    }
}

impl Advice {
    /// The summary of a talk, while there is one.
    pub async fn summary(&self, session: AdviceSessionId) -> Result<Option<Summary>, store::Error> {
        let mut read = self.db.read().await?;
        let summary = db::by_id(&mut read, session).await?;
        // The chore may not have been there yet.
        let now = self.clock.now();
        Ok(summary.filter(|summary| now < summary.gone_at()))
    }

    /// Deletes the summary of a talk, and with it what was shown and agreed. Without
    /// one nothing is done.
    pub async fn delete_summary(&self, session: AdviceSessionId) -> Result<(), store::Error> {
        let mut tx = self.db.begin().await?;
        db::delete(&mut tx, session).await?;
        tx.commit().await
    }
}
