//! Shows, as lists and their own pages show them.

use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{DateTime, Utc};

use super::{PersonView, ShopView};
use crate::assets;
use crate::chrome::Chrome;

/// Where a show stands. An expired one is never listed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ShowState {
    /// Not begun yet.
    Scheduled,
    /// On the air, also while its host is away for a moment.
    Live,
    /// Over; perhaps still to be seen as a replay.
    Ended,
}

/// Who may find a show.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Visibility {
    /// Listed for everyone.
    #[default]
    Public,
    /// For those who have the address.
    Unlisted,
    /// For its host and the shop's staff.
    Private,
}

impl Visibility {
    /// All of them, in the order a choice shows them.
    pub const ALL: [Self; 3] = [Self::Public, Self::Unlisted, Self::Private];

    /// The value in forms: `public`, `unlisted`, `private`.
    pub fn value(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
            Self::Private => "private",
        }
    }

    /// Key of its name.
    pub fn name_key(self) -> &'static str {
        match self {
            Self::Public => "visibility-public",
            Self::Unlisted => "visibility-unlisted",
            Self::Private => "visibility-private",
        }
    }

    /// Key of the sentence that says who can watch.
    pub fn hint_key(self) -> &'static str {
        match self {
            Self::Public => "visibility-public-hint",
            Self::Unlisted => "visibility-unlisted-hint",
            Self::Private => "visibility-private-hint",
        }
    }

    /// Whether everyone finds it.
    pub fn is_public(self) -> bool {
        self == Self::Public
    }
}

/// One show.
#[derive(Clone, Debug, PartialEq)]
pub struct ShowCard {
    /// Its id, as in addresses.
    pub id: String,
    /// Address of its page, `/shows/{id}`.
    pub url: String,
    /// Its title.
    pub title: String,
    /// What it is about, in plain text; may be empty.
    pub description: String,
    /// Who hosts it.
    pub host: PersonView,
    /// The shop it is for.
    pub shop: Option<ShopView>,
    /// Address of its cover; without one, a drawing of ours.
    pub cover_url: Option<String>,
    /// Where it stands.
    pub state: ShowState,
    /// Who may find it.
    pub visibility: Visibility,
    /// How many are watching now; for an ended show how many saw it, or 0.
    pub viewers: u64,
    /// Live, but its host's picture is away at the moment.
    pub paused: bool,
    /// When it is to begin.
    pub starts_at: Option<DateTime<Utc>>,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// When its replay goes for good.
    pub expires_at: Option<DateTime<Utc>>,
    /// Its length in seconds, once it ended.
    pub duration_s: Option<u64>,
    /// Where it comes from, in words.
    pub place: Option<String>,
    /// Ended, and a replay can be watched.
    pub replay: bool,
}

impl ShowCard {
    /// Address of the picture that stands for it.
    pub fn cover(&self) -> String {
        self.cover_url
            .clone()
            .unwrap_or_else(|| assets::url("art/cover-default.svg"))
    }

    /// Whether it is on the air.
    pub fn is_live(&self) -> bool {
        self.state == ShowState::Live
    }

    /// Whether it is still to come.
    pub fn is_scheduled(&self) -> bool {
        self.state == ShowState::Scheduled
    }

    /// Whether it is over.
    pub fn is_ended(&self) -> bool {
        self.state == ShowState::Ended
    }

    /// Its page in the host's studio.
    pub fn studio_url(&self) -> String {
        format!("/studio/shows/{}", self.id)
    }

    /// The show as a tall tile of a list.
    pub fn tile<'a>(&'a self, chrome: &'a Chrome) -> Tile<'a> {
        Tile {
            show: self,
            chrome,
            size: TileSize::Tall,
        }
    }

    /// The show as a flat line of a list.
    pub fn line<'a>(&'a self, chrome: &'a Chrome) -> Tile<'a> {
        Tile {
            show: self,
            chrome,
            size: TileSize::Flat,
        }
    }
}

/// How large a [`Tile`] is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TileSize {
    /// A picture with words on it.
    Tall,
    /// A small picture with words beside it.
    Flat,
}

/// A show in a list.
#[derive(Debug, Template)]
#[template(path = "shows/tile.html")]
pub struct Tile<'a> {
    show: &'a ShowCard,
    chrome: &'a Chrome,
    size: TileSize,
}

impl Tile<'_> {
    fn is_tall(&self) -> bool {
        self.size == TileSize::Tall
    }
}

impl HtmlSafe for Tile<'_> {}

#[cfg(any(test, feature = "samples"))]
impl ShowCard {
    /// A show that is live.
    pub fn sample() -> Self {
        let now = super::sample_now();
        Self {
            id: "show-1".to_owned(),
            url: "/shows/show-1".to_owned(),
            title: "Evening glaze: new stoneware".to_owned(),
            description: "Twelve pieces from the last firing, shown one by one.\nAsk anything.".to_owned(),
            host: PersonView::sample(),
            shop: Some(ShopView::sample()),
            cover_url: None,
            state: ShowState::Live,
            visibility: Visibility::Public,
            viewers: 1_249,
            paused: false,
            starts_at: None,
            started_at: Some(now - chrono::Duration::seconds(724)),
            ended_at: None,
            expires_at: None,
            duration_s: None,
            place: Some("Valencia".to_owned()),
            replay: false,
        }
    }

    /// A show of this evening.
    pub fn sample_scheduled() -> Self {
        Self {
            id: "show-2".to_owned(),
            url: "/shows/show-2".to_owned(),
            title: "Linen, washed soft".to_owned(),
            state: ShowState::Scheduled,
            viewers: 0,
            starts_at: Some(super::sample_now() + chrono::Duration::seconds(5_400)),
            started_at: None,
            ..Self::sample()
        }
    }

    /// A show that ended and can be seen for some hours more.
    pub fn sample_ended() -> Self {
        let now = super::sample_now();
        Self {
            id: "show-3".to_owned(),
            url: "/shows/show-3".to_owned(),
            title: "How we throw a bowl".to_owned(),
            state: ShowState::Ended,
            viewers: 86,
            shop: None,
            started_at: Some(now - chrono::Duration::seconds(68_000)),
            ended_at: Some(now - chrono::Duration::seconds(67_680)),
            expires_at: Some(now + chrono::Duration::seconds(18_720)),
            duration_s: Some(320),
            replay: true,
            ..Self::sample()
        }
    }
}
