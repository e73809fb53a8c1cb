//! The page behind an unsubscribe link: one button, no sign-in.

use askama::Template;

use crate::chrome::Chrome;

/// What the link ends.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum UnsubscribeView {
    /// Being told of a host's or shop's shows; its name.
    Following(String),
    /// Pushes that shows have begun.
    Live,
    /// Pushes that remind.
    Soon,
    /// Pushes of mentions.
    Mention,
}

/// `GET /unsubscribe/{token}`, and what `POST` there answers
#[derive(Clone, Debug, Template)]
#[template(path = "unsubscribe/unsubscribe.html")]
pub struct UnsubscribePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// What the link ends.
    pub ends: UnsubscribeView,
    /// Path the button posts to.
    pub action: String,
    /// Whether it has been done.
    pub done: bool,
}

impl UnsubscribePage {
    fn text(&self) -> String {
        let done = if self.done { "-done" } else { "" };
        let word = match &self.ends {
            UnsubscribeView::Following(name) => {
                let key = format!("unsubscribe-following{done}");
                return self.chrome.t1(&key, "name", name);
            }
            UnsubscribeView::Live => "live",
            UnsubscribeView::Soon => "soon",
            UnsubscribeView::Mention => "mention",
        };
        self.chrome.t(&format!("unsubscribe-{word}{done}"))
    }
}

#[cfg(any(test, feature = "samples"))]
impl UnsubscribePage {
    /// Before the button, or after it.
    pub fn sample(ends: UnsubscribeView, done: bool) -> Self {
        Self {
            chrome: Chrome::sample_guest(),
            ends,
            action: "/unsubscribe/aG9zdA".to_owned(),
            done,
        }
    }
}
