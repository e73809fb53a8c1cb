//! A checkout on a page of its own: where a bank's page leads back to.

use askama::Template;

use crate::chrome::Chrome;
use crate::views::ShopView;

/// `GET /checkouts/{id}`
#[derive(Clone, Debug, Template)]
#[template(path = "checkout/checkout.html")]
pub struct CheckoutPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Whom one buys from.
    pub shop: ShopView,
    /// The checkout's id.
    pub checkout: String,
    /// The show one came from, while it can be watched.
    pub show_url: Option<String>,
}

#[cfg(any(test, feature = "samples"))]
impl CheckoutPage {
    /// Out of a show.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome {
                flash: None,
                ..Chrome::sample()
            },
            shop: ShopView::sample(),
            checkout: "checkout-1".to_owned(),
            show_url: Some("/shows/show-1".to_owned()),
        }
    }
}
