//! The demo's outbox: mails as they would be sent.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::chrome::Chrome;

/// `GET /outbox`
#[derive(Clone, Debug, Template)]
#[template(path = "outbox/outbox.html")]
pub struct OutboxPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The newest first.
    pub mails: Vec<MailView>,
}

/// A mail.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MailView {
    /// Where it goes.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// What it says, as plain text.
    pub text: String,
    /// How it stands.
    pub state: MailState,
    /// When it was written.
    pub at: DateTime<Utc>,
}

/// How a mail stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum MailState {
    /// Nobody sends it: it can be read here.
    Kept,
    /// It went out.
    Sent,
    /// It waits for its turn.
    Waiting,
    /// It could not be sent, and why.
    Failed(String),
}

impl MailState {
    /// Key of its name.
    fn key(&self) -> &'static str {
        match self {
            Self::Kept => "buy-mail-kept",
            Self::Sent => "buy-mail-sent",
            Self::Waiting => "buy-mail-waiting",
            Self::Failed(_) => "buy-mail-failed",
        }
    }

    fn why(&self) -> Option<&str> {
        match self {
            Self::Failed(why) => Some(why),
            _ => None,
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl OutboxPage {
    /// A receipt that is kept, and one that failed.
    pub fn sample() -> Self {
        let kept = MailView {
            to: "ana@example.com".to_owned(),
            subject: "Casa Lumen: order 1042".to_owned(),
            text: "Thank you.\n\n2 × Sage bowl\nhttps://vitrine.example/orders/order-1?key=secret".to_owned(),
            state: MailState::Kept,
            at: crate::views::sample_now(),
        };
        let failed = MailView {
            state: MailState::Failed("the mail server does not answer".to_owned()),
            ..kept.clone()
        };
        Self {
            chrome: Chrome {
                flash: None,
                ..Chrome::sample()
            },
            mails: vec![kept, failed],
        }
    }

    /// Nothing yet.
    pub fn sample_empty() -> Self {
        Self {
            mails: Vec::new(),
            ..Self::sample()
        }
    }
}
