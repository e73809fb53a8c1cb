//! A show that is still to come.

use askama::Template;

use crate::chrome::Chrome;
use crate::views::{FollowView, ShowCard};

/// `GET /shows/{id}` before the show begins
#[derive(Clone, Debug, Template)]
#[template(path = "shows/scheduled.html")]
pub struct ScheduledPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The show.
    pub show: ShowCard,
    /// The show as JSON, `/api/v1/shows/{id}`: asked now and then, so that the page turns into the
    /// room when the show begins.
    pub show_url: String,
    /// Whether the visitor asked to be reminded.
    pub reminded: bool,
    /// How the visitor stands to the host; none where they are the same.
    pub follow: Option<FollowView>,
    /// What else is on, or comes from the same host.
    pub more: Vec<ShowCard>,
    /// Whether the visitor hosts it, and is offered the way to the studio.
    pub yours: bool,
}

#[cfg(any(test, feature = "samples"))]
impl ScheduledPage {
    /// A show of this evening.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample(),
            show: ShowCard::sample_scheduled(),
            show_url: "/api/v1/shows/show-2".to_owned(),
            follow: Some(FollowView::sample()),
            reminded: false,
            more: vec![ShowCard::sample()],
            yours: false,
        }
    }
}
