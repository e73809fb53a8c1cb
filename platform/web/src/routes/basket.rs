//! The basket: whoever fills it, signed in or not.

use axum::Json;
use axum::extract::{Path, State};
use axum_extra::extract::cookie::CookieJar;
use model::{BasketId, Holder, Money, ProductId, ShowId, VariantId};
use serde::{Deserialize, Serialize};
use shop::baskets::{BasketError, PricedBasket, PricedLine, Put};
use utoipa::ToSchema;

use crate::auth::Visitor;
use crate::buyer::{Buyer, KnownBuyer};
use crate::error::{Error, Problem};
use crate::{App, Shared, urls};

use super::documents::Body;

/// A basket, with what it comes to now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BasketJson {
    /// The shop's slug.
    shop: String,
    /// Null until something is put in. Whoever signs in goes on with another basket.
    id: Option<BasketId>,
    /// One more with every change of this basket.
    version: i64,
    lines: Vec<BasketLineJson>,
    voucher: Option<BasketVoucherJson>,
    /// Of the lines that can be bought.
    items: Money,
    discount: Money,
    total: Money,
    /// Units in it.
    count: i64,
    free_shipping: Option<FreeShippingJson>,
}

/// Some units of one variant.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BasketLineJson {
    variant: VariantId,
    product: Option<ProductId>,
    slug: String,
    name: String,
    options: Vec<String>,
    picture_url: Option<String>,
    quantity: i64,
    /// Your advisor put it in, or changed it last.
    advised: bool,
    unit_price: Money,
    /// What it is said to have cost before.
    compare_at: Option<Money>,
    total: Money,
    /// Units you can buy.
    available: i64,
    /// `sold_out`, `only_left` or `gone`; null where nothing is wrong.
    problem: Option<&'static str>,
}

/// A voucher in a basket.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BasketVoucherJson {
    /// Null for all but its shopper.
    code: Option<String>,
    /// `unknown`, `over`, `not_yet`, `too_little` or `used_up`; null where it counts.
    problem: Option<&'static str>,
}

/// How far it is to shipping that costs nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FreeShippingJson {
    from: Money,
    missing: Money,
}

impl BasketJson {
    /// As others than its shopper see it: a voucher's code is theirs alone.
    #[must_use]
    pub(super) fn without_code(mut self) -> Self {
        if let Some(voucher) = &mut self.voucher {
            voucher.code = None;
        }
        self
    }

    pub(super) fn new(shop: &str, basket: PricedBasket) -> Self {
        let money = |minor| Money::new(minor, basket.currency);
        Self {
            shop: shop.to_owned(),
            id: basket.id,
            version: basket.version,
            items: money(basket.items),
            discount: money(basket.discount),
            total: money(basket.total),
            count: basket.count,
            voucher: basket.voucher.map(|(code, problem)| BasketVoucherJson {
                code: Some(code),
                problem: problem.map(|problem| problem.as_str()),
            }),
            free_shipping: basket.free_from.map(|from| FreeShippingJson {
                from: money(from),
                missing: money((from - basket.items).max(0)),
            }),
            lines: basket
                .lines
                .iter()
                .map(|line| BasketLineJson::new(line, money))
                .collect(),
        }
    }
}

impl BasketLineJson {
    fn new(line: &PricedLine, money: impl Fn(i64) -> Money) -> Self {
        let (product, variant) = (line.product.as_ref(), line.variant());
        let picture = product
            .zip(variant)
            .and_then(|(product, variant)| variant.picture_or(product));
        Self {
            variant: line.line.variant_id,
            product: product.map(|product| product.id),
            slug: product.map(|product| product.slug.clone()).unwrap_or_default(),
            name: product.map(|product| product.name.clone()).unwrap_or_default(),
            options: variant.map(|variant| variant.options.clone()).unwrap_or_default(),
            picture_url: picture.map(urls::picture),
            quantity: line.line.quantity,
            advised: line.line.advised_by.is_some(),
            unit_price: money(line.unit_price),
            compare_at: line.compare_at.map(&money),
            total: money(line.total),
            available: line.available,
            problem: line.problem.map(|problem| problem.as_str()),
        }
    }
}

/// How many of it.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct LineForm {
    /// 1 to 99; 0 takes it out.
    quantity: i64,
    /// The show in which it is put in.
    show: Option<ShowId>,
}

impl LineForm {
    fn put(&self, variant: VariantId, show: Option<ShowId>) -> Put {
        Put {
            variant,
            quantity: self.quantity,
            show,
            advisor: None,
        }
    }
}

/// A code.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct BasketVoucherForm {
    /// Null takes it out.
    code: Option<String>,
}

/// Your basket in a shop.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/basket", tag = "basket", params(("slug" = String, Path)),
    responses(
        (status = 200, body = BasketJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    KnownBuyer(buyer): KnownBuyer,
    Path(slug): Path<String>,
) -> Result<Json<BasketJson>, Error> {
    app.basket_json(&slug, buyer).await
}

/// Set how many of a variant are in your basket.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/basket/lines/{variant}", tag = "basket",
    params(("slug" = String, Path), ("variant" = VariantId, Path)), request_body = LineForm,
    responses(
        (status = 200, body = BasketJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set_line(
    State(app): State<Shared>,
    buyer: Buyer,
    visitor: Visitor,
    Path((slug, variant)): Path<(String, String)>,
    Body(form): Body<LineForm>,
) -> Result<(CookieJar, Json<BasketJson>), Error> {
    let shop = app.shop_called(&slug).await?.id;
    let variant = variant.parse().map_err(|_| BasketError::Unknown)?;
    let show = app.show_of_sale(shop, form.show, &visitor).await?;
    app.commerce
        .set_line(shop, buyer.holder, form.put(variant, show))
        .await?;
    Ok((buyer.jar, app.basket_json(&slug, Some(buyer.holder)).await?))
}

/// Put a voucher's code into your basket, or take it out. One that does not
/// count is kept, and the basket says why.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/basket/voucher", tag = "basket", params(("slug" = String, Path)),
    request_body = BasketVoucherForm,
    responses(
        (status = 200, body = BasketJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set_voucher(
    State(app): State<Shared>,
    buyer: Buyer,
    Path(slug): Path<String>,
    Body(form): Body<BasketVoucherForm>,
) -> Result<(CookieJar, Json<BasketJson>), Error> {
    let shop = app.shop_called(&slug).await?.id;
    app.commerce
        .set_voucher(shop, buyer.holder, form.code.as_deref())
        .await?;
    Ok((buyer.jar, app.basket_json(&slug, Some(buyer.holder)).await?))
}

impl App {
    /// `buyer`'s basket as it stands now; nobody's is empty.
    async fn basket_json(&self, slug: &str, buyer: Option<Holder>) -> Result<Json<BasketJson>, Error> {
        let shop = self.shop_called(slug).await?;
        let basket = self.commerce.priced_basket(shop.id, buyer).await?;
        Ok(Json(BasketJson::new(&shop.slug, basket)))
    }
}
