//! Clients' cards: an advisor's list of them and each, and a shopper's own.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::chrome::Chrome;
use crate::pages::selling::Desk;
use crate::views::{PersonView, ShopView};

/// A client in the list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ClientView {
    /// Who they are.
    pub person: PersonView,
    /// The card may be looked at any time.
    pub any_time: bool,
    /// When leave was given or changed last.
    pub changed_at: DateTime<Utc>,
}

/// `GET /studio/shops/{slug}/advice/clients?q=&after=`
#[derive(Clone, Debug, Template)]
#[template(path = "advice/clients.html")]
pub struct ClientsPage {
    /// What surrounds the page; an advisor is signed in.
    pub chrome: Chrome,
    /// The shop.
    pub desk: Desk,
    /// A name or a handle that is searched for.
    pub query: String,
    /// Those whose cards the visitor may look at, by their handles.
    pub clients: Vec<ClientView>,
    /// Address of the next page.
    pub next: Option<String>,
}

impl ClientsPage {
    /// Address of the page after the client of that handle.
    pub fn page_url(&self, after: &str) -> String {
        let query = super::super::selling::encoded(&self.query);
        self.desk.at(&format!("advice/clients?q={query}&after={after}"))
    }
}

/// `GET /studio/shops/{slug}/advice/clients/{handle}`
#[derive(Clone, Debug, Template)]
#[template(path = "advice/client.html")]
pub struct ClientPage {
    /// What surrounds the page; an advisor is signed in.
    pub chrome: Chrome,
    /// The shop.
    pub desk: Desk,
    /// Whose card it is.
    pub person: PersonView,
}

/// A shop that keeps a card, or may ask to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OwnCard {
    /// The shop.
    pub shop: ShopView,
    /// There is a card.
    pub kept: bool,
}

/// `GET /settings/advice`
#[derive(Clone, Debug, Template)]
#[template(path = "advice/my_cards.html")]
pub struct MyCardsPage {
    /// What surrounds the page; somebody is signed in.
    pub chrome: Chrome,
    /// Those that keep one first.
    pub cards: Vec<OwnCard>,
}

/// `GET /settings/advice/{slug}`
#[derive(Clone, Debug, Template)]
#[template(path = "advice/my_card.html")]
pub struct MyCardPage {
    /// What surrounds the page; somebody is signed in.
    pub chrome: Chrome,
    /// Whose advisors keep it.
    pub shop: ShopView,
}

#[cfg(any(test, feature = "samples"))]
impl ClientsPage {
    /// One client, and more of them on the next page.
    pub fn sample() -> Self {
        let chrome = super::sample_chrome();
        let mut page = Self {
            clients: vec![ClientView {
                person: PersonView::sample(),
                any_time: true,
                changed_at: chrome.now,
            }],
            chrome,
            desk: Desk::sample(),
            query: String::new(),
            next: None,
        };
        page.next = Some(page.page_url("ana"));
        page
    }

    /// Nobody has given leave yet.
    pub fn sample_empty() -> Self {
        Self {
            clients: Vec::new(),
            next: None,
            ..Self::sample()
        }
    }

    /// Nobody of that name.
    pub fn sample_not_found() -> Self {
        Self {
            query: "<eva> & co".to_owned(),
            ..Self::sample_empty()
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl ClientPage {
    /// Somebody's card.
    pub fn sample() -> Self {
        Self {
            chrome: super::sample_chrome(),
            desk: Desk::sample(),
            person: PersonView::sample(),
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl MyCardsPage {
    /// A shop that keeps one.
    pub fn sample() -> Self {
        Self {
            chrome: super::sample_chrome(),
            cards: vec![OwnCard {
                shop: ShopView::sample(),
                kept: true,
            }],
        }
    }

    /// None, and no talk either.
    pub fn sample_empty() -> Self {
        Self {
            cards: Vec::new(),
            ..Self::sample()
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl MyCardPage {
    /// One's own card.
    pub fn sample() -> Self {
        Self {
            chrome: super::sample_chrome(),
            shop: ShopView::sample(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_word_that_the_scripts_of_a_card_say_stands_on_their_pages() {
        let pages = [ClientPage::sample().render(), MyCardPage::sample().render()];
        let pages = pages.map(|page| page.expect("rendering into memory can't fail"));
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/js/advice");
        let mut found = 0;
        for script in ["card", "leave", "parts", "sure", "view"] {
            let path = folder.join(format!("client-{script}.js"));
            let source = fs::read_to_string(path).expect("scripts are UTF-8");
            for (at, call) in source.match_indices("say(") {
                let rest = &source[at + call.len()..];
                let call = &rest[..rest.find([',', ')', '`']).expect("calls are closed")];
                for key in call.split('"').skip(1).step_by(2) {
                    for page in &pages {
                        let said = format!("data-key=\"{key}\"");
                        assert!(page.contains(&said), "client-{script} says {key}");
                    }
                    found += 1;
                }
            }
        }
        assert!(
            found > 40,
            "only {found} were found: does the search still match?"
        );
    }
}
