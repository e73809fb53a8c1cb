//! One order with all its money. Refunds and returns go through the JSON API.

use axum::extract::{Path, State};
use axum::response::Response;
use model::{OrderId, Role};
use serde::Deserialize;
use shop::orders::{Order, OrderError, OrderLine};
use shop::returns::Return;
use storefront_templates::chrome::FlashKind;
use storefront_templates::pages::selling::{
    LedgerRow, MailRow, OrderDetail, OrderLineView, OrderPage, OrderShow, PaymentRow, RefundRow, ReturnLine,
    ReturnRow,
};

use super::super::context::{Member, say};
use super::super::forms::Typed;
use super::super::html;
use super::orders::shown;
use super::packing::address_lines;
use super::{Staff, count};
use crate::error::Error;
use crate::{App, Shared, urls};

pub(super) async fn order(
    State(app): State<Shared>,
    member: Member,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    let staff = app.staff_of(&slug, &member, Role::Host).await?;
    let order = app.order_called(&staff, &id).await?;
    html(&OrderPage {
        chrome: member.chrome,
        order: app.order_detail(&staff, order).await?,
        desk: staff.desk,
    })
}

#[derive(Debug, Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    tracking: String,
}

pub(super) async fn fulfil(
    State(app): State<Shared>,
    member: Member,
    Path((slug, id)): Path<(String, String)>,
    Typed(form): Typed<Sent>,
) -> Result<Response, Error> {
    let staff = app.staff_of(&slug, &member, Role::Host).await?;
    let order = app.order_called(&staff, &id).await?;
    let done = app.commerce.fulfil(staff.shop.id, order.id, &form.tracking).await;
    told(&staff, order.id, done, "flash-order-sent")
}

pub(super) async fn cancel(
    State(app): State<Shared>,
    member: Member,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    let staff = app.staff_of(&slug, &member, Role::Host).await?;
    let order = app.order_called(&staff, &id).await?;
    let done = app.commerce.cancel_order(staff.shop.id, order.id).await;
    told(&staff, order.id, done, "flash-order-cancelled")
}

/// Back to the order, with a word about what became of the step.
fn told(staff: &Staff, id: OrderId, done: Result<Order, OrderError>, good: &str) -> Result<Response, Error> {
    let page = staff.desk.at(&format!("orders/{id}"));
    match done {
        Ok(_) => Ok(say(&page, FlashKind::Good, good)),
        Err(OrderError::Store(error)) => Err(error.into()),
        Err(OrderError::Unknown) => Err(Error::page_not_found()),
        Err(_) => Ok(say(&page, FlashKind::Bad, "flash-not-possible")),
    }
}

impl App {
    async fn order_called(&self, staff: &Staff, id: &str) -> Result<Order, Error> {
        let id: OrderId = id.parse().map_err(|_| Error::page_not_found())?;
        let order = self.commerce.order(staff.shop.id, id).await?;
        order.ok_or_else(Error::page_not_found)
    }

    async fn order_detail(&self, staff: &Staff, order: Order) -> Result<OrderDetail, Error> {
        let commerce = &self.commerce;
        let lines = commerce.order_lines(order.id).await?;
        let payments = commerce.payments_of(order.checkout_id).await?;
        let refunds = commerce.refunds_of(order.id).await?;
        let returns = commerce.returns_of(order.id).await?;
        let ledger = commerce.ledger_of(order.id).await?;
        let mails = commerce.mails_of_order(order.id).await?;
        Ok(OrderDetail {
            show: self.show_of(&order).await?,
            id: order.id.to_string(),
            number: order.number,
            state: shown(order.state),
            placed_at: order.placed_at,
            fulfilled_at: order.fulfilled_at,
            address: address_lines(&order.address),
            country: order.address.country,
            phone: order.address.phone,
            email: order.email,
            shipping_name: order.shipping_name,
            tracking: order.tracking,
            items: staff.money(order.items_total),
            discount: staff.money(order.discount),
            shipping: staff.money(order.shipping_total),
            tax: staff.money(order.tax_total),
            prices_include_tax: order.prices_include_tax,
            total: staff.money(order.total),
            refunded: staff.money(order.refunded),
            voucher: order.voucher,
            payments: payments
                .into_iter()
                .map(|payment| PaymentRow {
                    state: payment.state.as_str(),
                    method: payment.method,
                    provider: payment.provider,
                    amount: staff.money(payment.amount),
                    failure: payment.failure,
                    at: payment.created_at,
                })
                .collect(),
            refunds: refunds
                .into_iter()
                .map(|refund| RefundRow {
                    state: refund.state.as_str(),
                    reason: refund.reason,
                    amount: staff.money(refund.amount),
                    failure: refund.failure,
                    at: refund.created_at,
                })
                .collect(),
            returns: returns.into_iter().map(|one| return_row(&lines, one)).collect(),
            ledger: ledger
                .into_iter()
                .map(|entry| LedgerRow {
                    kind: entry.kind.as_str(),
                    provider_ref: entry.provider_ref,
                    amount: staff.money(entry.amount),
                    at: entry.at,
                })
                .collect(),
            mails: mails
                .into_iter()
                .map(|mail| MailRow {
                    kind: mail.kind.as_str().to_owned(),
                    sent_at: mail.sent_at,
                    failure: mail.failure,
                })
                .collect(),
            lines: lines.into_iter().map(|line| line_view(staff, line)).collect(),
        })
    }

    async fn show_of(&self, order: &Order) -> Result<Option<OrderShow>, Error> {
        let Some(id) = order.show_id else {
            return Ok(None);
        };
        let show = self.live.show(id).await?;
        Ok(show.map(|show| OrderShow {
            title: show.title,
            url: format!("/studio/shows/{id}"),
        }))
    }
}

fn line_view(staff: &Staff, line: OrderLine) -> OrderLineView {
    OrderLineView {
        refundable: left_of(&line),
        position: line.position,
        name: line.name,
        options: line.options.join(" · "),
        sku: line.sku,
        picture_url: line.picture.as_deref().map(urls::picture),
        quantity: count(line.quantity),
        unit_price: staff.money(line.unit_price),
        total: staff.money(line.total),
        refunded: count(line.refunded),
        restocked: count(line.restocked),
    }
}

/// What the units that were not given back came to.
fn left_of(line: &OrderLine) -> i64 {
    let given_back = line
        .total
        .saturating_mul(line.refunded)
        .checked_div(line.quantity);
    line.total - given_back.unwrap_or(0)
}

fn return_row(lines: &[OrderLine], one: Return) -> ReturnRow {
    let named = one.lines.iter().map(|what| ReturnLine {
        name: lines
            .iter()
            .find(|line| line.position == what.position)
            .map_or_else(String::new, |line| line.name.clone()),
        quantity: what.quantity,
    });
    ReturnRow {
        id: one.id.to_string(),
        state: one.state.as_str(),
        lines: named.collect(),
        reason: one.reason,
        requested_at: one.requested_at,
    }
}
