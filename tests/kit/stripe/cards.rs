//! Stripe's test cards: what a bank says to each (docs.stripe.com/testing).

use serde_json::{Value, json};

/// What becomes of a payment with one.
#[derive(Debug)]
pub(super) enum Verdict {
    Approved,
    Declined(Value),
    /// Its owner has to prove themselves first.
    Proof,
    /// The bank takes its time.
    Later,
    /// Approved, and taken back by the shopper's bank at once.
    Disputed,
}

pub(super) fn verdict(number: &str) -> Verdict {
    match number {
        "4000000000000002" => declined("card_declined", Some("generic_decline")),
        "4000000000009995" => declined("card_declined", Some("insufficient_funds")),
        "4000000000000069" => declined("expired_card", Some("expired_card")),
        "4000000000000127" => declined("incorrect_cvc", Some("incorrect_cvc")),
        "4000000000000119" => declined("processing_error", None),
        "4000002500003155" | "4000002760003184" => Verdict::Proof,
        "4000000000000259" => Verdict::Disputed,
        "sepa" | "bank" => Verdict::Later,
        _ => Verdict::Approved,
    }
}

fn declined(code: &str, decline_code: Option<&str>) -> Verdict {
    Verdict::Declined(card_error(code, decline_code))
}

/// Who was asked for proof gave none.
pub(super) fn not_proven() -> Value {
    json!({
        "type": "invalid_request_error",
        "code": "payment_intent_authentication_failure",
        "doc_url": "https://stripe.com/docs/error-codes/payment-intent-authentication-failure",
        "message": "The provided PaymentMethod has failed authentication.",
    })
}

fn card_error(code: &str, decline_code: Option<&str>) -> Value {
    let mut error = json!({
        "type": "card_error",
        "code": code,
        "doc_url": format!("https://stripe.com/docs/error-codes/{code}"),
        "message": "Your card was declined.",
    });
    if let Some(decline_code) = decline_code {
        error["decline_code"] = decline_code.into();
    }
    error
}
