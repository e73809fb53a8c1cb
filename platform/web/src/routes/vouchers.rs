//! Codes that make a basket cheaper: made and deleted by the shop's hosts.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use model::{Currency, DiscountKind, Money, Role, Timestamp};
use serde::Deserialize;
use shop::vouchers::{NewVoucher, VoucherError};
use utoipa::ToSchema;

use crate::Shared;
use crate::auth::SignedIn;
use crate::commerce_views::VoucherJson;
use crate::error::{Error, Problem};
use crate::views::Page;

use super::documents::Body;

/// A voucher to be made.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct VoucherForm {
    /// 3 to 24 letters, digits and hyphens; case does not count.
    code: String,
    /// `amount` and `percent` take off so much, `shipping` makes it free.
    kind: DiscountKind,
    /// Minor units, or 1 to 100 per cent.
    #[serde(default)]
    value: i64,
    /// The currency of an amount; the shop's own if not given.
    currency: Option<Currency>,
    /// What the items must come to.
    least: Option<Money>,
    /// For so many orders; for all there are if not given.
    most_uses: Option<i64>,
    /// At once if not given.
    #[schema(value_type = Option<String>, format = DateTime)]
    starts_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    ends_at: Option<Timestamp>,
}

impl From<VoucherForm> for NewVoucher {
    fn from(form: VoucherForm) -> Self {
        Self {
            code: form.code,
            kind: form.kind,
            value: form.value,
            least: form.least,
            currency: form.currency,
            most_uses: form.most_uses,
            starts_at: form.starts_at,
            ends_at: form.ends_at,
        }
    }
}

/// A shop's vouchers, newest first.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/vouchers", tag = "offers", params(("slug" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<VoucherJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
) -> Result<Json<Page<VoucherJson>>, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?.id;
    let vouchers = app.commerce.vouchers(shop).await?;
    Ok(Json(Page::whole(
        vouchers.iter().map(VoucherJson::from).collect(),
    )))
}

/// Make a voucher.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/vouchers", tag = "offers", params(("slug" = String, Path)),
    request_body = VoucherForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 201, body = VoucherJson),
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
    Body(form): Body<VoucherForm>,
) -> Result<(StatusCode, Json<VoucherJson>), Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?.id;
    let voucher = app.commerce.create_voucher(shop, form.into()).await?;
    Ok((StatusCode::CREATED, Json(VoucherJson::from(&voucher))))
}

/// Delete a voucher. Orders it counted for stay as they are.
#[utoipa::path(
    delete, path = "/api/v1/shops/{slug}/vouchers/{voucher}", tag = "offers",
    params(("slug" = String, Path), ("voucher" = model::VoucherId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, voucher)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let shop = app.shop_to_run(&slug, signed.account.id, Role::Host).await?.id;
    let voucher = voucher.parse().map_err(|_| VoucherError::Unknown)?;
    app.commerce.delete_voucher(shop, voucher).await?;
    Ok(StatusCode::NO_CONTENT)
}
