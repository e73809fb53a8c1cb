//! What is decided against people who write in a room.

use std::time::Duration;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use live::room::{self, Sanction, Sanctioned};
use model::{ShowId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Shared;
use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::views::Page;

use super::documents::{Body, Id};

/// What is decided against someone.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SanctionKind {
    /// Not write in this show for a while.
    TimeOut,
    /// Not write in any show of the channel.
    Ban,
    /// Write for themselves alone, without knowing.
    ShadowBan,
}

impl From<SanctionKind> for room::SanctionKind {
    fn from(kind: SanctionKind) -> Self {
        match kind {
            SanctionKind::TimeOut => Self::TimeOut,
            SanctionKind::Ban => Self::Ban,
            SanctionKind::ShadowBan => Self::ShadowBan,
        }
    }
}

/// A decision against someone.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SanctionForm {
    handle: String,
    kind: SanctionKind,
    /// How long a time-out lasts: 10 seconds to a day. Ten minutes if not given.
    seconds: Option<u64>,
    /// Whether all they wrote in this show is deleted too.
    #[serde(default)]
    clean: bool,
}

/// A decision that holds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SanctionJson {
    handle: String,
    name: String,
    /// `timeout`, `ban` or `shadow`.
    kind: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl From<Sanctioned> for SanctionJson {
    fn from(one: Sanctioned) -> Self {
        Self {
            handle: one.handle,
            name: one.name,
            kind: one.kind,
            until: one.until,
            at: one.at,
        }
    }
}

/// What is decided against people here and holds now, latest first.
#[utoipa::path(
    get, path = "/api/v1/shows/{id}/sanctions", tag = "room", params(("id" = ShowId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<SanctionJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn sanctions(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
) -> Result<Json<Page<SanctionJson>>, Error> {
    let (show, viewer) = app.show_to_keep(id, &signed).await?;
    let found = app.live.rooms.sanctions(&show, viewer).await?;
    Ok(Json(Page::whole(
        found.into_iter().map(SanctionJson::from).collect(),
    )))
}

/// Decide something against someone.
#[utoipa::path(
    post, path = "/api/v1/shows/{id}/sanctions", tag = "room", params(("id" = ShowId, Path)),
    request_body = SanctionForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn sanction(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
    Body(form): Body<SanctionForm>,
) -> Result<StatusCode, Error> {
    let (show, viewer) = app.show_to_keep(id, &signed).await?;
    app.keeps_order(&show, viewer).await?;
    let target = app.person_named(&form.handle).await?;
    let sanction = match form.kind {
        SanctionKind::TimeOut => Sanction::TimeOut(Duration::from_secs(form.seconds.unwrap_or(600))),
        SanctionKind::Ban => Sanction::Ban,
        SanctionKind::ShadowBan => Sanction::ShadowBan,
    };
    app.live.rooms.sanction(&show, viewer, target, sanction).await?;
    if form.clean {
        app.live.rooms.delete_all_of(&show, viewer, target).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// What is taken back.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PardonQuery {
    /// Decisions of one kind; all if not given.
    kind: Option<SanctionKind>,
}

/// Take back what was decided against someone here.
#[utoipa::path(
    delete, path = "/api/v1/shows/{id}/sanctions/{handle}", tag = "room",
    params(("id" = ShowId, Path), ("handle" = String, Path), PardonQuery), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn pardon(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((id, handle)): Path<(String, String)>,
    query: Result<Query<PardonQuery>, QueryRejection>,
) -> Result<StatusCode, Error> {
    let Query(query) = query.map_err(|error| Error::bad_request("bad-query", error.body_text()))?;
    let id = id.parse().map_err(|_| Error::show_not_found())?;
    let (show, viewer) = app.show_to_keep(id, &signed).await?;
    app.keeps_order(&show, viewer).await?;
    let target = app.person_named(&handle).await?;
    let kind = query.kind.map(room::SanctionKind::from);
    app.live.rooms.pardon(&show, viewer, target, kind).await?;
    Ok(StatusCode::NO_CONTENT)
}
