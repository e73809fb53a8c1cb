//! What is on a show's picture: products pinned and taken down, the voucher
//! shown beside them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderName, header};
use live::pins::PinError;
use live::shows::{Show, Viewer};
use model::{ProductId, ShowId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::auth::{Signed, SignedIn, Visitor};
use crate::error::{Error, Problem};
use crate::shop_window::ShownJson;
use crate::{App, Shared};

use super::documents::{Body, Id};

/// Which voucher is shown.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ShownVoucherForm {
    /// One of the shop's codes; `null` takes down the one that is there.
    code: Option<String>,
}

/// What is pinned on a show's picture now.
#[utoipa::path(
    get, path = "/api/v1/shows/{id}/pins", tag = "selling live", params(("id" = ShowId, Path)),
    responses(
        (status = 200, body = ShownJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    visitor: Visitor,
    Id(id): Id<ShowId>,
) -> Result<([(HeaderName, &'static str); 1], Json<ShownJson>), Error> {
    let (show, viewer) = app.show_to_watch(id, visitor.caller()).await?;
    let shown = app.live.window(&show, viewer).await?;
    // Prices and what is left change by the second.
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(shown.into())))
}

/// Pin a product on the picture of a live show. At most three are there at once.
#[utoipa::path(
    put, path = "/api/v1/shows/{id}/pins/{product}", tag = "selling live",
    params(("id" = ShowId, Path), ("product" = ProductId, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = ShownJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn pin(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((id, product)): Path<(String, String)>,
) -> Result<Json<ShownJson>, Error> {
    let (show, viewer, product) = app.show_and_product(&signed, &id, &product).await?;
    Ok(Json(app.live.pin(&show, viewer, product).await?.into()))
}

/// Take a product down from the picture.
#[utoipa::path(
    delete, path = "/api/v1/shows/{id}/pins/{product}", tag = "selling live",
    params(("id" = ShowId, Path), ("product" = ProductId, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = ShownJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn unpin(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((id, product)): Path<(String, String)>,
) -> Result<Json<ShownJson>, Error> {
    let (show, viewer, product) = app.show_and_product(&signed, &id, &product).await?;
    Ok(Json(app.live.unpin(&show, viewer, product).await?.into()))
}

/// Pin the next product of the run of show in the place of the last.
#[utoipa::path(
    post, path = "/api/v1/shows/{id}/pins/next", tag = "selling live",
    params(("id" = ShowId, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = ShownJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn next(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
) -> Result<Json<ShownJson>, Error> {
    let (show, viewer) = app.show_to_keep(id, &signed).await?;
    Ok(Json(app.live.pin_next(&show, viewer).await?.into()))
}

/// Show a voucher on the picture of a live show, or take it down.
#[utoipa::path(
    put, path = "/api/v1/shows/{id}/voucher", tag = "selling live", request_body = ShownVoucherForm,
    params(("id" = ShowId, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = ShownJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn voucher(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
    Body(form): Body<ShownVoucherForm>,
) -> Result<Json<ShownJson>, Error> {
    let (show, viewer) = app.show_to_keep(id, &signed).await?;
    let code = match form.code {
        Some(code) if show.may_sell(viewer) => {
            let shop = show.shop.ok_or_else(Error::voucher_not_found)?;
            let voucher = app.commerce.voucher_by_code(shop, &code).await?;
            Some(voucher.ok_or_else(Error::voucher_not_found)?.code)
        }
        code => code,
    };
    Ok(Json(app.live.show_voucher(&show, viewer, code).await?.into()))
}

impl App {
    /// A product's id, and a show `signed` may know of.
    async fn show_and_product(
        &self,
        signed: &Signed,
        show: &str,
        product: &str,
    ) -> Result<(Show, Viewer, ProductId), Error> {
        let id: ShowId = show.parse().map_err(|_| Error::show_not_found())?;
        let (show, viewer) = self.show_to_keep(id, signed).await?;
        // Who may not is told so, whatever they name.
        let product = match product.parse() {
            Ok(product) => product,
            Err(_) if show.may_sell(viewer) => return Err(Error::product_not_found()),
            Err(_) => return Err(PinError::NotAllowed.into()),
        };
        Ok((show, viewer, product))
    }
}
