//! What a retailer sees of a shop at a glance.

use model::ShopId;
use store::fetch_one;

use crate::Commerce;

/// A shop in two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Figures {
    /// Products on sale.
    pub products: i64,
    /// Orders that are paid and not sent.
    pub to_send: i64,
}

impl Commerce {
    /// How `shop` stands now.
    pub async fn figures(&self, shop: ShopId) -> Result<Figures, store::Error> {
        let mut read = self.db.read().await?;
        fetch_one!(
            read,
            Figures,
            "SELECT (SELECT COUNT(*) FROM products WHERE shop_id = $1 AND state = 'active') AS products,
                    (SELECT COUNT(*) FROM orders WHERE shop_id = $1 AND state = 'paid') AS to_send",
            shop
        )
    }
}
