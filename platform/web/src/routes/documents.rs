//! What the API reads and how it describes itself.

use std::str::FromStr;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::get;
use serde::de::DeserializeOwned;
use utoipa::openapi::OpenApi;

use crate::Shared;
use crate::error::Error;

/// A JSON body. What is wrong with it is said as a problem.
#[derive(Debug)]
pub(crate) struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Shared> for Body<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Error> {
        if !is_json(request.headers()) {
            return Err(Error::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not-json",
                "Send the body as application/json.",
            ));
        }
        let bytes = Bytes::from_request(request, app)
            .await
            .map_err(|error| body_error(&error))?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| match error.classify() {
                serde_json::error::Category::Data => {
                    Error::invalid(None, format!("This body does not fit: {error}."))
                }
                _ => Error::bad_request("bad-json", format!("This is not JSON: {error}.")),
            })
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    value
        .split(';')
        .next()
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// Why a body could not be read.
pub(crate) fn body_error(error: &BytesRejection) -> Error {
    match error {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => Error::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "This body is too large.",
        ),
        _ => Error::bad_request("bad-body", "The body broke off."),
    }
}

/// An id in the path. One that can't be an id is an unknown one: 404.
#[derive(Debug)]
pub(crate) struct Id<T>(pub T);

impl<T: FromStr + Send> FromRequestParts<Shared> for Id<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Error> {
        let Path(text) = Path::<String>::from_request_parts(parts, app)
            .await
            .map_err(|_| Error::page_not_found())?;
        text.parse().map(Self).map_err(|_| Error::page_not_found())
    }
}

/// `/api/openapi.json`.
pub(crate) fn routes(document: &OpenApi) -> Router<Shared> {
    let text = serde_json::to_vec(document).expect("the document is plain data");
    let answer = ([(header::CONTENT_TYPE, "application/json")], Bytes::from(text));
    Router::new().route("/api/openapi.json", get(async || answer))
}
