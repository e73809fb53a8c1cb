//! The `tax_rates` table.

use model::ShopId;
use store::{Db, Result, execute, fetch_all};

use super::{RATES_MAX, TaxRate};

pub(crate) async fn of_shop(db: &Db, shop: ShopId) -> Result<Vec<TaxRate>> {
    let mut read = db.read().await?;
    let limit = i64::try_from(RATES_MAX).unwrap_or(i64::MAX);
    fetch_all!(
        read,
        TaxRate,
        "SELECT country, region, tax_class, basis_points FROM tax_rates
         WHERE shop_id = $1 ORDER BY country, region, tax_class LIMIT $2",
        shop,
        limit,
    )
}

pub(super) async fn replace(db: &Db, shop: ShopId, rates: &[TaxRate]) -> Result<()> {
    let mut tx = db.begin().await?;
    // Two who write at once come one after the other on PostgreSQL, too.
    execute!(tx, "UPDATE shops SET slug = slug WHERE id = $1", shop)?;
    execute!(tx, "DELETE FROM tax_rates WHERE shop_id = $1", shop)?;
    for rate in rates {
        execute!(
            tx,
            "INSERT INTO tax_rates (shop_id, country, region, tax_class, basis_points)
             VALUES ($1, $2, $3, $4, $5)",
            shop,
            &rate.country,
            &rate.region,
            rate.tax_class,
            rate.basis_points,
        )?;
    }
    tx.commit().await
}
