//! A shop's page: its face, its people, its shows.

use askama::Template;

use crate::assets;
use crate::chrome::Chrome;
use crate::views::{FollowView, PersonView, ShowCard};

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
}

impl ShopPage {
    fn is_empty(&self) -> bool {
        self.live.is_empty() && self.upcoming.is_empty() && self.replays.is_empty()
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
        }
    }

    /// A shop that has nothing on.
    pub fn sample_quiet() -> Self {
        Self {
            live: Vec::new(),
            upcoming: Vec::new(),
            replays: Vec::new(),
            ..Self::sample()
        }
    }
}
