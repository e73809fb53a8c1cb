//! What is read about orders besides the orders: their money, and what belongs
//! to each of a list.

use std::collections::HashMap;

use model::{CheckoutId, OrderId};
use store::fetch_all;
use uuid::Uuid;

use super::{OrderLine, lines};
use crate::by_ids::{IDS, fetch_by_ids};
use crate::ledger::Entry;
use crate::payments::Payment;
use crate::refunds::Refund;
use crate::returns::Return;
use crate::{Commerce, payments, refunds, returns};

/// What is in an order, and whether someone wants to send some of it back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Content {
    pub units: i64,
    pub return_asked: bool,
}

#[derive(sqlx::FromRow)]
struct ContentRow {
    order_id: OrderId,
    units: i64,
    asked: i64,
}

impl Commerce {
    /// The movements of an order's money, the oldest first.
    pub async fn ledger_of(&self, order: OrderId) -> Result<Vec<Entry>, store::Error> {
        let mut read = self.db.read().await?;
        fetch_all!(
            read,
            Entry,
            "SELECT l.id, l.order_id, o.number, l.payment_id, l.kind, l.amount, l.currency, l.provider,
                    l.provider_ref, l.at
             FROM ledger l JOIN orders o ON o.id = l.order_id
             WHERE l.order_id = $1 ORDER BY l.at, l.id LIMIT 500",
            order
        )
    }

    /// What is in each of these orders.
    pub async fn contents_of(&self, orders: &[OrderId]) -> Result<HashMap<OrderId, Content>, store::Error> {
        let mut read = self.db.read().await?;
        let mut found = HashMap::new();
        for some in orders.chunks(IDS) {
            let ids: Vec<_> = some.iter().map(|id| id.0).collect();
            let rows = fetch_by_ids!(
                &mut read,
                ContentRow,
                "SELECT l.order_id, CAST(SUM(l.quantity) AS BIGINT) AS units,
                        (SELECT COUNT(*) FROM returns r WHERE r.order_id = l.order_id AND r.state = 'requested') AS asked
                 FROM order_lines l WHERE l.order_id IN",
                &ids,
                "GROUP BY l.order_id"
            )?;
            found.extend(rows.into_iter().map(|row: ContentRow| {
                let content = Content {
                    units: row.units,
                    return_asked: row.asked > 0,
                };
                (row.order_id, content)
            }));
        }
        Ok(found)
    }

    /// The lines of each of these orders, in their order.
    pub async fn lines_by_order(
        &self,
        orders: &[OrderId],
    ) -> Result<HashMap<OrderId, Vec<OrderLine>>, store::Error> {
        let mut read = self.db.read().await?;
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for ids in chunks(orders.iter().map(|id| id.0)) {
            for (order, line) in lines::of_orders(&mut read, &ids).await? {
                found.entry(order).or_default().push(line);
            }
        }
        Ok(found)
    }

    /// What was given back of each of these orders, or is about to be, in its order.
    pub async fn refunds_by_order(
        &self,
        orders: &[OrderId],
    ) -> Result<HashMap<OrderId, Vec<Refund>>, store::Error> {
        let mut read = self.db.read().await?;
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for ids in chunks(orders.iter().map(|id| id.0)) {
            for refund in refunds::db::of_orders(&mut read, &ids).await? {
                if let Some(order) = refund.order_id {
                    found.entry(order).or_default().push(refund);
                }
            }
        }
        Ok(found)
    }

    /// The returns of each of these orders, in the order they were asked for.
    pub async fn returns_by_order(
        &self,
        orders: &[OrderId],
    ) -> Result<HashMap<OrderId, Vec<Return>>, store::Error> {
        let mut read = self.db.read().await?;
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for ids in chunks(orders.iter().map(|id| id.0)) {
            for wanted in returns::db::of_orders(&mut read, &ids).await? {
                found.entry(wanted.order_id).or_default().push(wanted);
            }
        }
        Ok(found)
    }

    /// All attempts to pay of each of these checkouts, the newest first.
    pub async fn payments_by_checkout(
        &self,
        checkouts: &[CheckoutId],
    ) -> Result<HashMap<CheckoutId, Vec<Payment>>, store::Error> {
        let mut read = self.db.read().await?;
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for ids in chunks(checkouts.iter().map(|id| id.0)) {
            for payment in payments::db::of_checkouts(&mut read, &ids).await? {
                found.entry(payment.checkout_id).or_default().push(payment);
            }
        }
        Ok(found)
    }
}

/// As many at once as one statement takes.
fn chunks(ids: impl Iterator<Item = Uuid>) -> Vec<Vec<Uuid>> {
    let ids: Vec<_> = ids.collect();
    ids.chunks(IDS).map(<[Uuid]>::to_vec).collect()
}
