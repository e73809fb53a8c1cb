//! The door behind a secret link: what comes before a private show is seen.

use askama::Template;

use crate::chrome::Chrome;
use crate::views::PersonView;

/// `GET /shows/{id}/join/{secret}`. The link is used by the form alone: whatever fetches it to
/// preview it uses nothing up.
#[derive(Clone, Debug, Template)]
#[template(path = "join/join.html")]
pub struct JoinPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Who invites.
    pub host: PersonView,
    /// The show's title.
    pub title: String,
    /// Where the form goes.
    pub action: String,
    /// Whether it has let in as many as it may.
    pub used_up: bool,
}

#[cfg(any(test, feature = "samples"))]
impl JoinPage {
    /// A guest at the door.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample_guest(),
            host: PersonView::sample(),
            title: "Lamps before the season".to_owned(),
            action: "/shows/1/join/secret".to_owned(),
            used_up: false,
        }
    }

    /// The same, too late.
    pub fn sample_used_up() -> Self {
        Self {
            used_up: true,
            ..Self::sample()
        }
    }
}
