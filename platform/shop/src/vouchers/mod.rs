//! Codes that make a basket cheaper. What one takes off is the quote's business;
//! whether it counts is said here.

mod db;

use model::{Currency, DiscountKind, Money, ShopId, Timestamp, VoucherId};
use serde::Serialize;

use crate::Commerce;
use crate::products::PRICE_MAX;
use crate::settings;

pub use db::{by_code, give_back_use, lock, take_use};

/// As many as one shop may have.
pub const VOUCHERS_MAX: i64 = 500;
/// The most uses a voucher may be limited to.
pub const USES_MAX: i64 = 1_000_000;

/// A code and what it does.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Voucher {
    pub id: VoucherId,
    pub shop_id: ShopId,
    /// In capital letters.
    pub code: String,
    pub kind: DiscountKind,
    /// Minor units, per cent, or nothing for shipping.
    pub value: i64,
    /// What the items must come to, in minor units.
    pub least: i64,
    pub most_uses: Option<i64>,
    /// Orders it counted for.
    pub uses: i64,
    pub starts_at: Timestamp,
    pub ends_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// Why a code does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum VoucherProblem {
    #[error("there is no such voucher")]
    Unknown,
    #[error("this voucher is over")]
    Over,
    #[error("this voucher does not count yet")]
    NotYet,
    #[error("this voucher needs more in the basket")]
    TooLittle,
    #[error("this voucher is used up")]
    UsedUp,
}

impl VoucherProblem {
    /// The word it goes by in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Over => "over",
            Self::NotYet => "not_yet",
            Self::TooLittle => "too_little",
            Self::UsedUp => "used_up",
        }
    }
}

impl Voucher {
    /// Whether it counts at `now` for items of `items_total` minor units.
    pub fn check(&self, now: Timestamp, items_total: i64) -> Result<(), VoucherProblem> {
        if now < self.starts_at {
            Err(VoucherProblem::NotYet)
        } else if self.ends_at.is_some_and(|end| end <= now) {
            Err(VoucherProblem::Over)
        } else if self.most_uses.is_some_and(|most| self.uses >= most) {
            Err(VoucherProblem::UsedUp)
        } else if items_total < self.least {
            Err(VoucherProblem::TooLittle)
        } else {
            Ok(())
        }
    }
}

/// A voucher to be made.
#[derive(Debug, Clone)]
pub struct NewVoucher {
    pub code: String,
    pub kind: DiscountKind,
    /// Minor units, or per cent; not read for shipping.
    pub value: i64,
    pub least: Option<Money>,
    /// The currency of `value`, where it is an amount.
    pub currency: Option<Currency>,
    pub most_uses: Option<i64>,
    /// At once where it is not said.
    pub starts_at: Option<Timestamp>,
    pub ends_at: Option<Timestamp>,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VoucherError {
    #[error("a code has 3 to 24 letters, digits and hyphens")]
    Code,
    #[error("the shop has a voucher of this code")]
    CodeTaken,
    #[error("a voucher takes off 1 to {PRICE_MAX} minor units, or 1 to 100 per cent")]
    Value,
    #[error("the least the items must come to is 0 to {PRICE_MAX} minor units")]
    Least,
    #[error("a voucher counts for 1 to {USES_MAX} orders")]
    Uses,
    #[error("a voucher ends after it starts, in the future")]
    Ends,
    #[error("the shop's amounts are in {0}")]
    Currency(Currency),
    #[error("the shop has {VOUCHERS_MAX} vouchers: delete one first")]
    TooMany,
    #[error("there is no such voucher")]
    Unknown,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl VoucherError {
    /// The member of the request it is about.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Code | Self::CodeTaken => Some("code"),
            Self::Value | Self::Currency(_) => Some("value"),
            Self::Least => Some("least"),
            Self::Uses => Some("most_uses"),
            Self::Ends => Some("ends_at"),
            Self::TooMany | Self::Unknown | Self::Store(_) => None,
        }
    }
}

