//! What somebody bought: the list, one order, sending something back.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::{OrderId, OrderState, PaymentState, RefundState, ReturnState};
use serde::Deserialize;
use shop::orders::{Order, OrderLine, PAGE};
use shop::refunds::Refund;
use shop::returns::{Return, ReturnError, ReturnLine};
use storefront_templates::chrome::FlashKind;
use storefront_templates::forms::FieldErrors;
use storefront_templates::pages::{
    OrderLineView, OrderPage, OrderRefundView, OrderReturnView, OrderStage, OrderSummary, OrderView,
    OrdersPage,
};
use storefront_templates::views::ShopView;

use super::super::context::{Context, say};
use super::super::forms::{self, Asked, Typed};
use super::super::html;
use super::{count, money};
use crate::error::Error;
use crate::routes::Id;
use crate::{App, Shared, urls};

/// Pictures a line of the list shows.
const PICTURES: usize = 3;

#[derive(Debug, Deserialize)]
pub(in crate::pages) struct Older {
    before: Option<OrderId>,
}

pub(in crate::pages) async fn orders(
    State(app): State<Shared>,
    context: Context,
    Asked(older): Asked<Older>,
) -> Result<Response, Error> {
    let orders = match context.visitor.holder() {
        Some(holder) => app.commerce.orders_of(holder, older.before).await?,
        None => Vec::new(),
    };
    let full = i64::try_from(orders.len()) == Ok(PAGE);
    let next = orders.last().filter(|_| full);
    let next = next.map(|order| format!("/orders?before={}", order.id));
    let ids: Vec<_> = orders.iter().map(|order| order.id).collect();
    let mut lines = app.commerce.lines_by_order(&ids).await?;
    let mut list = Vec::with_capacity(orders.len());
    for order in orders {
        let lines = lines.remove(&order.id).unwrap_or_default();
        list.push(app.order_summary(order, &lines).await?);
    }
    html(&OrdersPage {
        chrome: context.chrome,
        orders: list,
        next,
    })
}

/// What opens an order besides being its buyer.
#[derive(Debug, Deserialize)]
pub(in crate::pages) struct Key {
    key: Option<String>,
}

pub(in crate::pages) async fn order(
    State(app): State<Shared>,
    context: Context,
    Id(id): Id<OrderId>,
    Asked(key): Asked<Key>,
) -> Result<Response, Error> {
    html(&app.order_page(context, id, key.key, FieldErrors::new()).await?)
}

