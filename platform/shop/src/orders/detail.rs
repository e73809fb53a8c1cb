//! What a retailer reads about orders besides the orders: their money, and how
//! much is in each of a list.

use std::collections::HashMap;

use model::OrderId;
use store::fetch_all;

use crate::Commerce;
use crate::by_ids::{IDS, fetch_by_ids};
use crate::ledger::Entry;

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
}
