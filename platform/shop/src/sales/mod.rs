//! How a show sells, in figures: what was bought in it, what is in baskets and
//! set aside at the moment. A line counts for the show it was put into the
//! basket in, else for the show its order was placed in.

mod db;

use model::{Money, OfferId, ProductId, ShopId, ShowId, Timestamp};

use crate::{Commerce, settings};

/// Products of one answer, those that brought in most.
const PRODUCTS: i64 = 200;
/// Minutes of one answer: two days of them.
const MINUTES: i64 = 2_880;

/// The figures of one show. Orders that were cancelled or given back in whole
/// are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sales {
    pub orders: i64,
    pub units: i64,
    pub revenue: Money,
    /// Baskets something of this show is in.
    pub baskets: i64,
    /// Units set aside in this show just now.
    pub held: i64,
    /// Those that brought in most first.
    pub by_product: Vec<SoldProduct>,
    /// In order; minutes in which nothing was bought are left out.
    pub by_minute: Vec<SoldMinute>,
}

/// What was bought of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoldProduct {
    pub product: ProductId,
    pub name: String,
    pub units: i64,
    pub revenue: Money,
    /// Units of all its variants that can be bought now.
    pub left: i64,
}

/// What was bought within a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SoldMinute {
    /// When it began.
    pub at: Timestamp,
    pub orders: i64,
    /// In minor units.
    pub revenue: i64,
}

impl Commerce {
    /// How `show` sells for `shop`.
    pub async fn sales(&self, shop: ShopId, show: ShowId) -> Result<Sales, store::Error> {
        let now = self.clock.now();
        let mut read = self.db.read().await?;
        let currency = settings::currency(&mut read, shop).await?;
        let totals = db::totals(&mut read, shop, show).await?;
        let by_product = db::by_product(&mut read, shop, show, PRODUCTS).await?;
        let by_product = by_product.into_iter().map(|row| SoldProduct {
            product: row.product_id,
            name: row.name,
            units: row.units,
            revenue: Money::new(row.revenue, currency),
            left: row.available,
        });
        Ok(Sales {
            orders: totals.orders,
            units: totals.units,
            revenue: Money::new(totals.revenue, currency),
            baskets: db::baskets(&mut read, shop, show).await?,
            held: db::held(&mut read, show, now).await?,
            by_product: by_product.collect(),
            by_minute: db::by_minute(&mut read, shop, show, MINUTES).await?,
        })
    }

    /// The offers that count just now, with their products: to notice when one
    /// begins, ends or is used up.
    pub async fn offers_running(&self) -> Result<Vec<(ProductId, OfferId)>, store::Error> {
        let mut read = self.db.read().await?;
        db::offers_running(&mut read, self.clock.now()).await
    }
}
