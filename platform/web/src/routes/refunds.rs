//! Giving money back.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use model::{Money, OrderId, Role};
use serde::{Deserialize, Serialize};
use shop::refunds::{Asked, What};
use utoipa::ToSchema;

use crate::Shared;
use crate::auth::SignedIn;
use crate::buyer::IdempotencyKey;
use crate::error::{Error, Problem};
use crate::order_views::RefundJson;

use super::checkouts::request_key;
use super::documents::Body;
use super::orders::{UnitsForm, order_id};

/// What to give back: `amount`, `lines`, or without both all that is left.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct RefundForm {
    amount: Option<Money>,
    /// At what was paid for them.
    lines: Option<Vec<UnitsForm>>,
    /// At most 500 characters.
    #[serde(default)]
    reason: String,
    /// Whether the units can be sold again.
    #[serde(default)]
    restock: bool,
}

/// Give money back. Sent again with the same `Idempotency-Key` it is the same
/// refund. It is `pending` until the payment provider has done it.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/orders/{order}/refunds", tag = "orders",
    params(("slug" = String, Path), ("order" = OrderId, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = RefundForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 201, body = RefundJson),
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
    IdempotencyKey(key): IdempotencyKey,
    Path((slug, order)): Path<(String, String)>,
    Body(form): Body<RefundForm>,
) -> Result<(StatusCode, Json<RefundJson>), Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?;
    let order = order_id(&order)?;
    let key = request_key(key, &form)?;
    let what = match (form.amount, form.lines) {
        (None, None) => What::Rest,
        (None, Some(lines)) => {
            let lines = lines.iter().map(|line| (line.position, line.quantity));
            What::Lines(lines.collect())
        }
        (Some(amount), None) => {
            let known = app.commerce.order(shop.id, order).await?;
            let own = known.ok_or_else(Error::order_not_found)?.currency;
            if amount.currency != own {
                let detail = format!("This order's amounts are in {}.", own.as_str());
                return Err(Error::foreign_currency(detail, Some("amount")));
            }
            What::Amount(amount.minor)
        }
        (Some(_), Some(_)) => {
            return Err(Error::invalid(
                Some("lines"),
                "Name lines or an amount, not both.",
            ));
        }
    };
    let asked = Asked {
        what,
        reason: form.reason,
        restock: form.restock,
        by: signed.account.id,
        key,
    };
    let refund = app.commerce.refund(shop.id, order, asked).await?;
    Ok((StatusCode::CREATED, Json(RefundJson::from(&refund))))
}
