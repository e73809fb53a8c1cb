//! What a session is about: the shopper's basket, which both fill, and the products
//! the advisor shows. Only the shopper can pay; the advisor sees that they do, and
//! nothing of the card, the address or where the receipt goes.

use advisor::AdviceSessionId;
use advisor::people_in::Side;
use advisor::sessions::Session;
use advisor::shown::ShowError;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use model::{CheckoutState, GuestId, Holder, ProductId, VariantId};
use serde::{Deserialize, Serialize};
use shop::baskets::{BasketError, Change, Put};
use utoipa::ToSchema;

use super::media::Place;
use crate::commerce_views::ProductJson;
use crate::error::{Error, Problem};
use crate::routes::basket::BasketJson;
use crate::routes::documents::{Body, Id};
use crate::{App, Shared};

/// The shopper's basket, as both of a session see it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SharedBasketJson {
    basket: BasketJson,
    /// How far the shopper is with paying for what they took out of it in this session:
    /// `open`, `paying` or `paid`; null where they have not begun, or have left it.
    checkout: Option<CheckoutState>,
}

/// How many of it: in all, or how many more. One of the two.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SharedLineForm {
    /// In all: 1 to 99; 0 takes it out.
    #[serde(default)]
    quantity: Option<i64>,
    /// So many more than are there by then, or fewer where it is below 0: what two
    /// change at once is changed twice.
    #[serde(default)]
    by: Option<i64>,
}

/// What to show.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ShowForm {
    product: ProductId,
}

/// The shopper's basket, for those in an open session. A friend sees nothing of paying.
#[utoipa::path(
    get, path = "/api/v1/advice/sessions/{id}/basket", tag = "advice", params(("id" = AdviceSessionId, Path)),
    responses(
        (status = 200, body = SharedBasketJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn basket(
    State(app): State<Shared>,
    Id(id): Id<AdviceSessionId>,
    headers: HeaderMap,
) -> Result<Json<SharedBasketJson>, Error> {
    let place = app.place_in_session(id, &headers).await?;
    app.shared_basket(&place).await
}

/// Set or change how many of a variant are in the shopper's basket. They and those of
/// the shop may; what somebody of the shop did last is marked as `advised`.
#[utoipa::path(
    put, path = "/api/v1/advice/sessions/{id}/basket/lines/{variant}", tag = "advice",
    params(("id" = AdviceSessionId, Path), ("variant" = VariantId, Path)), request_body = SharedLineForm,
    responses(
        (status = 200, body = SharedBasketJson),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set_line(
    State(app): State<Shared>,
    Path((id, variant)): Path<(String, String)>,
    headers: HeaderMap,
    Body(form): Body<SharedLineForm>,
) -> Result<Json<SharedBasketJson>, Error> {
    let id = id.parse().map_err(|_| Error::advice_session_not_found())?;
    let place = app.place_in_session(id, &headers).await?;
    if place.side == Side::Friend {
        return Err(Error::forbidden(
            "The shopper and those of the shop fill the basket.",
        ));
    }
    let (session, advisor) = (&place.session, place.staff());
    let variant = variant.parse().map_err(|_| BasketError::Unknown)?;
    let holder = app.shopper_of(session).await?;
    match (form.quantity, form.by) {
        (Some(quantity), None) => {
            let put = Put {
                variant,
                quantity,
                show: None,
                advisor,
            };
            app.commerce.set_line(session.shop_id, holder, put).await?;
        }
        (None, Some(by)) => {
            let change = Change { variant, by, advisor };
            app.commerce.change_line(session.shop_id, holder, change).await?;
        }
        _ => return Err(BasketError::Quantity.into()),
    }
    app.shared_basket(&place).await
}

/// What the advisor has shown in an open session, the last one first.
#[utoipa::path(
    get, path = "/api/v1/advice/sessions/{id}/products", tag = "advice", params(("id" = AdviceSessionId, Path)),
    responses(
        (status = 200, body = Vec<ProductJson>),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn shown(
    State(app): State<Shared>,
    Id(id): Id<AdviceSessionId>,
    headers: HeaderMap,
) -> Result<Json<Vec<ProductJson>>, Error> {
    let Place { session, .. } = app.place_in_session(id, &headers).await?;
    app.shown_products(&session).await
}

/// Show the shopper a product of the shop's that is on sale. For those of the shop.
#[utoipa::path(
    post, path = "/api/v1/advice/sessions/{id}/products", tag = "advice", params(("id" = AdviceSessionId, Path)),
    request_body = ShowForm,
    responses(
        (status = 200, body = Vec<ProductJson>),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    Id(id): Id<AdviceSessionId>,
    headers: HeaderMap,
    Body(form): Body<ShowForm>,
) -> Result<Json<Vec<ProductJson>>, Error> {
    let place = app.place_in_session(id, &headers).await?;
    if place.staff().is_none() {
        return Err(Error::forbidden("Only those of the shop show products."));
    }
    let session = place.session;
    let product = app.commerce.product(session.shop_id, form.product).await?;
    if !product.is_some_and(|product| product.is_active()) {
        return Err(Error::product_not_found());
    }
    app.advice.show_product(session.id, form.product).await?;
    app.shown_products(&session).await
}

impl App {
    /// Whose basket it is.
    pub(crate) async fn shopper_of(&self, session: &Session) -> Result<Holder, Error> {
        let ticket = self.advice.ticket(session.ticket_id).await?;
        let account = ticket.and_then(|ticket| ticket.account_id);
        Ok(account.map_or(Holder::Guest(GuestId(session.holder)), Holder::Account))
    }

    /// The basket as whoever has this place sees it: a friend nothing of paying.
    async fn shared_basket(&self, place: &Place) -> Result<Json<SharedBasketJson>, Error> {
        let session = &place.session;
        let shop = self.people.shop(session.shop_id).await?;
        let shop = shop.ok_or_else(Error::shop_not_found)?;
        let holder = self.shopper_of(session).await?;
        let basket = self.commerce.priced_basket(shop.id, Some(holder)).await?;
        let basket = BasketJson::new(&shop.slug, basket);
        let since = session.started_at;
        Ok(Json(SharedBasketJson {
            basket: if place.side == Side::Shopper {
                basket
            } else {
                basket.without_code()
            },
            checkout: match place.side {
                Side::Friend => None,
                _ => self.commerce.last_checkout(shop.id, holder, since).await?,
            },
        }))
    }

    async fn shown_products(&self, session: &Session) -> Result<Json<Vec<ProductJson>>, Error> {
        let ids = self.advice.shown(session.id).await?;
        let products = self.commerce.cards(&ids).await?;
        let on_sale = products.iter().filter(|product| product.is_active());
        Ok(Json(on_sale.map(ProductJson::from).collect()))
    }
}

impl From<ShowError> for Error {
    fn from(error: ShowError) -> Self {
        match error {
            ShowError::Store(error) => error.into(),
            ShowError::Over => Self::session_over(),
            ShowError::Full => Self::conflict("shown-enough", error.to_string()),
            _ => Self::advice_session_not_found(),
        }
    }
}
