//! Which events shops are told of, and what of them. A payload says what
//! happened and names what it is about; names and addresses of people are
//! fetched over the API, by those who may.

use chrono::SecondsFormat;
use model::{Event, Money, OrderId, OrderState, ShopId, Timestamp};
use serde_json::{Value, json};
use store::outbox::Told;
use store::{Db, fetch_optional};

use super::db;
use crate::Commerce;

/// The names of all events.
pub const EVENTS: &[&str] = &[
    "order.cancelled",
    "order.fulfilled",
    "order.paid",
    "order.refund_failed",
    "order.refunded",
    "show.ended",
    "show.started",
];

/// Makes deliveries of what happened. Hearing the same event again makes no
/// second one.
#[derive(Debug, Clone)]
pub struct Listener(pub Commerce);

impl Listener {
    pub async fn hear(&self, told: &Told) -> Result<(), store::Error> {
        let Some((name, shop)) = subject(&told.event) else {
            return Ok(());
        };
        let endpoints = db::listening(&self.0.db, shop, name).await?;
        if endpoints.is_empty() {
            return Ok(());
        }
        let Some(data) = data(&self.0.db, &told.event).await? else {
            return Ok(());
        };
        let payload = payload(name, told.at, &data);
        let deliveries = endpoints
            .into_iter()
            .map(|endpoint| (model::DeliveryId::new(&*self.0.clock, &*self.0.entropy), endpoint));
        let deliveries: Vec<_> = deliveries.collect();
        db::insert_deliveries(
            &self.0.db,
            &deliveries,
            told.id,
            name,
            &payload,
            self.0.clock.now(),
        )
        .await
    }
}

/// The outside's word for an event, and whose it is; none for what is no shop's affair.
fn subject(event: &Event) -> Option<(&'static str, ShopId)> {
    Some(match *event {
        Event::ShowStarted { shop, .. } => ("show.started", shop?),
        Event::ShowEnded { shop, .. } => ("show.ended", shop?),
        Event::OrderPaid { shop, .. } => ("order.paid", shop),
        Event::OrderFulfilled { shop, .. } => ("order.fulfilled", shop),
        Event::OrderRefunded { shop, .. } => ("order.refunded", shop),
        Event::OrderRefundFailed { shop, .. } => ("order.refund_failed", shop),
        Event::OrderCancelled { shop, .. } => ("order.cancelled", shop),
        Event::ShowExpired { .. } | Event::Mentioned { .. } => return None,
    })
}

/// None when what it is about is no more.
async fn data(db: &Db, event: &Event) -> Result<Option<Value>, store::Error> {
    Ok(match event {
        Event::ShowStarted { show, .. } | Event::ShowEnded { show, .. } => {
            Some(json!({ "show": { "id": show } }))
        }
        Event::OrderPaid { order, .. }
        | Event::OrderFulfilled { order, .. }
        | Event::OrderCancelled { order, .. } => order_data(db, *order, None).await?,
        Event::OrderRefunded { order, amount, .. } | Event::OrderRefundFailed { order, amount, .. } => {
            order_data(db, *order, Some(*amount)).await?
        }
        Event::ShowExpired { .. } | Event::Mentioned { .. } => None,
    })
}

#[derive(sqlx::FromRow)]
struct OrderRow {
    number: i64,
    state: OrderState,
    total: i64,
    refunded: i64,
    currency: String,
    show_id: Option<model::ShowId>,
}

async fn order_data(db: &Db, order: OrderId, amount: Option<i64>) -> Result<Option<Value>, store::Error> {
    let mut read = db.read().await?;
    let row = fetch_optional!(
        read,
        OrderRow,
        "SELECT number, state, total, refunded, currency, show_id FROM orders WHERE id = $1",
        order,
    )?;
    Ok(row.and_then(|row| {
        let currency = model::Currency::try_from(row.currency).ok()?;
        let money = |minor| Money::new(minor, currency);
        let mut data = json!({ "order": {
            "id": order,
            "number": row.number,
            "state": row.state,
            "total": money(row.total),
            "refunded": money(row.refunded),
            "show": row.show_id,
        }});
        if let Some(amount) = amount {
            data["refund"] = json!({ "amount": money(amount) });
        }
        Some(data)
    }))
}

/// Standard Webhooks, "Payload structure".
fn payload(name: &str, at: Timestamp, data: &Value) -> String {
    let at = at.to_rfc3339_opts(SecondsFormat::Millis, true);
    json!({ "type": name, "timestamp": at, "data": data }).to_string()
}

/// The event that says nothing but that we are there.
pub(super) fn ping(at: Timestamp) -> String {
    payload("ping", at, &json!({}))
}
