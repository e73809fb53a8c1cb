//! How what a shop sells is taxed: a table by country, region and class.

pub(crate) mod db;

use model::{ShopId, TaxClass, is_unprintable};
use serde::{Deserialize, Serialize};

use crate::Commerce;
use crate::addresses::is_country;
use crate::quotes::{BASIS_POINTS_MAX, Rates};

/// Lines a table may have.
pub const RATES_MAX: usize = 500;

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct TaxRate {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// A state or province; the whole country when empty.
    pub region: String,
    pub tax_class: TaxClass,
    /// Hundredths of a per cent.
    pub basis_points: i64,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TaxError {
    #[error("a tax table has at most {RATES_MAX} lines")]
    TooMany,
    #[error("{0:?} is no country: use the two letters of ISO 3166-1")]
    Country(String),
    #[error("a region has at most 60 characters")]
    Region,
    #[error("a tax is between 0 and {BASIS_POINTS_MAX} hundredths of a per cent")]
    Rate,
    #[error("each country, region and class stands in the table once")]
    Twice,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Commerce {
    /// A shop's tax table.
    pub async fn tax_rates(&self, shop: ShopId) -> Result<Vec<TaxRate>, store::Error> {
        db::of_shop(&self.db, shop).await
    }

    /// Puts another table in its place.
    pub async fn set_tax_rates(&self, shop: ShopId, table: Vec<TaxRate>) -> Result<Vec<TaxRate>, TaxError> {
        if table.len() > RATES_MAX {
            return Err(TaxError::TooMany);
        }
        let table: Vec<TaxRate> = table.into_iter().map(checked).collect::<Result<_, _>>()?;
        db::replace(&self.db, shop, &table).await.map_err(|error| {
            if error.is_unique_violation() {
                TaxError::Twice
            } else {
                error.into()
            }
        })?;
        Ok(table)
    }
}

fn checked(rate: TaxRate) -> Result<TaxRate, TaxError> {
    let region = rate.region.trim().to_owned();
    if !is_country(&rate.country) {
        return Err(TaxError::Country(rate.country));
    }
    if region.chars().count() > 60 || region.chars().any(is_unprintable) {
        return Err(TaxError::Region);
    }
    if !(0..=BASIS_POINTS_MAX).contains(&rate.basis_points) {
        return Err(TaxError::Rate);
    }
    Ok(TaxRate { region, ..rate })
}

/// What the table says of a place: the region's line before the country's, and
/// nothing where there is neither.
pub fn rates(table: &[TaxRate], country: &str, region: &str) -> Rates {
    let of = |class| {
        let lines = table
            .iter()
            .filter(|rate| rate.country == country && rate.tax_class == class);
        let own = lines
            .clone()
            .find(|rate| !rate.region.is_empty() && rate.region.eq_ignore_ascii_case(region));
        own.or_else(|| lines.clone().find(|rate| rate.region.is_empty()))
            .map_or(0, |rate| rate.basis_points)
    };
    Rates {
        standard: of(TaxClass::Standard),
        reduced: of(TaxClass::Reduced),
        zero: of(TaxClass::Zero),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(country: &str, region: &str, tax_class: TaxClass, basis_points: i64) -> TaxRate {
        TaxRate {
            country: country.to_owned(),
            region: region.to_owned(),
            tax_class,
            basis_points,
        }
    }

    #[test]
    fn a_region_goes_before_its_country_and_nothing_is_no_tax() {
        let table = [
            rate("PT", "", TaxClass::Standard, 2_300),
            rate("PT", "Madeira", TaxClass::Standard, 2_200),
            rate("PT", "", TaxClass::Reduced, 600),
        ];
        let told = |country, region| {
            let rates = rates(&table, country, region);
            (rates.standard, rates.reduced, rates.zero)
        };
        assert_eq!(told("PT", ""), (2_300, 600, 0));
        assert_eq!(told("PT", "madeira"), (2_200, 600, 0));
        assert_eq!(told("PT", "Lisboa"), (2_300, 600, 0));
        assert_eq!(told("US", ""), (0, 0, 0));
    }
}
