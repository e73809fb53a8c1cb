//! Whoever takes the money, as the shop sees them. Each call may be made again
//! with the same ids at any time, and must then mean the same payment or refund:
//! that is what keeps a retry from charging twice.

use async_trait::async_trait;
use model::{AccountId, CheckoutId, Money, PaymentId, RefundId, ShopId, Timestamp};

/// A wish to be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// Names the attempt at the provider, too: the same one is charged once.
    pub payment: PaymentId,
    pub checkout: CheckoutId,
    pub shop: ShopId,
    /// Whom the money is for, where the provider has accounts of its own.
    pub account: Option<String>,
    /// Who pays, where they are signed in: their saved cards can be used.
    pub shopper: Option<AccountId>,
    pub amount: Money,
    pub email: String,
    /// What stands on the shopper's statement and in the provider's own pages.
    pub description: String,
    /// How they pay, in the provider's own terms: a JSON value the page made.
    pub method: serde_json::Value,
    /// Where the shopper comes back to after proving who they are.
    pub return_url: String,
}

/// How a payment stands at the provider. `provider_ref` is the provider's name for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The shopper has to do something first.
    Challenge { provider_ref: String, action: Action },
    /// Not decided yet.
    Pending { provider_ref: String },
    Succeeded {
        provider_ref: String,
        /// As people know it: "Visa 4242".
        method: String,
        amount: Money,
    },
    Failed {
        provider_ref: Option<String>,
        failure: Failure,
    },
    /// Given up before it was decided; nothing was charged, and nothing will be.
    Cancelled { provider_ref: Option<String> },
}

/// What the shopper has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Go to a page, and come back.
    Page { url: String },
    /// Let the provider's own script go on, with what it needs for that.
    Client { data: serde_json::Value },
}

/// Why a payment failed, as far as its shopper may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    Declined,
    InsufficientFunds,
    ExpiredCard,
    /// A number, date or code that can't be.
    BadDetails,
    /// The shopper did not prove who they are.
    NotProven,
    /// The provider's own trouble.
    Provider,
}

impl Failure {
    pub const ALL: [Self; 6] = [
        Self::Declined,
        Self::InsufficientFunds,
        Self::ExpiredCard,
        Self::BadDetails,
        Self::NotProven,
        Self::Provider,
    ];

    /// As it is stored and told.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Declined => "declined",
            Self::InsufficientFunds => "insufficient_funds",
            Self::ExpiredCard => "expired_card",
            Self::BadDetails => "bad_details",
            Self::NotProven => "not_proven",
            Self::Provider => "provider",
        }
    }
}

/// A wish to give money back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundWish {
    /// Names it at the provider, too.
    pub refund: RefundId,
    pub payment: PaymentId,
    pub provider_ref: String,
    pub shop: ShopId,
    pub account: Option<String>,
    pub amount: Money,
}

/// How a refund stands at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundOutcome {
    Succeeded {
        provider_ref: String,
    },
    Pending {
        provider_ref: String,
    },
    /// Not given back, and why, in the provider's words.
    Failed {
        provider_ref: Option<String>,
        why: String,
    },
}

/// What a notice of the provider's is about. It says where to look, never what
/// is so: notices come twice, late, and in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    Payment {
        notice: String,
        provider_ref: String,
        /// Where the notice names it: its answer may have been lost, and
        /// `provider_ref` with it.
        payment: Option<PaymentId>,
    },
    Refund {
        notice: String,
        provider_ref: String,
        /// As above.
        refund: Option<RefundId>,
    },
    /// The shopper's bank took money back, or gave it again.
    Dispute {
        notice: String,
        dispute_ref: String,
        payment_ref: String,
        /// As above.
        payment: Option<PaymentId>,
        amount: Money,
        won: bool,
    },
}

/// A movement of money in the provider's books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    pub kind: MovementKind,
    pub provider_ref: String,
    /// The payment it belongs to, by the provider's name.
    pub payment_ref: String,
    /// What came in is positive.
    pub amount: Money,
    pub at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovementKind {
    Charge,
    Refund,
    Dispute,
    DisputeWon,
}

