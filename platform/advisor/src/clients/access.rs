//! When an advisor of a shop may look at a card: in a talk with that client, before one
//! that is booked with them, or, where the shopper said so, at any time.

use model::{AccountId, ShopId};

use super::{db, list};
use crate::{Advice, AdviceSessionId};

/// By what an advisor comes to a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The two are in it.
    Talk(AdviceSessionId),
    /// A booking that is to come, or leave to look at any time.
    Outside,
}

impl Advice {
    /// By what `advisor` may look at the card of `account`; none where they may not, or
    /// there is no card. Whether they give advice in `shop` is not known here.
    pub async fn door_to_card(
        &self,
        shop: ShopId,
        account: AccountId,
        advisor: AccountId,
    ) -> Result<Option<Door>, store::Error> {
        let now = self.clock.now();
        let mut read = self.db.read().await?;
        if db::consents(&mut read, shop, account).await?.is_none() {
            return Ok(None);
        }
        if let Some(session) = list::talk_of(&mut read, shop, account, advisor).await? {
            return Ok(Some(Door::Talk(session)));
        }
        let may = list::may_look(&mut read, shop, account, advisor, now).await?;
        Ok(may.then_some(Door::Outside))
    }
}
