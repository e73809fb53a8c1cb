//! Headers on every answer: what a page may load, and who may frame it.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

use crate::Shared;

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

const PERMISSIONS: &str = "camera=(self), microphone=(self), geolocation=(self), fullscreen=(self), \
    picture-in-picture=(self), payment=()";

/// The same, in a frame of one of our own pages.
const CSP_FRAMED: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'self'";

/// The same, for a page that has others of ours in a frame.
const CSP_FRAMING: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'; frame-src 'self'";

/// What one page may do instead: found in its response's extensions.
#[derive(Debug, Clone)]
pub(crate) struct PagePolicy {
    pub csp: HeaderValue,
    /// `Permissions-Policy`.
    pub permissions: &'static str,
    /// `Cross-Origin-Opener-Policy`.
    pub opener: &'static str,
    /// `X-Frame-Options`, for those that don't know `frame-ancestors`.
    pub frames: &'static str,
}

impl PagePolicy {
    /// Of a page that may stand in a frame of one of our own.
    pub(crate) fn framed() -> Self {
        Self {
            csp: HeaderValue::from_static(CSP_FRAMED),
            frames: "SAMEORIGIN",
            ..Self::default()
        }
    }

    /// Of a page with others of ours in a frame.
    pub(crate) fn framing() -> Self {
        Self {
            csp: HeaderValue::from_static(CSP_FRAMING),
            ..Self::default()
        }
    }
}

impl Default for PagePolicy {
    fn default() -> Self {
        Self {
            csp: HeaderValue::from_static(CSP),
            permissions: PERMISSIONS,
            opener: "same-origin",
            frames: "DENY",
        }
    }
}

pub(crate) async fn secure(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let own: Option<PagePolicy> = response.extensions_mut().remove();
    let policy = own.unwrap_or_default();
    let headers = response.headers_mut();
    if is_api {
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, policy.csp);
    headers.insert("permissions-policy", HeaderValue::from_static(policy.permissions));
    headers.insert(
        "cross-origin-opener-policy",
        HeaderValue::from_static(policy.opener),
    );
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static(policy.frames));
    if app.settings.https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    response
}

/// Media is compressed already.
pub(crate) fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::new("video/"))
        .and(NotForContentType::new("audio/"))
        .and(NotForContentType::const_new("application/sdp"))
}
