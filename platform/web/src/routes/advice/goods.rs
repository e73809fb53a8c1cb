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
use shop::baskets::{BasketError, Put};
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

/// How many of it.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SharedLineForm {
    /// 1 to 99; 0 takes it out.
    quantity: i64,
}

/// What to show.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ShowForm {
    product: ProductId,
}

/// The shopper's basket, for the two in an open session.
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
    let Place { session, .. } = app.place_in_session(id, &headers).await?;
    app.shared_basket(&session).await
}

/// Set how many of a variant are in the shopper's basket. Either of the two may; what
/// the advisor did last is marked as `advised`.
#[utoipa::path(
    put, path = "/api/v1/advice/sessions/{id}/basket/lines/{variant}", tag = "advice",
    params(("id" = AdviceSessionId, Path), ("variant" = VariantId, Path)), request_body = SharedLineForm,
    responses(
        (status = 200, body = SharedBasketJson),
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
    let Place { session, side, .. } = app.place_in_session(id, &headers).await?;
    let put = Put {
        variant: variant.parse().map_err(|_| BasketError::Unknown)?,
        quantity: form.quantity,
        show: None,
        advisor: (side == Side::Advisor).then_some(session.advisor_id),
    };
    let holder = app.shopper_of(&session).await?;
    app.commerce.set_line(session.shop_id, holder, put).await?;
    app.shared_basket(&session).await
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

/// Show the shopper a product of the shop's that is on sale. For the advisor.
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
    let Place { session, side, .. } = app.place_in_session(id, &headers).await?;
    if side != Side::Advisor {
        return Err(Error::forbidden("Only the advisor shows products."));
    }
    let product = app.commerce.product(session.shop_id, form.product).await?;
    if !product.is_some_and(|product| product.is_active()) {
        return Err(Error::product_not_found());
    }
    app.advice.show_product(session.id, form.product).await?;
    app.shown_products(&session).await
}

impl App {
    /// Whose basket it is.
    async fn shopper_of(&self, session: &Session) -> Result<Holder, Error> {
        let ticket = self.advice.ticket(session.ticket_id).await?;
        let account = ticket.and_then(|ticket| ticket.account_id);
        Ok(account.map_or(Holder::Guest(GuestId(session.holder)), Holder::Account))
    }

    async fn shared_basket(&self, session: &Session) -> Result<Json<SharedBasketJson>, Error> {
        let shop = self.people.shop(session.shop_id).await?;
        let shop = shop.ok_or_else(Error::shop_not_found)?;
        let holder = self.shopper_of(session).await?;
        let basket = self.commerce.priced_basket(shop.id, Some(holder)).await?;
        let since = session.started_at;
        Ok(Json(SharedBasketJson {
            basket: BasketJson::new(&shop.slug, basket),
            checkout: self.commerce.last_checkout(shop.id, holder, since).await?,
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