/// A page of them, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Movements {
    pub items: Vec<Movement>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProviderError {
    /// It may or may not have been done: ask again with the same ids.
    #[error("the payment provider does not answer: {0}")]
    Unreachable(String),
    /// It was not done; the same call may pass later.
    #[error("the payment provider is busy")]
    Busy,
    /// It was not done and never will be, as it was asked.
    #[error("the payment provider refuses: {0}")]
    Refused(String),
    /// The key, or the shop's account there, is not accepted. This call was not
    /// done; of what earlier ones did it says nothing.
    #[error("the payment provider lets nobody in: {0}")]
    Barred(String),
    /// A notice that is not the provider's.
    #[error("this notice is not signed by the payment provider")]
    Unsigned,
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Who is about to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shopper {
    pub shop: ShopId,
    /// As in a [`Charge`].
    pub account: Option<String>,
    /// None for a guest, who has no saved cards.
    pub shopper: Option<AccountId>,
    pub email: String,
}

/// A payment that waits for its shopper's proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    pub shop: ShopId,
    pub amount: Money,
    /// "Visa 3155".
    pub method: String,
    /// Whether it still waits; else it was answered or given up.
    pub is_open: bool,
    pub return_url: String,
}

/// Pages on which a shopper proves who they are, of a provider that has no site
/// of its own.
#[async_trait]
pub trait Proofs: std::fmt::Debug + Send + Sync {
    /// What is asked; none for a payment that never asked.
    async fn proof(&self, payment: PaymentId) -> Result<Option<Proof>, ProviderError>;

    /// The shopper's answer. Only the first counts.
    async fn prove(&self, payment: PaymentId, approve: bool) -> Result<(), ProviderError>;
}

/// Who takes the money.
#[async_trait]
pub trait Provider: std::fmt::Debug + Send + Sync {
    /// Its name in the database and in addresses; never changes.
    fn name(&self) -> &'static str;

    /// What the page that takes the payment needs to know, as JSON: nothing secret.
    fn page(&self, account: Option<&str>) -> serde_json::Value;

    /// The same for one shopper who is about to pay: what opens their saved cards
    /// comes with it. For their eyes alone.
    async fn session(&self, who: &Shopper) -> Result<serde_json::Value, ProviderError> {
        Ok(self.page(who.account.as_deref()))
    }

    /// Its pages on which shoppers prove who they are, where those are ours to
    /// show: the sandbox has nobody else to show them.
    fn proofs(&self) -> Option<&dyn Proofs> {
        None
    }

    /// Charges, or begins to. The same payment again is the same charge.
    async fn charge(&self, charge: &Charge) -> Result<Outcome, ProviderError>;

    /// How a payment stands; none when it never came there. With `provider_ref`
    /// unknown, or unknown there, it is looked for by our own id.
    async fn look_up(
        &self,
        payment: PaymentId,
        provider_ref: Option<&str>,
        account: Option<&str>,
    ) -> Result<Option<Outcome>, ProviderError>;

    /// Gives up a payment that is not decided; says how it stands then.
    async fn cancel(
        &self,
        payment: PaymentId,
        provider_ref: Option<&str>,
        account: Option<&str>,
    ) -> Result<Outcome, ProviderError>;

    /// Gives money back. The same refund again is the same one.
    async fn refund(&self, wish: &RefundWish) -> Result<RefundOutcome, ProviderError>;

    /// How a refund stands that succeeded once: a shopper's bank may send it back
    /// weeks later. It asks for nothing. Those of a provider without banks stay.
    async fn refund_stands(
        &self,
        provider_ref: &str,
        _account: Option<&str>,
    ) -> Result<RefundOutcome, ProviderError> {
        Ok(RefundOutcome::Succeeded {
            provider_ref: provider_ref.to_owned(),
        })
    }

    /// Reads a notice, after proving that it is the provider's. `headers` have
    /// lower-case names.
    async fn heard(&self, headers: &[(String, String)], body: &[u8]) -> Result<Vec<Heard>, ProviderError>;

    /// A shop's movements of money since `since`, by pages.
    async fn movements(
        &self,
        shop: ShopId,
        account: Option<&str>,
        since: Timestamp,
        after: Option<&str>,
    ) -> Result<Movements, ProviderError>;
}
