//! How far somebody is with paying, for those who advise them.

use model::{CheckoutState, Holder, ShopId, Timestamp};
use store::fetch_optional;

use crate::Commerce;

impl Commerce {
    /// How `holder`'s last checkout in `shop` stands that was made `since` then; none
    /// where it was left or has run out.
    pub async fn last_checkout(
        &self,
        shop: ShopId,
        holder: Holder,
        since: Timestamp,
    ) -> Result<Option<CheckoutState>, store::Error> {
        let mut read = self.db.read().await?;
        let last = fetch_optional!(
            read,
            (CheckoutState, Timestamp),
            "SELECT state, until FROM checkouts WHERE shop_id = $1 AND holder = $2 AND created_at >= $3
             ORDER BY created_at DESC, id DESC LIMIT 1",
            shop,
            holder.uuid(),
            since,
        )?;
        let now = self.clock.now();
        let counts = |(state, until): &(CheckoutState, Timestamp)| match state {
            CheckoutState::Closed => false,
            CheckoutState::Open => *until > now,
            CheckoutState::Paying | CheckoutState::Paid => true,
        };
        Ok(last.filter(counts).map(|(state, _)| state))
    }
}
