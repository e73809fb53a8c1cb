//! The shape of a checkout in the JSON API.

use model::{
    CheckoutId, CheckoutState, HoldId, Money, OrderId, PaymentState, ProductId, ShippingRateId, Timestamp,
    VariantId,
};
use serde::Serialize;
use shop::checkouts::{Detail, DetailLine};
use shop::payments::{Action, Payment};
use utoipa::ToSchema;

use crate::routes::AddressJson;
use crate::urls;

/// A shop one buys from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SellingShopJson {
    pub slug: String,
    pub name: String,
}

/// A purchase on its way to being paid.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckoutJson {
    id: CheckoutId,
    shop: SellingShopJson,
    state: CheckoutState,
    /// Until then its units are set aside.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    can_extend: bool,
    email: Option<String>,
    address: Option<AddressJson>,
    lines: Vec<CheckoutLineJson>,
    /// What was asked for and could not be had.
    refused: Vec<RefusedJson>,
    shipping: ShippingChoiceJson,
    voucher: Option<CheckoutVoucherJson>,
    /// Whether those who watch may read the shopper's first name and initial.
    named: bool,
    /// Where the shop sends to, ISO 3166-1 alpha-2.
    countries: Vec<String>,
    quote: QuoteJson,
    /// What has to be known before it can be paid: `email`, `address`, `shipping`.
    missing: Vec<&'static str>,
    /// The attempt it was paid with, or else the newest.
    payment: Option<PaymentJson>,
    /// What the page that takes the payment needs to know.
    provider: serde_json::Value,
    order: Option<CheckoutOrderJson>,
}

/// Some units of one variant, set aside.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckoutLineJson {
    hold: HoldId,
    variant: VariantId,
    product: ProductId,
    slug: String,
    name: String,
    options: Vec<String>,
    picture_url: Option<String>,
    quantity: i64,
    unit_price: Money,
    /// What it is said to have cost before.
    compare_at: Option<Money>,
    total: Money,
    /// Units that can be bought besides.
    available: i64,
    /// Always null: what is set aside can be bought.
    problem: Option<&'static str>,
}

/// What could not be had.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefusedJson {
    variant: VariantId,
    name: String,
    /// Units that could be bought when it was asked for.
    available: i64,
}

impl From<&shop::checkouts::Refused> for RefusedJson {
    fn from(refused: &shop::checkouts::Refused) -> Self {
        Self {
            variant: refused.variant,
            name: refused.name.clone(),
            available: refused.available,
        }
    }
}

/// How it can be sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShippingChoiceJson {
    options: Vec<ShippingOptionJson>,
    /// The one that counts.
    chosen: Option<ShippingRateId>,
}

/// A way to send it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShippingOptionJson {
    id: ShippingRateId,
    name: String,
    price: Money,
}

/// A voucher in a checkout.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckoutVoucherJson {
    code: String,
    /// `unknown`, `over`, `not_yet`, `too_little` or `used_up`; null where it counts.
    problem: Option<&'static str>,
}

/// What it comes to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QuoteJson {
    items: Money,
    discount: Money,
    shipping: Money,
    tax: Money,
    total: Money,
    prices_include_tax: bool,
}

/// An attempt to pay.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PaymentJson {
    state: PaymentState,
    /// `declined`, `insufficient_funds`, `expired_card`, `bad_details`, `not_proven` or `provider`.
    failure: Option<String>,
    /// As people know it: "Visa 4242".
    method: Option<String>,
    /// What the shopper has to do.
    action: Option<ActionJson>,
}

/// Something the shopper has to do.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum ActionJson {
    /// Open a page, and come back.
    Page { url: String },
    /// Let the provider's own script go on.
    Client {
        #[schema(value_type = Object)]
        data: serde_json::Value,
    },
}

impl From<&Payment> for PaymentJson {
    fn from(payment: &Payment) -> Self {
        let method = Some(payment.method.clone()).filter(|method| !method.is_empty());
        Self {
            state: payment.state,
            failure: payment.failure.clone(),
            method,
            action: payment.action().map(|action| match action {
                Action::Page { url } => ActionJson::Page { url },
                Action::Client { data } => ActionJson::Client { data },
            }),
        }
    }
}

/// The order it became.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckoutOrderJson {
    id: OrderId,
    number: i64,
    /// Its page.
    url: String,
}

impl CheckoutJson {
    pub(crate) fn new(detail: &Detail, shop: SellingShopJson, provider: serde_json::Value) -> Self {
        let checkout = &detail.checkout;
        let money = |minor| Money::new(minor, checkout.currency);
        let quote = &detail.quote;
        Self {
            id: checkout.id,
            shop,
            state: detail.state,
            until: checkout.until,
            can_extend: detail.can_extend,
            email: Some(checkout.email.clone()).filter(|email| !email.is_empty()),
            address: checkout.address.clone().map(AddressJson::from),
            lines: detail
                .lines
                .iter()
                .map(|line| CheckoutLineJson::new(line, money))
                .collect(),
            refused: checkout.refused.iter().map(RefusedJson::from).collect(),
            shipping: ShippingChoiceJson {
                chosen: detail.chosen.as_ref().map(|option| option.id),
                options: detail
                    .shipping
                    .iter()
                    .map(|option| ShippingOptionJson {
                        id: option.id,
                        name: option.name.clone(),
                        price: money(option.price),
                    })
                    .collect(),
            },
            voucher: checkout.voucher.clone().map(|code| CheckoutVoucherJson {
                code,
                problem: detail.voucher_problem.map(|problem| problem.as_str()),
            }),
            named: checkout.named,
            countries: detail.countries.clone(),
            quote: QuoteJson {
                items: money(quote.items),
                discount: money(quote.discount),
                shipping: money(quote.shipping),
                tax: money(quote.tax),
                total: money(quote.total),
                prices_include_tax: quote.prices_include_tax,
            },
            missing: detail.missing.clone(),
            payment: detail.payment.as_ref().map(PaymentJson::from),
            provider,
            order: detail.order.map(|(id, number)| CheckoutOrderJson {
                id,
                number,
                url: format!("/orders/{id}"),
            }),
        }
    }
}

impl CheckoutLineJson {
    fn new(line: &DetailLine, money: impl Fn(i64) -> Money) -> Self {
        Self {
            hold: line.hold,
            variant: line.variant,
            product: line.product,
            slug: line.slug.clone(),
            name: line.name.clone(),
            options: line.options.clone(),
            picture_url: line.picture.as_deref().map(urls::picture),
            quantity: line.quantity,
            unit_price: money(line.unit_price),
            compare_at: line.compare_at.map(&money),
            total: money(line.unit_price * line.quantity),
            available: line.available,
            problem: None,
        }
    }
}
