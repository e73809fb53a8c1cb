//! Who decides what is taken off, what sending costs, how it is taxed, and
//! whether a purchase may go ahead. Each is a trait with a default that reads
//! the shop's own tables; each answer has a deadline, and one that does not come
//! is an error, never a guess: nobody is charged an amount a rule did not confirm.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use model::{Currency, Money, ShippingRateId, ShopId, TaxClass, Timestamp};

use super::{Line, Rates};
use crate::shipping::ShippingRate;
use crate::vouchers::VoucherProblem;

/// How long a rule may take.
const DEADLINE: Duration = Duration::from_secs(2);

/// A purchase in the making, as rules see it.
#[derive(Debug, Clone, Copy)]
pub struct Purchase<'a> {
    pub shop: ShopId,
    pub currency: Currency,
    pub lines: &'a [Line],
    /// What the lines cost before anything is taken off.
    pub items: i64,
    pub now: Timestamp,
}

impl<'a> Purchase<'a> {
    /// With the sum of its lines; saturating, as a bill's own check comes later.
    pub fn new(shop: ShopId, currency: Currency, lines: &'a [Line], now: Timestamp) -> Self {
        let items = lines.iter().fold(0_i64, |sum, line| {
            sum.saturating_add(line.unit_price.saturating_mul(line.quantity))
        });
        Self {
            shop,
            currency,
            lines,
            items,
            now,
        }
    }

    /// In grams.
    pub fn weight_g(&self) -> i64 {
        self.lines.iter().fold(0_i64, |sum, line| {
            sum.saturating_add(line.weight_g.saturating_mul(line.quantity))
        })
    }

    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }
}

/// Where a parcel goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// A state or province; empty where none was given.
    pub region: String,
    pub postal_code: String,
}

/// What is taken off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Discount {
    pub amount: i64,
    pub free_shipping: bool,
    /// Why the voucher does nothing.
    pub problem: Option<VoucherProblem>,
}

/// A way to send it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippingOption {
    pub id: ShippingRateId,
    pub name: String,
    pub price: i64,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RuleError {
    /// It did not answer in time, or answered nonsense.
    #[error("what this purchase comes to can't be worked out right now")]
    Unavailable,
    /// It was said that this can't be bought so, in words for the shopper.
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What a voucher takes off.
#[async_trait]
pub trait Discounts: std::fmt::Debug + Send + Sync {
    async fn discount(&self, purchase: &Purchase<'_>, voucher: Option<&str>) -> Result<Discount, RuleError>;
}

/// How it can be sent, and for how much; the cheapest first.
#[async_trait]
pub trait ShippingRates: std::fmt::Debug + Send + Sync {
    /// `table` is the shop's own.
    async fn options(
        &self,
        purchase: &Purchase<'_>,
        to: &Destination,
        table: &[ShippingRate],
    ) -> Result<Vec<ShippingOption>, RuleError>;
}

/// How it is taxed where it goes.
#[async_trait]
pub trait TaxRates: std::fmt::Debug + Send + Sync {
    async fn rates(&self, purchase: &Purchase<'_>, to: &Destination) -> Result<Rates, RuleError>;
}

/// Whether it may go ahead at all.
#[async_trait]
pub trait CheckoutRules: std::fmt::Debug + Send + Sync {
    /// # Errors
    /// [`RuleError::Refused`] with the reason.
    async fn check(&self, purchase: &Purchase<'_>, to: &Destination) -> Result<(), RuleError>;
}

/// Those in force.
#[derive(Debug, Clone)]
pub struct Rules {
    pub discounts: Arc<dyn Discounts>,
    pub shipping: Arc<dyn ShippingRates>,
    pub taxes: Arc<dyn TaxRates>,
    pub checkout: Arc<dyn CheckoutRules>,
}

impl Rules {
    /// As the shop's own tables have it.
    pub fn of_tables(db: store::Db) -> Self {
        let tables = Arc::new(super::Tables { db });
        Self {
            discounts: tables.clone(),
            shipping: tables.clone(),
            taxes: tables.clone(),
            checkout: tables,
        }
    }

    pub async fn discount(
        &self,
        purchase: &Purchase<'_>,
        voucher: Option<&str>,
    ) -> Result<Discount, RuleError> {
        let discount = in_time(self.discounts.discount(purchase, voucher)).await?;
        sound(discount.amount >= 0)?;
        Ok(discount)
    }

    pub async fn shipping(
        &self,
        purchase: &Purchase<'_>,
        to: &Destination,
        table: &[ShippingRate],
    ) -> Result<Vec<ShippingOption>, RuleError> {
        let options = in_time(self.shipping.options(purchase, to, table)).await?;
        sound(
            options
                .iter()
                .all(|option| (0..=super::PRICE_MAX).contains(&option.price)),
        )?;
        Ok(options)
    }

    pub async fn taxes(&self, purchase: &Purchase<'_>, to: &Destination) -> Result<Rates, RuleError> {
        let rates = in_time(self.taxes.rates(purchase, to)).await?;
        let all = TaxClass::ALL.iter().map(|&class| rates.of(class));
        sound(
            all.into_iter()
                .all(|rate| (0..=super::BASIS_POINTS_MAX).contains(&rate)),
        )?;
        Ok(rates)
    }

    pub async fn check(&self, purchase: &Purchase<'_>, to: &Destination) -> Result<(), RuleError> {
        in_time(self.checkout.check(purchase, to)).await
    }
}

async fn in_time<T>(answer: impl Future<Output = Result<T, RuleError>> + Send) -> Result<T, RuleError> {
    tokio::time::timeout(DEADLINE, answer)
        .await
        .unwrap_or(Err(RuleError::Unavailable))
}

fn sound(is: bool) -> Result<(), RuleError> {
    if is { Ok(()) } else { Err(RuleError::Unavailable) }
}
