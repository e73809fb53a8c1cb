//! Advice: shoppers ask for it, a shop's advisors give it. Who may do what stands
//! in `access`.

mod access;
pub(super) mod desk;
mod errors;
pub(super) mod goods;
pub(super) mod media;
pub(super) mod sessions;
pub(super) mod talk;
pub(super) mod tickets;

use advisor::desks::Opening;
use advisor::estimate::Estimate;
use advisor::line::Line;
use axum::Json;
use axum::extract::{Path, State};
use model::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Shared;
use crate::error::{Error, Problem};
pub use media::is_of_advice;
pub(crate) use media::{Place, stream_of};

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

impl From<&Line> for AdviceJson {
    fn from(line: &Line) -> Self {
        let (open, next_opening) = match line.opening() {
            Opening::Open => (true, None),
            Opening::Closed { next } => (false, next),
        };
        let waiting = line.waiting().len();
        let estimate = line.estimate(waiting).filter(|_| open);
        Self {
            open,
            next_opening,
            waiting,
            advisors_on: line.advisors_on(),
            estimate: estimate.map(EstimateJson::from),
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
    let line = app.advice.line(shop).await?;
    Ok(Json(AdviceJson::from(&line)))
}
