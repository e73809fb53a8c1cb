//! What comes back from Stripe when it is not what was asked for.

use serde::Deserialize;
use shop::payments::{Failure, ProviderError};
use stripe_client_core::StripeClientErr;

/// Why a call has no answer.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It may have been done: only looking there can tell.
    Unknown(String),
    /// It was not done.
    Busy,
    /// It was not done, as the key or the account is not accepted: no answer about
    /// what was asked, nor about what was done with it before.
    Barred(String),
    /// Stripe's own answer, and a final one.
    Refused(Box<Refusal>),
}

impl StripeClientErr for Trouble {
    /// An answer came and can't be read: what was asked for is done.
    fn deserialize_err(why: impl std::fmt::Display) -> Self {
        Self::Unknown(why.to_string())
    }
}

/// Trouble while looking at what was begun: whatever the answer, it is not that
/// nothing was done.
pub(super) fn begun(trouble: impl Into<ProviderError>) -> ProviderError {
    match trouble.into() {
        ProviderError::Busy => ProviderError::Unreachable("too many requests".to_owned()),
        ProviderError::Refused(why) | ProviderError::Barred(why) => ProviderError::Unreachable(why),
        other => other,
    }
}

impl From<Trouble> for ProviderError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Unknown(why) => Self::Unreachable(why),
            Trouble::Busy => Self::Busy,
            Trouble::Barred(why) => Self::Barred(why),
            Trouble::Refused(refusal) => Self::Refused(refusal.words()),
        }
    }
}

/// An error of Stripe's, read by hand: of the objects inside only the id is
/// wanted, and an unknown field more must not hide that a card was declined.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Refusal {
    /// The HTTP status.
    #[serde(skip)]
    pub(super) status: u16,
    #[serde(rename = "type", default)]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) code: Option<String>,
    #[serde(default)]
    pub(super) decline_code: Option<String>,
    /// Which field of the request it is about.
    #[serde(default)]
    pub(super) param: Option<String>,
    #[serde(default)]
    pub(super) payment_intent: Option<Named>,
}

/// An object of which only the name matters.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    pub(super) id: String,
}

#[derive(Deserialize)]
struct Envelope {
    error: Refusal,
}

impl Refusal {
    pub(super) fn read(status: u16, body: &[u8]) -> Self {
        let refusal =
            serde_json::from_slice(body).map_or_else(|_| Self::default(), |Envelope { error }| error);
        Self { status, ..refusal }
    }

    /// Stripe's codes without its prose: that may repeat what was sent.
    pub(super) fn words(&self) -> String {
        if self.bars() {
            return format!("{}: the key or the account is not accepted", self.status);
        }
        let code = self.code.as_deref().unwrap_or("no code");
        format!("{} {} ({code})", self.status, self.kind)
    }

    /// Whether it is about the key or the account, not about what was asked.
    pub(super) fn bars(&self) -> bool {
        matches!(self.status, 401 | 403)
    }

    pub(super) fn is_missing(&self) -> bool {
        self.status == 404 || self.code.as_deref() == Some("resource_missing")
    }

    /// Whether the customer it names is no more.
    pub(super) fn is_missing_customer(&self) -> bool {
        self.is_missing() && self.param.as_deref() == Some("customer")
    }

    /// Whether the key was used before, for something that reads otherwise.
    pub(super) fn is_of_another_request(&self) -> bool {
        self.kind == "idempotency_error"
    }

    /// The card's trouble, where it is the card's.
    pub(super) fn failure(&self) -> Option<Failure> {
        let is_cards = self.status == 402 || self.kind == "card_error";
        is_cards.then(|| failure(self.code.as_deref(), self.decline_code.as_deref()))
    }
}

/// As much of a decline as its shopper may know
/// (docs.stripe.com/declines/codes: never say "lost" or "stolen").
pub(super) fn failure(code: Option<&str>, decline_code: Option<&str>) -> Failure {
    match (code.unwrap_or_default(), decline_code.unwrap_or_default()) {
        (_, "insufficient_funds" | "withdrawal_count_limit_exceeded") => Failure::InsufficientFunds,
        ("expired_card", _) | (_, "expired_card") => Failure::ExpiredCard,
        (
            "incorrect_number"
            | "invalid_number"
            | "incorrect_cvc"
            | "invalid_cvc"
            | "invalid_expiry_month"
            | "invalid_expiry_year"
            | "incorrect_zip"
            | "incorrect_address",
            _,
        )
        | (_, "incorrect_cvc" | "invalid_cvc" | "incorrect_number" | "invalid_number") => Failure::BadDetails,
        ("payment_intent_authentication_failure" | "authentication_required", _)
        | (_, "authentication_required") => Failure::NotProven,
        ("processing_error", _) | (_, "processing_error" | "try_again_later" | "issuer_not_available") => {
            Failure::Provider
        }
        _ => Failure::Declined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decline_is_told_apart_from_a_wrong_request() {
        let declined = Refusal::read(
            402,
            br#"{"error":{"type":"card_error","code":"card_declined","decline_code":"insufficient_funds",
                "payment_intent":{"id":"pi_1","of_a_later_version":true}}}"#,
        );
        assert_eq!(declined.failure(), Some(Failure::InsufficientFunds));
        assert_eq!(declined.payment_intent.unwrap().id, "pi_1");
        let wrong = Refusal::read(
            400,
            br#"{"error":{"type":"invalid_request_error","code":"parameter_missing"}}"#,
        );
        assert_eq!(wrong.failure(), None);
        assert_eq!(wrong.words(), "400 invalid_request_error (parameter_missing)");
    }

    #[test]
    fn what_stripe_says_of_a_key_is_not_repeated() {
        let body = br#"{"error":{"type":"invalid_request_error","message":"Invalid API Key: sk_live_abc"}}"#;
        let refusal = Refusal::read(401, body);
        assert!(!refusal.words().contains("sk_live"));
        assert!(!format!("{refusal:?}").contains("sk_live"));
    }

    #[test]
    fn each_decline_has_a_word_its_shopper_may_know() {
        for (code, decline, said) in [
            ("card_declined", "generic_decline", Failure::Declined),
            ("card_declined", "stolen_card", Failure::Declined),
            ("card_declined", "insufficient_funds", Failure::InsufficientFunds),
            ("expired_card", "", Failure::ExpiredCard),
            ("incorrect_cvc", "incorrect_cvc", Failure::BadDetails),
            ("payment_intent_authentication_failure", "", Failure::NotProven),
            ("processing_error", "", Failure::Provider),
        ] {
            assert_eq!(failure(Some(code), Some(decline)), said, "{code} {decline}");
        }
    }
}
