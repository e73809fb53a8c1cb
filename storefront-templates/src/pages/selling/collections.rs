//! A shop's collections.

use askama::Template;

use super::Desk;
use crate::chrome::Chrome;
use crate::forms::FieldErrors;

/// A collection in the list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CollectionLine {
    /// Its id.
    pub id: String,
    /// Unique name in its address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// How many products in it everyone sees.
    pub products: u64,
}

/// `GET /studio/shops/{slug}/collections`, and what its form answers when something is missing
///
/// Complaints: `collection_name`.
#[derive(Clone, Debug, Template)]
#[template(path = "selling/collections.html")]
pub struct CollectionsPage {
    /// What surrounds the page; staff is signed in.
    pub chrome: Chrome,
    /// The shop.
    pub desk: Desk,
    /// Its collections by name.
    pub collections: Vec<CollectionLine>,
    /// The name of a new one, as typed.
    pub name: String,
    /// Complaints about fields.
    pub errors: FieldErrors,
}

#[cfg(any(test, feature = "samples"))]
impl CollectionsPage {
    /// Two collections, and a third of the same name.
    pub fn sample() -> Self {
        let line = |slug: &str, name: &str, products| CollectionLine {
            id: format!("collection-{slug}"),
            slug: slug.to_owned(),
            name: name.to_owned(),
            products,
        };
        Self {
            chrome: super::sample_chrome(),
            desk: Desk::sample(),
            collections: vec![line("bowls", "Bowls", 4), line("table", "For the table", 1)],
            name: "Bowls".to_owned(),
            errors: FieldErrors::from([("collection_name", "error-collection-taken".to_owned())]),
        }
    }

    /// None yet.
    pub fn sample_empty() -> Self {
        Self {
            collections: Vec::new(),
            name: String::new(),
            errors: FieldErrors::new(),
            ..Self::sample()
        }
    }
}
