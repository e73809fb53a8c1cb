//! What is to be packed, to be printed.

use askama::Template;

use super::Desk;
use crate::chrome::Chrome;

/// Something to put into a parcel.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PackedLine {
    /// The product's name.
    pub name: String,
    /// The variant's values; may be empty.
    pub options: String,
    /// The shop's own number; may be empty.
    pub sku: String,
    /// How many, without those that were given back.
    pub quantity: i64,
}

/// One order's parcel.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Parcel {
    /// The order's number.
    pub number: i64,
    /// The way it is sent.
    pub shipping_name: String,
    /// What goes in.
    pub lines: Vec<PackedLine>,
    /// Where it goes, line by line.
    pub address: Vec<String>,
    /// And in which country, ISO 3166-1 alpha-2.
    pub country: String,
    /// May be empty.
    pub phone: String,
}

/// `GET /studio/shops/{slug}/packing?order=&after=`
#[derive(Clone, Debug, Template)]
#[template(path = "selling/packing.html")]
pub struct PackingPage {
    /// What surrounds the page; staff is signed in.
    pub chrome: Chrome,
    /// The shop.
    pub desk: Desk,
    /// What is to be packed, the oldest order first.
    pub parcels: Vec<Parcel>,
    /// Address of the parcels after these.
    pub next: Option<String>,
}

#[cfg(any(test, feature = "samples"))]
impl PackingPage {
    /// Two parcels, and more behind them.
    pub fn sample() -> Self {
        let text = str::to_owned;
        let bowl = PackedLine {
            name: text("Sage bowl"),
            options: text("M · Sage"),
            sku: text("BOWL-M-SA"),
            quantity: 2,
        };
        let first = Parcel {
            number: 1_014,
            shipping_name: text("Post"),
            lines: vec![
                bowl.clone(),
                PackedLine {
                    name: text("Linen throw, washed"),
                    options: String::new(),
                    sku: String::new(),
                    quantity: 1,
                },
            ],
            address: vec![
                text("Noor Haddad"),
                text("Rua da Rosa 12"),
                text("1200-385 Lisboa"),
            ],
            country: text("PT"),
            phone: text("+351 912 000 000"),
        };
        Self {
            chrome: super::sample_chrome(),
            desk: Desk::sample(),
            parcels: vec![
                first.clone(),
                Parcel {
                    number: 1_015,
                    lines: vec![bowl],
                    ..first
                },
            ],
            next: Some(Desk::sample().at("packing?after=1015")),
        }
    }

    /// Everything is on its way.
    pub fn sample_empty() -> Self {
        Self {
            parcels: Vec::new(),
            next: None,
            ..Self::sample()
        }
    }
}
