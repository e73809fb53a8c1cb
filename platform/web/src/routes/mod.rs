//! The routes that are not pages, by noun.

mod accounts;
mod addresses;
pub(crate) mod advice;
mod basket;
mod calendar;
mod checkouts;
mod collections;
mod documents;
mod follows;
mod groups;
mod hls;
mod holds;
mod invitations;
mod ledger;
mod line;
mod live;
mod messages;
mod moderation;
mod moments;
mod notices;
mod offers;
mod operations;
mod order_file;
mod orders;
mod payments;
mod pins;
mod product_pictures;
mod products;
mod profiles;
mod push;
mod refunds;
mod reports;
mod resources;
mod run_of_show;
mod sales;
mod sanctions;
mod session;
mod shipping;
mod shops;
mod shows;
mod stock;
mod timeline;
mod tokens;
mod vouchers;
mod webhooks;
mod whep;
mod whip;
mod wishes;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post};
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

pub(crate) use addresses::AddressJson;
pub(crate) use documents::Id;
pub(crate) use documents::routes as openapi;
pub(crate) use push::Ends;

use crate::{Shared, pictures};

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
        .routes(routes!(groups::list, groups::create))
        .routes(routes!(groups::rename, groups::delete))
        .routes(routes!(groups::members))
        .routes(routes!(groups::add_member, groups::remove_member))
        .routes(routes!(invitations::audience, invitations::set_audience))
        .routes(routes!(invitations::links, invitations::create_link))
        .routes(routes!(invitations::revoke_link))
        .routes(routes!(messages::delete))
        .routes(routes!(messages::report))
        .routes(routes!(messages::pin))
        .routes(routes!(messages::answer))
        .routes(routes!(moderation::rules, moderation::set_rules))
        .routes(routes!(moderation::words, moderation::set_words))
        .routes(routes!(sanctions::sanctions, sanctions::sanction))
        .routes(routes!(sanctions::pardon))
        .routes(routes!(reports::reports))
        .routes(routes!(reports::settle_report))
        .routes(routes!(reports::held))
        .routes(routes!(reports::release))
        .routes(routes!(moderation::moderators))
        .routes(routes!(moderation::add_moderator, moderation::remove_moderator))
        .routes(routes!(moderation::audit))
        .routes(routes!(timeline::timeline))
        .routes(routes!(run_of_show::show, run_of_show::edit))
        .routes(routes!(pins::list))
        .routes(routes!(pins::pin, pins::unpin))
        .routes(routes!(pins::next))
        .routes(routes!(pins::voucher))
        .routes(routes!(sales::show))
        .routes(routes!(moments::list))
        .routes(routes!(follows::follow_person, follows::unfollow_person))
        .routes(routes!(follows::follow_shop, follows::unfollow_shop))
        .routes(routes!(profiles::person))
        .routes(routes!(profiles::shop))
        .routes(routes!(follows::followers))
        .routes(routes!(follows::following))
        .routes(routes!(follows::block, follows::unblock))
        .routes(routes!(follows::blocks))
        .routes(routes!(notices::list))
        .routes(routes!(notices::read))
        .routes(routes!(notices::live))
        .routes(routes!(notices::settings, notices::set_settings))
        .routes(routes!(notices::remind, notices::forget_reminder))
        .routes(routes!(addresses::list, addresses::create))
        .routes(routes!(addresses::edit, addresses::delete))
        .routes(routes!(shipping::shipping, shipping::set_shipping))
        .routes(routes!(shipping::taxes, shipping::set_taxes))
        .routes(routes!(webhooks::list, webhooks::create))
        .routes(routes!(webhooks::edit, webhooks::delete))
        .routes(routes!(webhooks::roll_secret))
        .routes(routes!(webhooks::ping))
        .routes(routes!(webhooks::deliveries))
        .routes(routes!(webhooks::resend))
        .routes(routes!(push::key))
        .routes(routes!(push::subscriptions, push::subscribe, push::unsubscribe))
        .routes(routes!(shops::create))
        .routes(routes!(shops::settings, shops::set_settings))
        .routes(routes!(products::list, products::create))
        .routes(routes!(products::show, products::edit, products::delete))
        .routes(routes!(product_pictures::add).layer(DefaultBodyLimit::max(pictures::UPLOAD_LIMIT)))
        .routes(routes!(product_pictures::order))
        .routes(routes!(product_pictures::remove))
        .routes(routes!(collections::list, collections::create))
        .routes(routes!(collections::edit, collections::delete))
        .routes(routes!(offers::list, offers::create))
        .routes(routes!(offers::end))
        .routes(routes!(vouchers::list, vouchers::create))
        .routes(routes!(vouchers::delete))
        .routes(routes!(stock::set))
        .routes(routes!(checkouts::create))
        .routes(routes!(checkouts::show, checkouts::edit, checkouts::close))
        .routes(routes!(checkouts::extend))
        .routes(routes!(checkouts::pay))
        .routes(routes!(payments::notices))
        .routes(routes!(orders::mine))
        .routes(routes!(orders::show))
        .routes(routes!(orders::send_back))
        .routes(routes!(orders::of_shop))
        .routes(routes!(order_file::csv))
        .routes(routes!(orders::one_of_shop))
        .routes(routes!(orders::fulfil))
        .routes(routes!(orders::cancel))
        .routes(routes!(orders::receive))
        .routes(routes!(orders::decline))
        .routes(routes!(refunds::create))
        .routes(routes!(ledger::list))
        .routes(routes!(basket::show))
        .routes(routes!(basket::set_line))
        .routes(routes!(basket::set_voucher))
        .routes(routes!(wishes::list))
        .routes(routes!(wishes::wish, wishes::unwish))
        .routes(routes!(holds::list, holds::create))
        .routes(routes!(holds::extend))
        .routes(routes!(holds::release))
        .routes(routes!(line::place, line::join, line::leave))
        .routes(routes!(advice::show))
        .routes(routes!(advice::desk::hours, advice::desk::set_hours))
        .routes(routes!(advice::desk::set_me))
        .routes(routes!(advice::desk::seen))
        .routes(routes!(advice::desk::show))
        .routes(routes!(advice::tickets::create))
        .routes(routes!(advice::tickets::show, advice::tickets::leave))
        .routes(routes!(advice::queues::list, advice::queues::create))
        .routes(routes!(advice::queues::set, advice::queues::remove))
        .routes(routes!(advice::away::go))
        .routes(routes!(advice::away::here))
        .routes(routes!(advice::bookings_slots::list))
        .routes(routes!(advice::bookings::create, advice::bookings::list))
        .routes(routes!(
            advice::bookings::show,
            advice::bookings::edit,
            advice::bookings::cancel
        ))
        .routes(routes!(advice::bookings::here))
        .routes(routes!(
            advice::bookings_settings::terms,
            advice::bookings_settings::set_terms
        ))
        .routes(routes!(
            advice::bookings_settings::offer,
            advice::bookings_settings::set_offer
        ))
        .routes(routes!(advice::bookings_settings::renew_feed))
        .routes(routes!(
            advice::bookings_prepared::show,
            advice::bookings_prepared::set
        ))
        .routes(routes!(advice::bookings_prepared::of_session))
        .routes(routes!(advice::tickets::accept))
        .routes(routes!(advice::tickets::decline))
        .routes(routes!(advice::sessions::show))
        .routes(routes!(advice::sessions::end))
        .routes(routes!(advice::people::leave))
        .routes(routes!(advice::people::show_out))
        .routes(routes!(advice::invitations::list, advice::invitations::create))
        .routes(routes!(advice::invitations::withdraw))
        .routes(routes!(advice::invitations::colleagues))
        .routes(routes!(advice::invitations::accept))
        .routes(routes!(advice::invitations::decline))
        .routes(routes!(advice::goods::basket))
        .routes(routes!(advice::goods::set_line))
        .routes(routes!(advice::goods::shown, advice::goods::show))
        .routes(routes!(advice::summaries::show, advice::summaries::delete))
        .routes(routes!(advice::summaries::mail))
        .routes(routes!(advice::summaries::restore))
        .routes(routes!(advice::outcomes::show, advice::outcomes::set))
        .routes(routes!(advice::outcomes::send))
        .routes(routes!(advice::outcomes::open))
        .routes(routes!(advice::ratings::rate))
        .routes(routes!(advice::ratings::list))
        .routes(routes!(advice::templates::list, advice::templates::create))
        .routes(routes!(advice::templates::edit, advice::templates::delete))
        .routes(routes!(advice::pictures::send).layer(DefaultBodyLimit::max(advice::pictures::UPLOAD_LIMIT)))
        .routes(routes!(advice::pictures::show))
        .routes(routes!(advice::pictures::show_large))
        .routes(routes!(wishes::of_session))
        .routes(routes!(wishes::wish_in_session, wishes::unwish_in_session))
        .routes(routes!(advice::clients::in_talk::show))
        .routes(routes!(advice::clients::in_talk::ask))
        .routes(routes!(advice::clients::in_talk::decline))
        .routes(routes!(advice::clients::of_shop::list))
        .routes(routes!(advice::clients::of_shop::show))
        .routes(routes!(advice::clients::of_shop::set_size))
        .routes(routes!(advice::clients::of_shop::add_note))
        .routes(routes!(advice::clients::of_shop::delete_note))
        .routes(routes!(advice::clients::own::list))
        .routes(routes!(
            advice::clients::own::show,
            advice::clients::own::set,
            advice::clients::own::erase
        ))
        .routes(routes!(advice::clients::own::set_size))
        .routes(routes!(advice::clients::own::delete_note))
        .routes(routes!(advice::figures::show))
        .routes(routes!(advice::figures::csv))
        .split_for_parts();
    name_common_refusals(&mut document);
    name_statuses(&mut document);
    (router, document)
}

