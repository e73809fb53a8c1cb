//! One error for all of HTTP: problem+json (RFC 9457) to programs, a page to
//! people. What went wrong inside is logged with the request's id and not shown.

mod of_commerce;
mod of_purchases;
mod of_rooms;

use std::any::Any;
use std::borrow::Cow;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::pace::Unhurried;

/// An answer that is not what was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Error {
    pub status: StatusCode,
    /// The last part of `type`: stable, for programs to match on.
    pub slug: &'static str,
    pub detail: Cow<'static, str>,
    /// The form field it is about.
    pub field: Option<&'static str>,
    /// In seconds.
    pub retry_after: Option<u64>,
    /// Members of its own (RFC 9457 section 3.2).
    pub members: serde_json::Map<String, serde_json::Value>,
    /// Whether it may be told a moment later.
    is_unhurried: bool,
}

/// The body of an error, `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// A URI that names the kind of problem; it never changes.
    #[schema(example = "/problems/show-not-found")]
    r#type: String,
    /// The status in words.
    title: String,
    /// The HTTP status code.
    status: u16,
    /// What happened, and what to do.
    detail: String,
    /// The member of the request it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(flatten)]
    #[schema(ignore)]
    members: serde_json::Map<String, serde_json::Value>,
}

impl Error {
    pub(crate) fn new(status: StatusCode, slug: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            slug,
            detail: detail.into(),
            field: None,
            retry_after: None,
            members: serde_json::Map::new(),
            is_unhurried: false,
        }
    }

    /// It may be told a moment later.
    pub(crate) fn unhurried(mut self) -> Self {
        self.is_unhurried = true;
        self
    }

    pub(crate) fn about(mut self, field: Option<&'static str>) -> Self {
        self.field = field;
        self
    }

    /// Adds a member of its own, for programs that know this kind of problem.
    pub(crate) fn with(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    pub(crate) fn bad_request(slug: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, slug, detail)
    }

    /// A sound request whose content can't be accepted.
    pub(crate) fn invalid(field: Option<&'static str>, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail).about(field)
    }

    pub(crate) fn conflict(slug: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, slug, detail)
    }

    pub(crate) fn sign_in_first() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "sign-in-first",
            "Sign in, or send a token.",
        )
    }

    pub(crate) fn wrong_password() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "wrong-password",
            "This name and password don't belong together.",
        )
    }

    pub(crate) fn forbidden(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    pub(crate) fn show_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "show-not-found", "There is no such show.")
    }

    pub(crate) fn page_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "There is nothing at this address.",
        )
    }

    pub(crate) fn show_gone() -> Self {
        Self::new(
            StatusCode::GONE,
            "show-gone",
            "This show is gone: replays live for a day at most.",
        )
    }

    pub(crate) fn too_many_requests(retry_after: std::time::Duration) -> Self {
        let seconds = retry_after.as_secs().max(1);
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-requests",
            format!("Try again in {seconds} s."),
        )
        .retry_after(seconds)
    }

    /// For a body that did not come in its time.
    pub(crate) fn too_slow() -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "too-slow",
            "The body took too long to come: try again.",
        )
    }

    /// For what only a socket can do.
    pub(crate) fn upgrade_required(detail: &'static str) -> Self {
        Self::new(StatusCode::UPGRADE_REQUIRED, "upgrade-required", detail)
    }

    pub(crate) fn busy() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "The server is busy: try again in a moment.",
        )
        .retry_after(2)
    }

    /// Nothing that trying again at once would mend.
    fn unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "The server can't store or look up anything right now: try again in a minute.",
        )
        .retry_after(60)
    }

    /// A fault of ours: logged here, shown as no more than that.
    pub(crate) fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something failed on our side. It has been noted.",
        )
    }
}

impl Error {
    /// Sets the headers that belong to this error on whatever shows it.
    pub(crate) fn explain(&self, response: &mut Response) {
        if self.is_unhurried {
            response.extensions_mut().insert(Unhurried);
        }
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.status == StatusCode::UPGRADE_REQUIRED {
            // RFC 9110 section 15.5.22, RFC 6455 section 4.4.
            headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
            headers.insert(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let problem = Problem {
            r#type: format!("/problems/{}", self.slug),
            title: self.status.canonical_reason().unwrap_or("Error").to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.to_string(),
            field: self.field.map(str::to_owned),
            members: self.members.clone(),
        };
        let body = serde_json::to_vec(&problem).expect("strings and numbers serialise");
        let mut response = (
            self.status,
            [(header::CONTENT_TYPE, "application/problem+json")],
            body,
        )
            .into_response();
        self.explain(&mut response);
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        // For the pages' middleware, which shows people a page instead.
        response.extensions_mut().insert(self);
        response
    }
}

/// What an extractor refused in words of its own becomes a problem like all others.
pub(crate) async fn of_rejection(response: Response) -> Response {
    let is_bare = response.extensions().get::<Error>().is_none()
        && response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !is_bare || !response.status().is_client_error() {
        return response;
    }
    Error::new(response.status(), "bad-request", "This request can't be read.").into_response()
}

pub(crate) async fn method_not_allowed() -> Error {
    Error::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "This address does not take that method.",
    )
}

pub(crate) async fn not_found() -> Error {
    Error::page_not_found()
}

#[expect(clippy::needless_pass_by_value, reason = "the signature CatchPanic asks for")]
pub(crate) fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let cause = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("panic");
    Error::internal(cause).into_response()
}
