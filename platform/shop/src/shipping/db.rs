//! The `shipping_rates` table.

use model::{ShippingRateId, ShopId};
use store::{Db, Result, execute, fetch_all};

use super::{RATES_MAX, ShippingRate};

#[derive(sqlx::FromRow)]
struct Row {
    id: ShippingRateId,
    name: String,
    countries: String,
    least_g: i64,
    most_g: Option<i64>,
    price: i64,
    free_from: Option<i64>,
}

impl TryFrom<Row> for ShippingRate {
    type Error = store::Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            name: row.name,
            countries: serde_json::from_str(&row.countries)?,
            least_g: row.least_g,
            most_g: row.most_g,
            price: row.price,
            free_from: row.free_from,
        })
    }
}

pub(crate) async fn of_shop(db: &Db, shop: ShopId) -> Result<Vec<ShippingRate>> {
    let mut read = db.read().await?;
    let limit = i64::try_from(RATES_MAX).unwrap_or(i64::MAX);
    let rows = fetch_all!(
        read,
        Row,
        "SELECT id, name, countries, least_g, most_g, price, free_from FROM shipping_rates
         WHERE shop_id = $1 ORDER BY position LIMIT $2",
        shop,
        limit,
    )?;
    rows.into_iter().map(ShippingRate::try_from).collect()
}

pub(super) async fn replace(db: &Db, shop: ShopId, rates: &[ShippingRate]) -> Result<()> {
    let mut tx = db.begin().await?;
    // Two who write at once come one after the other on PostgreSQL, too.
    execute!(tx, "UPDATE shops SET slug = slug WHERE id = $1", shop)?;
    execute!(tx, "DELETE FROM shipping_rates WHERE shop_id = $1", shop)?;
    for (position, rate) in (0_i64..).zip(rates) {
        execute!(
            tx,
            "INSERT INTO shipping_rates
                 (id, shop_id, position, name, countries, least_g, most_g, price, free_from)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            rate.id,
            shop,
            position,
            &rate.name,
            serde_json::to_string(&rate.countries)?,
            rate.least_g,
            rate.most_g,
            rate.price,
            rate.free_from,
        )?;
    }
    tx.commit().await
}
