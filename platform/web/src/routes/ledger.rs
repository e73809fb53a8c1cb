//! The ledger: every movement of a shop's money.

use axum::Json;
use axum::extract::{Path, Query, State};
use model::Role;
use shop::ledger::PAGE;

use crate::Shared;
use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::order_views::LedgerEntryJson;
use crate::views::Page;

use super::orders::After;

/// Every movement of a shop's money, the newest first.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/ledger", tag = "orders", params(("slug" = String, Path), After),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<LedgerEntryJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
    Query(page): Query<After>,
) -> Result<Json<Page<LedgerEntryJson>>, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Owner).await?;
    let before = page.after.and_then(|after| after.parse().ok());
    let entries = app.commerce.ledger(shop.id, before).await?;
    let is_full = i64::try_from(entries.len()).is_ok_and(|count| count >= PAGE);
    let next = entries
        .last()
        .filter(|_| is_full)
        .map(|entry| entry.id.to_string());
    let items = entries.iter().map(LedgerEntryJson::from).collect();
    Ok(Json(Page { items, next }))
}
