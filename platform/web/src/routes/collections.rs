//! Products that belong together: seen by everyone, changed by the shop's hosts.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use model::{CollectionId, ProductId, Role, ShopId};
use serde::Deserialize;
use shop::products::{CollectionDraft, CollectionError};
use utoipa::ToSchema;

use crate::auth::SignedIn;
use crate::commerce_views::CollectionJson;
use crate::error::{Error, Problem};
use crate::views::Page;
use crate::{App, Shared};

use super::documents::Body;

/// A collection, as made or changed.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CollectionForm {
    /// 1 to 60 characters.
    name: String,
    /// The name in its address; made of the name, or left as it is, if not given.
    slug: Option<String>,
    /// Its products in their order, up to 500; left as they are if not given.
    products: Option<Vec<ProductId>>,
}

impl From<CollectionForm> for CollectionDraft {
    fn from(form: CollectionForm) -> Self {
        Self {
            name: form.name,
            slug: form.slug,
            products: form.products,
        }
    }
}

/// A shop's collections, by name.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/collections", tag = "products", params(("slug" = String, Path)),
    responses(
        (status = 200, body = Page<CollectionJson>),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    Path(slug): Path<String>,
) -> Result<Json<Page<CollectionJson>>, Error> {
    let shop = app.shop_called(&slug).await?.id;
    let collections = app.commerce.collections(shop).await?;
    Ok(Json(Page::whole(
        collections.iter().map(CollectionJson::from).collect(),
    )))
}

/// Make a collection.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/collections", tag = "products", params(("slug" = String, Path)),
    request_body = CollectionForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 201, body = CollectionJson),
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
    Body(form): Body<CollectionForm>,
) -> Result<(StatusCode, Json<CollectionJson>), Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?.id;
    let id = app.commerce.create_collection(shop, &form.into()).await?;
    Ok((StatusCode::CREATED, app.collection_json(shop, id).await?))
}

/// Change a collection.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/collections/{collection}", tag = "products",
    params(("slug" = String, Path), ("collection" = CollectionId, Path)), request_body = CollectionForm,
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = CollectionJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn edit(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Body(form): Body<CollectionForm>,
) -> Result<Json<CollectionJson>, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?.id;
    let id = id.parse().map_err(|_| CollectionError::Unknown)?;
    app.commerce.edit_collection(shop, id, &form.into()).await?;
    app.collection_json(shop, id).await
}

/// Delete a collection; its products stay.
#[utoipa::path(
    delete, path = "/api/v1/shops/{slug}/collections/{collection}", tag = "products",
    params(("slug" = String, Path), ("collection" = CollectionId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?.id;
    let id = id.parse().map_err(|_| CollectionError::Unknown)?;
    app.commerce.delete_collection(shop, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl App {
    async fn collection_json(&self, shop: ShopId, id: CollectionId) -> Result<Json<CollectionJson>, Error> {
        let collection = self.commerce.collection(shop, id).await?;
        let collection = collection.ok_or(CollectionError::Unknown)?;
        Ok(Json(CollectionJson::from(&collection)))
    }
}
