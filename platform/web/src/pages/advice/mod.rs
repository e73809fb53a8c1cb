//! Pages of advice: the wait, the talk, the desk. Who may see them stands where it
//! stands for the API.

mod bookings;
mod bookings_book;
mod bookings_desk;
mod call;
mod clients;
mod desk;
mod ended;
mod figures;
mod join;
mod small_show;
mod summary;
mod templates;
mod wait;

use axum::Router;
use axum::routing::{get, post};

use crate::Shared;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/advice/{ticket}", get(wait::wait))
        .route("/advice/sessions/{id}", get(call::session))
        .route("/advice/join/{secret}", get(join::door).post(join::come_in))
        .route("/advice/summaries/{id}", get(summary::summary))
        .route("/studio/shops/{slug}/advice", get(desk::desk))
        .route(
            "/shops/{slug}/advice/book",
            get(bookings_book::choose).post(bookings_book::book),
        )
        .route("/advice/bookings/{id}", get(bookings::booking))
        .route("/advice/bookings/{id}/here", post(bookings::here))
        .route("/advice/bookings/{id}/cancel", post(bookings::cancel))
        .route("/studio/shops/{slug}/advice/bookings", get(bookings_desk::desk))
        .route(
            "/studio/shops/{slug}/advice/bookings/feed",
            post(bookings_desk::renew_feed),
        )
        .route("/studio/shops/{slug}/advice/templates", get(templates::templates))
        .route("/studio/shops/{slug}/advice/clients", get(clients::clients))
        .route(
            "/studio/shops/{slug}/advice/clients/{handle}",
            get(clients::client),
        )
        .route("/studio/shops/{slug}/advice/figures", get(figures::figures))
        .route("/settings/advice", get(clients::own))
        .route("/settings/advice/{slug}", get(clients::own_of))
}

/// The page of a ticket.
fn ticket_page(ticket: advisor::TicketId) -> String {
    format!("/advice/{ticket}")
}

/// The page of a session.
fn session_page(session: advisor::AdviceSessionId) -> String {
    format!("/advice/sessions/{session}")
}

/// The page of a session's summary.
fn summary_page(session: advisor::AdviceSessionId) -> String {
    format!("/advice/summaries/{session}")
}
