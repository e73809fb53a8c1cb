//! A shop's catalogue as a list, with the stock of each variant.

use askama::Template;

use super::{Desk, encoded};
use crate::chrome::Chrome;
use crate::views::MoneyView;

/// So few left are worth a colour.
const FEW: u64 = 5;

/// Whether a product can be found and bought.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum ProductState {
    /// Its staff alone see it.
    #[default]
    Draft,
    /// Everyone finds it.
    Active,
    /// Put away.
    Archived,
}

impl ProductState {
    /// All of them, in the order a choice shows them.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Active, Self::Archived];

    /// The value in forms.
    pub fn value(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Archived => "archived",
        }
    }

    /// Key of its name.
    pub fn name_key(self) -> &'static str {
        match self {
            Self::Draft => "product-draft",
            Self::Active => "product-active",
            Self::Archived => "product-archived",
        }
    }

    /// Key of the sentence that says what it means.
    pub fn hint_key(self) -> &'static str {
        match self {
            Self::Draft => "product-draft-hint",
            Self::Active => "product-active-hint",
            Self::Archived => "product-archived-hint",
        }
    }
}

/// How many there are of a variant.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VariantStock {
    /// Its id.
    pub id: String,
    /// Its values, such as `M · Sage`; empty where the product has one variant.
    pub label: String,
    /// The shop's own number for it; may be empty.
    pub sku: String,
    /// Units that can be bought.
    pub available: u64,
    /// As it was read, to be sent back with a new count.
    pub version: i64,
}

/// A product in the list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProductLine {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its first picture.
    pub picture_url: Option<String>,
    /// Whether it can be bought.
    pub state: ProductState,
    /// The lowest price of its variants.
    pub price: MoneyView,
    /// Whether others cost more.
    pub ranges: bool,
    /// What it comes in.
    pub variants: Vec<VariantStock>,
}

impl ProductLine {
    /// What one of its variants is called where it stands alone.
    fn stock_name(&self, variant: &VariantStock) -> String {
        if variant.label.is_empty() {
            self.name.clone()
        } else {
            format!("{}, {}", self.name, variant.label)
        }
    }

    fn left(&self) -> u64 {
        self.variants.iter().map(|variant| variant.available).sum()
    }

    fn level(&self) -> &'static str {
        match self.left() {
            0 => "none",
            left if left <= FEW => "few",
            _ => "some",
        }
    }
}

/// `GET /studio/shops/{slug}/products?q=&state=&after=`
#[derive(Clone, Debug, Template)]
#[template(path = "selling/products.html")]
pub struct ProductsPage {
    /// What surrounds the page; staff is signed in.
    pub chrome: Chrome,
    /// The shop.
    pub desk: Desk,
    /// Words that are searched for.
    pub query: String,
    /// Those of one state alone.
    pub state: Option<ProductState>,
    /// What was found, newest first.
    pub products: Vec<ProductLine>,
    /// Cursor of the next page, where there are more.
    pub after: Option<String>,
    /// Address of the next page; [`Self::next_url`] makes it.
    pub next: Option<String>,
}

impl ProductsPage {
    /// The address of the page after `after`, with the same filter.
    pub fn next_url(desk: &Desk, query: &str, state: Option<ProductState>, after: &str) -> String {
        let state = state.map_or("", ProductState::value);
        let list = desk.at("products");
        format!(
            "{list}?q={}&state={state}&after={}",
            encoded(query),
            encoded(after)
        )
    }

    fn states(&self) -> [ProductState; 3] {
        ProductState::ALL
    }

    fn is_of(&self, state: &ProductState) -> bool {
        self.state == Some(*state)
    }

    /// Whether the shop has no product at all.
    fn is_new(&self) -> bool {
        self.products.is_empty() && self.query.is_empty() && self.state.is_none() && self.after.is_none()
    }
}

#[cfg(any(test, feature = "samples"))]
impl ProductsPage {
    /// Some products: one in two sizes, one sold out, one put away.
    pub fn sample() -> Self {
        let bowl = ProductLine {
            id: "product-1".to_owned(),
            name: "Sage bowl".to_owned(),
            picture_url: Some(crate::assets::url("art/product-sage-bowl.svg")),
            state: ProductState::Active,
            price: super::euro(2_400),
            ranges: true,
            variants: vec![
                VariantStock {
                    id: "variant-1".to_owned(),
                    label: "M".to_owned(),
                    sku: "BOWL-M".to_owned(),
                    available: 18,
                    version: 3,
                },
                VariantStock {
                    id: "variant-2".to_owned(),
                    label: "L".to_owned(),
                    sku: String::new(),
                    available: 7,
                    version: 1,
                },
            ],
        };
        let one = |name: &str, art: &str, state, price, available| ProductLine {
            name: name.to_owned(),
            picture_url: Some(crate::assets::url(art)),
            state,
            price: super::euro(price),
            ranges: false,
            variants: vec![VariantStock {
                label: String::new(),
                available,
                ..bowl.variants[0].clone()
            }],
            ..bowl.clone()
        };
        let products = vec![
            bowl.clone(),
            one(
                "Linen throw, washed",
                "art/product-linen-throw.svg",
                ProductState::Active,
                8_900,
                3,
            ),
            one(
                "Table lamp",
                "art/product-table-lamp.svg",
                ProductState::Active,
                14_500,
                0,
            ),
            one(
                "Leaf vase",
                "art/product-leaf-vase.svg",
                ProductState::Draft,
                6_200,
                12,
            ),
            one(
                "Midnight jar",
                "art/product-midnight-jar.svg",
                ProductState::Archived,
                4_800,
                0,
            ),
        ];
        let desk = Desk::sample();
        Self {
            chrome: super::sample_chrome(),
            next: Some(Self::next_url(&desk, "", None, "0.product-9")),
            desk,
            query: String::new(),
            state: None,
            products,
            after: None,
        }
    }

    /// A shop that sells nothing yet.
    pub fn sample_empty() -> Self {
        Self {
            products: Vec::new(),
            next: None,
            ..Self::sample()
        }
    }

    /// A search that finds nothing.
    pub fn sample_not_found() -> Self {
        Self {
            query: "teapot & \"cup\"".to_owned(),
            ..Self::sample_empty()
        }
    }
}
