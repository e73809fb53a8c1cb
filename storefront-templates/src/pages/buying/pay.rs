//! The page on which a card is given to Stripe. It loads one small module of ours
//! and Stripe's own script, nothing else (PCI DSS, self-assessment A).

use askama::Template;

use crate::chrome::Chrome;
use crate::views::{MoneyView, ShopView};

/// `GET /checkouts/{id}/pay`
#[derive(Clone, Debug, Template)]
#[template(path = "pay/pay.html")]
pub struct PayPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Whom one pays.
    pub shop: ShopView,
    /// The checkout's id.
    pub checkout: String,
    /// What is to be paid.
    pub total: MoneyView,
    /// Stripe's name for the operator; not a secret.
    pub publishable_key: String,
    /// The shop's own account at Stripe.
    pub account: Option<String>,
    /// What shows the shopper their saved cards.
    pub customer_session: Option<String>,
    /// Whether real money moves.
    pub live: bool,
}

impl PayPage {
    /// The one script of ours on it, below `assets/`.
    pub const SCRIPT: &str = "js/pay-stripe.js";
    /// Stripe's script; it has to come from there (docs.stripe.com/js).
    pub const STRIPE_SCRIPT: &str = "https://js.stripe.com/clover/stripe.js";

    fn back(&self) -> String {
        format!("/checkouts/{}", self.checkout)
    }

    /// What the script may have to say, by the names of its data attributes.
    fn words(&self) -> Vec<(&'static str, String)> {
        [
            ("pay", "paying-title"),
            ("wait", "paying-loading"),
            ("no-form", "paying-no-form"),
            ("unclear", "paying-unclear"),
            ("refused", "paying-refused"),
            ("changed", "buy-total-changed"),
            ("changed-next", "buy-total-changed-next"),
            ("failed-next", "buy-failed-next"),
            ("declined", "buy-failed-declined"),
            ("insufficient-funds", "buy-failed-insufficient-funds"),
            ("expired-card", "buy-failed-expired-card"),
            ("bad-details", "buy-failed-bad-details"),
            ("not-proven", "buy-failed-not-proven"),
            ("provider", "buy-failed-provider"),
        ]
        .map(|(name, key)| (name, self.chrome.t(key)))
        .to_vec()
    }
}

#[cfg(any(test, feature = "samples"))]
impl PayPage {
    /// Somebody with a saved card, in a shop with an account of its own.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample(),
            shop: ShopView::sample(),
            checkout: "checkout-1".to_owned(),
            total: MoneyView::new(8_400, "EUR"),
            publishable_key: "pk_test_sample".to_owned(),
            account: Some("acct_sample".to_owned()),
            customer_session: Some("cuss_secret_sample".to_owned()),
            live: true,
        }
    }

    /// A guest, with keys for tests.
    pub fn sample_test() -> Self {
        Self {
            account: None,
            customer_session: None,
            live: false,
            ..Self::sample()
        }
    }
}
