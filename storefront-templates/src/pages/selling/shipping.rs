//! A shop's shipping table and tax table.

use askama::Template;

use super::{Desk, TAX_CLASSES, tax_key};
use crate::chrome::Chrome;

/// A line of the shipping table, as its fields have it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RateRow {
    /// Its id.
    pub id: String,
    /// What shoppers choose.
    pub name: String,
    /// `PT, ES`; everywhere when empty.
    pub countries: String,
    /// From this weight on, in grams.
    pub least_g: i64,
    /// Up to this weight; any when empty.
    pub most_g: String,
    /// `4.50`
    pub price: String,
    /// From this much on it costs nothing; never when empty.
    pub free_from: String,
}

/// A line of the tax table, as its fields have it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct TaxRow {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The whole country when empty.
    pub region: String,
    /// `standard`, `reduced`, `zero`
    pub tax_class: String,
    /// `23.00`
    pub percent: String,
}

/// `GET /studio/shops/{slug}/shipping`
#[derive(Clone, Debug, Template)]
#[template(path = "selling/shipping.html")]
pub struct ShippingPage {
    /// What surrounds the page; the owner is signed in.
    pub chrome: Chrome,
    /// The shop.
    pub desk: Desk,
    /// The shipping table.
    pub rates: Vec<RateRow>,
    /// The tax table.
    pub taxes: Vec<TaxRow>,
}

impl ShippingPage {
    fn tax_classes(&self) -> [&'static str; 3] {
        TAX_CLASSES
    }

    fn tax_name(&self, class: &str) -> String {
        self.chrome.t(tax_key(class))
    }
}

#[cfg(any(test, feature = "samples"))]
impl ShippingPage {
    /// Two ways to send, two taxes.
    pub fn sample() -> Self {
        let text = str::to_owned;
        Self {
            chrome: super::sample_chrome(),
            desk: Desk::sample(),
            rates: vec![
                RateRow {
                    id: text("rate-1"),
                    name: text("Post"),
                    countries: text("PT, ES"),
                    least_g: 0,
                    most_g: text("5000"),
                    price: text("4.50"),
                    free_from: text("60.00"),
                },
                RateRow {
                    id: text("rate-2"),
                    name: text("Courier"),
                    price: text("14.00"),
                    ..RateRow::default()
                },
            ],
            taxes: vec![
                TaxRow {
                    country: text("PT"),
                    region: String::new(),
                    tax_class: text("standard"),
                    percent: text("23.00"),
                },
                TaxRow {
                    country: text("ES"),
                    region: text("Canarias"),
                    tax_class: text("zero"),
                    percent: text("0.00"),
                },
            ],
        }
    }
}
