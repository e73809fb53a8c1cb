//! What is to be packed, the oldest order first.

use axum::extract::{Path, State};
use axum::response::Response;
use model::{OrderId, OrderState, Role};
use serde::Deserialize;
use shop::addresses::Address;
use shop::orders::{Filter, Order, OrderLine, PAGE};
use storefront_templates::pages::selling::{PackedLine, PackingPage, Parcel};

use super::super::context::Member;
use super::super::forms::Asked;
use super::super::html;
use super::{Staff, count};
use crate::error::Error;
use crate::{App, Shared};

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    /// One order alone.
    order: Option<String>,
}

pub(super) async fn packing(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
    Asked(query): Asked<Query>,
) -> Result<Response, Error> {
    let staff = app.staff_of(&slug, &member, Role::Host).await?;
    let orders = app.orders_to_pack(&staff, query.order.as_deref()).await?;
    let waiting = count(app.commerce.figures(staff.shop.id).await?.to_send);
    let more = query.order.is_none() && waiting > orders.len() as u64;
    let mut parcels = Vec::with_capacity(orders.len());
    for order in orders {
        let lines = app.commerce.order_lines(order.id).await?;
        parcels.push(parcel(order, lines));
    }
    html(&PackingPage {
        chrome: member.chrome,
        desk: staff.desk,
        parcels,
        more,
    })
}

impl App {
    async fn orders_to_pack(&self, staff: &Staff, one: Option<&str>) -> Result<Vec<Order>, Error> {
        if let Some(id) = one {
            let id: OrderId = id.parse().map_err(|_| Error::page_not_found())?;
            let order = self.commerce.order(staff.shop.id, id).await?;
            return Ok(vec![order.ok_or_else(Error::page_not_found)?]);
        }
        let paid = Filter {
            state: Some(OrderState::Paid),
            ..Filter::default()
        };
        let mut orders = self.commerce.orders(staff.shop.id, &paid, None, PAGE).await?;
        orders.reverse();
        Ok(orders)
    }
}

fn parcel(order: Order, lines: Vec<OrderLine>) -> Parcel {
    let packed = lines
        .into_iter()
        .map(|line| PackedLine {
            quantity: line.quantity - line.refunded,
            name: line.name,
            options: line.options.join(" · "),
            sku: line.sku,
        })
        .filter(|line| line.quantity > 0);
    Parcel {
        number: order.number,
        shipping_name: order.shipping_name,
        lines: packed.collect(),
        address: address_lines(&order.address),
        country: order.address.country,
        phone: order.address.phone,
    }
}

/// An address as it stands on a parcel, but for the country.
pub(super) fn address_lines(address: &Address) -> Vec<String> {
    let town = format!("{} {}", address.postal_code, address.city);
    [
        address.name.as_str(),
        &address.line1,
        &address.line2,
        town.trim(),
        &address.region,
    ]
    .into_iter()
    .filter(|line| !line.is_empty())
    .map(str::to_owned)
    .collect()
}
