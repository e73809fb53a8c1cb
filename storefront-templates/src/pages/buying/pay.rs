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
        let plain = [
            ("wait", "paying-loading"),
            ("no-form", "paying-no-form"),
            ("unclear", "paying-unclear"),
            ("refused", "paying-refused"),
            ("nothing", "paying-nothing"),
            ("changed", "buy-total-changed"),
            ("changed-next", "buy-total-changed-next"),
            ("failed-next", "buy-failed-next"),
            ("declined", "buy-failed-declined"),
            ("insufficient-funds", "buy-failed-insufficient-funds"),
            ("expired-card", "buy-failed-expired-card"),
            ("bad-details", "buy-failed-bad-details"),
            ("not-proven", "buy-failed-not-proven"),
            ("provider", "buy-failed-provider"),
            ("hold-kept", "buy-hold-kept"),
            ("hold-over", "buy-hold-over"),
            ("hold-over-next", "buy-hold-over-next"),
        ]
        .map(|(name, key)| (name, self.chrome.t(key)));
        let minutes = [
            ("hold-soon-one", "buy-hold-soon-one"),
            ("hold-soon", "buy-hold-soon"),
            ("hold-soon-last-one", "buy-hold-soon-last-one"),
            ("hold-soon-last", "buy-hold-soon-last"),
        ]
        .map(|(name, key)| (name, self.chrome.t1(key, "n", "{n}")));
        let pay = ("pay", self.chrome.t1("buy-pay-amount", "price", "{price}"));
        plain.into_iter().chain(minutes).chain([pay]).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = include_str!("../../../assets/js/pay-stripe.js");

    /// As a data attribute is written: `holdSoon` is `hold-soon`.
    fn attribute(name: &str) -> String {
        let mut attribute = "data-".to_owned();
        for letter in name.chars() {
            if letter.is_ascii_uppercase() {
                attribute.push('-');
            }
            attribute.push(letter.to_ascii_lowercase());
        }
        attribute
    }

    #[test]
    fn every_word_that_the_script_says_stands_on_the_page() {
        let page = PayPage::sample()
            .render()
            .expect("rendering into memory can't fail");
        let names = SOURCE.split("words.").skip(1).map(|rest| {
            let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric());
            &rest[..end.unwrap_or(rest.len())]
        });
        let names: Vec<_> = names.collect();
        assert!(
            names.len() > 10,
            "only {names:?} were found: does the search still match?"
        );
        for name in names {
            let attribute = attribute(name);
            assert!(page.contains(&format!(" {attribute}=\"")), "{attribute}");
        }
    }

    #[test]
    fn the_clock_and_what_keeps_it_longer_are_there() {
        let page = PayPage::sample()
            .render()
            .expect("rendering into memory can't fail");
        for part in ["hold", "clock", "keep", "soon"] {
            assert!(page.contains(&format!("data-part=\"{part}\"")), "{part}");
        }
        assert!(page.contains("{n} more minutes"), "{page}");
    }
}
