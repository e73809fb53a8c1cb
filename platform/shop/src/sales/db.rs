//! What the figures are made of: `orders`, `order_lines`, `basket_lines` and
//! `holds`, read by show.

use chrono::NaiveDateTime;
use model::{OfferId, ProductId, ShopId, ShowId, Timestamp};
use sqlx::FromRow;
use store::{Read, Result, fetch_all, fetch_one};

use super::SoldMinute;

/// Offers looked at for whether they count.
const OFFERS: i64 = 5_000;

#[derive(FromRow)]
pub(super) struct Totals {
    pub orders: i64,
    pub units: i64,
    pub revenue: i64,
}

#[derive(FromRow)]
pub(super) struct ProductRow {
    pub product_id: ProductId,
    pub name: String,
    pub units: i64,
    pub revenue: i64,
    pub available: i64,
}

/// A `SELECT` from the lines that were sold: `$1` is the show, `$2` the shop.
macro_rules! of_sold {
    ($select:literal) => {
        concat!(
            "WITH sold AS (
                 SELECT l.order_id, l.product_id, l.name, l.quantity, l.total, o.placed_at
                 FROM order_lines l JOIN orders o ON o.id = l.order_id
                 WHERE l.show_id = $1 AND o.shop_id = $2 AND o.state IN ('paid', 'fulfilled')
                 UNION ALL
                 SELECT l.order_id, l.product_id, l.name, l.quantity, l.total, o.placed_at
                 FROM orders o JOIN order_lines l ON l.order_id = o.id AND l.show_id IS NULL
                 WHERE o.show_id = $1 AND o.shop_id = $2 AND o.state IN ('paid', 'fulfilled')
             ) ",
            $select
        )
    };
}

pub(super) async fn totals(read: &mut Read, shop: ShopId, show: ShowId) -> Result<Totals> {
    fetch_one!(
        read,
        Totals,
        of_sold!(
            "SELECT COUNT(DISTINCT order_id) AS orders, CAST(COALESCE(SUM(quantity), 0) AS BIGINT) AS units,
                    CAST(COALESCE(SUM(total), 0) AS BIGINT) AS revenue FROM sold"
        ),
        show,
        shop,
    )
}

pub(super) async fn by_product(
    read: &mut Read,
    shop: ShopId,
    show: ShowId,
    most: i64,
) -> Result<Vec<ProductRow>> {
    fetch_all!(
        read,
        ProductRow,
        of_sold!(
            "SELECT s.product_id, s.name, s.units, s.revenue,
                    CAST(COALESCE((SELECT SUM(v.available) FROM variants v
                                   WHERE v.product_id = s.product_id AND v.retired_at IS NULL), 0) AS BIGINT)
                        AS available
             FROM (SELECT product_id, MAX(name) AS name, CAST(SUM(quantity) AS BIGINT) AS units,
                          CAST(SUM(total) AS BIGINT) AS revenue FROM sold GROUP BY product_id) s
             ORDER BY s.revenue DESC, s.product_id LIMIT $3"
        ),
        show,
        shop,
        most,
    )
}

/// Grouped by the time's text up to the minute, which both engines write in UTC:
/// one with a `T` between day and hour, one with a space.
pub(super) async fn by_minute(
    read: &mut Read,
    shop: ShopId,
    show: ShowId,
    most: i64,
) -> Result<Vec<SoldMinute>> {
    let rows = fetch_all!(
        read,
        (String, i64, i64),
        of_sold!(
            "SELECT SUBSTR(CAST(placed_at AS TEXT), 1, 16) AS minute, COUNT(DISTINCT order_id),
                    CAST(SUM(total) AS BIGINT) FROM sold GROUP BY 1 ORDER BY 1 DESC LIMIT $3"
        ),
        show,
        shop,
        most,
    )?;
    let minutes = rows.into_iter().rev().filter_map(|(minute, orders, revenue)| {
        let at = NaiveDateTime::parse_from_str(&minute.replace('T', " "), "%Y-%m-%d %H:%M").ok()?;
        Some(SoldMinute {
            at: at.and_utc(),
            orders,
            revenue,
        })
    });
    Ok(minutes.collect())
}

pub(super) async fn baskets(read: &mut Read, shop: ShopId, show: ShowId) -> Result<i64> {
    let (baskets,) = fetch_one!(
        read,
        (i64,),
        "SELECT COUNT(DISTINCT l.basket_id) FROM basket_lines l JOIN baskets b ON b.id = l.basket_id
         WHERE l.show_id = $1 AND b.shop_id = $2",
        show,
        shop,
    )?;
    Ok(baskets)
}

/// Of all holds that stand: they are few, and found by their deadline.
pub(super) async fn held(read: &mut Read, show: ShowId, now: Timestamp) -> Result<i64> {
    let (units,) = fetch_one!(
        read,
        (i64,),
        "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) FROM holds
         WHERE state IN ('held', 'committed') AND until > $1 AND show_id = $2",
        now,
        show,
    )?;
    Ok(units)
}

pub(super) async fn offers_running(read: &mut Read, now: Timestamp) -> Result<Vec<(ProductId, OfferId)>> {
    fetch_all!(
        read,
        (ProductId, OfferId),
        "SELECT product_id, id FROM offers
         WHERE starts_at <= $1 AND ends_at > $1 AND (most_units IS NULL OR units < most_units)
         ORDER BY id LIMIT $2",
        now,
        OFFERS,
    )
}
