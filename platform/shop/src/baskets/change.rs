//! A basket that two fill at once: so many more or fewer, counted by whoever has the
//! basket's row, so that of two presses at the same moment both count.

use model::{AccountId, Holder, ShopId, VariantId};

use super::{BasketError, BasketLine, db};
use crate::Commerce;
use crate::holds::QUANTITY;
use crate::quotes::LINES_MAX;

/// So many units more or fewer of one variant.
#[derive(Debug, Clone, Copy)]
pub struct Change {
    pub variant: VariantId,
    /// -99 to 99, and not 0.
    pub by: i64,
    /// Who does it, where it is not the basket's holder.
    pub advisor: Option<AccountId>,
}

impl Commerce {
    /// Changes how many of a variant are in the basket. Where none are left, its line
    /// is gone.
    ///
    /// # Errors
    /// [`BasketError::Quantity`] beyond 99.
    pub async fn change_line(&self, shop: ShopId, holder: Holder, change: Change) -> Result<(), BasketError> {
        let Change { variant, by, advisor } = change;
        let most = *QUANTITY.end();
        if by == 0 || !(-most..=most).contains(&by) {
            return Err(BasketError::Quantity);
        }
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let basket = self.touch(&mut tx, shop, holder, now).await?;
        let lines = db::lines(&mut tx, basket).await?;
        let had = lines.iter().find(|line| line.variant_id == variant);
        let quantity = had.map_or(0, |line| line.quantity) + by;
        if quantity > most {
            return Err(BasketError::Quantity);
        }
        if quantity <= 0 {
            db::remove_line(&mut tx, basket, variant).await?;
        } else {
            if !db::is_for_sale(&mut tx, shop, variant).await? {
                return Err(BasketError::Unknown);
            }
            if had.is_none() && lines.len() >= LINES_MAX {
                return Err(BasketError::Full);
            }
            let line = BasketLine {
                variant_id: variant,
                quantity,
                show_id: None,
                added_at: now,
                advised_by: advisor,
            };
            db::set_line(&mut tx, basket, &line).await?;
        }
        tx.commit().await?;
        self.tell_basket(shop, holder);
        Ok(())
    }
}
