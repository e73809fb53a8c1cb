//! The home page: what is live now, what comes, what can still be seen.

use askama::Template;

use crate::chrome::Chrome;
use crate::views::ShowCard;

/// `GET /`
#[derive(Clone, Debug, Template)]
#[template(path = "home/home.html")]
pub struct HomePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Private shows of others that are open to the visitor.
    pub invited: Vec<ShowCard>,
    /// Public shows on the air, the most watched first.
    pub live: Vec<ShowCard>,
    /// Public shows to come, the next one first.
    pub upcoming: Vec<ShowCard>,
    /// Public replays, the one that goes next first.
    pub replays: Vec<ShowCard>,
}

impl HomePage {
    fn is_empty(&self) -> bool {
        self.invited.is_empty() && self.live.is_empty() && self.upcoming.is_empty() && self.replays.is_empty()
    }
}

#[cfg(any(test, feature = "samples"))]
impl HomePage {
    /// An evening with something in every list.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample(),
            invited: vec![ShowCard::sample_scheduled()],
            live: vec![ShowCard::sample()],
            upcoming: vec![ShowCard::sample_scheduled()],
            replays: vec![ShowCard::sample_ended()],
        }
    }

    /// The very first visit: nothing is there yet.
    pub fn sample_empty() -> Self {
        Self {
            chrome: Chrome::sample_guest(),
            invited: Vec::new(),
            live: Vec::new(),
            upcoming: Vec::new(),
            replays: Vec::new(),
        }
    }
}
