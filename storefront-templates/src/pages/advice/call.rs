//! The talk of a shopper and an advisor, and its end.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::chrome::Chrome;
use crate::time;
use crate::views::{PersonView, ShopView};

/// `GET /advice/sessions/{id}` while it is open
#[derive(Clone, Debug, Template)]
#[template(path = "advice/call.html")]
pub struct CallPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Whose goods they talk about.
    pub shop: ShopView,
    /// The session's id.
    pub session: String,
    /// The other of the two.
    pub other: PersonView,
    /// The visitor gives the advice.
    pub is_advisor: bool,
    /// What it is about, in the shopper's words; may be empty.
    pub topic: String,
    /// What the shopper looked at; may be empty.
    pub product_name: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// Where the visitor's picture goes.
    pub whip_url: String,
    /// Where the other's comes from.
    pub whep_url: String,
    /// What the two tell each other goes through here.
    pub socket_url: String,
}

impl CallPage {
    fn you(&self) -> &'static str {
        if self.is_advisor { "advisor" } else { "shopper" }
    }
}

/// Where one goes after a talk.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Back {
    /// To the show one asked in.
    Show,
    /// To the shop.
    Shop,
    /// To the desk.
    Desk,
}

/// `GET /advice/sessions/{id}` once it has ended
#[derive(Clone, Debug, Template)]
#[template(path = "advice/ended.html")]
pub struct EndedPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The other of the two.
    pub other: PersonView,
    /// How long it took, in seconds.
    pub seconds: u64,
    /// It ended because the connection to the advisor was lost.
    pub is_lost: bool,
    /// Address of what comes next.
    pub back: String,
    /// What that is.
    pub back_to: Back,
}

impl EndedPage {
    fn length(&self) -> String {
        time::duration(self.seconds)
    }

    fn back_key(&self) -> &'static str {
        match self.back_to {
            Back::Show => "advice-back-show",
            Back::Shop => "advice-back-shop",
            Back::Desk => "advice-back-desk",
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl CallPage {
    /// A shopper's.
    pub fn sample() -> Self {
        let chrome = Chrome::sample_guest();
        Self {
            started_at: chrome.now - chrono::Duration::seconds(95),
            chrome,
            shop: ShopView::sample(),
            session: "session-1".to_owned(),
            other: PersonView::sample(),
            is_advisor: false,
            topic: "Which throw goes with oak?".to_owned(),
            product_name: "Linen throw".to_owned(),
            whip_url: "/whip/advice/session-1".to_owned(),
            whep_url: "/whep/advice/session-1".to_owned(),
            socket_url: "/live/advice/session-1".to_owned(),
        }
    }

    /// An advisor's, with a shopper who has no account and said nothing.
    pub fn sample_of_an_advisor() -> Self {
        Self {
            chrome: super::sample_chrome(),
            other: PersonView {
                handle: String::new(),
                name: "Eva".to_owned(),
                avatar_url: None,
            },
            is_advisor: true,
            topic: String::new(),
            product_name: String::new(),
            ..Self::sample()
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl EndedPage {
    /// After a good talk in a show.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample_guest(),
            other: PersonView::sample(),
            seconds: 754,
            is_lost: false,
            back: "/shows/show-1".to_owned(),
            back_to: Back::Show,
        }
    }

    /// An advisor who was lost.
    pub fn sample_lost() -> Self {
        Self {
            is_lost: true,
            back: "/studio/shops/casa-lumen/advice".to_owned(),
            back_to: Back::Desk,
            ..Self::sample()
        }
    }
}
