//! What a PaymentIntent's state means to the shop. Asks nobody.

use model::{Currency, Money};
use serde_json::json;
use shop::payments::{Action, Failure, Outcome};
use stripe_shared::{ApiErrors, PaymentIntent, PaymentIntentStatus, PaymentMethodDetails};
use stripe_types::Expandable;

use super::Keys;
use super::trouble::failure;

/// How an intent stands.
#[derive(Debug)]
pub(super) enum Standing {
    Decided(Outcome),
    /// The card was declined, or its owner did not prove themselves. Whoever
    /// knows its client secret could try another card on it: it has to be closed
    /// before it may be called failed.
    Refused(Failure),
}

pub(super) fn standing(intent: &PaymentIntent, keys: &Keys, account: Option<&str>) -> Standing {
    let provider_ref = intent.id.as_str().to_owned();
    let decided = match &intent.status {
        PaymentIntentStatus::Succeeded => match money(intent.amount_received, &intent.currency) {
            Some(amount) => Outcome::Succeeded {
                provider_ref,
                method: method(intent),
                amount,
            },
            // Nothing of ours is in such a currency.
            None => Outcome::Pending { provider_ref },
        },
        PaymentIntentStatus::RequiresAction => Outcome::Challenge {
            provider_ref,
            action: action(intent, keys, account),
        },
        PaymentIntentStatus::RequiresPaymentMethod => {
            return Standing::Refused(why(intent).unwrap_or(Failure::Declined));
        }
        PaymentIntentStatus::Canceled => closed(intent),
        // What a later version of the API may call it, too.
        _ => Outcome::Pending { provider_ref },
    };
    Standing::Decided(decided)
}

/// A closed intent: failed where a card was tried on it, given up otherwise.
fn closed(intent: &PaymentIntent) -> Outcome {
    let provider_ref = Some(intent.id.as_str().to_owned());
    match why(intent) {
        Some(failure) => Outcome::Failed {
            provider_ref,
            failure,
        },
        None => Outcome::Cancelled { provider_ref },
    }
}

fn why(intent: &PaymentIntent) -> Option<Failure> {
    let error: &ApiErrors = intent.last_payment_error.as_deref()?;
    let code = error.code.as_ref().map(|code| code.as_str());
    Some(failure(code, error.decline_code.as_deref()))
}

/// A page where there is one; else Stripe's script goes on in ours.
fn action(intent: &PaymentIntent, keys: &Keys, account: Option<&str>) -> Action {
    let next = intent.next_action.as_ref();
    let page = next
        .and_then(|next| next.redirect_to_url.as_ref())
        .and_then(|redirect| redirect.url.clone());
    match page {
        Some(url) => Action::Page { url },
        None => Action::Client {
            data: json!({
                "client_secret": intent.client_secret,
                "publishable_key": keys.publishable,
                "account": account,
            }),
        },
    }
}

/// As people know it: "Visa 4242".
fn method(intent: &PaymentIntent) -> String {
    let charge = intent.latest_charge.as_ref().and_then(Expandable::as_object);
    let Some(details) = charge.and_then(|charge| charge.payment_method_details.as_ref()) else {
        return String::new();
    };
    let card = details.card.as_ref();
    match card.and_then(|card| card.brand.as_deref().zip(card.last4.as_deref())) {
        Some((brand, last4)) => format!("{} {last4}", brand_name(brand)),
        None => method_name(details),
    }
}

/// Stripe's codes for card brands, as they are written on cards.
fn brand_name(code: &str) -> String {
    match code {
        "visa" => "Visa",
        "mastercard" => "Mastercard",
        "amex" => "American Express",
        "discover" => "Discover",
        "diners" => "Diners Club",
        "jcb" => "JCB",
        "unionpay" => "UnionPay",
        "eftpos_au" => "eftpos",
        _ => return capital(code),
    }
    .to_owned()
}

fn method_name(details: &PaymentMethodDetails) -> String {
    capital(&details.type_)
}

/// `sepa_debit` is "Sepa debit".
fn capital(code: &str) -> String {
    let mut letters = code.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first
        .into_iter()
        .chain(letters)
        .collect::<String>()
        .replace('_', " ")
}

/// Stripe's smallest unit is ours; its currencies are in small letters.
pub(super) fn money(minor: i64, currency: &stripe_types::Currency) -> Option<Money> {
    let code = currency.to_string().to_ascii_uppercase();
    Some(Money::new(minor, Currency::try_from(code).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_is_called_what_people_call_it() {
        assert_eq!(brand_name("visa"), "Visa");
        assert_eq!(brand_name("cartes_bancaires"), "Cartes bancaires");
        assert_eq!(capital("klarna"), "Klarna");
        assert_eq!(capital(""), "");
    }

    #[test]
    fn money_keeps_its_currency() {
        let money = money(3_900, &stripe_types::Currency::EUR).expect("euro");
        assert_eq!(money, Money::new(3_900, Currency::EUR));
    }
}
