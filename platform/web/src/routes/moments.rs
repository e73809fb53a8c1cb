//! In which replays a product was shown, and where.

use axum::Json;
use axum::extract::{Path, State};
use model::{ProductId, ShowId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Shared;
use crate::auth::Visitor;
use crate::error::{Error, Problem};
use crate::views::Page;

/// A moment of a replay in which the product came up.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MomentJson {
    show: ShowId,
    /// The show's.
    title: String,
    /// Its place in the replay.
    offset_ms: i64,
}

/// The moments in which a product was shown, in replays that are still there.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/products/{product}/moments", tag = "products",
    params(("slug" = String, Path), ("product" = String, Path, description = "Its id or slug.")),
    responses(
        (status = 200, body = Page<MomentJson>),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    visitor: Visitor,
    Path((slug, product)): Path<(String, String)>,
) -> Result<Json<Page<MomentJson>>, Error> {
    let shop = app.shop_called(&slug).await?;
    let found = match product.parse::<ProductId>() {
        Ok(id) => app.commerce.product(shop.id, id).await?,
        Err(_) => app.commerce.product_by_slug(shop.id, &product).await?,
    };
    // What is not sold has no page.
    let product = found.filter(shop::products::Product::is_active);
    let product = product.ok_or_else(Error::product_not_found)?;
    let moments = app.moments(product.id, visitor.caller()).await?;
    let items = moments.into_iter().map(|moment| MomentJson {
        show: moment.show.id,
        title: moment.show.title,
        offset_ms: moment.offset_ms,
    });
    Ok(Json(Page {
        items: items.collect(),
        next: None,
    }))
}
