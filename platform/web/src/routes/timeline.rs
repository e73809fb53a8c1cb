//! The room of a replay: what happened in it, by its place in the picture.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderName, header};
use live::room::Timeline;
use model::ShowId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::Shared;
use crate::auth::Visitor;
use crate::error::{Error, Problem};

use super::documents::Id;

/// Which part of the replay.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Stretch {
    /// From here on, in milliseconds of the replay.
    #[serde(default)]
    #[param(required = false)]
    from_ms: i64,
    /// Up to here, at most ten minutes later; a minute later if not given.
    to_ms: Option<i64>,
}

/// An event of the room with its place in the replay.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlacedEvent {
    offset_ms: i64,
    /// The event as the room's socket told it.
    event: Value,
}

/// The hearts of one second.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlacedHearts {
    offset_ms: i64,
    n: i64,
    /// Some of their colours, in degrees.
    hues: Vec<u16>,
}

/// What happened in the room during a part of the replay.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineJson {
    from_ms: i64,
    to_ms: i64,
    /// Where this answer ends: ask again from here if it is before `to_ms`.
    until_ms: i64,
    events: Vec<PlacedEvent>,
    hearts: Vec<PlacedHearts>,
    /// The message that was pinned at `from_ms`.
    pinned: Option<Value>,
    /// The number of the question that was on screen at `from_ms`.
    answering: Option<i64>,
    /// What was pinned on the picture at `from_ms`, as the room's socket told it.
    window: Option<Value>,
}

impl From<Timeline> for TimelineJson {
    fn from(timeline: Timeline) -> Self {
        let events = timeline.events.into_iter().map(|placed| PlacedEvent {
            offset_ms: placed.offset_ms,
            event: super::told(&placed.event),
        });
        let hearts = timeline.hearts.into_iter().map(|second| PlacedHearts {
            offset_ms: second.offset_ms,
            n: second.number,
            hues: second.hues,
        });
        Self {
            from_ms: timeline.from_ms,
            to_ms: timeline.to_ms,
            until_ms: timeline.until_ms,
            events: events.collect(),
            hearts: hearts.collect(),
            pinned: timeline.pinned.as_deref().map(super::told),
            answering: timeline.answering,
            window: timeline.window.as_deref().map(super::told),
        }
    }
}

/// What happened in the room of a show that is over, by its place in the replay.
#[utoipa::path(
    get, path = "/api/v1/shows/{id}/timeline", tag = "room", params(("id" = ShowId, Path), Stretch),
    responses(
        (status = 200, body = TimelineJson),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn timeline(
    State(app): State<Shared>,
    visitor: Visitor,
    Id(id): Id<ShowId>,
    stretch: Result<Query<Stretch>, QueryRejection>,
) -> Result<([(HeaderName, &'static str); 1], Json<TimelineJson>), Error> {
    let (show, _) = app.show_to_watch(id, visitor.caller()).await?;
    let Query(stretch) = stretch.map_err(|error| Error::bad_request("bad-query", error.body_text()))?;
    let to_ms = stretch.to_ms.unwrap_or(stretch.from_ms.saturating_add(60_000));
    let timeline = app.live.timeline(&show, stretch.from_ms, to_ms).await?;
    // A message may still be deleted.
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(timeline.into())))
}
