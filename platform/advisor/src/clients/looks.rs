//! Looks at a card outside of talks: each is written down, for the shopper to see.

use chrono::TimeDelta;
use model::{AccountId, ShopId};

use super::db;
use crate::Advice;

/// Looks that are kept of a card: the last ones.
pub const LOOKS_MAX: i64 = 50;
/// Who looks again within that looks still: a page that is loaded anew is one look.
const SAME_LOOK: TimeDelta = TimeDelta::minutes(5);

impl Advice {
    /// Writes down that `advisor` looks at the card of `account`. The look is written
    /// before anything is shown.
    pub async fn note_look(
        &self,
        shop: ShopId,
        account: AccountId,
        advisor: AccountId,
    ) -> Result<(), store::Error> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        if db::lock(&mut tx, shop, account).await?.is_none() {
            return Ok(());
        }
        if !db::has_looked(&mut tx, shop, account, advisor, now - SAME_LOOK).await? {
            let id = model::EventId::new(&*self.clock, &*self.entropy).0;
            db::add_look(&mut tx, shop, account, id, advisor, now).await?;
            db::forget_looks(&mut tx, shop, account).await?;
        }
        tx.commit().await
    }
}