/// `key`, `reason`, and `quantity-{position}` for each line.
pub(in crate::pages) async fn send_back(
    State(app): State<Shared>,
    context: Context,
    Id(id): Id<OrderId>,
    Typed(form): Typed<HashMap<String, String>>,
) -> Result<Response, Error> {
    let key = form.get("key").cloned();
    let order = app
        .own_order(id, context.visitor.holder(), key.as_deref())
        .await?;
    let reason = form.get("reason").map_or("", String::as_str);
    let wanted = app
        .commerce
        .request_return(order.id, wanted_lines(&form), reason)
        .await;
    let complaint = match wanted {
        Ok(_) => {
            let query = key.map_or_else(String::new, |key| {
                let mut query = url::form_urlencoded::Serializer::new(String::new());
                format!("?{}", query.append_pair("key", &key).finish())
            });
            let path = format!("/orders/{id}{query}");
            return Ok(say(&path, FlashKind::Good, "flash-return-sent"));
        }
        Err(ReturnError::Units) => "error-return-units",
        Err(ReturnError::Reason) => "error-return-reason",
        Err(error) => return Err(error.into()),
    };
    let errors = forms::complaint("form", complaint);
    let page = app.order_page(context, id, key, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

fn wanted_lines(form: &HashMap<String, String>) -> Vec<ReturnLine> {
    let mut lines: Vec<_> = form
        .iter()
        .filter_map(|(name, value)| {
            let position = name.strip_prefix("quantity-")?.parse().ok()?;
            let quantity = value.parse().ok().filter(|quantity| *quantity > 0)?;
            Some(ReturnLine { position, quantity })
        })
        .collect();
    lines.sort_by_key(|line| line.position);
    lines
}

impl App {
    async fn order_summary(&self, order: Order, lines: &[OrderLine]) -> Result<OrderSummary, Error> {
        Ok(OrderSummary {
            url: format!("/orders/{}", order.id),
            number: count(order.number),
            shop: self.shop_view(&order).await?,
            stage: stage(order.state),
            placed_at: order.placed_at,
            total: money(order.money(order.total)),
            pictures: lines
                .iter()
                .filter_map(|line| line.picture.as_deref().map(urls::picture))
                .take(PICTURES)
                .collect(),
            units: count(lines.iter().map(|line| line.quantity).sum()),
        })
    }

    async fn shop_view(&self, order: &Order) -> Result<ShopView, Error> {
        let shop = self.people.shop(order.shop_id).await?;
        let shop = shop.ok_or_else(Error::page_not_found)?;
        Ok(ShopView {
            slug: shop.slug,
            name: shop.name,
        })
    }

    async fn order_page(
        &self,
        context: Context,
        id: OrderId,
        key: Option<String>,
        errors: FieldErrors,
    ) -> Result<OrderPage, Error> {
        let order = self
            .own_order(id, context.visitor.holder(), key.as_deref())
            .await?;
        let lines = self.commerce.order_lines(id).await?;
        let refunds = self.commerce.refunds_of(id).await?;
        let returns = self.commerce.returns_of(id).await?;
        let payments = self.commerce.payments_of(order.checkout_id).await?;
        let paid = payments
            .into_iter()
            .find(|payment| payment.state == PaymentState::Succeeded);
        let address = &order.address;
        let town = format!("{} {}", address.postal_code, address.city);
        let amount = |minor| money(order.money(minor));
        let view = OrderView {
            id: id.to_string(),
            number: count(order.number),
            shop: self.shop_view(&order).await?,
            stage: stage(order.state),
            placed_at: order.placed_at,
            fulfilled_at: order.fulfilled_at,
            closed_at: order.closed_at,
            email: order.email.clone(),
            address: [
                &address.name,
                &address.line1,
                &address.line2,
                &town,
                &address.region,
            ]
            .into_iter()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect(),
            country: address.country.clone(),
            shipping_name: order.shipping_name.clone(),
            tracking: order.tracking.clone(),
            lines: lines
                .iter()
                .map(|line| line_view(&order, line, &returns))
                .collect(),
            items: amount(order.items_total),
            discount: amount(order.discount),
            voucher: order.voucher.clone(),
            shipping: amount(order.shipping_total),
            tax: amount(order.tax_total),
            prices_include_tax: order.prices_include_tax,
            total: amount(order.total),
            refunded: amount(order.refunded),
            method: paid.map(|payment| payment.method).unwrap_or_default(),
            refunds: refunds.iter().map(|refund| refund_view(&order, refund)).collect(),
            returns: returns.iter().map(|one| return_view(&lines, one)).collect(),
        };
        Ok(OrderPage {
            chrome: context.chrome,
            order: view,
            key,
            errors,
        })
    }
}

fn stage(state: OrderState) -> OrderStage {
    match state {
        OrderState::Paid => OrderStage::Paid,
        OrderState::Fulfilled => OrderStage::Fulfilled,
        OrderState::Refunded => OrderStage::Refunded,
        OrderState::Cancelled => OrderStage::Cancelled,
    }
}

fn line_view(order: &Order, line: &OrderLine, returns: &[Return]) -> OrderLineView {
    let on_the_way: i64 = returns
        .iter()
        .filter(|one| one.state == ReturnState::Requested)
        .flat_map(|one| &one.lines)
        .filter(|one| one.position == line.position)
        .map(|one| one.quantity)
        .sum();
    OrderLineView {
        position: count(line.position),
        name: line.name.clone(),
        options: line.options.join(" · "),
        picture_url: line.picture.as_deref().map(urls::picture),
        quantity: count(line.quantity),
        unit_price: money(order.money(line.unit_price)),
        total: money(order.money(line.unit_price.saturating_mul(line.quantity))),
        refunded: count(line.refunded),
        returnable: count(line.quantity - line.refunded - on_the_way),
    }
}

fn refund_view(order: &Order, refund: &Refund) -> OrderRefundView {
    OrderRefundView {
        amount: money(order.money(refund.amount)),
        at: refund.created_at,
        state: match refund.state {
            RefundState::Pending => "buy-refund-pending",
            RefundState::Succeeded => "buy-refund-done",
            RefundState::Failed => "buy-refund-failed",
        },
    }
}

fn return_view(lines: &[OrderLine], one: &Return) -> OrderReturnView {
    let name = |position| lines.iter().find(|line| line.position == position);
    let what: Vec<_> = one
        .lines
        .iter()
        .filter_map(|units| Some(format!("{} × {}", units.quantity, name(units.position)?.name)))
        .collect();
    OrderReturnView {
        at: one.requested_at,
        state: match one.state {
            ReturnState::Requested => "buy-return-requested",
            ReturnState::Received => "buy-return-received",
            ReturnState::Declined => "buy-return-declined",
        },
        what: what.join(", "),
    }
}
