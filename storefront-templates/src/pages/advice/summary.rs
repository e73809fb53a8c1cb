//! What is left of a talk.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::chrome::Chrome;
use crate::time;
use crate::views::{MoneyView, ShopView};

/// A product that was shown.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SummaryProduct {
    /// As it was called then.
    pub name: String,
    /// Its page.
    pub url: String,
    /// Its picture, while it has one.
    pub picture_url: Option<String>,
}

/// A line of the basket as it was.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SummaryLine {
    /// The product.
    pub product: SummaryProduct,
    /// Size, colour and the like; may be empty.
    pub options: String,
    /// How many.
    pub quantity: u64,
    /// Of one.
    pub unit_price: MoneyView,
    /// Of all of them.
    pub total: MoneyView,
}

/// A summary, as one of the two reads it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SummaryView {
    /// Its id, which is the session's.
    pub id: String,
    /// What opens it, as `?key=…`; empty for those who were there.
    pub key: String,
    /// Its shopper reads it.
    pub is_shopper: bool,
    /// The shop.
    pub shop: ShopView,
    /// As the advisor was called then.
    pub advisor: String,
    /// As the shopper wished to be called.
    pub shopper: String,
    /// How long the talk took, in seconds.
    pub seconds: u64,
    /// What was shown.
    pub products: Vec<SummaryProduct>,
    /// The basket as it was.
    pub lines: Vec<SummaryLine>,
    /// What it came to.
    pub total: MoneyView,
    /// The number of what was paid in the talk.
    pub order: Option<u64>,
    /// Its page, for its buyer.
    pub order_url: Option<String>,
    /// What was agreed; empty until it is sent.
    pub agreed: String,
    /// The account's address.
    pub email: Option<String>,
    /// It was mailed.
    pub is_mailed: bool,
    /// When it is gone.
    pub gone_at: DateTime<Utc>,
}

impl SummaryView {
    /// A call of its API.
    pub fn api(&self, call: &str) -> String {
        format!("/api/v1/advice/summaries/{}{call}{}", self.id, self.key)
    }

    /// Whether there is nothing in it.
    pub fn is_bare(&self) -> bool {
        self.products.is_empty() && self.lines.is_empty() && self.order.is_none() && self.agreed.is_empty()
    }

    /// How long the talk took, in words.
    pub fn length(&self) -> String {
        time::duration(self.seconds)
    }
}

/// `GET /advice/summaries/{id}`
#[derive(Clone, Debug, Template)]
#[template(path = "advice/summary_page.html")]
pub struct SummaryPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// What it shows.
    pub summary: SummaryView,
}

#[cfg(any(test, feature = "samples"))]
impl SummaryView {
    /// A guest's, of a talk with everything in it.
    pub fn sample() -> Self {
        let euro = |minor| MoneyView::new(minor, "EUR");
        let product = |name: &str| SummaryProduct {
            name: name.to_owned(),
            url: "/shops/casa-lumen/products/linen-throw".to_owned(),
            picture_url: None,
        };
        Self {
            id: "session-1".to_owned(),
            key: String::new(),
            is_shopper: true,
            shop: ShopView::sample(),
            advisor: "Ben".to_owned(),
            shopper: "Eva".to_owned(),
            seconds: 754,
            products: vec![product("Linen throw"), product("Sage <bowl>")],
            lines: vec![SummaryLine {
                product: product("Linen throw"),
                options: "Ochre".to_owned(),
                quantity: 2,
                unit_price: euro(3_900),
                total: euro(7_800),
            }],
            total: euro(7_800),
            order: Some(1_042),
            order_url: Some("/orders/order-1".to_owned()),
            agreed: "The throw in ochre,\nand a call in May.".to_owned(),
            email: None,
            is_mailed: false,
            gone_at: crate::views::sample_now(),
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl SummaryPage {
    /// By the link of a mail.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample_guest(),
            summary: SummaryView {
                key: "?key=secret".to_owned(),
                ..SummaryView::sample()
            },
        }
    }

    /// Somebody's who is signed in, of a talk that came to nothing.
    pub fn sample_bare() -> Self {
        Self {
            chrome: super::sample_chrome(),
            summary: SummaryView {
                products: Vec::new(),
                lines: Vec::new(),
                order: None,
                order_url: None,
                agreed: String::new(),
                email: Some("ana@example.org".to_owned()),
                is_mailed: true,
                ..SummaryView::sample()
            },
        }
    }
}
