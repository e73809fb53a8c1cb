//! A person's page.

use askama::Template;

use crate::chrome::Chrome;
use crate::views::{FollowView, PersonView, ShowCard};

/// `GET /@{handle}`
#[derive(Clone, Debug, Template)]
#[template(path = "profile/profile.html")]
pub struct ProfilePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Whose page it is.
    pub person: PersonView,
    /// What they say about themselves, in plain text; may be empty.
    pub bio: String,
    /// Whether it is the visitor's own.
    pub own: bool,
    /// How the visitor stands to them.
    pub follow: FollowView,
    /// Whether the visitor keeps them off.
    pub blocked: bool,
    /// How many people and shops they follow.
    pub following: u64,
    /// Their shows on the air that the visitor may see.
    pub live: Vec<ShowCard>,
    /// Their shows to come that the visitor may see.
    pub upcoming: Vec<ShowCard>,
    /// Their replays that the visitor may see.
    pub replays: Vec<ShowCard>,
}

impl ProfilePage {
    fn is_empty(&self) -> bool {
        self.live.is_empty() && self.upcoming.is_empty() && self.replays.is_empty()
    }
}

#[cfg(any(test, feature = "samples"))]
impl ProfilePage {
    /// A host's page, seen by a guest.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample_guest(),
            person: PersonView::sample(),
            bio: "I make things for tables.".to_owned(),
            own: false,
            follow: FollowView::sample(),
            blocked: false,
            following: 12,
            live: vec![ShowCard::sample()],
            upcoming: vec![ShowCard::sample_scheduled()],
            replays: vec![ShowCard::sample_ended()],
        }
    }

    /// Someone the visitor keeps off.
    pub fn sample_blocked() -> Self {
        Self {
            chrome: Chrome::sample(),
            blocked: true,
            ..Self::sample()
        }
    }

    /// One's own page, before the first show.
    pub fn sample_own() -> Self {
        Self {
            chrome: Chrome::sample(),
            own: true,
            bio: String::new(),
            live: Vec::new(),
            upcoming: Vec::new(),
            replays: Vec::new(),
            ..Self::sample()
        }
    }
}
