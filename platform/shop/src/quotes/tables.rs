//! The rules as the shop's own tables have them.

use async_trait::async_trait;
use model::DiscountKind;
use store::Db;

use super::Rates;
use super::rules::{
    CheckoutRules, Destination, Discount, Discounts, Purchase, RuleError, ShippingOption, ShippingRates,
    TaxRates,
};
use crate::shipping::ShippingRate;
use crate::vouchers::{self, Voucher, VoucherProblem};
use crate::{shipping, taxes};

/// What the shop's staff wrote down: vouchers, the shipping and the tax table.
#[derive(Debug, Clone)]
pub struct Tables {
    pub db: Db,
}

/// What a voucher takes off a purchase.
fn discount(voucher: &Voucher, purchase: &Purchase<'_>) -> Discount {
    if let Err(problem) = voucher.check(purchase.now, purchase.items) {
        return Discount {
            problem: Some(problem),
            ..Discount::default()
        };
    }
    match voucher.kind {
        DiscountKind::Amount => Discount {
            amount: voucher.value.clamp(0, purchase.items),
            ..Discount::default()
        },
        DiscountKind::Percent => Discount {
            amount: percent_of(purchase.items, voucher.value),
            ..Discount::default()
        },
        DiscountKind::Shipping => Discount {
            free_shipping: true,
            ..Discount::default()
        },
    }
}

/// Rounded half up.
fn percent_of(items: i64, percent: i64) -> i64 {
    let off = (i128::from(items) * i128::from(percent.clamp(0, 100)) + 50) / 100;
    i64::try_from(off).unwrap_or(items)
}

#[async_trait]
impl Discounts for Tables {
    async fn discount(&self, purchase: &Purchase<'_>, voucher: Option<&str>) -> Result<Discount, RuleError> {
        let Some(code) = voucher else {
            return Ok(Discount::default());
        };
        let mut read = self.db.read().await?;
        let known = vouchers::by_code(&mut read, purchase.shop, code).await?;
        Ok(match known {
            Some(voucher) => discount(&voucher, purchase),
            None => Discount {
                problem: Some(VoucherProblem::Unknown),
                ..Discount::default()
            },
        })
    }
}

#[async_trait]
impl ShippingRates for Tables {
    async fn options(
        &self,
        purchase: &Purchase<'_>,
        to: &Destination,
        table: &[ShippingRate],
    ) -> Result<Vec<ShippingOption>, RuleError> {
        Ok(shipping::options(
            table,
            &to.country,
            purchase.weight_g(),
            purchase.items,
        ))
    }
}

#[async_trait]
impl TaxRates for Tables {
    async fn rates(&self, purchase: &Purchase<'_>, to: &Destination) -> Result<Rates, RuleError> {
        let table = taxes::db::of_shop(&self.db, purchase.shop).await?;
        Ok(taxes::rates(&table, &to.country, &to.region))
    }
}

#[async_trait]
impl CheckoutRules for Tables {
    /// The tables forbid nothing.
    async fn check(&self, _purchase: &Purchase<'_>, _to: &Destination) -> Result<(), RuleError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use model::{Clock, Currency, ManualClock, ShopId, VoucherId};
    use uuid::Uuid;

    use super::*;

    fn taken_off(kind: DiscountKind, value: i64, items: i64) -> Discount {
        let now = ManualClock::at("2026-05-01T12:00:00Z").now();
        let voucher = Voucher {
            id: VoucherId(Uuid::nil()),
            shop_id: ShopId(Uuid::nil()),
            code: "MAY".to_owned(),
            kind,
            value,
            least: 1_000,
            most_uses: None,
            uses: 0,
            starts_at: now,
            ends_at: None,
            created_at: now,
        };
        let purchase = Purchase {
            shop: ShopId(Uuid::nil()),
            currency: Currency::EUR,
            lines: &[],
            items,
            now,
        };
        discount(&voucher, &purchase)
    }

    #[test]
    fn a_voucher_takes_off_what_it_says_and_never_more_than_the_lines_cost() {
        assert_eq!(
            taken_off(DiscountKind::Percent, 10, 5_005).amount,
            501,
            "500.5 is rounded up"
        );
        assert_eq!(taken_off(DiscountKind::Amount, 2_000, 1_500).amount, 1_500);
        assert!(taken_off(DiscountKind::Shipping, 0, 1_500).free_shipping);
        let too_little = taken_off(DiscountKind::Percent, 10, 999);
        assert_eq!(
            (too_little.amount, too_little.problem),
            (0, Some(VoucherProblem::TooLittle))
        );
    }
}
