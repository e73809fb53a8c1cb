//! The studio: a host's shows, making one, and going live.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::chrome::Chrome;
use crate::forms::FieldErrors;
use crate::views::{ShopView, ShowCard, Visibility};

/// `GET /studio`
#[derive(Clone, Debug, Template)]
#[template(path = "studio/studio.html")]
pub struct StudioPage {
    /// What surrounds the page; somebody is signed in.
    pub chrome: Chrome,
    /// Shops at whose advice desk the visitor may sit.
    pub desks: Vec<ShopView>,
    /// The visitor's shows on the air.
    pub live: Vec<ShowCard>,
    /// Their shows to come, and those without a time.
    pub scheduled: Vec<ShowCard>,
    /// Their shows that ended and have not expired.
    pub ended: Vec<ShowCard>,
    /// Address of the next page, where there are more.
    pub next: Option<String>,
}

impl StudioPage {
    fn is_empty(&self) -> bool {
        self.live.is_empty() && self.scheduled.is_empty() && self.ended.is_empty()
    }
}

/// What the form of a show holds, as typed.
///
/// Posted as `multipart/form-data` with these names, besides `cover` (a file, perhaps empty).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ShowForm {
    /// `title`
    pub title: String,
    /// `description`
    pub description: String,
    /// `visibility`: `public`, `unlisted`, `private`
    pub visibility: Visibility,
    /// `starts_at`: a local date and time such as `2026-11-22T19:30`, or empty. Its zone is
    /// [`Self::starts_at_offset`].
    pub starts_at: String,
    /// `starts_at_offset`: minutes east of UTC at that time, filled in by script. Empty means that
    /// `starts_at` is in UTC: so hand it over when the form is filled from a stored show.
    pub starts_at_offset: String,
    /// `place`: a name, or empty
    pub place: String,
    /// `latitude` in degrees north, or empty; the browser rounds it to 0.1
    pub latitude: String,
    /// `longitude` in degrees east, or empty; the browser rounds it to 0.1
    pub longitude: String,
    /// `shop`: the slug of a shop the host belongs to, or empty
    pub shop: String,
    /// Address of the cover it has now.
    pub cover_url: Option<String>,
}

impl ShowForm {
    fn visibilities(&self) -> [Visibility; 3] {
        Visibility::ALL
    }

    fn shows_to(&self, visibility: &Visibility) -> bool {
        self.visibility == *visibility
    }

    fn is_for(&self, shop: &ShopView) -> bool {
        self.shop == shop.slug
    }
}

/// `GET /studio/new`, and what `POST /studio/shows` answers when something is missing
///
/// Complaints: `title`, `description`, `visibility`, `starts_at`, `place`, `shop`, `cover`, `form`.
#[derive(Clone, Debug, Template)]
#[template(path = "studio/new.html")]
pub struct NewShowPage {
    /// What surrounds the page; somebody is signed in.
    pub chrome: Chrome,
    /// The form, as typed.
    pub form: ShowForm,
    /// Shops the visitor may host for; the choice is left out where there are none.
    pub shops: Vec<ShopView>,
    /// Complaints about fields.
    pub errors: FieldErrors,
}

/// `GET /studio/shows/{id}`, and what its forms answer when something is missing
///
/// Complaints as on [`NewShowPage`].
#[derive(Clone, Debug, Template)]
#[template(path = "studio/show.html")]
pub struct StudioShowPage {
    /// What surrounds the page; the host is signed in.
    pub chrome: Chrome,
    /// The show.
    pub show: ShowCard,
    /// WHIP endpoint as a path, such as `/whip/{show}`: for the page's own camera.
    pub whip_url: String,
    /// WHIP endpoint with scheme and authority: for an encoder.
    pub whip_address: String,
    /// The show as JSON, `/api/v1/shows/{id}`.
    pub show_url: String,
    /// The room's socket, `/live/{show}`.
    pub socket_url: String,
    /// A stream key just made: the one time it can be shown.
    pub fresh_stream_key: Option<String>,
    /// How many hours a replay stays.
    pub replay_hours: u64,
    /// Why the replay is missing or shorter than the show, as the server says it (in English).
    pub replay_note: Option<String>,
    /// To whom it is open, while it is private.
    pub audience: Option<AudienceView>,
    /// The form for its details, as typed.
    pub form: ShowForm,
    /// Shops the visitor may host for.
    pub shops: Vec<ShopView>,
    /// Complaints about fields.
    pub errors: FieldErrors,
}

