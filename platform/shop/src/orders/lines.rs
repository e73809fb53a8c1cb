//! The `order_lines` table.

use model::{OrderId, ProductId, ShowId, VariantId};
use store::{On, Result, Tx, execute, fetch_all};
use uuid::Uuid;

use super::{DraftLine, OrderLine};
use crate::batch::{Batch, execute_rows};
use crate::by_ids::fetch_by_ids;

#[derive(sqlx::FromRow)]
struct Row {
    order_id: OrderId,
    position: i64,
    product_id: ProductId,
    variant_id: VariantId,
    show_id: Option<ShowId>,
    name: String,
    options: String,
    sku: String,
    picture: Option<String>,
    quantity: i64,
    unit_price: i64,
    discount: i64,
    tax: i64,
    total: i64,
    refunded: i64,
    restocked: i64,
}

impl TryFrom<Row> for OrderLine {
    type Error = store::Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            position: row.position,
            product_id: row.product_id,
            variant_id: row.variant_id,
            show_id: row.show_id,
            name: row.name,
            options: serde_json::from_str(&row.options)?,
            sku: row.sku,
            picture: row.picture,
            quantity: row.quantity,
            unit_price: row.unit_price,
            discount: row.discount,
            tax: row.tax,
            total: row.total,
            refunded: row.refunded,
            restocked: row.restocked,
        })
    }
}

static INSERT: Batch = Batch::new(
    "INSERT INTO order_lines (order_id, position, product_id, variant_id, show_id, name, options, sku, picture,
                              quantity, unit_price, discount, tax, total, refunded, restocked) VALUES ",
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)",
    "",
    0,
);

/// Writes a new order's lines.
pub(super) async fn insert(tx: &mut Tx, order: OrderId, lines: &[DraftLine]) -> Result<()> {
    let mut rows = Vec::with_capacity(lines.len());
    for (position, line) in (0_i64..).zip(lines) {
        rows.push((position, line, serde_json::to_string(&line.options)?));
    }
    execute_rows!(tx, &INSERT, &rows, [], |row| [
        order,
        row.0,
        row.1.product,
        row.1.variant,
        row.1.show,
        row.1.name.as_str(),
        row.2.as_str(),
        row.1.sku.as_str(),
        row.1.picture.as_deref(),
        row.1.quantity,
        row.1.unit_price,
        row.1.discount,
        row.1.tax,
        row.1.total,
    ])?;
    Ok(())
}

pub(crate) async fn of_order(on: &mut impl On, id: OrderId) -> Result<Vec<OrderLine>> {
    let rows = fetch_all!(
        on,
        Row,
        "SELECT order_id, position, product_id, variant_id, show_id, name, options, sku, picture, quantity,
                unit_price, discount, tax, total, refunded, restocked
         FROM order_lines WHERE order_id = $1 ORDER BY position LIMIT 1000",
        id
    )?;
    rows.into_iter().map(OrderLine::try_from).collect()
}

/// The lines of some orders, in their order.
pub(super) async fn of_orders(on: &mut impl On, ids: &[Uuid]) -> Result<Vec<(OrderId, OrderLine)>> {
    let rows: Vec<Row> = fetch_by_ids!(
        on,
        Row,
        "SELECT order_id, position, product_id, variant_id, show_id, name, options, sku, picture, quantity,
                unit_price, discount, tax, total, refunded, restocked
         FROM order_lines WHERE order_id IN",
        ids,
        "ORDER BY order_id, position LIMIT 5000"
    )?;
    let named = |row: Row| Ok((row.order_id, OrderLine::try_from(row)?));
    rows.into_iter().map(named).collect()
}

/// Counts units of a line given back, and those of them that are in stock again.
pub(crate) async fn units_given_back(
    tx: &mut Tx,
    order: OrderId,
    position: i64,
    units: i64,
    restocked: i64,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE order_lines SET refunded = refunded + $1, restocked = restocked + $2
         WHERE order_id = $3 AND position = $4",
        units,
        restocked,
        order,
        position,
    )?;
    Ok(())
}
