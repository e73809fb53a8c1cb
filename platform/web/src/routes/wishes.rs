//! Wish lists: whoever keeps one, signed in or not; and the shopper's, for those of the
//! shop who are in a session of advice with them.

use advisor::AdviceSessionId;
use advisor::people_in::Side;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum_extra::extract::cookie::CookieJar;
use model::{Holder, ProductId, ShopId, Timestamp};
use serde::Serialize;
use shop::wishes::WishError;
use utoipa::ToSchema;

use super::advice::Place;
use super::documents::Id;
use crate::buyer::{Buyer, KnownBuyer};
use crate::commerce_views::ProductJson;
use crate::error::{Error, Problem};
use crate::{App, Shared};

/// A product someone wishes for, as it is sold now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WishJson {
    product: ProductJson,
    /// Whether an advisor put it on the list.
    advised: bool,
    #[schema(value_type = String, format = DateTime)]
    added_at: Timestamp,
}

/// What you wish for in a shop, the newest first: as far as it is sold.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/wishes", tag = "baskets", params(("slug" = String, Path)),
    responses(
        (status = 200, body = Vec<WishJson>),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    Path(slug): Path<String>,
    KnownBuyer(holder): KnownBuyer,
) -> Result<Json<Vec<WishJson>>, Error> {
    let shop = app.shop_called(&slug).await?;
    app.wishes_of(shop.id, holder).await
}

/// Wish for a product. One that is on the list stays as it is.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/wishes/{product}", tag = "baskets",
    params(("slug" = String, Path), ("product" = ProductId, Path)),
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn wish(
    State(app): State<Shared>,
    Path((slug, product)): Path<(String, String)>,
    buyer: Buyer,
) -> Result<(CookieJar, StatusCode), Error> {
    let shop = app.shop_called(&slug).await?.id;
    app.commerce.wish(shop, buyer.holder, id(&product)?, None).await?;
    Ok((buyer.jar, StatusCode::NO_CONTENT))
}

/// Take a product off the list.
#[utoipa::path(
    delete, path = "/api/v1/shops/{slug}/wishes/{product}", tag = "baskets",
    params(("slug" = String, Path), ("product" = ProductId, Path)),
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn unwish(
    State(app): State<Shared>,
    Path((slug, product)): Path<(String, String)>,
    KnownBuyer(holder): KnownBuyer,
) -> Result<StatusCode, Error> {
    let shop = app.shop_called(&slug).await?.id;
    if let Some(holder) = holder {
        app.commerce.unwish(shop, holder, id(&product)?).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// What the shopper of an open session wishes for, for them and those of the shop.
#[utoipa::path(
    get, path = "/api/v1/advice/sessions/{id}/wishes", tag = "advice", params(("id" = AdviceSessionId, Path)),
    responses(
        (status = 200, body = Vec<WishJson>),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn of_session(
    State(app): State<Shared>,
    Id(id): Id<AdviceSessionId>,
    headers: HeaderMap,
) -> Result<Json<Vec<WishJson>>, Error> {
    let (place, holder) = app.wisher(id, &headers).await?;
    app.wishes_of(place.session.shop_id, Some(holder)).await
}

/// Put a product on the shopper's wish list; what an advisor puts there is marked so.
#[utoipa::path(
    put, path = "/api/v1/advice/sessions/{id}/wishes/{product}", tag = "advice",
    params(("id" = AdviceSessionId, Path), ("product" = ProductId, Path)),
    responses(
        (status = 200, body = Vec<WishJson>),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn wish_in_session(
    State(app): State<Shared>,
    Path((session, product)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<Vec<WishJson>>, Error> {
    let (place, holder) = app.wisher(session_id(&session)?, &headers).await?;
    let (shop, advisor) = (place.session.shop_id, place.staff());
    app.commerce.wish(shop, holder, id(&product)?, advisor).await?;
    app.wishes_of(shop, Some(holder)).await
}

/// Take a product off the shopper's wish list.
#[utoipa::path(
    delete, path = "/api/v1/advice/sessions/{id}/wishes/{product}", tag = "advice",
    params(("id" = AdviceSessionId, Path), ("product" = ProductId, Path)),
    responses(
        (status = 200, body = Vec<WishJson>),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn unwish_in_session(
    State(app): State<Shared>,
    Path((session, product)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<Vec<WishJson>>, Error> {
    let (place, holder) = app.wisher(session_id(&session)?, &headers).await?;
    let shop = place.session.shop_id;
    app.commerce.unwish(shop, holder, id(&product)?).await?;
    app.wishes_of(shop, Some(holder)).await
}

fn id(product: &str) -> Result<ProductId, Error> {
    product.parse().map_err(|_| Error::product_not_found())
}

fn session_id(session: &str) -> Result<AdviceSessionId, Error> {
    session.parse().map_err(|_| Error::advice_session_not_found())
}

impl App {
    async fn wishes_of(&self, shop: ShopId, holder: Option<Holder>) -> Result<Json<Vec<WishJson>>, Error> {
        let wishes = match holder {
            Some(holder) => self.commerce.wishes(shop, holder).await?,
            None => Vec::new(),
        };
        let ids: Vec<_> = wishes.iter().map(|wish| wish.product_id).collect();
        let products = self.commerce.cards(&ids).await?;
        let wishes = wishes.iter().filter_map(|wish| {
            let product = products.iter().find(|product| product.id == wish.product_id)?;
            product.is_active().then(|| WishJson {
                product: ProductJson::from(product),
                advised: wish.advised_by.is_some(),
                added_at: wish.added_at,
            })
        });
        Ok(Json(wishes.collect()))
    }

    /// Someone in an open session who may see and fill the shopper's list, and whose that is.
    ///
    /// # Errors
    /// 403 for a friend of the shopper's.
    async fn wisher(&self, id: AdviceSessionId, headers: &HeaderMap) -> Result<(Place, Holder), Error> {
        let place = self.place_in_session(id, headers).await?;
        if place.side == Side::Friend {
            return Err(Error::forbidden(
                "The list is for the shopper and those of the shop.",
            ));
        }
        let holder = self.shopper_of(&place.session).await?;
        Ok((place, holder))
    }
}

impl From<WishError> for Error {
    fn from(error: WishError) -> Self {
        match error {
            WishError::Store(error) => error.into(),
            WishError::Full => Self::conflict("wishes-full", error.to_string()),
            _ => Self::product_not_found(),
        }
    }
}
