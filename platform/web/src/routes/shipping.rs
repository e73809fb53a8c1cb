//! How a shop sends and how it is taxed: two tables, each changed as a whole.

use axum::Json;
use axum::extract::{Path, State};
use model::{Currency, Money, Role, ShippingRateId, ShopId, TaxClass};
use serde::{Deserialize, Serialize};
use shop::shipping::{RateForm, ShippingRate};
use shop::taxes::TaxRate;
use utoipa::ToSchema;

use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::views::Page;
use crate::{App, Shared};

use super::documents::Body;

/// A line of the shipping table.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShippingRateJson {
    id: ShippingRateId,
    name: String,
    /// ISO 3166-1 alpha-2; everywhere when empty.
    countries: Vec<String>,
    /// Grams.
    least_g: i64,
    /// Grams; any weight when null.
    most_g: Option<i64>,
    price: Money,
    /// From this much on it costs nothing.
    free_from: Option<Money>,
}

/// A line as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ShippingRateForm {
    /// The line it was before; a new one without.
    #[serde(default)]
    id: Option<ShippingRateId>,
    /// 1 to 60 characters.
    name: String,
    /// ISO 3166-1 alpha-2; everywhere when empty.
    #[serde(default)]
    countries: Vec<String>,
    /// Grams.
    #[serde(default)]
    least_g: i64,
    /// Grams; any weight without.
    #[serde(default)]
    most_g: Option<i64>,
    price: Money,
    /// From this much on it costs nothing.
    #[serde(default)]
    free_from: Option<Money>,
}

/// A whole shipping table.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ShippingForm {
    /// In the order they are shown.
    rates: Vec<ShippingRateForm>,
}

/// A line of the tax table.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct TaxRateJson {
    /// ISO 3166-1 alpha-2.
    country: String,
    /// A state or province; the whole country when empty.
    #[serde(default)]
    region: String,
    tax_class: TaxClass,
    /// Hundredths of a per cent: 2300 are 23 %.
    basis_points: i64,
}

/// A whole tax table.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct TaxForm {
    rates: Vec<TaxRateJson>,
}

impl App {
    /// The shop, with its currency, if its tables are `signed`'s to see.
    async fn tables_of(&self, slug: &str, signed: &SignedIn) -> Result<(ShopId, Currency), Error> {
        let shop = self.shop_to_run(slug, signed.0.account.id, Role::Owner).await?;
        let settings = self.commerce.settings(shop.id).await?;
        Ok((shop.id, settings.currency))
    }
}

/// An amount of the shop's own currency, in minor units.
fn own(amount: Money, currency: Currency) -> Result<i64, Error> {
    if amount.currency == currency {
        return Ok(amount.minor);
    }
    let why = format!("This shop's amounts are in {}.", currency.as_str());
    Err(Error::foreign_currency(why, Some("rates")))
}

fn shown(rates: Vec<ShippingRate>, currency: Currency) -> Json<Page<ShippingRateJson>> {
    let rates = rates.into_iter().map(|rate| ShippingRateJson {
        id: rate.id,
        name: rate.name,
        countries: rate.countries,
        least_g: rate.least_g,
        most_g: rate.most_g,
        price: Money::new(rate.price, currency),
        free_from: rate.free_from.map(|minor| Money::new(minor, currency)),
    });
    Json(Page::whole(rates.collect()))
}

/// The shop's shipping table, in its order.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/shipping", tag = "shops", params(("slug" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<ShippingRateJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn shipping(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(slug): Path<String>,
) -> Result<Json<Page<ShippingRateJson>>, Error> {
    let (shop, currency) = app.tables_of(&slug, &signed).await?;
    Ok(shown(app.commerce.shipping_rates(shop).await?, currency))
}

/// Put another shipping table in its place.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/shipping", tag = "shops", params(("slug" = String, Path)),
    request_body = ShippingForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<ShippingRateJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set_shipping(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(slug): Path<String>,
    Body(form): Body<ShippingForm>,
) -> Result<Json<Page<ShippingRateJson>>, Error> {
    let (shop, currency) = app.tables_of(&slug, &signed).await?;
    let mut table = Vec::with_capacity(form.rates.len());
    for rate in form.rates {
        table.push(RateForm {
            id: rate.id,
            name: rate.name,
            countries: rate.countries,
            least_g: rate.least_g,
            most_g: rate.most_g,
            price: own(rate.price, currency)?,
            free_from: rate.free_from.map(|amount| own(amount, currency)).transpose()?,
        });
    }
    Ok(shown(
        app.commerce.set_shipping_rates(shop, table).await?,
        currency,
    ))
}

fn taxed(rates: Vec<TaxRate>) -> Json<Page<TaxRateJson>> {
    let rates = rates.into_iter().map(|rate| TaxRateJson {
        country: rate.country,
        region: rate.region,
        tax_class: rate.tax_class,
        basis_points: rate.basis_points,
    });
    Json(Page::whole(rates.collect()))
}

/// The shop's tax table.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/taxes", tag = "shops", params(("slug" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<TaxRateJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn taxes(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(slug): Path<String>,
) -> Result<Json<Page<TaxRateJson>>, Error> {
    let (shop, _) = app.tables_of(&slug, &signed).await?;
    Ok(taxed(app.commerce.tax_rates(shop).await?))
}

/// Put another tax table in its place.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/taxes", tag = "shops", params(("slug" = String, Path)),
    request_body = TaxForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<TaxRateJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set_taxes(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(slug): Path<String>,
    Body(form): Body<TaxForm>,
) -> Result<Json<Page<TaxRateJson>>, Error> {
    let (shop, _) = app.tables_of(&slug, &signed).await?;
    let table = form.rates.into_iter().map(|rate| TaxRate {
        country: rate.country,
        region: rate.region,
        tax_class: rate.tax_class,
        basis_points: rate.basis_points,
    });
    Ok(taxed(app.commerce.set_tax_rates(shop, table.collect()).await?))
}
