//! Advice: shoppers ask for it, a shop's advisors give it. Who may do what stands
//! in `access`.

mod access;
pub(super) mod away;
pub(crate) mod bookings;
mod bookings_access;
pub(super) mod bookings_calendar;
pub(super) mod bookings_prepared;
pub(super) mod bookings_settings;
pub(super) mod bookings_slots;
mod bookings_views;
pub(crate) mod clients;
pub(super) mod desk;
mod errors;
pub(crate) mod figures;
pub(super) mod goods;
pub(super) mod invitations;
pub(super) mod media;
pub(super) mod outcomes;
pub(super) mod people;
pub(super) mod pictures;
pub(super) mod queues;
pub(super) mod ratings;
pub(super) mod sessions;
pub(crate) mod summaries;
pub(super) mod talk;
pub(super) mod templates;
pub(super) mod tickets;

use advisor::desks::Opening;
use advisor::estimate::Estimate;
use advisor::queues::Queue;
use advisor::{LineView, QueueId};
use axum::Json;
use axum::extract::{Path, State};
use model::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Shared;
use crate::error::{Error, Problem};
pub use media::is_of_advice;
pub(crate) use media::{Place, stream_of};
pub(crate) use people::InSession;
pub use pictures::look_after_talk_pictures;

/// How it stands with advice in a shop.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdviceJson {
    open: bool,
    /// While it is closed, and as far as anybody can say.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_opening: Option<Timestamp>,
    /// People in line.
    waiting: usize,
    /// Advisors who are there, in a session or not.
    advisors_on: usize,
    /// How long it would take whoever asks now; null while it is closed or nobody is there.
    estimate: Option<EstimateJson>,
    /// Whether one may say when one comes: it is known when advice is given.
    comes: bool,
    /// The lines one may choose from, if there are any.
    queues: Vec<QueueNowJson>,
}

/// How it stands with advice in one of a shop's queues.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueueNowJson {
    id: QueueId,
    name: String,
    open: bool,
    /// While it is closed, and as far as anybody can say.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_opening: Option<Timestamp>,
    /// People who may have their turn before whoever asks now.
    waiting: usize,
    /// Advisors who are there for it, in a session or not.
    advisors_on: usize,
    /// How long it would take whoever asks now; null while it is closed or nobody is there.
    estimate: Option<EstimateJson>,
}

impl QueueNowJson {
    fn new(view: &LineView, queue: &Queue) -> Self {
        let line = view.line();
        let (open, next_opening) = of(line.opening_of(queue));
        let id = Some(queue.id);
        let estimate = view.estimate_for_newcomer(id).filter(|_| open);
        Self {
            id: queue.id,
            name: queue.name.clone(),
            open,
            next_opening,
            waiting: line.before_newcomer(id),
            advisors_on: line.on_in(id),
            estimate: estimate.map(EstimateJson::from),
        }
    }
}

fn of(opening: Opening) -> (bool, Option<Timestamp>) {
    match opening {
        Opening::Open => (true, None),
        Opening::Closed { next } => (false, next),
    }
}

/// A range of waiting times: half of all waits end within it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EstimateJson {
    /// In seconds.
    low_s: u64,
    /// In seconds.
    high_s: u64,
}

impl From<Estimate> for EstimateJson {
    fn from(estimate: Estimate) -> Self {
        Self {
            low_s: estimate.low_s,
            high_s: estimate.high_s,
        }
    }
}

impl From<&LineView> for AdviceJson {
    fn from(view: &LineView) -> Self {
        let line = view.line();
        let (open, next_opening) = of(line.opening());
        let estimate = view.estimate_for_newcomer(None).filter(|_| open);
        let queues = line.queues().iter();
        Self {
            open,
            next_opening,
            waiting: line.people(),
            advisors_on: line.advisors_on(),
            estimate: estimate.map(EstimateJson::from),
            comes: line.has_hours(),
            queues: queues.map(|queue| QueueNowJson::new(view, queue)).collect(),
        }
    }
}

/// Whether advice is given in a shop now, and how long it takes to have some.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/advice", tag = "advice", params(("slug" = String, Path)),
    responses(
        (status = 200, body = AdviceJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    Path(slug): Path<String>,
) -> Result<Json<AdviceJson>, Error> {
    let shop = app.shop_called(&slug).await?.id;
    let view = app.advice.line_view(shop).await?;
    Ok(Json(AdviceJson::from(&*view)))
}
