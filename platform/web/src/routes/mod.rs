//! The routes that are not pages, by noun.

mod accounts;
mod documents;
mod hls;
mod operations;
mod resources;
mod session;
mod shows;
mod tokens;
mod whep;
mod whip;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post};
use utoipa::OpenApi;
use utoipa::openapi::RefOr;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use documents::Id;
pub(crate) use documents::routes as openapi;

use crate::Shared;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Vitrine",
        description = "Live shows with a shop in them. Sign in with `POST /api/v1/session` (cookie) or send a \
                       personal token as `Authorization: Bearer vt_…`. Errors are RFC 9457 problems.",
        license(name = "MIT OR Apache-2.0")
    ),
    modifiers(&Security)
)]
struct Document;

struct Security;

impl utoipa::Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(
            "token",
            SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
        );
        components.add_security_scheme(
            "cookie",
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("vitrine_session"))),
        );
    }
}

/// `/api/v1`, with its description.
pub(crate) fn api() -> (Router<Shared>, utoipa::openapi::OpenApi) {
    let (router, mut document) = OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(accounts::create))
        .routes(routes!(session::create, session::show, session::delete))
        .routes(routes!(tokens::create, tokens::list))
        .routes(routes!(tokens::delete))
        .routes(routes!(shows::create, shows::list))
        .routes(routes!(shows::show, shows::edit, shows::delete))
        .routes(routes!(shows::end))
        .routes(routes!(shows::stream_key))
        .routes(routes!(shows::health))
        .split_for_parts();
    name_statuses(&mut document);
    (router, document)
}

/// A response must have a description (OpenAPI 3.1, Response Object): where
/// nothing special is said, its status in words.
fn name_statuses(document: &mut utoipa::openapi::OpenApi) {
    for path in document.paths.paths.values_mut() {
        let operations = [&mut path.get, &mut path.post, &mut path.put, &mut path.delete];
        for operation in operations.into_iter().flatten() {
            for (status, response) in &mut operation.responses.responses {
                if let RefOr::T(response) = response
                    && response.description.is_empty()
                {
                    let words = status
                        .parse::<StatusCode>()
                        .ok()
                        .and_then(|status| status.canonical_reason());
                    words.unwrap_or("Answer").clone_into(&mut response.description);
                }
            }
        }
    }
}

/// WHIP, WHEP and HLS.
pub(crate) fn media() -> Router<Shared> {
    Router::new()
        .route("/whip/{show}", post(whip::publish).options(whip::options))
        .route("/whip/{show}/{resource}", resources::methods())
        .route("/whep/{show}", post(whep::watch).options(whep::options))
        .route("/whep/{show}/{resource}", resources::methods())
        .layer(axum::middleware::from_fn(resources::cors))
        .route("/hls/{show}/index.m3u8", get(hls::playlist))
        .route("/hls/{show}/{segment}", get(hls::segment))
}

/// What an operator's tools read.
pub(crate) fn operations() -> Router<Shared> {
    Router::new()
        .route("/healthz", get(operations::alive))
        .route("/readyz", get(operations::ready))
        .route("/metrics", get(operations::metrics))
}
