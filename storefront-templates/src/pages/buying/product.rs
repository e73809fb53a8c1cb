//! A product's page, and products as a shop's page lists them.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::assets;
use crate::chrome::Chrome;
use crate::views::{FollowView, MoneyView, ShopView};

/// `GET /shops/{slug}/products/{product}`
#[derive(Clone, Debug, Template)]
#[template(path = "product/product.html")]
pub struct ProductPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Whose it is.
    pub shop: ShopView,
    /// How the visitor stands to the shop.
    pub follow: FollowView,
    /// The product.
    pub product: ProductView,
    /// Replays in which it was shown.
    pub moments: Vec<MomentView>,
    /// It is on the visitor's wish list.
    pub wished: bool,
}

impl ProductPage {
    /// Address of a picture that others show beside a link here.
    fn share_picture(&self) -> Option<&str> {
        self.product.pictures.first().map(|picture| picture.url.as_str())
    }
}

/// A product.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProductView {
    /// Its id.
    pub id: String,
    /// Unique name in its address, within the shop.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is, in plain text; may be empty.
    pub description: String,
    /// What its variants differ in.
    pub option_names: Vec<String>,
    /// Its pictures, the best first.
    pub pictures: Vec<PictureView>,
    /// What there is of it, in the shop's order.
    pub variants: Vec<VariantView>,
}

impl ProductView {
    fn is_sold_out(&self) -> bool {
        self.variants.iter().all(|variant| variant.available == 0)
    }

    /// The variant a price is shown of: the cheapest.
    fn cheapest(&self) -> Option<&VariantView> {
        self.variants.iter().min_by_key(|variant| variant.price_now.minor)
    }

    /// Whether variants cost different amounts.
    fn has_range(&self) -> bool {
        let first = self.variants.first().map(|variant| &variant.price_now);
        self.variants
            .iter()
            .any(|variant| Some(&variant.price_now) != first)
    }
}

/// A picture of a product.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PictureView {
    /// Its address.
    pub url: String,
    /// What it shows, for those who don't see it.
    pub alt: String,
}

/// One size, colour or the like of a product.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VariantView {
    /// Its id.
    pub id: String,
    /// One value for each of the product's option names.
    pub options: Vec<String>,
    /// What it costs now.
    pub price_now: MoneyView,
    /// What it cost before, where that was more.
    pub before: Option<MoneyView>,
    /// The lowest price of the 30 days before it was lowered (directive 98/6/EC, article 6a).
    pub lowest_30d: Option<MoneyView>,
    /// Units that can be bought.
    pub available: u64,
}

impl VariantView {
    fn name(&self) -> String {
        self.options.join(" · ")
    }
}

/// A moment of a replay in which a product came up.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MomentView {
    /// The show's title.
    pub title: String,
    /// The replay at that second, such as `/shows/0193…#t=95`.
    pub url: String,
    /// Its place in the replay, in seconds.
    pub second: u64,
    /// Address of the show's cover; without one, a drawing of ours.
    pub cover_url: Option<String>,
    /// When the replay goes.
    pub expires_at: Option<DateTime<Utc>>,
}

impl MomentView {
    fn cover(&self) -> String {
        self.cover_url
            .clone()
            .unwrap_or_else(|| assets::url("art/cover-default.svg"))
    }
}

/// A product in a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProductTile {
    /// Its name.
    pub name: String,
    /// Its page.
    pub url: String,
    /// Address of its first picture.
    pub picture_url: Option<String>,
    /// What it costs now, the cheapest of its variants.
    pub price: MoneyView,
    /// Other variants cost more.
    pub has_range: bool,
    /// What it cost before, where that was more.
    pub before: Option<MoneyView>,
    /// Nothing of it is left.
    pub sold_out: bool,
}

/// A collection as a shop's page offers it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CollectionChoice {
    /// Its name.
    pub name: String,
    /// The shop's page with it alone, or with all where it is the chosen one.
    pub url: String,
    /// Whether it is what is shown.
    pub chosen: bool,
}

#[cfg(any(test, feature = "samples"))]
impl ProductPage {
    /// A bowl in three kinds, one of them sold out, shown in a replay.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome {
                flash: None,
                ..Chrome::sample()
            },
            shop: ShopView::sample(),
            follow: FollowView::sample_shop(),
            product: ProductView::sample(),
            moments: vec![MomentView {
                title: "How we throw a bowl".to_owned(),
                url: "/shows/show-3#t=95".to_owned(),
                second: 95,
                cover_url: None,
                expires_at: Some(crate::views::sample_now() + chrono::Duration::seconds(18_720)),
            }],
            wished: true,
        }
    }

    /// Something plain that nothing is left of, for a guest.
    pub fn sample_sold_out() -> Self {
        let mut product = ProductView::sample();
        product.option_names.clear();
        product.pictures.clear();
        product.description.clear();
        product.variants.truncate(1);
        product.variants[0].available = 0;
        product.variants[0].options.clear();
        Self {
            chrome: Chrome::sample_guest(),
            product,
            moments: Vec::new(),
            wished: false,
            ..Self::sample()
        }
    }

    /// Within a talk.
    pub fn sample_together() -> Self {
        Self {
            chrome: Chrome {
                together: true,
                ..Chrome::sample_guest()
            },
            ..Self::sample()
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl ProductView {
    /// A bowl in three kinds.
    pub fn sample() -> Self {
        let variant = |id: &str, size: &str, minor, available| VariantView {
            id: id.to_owned(),
            options: vec![size.to_owned(), "Sage".to_owned()],
            price_now: MoneyView::new(minor, "EUR"),
            before: (minor < 3_000).then(|| MoneyView::new(3_200, "EUR")),
            lowest_30d: (minor < 3_000).then(|| MoneyView::new(2_900, "EUR")),
            available,
        };
        Self {
            id: "p1".to_owned(),
            slug: "sage-bowl".to_owned(),
            name: "Sage bowl".to_owned(),
            description:
                "Thrown in one go, glazed twice in the green of sage leaves.\n18 cm across, a salad for two."
                    .to_owned(),
            option_names: vec!["Size".to_owned(), "Colour".to_owned()],
            pictures: vec![
                PictureView {
                    url: assets::url("art/product-sage-bowl.svg"),
                    alt: "A green bowl".to_owned(),
                },
                PictureView {
                    url: assets::url("art/product-breakfast-bowl.svg"),
                    alt: "The same from above".to_owned(),
                },
            ],
            variants: vec![
                variant("v1", "S", 2_600, 3),
                variant("v2", "M", 3_900, 4),
                variant("v3", "L", 4_900, 0),
            ],
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl ProductTile {
    /// Two of a shop's products.
    pub fn samples() -> Vec<Self> {
        let bowl = Self {
            name: "Sage bowl".to_owned(),
            url: "/shops/casa-lumen/products/sage-bowl".to_owned(),
            picture_url: Some(assets::url("art/product-sage-bowl.svg")),
            price: MoneyView::new(2_600, "EUR"),
            has_range: true,
            before: Some(MoneyView::new(3_200, "EUR")),
            sold_out: false,
        };
        let lamp = Self {
            name: "Pleated lamp".to_owned(),
            url: "/shops/casa-lumen/products/pleated-lamp".to_owned(),
            picture_url: Some(assets::url("art/product-pleated-lamp.svg")),
            price: MoneyView::new(8_900, "EUR"),
            has_range: false,
            before: None,
            sold_out: true,
        };
        vec![bowl, lamp]
    }
}
