//! Stock, as the shop's hosts set it.

use axum::Json;
use axum::extract::{Path, State};
use model::{ProductId, Role, VariantId};
use serde::{Deserialize, Serialize};
use shop::stock::{SetStock, Stock, StockError};
use utoipa::ToSchema;

use crate::Shared;
use crate::auth::SignedIn;
use crate::error::{Error, Problem};

use super::documents::Body;

/// How a variant stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StockJson {
    variant: VariantId,
    /// Units that can be bought.
    available: i64,
    /// Units that are set aside.
    held: i64,
    /// People in line.
    waiting: i64,
    /// One more with every change of `available`.
    version: i64,
}

impl From<Stock> for StockJson {
    fn from(stock: Stock) -> Self {
        Self {
            variant: stock.variant_id,
            available: stock.available,
            held: stock.held,
            waiting: stock.waiting,
            version: stock.version,
        }
    }
}

/// `available` with the `version` it was read at, or `delta`.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct StockForm {
    /// So many; 409 `changed` when the stock is at another version.
    available: Option<i64>,
    version: Option<i64>,
    /// So many more, or fewer.
    delta: Option<i64>,
}

/// Set how many of a variant can be bought. Those in line are served first.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/products/{product}/variants/{variant}/stock", tag = "products",
    params(("slug" = String, Path), ("product" = ProductId, Path), ("variant" = VariantId, Path)),
    request_body = StockForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = StockJson),
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
    Path((slug, product, variant)): Path<(String, String, String)>,
    Body(form): Body<StockForm>,
) -> Result<Json<StockJson>, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?.id;
    let product: ProductId = product.parse().map_err(|_| StockError::Unknown)?;
    let variant: VariantId = variant.parse().map_err(|_| StockError::Unknown)?;
    let how = match (form.delta, form.available, form.version) {
        (Some(delta), None, None) => SetStock::Delta(delta),
        (None, Some(available), Some(version)) => SetStock::To { available, version },
        _ => {
            return Err(Error::invalid(
                None,
                "Send either a delta, or available with its version.",
            ));
        }
    };
    let stock = app.commerce.set_stock(shop, product, variant, how).await?;
    Ok(Json(stock.into()))
}
