//! HTTP: the JSON API, WHIP and WHEP, playlists and segments, and the pages.
//! A handler reads the request, asks a room, and answers; rules live below.

pub mod address;
mod admission;
mod auth;
mod body_deadline;
mod buyer;
mod checkout_views;
pub mod commerce_views;
mod error;
mod headers;
mod limits;
mod mail_words;
mod metrics;
mod moments;
mod order_views;
mod origin;
mod pace;
mod pages;
mod pictures;
mod places;
mod push_words;
pub mod recording;
mod request_id;
mod revoke;
mod routes;
pub mod serve;
mod settings;
mod shop_window;
pub mod socket;
mod to_the_end;
mod told_orders;
mod urls;
pub mod views;
mod windows;

use std::sync::Arc;

use advisor::Advice;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use live::Live;
use live::push::VapidKeys;
use media::Media;
use media::vault::Vault;
use object_store::ObjectStore;
use people::People;
use shop::Commerce;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

pub use limits::{Limits, Rate, Rates};
pub use mail_words::MailWords;
pub use push_words::PushWords;
pub use routes::advice::{is_of_advice, look_after_talk_pictures};
pub use settings::Settings;
pub use shop_window::ShopWindow;
use socket::Sockets;
pub use socket::{AdviceRooms, look_after_sessions};
pub use urls::picture as picture_url;
pub use windows::Windows;

/// The largest body a request may carry where nothing else is said, in bytes.
const BODY_LIMIT: usize = 64 * 1024;

/// What every handler may ask.
#[derive(Debug)]
pub struct App {
    pub people: People,
    pub live: Live,
    pub commerce: Commerce,
    pub advice: Advice,
    pub media: Media,
    pub windows: Arc<Windows>,
    pub vault: Arc<Vault>,
    /// Uploaded pictures.
    pub blobs: Arc<dyn ObjectStore>,
    /// Who we are to push services.
    pub vapid: Arc<VapidKeys>,
    pub settings: Settings,
    pub limits: Limits,
    pub sockets: Sockets,
    /// Who sits in which session of advice.
    pub advice_rooms: Arc<AdviceRooms>,
    pub metrics: metrics::Metrics,
    /// Where work is done that was asked for on a connection.
    work: tokio::runtime::Handle,
    /// Pictures being drawn anew at one time.
    picture_slots: tokio::sync::Semaphore,
}

/// The state axum hands to handlers.
pub type Shared = Arc<App>;

/// Parts of an [`App`] that are made before it.
#[derive(Debug)]
pub struct Parts {
    pub people: People,
    pub live: Live,
    pub commerce: Commerce,
    pub advice: Advice,
    pub media: Media,
    pub windows: Arc<Windows>,
    pub vault: Arc<Vault>,
    pub blobs: Arc<dyn ObjectStore>,
    /// Who we are to push services.
    pub vapid: Arc<VapidKeys>,
    pub settings: Settings,
    /// Who sits in which session of advice.
    pub advice_rooms: Arc<AdviceRooms>,
    /// Where work is done, apart from connections.
    pub work: tokio::runtime::Handle,
}

impl App {
    pub fn new(parts: Parts) -> Shared {
        let sockets = Sockets::new(parts.settings.sockets);
        let limits = Limits::new(parts.settings.rates, parts.people.clock.clone());
        Arc::new(Self {
            people: parts.people,
            live: parts.live,
            commerce: parts.commerce,
            advice: parts.advice,
            media: parts.media,
            windows: parts.windows,
            vault: parts.vault,
            blobs: parts.blobs,
            vapid: parts.vapid,
            settings: parts.settings,
            limits,
            sockets,
            advice_rooms: parts.advice_rooms,
            work: parts.work,
            metrics: metrics::Metrics::new(),
            picture_slots: tokio::sync::Semaphore::new(2),
        })
    }
}

/// Every route, with what guards all of them.
pub fn router(app: Shared) -> Router {
    let (api, document) = routes::api();
    Router::new()
        .merge(api)
        .merge(routes::openapi(&document))
        .merge(routes::media())
        .merge(routes::sockets())
        .merge(routes::operations())
        .merge(routes::calendars())
        .merge(pages::router())
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(
            // The first is outermost. One stack: each layer of its own would be cloned,
            // with all beneath it, once more for each request.
            ServiceBuilder::new()
                .layer(from_fn(request_id::assign))
                .layer(from_fn_with_state(app.clone(), metrics::observe))
                .layer(CatchPanicLayer::custom(error::panicked))
                .layer(
                    CompressionLayer::new()
                        .gzip(true)
                        .compress_when(headers::worth_compressing()),
                )
                .layer(from_fn_with_state(app.clone(), headers::secure))
                .layer(from_fn_with_state(app.clone(), pages::as_page))
                .layer(from_fn_with_state(app.clone(), origin::check))
                .layer(from_fn_with_state(app.clone(), limits::writes))
                .layer(from_fn(body_deadline::set))
                .layer(from_fn(pace::keep))
                .layer(from_fn_with_state(app.work.clone(), to_the_end::carry))
                .layer(map_response(error::of_rejection))
                .layer(axum::extract::DefaultBodyLimit::max(BODY_LIMIT)),
        )
        .with_state(app)
}

/// The OpenAPI document, as served.
pub fn openapi() -> utoipa::openapi::OpenApi {
    routes::api().1
}
