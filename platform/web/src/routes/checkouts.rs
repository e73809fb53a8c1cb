//! Checkouts: from a basket, a product or what is set aside, to a paid order.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum_extra::extract::cookie::CookieJar;
use model::{CheckoutId, HoldId, Holder, Money, ShippingRateId, ShopId, ShowId, VariantId};
use serde::{Deserialize, Deserializer, Serialize};
use shop::RequestKey;
use shop::checkouts::{Detail, Edit, MakeError, New, PayError, PayWish, Source, Wanted};
use utoipa::ToSchema;

use crate::auth::Visitor;
use crate::buyer::{Buyer, IdempotencyKey, KnownBuyer};
use crate::checkout_views::{CheckoutJson, SellingShopJson};
use crate::error::{Error, Problem};
use crate::pages::locale;
use crate::urls::Base;
use crate::{App, Shared};

use super::addresses::AddressJson;
use super::documents::{Body, Id};

/// What to buy: `lines`, units that are set aside (`holds`), or without both the basket.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct CheckoutForm {
    /// Its slug.
    shop: String,
    /// The show in which it is bought.
    show: Option<ShowId>,
    lines: Option<Vec<WantedJson>>,
    holds: Option<Vec<HoldId>>,
}

/// Units of a variant.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub(crate) struct WantedJson {
    variant: VariantId,
    /// 1 to 99.
    quantity: i64,
}

/// What to change; what is not named stays.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CheckoutEdit {
    email: Option<String>,
    address: Option<AddressJson>,
    shipping: Option<ShippingRateId>,
    /// Null takes it out.
    #[serde(default, deserialize_with = "or_null")]
    #[schema(value_type = Option<String>)]
    voucher: Option<Option<String>>,
    /// Whether those who watch may read your first name and initial. A new
    /// checkout has it as your last one had, and your first one is named.
    named: Option<bool>,
}

/// Tells null from nothing.
fn or_null<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(value).map(Some)
}

/// What you agree to pay, and how.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct PayForm {
    /// As the checkout's quote has it; 409 `total-changed` when it comes to something else.
    total: Money,
    /// In the provider's own terms.
    #[schema(value_type = Object)]
    method: serde_json::Value,
}

