//! Who follows a person, and whom a person follows.

use askama::Template;

use crate::chrome::Chrome;
use crate::views::{PersonView, ShopView};

/// `GET /@{handle}/followers` and `GET /@{handle}/following`
#[derive(Clone, Debug, Template)]
#[template(path = "people/list.html")]
pub struct PeoplePage {
    /// What surrounds the page; somebody is signed in.
    pub chrome: Chrome,
    /// Whose page it is.
    pub person: PersonView,
    /// Those who follow, rather than those who are followed.
    pub followers: bool,
    /// The newest first.
    pub entries: Vec<Entry>,
    /// Address of the next page.
    pub next: Option<String>,
}

/// A person, or a shop.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Entry {
    /// Someone.
    Person(PersonView),
    /// A shop; only people follow, so it is never among followers.
    Shop(ShopView),
}

#[cfg(any(test, feature = "samples"))]
impl PeoplePage {
    /// A person and a shop, with more to come.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome {
                flash: None,
                ..Chrome::sample()
            },
            person: PersonView::sample(),
            followers: false,
            entries: vec![
                Entry::Person(PersonView::sample()),
                Entry::Shop(ShopView::sample()),
            ],
            next: Some("/@ana/following?after=1".to_owned()),
        }
    }

    /// Someone whom nobody follows yet.
    pub fn sample_empty() -> Self {
        Self {
            followers: true,
            entries: Vec::new(),
            next: None,
            ..Self::sample()
        }
    }
}
