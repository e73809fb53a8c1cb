//! Messages someone has to look at: those people reported, and those a filter held.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use live::room::{ActError, HeldMessage, Report};
use model::{ShowId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Shared;
use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::views::Page;

use super::documents::{Body, Id};

/// Someone's handle and name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NameJson {
    handle: String,
    name: String,
}

/// A report nobody has settled yet.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportJson {
    id: Uuid,
    /// The message as the room's socket tells it.
    message: Value,
    /// Whoever reports it.
    reporter: NameJson,
    reason: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl From<Report> for ReportJson {
    fn from(report: Report) -> Self {
        Self {
            id: report.id,
            message: super::told(&report.event),
            reporter: NameJson {
                handle: report.reporter.handle,
                name: report.reporter.name,
            },
            reason: report.reason,
            at: report.at,
        }
    }
}

/// A message that waits for a moderator.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HeldJson {
    id: Uuid,
    /// `said` or `asked`.
    kind: String,
    /// Whose it is: a face as the room's socket tells it.
    from: Value,
    text: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl From<HeldMessage> for HeldJson {
    fn from(held: HeldMessage) -> Self {
        Self {
            id: held.id,
            kind: held.kind.as_str().to_owned(),
            from: serde_json::to_value(&held.from).unwrap_or_default(),
            text: held.text,
            at: held.at,
        }
    }
}

/// What becomes of a held message.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct HeldForm {
    /// Whether it is said now; else it never is.
    let_through: bool,
}

/// Reported messages nobody has looked into yet, oldest first.
#[utoipa::path(
    get, path = "/api/v1/shows/{id}/reports", tag = "room", params(("id" = ShowId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<ReportJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn reports(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
) -> Result<Json<Page<ReportJson>>, Error> {
    let (show, viewer) = app.show_to_keep(id, &signed).await?;
    let found = app.live.rooms.reports(&show, viewer).await?;
    Ok(Json(Page::whole(
        found.into_iter().map(ReportJson::from).collect(),
    )))
}

/// Settle a report: it has been looked into.
#[utoipa::path(
    post, path = "/api/v1/shows/{id}/reports/{report}/settle", tag = "room",
    params(("id" = ShowId, Path), ("report" = Uuid, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn settle_report(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((id, report)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let id = id.parse().map_err(|_| Error::show_not_found())?;
    let (show, viewer) = app.show_to_keep(id, &signed).await?;
    let report = report.parse().map_err(|_| ActError::Unknown)?;
    app.live.rooms.settle_report(&show, viewer, report).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Messages that wait for a moderator, oldest first.
#[utoipa::path(
    get, path = "/api/v1/shows/{id}/held", tag = "room", params(("id" = ShowId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<HeldJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn held(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
) -> Result<Json<Page<HeldJson>>, Error> {
    let (show, viewer) = app.show_to_keep(id, &signed).await?;
    let found = app.live.rooms.held(&show, viewer).await?;
    Ok(Json(Page::whole(found.into_iter().map(HeldJson::from).collect())))
}

/// Let a held message through, or not.
#[utoipa::path(
    post, path = "/api/v1/shows/{id}/held/{held}", tag = "room", request_body = HeldForm,
    params(("id" = ShowId, Path), ("held" = Uuid, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn release(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((id, held)): Path<(String, String)>,
    Body(form): Body<HeldForm>,
) -> Result<StatusCode, Error> {
    let id = id.parse().map_err(|_| Error::show_not_found())?;
    let (show, viewer) = app.show_to_keep(id, &signed).await?;
    app.keeps_order(&show, viewer).await?;
    let held = held.parse().map_err(|_| ActError::Unknown)?;
    if form.let_through {
        app.live.rooms.let_through(&show, viewer, held).await?;
    } else {
        app.live.rooms.refuse(&show, viewer, held).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