/// An event as the room told it. What the room writes is JSON.
fn told(event: &str) -> serde_json::Value {
    serde_json::from_str(event).unwrap_or_default()
}

/// What every write may be answered with, whatever it is about: a page of another
/// site asks, the body does not come, or it is one too many.
fn name_common_refusals(document: &mut utoipa::openapi::OpenApi) {
    let problem = || {
        let schema = Ref::from_schema_name("Problem");
        let content = ContentBuilder::new().schema(Some(schema)).build();
        ResponseBuilder::new()
            .content("application/problem+json", content)
            .build()
    };
    for path in document.paths.paths.values_mut() {
        for operation in [&mut path.post, &mut path.put, &mut path.patch, &mut path.delete]
            .into_iter()
            .flatten()
        {
            let has_body = operation.request_body.is_some();
            let statuses = ["403", "408", "429"]
                .into_iter()
                .filter(|status| has_body || *status != "408");
            for status in statuses {
                let responses = &mut operation.responses.responses;
                responses
                    .entry(status.to_owned())
                    .or_insert_with(|| problem().into());
            }
        }
    }
}

/// A response must have a description (OpenAPI 3.1, Response Object): where
/// nothing special is said, its status in words.
fn name_statuses(document: &mut utoipa::openapi::OpenApi) {
    for path in document.paths.paths.values_mut() {
        let operations = [
            &mut path.get,
            &mut path.post,
            &mut path.put,
            &mut path.patch,
            &mut path.delete,
        ];
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
        // By cookie alone: no other site's page has any business there.
        .merge(advice::media::router())
        .route("/hls/{show}/index.m3u8", get(hls::playlist))
        .route("/hls/{show}/{segment}", get(hls::segment))
}

/// Files for calendars.
pub(crate) fn calendars() -> Router<Shared> {
    Router::new()
        .route("/shows/{id}/calendar.ics", get(calendar::show))
        .route("/shops/{slug}/calendar.ics", get(calendar::shop))
        .route(
            "/advice/bookings/{id}/calendar.ics",
            get(advice::bookings_calendar::booking),
        )
        .route(
            "/advice/calendars/{id}/bookings.ics",
            get(advice::bookings_calendar::advisor),
        )
}

/// The sockets of a show's room and of a session of advice.
pub(crate) fn sockets() -> Router<Shared> {
    Router::new()
        .route("/live/{show}", get(live::enter))
        .route("/live/advice/{session}", get(advice::talk::enter))
}

/// What an operator's tools read.
pub(crate) fn operations() -> Router<Shared> {
    Router::new()
        .route("/healthz", get(operations::alive))
        .route("/readyz", get(operations::ready))
        .route("/metrics", get(operations::metrics))
}
