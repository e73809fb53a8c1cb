//! How a shop trades: its currency, where it sends from, how long units are set
//! aside. A shop that never said anything has the defaults.

mod db;

use model::{Currency, ShopId};

use crate::Commerce;

pub(crate) use db::settings as of;
pub use db::{currency, ensure};
pub(crate) use db::{decoded, next_order_number};

/// The shortest and the longest time units may be set aside, in seconds.
pub const HOLD_S: std::ops::RangeInclusive<i64> = 60..=3_600;
/// The number of a shop's first order.
const FIRST_ORDER: i64 = 1_001;

/// How a shop trades.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopSettings {
    /// The one currency of all its amounts.
    pub currency: Currency,
    /// Where it sends from, ISO 3166-1 alpha-2.
    pub country: String,
    /// Whether tax is in the prices, or comes on top.
    pub prices_include_tax: bool,
    /// How long units are set aside, in seconds.
    pub hold_s: i64,
    /// Whether viewers see that someone bought.
    pub shows_buyers: bool,
    /// Whom direct charges are made for, where payments come through Stripe.
    pub stripe_account: Option<String>,
}

impl Default for ShopSettings {
    fn default() -> Self {
        Self {
            currency: Currency::EUR,
            country: "PT".to_owned(),
            prices_include_tax: true,
            hold_s: 600,
            shows_buyers: true,
            stripe_account: None,
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    #[error("a country is two capital letters, as PT")]
    Country,
    #[error("units are set aside for 60 to 3,600 seconds")]
    Hold,
    #[error("a Stripe account begins with acct_")]
    StripeAccount,
    #[error("the currency stays as it is while products, vouchers or shipping have amounts in it")]
    CurrencyInUse,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl SettingsError {
    /// The setting it is about.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Country => Some("country"),
            Self::Hold => Some("hold_s"),
            Self::StripeAccount => Some("stripe_account"),
            Self::CurrencyInUse => Some("currency"),
            Self::Store(_) => None,
        }
    }
}

impl ShopSettings {
    fn check(&self) -> Result<(), SettingsError> {
        if self.country.len() != 2 || !self.country.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(SettingsError::Country);
        }
        if !HOLD_S.contains(&self.hold_s) {
            return Err(SettingsError::Hold);
        }
        match &self.stripe_account {
            Some(account) if !is_stripe_account(account) => Err(SettingsError::StripeAccount),
            _ => Ok(()),
        }
    }
}

fn is_stripe_account(name: &str) -> bool {
    name.strip_prefix("acct_").is_some_and(|rest| {
        (1..=59).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    })
}

impl Commerce {
    /// How `shop` trades.
    pub async fn settings(&self, shop: ShopId) -> Result<ShopSettings, store::Error> {
        let mut read = self.db.read().await?;
        db::settings(&mut read, shop).await
    }

    /// Sets how `shop` trades from now on. Orders that were made stay as they are.
    ///
    /// # Errors
    /// A setting that can't be, or another currency while products, vouchers or shipping have amounts in
    /// the one before.
    pub async fn set_settings(&self, shop: ShopId, settings: &ShopSettings) -> Result<(), SettingsError> {
        settings.check()?;
        let mut tx = self.db.begin().await?;
        ensure(&mut tx, shop).await?;
        if currency(&mut tx, shop).await? != settings.currency && db::has_amounts(&mut tx, shop).await? {
            return Err(SettingsError::CurrencyInUse);
        }
        db::set(&mut tx, shop, settings).await?;
        Ok(tx.commit().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_cannot_be_are_refused() {
        let with = |change: fn(&mut ShopSettings)| {
            let mut settings = ShopSettings::default();
            change(&mut settings);
            settings.check().map_err(|error| error.field())
        };
        assert_eq!(with(|_| ()), Ok(()));
        assert_eq!(with(|s| s.country = "pt".into()), Err(Some("country")));
        assert_eq!(with(|s| s.country = "PRT".into()), Err(Some("country")));
        assert_eq!(with(|s| s.hold_s = 59), Err(Some("hold_s")));
        assert_eq!(with(|s| s.hold_s = 3_601), Err(Some("hold_s")));
        assert_eq!(with(|s| s.stripe_account = Some("acct_1Ab".into())), Ok(()));
        for bad in ["", "acct_", "1Ab", "acct_é"] {
            assert!(!is_stripe_account(bad), "{bad:?}");
        }
    }
}
