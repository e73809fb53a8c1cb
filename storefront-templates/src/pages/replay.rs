//! A show after its end: as a replay while there is one, and gone afterwards.

use askama::Template;

use crate::chrome::Chrome;
use crate::views::{FollowView, PlayerView, ShowCard};

/// `GET /shows/{id}` after the show ended and until it expires
#[derive(Clone, Debug, Template)]
#[template(path = "replay/replay.html")]
pub struct ReplayPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The show.
    pub show: ShowCard,
    /// What its player needs; none where no replay was kept, and the page says so.
    pub player: Option<PlayerView>,
    /// How the visitor stands to the host; none where they are the same.
    pub follow: Option<FollowView>,
    /// What else there is to see.
    pub more: Vec<ShowCard>,
    /// Whether the visitor hosted it, and is offered the way to the studio.
    pub yours: bool,
}

/// `GET /shows/{id}` after its replay expired: status 410, for everyone
#[derive(Clone, Debug, Template)]
#[template(path = "replay/gone.html")]
pub struct GonePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// What else is on.
    pub others: Vec<ShowCard>,
}

#[cfg(any(test, feature = "samples"))]
impl ReplayPage {
    /// A replay that stays for some hours.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome {
                flash: None,
                ..Chrome::sample()
            },
            show: ShowCard::sample_ended(),
            player: Some(PlayerView::sample_replay()),
            follow: Some(FollowView::sample()),
            more: vec![ShowCard::sample()],
            yours: false,
        }
    }

    /// A show of which no replay was kept.
    pub fn sample_without_replay() -> Self {
        Self {
            show: ShowCard {
                replay: false,
                expires_at: None,
                ..ShowCard::sample_ended()
            },
            player: None,
            ..Self::sample()
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl GonePage {
    /// Gone, with something else on.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample_guest(),
            others: vec![ShowCard::sample()],
        }
    }
}
