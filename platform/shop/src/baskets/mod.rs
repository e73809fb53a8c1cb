//! Baskets: what someone means to buy in one shop. One for each shop and holder,
//! the same in every tab and on every device; it sets nothing aside.

mod change;
mod db;
mod join;
mod priced;

use chrono::TimeDelta;
use model::{AccountId, BasketId, Holder, ShopId, ShowId, Timestamp, VariantId};

use crate::Commerce;
use crate::holds::QUANTITY;
use crate::news::Item;
use crate::quotes::LINES_MAX;
use crate::vouchers;

pub use change::Change;
pub use priced::{PricedBasket, PricedLine, Problem, lines_at};

/// How long a basket is kept after its last change.
pub const KEPT: TimeDelta = TimeDelta::days(30);

/// How often old ones are forgotten.
pub(crate) const TIDY_EVERY: std::time::Duration = std::time::Duration::from_secs(3_600);

/// A basket. One that was never written to is empty and at version 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Basket {
    pub id: Option<BasketId>,
    /// One more with every change.
    pub version: i64,
    /// A code as it was typed, in capital letters; it may not count.
    pub voucher: Option<String>,
    /// In the order they were put in.
    pub lines: Vec<BasketLine>,
}

/// Some units of one variant.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct BasketLine {
    pub variant_id: VariantId,
    pub quantity: i64,
    /// The show in which it was put in.
    pub show_id: Option<ShowId>,
    pub added_at: Timestamp,
    /// The advisor who put it in or changed it last; none where its holder did.
    pub advised_by: Option<AccountId>,
}

/// So many units, to be in a basket.
#[derive(Debug, Clone, Copy)]
pub struct Put {
    pub variant: VariantId,
    /// 1 to 99; 0 takes the line out.
    pub quantity: i64,
    /// The show in which it is put in.
    pub show: Option<ShowId>,
    /// Who does it, where it is not the basket's holder.
    pub advisor: Option<AccountId>,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BasketError {
    #[error("a quantity is between 0 and 99")]
    Quantity,
    #[error("there is nothing of this kind to buy")]
    Unknown,
    #[error("a basket holds at most {LINES_MAX} different things")]
    Full,
    #[error("a code has 3 to 24 letters, digits and hyphens")]
    Code,
    #[error(transparent)]
    Rule(#[from] crate::quotes::rules::RuleError),
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Commerce {
    /// `holder`'s basket in `shop`.
    pub async fn basket(&self, shop: ShopId, holder: Holder) -> Result<Basket, store::Error> {
        let mut read = self.db.read().await?;
        db::basket(&mut read, shop, holder.uuid()).await
    }

    /// Sets how many of a variant are in the basket. How many there are to buy is
    /// not asked here.
    pub async fn set_line(&self, shop: ShopId, holder: Holder, put: Put) -> Result<(), BasketError> {
        let Put {
            variant, quantity, ..
        } = put;
        if quantity != 0 && !QUANTITY.contains(&quantity) {
            return Err(BasketError::Quantity);
        }
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let basket = self.touch(&mut tx, shop, holder, now).await?;
        if quantity == 0 {
            db::remove_line(&mut tx, basket, variant).await?;
        } else {
            if !db::is_for_sale(&mut tx, shop, variant).await? {
                return Err(BasketError::Unknown);
            }
            let line = BasketLine {
                variant_id: variant,
                quantity,
                show_id: put.show,
                added_at: now,
                advised_by: put.advisor,
            };
            db::set_line(&mut tx, basket, &line).await?;
            if db::lines(&mut tx, basket).await?.len() > LINES_MAX {
                return Err(BasketError::Full);
            }
        }
        tx.commit().await?;
        self.tell_basket(shop, holder);
        Ok(())
    }

    /// Puts a voucher's code in, or takes it out. One that does not count is
    /// kept all the same, and the basket says why.
    pub async fn set_voucher(
        &self,
        shop: ShopId,
        holder: Holder,
        code: Option<&str>,
    ) -> Result<(), BasketError> {
        let code = match code {
            Some(code) => Some(vouchers::folded(code).ok_or(BasketError::Code)?),
            None => None,
        };
        let mut tx = self.db.begin().await?;
        let basket = self.touch(&mut tx, shop, holder, self.clock.now()).await?;
        db::set_voucher(&mut tx, basket, code.as_deref()).await?;
        tx.commit().await?;
        self.tell_basket(shop, holder);
        Ok(())
    }

    /// Forgets baskets nobody has changed for 30 days; gives how many.
    pub async fn tidy_baskets(&self) -> Result<u64, store::Error> {
        db::forget(&self.db, self.clock.now() - KEPT).await
    }

    /// The basket's row, locked, at its next version.
    async fn touch(
        &self,
        tx: &mut store::Tx,
        shop: ShopId,
        holder: Holder,
        now: Timestamp,
    ) -> Result<BasketId, store::Error> {
        let new = BasketId::new(&*self.clock, &*self.entropy);
        db::touch(tx, new, shop, holder.uuid(), now).await
    }

    fn tell_basket(&self, shop: ShopId, holder: Holder) {
        let holder = holder.uuid();
        self.news.tell(Item::Basket { shop, holder });
    }
}

/// Takes out of the holder's basket what was bought, within the transaction that
/// makes the order; false when there is no basket. Tell
/// [`Item::Basket`](crate::news::Item::Basket) after the commit.
pub async fn take_out(
    tx: &mut store::Tx,
    shop: ShopId,
    holder: uuid::Uuid,
    bought: &[(VariantId, i64)],
    now: Timestamp,
) -> Result<bool, store::Error> {
    let Some(basket) = db::lock(tx, shop, holder, now).await? else {
        return Ok(false);
    };
    for line in db::lines(tx, basket).await? {
        let bought = bought
            .iter()
            .filter(|(variant, _)| *variant == line.variant_id)
            .map(|(_, quantity)| quantity)
            .sum::<i64>();
        if bought >= line.quantity {
            db::remove_line(tx, basket, line.variant_id).await?;
        } else if bought > 0 {
            let quantity = line.quantity - bought;
            db::set_line(tx, basket, &BasketLine { quantity, ..line }).await?;
        }
    }
    // It counted for this purchase.
    db::set_voucher(tx, basket, None).await?;
    Ok(true)
}
