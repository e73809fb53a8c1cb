//! Opening a shop, and how it trades.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use model::{Currency, Role};
use people::shops::{NewShop, Shop};
use serde::{Deserialize, Serialize};
use shop::settings::ShopSettings;
use utoipa::ToSchema;

use crate::Shared;
use crate::auth::SignedIn;
use crate::error::{Error, Problem};

use super::documents::Body;

/// A shop to be opened.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ShopForm {
    /// The name in its address: 3 to 30 small letters, digits and hyphens.
    slug: String,
    /// 1 to 60 characters.
    name: String,
    /// Up to 2,000 characters.
    #[serde(default)]
    story: String,
}

/// A shop that was opened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenedJson {
    slug: String,
    name: String,
    story: String,
    /// Its page.
    url: String,
}

impl From<Shop> for OpenedJson {
    fn from(shop: Shop) -> Self {
        Self {
            url: format!("/shops/{}", shop.slug),
            slug: shop.slug,
            name: shop.name,
            story: shop.story,
        }
    }
}

/// Open a shop; it is yours.
#[utoipa::path(
    post, path = "/api/v1/shops", tag = "shops", request_body = ShopForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 201, body = OpenedJson),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Body(form): Body<ShopForm>,
) -> Result<(StatusCode, Json<OpenedJson>), Error> {
    let new = NewShop {
        slug: form.slug,
        name: form.name,
        story: form.story,
        cover: None,
        logo: None,
    };
    let shop = app.people.open_shop(signed.account.id, new).await?;
    Ok((StatusCode::CREATED, Json(shop.into())))
}

/// How a shop trades. On a change it replaces what was there.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ShopSettingsJson {
    /// Of all its amounts; it stays as it is while there are products.
    currency: Currency,
    /// Where it sends from, ISO 3166-1 alpha-2.
    country: String,
    /// Whether tax is in the prices, or comes on top.
    prices_include_tax: bool,
    /// How long units are set aside: 60 to 3,600 seconds.
    hold_s: i64,
    /// Whether viewers see that someone bought.
    shows_buyers: bool,
    /// Whom direct charges are made for, where payments come through Stripe.
    stripe_account: Option<String>,
}

impl From<ShopSettings> for ShopSettingsJson {
    fn from(settings: ShopSettings) -> Self {
        Self {
            currency: settings.currency,
            country: settings.country,
            prices_include_tax: settings.prices_include_tax,
            hold_s: settings.hold_s,
            shows_buyers: settings.shows_buyers,
            stripe_account: settings.stripe_account,
        }
    }
}

impl From<ShopSettingsJson> for ShopSettings {
    fn from(settings: ShopSettingsJson) -> Self {
        Self {
            currency: settings.currency,
            country: settings.country,
            prices_include_tax: settings.prices_include_tax,
            hold_s: settings.hold_s,
            shows_buyers: settings.shows_buyers,
            stripe_account: settings.stripe_account.filter(|account| !account.is_empty()),
        }
    }
}

/// How a shop trades.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/settings", tag = "shops", params(("slug" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = ShopSettingsJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn settings(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
) -> Result<Json<ShopSettingsJson>, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Owner).await?;
    Ok(Json(app.commerce.settings(shop.id).await?.into()))
}

/// Change how a shop trades.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/settings", tag = "shops", params(("slug" = String, Path)),
    request_body = ShopSettingsJson, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = ShopSettingsJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set_settings(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
    Body(form): Body<ShopSettingsJson>,
) -> Result<Json<ShopSettingsJson>, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Owner).await?;
    app.commerce.set_settings(shop.id, &form.into()).await?;
    Ok(Json(app.commerce.settings(shop.id).await?.into()))
}
