//! A shop's words for what its advisors write after a talk.

use askama::Template;

use super::ended::{Choice, TemplateView};
use crate::chrome::Chrome;
use crate::locale::Locale;
use crate::pages::selling::Desk;

/// `GET /studio/shops/{slug}/advice/templates`
#[derive(Clone, Debug, Template)]
#[template(path = "advice/templates.html")]
pub struct AdviceTemplatesPage {
    /// What surrounds the page; an advisor is signed in.
    pub chrome: Chrome,
    /// The shop.
    pub desk: Desk,
    /// By their names.
    pub templates: Vec<TemplateView>,
    /// No more may be made.
    pub is_full: bool,
}

impl AdviceTemplatesPage {
    /// The languages to choose from, each by its own name; one that is not among them
    /// goes by its code.
    fn languages(&self, chosen: &str) -> Vec<Choice> {
        let choice = |code: &str, name: &str| Choice {
            value: code.to_owned(),
            label: name.to_owned(),
            is_chosen: code == chosen,
        };
        let mut all: Vec<_> = Locale::ALL
            .iter()
            .map(|locale| choice(locale.code(), locale.own_name()))
            .collect();
        if !all.iter().any(|one| one.is_chosen) {
            all.push(choice(chosen, chosen));
        }
        all
    }

    fn api(&self) -> String {
        format!("/api/v1/shops/{}/advice/templates", self.desk.slug)
    }
}

#[cfg(any(test, feature = "samples"))]
impl AdviceTemplatesPage {
    /// With one.
    pub fn sample() -> Self {
        Self {
            chrome: super::sample_chrome(),
            desk: Desk::sample(),
            templates: vec![TemplateView::sample()],
            is_full: false,
        }
    }

    /// None yet.
    pub fn sample_empty() -> Self {
        Self {
            templates: Vec::new(),
            ..Self::sample()
        }
    }
}
