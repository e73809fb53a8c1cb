//! Orders: those who bought see their own, those who run the shop see theirs.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use model::{OrderId, OrderState, ReturnId, Role, ShowId};
use serde::Deserialize;
use shop::orders::{Filter, Order, PAGE};
use shop::returns::ReturnLine;
use utoipa::{IntoParams, ToSchema};

use crate::Shared;
use crate::auth::SignedIn;
use crate::buyer::KnownBuyer;
use crate::error::{Error, Problem};
use crate::order_views::{OrderJson, ReturnJson};
use crate::views::Page;

use super::documents::{Body, Id};

/// Where a list goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct After {
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// What opens an order besides being its buyer.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Key {
    /// The secret of the link in its mail.
    key: Option<String>,
}

/// Which orders of a shop.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OrderFilter {
    state: Option<OrderState>,
    /// Bought in this show.
    #[param(value_type = Option<String>)]
    show: Option<ShowId>,
    /// A number, or a part of a name, an address or a mail address.
    q: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
}

impl OrderFilter {
    pub(super) fn filter(self) -> (Filter, Option<i64>) {
        let before = self.after.and_then(|after| after.parse().ok());
        let filter = Filter {
            state: self.state,
            show: self.show,
            words: self.q.filter(|words| !words.trim().is_empty()),
        };
        (filter, before)
    }
}

/// What to send back, and why.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ReturnForm {
    lines: Vec<UnitsForm>,
    /// 1 to 500 characters.
    reason: String,
}

/// Units of a line.
#[derive(Debug, Clone, Copy, serde::Serialize, Deserialize, ToSchema)]
pub(crate) struct UnitsForm {
    /// The line's.
    pub position: i64,
    pub quantity: i64,
}

/// How it was sent.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct FulfilForm {
    /// For whoever waits for it: at most 200 characters.
    #[serde(default)]
    tracking: String,
}

/// How a return is taken back.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ReceiveForm {
    /// Whether the units can be sold again: yes, if not said otherwise.
    #[serde(default = "yes")]
    restock: bool,
}

fn yes() -> bool {
    true
}

/// What you bought, the newest first.
#[utoipa::path(
    get, path = "/api/v1/orders", tag = "buying", params(After),
    responses((status = 200, body = Page<OrderJson>))
)]
pub(crate) async fn mine(
    State(app): State<Shared>,
    KnownBuyer(buyer): KnownBuyer,
    Query(page): Query<After>,
) -> Result<Json<Page<OrderJson>>, Error> {
    let before = page.after.and_then(|after| after.parse().ok());
    let orders = match buyer {
        Some(holder) => app.commerce.orders_of(holder, before).await?,
        None => Vec::new(),
    };
    let next = next_of(&orders, |order| order.id.to_string());
    let items = app.order_jsons(orders, false).await?;
    Ok(Json(Page { items, next }))
}

/// An order of yours, or one its key opens.
#[utoipa::path(
    get, path = "/api/v1/orders/{id}", tag = "buying", params(("id" = OrderId, Path), Key),
    responses(
        (status = 200, body = OrderJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    KnownBuyer(buyer): KnownBuyer,
    Id(id): Id<OrderId>,
    Query(key): Query<Key>,
) -> Result<Json<OrderJson>, Error> {
    let order = app.own_order(id, buyer, key.key.as_deref()).await?;
    Ok(Json(app.order_json(order, false).await?))
}

/// Ask to send something back.
#[utoipa::path(
    post, path = "/api/v1/orders/{id}/returns", tag = "buying", params(("id" = OrderId, Path), Key),
    request_body = ReturnForm,
    responses(
        (status = 201, body = ReturnJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn send_back(
    State(app): State<Shared>,
    KnownBuyer(buyer): KnownBuyer,
    Id(id): Id<OrderId>,
    Query(key): Query<Key>,
    Body(form): Body<ReturnForm>,
) -> Result<(StatusCode, Json<ReturnJson>), Error> {
    let order = app.own_order(id, buyer, key.key.as_deref()).await?;
    let lines = form.lines.iter().map(|line| ReturnLine {
        position: line.position,
        quantity: line.quantity,
    });
    let lines = lines.collect();
    let wanted = app.commerce.request_return(order.id, lines, &form.reason).await?;
    Ok((StatusCode::CREATED, Json(ReturnJson::from(&wanted))))
}

/// A shop's orders, the newest first.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/orders", tag = "orders", params(("slug" = String, Path), OrderFilter),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<OrderJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn of_shop(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
    Query(filter): Query<OrderFilter>,
) -> Result<Json<Page<OrderJson>>, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?;
    let (filter, before) = filter.filter();
    let orders = app.commerce.orders(shop.id, &filter, before, PAGE).await?;
    let next = next_of(&orders, |order| order.number.to_string());
    let items = app.order_jsons(orders, true).await?;
    Ok(Json(Page { items, next }))
}

/// An order of a shop's.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/orders/{order}", tag = "orders",
    params(("slug" = String, Path), ("order" = OrderId, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = OrderJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn one_of_shop(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, order)): Path<(String, String)>,
) -> Result<Json<OrderJson>, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?;
    Ok(Json(app.shops_order_json(shop.id, order_id(&order)?).await?))
}

