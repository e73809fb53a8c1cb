//! What WHIP and WHEP share: the offer in, the session's resource out, and
//! what may be done to it (RFC 9725 sections 4.2 to 4.4).

use std::fmt::Display;

use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, delete};
use media::{Answer, PatchOutcome, ResourceId, Role, StreamId};
use model::ShowId;

use crate::auth::Visitor;
use crate::error::Error;
use crate::{App, Shared};

const ACCEPT_PATCH: HeaderName = HeaderName::from_static("accept-patch");
pub(super) const SDP: &str = "application/sdp";
pub(super) const SDP_FRAGMENT: &str = "application/trickle-ice-sdpfrag";

/// The largest session description read, in bytes. Browsers' are below 10 kB.
const SDP_LIMIT: usize = 64 * 1024;

/// A body of one media type, as text.
pub(super) struct Offer(pub String);

impl Offer {
    pub(super) async fn read(parts: &Parts, body: Body, media_type: &'static str) -> Result<Self, Error> {
        let given = parts
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("");
        if !given
            .split(';')
            .next()
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case(media_type))
        {
            return Err(Error::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "wrong-content-type",
                format!("Send the body as {media_type}."),
            ));
        }
        let bytes = to_bytes(body, SDP_LIMIT).await.map_err(|_| {
            Error::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too-large",
                "This session description is too large.",
            )
        })?;
        String::from_utf8(bytes.to_vec())
            .map(Self)
            .map_err(|_| Error::bad_request("bad-sdp", "The session description is not UTF-8."))
    }
}

/// 201 with the answer and where the session lives.
pub(super) fn created(app: &App, endpoint: &str, id: impl Display, answer: Answer) -> Response {
    let location = format!("/{endpoint}/{id}/{}", answer.resource.0);
    let mut response = (
        StatusCode::CREATED,
        [
            (header::CONTENT_TYPE, SDP.to_owned()),
            (header::LOCATION, location),
            (header::ETAG, format!("\"{}\"", answer.etag)),
            (ACCEPT_PATCH, SDP_FRAGMENT.to_owned()),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ],
        answer.sdp,
    )
        .into_response();
    for server in &app.settings.ice_servers {
        if let Ok(link) = HeaderValue::from_str(server) {
            response.headers_mut().append(header::LINK, link);
        }
    }
    response
}

/// The answer to `OPTIONS`: what a `POST` takes.
pub(super) fn accepts_post(media_type: &'static str) -> Response {
    (StatusCode::NO_CONTENT, [("accept-post", media_type)]).into_response()
}

/// `PATCH`, `DELETE` and `OPTIONS` on a session.
pub(super) fn methods() -> MethodRouter<Shared> {
    delete(close).patch(patch).options(accepts_patch)
}

/// The answer to `OPTIONS` on a session: what a `PATCH` takes.
pub(super) async fn accepts_patch() -> Response {
    (StatusCode::NO_CONTENT, [(ACCEPT_PATCH, SDP_FRAGMENT)]).into_response()
}

async fn close(
    State(app): State<Shared>,
    Path((show, resource)): Path<(String, String)>,
    request: Request,
) -> Result<StatusCode, Error> {
    let (parts, _) = request.into_parts();
    let resource = app.resource(&show, &resource, &parts).await?;
    app.media.close(resource).await?;
    Ok(StatusCode::OK)
}

async fn patch(
    State(app): State<Shared>,
    Path((show, resource)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Error> {
    let (parts, body) = request.into_parts();
    // First the body, however long it takes: who may is asked as of then.
    let Offer(fragment) = Offer::read(&parts, body, SDP_FRAGMENT).await?;
    let resource = app.resource(&show, &resource, &parts).await?;
    patched(&app, resource, &parts.headers, fragment).await
}

/// Takes a fragment in, for someone who may do so.
pub(super) async fn patched(
    app: &App,
    resource: ResourceId,
    headers: &HeaderMap,
    fragment: String,
) -> Result<Response, Error> {
    let if_match = headers
        .get(header::IF_MATCH)
        .and_then(|value| value.to_str().ok())
        .map(|tag| tag.trim().trim_matches('"').to_owned());
    Ok(match app.media.patch(resource, if_match, fragment).await? {
        PatchOutcome::Accepted => StatusCode::NO_CONTENT.into_response(),
        PatchOutcome::Restarted { fragment, etag } => (
            StatusCode::OK,
            [
                (header::CONTENT_TYPE, SDP_FRAGMENT.to_owned()),
                (header::ETAG, format!("\"{etag}\"")),
            ],
            fragment,
        )
            .into_response(),
    })
}

impl App {
    /// The session at this address, if who asks may change it: a publisher's
    /// by those who may publish, a viewer's by those who may watch and know
    /// its unguessable name.
    async fn resource(&self, show: &str, resource: &str, parts: &Parts) -> Result<ResourceId, Error> {
        let not_found = || Error::from(media::MediaError::UnknownResource);
        let id: ShowId = show.parse().map_err(|_| not_found())?;
        let resource = ResourceId(resource.parse().map_err(|_| not_found())?);
        let (stream, role) = self.media.resource(resource).await?.ok_or_else(not_found)?;
        let endpoint = match role {
            Role::Publisher => "/whip/",
            Role::Viewer => "/whep/",
        };
        if stream != StreamId(id.0) || !parts.uri.path().starts_with(endpoint) {
            return Err(not_found());
        }
        match role {
            Role::Publisher => {
                self.publisher(id, &parts.headers).await?;
            }
            Role::Viewer => {
                let visitor = Visitor::now(&parts.headers, self).await?;
                self.show_to_watch(id, visitor.caller()).await?;
            }
        }
        Ok(resource)
    }
}

/// Encoders and players in other sites' pages: with a token, never a cookie.
pub(super) async fn cors(request: Request, next: Next) -> Response {
    let preflight = request.method() == Method::OPTIONS;
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("location, etag, link, accept-patch, retry-after"),
    );
    if preflight {
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("OPTIONS, POST, PATCH, DELETE"),
        );
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("authorization, content-type, if-match"),
        );
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    }
    response
}
