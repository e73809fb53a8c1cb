//! Files that are part of the program, and pictures people uploaded.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use storefront_templates::assets;

use crate::Shared;
use crate::error::Error;

/// The address changes with the content, so it can be kept for good.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

pub(super) async fn asset(Path((version, path)): Path<(String, String)>) -> Result<Response, Error> {
    let asset = assets::get(&path).ok_or_else(Error::page_not_found)?;
    // An old page may ask under an old version: it gets today's file, unkept.
    let cache = if version == assets::VERSION {
        FOR_GOOD
    } else {
        "no-cache"
    };
    Ok((
        [(header::CONTENT_TYPE, asset.mime), (header::CACHE_CONTROL, cache)],
        asset.bytes,
    )
        .into_response())
}

pub(super) async fn picture(State(app): State<Shared>, Path(name): Path<String>) -> Result<Response, Error> {
    let bytes = app.picture(&name).await?;
    Ok((
        [
            (header::CONTENT_TYPE, "image/jpeg"),
            (header::CACHE_CONTROL, FOR_GOOD),
        ],
        bytes,
    )
        .into_response())
}

/// At the root, for a service worker has a say only over what lies below it. It
/// is asked for anew each time, so that an old one doesn't stay.
pub(super) async fn service_worker() -> Result<Response, Error> {
    let asset = assets::get("js/sw.js").ok_or_else(Error::page_not_found)?;
    Ok((
        [
            (header::CONTENT_TYPE, asset.mime),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        asset.bytes,
    )
        .into_response())
}

pub(super) async fn favicon() -> Redirect {
    Redirect::permanent(&assets::url("favicon.svg"))
}
