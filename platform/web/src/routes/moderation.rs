//! Keeping order in a room: its rules, its words, those who help, and the record
//! of who did what. Who may is the room's to say.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use live::invitations::Caller;
use live::room::{ActError, AuditLine, Moderator, Rules, Writers};
use live::shows::{Show, Viewer};
use model::{AccountId, ShowId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::auth::{Signed, SignedIn};
use crate::error::{Error, Problem};
use crate::views::Page;
use crate::{App, Shared};

use super::documents::{Body, Id};

const PAGE: i64 = 50;

/// How a chat is kept.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct RulesJson {
    /// Who may write: `all`, `followers` of the host or shop, or those `followed` by the host.
    #[schema(value_type = String)]
    writers: Writers,
    /// Seconds between two messages of one person, up to 600.
    slow_s: u32,
}

/// Words nobody may write in this channel: all shows of the shop, or of the host.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct WordsJson {
    /// Up to 1,000 words or phrases of 1 to 60 characters.
    words: Vec<String>,
}

/// Someone who helps to keep order in all shows of the channel.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModeratorJson {
    handle: String,
    name: String,
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

impl From<Moderator> for ModeratorJson {
    fn from(moderator: Moderator) -> Self {
        Self {
            handle: moderator.handle,
            name: moderator.name,
            since: moderator.at,
        }
    }
}

/// Something that was done to keep order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditJson {
    id: Uuid,
    #[schema(value_type = Option<Uuid>)]
    show: Option<ShowId>,
    /// Whose act it was.
    #[schema(value_type = Uuid)]
    actor: AccountId,
    /// Such as `delete`, `ban`, `rules`.
    act: String,
    /// Whom or what it was done to: an account's id, or messages' numbers.
    subject: String,
    detail: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl From<AuditLine> for AuditJson {
    fn from(line: AuditLine) -> Self {
        Self {
            id: line.id,
            show: line.show_id,
            actor: line.actor_id,
            act: line.act,
            subject: line.subject,
            detail: line.detail,
            at: line.at,
        }
    }
}

/// How the chat of a show is kept.
#[utoipa::path(
    get, path = "/api/v1/shows/{id}/rules", tag = "room", params(("id" = ShowId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = RulesJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn rules(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
) -> Result<Json<RulesJson>, Error> {
    let (show, _) = app.show_to_keep(id, &signed).await?;
    let Rules { writers, slow_s } = app.live.rooms.rules(&show).await?;
    Ok(Json(RulesJson { writers, slow_s }))
}

/// Change how the chat of a planned or live show is kept.
#[utoipa::path(
    put, path = "/api/v1/shows/{id}/rules", tag = "room", params(("id" = ShowId, Path)),
    request_body = RulesJson, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set_rules(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
    Body(form): Body<RulesJson>,
) -> Result<StatusCode, Error> {
    let (show, viewer) = app.show_to_keep(id, &signed).await?;
    let rules = Rules {
        writers: form.writers,
        slow_s: form.slow_s,
    };
    app.live.rooms.set_rules(&show, viewer, rules).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Words nobody may write in the channel.
#[utoipa::path(
    get, path = "/api/v1/shows/{id}/words", tag = "room", params(("id" = ShowId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = WordsJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn words(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
) -> Result<Json<WordsJson>, Error> {
    let (show, viewer) = app.show_to_keep(id, &signed).await?;
    let words = app.live.rooms.words(&show, viewer).await?;
    Ok(Json(WordsJson { words }))
}

/// Replace the words nobody may write in the channel.
#[utoipa::path(
    put, path = "/api/v1/shows/{id}/words", tag = "room", params(("id" = ShowId, Path)),
    request_body = WordsJson, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set_words(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
    Body(form): Body<WordsJson>,
) -> Result<StatusCode, Error> {
    let (show, viewer) = app.show_to_keep(id, &signed).await?;
    app.live.rooms.set_words(&show, viewer, &form.words).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The channel's moderators, longest first.
#[utoipa::path(
    get, path = "/api/v1/shows/{id}/moderators", tag = "room", params(("id" = ShowId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<ModeratorJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn moderators(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
) -> Result<Json<Page<ModeratorJson>>, Error> {
    let (show, viewer) = app.show_to_keep(id, &signed).await?;
    let found = app.live.rooms.moderators(&show, viewer).await?;
    Ok(Json(Page::whole(
        found.into_iter().map(ModeratorJson::from).collect(),
    )))
}

/// Make someone a moderator of all shows of the channel. For those who run the show.
#[utoipa::path(
    put, path = "/api/v1/shows/{id}/moderators/{handle}", tag = "room",
    params(("id" = ShowId, Path), ("handle" = String, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn add_moderator(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((id, handle)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let id = id.parse().map_err(|_| Error::show_not_found())?;
    let show = app.show_to_run(id, signed.account.id).await?;
    let (_, viewer) = app.show_to_keep(id, &signed).await?;
    let target = app.person_named(&handle).await?;
    app.live.rooms.add_moderator(&show, viewer, target).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take that back.
#[utoipa::path(
    delete, path = "/api/v1/shows/{id}/moderators/{handle}", tag = "room",
    params(("id" = ShowId, Path), ("handle" = String, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn remove_moderator(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((id, handle)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let id = id.parse().map_err(|_| Error::show_not_found())?;
    let show = app.show_to_run(id, signed.account.id).await?;
    let (_, viewer) = app.show_to_keep(id, &signed).await?;
    let target = app.person_named(&handle).await?;
    app.live.rooms.remove_moderator(&show, viewer, target).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which lines of the record.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// The last page's `next`.
    after: Option<Uuid>,
}

/// Who did what to keep order in this channel, latest first, fifty at a time.
/// What was done in other private shows is told to the host and the shop's staff alone.
#[utoipa::path(
    get, path = "/api/v1/shows/{id}/audit", tag = "room", params(("id" = ShowId, Path), AuditQuery),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<AuditJson>),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn audit(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
    query: Result<Query<AuditQuery>, QueryRejection>,
) -> Result<Json<Page<AuditJson>>, Error> {
    let Query(query) = query.map_err(|error| Error::bad_request("bad-query", error.body_text()))?;
    let (show, viewer) = app.show_to_keep(id, &signed).await?;
    let lines = app.live.rooms.audit(&show, viewer, query.after, PAGE).await?;
    let full = i64::try_from(lines.len()) == Ok(PAGE);
    let next = lines.last().filter(|_| full).map(|line| line.id.to_string());
    Ok(Json(Page {
        items: lines.into_iter().map(AuditJson::from).collect(),
        next,
    }))
}

impl App {
    /// The show `signed` may know of, and as whom: what they may do in its room
    /// the room itself decides.
    pub(super) async fn show_to_keep(&self, id: ShowId, signed: &Signed) -> Result<(Show, Viewer), Error> {
        let caller = Caller {
            account: Some(signed.account.id),
            guest: None,
        };
        self.show_to_watch(id, caller).await
    }

    /// Refuses those who keep no order here before anything else is looked up for them.
    pub(super) async fn keeps_order(&self, show: &Show, viewer: Viewer) -> Result<(), Error> {
        if self.live.rooms.may_moderate(show, viewer).await? {
            Ok(())
        } else {
            Err(ActError::NotAllowed.into())
        }
    }
}