/// Set units aside and open a checkout for them. What can't be had is in
/// `refused`; without anything to be had it is 409 `sold-out`, with `refused`.
#[utoipa::path(
    post, path = "/api/v1/checkouts", tag = "buying",
    params(("Idempotency-Key" = Option<String>, Header)), request_body = CheckoutForm,
    responses(
        (status = 201, body = CheckoutJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(
    State(app): State<Shared>,
    buyer: Buyer,
    visitor: Visitor,
    IdempotencyKey(key): IdempotencyKey,
    headers: HeaderMap,
    Body(form): Body<CheckoutForm>,
) -> Result<(StatusCode, CookieJar, Json<CheckoutJson>), Error> {
    let key = request_key(key, &form)?;
    let shop = app.people.shop_id(&form.shop).await?;
    let shop = shop.ok_or_else(Error::shop_not_found)?;
    let source = match (form.lines, form.holds) {
        (Some(lines), None) => Source::Lines(lines.into_iter().map(Wanted::from).collect()),
        (None, Some(holds)) => Source::Holds(holds),
        (None, None) => Source::Basket,
        (Some(_), Some(_)) => return Err(Error::invalid(Some("holds"), "Name lines or holds, not both.")),
    };
    let account = visitor.signed.as_ref().map(|signed| &signed.account);
    let mut new = New {
        shop,
        holder: buyer.holder,
        is_new: buyer.is_new,
        show: None,
        source,
        locale: locale(account, &headers).code().to_owned(),
        email: account.map(|account| account.email.clone()),
        key,
    };
    if let Some(refused) = app.commerce.refused_at_once(&new).await? {
        return Err(Error::from(MakeError::SoldOut(refused)).unhurried());
    }
    new.show = app.show_of_sale(shop, form.show, &visitor).await?;
    let checkout = app.commerce.make_checkout(new).await?;
    let detail = app.commerce.detail(checkout).await?;
    let checkout = app.checkout_json(&detail).await?;
    Ok((StatusCode::CREATED, buyer.jar, Json(checkout)))
}

impl From<WantedJson> for Wanted {
    fn from(line: WantedJson) -> Self {
        Self {
            variant: line.variant,
            quantity: line.quantity,
            show: None,
        }
    }
}

/// A checkout of yours, as it stands now.
#[utoipa::path(
    get, path = "/api/v1/checkouts/{id}", tag = "buying", params(("id" = CheckoutId, Path)),
    responses(
        (status = 200, body = CheckoutJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    KnownBuyer(buyer): KnownBuyer,
    Id(id): Id<CheckoutId>,
) -> Result<Json<CheckoutJson>, Error> {
    let (_, detail) = app.own_checkout(id, buyer).await?;
    Ok(Json(app.checkout_json(&detail).await?))
}

/// Say who buys, where it goes and how.
#[utoipa::path(
    put, path = "/api/v1/checkouts/{id}", tag = "buying", params(("id" = CheckoutId, Path)),
    request_body = CheckoutEdit,
    responses(
        (status = 200, body = CheckoutJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn edit(
    State(app): State<Shared>,
    KnownBuyer(buyer): KnownBuyer,
    Id(id): Id<CheckoutId>,
    Body(form): Body<CheckoutEdit>,
) -> Result<Json<CheckoutJson>, Error> {
    let holder = buyer.ok_or_else(Error::checkout_not_found)?;
    let edit = Edit {
        email: form.email,
        address: form.address.map(Into::into),
        shipping: form.shipping,
        voucher: form.voucher,
        named: form.named,
    };
    let checkout = app.commerce.edit_checkout(id, holder, edit).await?;
    let detail = app.commerce.detail(checkout).await?;
    Ok(Json(app.checkout_json(&detail).await?))
}

/// Give yourself as much time as a new checkout has: ten times at most.
#[utoipa::path(
    post, path = "/api/v1/checkouts/{id}/extend", tag = "buying", params(("id" = CheckoutId, Path)),
    responses(
        (status = 200, body = CheckoutJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn extend(
    State(app): State<Shared>,
    KnownBuyer(buyer): KnownBuyer,
    Id(id): Id<CheckoutId>,
) -> Result<Json<CheckoutJson>, Error> {
    let holder = buyer.ok_or_else(Error::checkout_not_found)?;
    let checkout = app.commerce.extend_checkout(id, holder).await?;
    let detail = app.commerce.detail(checkout).await?;
    Ok(Json(app.checkout_json(&detail).await?))
}

/// Leave it; its units go to others.
#[utoipa::path(
    delete, path = "/api/v1/checkouts/{id}", tag = "buying", params(("id" = CheckoutId, Path)),
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn close(
    State(app): State<Shared>,
    KnownBuyer(buyer): KnownBuyer,
    Id(id): Id<CheckoutId>,
) -> Result<StatusCode, Error> {
    let holder = buyer.ok_or_else(Error::checkout_not_found)?;
    app.commerce.close_checkout(id, holder).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Pay, or begin to. What it comes to is worked out anew: when that is not what
/// you agreed to it is 409 `total-changed`, with the checkout as it is now.
#[utoipa::path(
    post, path = "/api/v1/checkouts/{id}/pay", tag = "buying",
    params(("id" = CheckoutId, Path), ("Idempotency-Key" = Option<String>, Header)), request_body = PayForm,
    responses(
        (status = 200, body = CheckoutJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn pay(
    State(app): State<Shared>,
    KnownBuyer(buyer): KnownBuyer,
    IdempotencyKey(key): IdempotencyKey,
    base: Base,
    Id(id): Id<CheckoutId>,
    Body(form): Body<PayForm>,
) -> Result<Json<CheckoutJson>, Error> {
    let key = request_key(key, &form)?;
    let holder = buyer.ok_or_else(Error::checkout_not_found)?;
    let checkout = app.commerce.own_checkout(id, holder).await?;
    let checkout = checkout.ok_or_else(Error::checkout_not_found)?;
    let shop = app.selling_shop(checkout.shop_id).await?;
    let wish = PayWish {
        total: form.total,
        method: form.method,
        key,
        return_url: format!("{}/checkouts/{id}", base.0),
        description: shop.name.clone(),
    };
    match app.commerce.pay_for(checkout, holder, wish).await {
        Ok(detail) => Ok(Json(app.checkout_json_in(shop, &detail))),
        Err(PayError::TotalChanged(detail)) => {
            let now = app.checkout_json_in(shop, &detail);
            let now = serde_json::to_value(now).map_err(Error::internal)?;
            Err(Error::total_changed().with("checkout", now))
        }
        Err(error) => Err(error.into()),
    }
}

/// A key with what was asked under it.
pub(crate) fn request_key(key: Option<String>, asked: &impl Serialize) -> Result<Option<RequestKey>, Error> {
    let Some(key) = key else { return Ok(None) };
    let known = RequestKey::new(&key, asked);
    let odd = || Error::invalid(None, "An idempotency key has 1 to 200 visible ASCII characters.");
    known.ok_or_else(odd).map(Some)
}

impl App {
    /// The buyer's own checkout; somebody else's does not exist.
    pub(crate) async fn own_checkout(
        &self,
        id: CheckoutId,
        buyer: Option<Holder>,
    ) -> Result<(Holder, Detail), Error> {
        let holder = buyer.ok_or_else(Error::checkout_not_found)?;
        let detail = self.commerce.checkout(id, holder).await?;
        Ok((holder, detail.ok_or_else(Error::checkout_not_found)?))
    }

    /// A shop by its id, which something names that is there.
    pub(crate) async fn selling_shop(&self, id: ShopId) -> Result<SellingShopJson, Error> {
        let shop = self.people.shop(id).await?.ok_or_else(Error::shop_not_found)?;
        Ok(SellingShopJson {
            slug: shop.slug,
            name: shop.name,
        })
    }

    pub(crate) async fn checkout_json(&self, detail: &Detail) -> Result<CheckoutJson, Error> {
        let shop = self.selling_shop(detail.checkout.shop_id).await?;
        Ok(self.checkout_json_in(shop, detail))
    }

    /// The same where its shop is known.
    fn checkout_json_in(&self, shop: SellingShopJson, detail: &Detail) -> CheckoutJson {
        let page = self.commerce.provider().page(detail.account.as_deref());
        CheckoutJson::new(detail, shop, page)
    }
}