/// To whom a private show is open. Its form complains about `most_uses`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AudienceView {
    /// Whether the people its host follows may come.
    pub followed: bool,
    /// The host's groups.
    pub groups: Vec<InvitedGroup>,
    /// Secret links, the newest first.
    pub links: Vec<LinkView>,
    /// A link just made: the one time it can be shown.
    pub fresh_link: Option<String>,
}

/// A group of the host's, invited or not.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvitedGroup {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many people are in it.
    pub people: u64,
    /// Whether the show is open to it.
    pub invited: bool,
}

/// A secret link.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LinkView {
    /// Its id, for `POST /studio/shows/{id}/links/{link}/revoke`.
    pub id: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// How many came in by it.
    pub uses: u64,
    /// How many may.
    pub most_uses: Option<u64>,
}

impl StudioShowPage {
    /// The encoder's tab is the one to show first.
    fn encoder_first(&self) -> bool {
        self.fresh_stream_key.is_some()
    }
}

#[cfg(any(test, feature = "samples"))]
impl StudioPage {
    /// A host with a show of each kind.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample(),
            desks: vec![ShopView::sample()],
            live: vec![ShowCard::sample()],
            scheduled: vec![ShowCard::sample_scheduled()],
            ended: vec![ShowCard::sample_ended()],
            next: Some("/studio?after=show-9".to_owned()),
        }
    }

    /// A host who has not begun.
    pub fn sample_empty() -> Self {
        Self {
            live: Vec::new(),
            scheduled: Vec::new(),
            ended: Vec::new(),
            next: None,
            ..Self::sample()
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl ShowForm {
    /// A form that is filled in.
    pub fn sample() -> Self {
        Self {
            title: "Linen, washed soft".to_owned(),
            description: "Six throws and a table runner.".to_owned(),
            visibility: Visibility::Unlisted,
            starts_at: "2026-11-22T19:30".to_owned(),
            starts_at_offset: "60".to_owned(),
            place: "Valencia".to_owned(),
            latitude: "39.5".to_owned(),
            longitude: "-0.4".to_owned(),
            shop: "casa-lumen".to_owned(),
            cover_url: None,
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl NewShowPage {
    /// A form that was sent without a title.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome {
                flash: None,
                ..Chrome::sample()
            },
            form: ShowForm {
                title: String::new(),
                ..ShowForm::sample()
            },
            shops: vec![ShopView::sample()],
            errors: FieldErrors::from([("title", "error-title-long".to_owned())]),
        }
    }

    /// An untouched form of a host without a shop.
    pub fn sample_blank() -> Self {
        Self {
            form: ShowForm::default(),
            shops: Vec::new(),
            errors: FieldErrors::new(),
            ..Self::sample()
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl AudienceView {
    /// One group of two is invited, and a link was just made.
    pub fn sample() -> Self {
        let group = InvitedGroup {
            id: "group-1".to_owned(),
            name: "Regulars".to_owned(),
            people: 12,
            invited: true,
        };
        let link = LinkView {
            id: "link-1".to_owned(),
            created_at: crate::views::sample_now(),
            uses: 3,
            most_uses: Some(10),
        };
        Self {
            followed: true,
            groups: vec![
                group.clone(),
                InvitedGroup {
                    people: 0,
                    invited: false,
                    ..group
                },
            ],
            links: vec![
                link.clone(),
                LinkView {
                    most_uses: None,
                    ..link
                },
            ],
            fresh_link: Some("https://vitrine.example/shows/show-2/join/vl_sample".to_owned()),
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl StudioShowPage {
    /// A show about to begin, with a key just made.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome {
                flash: None,
                ..Chrome::sample()
            },
            show: ShowCard::sample_scheduled(),
            whip_url: "/whip/show-2".to_owned(),
            whip_address: "https://vitrine.example/whip/show-2".to_owned(),
            show_url: "/api/v1/shows/show-2".to_owned(),
            socket_url: "/live/show-2".to_owned(),
            fresh_stream_key: Some("vsk_sample".to_owned()),
            replay_hours: 24,
            replay_note: None,
            audience: Some(AudienceView::sample()),
            form: ShowForm::sample(),
            shops: vec![ShopView::sample()],
            errors: FieldErrors::new(),
        }
    }

    /// A show that is live while its host's tab is gone.
    pub fn sample_paused() -> Self {
        Self {
            show: ShowCard {
                paused: true,
                ..ShowCard::sample()
            },
            replay_note: Some("Recording stopped: the blob store failed.".to_owned()),
            fresh_stream_key: None,
            ..Self::sample()
        }
    }

    /// A show that is over.
    pub fn sample_ended() -> Self {
        Self {
            show: ShowCard::sample_ended(),
            ..Self::sample_paused()
        }
    }
}
