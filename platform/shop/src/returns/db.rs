//! The `returns` table.

use model::{OrderId, ReturnId, ReturnState, Timestamp};
use store::{On, Result, Tx, execute, fetch_all, fetch_optional};
use uuid::Uuid;

use super::Return;
use crate::by_ids::fetch_by_ids;

#[derive(sqlx::FromRow)]
struct Row {
    id: ReturnId,
    order_id: OrderId,
    lines: String,
    reason: String,
    state: ReturnState,
    requested_at: Timestamp,
    settled_at: Option<Timestamp>,
}

impl TryFrom<Row> for Return {
    type Error = store::Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            order_id: row.order_id,
            lines: serde_json::from_str(&row.lines)?,
            reason: row.reason,
            state: row.state,
            requested_at: row.requested_at,
            settled_at: row.settled_at,
        })
    }
}

pub(super) async fn insert(tx: &mut Tx, wanted: &Return) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO returns (id, order_id, lines, reason, state, requested_at, settled_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        wanted.id,
        wanted.order_id,
        serde_json::to_string(&wanted.lines)?,
        &wanted.reason,
        wanted.state,
        wanted.requested_at,
        wanted.settled_at,
    )?;
    Ok(())
}

pub(super) async fn save(tx: &mut Tx, settled: &Return) -> Result<()> {
    execute!(
        tx,
        "UPDATE returns SET state = $1, settled_at = $2 WHERE id = $3",
        settled.state,
        settled.settled_at,
        settled.id,
    )?;
    Ok(())
}

pub(super) async fn by_id(on: &mut impl On, order: OrderId, id: ReturnId) -> Result<Option<Return>> {
    let row = fetch_optional!(
        on,
        Row,
        "SELECT id, order_id, lines, reason, state, requested_at, settled_at FROM returns
         WHERE id = $1 AND order_id = $2",
        id,
        order
    )?;
    row.map(Return::try_from).transpose()
}

/// The returns of some orders, in the order they were asked for.
pub(crate) async fn of_orders(on: &mut impl On, orders: &[Uuid]) -> Result<Vec<Return>> {
    let rows: Vec<Row> = fetch_by_ids!(
        on,
        Row,
        "SELECT id, order_id, lines, reason, state, requested_at, settled_at FROM returns WHERE order_id IN",
        orders,
        "ORDER BY requested_at, id LIMIT 5000"
    )?;
    rows.into_iter().map(Return::try_from).collect()
}

pub(super) async fn of_order(on: &mut impl On, order: OrderId) -> Result<Vec<Return>> {
    let rows = fetch_all!(
        on,
        Row,
        "SELECT id, order_id, lines, reason, state, requested_at, settled_at FROM returns
         WHERE order_id = $1 ORDER BY requested_at, id LIMIT 1000",
        order
    )?;
    rows.into_iter().map(Return::try_from).collect()
}
