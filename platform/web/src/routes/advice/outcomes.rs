//! What an advisor notes of a talk that has ended: what it came to, and what was agreed.

use advisor::AdviceSessionId;
use advisor::outcomes::{NoteError, Notes, Outcome};
use advisor::sessions::Session;
use advisor::summaries::{AgreeError, Summary};
use axum::Json;
use axum::extract::{Path, State};
use model::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::routes::documents::{Body, Id};
use crate::{App, Shared};

/// What was noted of a talk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutcomeJson {
    /// `bought`, `thinks`, `follow_up` or `not_served`; null until it is said.
    outcome: Option<Outcome>,
    /// What was agreed, as far as it is written; null where there is no summary of the
    /// talk any more.
    agreed: Option<String>,
    /// Since when the shopper may read it.
    #[schema(value_type = Option<String>, format = DateTime)]
    sent_at: Option<Timestamp>,
    /// Until when it may still be changed, once it is sent.
    #[schema(value_type = Option<String>, format = DateTime)]
    editable_until: Option<Timestamp>,
    /// The shopper has left an address: what is sent goes there too.
    mailed: bool,
}

/// What to note.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct OutcomeForm {
    /// Null leaves it as it is.
    outcome: Option<Outcome>,
    /// Up to 2,000 characters; null leaves it as it is.
    agreed: Option<String>,
}

/// A talk without an outcome.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenOutcomeJson {
    session: AdviceSessionId,
    /// The shopper, as they wish to be called; empty a day after they asked.
    name: String,
    #[schema(value_type = String, format = DateTime)]
    ended_at: Timestamp,
}

/// What you noted of a talk of yours.
#[utoipa::path(
    get, path = "/api/v1/advice/sessions/{id}/outcome", tag = "advice", params(("id" = AdviceSessionId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = OutcomeJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Id(id): Id<AdviceSessionId>,
) -> Result<Json<OutcomeJson>, Error> {
    let session = app.advised_session(id, &signed).await?;
    let summary = app.advice.summary(session.id).await?;
    app.outcome_json(&session, summary).await
}

/// Note what a talk of yours came to and what was agreed. What was agreed is the
/// shopper's to read once it is sent, and may be changed for a day after that: then it
/// is 409 `agreed-final`. 409 `session-goes-on` before its end.
#[utoipa::path(
    put, path = "/api/v1/advice/sessions/{id}/outcome", tag = "advice", params(("id" = AdviceSessionId, Path)),
    request_body = OutcomeForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = OutcomeJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set(
    State(app): State<Shared>,
    signed: SignedIn,
    Id(id): Id<AdviceSessionId>,
    Body(form): Body<OutcomeForm>,
) -> Result<Json<OutcomeJson>, Error> {
    let session = app.advised_session(id, &signed).await?;
    let summary = app.advice.note_outcome(&session, form.into()).await?;
    app.outcome_json(&session, summary).await
}

/// Note it, and show the shopper what was agreed; where they left an address it goes
/// there as well. Sent again it is only noted.
#[utoipa::path(
    post, path = "/api/v1/advice/sessions/{id}/outcome/send", tag = "advice",
    params(("id" = AdviceSessionId, Path)),
    request_body = OutcomeForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = OutcomeJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn send(
    State(app): State<Shared>,
    signed: SignedIn,
    Id(id): Id<AdviceSessionId>,
    Body(form): Body<OutcomeForm>,
) -> Result<Json<OutcomeJson>, Error> {
    let session = app.advised_session(id, &signed).await?;
    let agreed = form.agreed.clone();
    let noted = app.advice.note_outcome(&session, form.into()).await?;
    let agreed = agreed.or(noted.map(|summary| summary.draft)).unwrap_or_default();
    let summary = app.advice.send_agreed(session.id, &agreed).await?;
    app.outcome_json(&session, Some(summary)).await
}

/// Talks of yours in a shop that ended in the last 24 hours and have no outcome yet, the
/// last one first.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/advice/open-outcomes", tag = "advice", params(("slug" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Vec<OpenOutcomeJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn open(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
) -> Result<Json<Vec<OpenOutcomeJson>>, Error> {
    let shop = app.desk_to_sit_at(&slug, signed.account.id).await?;
    let open = app.advice.open_outcomes(shop.id, signed.account.id).await?;
    let open = open.into_iter().map(|open| OpenOutcomeJson {
        session: open.session,
        name: open.name,
        ended_at: open.ended_at,
    });
    Ok(Json(open.collect()))
}

impl App {
    async fn outcome_json(
        &self,
        session: &Session,
        summary: Option<Summary>,
    ) -> Result<Json<OutcomeJson>, Error> {
        Ok(Json(OutcomeJson {
            outcome: self.advice.outcome(session.id).await?,
            sent_at: summary.as_ref().and_then(|summary| summary.sent_at),
            editable_until: summary.as_ref().and_then(Summary::editable_until),
            mailed: summary.as_ref().is_some_and(|summary| !summary.email.is_empty()),
            agreed: summary.map(|summary| summary.draft),
        }))
    }
}

impl From<OutcomeForm> for Notes {
    fn from(form: OutcomeForm) -> Self {
        Self {
            outcome: form.outcome,
            agreed: form.agreed,
        }
    }
}

impl From<AgreeError> for Error {
    fn from(error: AgreeError) -> Self {
        let detail = error.to_string();
        match error {
            AgreeError::Store(error) => error.into(),
            AgreeError::TooLong | AgreeError::Empty => Self::invalid(Some("agreed"), detail),
            AgreeError::Gone => Self::summary_not_found(),
            AgreeError::Final => Self::conflict("agreed-final", detail),
            other => Self::internal(other),
        }
    }
}

impl From<NoteError> for Error {
    fn from(error: NoteError) -> Self {
        let detail = error.to_string();
        match error {
            NoteError::Store(error) => error.into(),
            NoteError::Agreed(error) => error.into(),
            NoteError::GoesOn => Self::conflict("session-goes-on", detail),
            other => Self::internal(other),
        }
    }
}