/// A code as it is stored: without blanks around it, in capital letters.
pub fn folded(code: &str) -> Option<String> {
    let code = code.trim().to_ascii_uppercase();
    let sound = (3..=24).contains(&code.len())
        && code
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
    sound.then_some(code)
}

impl NewVoucher {
    fn checked(self, own: Currency, now: Timestamp) -> Result<Draft, VoucherError> {
        let code = folded(&self.code).ok_or(VoucherError::Code)?;
        let value = match self.kind {
            DiscountKind::Amount if (1..=PRICE_MAX).contains(&self.value) => self.value,
            DiscountKind::Percent if (1..=100).contains(&self.value) => self.value,
            DiscountKind::Shipping => 0,
            _ => return Err(VoucherError::Value),
        };
        let foreign = |currency: Currency| currency != own;
        if self.currency.is_some_and(foreign) || self.least.is_some_and(|least| foreign(least.currency)) {
            return Err(VoucherError::Currency(own));
        }
        let least = self.least.map_or(0, |least| least.minor);
        if !(0..=PRICE_MAX).contains(&least) {
            return Err(VoucherError::Least);
        }
        if self.most_uses.is_some_and(|most| !(1..=USES_MAX).contains(&most)) {
            return Err(VoucherError::Uses);
        }
        let starts_at = model::truncated(self.starts_at.unwrap_or(now));
        let ends_at = self.ends_at.map(model::truncated);
        if ends_at.is_some_and(|end| end <= starts_at || end <= now) {
            return Err(VoucherError::Ends);
        }
        Ok(Draft {
            code,
            value,
            least,
            starts_at,
            ends_at,
        })
    }
}

struct Draft {
    code: String,
    value: i64,
    least: i64,
    starts_at: Timestamp,
    ends_at: Option<Timestamp>,
}

impl Commerce {
    /// Makes a voucher.
    ///
    /// # Errors
    /// One that can't be, or whose code the shop has.
    pub async fn create_voucher(&self, shop: ShopId, new: NewVoucher) -> Result<Voucher, VoucherError> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        settings::ensure(&mut tx, shop).await?;
        let own = settings::currency(&mut tx, shop).await?;
        let (kind, most_uses) = (new.kind, new.most_uses);
        let draft = new.checked(own, now)?;
        let voucher = Voucher {
            id: VoucherId::new(&*self.clock, &*self.entropy),
            shop_id: shop,
            code: draft.code,
            kind,
            value: draft.value,
            least: draft.least,
            most_uses,
            uses: 0,
            starts_at: draft.starts_at,
            ends_at: draft.ends_at,
            created_at: now,
        };
        if db::count(&mut tx, shop).await? >= VOUCHERS_MAX {
            return Err(VoucherError::TooMany);
        }
        match db::insert(&mut tx, &voucher).await {
            Ok(()) => {}
            Err(error) if error.is_unique_violation() => return Err(VoucherError::CodeTaken),
            Err(error) => return Err(error.into()),
        }
        tx.commit().await?;
        Ok(voucher)
    }

    /// Deletes `shop`'s voucher. Orders it counted for stay as they are.
    pub async fn delete_voucher(&self, shop: ShopId, id: VoucherId) -> Result<(), VoucherError> {
        let mut tx = self.db.begin().await?;
        let deleted = db::delete(&mut tx, shop, id).await?;
        tx.commit().await?;
        deleted.then_some(()).ok_or(VoucherError::Unknown)
    }

    /// `shop`'s vouchers, newest first.
    pub async fn vouchers(&self, shop: ShopId) -> Result<Vec<Voucher>, store::Error> {
        let mut read = self.db.read().await?;
        db::of_shop(&mut read, shop).await
    }

    /// `shop`'s voucher of this code, as anyone may type it.
    pub async fn voucher_by_code(&self, shop: ShopId, code: &str) -> Result<Option<Voucher>, store::Error> {
        let mut read = self.db.read().await?;
        by_code(&mut read, shop, code).await
    }
}

#[cfg(test)]
mod tests;
