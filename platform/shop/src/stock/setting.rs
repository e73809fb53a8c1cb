//! Setting a variant's stock by hand.

use model::{ProductId, ShopId, VariantId};
use store::Tx;

use super::{Locked, Stock};
use crate::Commerce;

/// The most units a variant can have.
pub(super) const MOST: i64 = 1_000_000_000;

/// What to do with a variant's stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetStock {
    /// So many more, or fewer.
    Delta(i64),
    /// So many, provided nothing has changed since `version`.
    To { available: i64, version: i64 },
}

/// Why it is not changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StockError {
    #[error("there is no such variant")]
    Unknown,
    #[error("stock is between 0 and 1,000,000,000 units")]
    Amount,
    #[error("the stock has changed meanwhile: {} can be bought now", .0.available)]
    Changed(Stock),
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Commerce {
    /// How a variant of `shop` stands.
    pub async fn stock(&self, shop: ShopId, variant: VariantId) -> Result<Option<Stock>, store::Error> {
        let mut read = self.db.read().await?;
        store::fetch_optional!(
            read,
            Stock,
            "SELECT id AS variant_id, available, held, waiting, version FROM variants
             WHERE id = $1 AND shop_id = $2",
            variant,
            shop,
        )
    }

    /// Changes a variant's stock; those in line are served from it first.
    pub async fn set_stock(
        &self,
        shop: ShopId,
        product: ProductId,
        variant: VariantId,
        how: SetStock,
    ) -> Result<Stock, StockError> {
        self.points.reach("stock.begin").await;
        let mut tx = self.db.begin().await?;
        let mut locked = Locked::lock(&mut tx, [variant]).await?;
        self.points.reach("stock.locked").await;
        let stock = locked.stock(variant).ok_or(StockError::Unknown)?;
        let own = |row: &super::db::Row| (row.shop_id, row.product_id) == (shop, product);
        if !locked.row(variant).is_some_and(own) {
            return Err(StockError::Unknown);
        }
        let by = match how {
            SetStock::Delta(by) => by,
            SetStock::To { version, .. } if version != stock.version => {
                return Err(StockError::Changed(stock));
            }
            SetStock::To { available, .. } => {
                available.checked_sub(stock.available).ok_or(StockError::Amount)?
            }
        };
        if !locked.restock(variant, by) {
            return Err(StockError::Amount);
        }
        let now = self.clock.now();
        locked.release_due(&mut tx, &[variant], now).await?;
        locked
            .serve_line(&mut tx, &self.world(), variant, now, None)
            .await?;
        let items = locked.write(&mut tx).await?;
        self.points.reach("stock.commit").await;
        tx.commit().await?;
        self.tell(items);
        self.stock(shop, variant).await?.ok_or(StockError::Unknown)
    }
}

/// Puts units back that were sold, within the transaction that takes them back.
/// Gives their variants: hand them to [`Desk::look`](super::Desk::look) after the
/// commit.
pub async fn restock(tx: &mut Tx, units: &[(VariantId, i64)]) -> Result<Vec<VariantId>, store::Error> {
    let variants: Vec<_> = units.iter().map(|(variant, _)| *variant).collect();
    let mut locked = Locked::lock(tx, variants.iter().copied()).await?;
    for (variant, by) in units {
        // Those that are not in the catalogue any more take nothing back.
        locked.restock(*variant, *by);
    }
    locked.write(tx).await?;
    Ok(variants)
}