/// It is on its way. Once more only changes the tracking note.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/orders/{order}/fulfil", tag = "orders",
    params(("slug" = String, Path), ("order" = OrderId, Path)), request_body = FulfilForm,
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = OrderJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn fulfil(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, order)): Path<(String, String)>,
    Body(form): Body<FulfilForm>,
) -> Result<Json<OrderJson>, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?;
    let order = app
        .commerce
        .fulfil(shop.id, order_id(&order)?, &form.tracking)
        .await?;
    Ok(Json(app.order_json(order, true).await?))
}

/// Call it off before it is sent: what was paid goes back, its units are in stock again.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/orders/{order}/cancel", tag = "orders",
    params(("slug" = String, Path), ("order" = OrderId, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = OrderJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn cancel(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, order)): Path<(String, String)>,
) -> Result<Json<OrderJson>, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?;
    let order = app.commerce.cancel_order(shop.id, order_id(&order)?).await?;
    Ok(Json(app.order_json(order, true).await?))
}

/// The goods are there: what was paid for them goes back.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/orders/{order}/returns/{return}/receive", tag = "orders",
    params(("slug" = String, Path), ("order" = OrderId, Path), ("return" = ReturnId, Path)),
    request_body = ReceiveForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = OrderJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn receive(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, order, wanted)): Path<(String, String, String)>,
    Body(form): Body<ReceiveForm>,
) -> Result<Json<OrderJson>, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?;
    let (order, wanted) = (order_id(&order)?, return_id(&wanted)?);
    let by = signed.account.id;
    app.commerce
        .receive_return(shop.id, order, wanted, form.restock, by)
        .await?;
    Ok(Json(app.shops_order_json(shop.id, order).await?))
}

/// It is not taken back.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/orders/{order}/returns/{return}/decline", tag = "orders",
    params(("slug" = String, Path), ("order" = OrderId, Path), ("return" = ReturnId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = OrderJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn decline(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, order, wanted)): Path<(String, String, String)>,
) -> Result<Json<OrderJson>, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?;
    let (order, wanted) = (order_id(&order)?, return_id(&wanted)?);
    app.commerce.decline_return(shop.id, order, wanted).await?;
    Ok(Json(app.shops_order_json(shop.id, order).await?))
}

/// An id in the path. One that can't be an id is an unknown one.
pub(super) fn order_id(text: &str) -> Result<OrderId, Error> {
    text.parse().map_err(|_| Error::order_not_found())
}

fn return_id(text: &str) -> Result<ReturnId, Error> {
    text.parse().map_err(|_| Error::order_not_found())
}

/// Where the next page begins; none when this one was not full.
fn next_of(orders: &[Order], place: impl Fn(&Order) -> String) -> Option<String> {
    let is_full = i64::try_from(orders.len()).is_ok_and(|count| count >= PAGE);
    orders.last().filter(|_| is_full).map(place)
}
