//! Prices for a while: made and ended by the shop's hosts.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use model::{Currency, DiscountKind, ProductId, Role, ShowId, Timestamp};
use serde::Deserialize;
use shop::offers::{NewOffer, OfferError};
use utoipa::ToSchema;

use crate::Shared;
use crate::auth::SignedIn;
use crate::commerce_views::OfferJson;
use crate::error::{Error, Problem};
use crate::views::Page;

use super::documents::Body;

/// An offer to be made. It begins at once, for all variants of the product.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct OfferForm {
    product: ProductId,
    /// The show in which it is made.
    show: Option<ShowId>,
    /// `amount` sets the price, `percent` takes a share off.
    kind: DiscountKind,
    /// The price in minor units, or 1 to 99 per cent.
    value: i64,
    /// The currency of an amount; the shop's own if not given.
    currency: Option<Currency>,
    /// For so many units; for all there are if not given.
    most_units: Option<i64>,
    /// Within 30 days.
    #[schema(value_type = String, format = DateTime)]
    ends_at: Timestamp,
}

/// A shop's offers, newest first: at most 200.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/offers", tag = "offers", params(("slug" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<OfferJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
) -> Result<Json<Page<OfferJson>>, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?.id;
    let (offers, now) = (app.commerce.offers(shop).await?, app.commerce.clock.now());
    let offers = offers.iter().map(|offer| OfferJson::new(offer, now));
    Ok(Json(Page::whole(offers.collect())))
}

/// Make an offer. A product has one at a time.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/offers", tag = "offers", params(("slug" = String, Path)),
    request_body = OfferForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 201, body = OfferJson),
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
    Body(form): Body<OfferForm>,
) -> Result<(StatusCode, Json<OfferJson>), Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?.id;
    if let Some(show) = form.show {
        let show = app.show_to_run(show, signed.account.id).await?;
        if show.shop != Some(shop) {
            return Err(Error::invalid(
                Some("show"),
                "This show is not one of the shop's.",
            ));
        }
    }
    let new = NewOffer {
        product: form.product,
        show: form.show,
        kind: form.kind,
        value: form.value,
        currency: form.currency,
        most_units: form.most_units,
        ends_at: form.ends_at,
    };
    let offer = app.commerce.start_offer(shop, new).await?;
    let now = app.commerce.clock.now();
    Ok((StatusCode::CREATED, Json(OfferJson::new(&offer, now))))
}

/// End an offer now. Units set aside at its price keep it.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/offers/{offer}/end", tag = "offers",
    params(("slug" = String, Path), ("offer" = model::OfferId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = OfferJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn end(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, offer)): Path<(String, String)>,
) -> Result<Json<OfferJson>, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?.id;
    let offer = offer.parse().map_err(|_| OfferError::Unknown)?;
    let offer = app.commerce.end_offer(shop, offer).await?;
    Ok(Json(OfferJson::new(&offer, app.commerce.clock.now())))
}
