//! Where parcels go: what an address must have, and those people keep.

mod countries;
mod db;

use model::{AccountId, AddressId, Timestamp, is_unprintable};
use serde::{Deserialize, Serialize};

pub use countries::{COUNTRIES, is_country};

use crate::Commerce;

/// Addresses one account may keep.
pub const ADDRESSES_MAX: i64 = 20;

/// Where a parcel goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Address {
    pub name: String,
    pub line1: String,
    #[serde(default)]
    pub line2: String,
    #[serde(default)]
    pub postal_code: String,
    pub city: String,
    /// A state or province, where the country has them.
    #[serde(default)]
    pub region: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    #[serde(default)]
    pub phone: String,
}

/// One that someone keeps.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct KeptAddress {
    pub id: AddressId,
    #[sqlx(flatten)]
    pub address: Address,
    /// The one that is proposed.
    pub preferred: bool,
    pub created_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    #[error("this part of an address has {least} to {most} printable characters")]
    Text {
        field: &'static str,
        least: usize,
        most: usize,
    },
    #[error("this is no country: use the two letters of ISO 3166-1")]
    Country,
    #[error("you keep {ADDRESSES_MAX} addresses: delete one first")]
    TooMany,
    #[error("there is no such address")]
    Unknown,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl AddressError {
    /// The member of the form it is about.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Text { field, .. } => Some(field),
            Self::Country => Some("country"),
            _ => None,
        }
    }
}

impl Address {
    /// Trimmed, and held to what an address must have.
    pub fn checked(self) -> Result<Self, AddressError> {
        let country = self.country.trim().to_ascii_uppercase();
        if !is_country(&country) {
            return Err(AddressError::Country);
        }
        Ok(Self {
            name: text("name", &self.name, 1, 100)?,
            line1: text("line1", &self.line1, 1, 120)?,
            line2: text("line2", &self.line2, 0, 120)?,
            postal_code: text("postal_code", &self.postal_code, 0, 16)?,
            city: text("city", &self.city, 1, 80)?,
            region: text("region", &self.region, 0, 60)?,
            country,
            phone: text("phone", &self.phone, 0, 30)?,
        })
    }
}

fn text(field: &'static str, typed: &str, least: usize, most: usize) -> Result<String, AddressError> {
    let typed = typed.trim();
    if (least..=most).contains(&typed.chars().count()) && !typed.chars().any(is_unprintable) {
        Ok(typed.to_owned())
    } else {
        Err(AddressError::Text { field, least, most })
    }
}

impl Commerce {
    /// An account's addresses, the preferred one first.
    pub async fn addresses(&self, account: AccountId) -> Result<Vec<KeptAddress>, store::Error> {
        db::of_account(&self.db, account).await
    }

    /// Keeps an address. An account's first is its preferred one.
    pub async fn keep_address(
        &self,
        account: AccountId,
        address: Address,
        preferred: bool,
    ) -> Result<KeptAddress, AddressError> {
        let kept = KeptAddress {
            id: AddressId::new(&*self.clock, &*self.entropy),
            address: address.checked()?,
            preferred,
            created_at: self.clock.now(),
        };
        db::insert(&self.db, account, kept)
            .await?
            .ok_or(AddressError::TooMany)
    }

    /// Changes an address of `account`'s.
    pub async fn edit_address(
        &self,
        account: AccountId,
        id: AddressId,
        address: Address,
        preferred: bool,
    ) -> Result<KeptAddress, AddressError> {
        let address = address.checked()?;
        db::update(&self.db, account, id, &address, preferred)
            .await?
            .ok_or(AddressError::Unknown)
    }

    /// Forgets an address of `account`'s. Orders keep their own copy.
    pub async fn forget_address(&self, account: AccountId, id: AddressId) -> Result<(), AddressError> {
        let forgotten = db::delete(&self.db, account, id).await?;
        forgotten.then_some(()).ok_or(AddressError::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_trimmed_and_what_it_lacks_is_named() {
        let address = Address {
            name: " Ana Lume ".to_owned(),
            line1: "Rua Nova 1".to_owned(),
            line2: String::new(),
            postal_code: "1100-001".to_owned(),
            city: "Lisboa".to_owned(),
            region: String::new(),
            country: "pt".to_owned(),
            phone: String::new(),
        };
        let sound = address.clone().checked().expect("sound");
        assert_eq!((sound.name.as_str(), sound.country.as_str()), ("Ana Lume", "PT"));
        let field = |address: Address| address.checked().expect_err("refused").field();
        let without_city = Address {
            city: "  ".to_owned(),
            ..address.clone()
        };
        assert_eq!(field(without_city), Some("city"));
        let nowhere = Address {
            country: "ZZ".to_owned(),
            ..address.clone()
        };
        assert_eq!(field(nowhere), Some("country"));
        let odd = Address {
            line1: "a\u{202e}b".to_owned(),
            ..address
        };
        assert_eq!(field(odd), Some("line1"));
    }
}
