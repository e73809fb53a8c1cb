//! Giving leave to keep a card, changing it, and taking it back.

use model::{AccountId, ShopId};

use super::{CardError, Consents, asks, db};
use crate::Advice;
use crate::news::Item;

/// The version of the text that shoppers agree to. One more whenever it says something
/// else: whoever agreed to an older one is shown as having done so.
pub const CONSENT: i64 = 1;

/// What a shopper gives leave for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leave {
    pub history: bool,
    pub sizes: bool,
    pub notes: bool,
    /// Means nothing without one of the others.
    pub any_time: bool,
}

impl Leave {
    fn is_any(self) -> bool {
        self.history || self.sizes || self.notes
    }
}

impl Advice {
    /// Sets what `account` gives the advisors of `shop` leave for, as said in that version
    /// of the text. What there is no leave for any more is erased at once; without leave
    /// for any part so is the card.
    ///
    /// # Errors
    /// [`CardError::Consent`] for a text that is not the present one.
    pub async fn give_leave(
        &self,
        shop: ShopId,
        account: AccountId,
        leave: Leave,
        consent: i64,
    ) -> Result<Option<Consents>, CardError> {
        if consent != CONSENT {
            return Err(CardError::Consent);
        }
        let mut tx = self.db.begin().await?;
        if leave.is_any() {
            db::set_leave(&mut tx, shop, account, leave, consent, self.clock.now()).await?;
            if !leave.sizes {
                db::erase_sizes(&mut tx, shop, account).await?;
            }
            if !leave.notes {
                db::erase_notes(&mut tx, shop, account).await?;
            }
        } else {
            db::erase(&mut tx, shop, account).await?;
        }
        // Whoever has chosen is not asked any more.
        asks::close_all(&mut tx, shop, account).await?;
        let consents = db::consents(&mut tx, shop, account).await?;
        tx.commit().await?;
        self.tell_of_card(shop, account).await?;
        Ok(consents)
    }

    /// Erases the card with all that is on it, and the leave to keep one.
    pub async fn erase_card(&self, shop: ShopId, account: AccountId) -> Result<(), store::Error> {
        let mut tx = self.db.begin().await?;
        db::erase(&mut tx, shop, account).await?;
        tx.commit().await?;
        self.tell_of_card(shop, account).await
    }

    /// Tells a talk the two are in that the card is another one now.
    pub(super) async fn tell_of_card(&self, shop: ShopId, account: AccountId) -> Result<(), store::Error> {
        let mut read = self.db.read().await?;
        if let Some(session) = db::open_session(&mut read, shop, account).await? {
            self.news.tell(Item::CardChanged { session });
        }
        Ok(())
    }
}
