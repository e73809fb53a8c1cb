//! Asking for advice, and giving it.

use serde_json::{Value, json};

use super::{Guest, Row, Stranger};

pub(super) const ROWS: &[Row] = &[
    (
        "get",
        "/api/v1/shops/{slug}/advice",
        Guest::Welcome,
        Stranger::OwnOnly,
    ),
    (
        "get",
        "/api/v1/shops/{slug}/advice/hours",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "put",
        "/api/v1/shops/{slug}/advice/hours",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "put",
        "/api/v1/shops/{slug}/advice/me",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/advice/me/seen",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "get",
        "/api/v1/shops/{slug}/advice/desk",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/advice/tickets",
        Guest::Welcome,
        Stranger::OwnOnly,
    ),
    (
        "get",
        "/api/v1/advice/tickets/{id}",
        Guest::Welcome,
        Stranger::NotFound("ticket-not-found"),
    ),
    (
        "delete",
        "/api/v1/advice/tickets/{id}",
        Guest::Welcome,
        Stranger::NotFound("ticket-not-found"),
    ),
    (
        "post",
        "/api/v1/advice/tickets/{id}/accept",
        Guest::SignInFirst,
        Stranger::NotFound("ticket-not-found"),
    ),
    (
        "post",
        "/api/v1/advice/tickets/{id}/decline",
        Guest::SignInFirst,
        Stranger::NotFound("ticket-not-found"),
    ),
    (
        "get",
        "/api/v1/advice/sessions/{id}",
        Guest::Welcome,
        Stranger::NotFound("advice-session-not-found"),
    ),
    (
        "post",
        "/api/v1/advice/sessions/{id}/end",
        Guest::Welcome,
        Stranger::NotFound("advice-session-not-found"),
    ),
    (
        "get",
        "/api/v1/advice/sessions/{id}/basket",
        Guest::Welcome,
        Stranger::NotFound("advice-session-not-found"),
    ),
    (
        "put",
        "/api/v1/advice/sessions/{id}/basket/lines/{variant}",
        Guest::Welcome,
        Stranger::NotFound("advice-session-not-found"),
    ),
    (
        "get",
        "/api/v1/advice/sessions/{id}/products",
        Guest::Welcome,
        Stranger::NotFound("advice-session-not-found"),
    ),
    (
        "post",
        "/api/v1/advice/sessions/{id}/products",
        Guest::Welcome,
        Stranger::NotFound("advice-session-not-found"),
    ),
];

/// A body that fits all calls about advice.
pub(super) fn form() -> Value {
    let day = json!([{ "open": "00:00", "close": "24:00" }]);
    json!({
        "zone": "UTC", "on": false, "week": [day, day, day, day, day, day, day],
        "state": "on", "languages": ["en"], "skills": [], "name": "Taken over",
        "quantity": 1, "product": uuid::Uuid::nil(),
    })
}
