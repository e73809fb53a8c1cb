//! Pages of those who buy: products, the basket, a checkout, their orders.

mod addresses;
mod basket;
mod checkout;
mod orders;
mod outbox;
mod products;
mod wishes;

use axum::Router;
use axum::routing::{get, post};
use model::Money;
use storefront_templates::views::MoneyView;

pub(super) use products::Asked;

use crate::Shared;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/shops/{slug}/products/{product}", get(products::product))
        .route("/shops/{slug}/basket", get(basket::basket).post(basket::set))
        .route("/shops/{slug}/wishes", get(wishes::wishes).post(wishes::change))
        .route("/shops/{slug}/checkout", post(basket::check_out))
        .route("/checkouts/{id}", get(checkout::checkout))
        .route("/orders", get(orders::orders))
        .route("/orders/{id}", get(orders::order))
        .route("/orders/{id}/returns", post(orders::send_back))
        .route(
            "/settings/addresses",
            get(addresses::addresses).post(addresses::keep),
        )
        .route("/settings/addresses/{id}/prefer", post(addresses::prefer))
        .route("/settings/addresses/{id}/delete", post(addresses::forget))
        .route("/outbox", get(outbox::outbox))
}

/// An amount as pages write it.
fn money(amount: Money) -> MoneyView {
    MoneyView::new(amount.minor, amount.currency.as_str())
}

/// A count as pages have it; there are none below nothing.
fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
