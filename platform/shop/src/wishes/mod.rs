//! Wish lists: what someone would like to have from one shop, without saying of which
//! size or when. One for each shop and holder; it sets nothing aside.

mod db;

use chrono::TimeDelta;
use model::{AccountId, GuestId, Holder, ProductId, ShopId, Timestamp};

use crate::Commerce;
use crate::news::Item;

/// Products on one list.
pub const WISHES_MAX: i64 = 200;
/// How long the list of a browser nobody is signed in with is kept after its last change.
pub const KEPT: TimeDelta = TimeDelta::days(180);

/// A product someone wishes for.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Wish {
    pub product_id: ProductId,
    /// The advisor who put it on the list; none where its holder did.
    pub advised_by: Option<AccountId>,
    pub added_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WishError {
    #[error("there is no such product to buy")]
    Unknown,
    #[error("a wish list has at most {WISHES_MAX} products")]
    Full,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Commerce {
    /// What `holder` wishes for in `shop`, the newest first; products may be sold no
    /// more.
    pub async fn wishes(&self, shop: ShopId, holder: Holder) -> Result<Vec<Wish>, store::Error> {
        let mut read = self.db.read().await?;
        db::of_holder(&mut read, shop, holder.uuid()).await
    }

    pub async fn is_wished(
        &self,
        shop: ShopId,
        holder: Holder,
        product: ProductId,
    ) -> Result<bool, store::Error> {
        let mut read = self.db.read().await?;
        db::is_wished(&mut read, shop, holder.uuid(), product).await
    }

    /// Puts a product on the list, and the advisor who does so where it is not the
    /// list's holder. One that is on it stays as it is.
    ///
    /// # Errors
    /// [`WishError::Full`] beyond [`WISHES_MAX`].
    pub async fn wish(
        &self,
        shop: ShopId,
        holder: Holder,
        product: ProductId,
        advisor: Option<AccountId>,
    ) -> Result<(), WishError> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        if !db::is_for_sale(&mut tx, shop, product).await? {
            return Err(WishError::Unknown);
        }
        // Locked, so that two at once can't both be the last that fits.
        db::touch(&mut tx, shop, holder.uuid(), now).await?;
        if !db::insert(&mut tx, shop, holder.uuid(), product, advisor, now).await? {
            return Ok(());
        }
        if db::count(&mut tx, shop, holder.uuid()).await? > WISHES_MAX {
            return Err(WishError::Full);
        }
        tx.commit().await?;
        self.tell_wishes(shop, holder);
        Ok(())
    }

    /// Takes a product off the list; one that is not on it is no error.
    pub async fn unwish(&self, shop: ShopId, holder: Holder, product: ProductId) -> Result<(), store::Error> {
        let mut tx = self.db.begin().await?;
        // The list first, as by whoever wishes: so nobody waits in a circle.
        db::touch(&mut tx, shop, holder.uuid(), self.clock.now()).await?;
        if !db::delete(&mut tx, shop, holder.uuid(), product).await? {
            return Ok(());
        }
        tx.commit().await?;
        self.tell_wishes(shop, holder);
        Ok(())
    }

    /// Hands over `guest`'s lists to `account`, as far as they fit. Done twice it is
    /// done once.
    pub(crate) async fn hand_over_wishes(
        &self,
        guest: GuestId,
        account: AccountId,
    ) -> Result<(), store::Error> {
        let (guest, own) = (Holder::Guest(guest).uuid(), Holder::Account(account));
        let mut tx = self.db.begin().await?;
        let shops = db::shops(&mut tx, guest).await?;
        for &shop in &shops {
            db::touch(&mut tx, shop, own.uuid(), self.clock.now()).await?;
            let room = WISHES_MAX - db::count(&mut tx, shop, own.uuid()).await?;
            db::copy(&mut tx, shop, guest, own.uuid(), room.max(0)).await?;
            db::delete_list(&mut tx, shop, guest).await?;
        }
        tx.commit().await?;
        for shop in shops {
            self.tell_wishes(shop, own);
        }
        Ok(())
    }

    /// Forgets lists of browsers nobody is signed in with that nobody has changed for
    /// 180 days; gives how many.
    pub async fn tidy_wishes(&self) -> Result<u64, store::Error> {
        let mut tx = self.db.begin().await?;
        let forgotten = db::forget(&mut tx, self.clock.now() - KEPT).await?;
        tx.commit().await?;
        Ok(forgotten)
    }

    fn tell_wishes(&self, shop: ShopId, holder: Holder) {
        let holder = holder.uuid();
        self.news.tell(Item::Wishes { shop, holder });
    }
}
