//! Following a person or a shop: the button, and how many do.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::chrome::Chrome;

/// How the visitor stands to a person or a shop that can be followed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FollowView {
    /// Path of the form, `/people/{handle}/follow` or `/shops/{slug}/follow`; below `/api/v1` it is
    /// the same for programs.
    pub path: String,
    /// Name of the person or shop.
    pub name: String,
    /// Whether the visitor follows.
    pub following: bool,
    /// Follows, but is not told when they go live.
    pub muted: bool,
    /// How many follow.
    pub followers: u64,
}

impl FollowView {
    /// The button alone.
    pub fn button<'a>(&'a self, chrome: &'a Chrome) -> FollowButton<'a> {
        self.form(chrome, false, "")
    }

    /// The small button that lies over a picture.
    pub fn glass<'a>(&'a self, chrome: &'a Chrome) -> FollowButton<'a> {
        self.form(chrome, false, "follow-glass")
    }

    /// The button, and beside it the choice not to be told.
    pub fn full<'a>(&'a self, chrome: &'a Chrome) -> FollowButton<'a> {
        self.form(chrome, true, "")
    }

    fn form<'a>(&'a self, chrome: &'a Chrome, bell: bool, class: &'static str) -> FollowButton<'a> {
        FollowButton {
            follow: self,
            chrome,
            bell,
            class,
        }
    }
}

/// A form that follows or stops it; a guest is led to sign in.
#[derive(Debug, Template)]
#[template(path = "people/follow.html")]
pub struct FollowButton<'a> {
    follow: &'a FollowView,
    chrome: &'a Chrome,
    /// Whether being told can be chosen here.
    bell: bool,
    class: &'static str,
}

impl HtmlSafe for FollowButton<'_> {}

#[cfg(any(test, feature = "samples"))]
impl FollowView {
    /// A host the visitor follows.
    pub fn sample() -> Self {
        Self {
            path: "/people/ana/follow".to_owned(),
            name: "Ana Ruiz".to_owned(),
            following: true,
            muted: false,
            followers: 1_204,
        }
    }

    /// A shop the visitor doesn't follow.
    pub fn sample_shop() -> Self {
        Self {
            path: "/shops/casa-lumen/follow".to_owned(),
            name: "Casa Lumen".to_owned(),
            following: false,
            followers: 1,
            ..Self::sample()
        }
    }
}
