//! The inbox: what somebody was told of, and how they want to be told.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::chrome::Chrome;
use crate::forms::FieldErrors;
use crate::views::{PersonView, ShowState};

/// `GET /inbox`, and what its form answers when something is missing
///
/// Complaints: `quiet`, `time_zone`.
#[derive(Clone, Debug, Template)]
#[template(path = "inbox/inbox.html")]
pub struct InboxPage {
    /// What surrounds the page; somebody is signed in.
    pub chrome: Chrome,
    /// What they were told of, the newest first.
    pub notices: Vec<NoticeView>,
    /// Address of the next page.
    pub next: Option<String>,
    /// How they want to be told, as typed.
    pub form: NoticeForm,
    /// Complaints about fields.
    pub errors: FieldErrors,
}

impl InboxPage {
    fn latest(&self) -> Option<&NoticeView> {
        self.notices.first().filter(|_| self.chrome.unread > 0)
    }
}

/// One thing somebody was told of.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticeView {
    /// Its number; later ones have a greater one.
    pub id: i64,
    /// What it is about.
    pub kind: NoticeKind,
    /// Whose doing it is: the host, or who named the reader.
    pub by: PersonView,
    /// Title of the show.
    pub title: String,
    /// Address of the show's page.
    pub url: String,
    /// Where the show stands now.
    pub state: ShowState,
    /// When it came.
    pub at: DateTime<Utc>,
    /// Whether it was read.
    pub read: bool,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NoticeKind {
    /// Someone followed is live.
    Live,
    /// A show one asked to be reminded of begins soon.
    Soon,
    /// Someone named the reader in a room.
    Mention,
}

impl NoticeKind {
    /// Key of the sentence, with the arguments `name` and `title`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Live => "notice-live",
            Self::Soon => "notice-soon",
            Self::Mention => "notice-mention",
        }
    }

    /// The icon that stands for it.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Live => "camera",
            Self::Soon => "clock",
            Self::Mention => "chat",
        }
    }
}

/// What the form holds, as typed; posted to `/inbox/settings` with these names.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct NoticeForm {
    /// `push_live`
    pub push_live: bool,
    /// `push_soon`
    pub push_soon: bool,
    /// `push_mention`
    pub push_mention: bool,
    /// `quiet_from`: `HH:MM`, or empty
    pub quiet_from: String,
    /// `quiet_to`: `HH:MM`, or empty
    pub quiet_to: String,
    /// `time_zone`: a name of the IANA database
    pub time_zone: String,
}

impl NoticeForm {
    /// Nobody chose a zone yet.
    fn is_unset(&self) -> bool {
        self.time_zone == "UTC" && self.quiet_from.is_empty()
    }
}

#[cfg(any(test, feature = "samples"))]
impl InboxPage {
    /// One notice of each kind, and a form with a complaint.
    pub fn sample() -> Self {
        let live = NoticeView {
            id: 3,
            kind: NoticeKind::Live,
            by: PersonView::sample(),
            title: "Evening glaze: new stoneware".to_owned(),
            url: "/shows/show-1".to_owned(),
            state: ShowState::Live,
            at: crate::views::sample_now(),
            read: false,
        };
        let soon = NoticeView {
            id: 2,
            kind: NoticeKind::Soon,
            state: ShowState::Scheduled,
            read: true,
            ..live.clone()
        };
        let mention = NoticeView {
            id: 1,
            kind: NoticeKind::Mention,
            state: ShowState::Ended,
            read: true,
            ..live.clone()
        };
        Self {
            chrome: Chrome {
                flash: None,
                ..Chrome::sample()
            },
            notices: vec![live, soon, mention],
            next: Some("/inbox?before=1".to_owned()),
            form: NoticeForm {
                push_live: true,
                push_soon: true,
                push_mention: false,
                quiet_from: "22:00".to_owned(),
                quiet_to: String::new(),
                time_zone: "Europe/Madrid".to_owned(),
            },
            errors: FieldErrors::from([("quiet", "error-quiet-hours".to_owned())]),
        }
    }

    /// Nothing yet.
    pub fn sample_empty() -> Self {
        Self {
            notices: Vec::new(),
            next: None,
            form: NoticeForm {
                time_zone: "UTC".to_owned(),
                ..NoticeForm::default()
            },
            errors: FieldErrors::new(),
            ..Self::sample()
        }
    }
}
