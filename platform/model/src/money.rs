//! Money: an amount in a currency's minor unit, never a float.

use serde::{Deserialize, Serialize};

/// An ISO 4217 code, three capital letters.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "EUR", min_length = 3, max_length = 3)]
pub struct Currency([u8; 3]);

impl Currency {
    pub const EUR: Self = Self(*b"EUR");
    pub const USD: Self = Self(*b"USD");

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("three ASCII letters by construction")
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;
    fn try_from(code: String) -> Result<Self, MoneyError> {
        match code.as_bytes() {
            bytes @ [_, _, _] if bytes.iter().all(u8::is_ascii_uppercase) => {
                Ok(Self([bytes[0], bytes[1], bytes[2]]))
            }
            _ => Err(MoneyError::UnknownCurrency(code)),
        }
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.as_str().to_owned()
    }
}

/// An amount: `minor` units (cents for EUR) of `currency`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Money {
    /// In the currency's minor unit: 3900 are 39.00 EUR.
    pub minor: i64,
    pub currency: Currency,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("{0:?} is not a three-letter currency code")]
    UnknownCurrency(String),
    #[error("amounts in {0:?} and {1:?} can't be added")]
    MixedCurrencies(Currency, Currency),
    #[error("the amount is too large")]
    Overflow,
}

impl Money {
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// The sum, if both are of one currency and it fits.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::MixedCurrencies(self.currency, other.currency));
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// This amount `quantity` times.
    pub fn times(self, quantity: u32) -> Result<Self, MoneyError> {
        let minor = self
            .minor
            .checked_mul(i64::from(quantity))
            .ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_keep_to_one_currency_and_never_wrap() {
        let euro = |minor| Money::new(minor, Currency::EUR);
        assert_eq!(euro(250).plus(euro(50)), Ok(euro(300)));
        assert_eq!(euro(i64::MAX).plus(euro(1)), Err(MoneyError::Overflow));
        assert_eq!(euro(i64::MAX).times(2), Err(MoneyError::Overflow));
        assert!(matches!(
            euro(1).plus(Money::new(1, Currency::USD)),
            Err(MoneyError::MixedCurrencies(..))
        ));
    }

    #[test]
    fn a_currency_is_three_capital_letters() {
        for bad in ["", "eur", "EURO", "€€€", "E1R"] {
            assert!(Currency::try_from(bad.to_owned()).is_err(), "{bad:?}");
        }
        assert_eq!(
            Currency::try_from("SEK".to_owned()).expect("valid").as_str(),
            "SEK"
        );
    }
}
