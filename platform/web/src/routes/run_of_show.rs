//! What a host means to show, in order.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use live::pins::PinError;
use model::{ProductId, ShowId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Shared;
use crate::auth::SignedIn;
use crate::commerce_views::ProductJson;
use crate::error::{Error, Problem};

use super::documents::{Body, Id};

/// The run of show, and how far it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RunOfShowJson {
    /// In order, in whatever state they are.
    products: Vec<ProductJson>,
    /// What is on the picture now, the newest last.
    pinned: Vec<ProductId>,
    /// The one that `next` would pin now; null at the end.
    next: Option<ProductId>,
}

/// A run of show to be.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RunOfShowForm {
    /// Products of the show's shop, in order: at most 100, each once.
    products: Vec<ProductId>,
}

/// The run of show.
#[utoipa::path(
    get, path = "/api/v1/shows/{id}/products", tag = "selling live", params(("id" = ShowId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = RunOfShowJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
) -> Result<Json<RunOfShowJson>, Error> {
    let (show, viewer) = app.show_to_keep(id, &signed).await?;
    let run = app.live.run_of_show(&show, viewer).await?;
    let products = app.commerce.cards(&run.products).await?;
    Ok(Json(RunOfShowJson {
        products: products.iter().map(ProductJson::from).collect(),
        pinned: run.pinned,
        next: run.next,
    }))
}

/// Change the run of show. What is pinned stays.
#[utoipa::path(
    put, path = "/api/v1/shows/{id}/products", tag = "selling live", request_body = RunOfShowForm,
    params(("id" = ShowId, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn edit(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
    Body(form): Body<RunOfShowForm>,
) -> Result<StatusCode, Error> {
    let (show, viewer) = app.show_to_keep(id, &signed).await?;
    match app.live.set_run_of_show(&show, viewer, form.products).await {
        Err(PinError::Unknown) => Err(Error::invalid(
            Some("products"),
            "This show's shop does not have all of these products.",
        )),
        Err(PinError::Invalid(why)) => Err(Error::invalid(Some("products"), why)),
        done => Ok(done.map(|()| StatusCode::NO_CONTENT)?),
    }
}
