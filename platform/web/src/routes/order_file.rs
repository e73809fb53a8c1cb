//! A shop's orders as a file. It is made while it is read, so that it may be as
//! long as the shop is old.

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, future, stream};
use model::{Role, ShopId};
use shop::orders::{self, Filter, PAGE};

use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::{App, Shared};

use super::orders::OrderFilter;

/// A shop's orders as a file for spreadsheets, a row for each line: amounts in
/// minor units, the newest first.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/orders.csv", tag = "orders", params(("slug" = String, Path), OrderFilter),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = String, content_type = "text/csv"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn csv(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
    Query(filter): Query<OrderFilter>,
) -> Result<Response, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?;
    let name = format!("attachment; filename=\"orders-{}.csv\"", shop.slug);
    let name = HeaderValue::from_str(&name).map_err(Error::internal)?;
    let (filter, before) = filter.filter();
    // The first part before the head is out: what goes wrong there can still be said.
    let (first, next) = app.part_of_file(shop.id, &filter, before).await?;
    let first = orders::headings() + &first;
    let rest = stream::try_unfold(next, move |next| {
        let (app, filter) = (app.clone(), filter.clone());
        async move {
            match next {
                Some(before) => app.part_of_file(shop.id, &filter, Some(before)).await.map(Some),
                None => Ok(None),
            }
        }
    });
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    let file = Body::from_stream(stream::once(future::ready(Ok(first))).chain(rest));
    Ok((headers, file).into_response())
}

impl App {
    /// The rows of the orders below `before`, and below which number it goes on.
    async fn part_of_file(
        &self,
        shop: ShopId,
        filter: &Filter,
        before: Option<i64>,
    ) -> Result<(String, Option<i64>), store::Error> {
        let orders = self.commerce.orders(shop, filter, before, PAGE).await?;
        let ids: Vec<_> = orders.iter().map(|order| order.id).collect();
        let lines = self.commerce.lines_by_order(&ids).await?;
        let rows = orders
            .iter()
            .filter_map(|order| Some(orders::rows(order, lines.get(&order.id)?)));
        let is_full = i64::try_from(orders.len()) == Ok(PAGE);
        let next = orders.last().filter(|_| is_full).map(|order| order.number);
        Ok((rows.collect(), next))
    }
}
