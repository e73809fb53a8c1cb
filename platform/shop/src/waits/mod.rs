//! The line for a variant that is sold out. What comes back is held for whoever
//! has waited longest, and nobody else gets it before.

mod db;

use model::{CheckoutId, HoldId, Holder, ShopId, ShowId, Timestamp, VariantId, WaitId, WaitState};
use uuid::Uuid;

use crate::Commerce;
use crate::holds::{self, HoldError, QUANTITY};
use crate::stock::{Limit, Locked};

/// People in one line.
pub const LINE_MAX: i64 = 20_000;

/// Someone's place in a line.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Wait {
    pub id: WaitId,
    pub variant_id: VariantId,
    pub holder: Uuid,
    /// As many as they would like; they may be offered fewer.
    pub quantity: i64,
    pub show_id: Option<ShowId>,
    pub state: WaitState,
    /// What is held for them, once it is their turn.
    pub hold_id: Option<HoldId>,
    /// The checkout that hold is part of, once they have gone on with it.
    pub checkout_id: Option<CheckoutId>,
    pub joined_at: Timestamp,
    /// How many are served before them, and one.
    pub position: i64,
}

/// Why someone is not in line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WaitError {
    #[error("there is nothing of this kind to wait for")]
    Unknown,
    #[error("a quantity is between 1 and 99")]
    Quantity,
    #[error("{LINE_MAX} people are in line already")]
    Full,
    /// As [`HoldError::TooMany`] says it.
    #[error(transparent)]
    TooMany(HoldError),
    #[error("this is being paid for")]
    Paying,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Commerce {
    /// Puts `holder` at the end of the line. Whoever is in it keeps their place,
    /// with the new quantity. Where units are there, it is their turn at once.
    ///
    /// # Errors
    /// [`WaitError::TooMany`] when so many more may not be set aside for them: a turn
    /// in a line is no way around that.
    pub async fn join_line(
        &self,
        shop: ShopId,
        variant: VariantId,
        quantity: i64,
        holder: Holder,
        show: Option<ShowId>,
    ) -> Result<Wait, WaitError> {
        if !QUANTITY.contains(&quantity) {
            return Err(WaitError::Quantity);
        }
        self.points.reach("line.begin").await;
        let mut tx = self.db.begin().await?;
        let mut locked = Locked::lock(&mut tx, [variant]).await?;
        self.points.reach("line.locked").await;
        let row = locked.row(variant).ok_or(WaitError::Unknown)?;
        if row.shop_id != shop || !row.for_sale {
            return Err(WaitError::Unknown);
        }
        let full = row.waiting >= LINE_MAX;
        let now = self.clock.now();
        locked.release_due(&mut tx, &[variant], now).await?;
        let before = db::of_holder(&mut tx, shop, variant, holder).await?;
        // What is offered to them is set aside already, and stays as it is.
        if before.is_none_or(|wait| wait.state == WaitState::Waiting) {
            let limit = Limit::of(&mut tx, &[holder.uuid()], now).await?;
            if quantity > limit.left(holder.uuid(), shop, variant) {
                return Err(WaitError::TooMany(HoldError::TooMany));
            }
        }
        if !db::change(&mut tx, variant, holder, quantity).await? {
            if full {
                return Err(WaitError::Full);
            }
            let id = WaitId::new(&*self.clock, &*self.entropy);
            db::insert(&mut tx, id, shop, variant, quantity, holder, show, now).await?;
            locked.in_line(variant, 1);
        }
        locked
            .serve_line(&mut tx, &self.world(), variant, now, Some(holder))
            .await?;
        let items = locked.write(&mut tx).await?;
        let wait = db::of_holder(&mut tx, shop, variant, holder).await?;
        self.points.reach("line.commit").await;
        tx.commit().await?;
        self.tell(items);
        wait.ok_or(WaitError::Unknown)
    }

    /// Where `holder` stands in the line, if they are in it.
    pub async fn line_position(
        &self,
        shop: ShopId,
        variant: VariantId,
        holder: Holder,
    ) -> Result<Option<Wait>, store::Error> {
        let mut read = self.db.read().await?;
        let wait = db::of_holder(&mut read, shop, variant, holder).await?;
        let Some(Wait {
            hold_id: Some(hold), ..
        }) = wait
        else {
            return Ok(wait);
        };
        // An offer that has run out is none, swept or not.
        let runs = holds::runs(&mut read, hold, self.clock.now()).await?;
        Ok(wait.filter(|_| runs))
    }

    /// Takes `holder` out of the line, and gives back what was held for them there.
    pub async fn leave_line(
        &self,
        shop: ShopId,
        variant: VariantId,
        holder: Holder,
    ) -> Result<(), WaitError> {
        self.points.reach("line.begin").await;
        let mut tx = self.db.begin().await?;
        let mut locked = Locked::lock(&mut tx, [variant]).await?;
        self.points.reach("line.locked").await;
        let Some(wait) = db::of_holder(&mut tx, shop, variant, holder).await? else {
            return Ok(());
        };
        if wait.state == WaitState::Waiting {
            locked.in_line(variant, -1);
        } else if let Some(hold) = wait.hold_id {
            match db::give_back(&mut tx, hold).await? {
                Some((quantity, offer)) => locked.put_back(variant, quantity, offer),
                None if db::is_committed(&mut tx, hold).await? => return Err(WaitError::Paying),
                None => {}
            }
        }
        db::end(&mut tx, wait.id).await?;
        let now = self.clock.now();
        locked.release_due(&mut tx, &[variant], now).await?;
        locked
            .serve_line(&mut tx, &self.world(), variant, now, None)
            .await?;
        let items = locked.write(&mut tx).await?;
        self.points.reach("line.commit").await;
        tx.commit().await?;
        self.tell(items);
        Ok(())
    }
}
