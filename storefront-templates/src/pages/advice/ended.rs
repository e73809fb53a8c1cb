//! A talk that is over: how it ended, and what each of the two does next.

use askama::Template;

use super::summary::SummaryView;
use crate::chrome::Chrome;
use crate::time;
use crate::views::{PersonView, SmallShowView};

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

/// How it ended, for whoever reads it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ending {
    /// By oneself.
    Own,
    /// By the other one.
    Other,
    /// There was no sign of oneself.
    OwnSilence,
    /// There was no sign of the other one.
    OtherSilence,
    /// The connection to oneself was lost.
    OwnLost,
    /// The connection to the other one was lost.
    OtherLost,
    /// The other one gives no advice any more.
    Removed,
}

impl Ending {
    fn key(self) -> &'static str {
        match self {
            Self::Own => "after-by-you",
            Self::Other => "after-by-name",
            Self::OwnSilence => "after-you-left",
            Self::OtherSilence => "after-name-left",
            Self::OwnLost => "after-lost-you",
            Self::OtherLost => "advice-ended-lost",
            Self::Removed => "after-removed",
        }
    }
}

/// What the shopper thinks of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RatingView {
    /// 1 to 5; 0 where they have not said.
    pub stars: u64,
    /// May be empty.
    pub line: String,
    /// It can still be given, or changed.
    pub is_open: bool,
}

/// A shop's words to begin with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TemplateView {
    /// Its id.
    pub id: String,
    /// By which advisors find it.
    pub name: String,
    /// An ISO 639 code.
    pub language: String,
    /// With its places unfilled.
    pub text: String,
}

/// What the advisor notes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NotesView {
    /// `bought`, `thinks`, `follow_up`, `not_served`, or empty.
    pub outcome: &'static str,
    /// What was agreed, as far as it is written; none where there is no summary.
    pub agreed: Option<String>,
    /// The shopper can read it.
    pub is_sent: bool,
    /// It can still be changed.
    pub is_open: bool,
    /// The shopper left an address.
    pub is_mailed: bool,
    /// Words to begin with.
    pub templates: Vec<TemplateView>,
    /// What was shown, as text.
    pub products: String,
    /// The summary's page, an absolute address.
    pub link: String,
}

/// `GET /advice/sessions/{id}` once it has ended
#[derive(Clone, Debug, Template)]
#[template(path = "advice/ended.html")]
pub struct EndedPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The session's id.
    pub session: String,
    /// The other of the two.
    pub other: PersonView,
    /// How long it took, in seconds.
    pub seconds: u64,
    /// How it ended.
    pub ending: Option<Ending>,
    /// Address of what comes next.
    pub back: String,
    /// What that is.
    pub back_to: Back,
    /// The show the shopper came from, while it goes on.
    pub small_show: Option<SmallShowView>,
    /// For its shopper.
    pub rating: Option<RatingView>,
    /// For its advisor.
    pub notes: Option<NotesView>,
    /// For both, while there is one.
    pub summary: Option<SummaryView>,
}

/// One of several.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) is_chosen: bool,
}

/// What a session may have come to, with the keys of the words.
const OUTCOMES: [(&str, &str); 4] = [
    ("bought", "after-outcome-bought"),
    ("thinks", "after-outcome-thinks"),
    ("follow_up", "after-outcome-follow-up"),
    ("not_served", "after-outcome-not-served"),
];

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

    fn stars(&self, given: &u64) -> Vec<Choice> {
        let star = |n: u64| Choice {
            value: n.to_string(),
            label: self.star_label(&n),
            is_chosen: n == *given,
        };
        (1..=5).map(star).collect()
    }

    fn star_label(&self, n: &u64) -> String {
        let key = if *n == 1 {
            "after-rate-star-one"
        } else {
            "after-rate-star"
        };
        self.chrome.t1(key, "n", *n)
    }

    fn outcomes(&self, noted: &str) -> Vec<Choice> {
        let choice = |(value, key): &(&str, &str)| Choice {
            value: (*value).to_owned(),
            label: self.chrome.t(key),
            is_chosen: *value == noted,
        };
        OUTCOMES.iter().map(choice).collect()
    }
}

#[cfg(any(test, feature = "samples"))]
impl EndedPage {
    /// After a good talk in a show.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample_guest(),
            session: "session-1".to_owned(),
            other: PersonView::sample(),
            seconds: 754,
            ending: Some(Ending::Other),
            back: "/shows/show-1".to_owned(),
            back_to: Back::Show,
            small_show: Some(SmallShowView::sample()),
            rating: Some(RatingView {
                stars: 4,
                line: "Kind & <quick>".to_owned(),
                is_open: true,
            }),
            notes: None,
            summary: Some(SummaryView::sample()),
        }
    }

    /// An advisor's, who was lost.
    pub fn sample_of_an_advisor() -> Self {
        let summary = SummaryView {
            is_shopper: false,
            ..SummaryView::sample()
        };
        Self {
            chrome: super::sample_chrome(),
            ending: Some(Ending::OwnLost),
            back: "/studio/shops/casa-lumen/advice".to_owned(),
            back_to: Back::Desk,
            small_show: None,
            rating: None,
            notes: Some(NotesView {
                outcome: "thinks",
                agreed: Some("The <throw> in ochre".to_owned()),
                is_sent: false,
                is_open: true,
                is_mailed: true,
                templates: vec![TemplateView::sample()],
                products: "Linen throw".to_owned(),
                link: "https://vitrine.example/advice/summaries/session-1".to_owned(),
            }),
            summary: Some(summary),
            ..Self::sample()
        }
    }

    /// A shopper's who has deleted the summary, too late to rate.
    pub fn sample_deleted() -> Self {
        Self {
            ending: Some(Ending::OwnSilence),
            back: "/shops/casa-lumen".to_owned(),
            back_to: Back::Shop,
            small_show: None,
            rating: Some(RatingView {
                stars: 5,
                line: String::new(),
                is_open: false,
            }),
            summary: None,
            ..Self::sample()
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl TemplateView {
    /// Thanks, with every place in it.
    pub fn sample() -> Self {
        Self {
            id: "template-1".to_owned(),
            name: "Thank <you>".to_owned(),
            language: "en".to_owned(),
            text: "Dear {name}, thank you. {products} {link} {advisor}".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    #[test]
    fn every_ending_has_words_of_its_own() {
        let all = [
            Ending::Own,
            Ending::Other,
            Ending::OwnSilence,
            Ending::OtherSilence,
            Ending::OwnLost,
            Ending::OtherLost,
            Ending::Removed,
        ];
        for locale in Locale::ALL {
            let words: std::collections::BTreeSet<_> =
                all.iter().map(|ending| locale.text(ending.key())).collect();
            assert_eq!(words.len(), all.len(), "{words:?}");
            assert!(
                words.iter().all(|words| !words.starts_with("after-")),
                "{words:?}"
            );
        }
    }

    #[test]
    fn what_people_typed_stays_text() {
        for page in [EndedPage::sample(), EndedPage::sample_of_an_advisor()] {
            let html = page.render().expect("rendering into memory can't fail");
            for typed in ["<quick>", "<throw>", "<bowl>", "<you>"] {
                assert!(!html.contains(typed), "{typed}");
            }
        }
    }
}
