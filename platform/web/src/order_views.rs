//! The shapes of orders, refunds, returns and the ledger in the JSON API.

use model::{
    Currency, LedgerId, LedgerKind, Money, OrderId, OrderState, PaymentState, RefundId, RefundState,
    ReturnId, ReturnState, ShowId, Timestamp, VariantId,
};
use serde::Serialize;
use shop::ledger::Entry;
use shop::orders::{Order, OrderLine};
use shop::payments::Payment;
use shop::refunds::{Refund, RefundLine};
use shop::returns::{Return, ReturnLine};
use utoipa::ToSchema;

use crate::checkout_views::SellingShopJson;
use crate::routes::AddressJson;
use crate::urls;

/// What was bought.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderJson {
    id: OrderId,
    /// Of its shop.
    number: i64,
    state: OrderState,
    #[schema(value_type = String, format = DateTime)]
    placed_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    fulfilled_at: Option<Timestamp>,
    email: String,
    address: AddressJson,
    shipping_name: String,
    tracking: String,
    lines: Vec<OrderLineJson>,
    items: Money,
    discount: Money,
    shipping: Money,
    tax: Money,
    total: Money,
    refunded: Money,
    prices_include_tax: bool,
    voucher: Option<String>,
    /// The show in which it was bought.
    show: Option<ShowId>,
    shop: SellingShopJson,
    /// Only for the shop's staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    payments: Option<Vec<OrderPaymentJson>>,
    refunds: Vec<RefundJson>,
    returns: Vec<ReturnJson>,
    /// Its page.
    url: String,
}

/// A line of an order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderLineJson {
    position: i64,
    variant: VariantId,
    name: String,
    options: Vec<String>,
    sku: String,
    picture_url: Option<String>,
    quantity: i64,
    unit_price: Money,
    discount: Money,
    tax: Money,
    /// What was paid for it, tax included.
    total: Money,
    /// Units given back, and of those the units in stock again.
    refunded: i64,
    restocked: i64,
}

/// How it was paid.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderPaymentJson {
    state: PaymentState,
    provider: String,
    /// The provider's name for it.
    provider_ref: Option<String>,
    /// As people know it: "Visa 4242".
    method: String,
    amount: Money,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    settled_at: Option<Timestamp>,
}

/// Money given back, or about to be.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefundJson {
    id: RefundId,
    state: RefundState,
    amount: Money,
    reason: String,
    lines: Vec<UnitsJson>,
    /// Why the provider did not give it back.
    failure: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    settled_at: Option<Timestamp>,
}

/// Units of a line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnitsJson {
    position: i64,
    quantity: i64,
}

impl From<&RefundLine> for UnitsJson {
    fn from(line: &RefundLine) -> Self {
        Self {
            position: line.position,
            quantity: line.quantity,
        }
    }
}

impl From<&ReturnLine> for UnitsJson {
    fn from(line: &ReturnLine) -> Self {
        Self {
            position: line.position,
            quantity: line.quantity,
        }
    }
}

/// Goods sent back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReturnJson {
    id: ReturnId,
    state: ReturnState,
    lines: Vec<UnitsJson>,
    reason: String,
    #[schema(value_type = String, format = DateTime)]
    requested_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    settled_at: Option<Timestamp>,
}

/// A movement of money.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LedgerEntryJson {
    id: LedgerId,
    kind: LedgerKind,
    /// What came in is positive.
    amount: Money,
    order: Option<OrderId>,
    /// The order's number.
    number: Option<i64>,
    provider: String,
    provider_ref: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// All that is told of an order.
#[derive(Debug)]
pub(crate) struct Told {
    pub order: Order,
    pub lines: Vec<OrderLine>,
    pub refunds: Vec<Refund>,
    pub returns: Vec<Return>,
    /// None for those who are not the shop's staff.
    pub payments: Option<Vec<Payment>>,
}

impl OrderJson {
    pub(crate) fn new(told: &Told, shop: SellingShopJson) -> Self {
        let order = &told.order;
        let money = |minor| order.money(minor);
        let payments = told.payments.as_ref();
        Self {
            id: order.id,
            number: order.number,
            state: order.state,
            placed_at: order.placed_at,
            fulfilled_at: order.fulfilled_at,
            email: order.email.clone(),
            address: order.address.clone().into(),
            shipping_name: order.shipping_name.clone(),
            tracking: order.tracking.clone(),
            lines: told
                .lines
                .iter()
                .map(|line| OrderLineJson::new(line, order.currency))
                .collect(),
            items: money(order.items_total),
            discount: money(order.discount),
            shipping: money(order.shipping_total),
            tax: money(order.tax_total),
            total: money(order.total),
            refunded: money(order.refunded),
            prices_include_tax: order.prices_include_tax,
            voucher: order.voucher.clone(),
            show: order.show_id,
            shop,
            payments: payments.map(|payments| payments.iter().map(OrderPaymentJson::from).collect()),
            refunds: told.refunds.iter().map(RefundJson::from).collect(),
            returns: told.returns.iter().map(ReturnJson::from).collect(),
            url: format!("/orders/{}", order.id),
        }
    }
}

impl OrderLineJson {
    fn new(line: &OrderLine, currency: Currency) -> Self {
        let money = |minor| Money::new(minor, currency);
        Self {
            position: line.position,
            variant: line.variant_id,
            name: line.name.clone(),
            options: line.options.clone(),
            sku: line.sku.clone(),
            picture_url: line.picture.as_deref().map(urls::picture),
            quantity: line.quantity,
            unit_price: money(line.unit_price),
            discount: money(line.discount),
            tax: money(line.tax),
            total: money(line.total),
            refunded: line.refunded,
            restocked: line.restocked,
        }
    }
}

impl From<&Payment> for OrderPaymentJson {
    fn from(payment: &Payment) -> Self {
        Self {
            state: payment.state,
            provider: payment.provider.clone(),
            provider_ref: payment.provider_ref.clone(),
            method: payment.method.clone(),
            amount: payment.money(),
            created_at: payment.created_at,
            settled_at: payment.settled_at,
        }
    }
}

impl From<&Refund> for RefundJson {
    fn from(refund: &Refund) -> Self {
        Self {
            id: refund.id,
            state: refund.state,
            amount: refund.money(),
            reason: refund.reason.clone(),
            lines: refund.lines.iter().map(UnitsJson::from).collect(),
            failure: refund.failure.clone(),
            created_at: refund.created_at,
            settled_at: refund.settled_at,
        }
    }
}

impl From<&Return> for ReturnJson {
    fn from(wanted: &Return) -> Self {
        Self {
            id: wanted.id,
            state: wanted.state,
            lines: wanted.lines.iter().map(UnitsJson::from).collect(),
            reason: wanted.reason.clone(),
            requested_at: wanted.requested_at,
            settled_at: wanted.settled_at,
        }
    }
}

impl From<&Entry> for LedgerEntryJson {
    fn from(entry: &Entry) -> Self {
        Self {
            id: entry.id,
            kind: entry.kind,
            amount: Money::new(entry.amount, entry.currency),
            order: entry.order_id,
            number: entry.number,
            provider: entry.provider.clone(),
            provider_ref: entry.provider_ref.clone(),
            at: entry.at,
        }
    }
}
