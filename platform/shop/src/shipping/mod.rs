//! How a shop sends: a table of rates by zone and weight, some of them free from
//! an amount on.

pub(crate) mod db;

use model::{ShippingRateId, ShopId, is_unprintable};
use serde::{Deserialize, Serialize};

use crate::Commerce;
use crate::addresses::is_country;
use crate::quotes::PRICE_MAX;
use crate::quotes::rules::ShippingOption;

/// Lines a table may have.
pub const RATES_MAX: usize = 100;
/// The heaviest parcel anyone may describe, in grams.
const WEIGHT_MAX: i64 = 100_000_000;

/// A line of the table. Weights are in grams, amounts in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShippingRate {
    pub id: ShippingRateId,
    pub name: String,
    /// ISO 3166-1 alpha-2; everywhere when empty.
    pub countries: Vec<String>,
    pub least_g: i64,
    /// Up to and with that weight; any when none.
    pub most_g: Option<i64>,
    pub price: i64,
    /// From this much on it costs nothing.
    pub free_from: Option<i64>,
}

/// What a line is made of.
#[derive(Debug, Clone)]
pub struct RateForm {
    /// The line it replaces; a new one when none.
    pub id: Option<ShippingRateId>,
    pub name: String,
    pub countries: Vec<String>,
    pub least_g: i64,
    pub most_g: Option<i64>,
    pub price: i64,
    pub free_from: Option<i64>,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShippingError {
    #[error("a shipping table has at most {RATES_MAX} lines")]
    TooMany,
    #[error("a way to send has a name of 1 to 60 characters")]
    Name,
    #[error("{0:?} is no country: use the two letters of ISO 3166-1")]
    Country(String),
    #[error("weights are in grams, the smaller one first")]
    Weight,
    #[error("a price is between 0 and {PRICE_MAX}")]
    Price,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Commerce {
    /// A shop's shipping table, in its own order.
    pub async fn shipping_rates(&self, shop: ShopId) -> Result<Vec<ShippingRate>, store::Error> {
        db::of_shop(&self.db, shop).await
    }

    /// Puts another table in its place.
    pub async fn set_shipping_rates(
        &self,
        shop: ShopId,
        table: Vec<RateForm>,
    ) -> Result<Vec<ShippingRate>, ShippingError> {
        if table.len() > RATES_MAX {
            return Err(ShippingError::TooMany);
        }
        let known = self.shipping_rates(shop).await?;
        let mut rates: Vec<ShippingRate> = Vec::with_capacity(table.len());
        for form in table {
            // An id that isn't this shop's, or comes twice, would be someone else's line.
            let own = form.id.filter(|id| {
                known.iter().any(|rate| rate.id == *id) && rates.iter().all(|rate| rate.id != *id)
            });
            let id = own.unwrap_or_else(|| ShippingRateId::new(&*self.clock, &*self.entropy));
            rates.push(checked(id, form)?);
        }
        db::replace(&self.db, shop, &rates).await?;
        Ok(rates)
    }
}

fn checked(id: ShippingRateId, form: RateForm) -> Result<ShippingRate, ShippingError> {
    let name = form.name.trim().to_owned();
    if !(1..=60).contains(&name.chars().count()) || name.chars().any(is_unprintable) {
        return Err(ShippingError::Name);
    }
    if let Some(odd) = form.countries.iter().find(|code| !is_country(code)) {
        return Err(ShippingError::Country(odd.clone()));
    }
    let most = form.most_g.unwrap_or(WEIGHT_MAX);
    if !(0..=WEIGHT_MAX).contains(&form.least_g) || !(form.least_g..=WEIGHT_MAX).contains(&most) {
        return Err(ShippingError::Weight);
    }
    let amounts = [Some(form.price), form.free_from];
    if amounts
        .iter()
        .flatten()
        .any(|amount| !(0..=PRICE_MAX).contains(amount))
    {
        return Err(ShippingError::Price);
    }
    Ok(ShippingRate {
        id,
        name,
        countries: form.countries,
        least_g: form.least_g,
        most_g: form.most_g,
        price: form.price,
        free_from: form.free_from,
    })
}

/// The lines that fit a parcel, the cheapest first.
pub fn options(table: &[ShippingRate], country: &str, weight_g: i64, items: i64) -> Vec<ShippingOption> {
    let mut options: Vec<ShippingOption> = table
        .iter()
        .filter(|rate| {
            (rate.countries.is_empty() || rate.countries.iter().any(|code| code == country))
                && rate.least_g <= weight_g
                && rate.most_g.is_none_or(|most| weight_g <= most)
        })
        .map(|rate| ShippingOption {
            id: rate.id,
            name: rate.name.clone(),
            price: match rate.free_from {
                Some(from) if items >= from => 0,
                _ => rate.price,
            },
        })
        .collect();
    // Those that cost the same stay in the table's order.
    options.sort_by_key(|option| option.price);
    options
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn rate(
        name: &str,
        countries: &[&str],
        grams: (i64, Option<i64>),
        price: i64,
        free: Option<i64>,
    ) -> ShippingRate {
        ShippingRate {
            id: ShippingRateId(Uuid::nil()),
            name: name.to_owned(),
            countries: countries.iter().map(|&code| code.to_owned()).collect(),
            least_g: grams.0,
            most_g: grams.1,
            price,
            free_from: free,
        }
    }

    #[test]
    fn a_parcel_goes_by_the_lines_of_its_zone_and_weight() {
        let table = [
            rate("Courier", &["PT"], (0, None), 900, None),
            rate("Post", &["PT", "ES"], (0, Some(2_000)), 450, Some(6_000)),
            rate("Freight", &[], (2_001, None), 3_000, None),
        ];
        let names = |country: &str, weight, items| {
            let options = options(&table, country, weight, items);
            let told = options
                .iter()
                .map(|option| format!("{} {}", option.name, option.price));
            told.collect::<Vec<_>>().join(", ")
        };
        assert_eq!(names("PT", 2_000, 5_999), "Post 450, Courier 900");
        assert_eq!(names("PT", 2_000, 6_000), "Post 0, Courier 900");
        assert_eq!(names("ES", 2_001, 6_000), "Freight 3000");
        assert_eq!(names("JP", 100, 6_000), "");
    }

    #[test]
    fn a_line_that_cannot_be_is_refused() {
        let form = |name: &str, country: &str, most_g, price| RateForm {
            id: None,
            name: name.to_owned(),
            countries: vec![country.to_owned()],
            least_g: 10,
            most_g: Some(most_g),
            price,
            free_from: None,
        };
        let id = ShippingRateId(Uuid::nil());
        assert!(checked(id, form("Post", "PT", 10, 0)).is_ok());
        assert!(matches!(
            checked(id, form(" ", "PT", 10, 0)),
            Err(ShippingError::Name)
        ));
        assert!(matches!(
            checked(id, form("Post", "pt", 10, 0)),
            Err(ShippingError::Country(_))
        ));
        assert!(matches!(
            checked(id, form("Post", "PT", 9, 0)),
            Err(ShippingError::Weight)
        ));
        assert!(matches!(
            checked(id, form("Post", "PT", 10, -1)),
            Err(ShippingError::Price)
        ));
    }
}
