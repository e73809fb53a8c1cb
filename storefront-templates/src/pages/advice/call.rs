//! The talk of a shopper and an advisor.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::chrome::Chrome;
use crate::views::{PersonView, ShopView, SmallShowView};

/// As whom somebody is in a talk.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Talker {
    /// Who asked.
    Shopper,
    /// Who advises.
    Advisor,
    /// Another advisor, who was asked to join.
    Colleague,
    /// Whom the shopper brought along.
    Friend,
}

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
    /// Whom the visitor faces: the advisor, or the shopper for those of the shop.
    pub other: PersonView,
    /// As whom the visitor is in it.
    pub you: Talker,
    /// The visitor is of the shop: its advisor, or a colleague.
    pub is_advisor: bool,
    /// With which words it was handed over to the visitor; may be empty.
    pub note: String,
    /// Where the visitor goes who is not in it any more.
    pub back: String,
    /// What it is about, in the shopper's words; may be empty.
    pub topic: String,
    /// What the shopper looked at; may be empty.
    pub product_name: String,
    /// The show the shopper came from, while it is live.
    pub small_show: Option<SmallShowView>,
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
        match self.you {
            Talker::Shopper => "shopper",
            Talker::Advisor => "advisor",
            Talker::Colleague => "colleague",
            Talker::Friend => "friend",
        }
    }

    /// Came besides its shopper and its advisor: leaves, and it goes on.
    fn is_besides(&self) -> bool {
        matches!(self.you, Talker::Colleague | Talker::Friend)
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
            you: Talker::Shopper,
            is_advisor: false,
            note: String::new(),
            back: "/shops/casa-lumen".to_owned(),
            topic: "Which throw goes with oak?".to_owned(),
            product_name: "Linen throw".to_owned(),
            small_show: Some(SmallShowView::sample()),
            whip_url: "/whip/advice/session-1".to_owned(),
            whep_url: "/whep/advice/session-1".to_owned(),
            socket_url: "/live/advice/session-1".to_owned(),
        }
    }

    /// A friend's.
    pub fn sample_of_a_friend() -> Self {
        Self {
            you: Talker::Friend,
            ..Self::sample()
        }
    }

    /// A colleague's.
    pub fn sample_of_a_colleague() -> Self {
        Self {
            you: Talker::Colleague,
            note: String::new(),
            ..Self::sample_of_an_advisor()
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
            you: Talker::Advisor,
            is_advisor: true,
            note: "Oak table, wants it before Friday.".to_owned(),
            back: "/studio/shops/casa-lumen/advice".to_owned(),
            topic: String::new(),
            product_name: String::new(),
            small_show: None,
            ..Self::sample()
        }
    }
}
