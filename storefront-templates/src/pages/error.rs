//! Pages for what went wrong: what happened, what to do next, and the number to ask about.

use askama::Template;

use crate::chrome::Chrome;

/// Any answer of 400 and above that is read by a person
#[derive(Clone, Debug, Template)]
#[template(path = "error/error.html")]
pub struct ErrorPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// HTTP status: 400, 401, 403, 404, 405, 409, 410, 413, 429, 500 and 503 have words of their
    /// own; others read as 400 or 500 do.
    pub status: u16,
    /// The request's id, as the log has it.
    pub request_id: String,
    /// Seconds after which to try again, where that is known.
    pub retry_after_s: Option<u64>,
}

impl ErrorPage {
    fn word(&self) -> &'static str {
        match self.status {
            401 | 403 => "forbidden",
            404 | 405 => "missing",
            409 => "conflict",
            410 => "gone",
            413 => "large",
            429 => "busy",
            503 => "away",
            400..=499 => "request",
            _ => "ours",
        }
    }

    fn title(&self) -> String {
        self.chrome.t(&format!("error-page-{}", self.word()))
    }

    fn next(&self) -> String {
        self.chrome.t(&format!("error-page-{}-next", self.word()))
    }

    fn again(&self) -> Option<String> {
        self.retry_after_s.map(crate::time::duration)
    }

    fn sign_in_helps(&self) -> bool {
        self.chrome.account.is_none() && matches!(self.status, 401 | 403 | 404)
    }
}

#[cfg(any(test, feature = "samples"))]
impl ErrorPage {
    /// The page of one status.
    pub fn sample(status: u16) -> Self {
        Self {
            chrome: Chrome::sample_guest(),
            status,
            request_id: "0193-sample".to_owned(),
            retry_after_s: (status == 429).then_some(48),
        }
    }
}
