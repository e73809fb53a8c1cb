//! For the operator's tools: alive, ready, measured.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::Shared;
use crate::address::ClientAddress;
use crate::error::Error;

/// A database that has not answered by then is not ready.
const READY_WITHIN: Duration = Duration::from_secs(2);

/// `/healthz`: the process answers.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

#[derive(Serialize)]
struct Readiness {
    database: &'static str,
    engine: &'static str,
    media: &'static str,
}

/// `/readyz`: what it stands on answers too.
pub(crate) async fn ready(State(app): State<Shared>) -> Response {
    let answered = tokio::time::timeout(READY_WITHIN, app.people.db.ping()).await;
    let database = matches!(answered, Ok(Ok(())));
    let media = app.media.is_alive().await;
    let status = if database && media {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let word = |ready| if ready { "ok" } else { "unreachable" };
    let body = Readiness {
        database: word(database),
        engine: app.people.db.engine(),
        media: word(media),
    };
    (status, Json(body)).into_response()
}

/// `/metrics`: Prometheus' text format. For those it is for, as it counts what
/// strangers should not know of.
pub(crate) async fn metrics(State(app): State<Shared>, address: ClientAddress) -> Result<Response, Error> {
    if !app
        .settings
        .metrics_from
        .iter()
        .any(|network| network.contains(address.0))
    {
        return Err(Error::page_not_found());
    }
    let engine = app.media.stats().await;
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    Ok((kind, app.metrics.render(&engine, &app.sockets.stats())).into_response())
}
