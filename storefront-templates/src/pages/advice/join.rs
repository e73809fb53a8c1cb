//! The door into a talk, for a friend of the shopper's.

use askama::Template;

use crate::chrome::Chrome;
use crate::views::ShopView;

/// `GET /advice/join/{secret}`. The link is used by the form alone: whatever fetches it to
/// preview it uses nothing up.
#[derive(Clone, Debug, Template)]
#[template(path = "advice/join.html")]
pub struct JoinTalkPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Whose goods they talk about.
    pub shop: ShopView,
    /// Who invites, as they are called there.
    pub shopper: String,
    /// Who advises.
    pub advisor: String,
    /// Where the form goes.
    pub action: String,
    /// How the visitor is called; empty where that is not known.
    pub name: String,
    /// The name that was given is none.
    pub is_refused: bool,
}

#[cfg(any(test, feature = "samples"))]
impl JoinTalkPage {
    /// A guest at the door.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample_guest(),
            shop: ShopView::sample(),
            shopper: "Eva".to_owned(),
            advisor: "Ben".to_owned(),
            action: "/advice/join/va_secret".to_owned(),
            name: String::new(),
            is_refused: true,
        }
    }
}
