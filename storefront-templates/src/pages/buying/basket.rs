//! The basket of a shop, on a page of its own.

use askama::Template;

use crate::chrome::Chrome;
use crate::views::{MoneyView, ShopView};

/// `GET /shops/{slug}/basket`
#[derive(Clone, Debug, Template)]
#[template(path = "basket/basket.html")]
pub struct BasketPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The shop.
    pub shop: ShopView,
    /// What is in it.
    pub basket: BasketView,
}

/// What is in a basket, with today's prices.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BasketView {
    /// In the order they were put in.
    pub lines: Vec<BasketLineView>,
    /// A voucher's code.
    pub voucher: Option<String>,
    /// What the voucher takes off.
    pub discount: MoneyView,
    /// Before shipping.
    pub total: MoneyView,
}

/// A line of a basket.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BasketLineView {
    /// The variant's id, for `POST /shops/{slug}/basket`.
    pub variant: String,
    /// The product's name.
    pub name: String,
    /// The product's page.
    pub url: String,
    /// The variant's options in one text; may be empty.
    pub options: String,
    /// Address of its picture.
    pub picture_url: Option<String>,
    /// How many.
    pub quantity: u64,
    /// For all of them.
    pub total: MoneyView,
    /// Key of what is wrong with it, such as `buy-problem-gone`.
    pub problem: Option<&'static str>,
    /// Units that can be bought.
    pub available: u64,
}

#[cfg(any(test, feature = "samples"))]
impl BasketPage {
    /// Two lines, one of which is sold out.
    pub fn sample() -> Self {
        let line = BasketLineView {
            variant: "v1".to_owned(),
            name: "Sage bowl".to_owned(),
            url: "/shops/casa-lumen/products/sage-bowl".to_owned(),
            options: "S · Sage".to_owned(),
            picture_url: Some(crate::assets::url("art/product-sage-bowl.svg")),
            quantity: 2,
            total: MoneyView::new(5_200, "EUR"),
            problem: None,
            available: 3,
        };
        let gone = BasketLineView {
            variant: "v5".to_owned(),
            problem: Some("buy-problem-sold-out"),
            picture_url: None,
            options: String::new(),
            ..line.clone()
        };
        Self {
            chrome: Chrome {
                flash: None,
                ..Chrome::sample()
            },
            shop: ShopView::sample(),
            basket: BasketView {
                lines: vec![line, gone],
                voucher: Some("GLAZE10".to_owned()),
                discount: MoneyView::new(520, "EUR"),
                total: MoneyView::new(4_680, "EUR"),
            },
        }
    }

    /// Nothing in it, for a guest.
    pub fn sample_empty() -> Self {
        let basket = BasketView {
            lines: Vec::new(),
            voucher: None,
            discount: MoneyView::new(0, "EUR"),
            total: MoneyView::new(0, "EUR"),
        };
        Self {
            chrome: Chrome::sample_guest(),
            basket,
            ..Self::sample()
        }
    }
}
