//! What is said in a room, once it is said: deleting it, pinning it, reporting
//! it, and the questions the host answers.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use live::room::{AnswerState, Seq};
use live::shows::{Show, Viewer};
use model::ShowId;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::{App, Shared};

use super::documents::{Body, Id};

/// Which message stays on top.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PinForm {
    /// The number of its event; `null` takes down the one that is there.
    message: Option<i64>,
}

/// How far a question is.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct AnswerForm {
    /// `now` takes it on screen, `done` is done with it, `open` puts it back.
    #[schema(value_type = String)]
    state: AnswerState,
}

/// Why a message is reported.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ReportForm {
    /// Up to 300 characters; may be empty.
    #[serde(default)]
    reason: String,
}

/// Delete a message: one's own, or, for those who keep order, any.
#[utoipa::path(
    delete, path = "/api/v1/shows/{id}/messages/{message}", tag = "room",
    params(("id" = ShowId, Path), ("message" = i64, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((id, message)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let (show, viewer, message) = app.message(&signed, &id, &message).await?;
    app.live.rooms.delete_messages(&show, viewer, &[message]).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Report a message to those who keep order.
#[utoipa::path(
    post, path = "/api/v1/shows/{id}/messages/{message}/reports", tag = "room", request_body = ReportForm,
    params(("id" = ShowId, Path), ("message" = i64, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn report(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((id, message)): Path<(String, String)>,
    Body(form): Body<ReportForm>,
) -> Result<StatusCode, Error> {
    let (show, viewer, message) = app.message(&signed, &id, &message).await?;
    app.live
        .rooms
        .report(&show, viewer, message, &form.reason)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Pin a message on top of the chat, or take it down.
#[utoipa::path(
    put, path = "/api/v1/shows/{id}/pinned-message", tag = "room", request_body = PinForm,
    params(("id" = ShowId, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn pin(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
    Body(form): Body<PinForm>,
) -> Result<StatusCode, Error> {
    let (show, viewer) = app.show_to_keep(id, &signed).await?;
    app.live.rooms.pin(&show, viewer, form.message).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a question on screen, be done with it, or put it back.
#[utoipa::path(
    put, path = "/api/v1/shows/{id}/questions/{message}", tag = "room", request_body = AnswerForm,
    params(("id" = ShowId, Path), ("message" = i64, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn answer(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((id, question)): Path<(String, String)>,
    Body(form): Body<AnswerForm>,
) -> Result<StatusCode, Error> {
    let (show, viewer, question) = app.message(&signed, &id, &question).await?;
    app.live.rooms.answer(&show, viewer, question, form.state).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl App {
    /// A message's number in a show `signed` may know of.
    async fn message(
        &self,
        signed: &crate::auth::Signed,
        show: &str,
        message: &str,
    ) -> Result<(Show, Viewer, Seq), Error> {
        let id: ShowId = show.parse().map_err(|_| Error::show_not_found())?;
        let (show, viewer) = self.show_to_keep(id, signed).await?;
        let message = message.parse().map_err(|_| live::room::ActError::Unknown)?;
        Ok((show, viewer, message))
    }
}
