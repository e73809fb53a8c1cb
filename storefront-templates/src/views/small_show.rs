//! A show that goes on small beside something else.

use super::PlayerView;

/// A live show the visitor came from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SmallShowView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where its picture comes from.
    pub player: PlayerView,
}

impl SmallShowView {
    /// The page where it plays large.
    pub fn url(&self) -> String {
        format!("/shows/{}", self.id)
    }
}

#[cfg(any(test, feature = "samples"))]
impl SmallShowView {
    /// A show that is live.
    pub fn sample() -> Self {
        Self {
            id: "show-1".to_owned(),
            title: "Evening glaze".to_owned(),
            player: PlayerView::sample(),
        }
    }
}
