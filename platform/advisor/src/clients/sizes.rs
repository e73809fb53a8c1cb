//! Sizes and preferences: pairs that the shopper and the advisors both write.

use model::{AccountId, ShopId, is_unprintable};

use super::{CardError, db};
use crate::Advice;

/// Pairs on one card…
pub const SIZES_MAX: i64 = 20;
/// …the characters of a name…
pub const SIZE_NAME_MAX: usize = 40;
/// …and of a value.
pub const SIZE_VALUE_MAX: usize = 120;

impl Advice {
    /// Writes one pair; an empty value takes it off. `by` is the advisor who does, none
    /// for the shopper.
    ///
    /// # Errors
    /// [`CardError::NoLeave`] without leave for sizes.
    pub async fn set_size(
        &self,
        shop: ShopId,
        account: AccountId,
        (name, value): (&str, &str),
        by: Option<AccountId>,
    ) -> Result<(), CardError> {
        let (name, value) = (name.trim(), value.trim());
        if !(1..=SIZE_NAME_MAX).contains(&name.chars().count()) || name.chars().any(is_unprintable) {
            return Err(CardError::SizeName);
        }
        if value.chars().count() > SIZE_VALUE_MAX || value.chars().any(is_unprintable) {
            return Err(CardError::SizeValue);
        }
        let key = name.to_lowercase();
        let mut tx = self.db.begin().await?;
        // The card's row is had first: leave that is taken back at the same time counts.
        if !db::lock(&mut tx, shop, account)
            .await?
            .is_some_and(|leave| leave.sizes)
        {
            return Err(CardError::NoLeave);
        }
        if value.is_empty() {
            db::remove_size(&mut tx, shop, account, &key).await?;
        } else {
            let size = super::Size {
                name: name.to_owned(),
                value: value.to_owned(),
                set_by: by,
                set_at: self.clock.now(),
            };
            db::set_size(&mut tx, shop, account, &key, &size).await?;
            if db::count_sizes(&mut tx, shop, account).await? > SIZES_MAX {
                return Err(CardError::SizesFull);
            }
        }
        tx.commit().await?;
        self.tell_of_card(shop, account).await?;
        Ok(())
    }
}
