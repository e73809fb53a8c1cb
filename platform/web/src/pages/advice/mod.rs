//! Pages of advice: the wait, the talk, the desk. Who may see them stands where it
//! stands for the API.

mod call;
mod desk;
mod wait;

use axum::Router;
use axum::routing::get;

use crate::Shared;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/advice/{ticket}", get(wait::wait))
        .route("/advice/sessions/{id}", get(call::session))
        .route("/studio/shops/{slug}/advice", get(desk::desk))
}

/// The page of a ticket.
fn ticket_page(ticket: advisor::TicketId) -> String {
    format!("/advice/{ticket}")
}

/// The page of a session.
fn session_page(session: advisor::AdviceSessionId) -> String {
    format!("/advice/sessions/{session}")
}
