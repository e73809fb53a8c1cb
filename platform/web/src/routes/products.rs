//! What a shop sells: found by everyone, changed by its hosts.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use model::{Money, ProductId, ProductState, Role, ShopId, TaxClass, VariantId};
use serde::Deserialize;
use shop::products::{Cursor, Filter, Product, ProductDraft, ProductError, VariantDraft};
use utoipa::{IntoParams, ToSchema};

use crate::auth::{SignedIn, Visitor};
use crate::commerce_views::ProductJson;
use crate::error::{Error, Problem};
use crate::views::Page;
use crate::{App, Shared, urls};

use super::documents::Body;

const PAGE: i64 = 30;
const PAGE_MAX: i64 = 100;

/// A product, as made or changed. On a change it replaces what was there.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ProductForm {
    /// 1 to 120 characters.
    name: String,
    /// Up to 5,000 characters.
    #[serde(default)]
    description: String,
    /// The name in its address; made of the name, or left as it is, if not given.
    slug: Option<String>,
    /// `draft` for a new one, and as it was on a change, if not given.
    state: Option<ProductState>,
    /// What it is taxed as; `standard` if not given.
    tax_class: Option<TaxClass>,
    /// What its variants differ in: up to 3.
    #[serde(default)]
    option_names: Vec<String>,
    /// The slugs of the collections it is in; left as they are if not given.
    collections: Option<Vec<String>>,
    /// 1 to 100. Variants left out of a change are not sold any more.
    variants: Vec<VariantForm>,
    /// On a change: the version it was read at.
    version: Option<i64>,
}

/// A variant, as made or changed.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct VariantForm {
    /// None for a new one.
    id: Option<VariantId>,
    /// The shop's own number for it, up to 64 characters.
    #[serde(default)]
    sku: String,
    /// One value for each of the product's `option_names`.
    #[serde(default)]
    options: Vec<String>,
    /// 0 to 100,000,000 minor units of the shop's currency.
    price: Money,
    /// What it is said to have cost before: above the price.
    compare_at: Option<Money>,
    /// In grams.
    #[serde(default)]
    weight_g: i64,
    /// Units there are of a new one; not read on a change.
    #[serde(default)]
    available: i64,
    /// The `url` of one of the product's pictures.
    picture_url: Option<String>,
}

impl ProductForm {
    /// `known` is the product that is changed.
    fn draft(self, known: Option<&Product>) -> Result<ProductDraft, ProductError> {
        let variants = self.variants.into_iter().map(|variant| variant.draft(known));
        Ok(ProductDraft {
            name: self.name,
            description: self.description,
            slug: self.slug,
            state: self.state,
            tax_class: self.tax_class.unwrap_or(TaxClass::Standard),
            option_names: self.option_names,
            collections: self.collections,
            variants: variants.collect::<Result<_, _>>()?,
        })
    }
}

impl VariantForm {
    fn draft(self, known: Option<&Product>) -> Result<VariantDraft, ProductError> {
        let pictures = known.map_or(&[][..], |product| &product.pictures);
        let picture = self.picture_url.map(|url| {
            let shown = pictures
                .iter()
                .find(|picture| urls::picture(&picture.name) == url);
            let name = shown.map(|picture| picture.name.clone());
            name.ok_or(ProductError::UnknownPicture)
        });
        Ok(VariantDraft {
            id: self.id,
            sku: self.sku.trim().to_owned(),
            options: self.options,
            picture: picture.transpose()?,
            price: self.price,
            compare_at: self.compare_at,
            weight_g: self.weight_g,
            available: self.available,
        })
    }
}

/// Which products to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Words they are found by: case and accents don't count, beginnings do.
    #[serde(default)]
    #[param(required = false)]
    q: String,
    /// The slug of a collection; then in its order, else newest first.
    collection: Option<String>,
    /// `draft`, `active`, `archived` or `all`: those who run the shop alone may
    /// ask for others than `active`.
    state: Option<String>,
    /// The last page's `next`.
    after: Option<String>,
    /// 1 to 100.
    limit: Option<i64>,
}

