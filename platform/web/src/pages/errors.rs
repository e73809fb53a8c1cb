//! An error as a page, for those who read pages; others get the problem as it is.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use storefront_templates::pages::ErrorPage;

use super::context::{self, Context};
use super::html;
use crate::Shared;
use crate::auth::Visitor;
use crate::error::Error;
use crate::request_id::RequestId;

pub(crate) async fn as_page(State(app): State<Shared>, request: Request, next: Next) -> Response {
    if !reads_pages(request.headers()) || request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let mut response = next.run(Request::from_parts(parts.clone(), body)).await;
    context::forget_flash(&parts.headers, &mut response);
    let Some(error) = response.extensions().get::<Error>().cloned() else {
        return response;
    };
    let page = if error.status == StatusCode::UNAUTHORIZED && error.slug == "sign-in-first" {
        sign_in(&app, &mut parts).await
    } else {
        page(&app, &mut parts, &error).await
    };
    page.unwrap_or(response)
}

/// The way to sign in and, where it can be gone again, back.
async fn sign_in(app: &Shared, parts: &mut Parts) -> Option<Response> {
    if parts.method != Method::GET {
        return Some(Redirect::to("/signin").into_response());
    }
    parts.extensions.insert(Visitor::default());
    let Context { chrome, .. } = Context::from_request_parts(parts, app).await.ok()?;
    Some(Redirect::to(&chrome.sign_in_url()).into_response())
}

/// None when even the page can't be made: then the problem itself has to do.
async fn page(app: &Shared, parts: &mut Parts, error: &Error) -> Option<Response> {
    if error.status.is_server_error() {
        // The database may be what failed: it is not asked who is looking.
        parts.extensions.insert(Visitor::default());
    }
    let Context { chrome, .. } = Context::from_request_parts(parts, app).await.ok()?;
    let page = ErrorPage {
        chrome,
        status: error.status.as_u16(),
        request_id: parts
            .extensions
            .get::<RequestId>()
            .map(|id| id.0.clone())
            .unwrap_or_default(),
        retry_after_s: error.retry_after,
    };
    let mut response = html(&page).ok()?;
    *response.status_mut() = error.status;
    error.explain(&mut response);
    Some(response)
}

/// Browsers ask for HTML when they navigate, and for anything when a script
/// or a player asks.
pub(super) fn reads_pages(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}
