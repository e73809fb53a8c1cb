//! What the server answered, read to its end.

use bytes::Bytes;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// An answer, with what was asked for the sake of a failing test's message.
#[derive(Debug, Clone)]
pub struct Answer {
    pub asked: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// One header; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("headers of ours are ASCII"))
    }

    /// Every header of this name.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let values = self.headers.get_all(name).iter();
        values
            .map(|value| value.to_str().expect("headers of ours are ASCII"))
            .collect()
    }

    /// The cookie `name` as the server set it, attributes included; empty when it did not.
    pub fn cookie(&self, name: &str) -> &str {
        let start = format!("{name}=");
        self.all("set-cookie")
            .into_iter()
            .find(|cookie| cookie.starts_with(&start))
            .unwrap_or("")
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text is UTF-8")
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{self}: no JSON: {error}"))
    }

    /// The problem's own part of its `type`; empty when this is no problem.
    pub fn slug(&self) -> String {
        let problem: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        problem["type"]
            .as_str()
            .and_then(|kind| kind.strip_prefix("/problems/"))
            .unwrap_or("")
            .to_owned()
    }

    /// This answer, whose status must be `status`.
    ///
    /// # Panics
    /// When it is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self}");
        self
    }

    /// This answer, which must be that problem (RFC 9457).
    ///
    /// # Panics
    /// When it is not.
    #[track_caller]
    pub fn expect_problem(self, status: u16, slug: &str) -> Self {
        expect_problem(&self, status, slug);
        self
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = String::from_utf8_lossy(&self.body);
        let start: String = text.chars().take(600).collect();
        write!(f, "{}: {}\n{start}", self.asked, self.status)
    }
}

/// Holds `answer` to be a whole problem (RFC 9457 section 3) of that kind.
///
/// # Panics
/// When it is not.
#[track_caller]
pub fn expect_problem(answer: &Answer, status: u16, slug: &str) {
    assert_eq!(answer.status, status, "{answer}");
    assert_eq!(
        answer.header("content-type"),
        "application/problem+json",
        "{answer}"
    );
    let problem = answer.json();
    assert_eq!(problem["type"], format!("/problems/{slug}"), "{answer}");
    assert_eq!(problem["status"], status, "{answer}");
    for words in ["title", "detail"] {
        assert!(
            problem[words].as_str().is_some_and(|text| !text.is_empty()),
            "no {words}: {answer}"
        );
    }
}