/// A shop's products.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/products", tag = "products", params(("slug" = String, Path), ListQuery),
    responses(
        (status = 200, body = Page<ProductJson>),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    visitor: Visitor,
    Path(slug): Path<String>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<Page<ProductJson>>, Error> {
    let Query(query) = query.map_err(|error| Error::bad_request("bad-query", error.body_text()))?;
    let shop = app.shop_called(&slug).await?.id;
    let state = query.state.as_deref().unwrap_or("active");
    let state = (state != "all").then(|| state.parse::<ProductState>());
    let state = state
        .transpose()
        .map_err(|why| Error::bad_request("bad-query", why))?;
    if state != Some(ProductState::Active) && !app.runs_shop(shop, &visitor).await? {
        return Err(Error::forbidden("Only those who run this shop see these."));
    }
    let after = query.after.as_deref().map(str::parse::<Cursor>).transpose();
    let after = after.map_err(|why| Error::bad_request("bad-query", why))?;
    let filter = Filter {
        state,
        collection: query.collection,
        words: query.q,
    };
    let limit = query.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX);
    let (products, next) = app.commerce.products(shop, &filter, after, limit).await?;
    Ok(Json(Page {
        items: products.iter().map(ProductJson::from).collect(),
        next: next.map(|cursor| cursor.to_string()),
    }))
}

/// Make a product.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/products", tag = "products", params(("slug" = String, Path)),
    request_body = ProductForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 201, body = ProductJson),
        (status = 400, body = Problem, content_type = "application/problem+json"),
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
    Body(form): Body<ProductForm>,
) -> Result<(StatusCode, Json<ProductJson>), Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?.id;
    let id = app.commerce.create_product(shop, &form.draft(None)?).await?;
    Ok((StatusCode::CREATED, app.product_json(shop, id).await?))
}

/// One product, by its id or its slug.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/products/{product}", tag = "products",
    params(("slug" = String, Path), ("product" = String, Path)),
    responses(
        (status = 200, body = ProductJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    visitor: Visitor,
    Path((slug, product)): Path<(String, String)>,
) -> Result<Json<ProductJson>, Error> {
    let shop = app.shop_called(&slug).await?.id;
    let product = app.product_to_see(shop, &product, &visitor).await?;
    Ok(Json(ProductJson::from(&product)))
}

/// Change a product that is still as it was read. Variants are matched by their
/// ids; how many there are of them stays as it is.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/products/{product}", tag = "products",
    params(("slug" = String, Path), ("product" = ProductId, Path)),
    request_body = ProductForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = ProductJson),
        (status = 400, body = Problem, content_type = "application/problem+json"),
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
    Path((slug, product)): Path<(String, String)>,
    Body(form): Body<ProductForm>,
) -> Result<Json<ProductJson>, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?.id;
    let known = app.product_called(shop, &product).await?;
    let version = form.version;
    let version = version.ok_or_else(|| Error::invalid(Some("version"), "Say which version you changed."))?;
    let draft = form.draft(Some(&known))?;
    app.commerce.edit_product(shop, known.id, &draft, version).await?;
    app.product_json(shop, known.id).await
}

/// Delete a draft that nobody ever bought.
#[utoipa::path(
    delete, path = "/api/v1/shops/{slug}/products/{product}", tag = "products",
    params(("slug" = String, Path), ("product" = ProductId, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, product)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?.id;
    let known = app.product_called(shop, &product).await?;
    app.commerce.delete_product(shop, known.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl App {
    /// Whether whoever asks runs this shop.
    pub(crate) async fn runs_shop(&self, shop: ShopId, visitor: &Visitor) -> Result<bool, Error> {
        let Some(account) = visitor.account_id() else {
            return Ok(false);
        };
        let role = self.people.role(shop, account).await?;
        Ok(role.is_some_and(|role| role.covers(Role::Host)))
    }

    /// The shop's product of this id or slug, whatever its state.
    ///
    /// # Errors
    /// 404 when there is none.
    pub(crate) async fn product_called(&self, shop: ShopId, name: &str) -> Result<Product, Error> {
        let found = match name.parse::<ProductId>() {
            Ok(id) => self.commerce.product(shop, id).await?,
            Err(_) => self.commerce.product_by_slug(shop, name).await?,
        };
        found.ok_or_else(Error::product_not_found)
    }

    /// The shop's product of this id or slug, if whoever asks may see it.
    ///
    /// # Errors
    /// 404 when there is none, or none for them.
    pub(crate) async fn product_to_see(
        &self,
        shop: ShopId,
        name: &str,
        visitor: &Visitor,
    ) -> Result<Product, Error> {
        let product = self.product_called(shop, name).await?;
        if product.is_active() || self.runs_shop(shop, visitor).await? {
            Ok(product)
        } else {
            Err(Error::product_not_found())
        }
    }

    /// The product as it stands now.
    pub(super) async fn product_json(&self, shop: ShopId, id: ProductId) -> Result<Json<ProductJson>, Error> {
        let product = self.commerce.product(shop, id).await?;
        let product = product.ok_or_else(Error::product_not_found)?;
        Ok(Json(ProductJson::from(&product)))
    }
}
