//! Being paid: one attempt is one payment, made by whoever takes the money.
//!
//! The law: one checkout, one charge. A payment's row is committed before its
//! provider hears of it, under the payment's own id, and [`settle`] is the only
//! place that turns what the provider says into what is so here. It may be called
//! with the same outcome any number of times, in any order, from anywhere: the
//! direct answer, a notice, the return page, the poller, the next start.

pub(crate) mod db;
mod hear;
mod look_up;
mod provider;
mod settle;

use model::{CheckoutId, Currency, Money, PaymentId, PaymentState, ShopId, Timestamp};

pub(crate) use look_up::pause;
pub use provider::{
    Action, Charge, Failure, Heard, Movement, MovementKind, Movements, Outcome, Proof, Proofs, Provider,
    ProviderError, RefundOutcome, RefundWish, Shopper,
};
pub(crate) use settle::Paid;

/// How long the provider is waited for while its shopper waits, too; what comes
/// later is found by looking.
pub(crate) const ANSWER: std::time::Duration = std::time::Duration::from_secs(20);

/// The provider of payments over nothing: no one is asked, no money moves.
pub const NOBODY: &str = "none";

/// An attempt to be paid.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Payment {
    pub id: PaymentId,
    pub shop_id: ShopId,
    pub checkout_id: CheckoutId,
    pub provider: String,
    /// The provider's name for it; known once it has answered.
    pub provider_ref: Option<String>,
    pub state: PaymentState,
    pub amount: i64,
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// As people know it: "Visa 4242"; empty until it is known.
    pub method: String,
    /// As [`Failure::as_str`] has it.
    pub failure: Option<String>,
    /// Whom it is for, where the provider has accounts of its own.
    pub account: Option<String>,
    /// The order as it will be once this has succeeded, as JSON.
    pub draft: String,
    /// What the shopper has to do, as JSON; empty when nothing.
    pub action: String,
    pub attempts: i64,
    pub key: Option<String>,
    pub fingerprint: Option<String>,
    pub created_at: Timestamp,
    pub settled_at: Option<Timestamp>,
}

impl Payment {
    pub fn money(&self) -> Money {
        Money::new(self.amount, self.currency)
    }

    /// Whether its provider has yet to say how it ends.
    pub fn is_undecided(&self) -> bool {
        matches!(
            self.state,
            PaymentState::Created | PaymentState::Challenge | PaymentState::Pending
        )
    }

    /// What the shopper has to do, if anything.
    pub fn action(&self) -> Option<Action> {
        let stored: serde_json::Value = serde_json::from_str(&self.action).ok()?;
        match stored.get("url").and_then(|url| url.as_str()) {
            Some(url) => Some(Action::Page { url: url.to_owned() }),
            None => Some(Action::Client { data: stored }),
        }
    }
}

/// An action as it is stored: `url` for a page, else what the client needs.
fn stored(action: &Action) -> String {
    match action {
        Action::Page { url } => serde_json::json!({ "url": url }).to_string(),
        Action::Client { data } => data.to_string(),
    }
}
