//! A product's pictures: uploaded, put in order, taken away.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequest, Multipart, Path, Query, Request, State};
use axum::http::{StatusCode, header};
use model::Role;
use serde::{Deserialize, Serialize};
use shop::products::{Picture, ProductError};
use utoipa::{IntoParams, ToSchema};

use crate::auth::SignedIn;
use crate::commerce_views::ProductJson;
use crate::error::{Error, Problem};
use crate::pictures::Size;
use crate::{Shared, urls};

use super::documents::{Body, body_error};

/// A picture as it arrives: the body itself, or the first file of a form.
#[derive(Debug)]
pub(crate) struct Upload(Bytes);

impl FromRequest<Shared> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Error> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.to_ascii_lowercase().starts_with("multipart/form-data") {
            let bytes = Bytes::from_request(request, app).await;
            return bytes.map(Self).map_err(|error| body_error(&error));
        }
        let unreadable = |status, text| Error::new(status, "bad-form", text);
        let form = Multipart::from_request(request, app).await;
        let mut form = form.map_err(|error| unreadable(error.status(), error.body_text()))?;
        loop {
            let field = form.next_field().await;
            let field = field.map_err(|error| unreadable(error.status(), error.body_text()))?;
            let Some(field) = field else {
                return Err(Error::invalid(Some("picture"), "There is no file in this form."));
            };
            if field.file_name().is_some() {
                let bytes = field.bytes().await;
                return bytes
                    .map(Self)
                    .map_err(|error| unreadable(error.status(), error.body_text()));
            }
        }
    }
}

/// What is said about an upload.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct UploadQuery {
    /// What the picture shows, for those who don't see it: up to 200 characters.
    #[serde(default)]
    #[param(required = false)]
    alt: String,
}

/// Add a picture: JPEG, PNG or WebP, up to 12 MB and 40 megapixels, as the body
/// or as a file in a form. It is drawn anew, so that nothing else of it is kept.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/products/{product}/pictures", tag = "products",
    params(("slug" = String, Path), ("product" = String, Path), UploadQuery),
    request_body(content = Vec<u8>, content_type = "image/*"), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 201, body = ProductJson),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn add(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, product)): Path<(String, String)>,
    query: Result<Query<UploadQuery>, QueryRejection>,
    request: Request,
) -> Result<(StatusCode, Json<ProductJson>), Error> {
    let Query(query) = query.map_err(|error| Error::bad_request("bad-query", error.body_text()))?;
    // Before the body is read: nobody else makes us take in megabytes.
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?.id;
    let product = app.product_called(shop, &product).await?.id;
    let Upload(bytes) = Upload::from_request(request, &app).await?;
    let picture = Picture {
        name: app.store_picture(bytes, Size::Product).await?,
        alt: query.alt,
    };
    app.commerce.add_picture(shop, product, &picture).await?;
    Ok((StatusCode::CREATED, app.product_json(shop, product).await?))
}

/// Take a picture away. The first one is at 0.
#[utoipa::path(
    delete, path = "/api/v1/shops/{slug}/products/{product}/pictures/{position}", tag = "products",
    params(("slug" = String, Path), ("product" = String, Path), ("position" = usize, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = ProductJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn remove(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, product, position)): Path<(String, String, String)>,
) -> Result<Json<ProductJson>, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?.id;
    let product = app.product_called(shop, &product).await?.id;
    let position = position.parse().map_err(|_| ProductError::UnknownPicture)?;
    app.commerce.remove_picture(shop, product, position).await?;
    app.product_json(shop, product).await
}

/// A product's pictures in their order.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct PicturesForm {
    /// All of them, each once.
    pictures: Vec<PictureForm>,
}

/// One of them.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct PictureForm {
    /// As the product names it.
    url: String,
    /// What it shows, for those who don't see it: up to 200 characters.
    #[serde(default)]
    alt: String,
}

/// Put a product's pictures in order, and say what they show.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/products/{product}/pictures/order", tag = "products",
    params(("slug" = String, Path), ("product" = String, Path)), request_body = PicturesForm,
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = ProductJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn order(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, product)): Path<(String, String)>,
    Body(form): Body<PicturesForm>,
) -> Result<Json<ProductJson>, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?.id;
    let product = app.product_called(shop, &product).await?;
    let named = form.pictures.into_iter().map(|wanted| {
        let mut own = product.pictures.iter();
        let known = own.find(|picture| urls::picture(&picture.name) == wanted.url)?;
        Some(Picture {
            name: known.name.clone(),
            alt: wanted.alt,
        })
    });
    let pictures: Vec<_> = named.collect::<Option<_>>().ok_or(ProductError::PictureOrder)?;
    app.commerce.order_pictures(shop, product.id, &pictures).await?;
    app.product_json(shop, product.id).await
}
