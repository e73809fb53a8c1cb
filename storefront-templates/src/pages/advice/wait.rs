//! The wait for an advisor.

use askama::Template;

use crate::chrome::Chrome;
use crate::views::ShopView;

/// `GET /advice/{ticket}`
#[derive(Clone, Debug, Template)]
#[template(path = "advice/wait.html")]
pub struct WaitPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Whose advisors are waited for.
    pub shop: ShopView,
    /// The ticket's id.
    pub ticket: String,
    /// What it is about, in the shopper's words; may be empty.
    pub topic: String,
    /// The line they chose; may be empty.
    pub queue: String,
    /// Whether the shop says when it is open: only then one may say when one comes.
    pub comes: bool,
    /// Of the link in a letter, for whoever reads it on another device.
    pub key: Option<String>,
    /// Where they came from.
    pub back: String,
    /// That is a show.
    pub from_show: bool,
}

#[cfg(any(test, feature = "samples"))]
impl WaitPage {
    /// Somebody who asked in a show.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample_guest(),
            shop: ShopView::sample(),
            ticket: "ticket-1".to_owned(),
            topic: "Which <throw> goes with oak?".to_owned(),
            queue: "Lamps & <light>".to_owned(),
            comes: true,
            key: Some("key-1".to_owned()),
            back: "/shows/show-1".to_owned(),
            from_show: true,
        }
    }
}
