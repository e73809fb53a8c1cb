//! What is to be packed, the oldest order first.

use axum::extract::{Path, State};
use axum::response::Response;
use model::{OrderId, Role};
use serde::Deserialize;
use shop::addresses::Address;
use shop::orders::{Order, OrderLine, PAGE};
use storefront_templates::pages::selling::{PackedLine, PackingPage, Parcel};

use super::super::context::Member;
use super::super::forms::Asked;
use super::super::html;
use super::Staff;
use crate::error::Error;
use crate::{App, Shared};

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    /// One order alone.
    order: Option<String>,
    /// Those with higher numbers.
    #[serde(default)]
    after: i64,
}

pub(super) async fn packing(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
    Asked(query): Asked<Query>,
) -> Result<Response, Error> {
    let staff = app.staff_of(&slug, &member, Role::Host).await?;
    let (orders, next) = match query.order {
        Some(id) => (vec![app.order_to_pack(&staff, &id).await?], None),
        None => app.orders_to_pack(&staff, query.after).await?,
    };
    let ids: Vec<_> = orders.iter().map(|order| order.id).collect();
    let mut lines = app.commerce.lines_by_order(&ids).await?;
    let parcels = orders.into_iter().map(|order| {
        let lines = lines.remove(&order.id).unwrap_or_default();
        parcel(order, lines)
    });
    html(&PackingPage {
        chrome: member.chrome,
        parcels: parcels.collect(),
        next: next.map(|after| staff.desk.at(&format!("packing?after={after}"))),
        desk: staff.desk,
    })
}

impl App {
    async fn order_to_pack(&self, staff: &Staff, id: &str) -> Result<Order, Error> {
        let id: OrderId = id.parse().map_err(|_| Error::page_not_found())?;
        let order = self.commerce.order(staff.shop.id, id).await?;
        order.ok_or_else(Error::page_not_found)
    }

    /// A page of them, the oldest first, and the number behind which it goes on.
    async fn orders_to_pack(&self, staff: &Staff, after: i64) -> Result<(Vec<Order>, Option<i64>), Error> {
        let shop = staff.shop.id;
        let mut orders = self.commerce.orders_to_send(shop, after, PAGE + 1).await?;
        let more = i64::try_from(orders.len()).is_ok_and(|found| found > PAGE);
        if more {
            orders.pop();
        }
        let next = orders.last().filter(|_| more).map(|order| order.number);
        Ok((orders, next))
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
