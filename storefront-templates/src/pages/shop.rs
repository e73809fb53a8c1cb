//! A shop's page: its face, its people, its shows.

use askama::Template;

use crate::assets;
use crate::chrome::Chrome;
use crate::views::{FollowView, PersonView, ShowCard};

use super::{CollectionChoice, ProductTile};

/// `GET /shops/{slug}`
#[derive(Clone, Debug, Template)]
#[template(path = "shop/shop.html")]
pub struct ShopPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The shop's face.
    pub shop: ShopFace,
    /// How the visitor stands to it.
    pub follow: FollowView,
    /// Who hosts its shows.
    pub staff: Vec<StaffView>,
    /// Its public shows on the air.
    pub live: Vec<ShowCard>,
    /// Its public shows to come.
    pub upcoming: Vec<ShowCard>,
    /// Its public replays.
    pub replays: Vec<ShowCard>,
    /// What it sells, as far as it was asked for.
    pub products: Vec<ProductTile>,
    /// Collections to choose from.
    pub collections: Vec<CollectionChoice>,
    /// Words that were searched for.
    pub q: String,
    /// The products after these.
    pub next: Option<String>,
}

impl ShopPage {
    fn is_empty(&self) -> bool {
        self.live.is_empty() && self.upcoming.is_empty() && self.replays.is_empty() && !self.sells()
    }

    /// Whether there is anything to choose from.
    fn sells(&self) -> bool {
        !self.products.is_empty() || !self.q.is_empty() || !self.collections.is_empty()
    }

    fn shows_all(&self) -> bool {
        !self.collections.iter().any(|collection| collection.chosen)
    }
}

/// How a shop presents itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ShopFace {
    /// Unique name in its address.
    pub slug: String,
    /// The name to show.
    pub name: String,
    /// What it says about itself, in plain text; may be empty.
    pub story: String,
    /// Address of its wide picture.
    pub cover_url: Option<String>,
    /// Address of its mark.
    pub logo_url: Option<String>,
}

impl ShopFace {
    /// Address of its wide picture, or of a drawing of ours.
    pub fn cover(&self) -> String {
        self.cover_url
            .clone()
            .unwrap_or_else(|| assets::url("art/cover-default.svg"))
    }
}

/// Someone of a shop's staff.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StaffView {
    /// Who.
    pub person: PersonView,
    /// What they say about themselves, in plain text; may be empty.
    pub bio: String,
}

#[cfg(any(test, feature = "samples"))]
impl ShopPage {
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

    /// A shop on the air.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample_guest(),
            shop: ShopFace {
                slug: "casa-lumen".to_owned(),
                name: "Casa Lumen".to_owned(),
                story: "Ceramics and linen, made to be used.".to_owned(),
                cover_url: None,
                logo_url: None,
            },
            follow: FollowView::sample_shop(),
            staff: vec![StaffView {
                person: PersonView::sample(),
                bio: "I make things for tables.".to_owned(),
            }],
            live: vec![ShowCard::sample()],
            upcoming: vec![ShowCard::sample_scheduled()],
            replays: vec![ShowCard::sample_ended()],
            products: ProductTile::samples(),
            collections: vec![CollectionChoice {
                name: "Bowls".to_owned(),
                url: "/shops/casa-lumen?collection=bowls#products".to_owned(),
                chosen: false,
            }],
            q: "bowl".to_owned(),
            next: Some("/shops/casa-lumen?after=0.p2#products".to_owned()),
        }
    }

    /// A shop that has nothing on.
    pub fn sample_quiet() -> Self {
        Self {
            live: Vec::new(),
            upcoming: Vec::new(),
            replays: Vec::new(),
            products: Vec::new(),
            collections: Vec::new(),
            q: String::new(),
            next: None,
            ..Self::sample()
        }
    }
}
