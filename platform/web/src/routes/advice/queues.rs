//! Queues: what a shop's advice is divided into.

use advisor::QueueId;
use advisor::hours::Hours;
use advisor::queues::{Queue, QueueError, QueueForm};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::desk::{SpanJson, spans, week};
use crate::Shared;
use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::routes::documents::Body;

/// One of the lines a shop's advice is divided into.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueueJson {
    id: QueueId,
    name: String,
    /// Its own; null while it is open as the desk is.
    hours: Option<QueueHoursJson>,
}

/// When a queue is open, by the clock on the shop's wall.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct QueueHoursJson {
    /// Of the IANA database, as `Europe/Madrid`.
    zone: String,
    /// Seven days, Monday first, with up to six opening hours each.
    week: Vec<Vec<SpanJson>>,
}

/// What a queue is to be.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct QueueFormJson {
    /// 1 to 40 characters, as no other of the shop's is called.
    name: String,
    /// Its own; not given or null, it is open as the desk is.
    #[serde(default)]
    hours: Option<QueueHoursJson>,
    /// Among the shop's, from 0; not given, it stays where it is, and a new one comes last.
    #[serde(default)]
    place: Option<usize>,
}

/// One of a shop's queues.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NamedQueueJson {
    id: QueueId,
    name: String,
}

impl From<&Queue> for NamedQueueJson {
    fn from(queue: &Queue) -> Self {
        Self {
            id: queue.id,
            name: queue.name.clone(),
        }
    }
}

impl From<&Queue> for QueueJson {
    fn from(queue: &Queue) -> Self {
        let hours = |hours: &Hours| QueueHoursJson {
            zone: hours.zone.name().to_owned(),
            week: spans(&hours.week),
        };
        Self {
            id: queue.id,
            name: queue.name.clone(),
            hours: queue.hours.as_ref().map(hours),
        }
    }
}

impl TryFrom<QueueFormJson> for QueueForm {
    type Error = Error;

    fn try_from(json: QueueFormJson) -> Result<Self, Error> {
        let hours = match &json.hours {
            Some(hours) => Some(Hours::new(&hours.zone, week(&hours.week)?)?),
            None => None,
        };
        Ok(Self {
            name: json.name,
            hours,
            place: json.place,
        })
    }
}

impl From<QueueError> for Error {
    fn from(error: QueueError) -> Self {
        let detail = error.to_string();
        match error {
            QueueError::Store(error) => error.into(),
            QueueError::Unknown => Self::new(StatusCode::NOT_FOUND, "queue-not-found", detail),
            QueueError::Name => Self::invalid(Some("name"), detail),
            QueueError::NameTaken => Self::conflict("queue-name-taken", detail).about(Some("name")),
            QueueError::TooMany => Self::conflict("queues-enough", detail),
            other => Self::internal(other),
        }
    }
}

fn queue_id(text: &str) -> Result<QueueId, Error> {
    text.parse().map_err(|_| QueueError::Unknown.into())
}

/// The shop's queues, in the order they are offered in, for those who give advice there.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/advice/queues", tag = "advice", params(("slug" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Vec<QueueJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
) -> Result<Json<Vec<QueueJson>>, Error> {
    let shop = app.desk_to_sit_at(&slug, signed.account.id).await?;
    let queues = app.advice.queues(shop.id).await?;
    Ok(Json(queues.iter().map(QueueJson::from).collect()))
}

/// Make one more queue: up to 12.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/advice/queues", tag = "advice", params(("slug" = String, Path)),
    request_body = QueueFormJson, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 201, body = QueueJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
    Body(form): Body<QueueFormJson>,
) -> Result<(StatusCode, Json<QueueJson>), Error> {
    let shop = app.desk_to_manage(&slug, signed.account.id).await?;
    let queue = app.advice.add_queue(shop.id, form.try_into()?).await?;
    Ok((StatusCode::CREATED, Json(QueueJson::from(&queue))))
}

/// Change a queue's name, its hours or its place.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/advice/queues/{queue}", tag = "advice",
    params(("slug" = String, Path), ("queue" = QueueId, Path)),
    request_body = QueueFormJson, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = QueueJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, queue)): Path<(String, String)>,
    Body(form): Body<QueueFormJson>,
) -> Result<Json<QueueJson>, Error> {
    let shop = app.desk_to_manage(&slug, signed.account.id).await?;
    let queue = app
        .advice
        .set_queue(shop.id, queue_id(&queue)?, form.try_into()?)
        .await?;
    Ok(Json(QueueJson::from(&queue)))
}

/// Take a queue away. Whoever waits in it goes on waiting, for anybody.
#[utoipa::path(
    delete, path = "/api/v1/shops/{slug}/advice/queues/{queue}", tag = "advice",
    params(("slug" = String, Path), ("queue" = QueueId, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn remove(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, queue)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let shop = app.desk_to_manage(&slug, signed.account.id).await?;
    app.advice.remove_queue(shop.id, queue_id(&queue)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
