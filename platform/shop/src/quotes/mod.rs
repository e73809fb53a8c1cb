//! What a purchase comes to: a pure function of its lines, what is taken off,
//! what sending it costs and how it is taxed. Knows no database; who decides
//! those things stands in [`rules`].
//!
//! Amounts are in the minor unit of the shop's currency. Taxes are rounded line
//! by line, half up; what is taken off the whole is spread over the lines by
//! largest remainder, so that the parts always add up to the whole.

pub mod rules;
mod tables;
#[cfg(test)]
mod tests;

use model::{ProductId, TaxClass, VariantId};
use serde::{Deserialize, Serialize};

pub use crate::products::PRICE_MAX;
pub use tables::Tables;

/// Units in one line.
pub const QUANTITY_MAX: i64 = 99;
/// Lines in one purchase.
pub const LINES_MAX: usize = 50;
/// The highest tax, in hundredths of a per cent.
pub const BASIS_POINTS_MAX: i64 = 10_000;

/// Some units of one variant, with all that a price depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub product: ProductId,
    pub variant: VariantId,
    /// 0 to [`PRICE_MAX`].
    pub unit_price: i64,
    /// 1 to [`QUANTITY_MAX`].
    pub quantity: i64,
    pub tax_class: TaxClass,
    /// Of one unit, in grams.
    pub weight_g: i64,
}

/// What a purchase is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill<'a> {
    pub lines: &'a [Line],
    /// Taken off the lines; more than they cost takes off all they cost.
    pub discount: i64,
    pub shipping: i64,
    pub rates: Rates,
    /// Whether prices, shipping's too, contain the tax.
    pub prices_include_tax: bool,
}

/// How each class is taxed where the parcel goes, in hundredths of a per cent.
/// Shipping is taxed as the standard class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rates {
    pub standard: i64,
    pub reduced: i64,
    pub zero: i64,
}

impl Rates {
    pub fn of(self, class: TaxClass) -> i64 {
        match class {
            TaxClass::Standard => self.standard,
            TaxClass::Reduced => self.reduced,
            TaxClass::Zero => self.zero,
        }
    }
}

/// What it comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    pub items: i64,
    pub discount: i64,
    pub shipping: i64,
    /// All of it, shipping's too; contained in the other amounts or on top of them.
    pub tax: i64,
    pub total: i64,
    pub prices_include_tax: bool,
    /// In the order of the bill's.
    pub lines: Vec<QuotedLine>,
}

/// What one line comes to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotedLine {
    pub discount: i64,
    pub tax: i64,
    /// What is paid for it: less its share of the discount, tax included.
    pub total: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QuoteError {
    #[error("a price is between 0 and {PRICE_MAX}")]
    Price,
    #[error("a quantity is between 1 and {QUANTITY_MAX}")]
    Quantity,
    #[error("at most {LINES_MAX} different things at once")]
    Lines,
    #[error("nothing below zero is taken off or added")]
    Negative,
    #[error("a tax is between 0 and 100 per cent")]
    Rate,
}

/// What a bill comes to.
///
/// # Errors
/// When a part of it is out of bounds; within them no sum overflows.
pub fn quote(bill: &Bill<'_>) -> Result<Quote, QuoteError> {
    check(bill)?;
    let gross: Vec<i64> = bill
        .lines
        .iter()
        .map(|line| line.unit_price * line.quantity)
        .collect();
    let items: i64 = gross.iter().sum();
    let discount = bill.discount.min(items);
    let shares = spread(discount, &gross);
    let mut lines = Vec::with_capacity(bill.lines.len());
    let mut tax = 0;
    for ((line, gross), share) in bill.lines.iter().zip(&gross).zip(shares) {
        let net = gross - share;
        let own = tax_of(net, bill.rates.of(line.tax_class), bill.prices_include_tax);
        tax += own;
        lines.push(QuotedLine {
            discount: share,
            tax: own,
            total: net + if bill.prices_include_tax { 0 } else { own },
        });
    }
    tax += tax_of(
        bill.shipping,
        bill.rates.of(TaxClass::Standard),
        bill.prices_include_tax,
    );
    let on_top = if bill.prices_include_tax { 0 } else { tax };
    Ok(Quote {
        items,
        discount,
        shipping: bill.shipping,
        tax,
        total: items - discount + bill.shipping + on_top,
        prices_include_tax: bill.prices_include_tax,
        lines,
    })
}

fn check(bill: &Bill<'_>) -> Result<(), QuoteError> {
    if bill.lines.len() > LINES_MAX {
        return Err(QuoteError::Lines);
    }
    for line in bill.lines {
        if !(0..=PRICE_MAX).contains(&line.unit_price) {
            return Err(QuoteError::Price);
        }
        if !(1..=QUANTITY_MAX).contains(&line.quantity) {
            return Err(QuoteError::Quantity);
        }
    }
    if bill.discount < 0 || bill.shipping < 0 {
        return Err(QuoteError::Negative);
    }
    if bill.shipping > PRICE_MAX {
        return Err(QuoteError::Price);
    }
    let rates = [bill.rates.standard, bill.rates.reduced, bill.rates.zero];
    if rates.iter().all(|rate| (0..=BASIS_POINTS_MAX).contains(rate)) {
        Ok(())
    } else {
        Err(QuoteError::Rate)
    }
}

/// `amount` shared out in proportion to `weights`: whole parts, and what is left
/// over to those with the largest remainders. The parts add up to `amount` as
/// long as it is at most the sum of the weights, and none exceeds its weight.
fn spread(amount: i64, weights: &[i64]) -> Vec<i64> {
    let whole: i64 = weights.iter().sum();
    if whole == 0 {
        return vec![0; weights.len()];
    }
    let wide = i128::from(whole);
    let exact = |weight: i64| i128::from(amount) * i128::from(weight);
    let narrow = |part: i128| i64::try_from(part).expect("a part is at most the whole");
    let mut parts: Vec<i64> = weights
        .iter()
        .map(|&weight| narrow(exact(weight) / wide))
        .collect();
    let left = amount - parts.iter().sum::<i64>();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|&at| std::cmp::Reverse(exact(weights[at]) % wide));
    let left = usize::try_from(left).expect("each part was rounded down");
    for &at in by_remainder.iter().take(left) {
        parts[at] += 1;
    }
    parts
}

/// The tax of `amount`, within it or on top of it, rounded half up.
fn tax_of(amount: i64, basis_points: i64, included: bool) -> i64 {
    let (amount, rate) = (i128::from(amount), i128::from(basis_points));
    let of = 10_000 + if included { rate } else { 0 };
    i64::try_from((2 * amount * rate + of) / (2 * of)).expect("a tax is at most the amount")
}

/// What `units` more of a line give back, of which `before` were given back
/// already: of `total` for `quantity`. All units together give all of it.
pub fn share_of_units(total: i64, quantity: i64, before: i64, units: i64) -> i64 {
    let up_to = |units: i64| {
        let part = i128::from(total) * i128::from(units.clamp(0, quantity)) / i128::from(quantity.max(1));
        i64::try_from(part).expect("a part is at most the whole")
    };
    up_to(before + units) - up_to(before)
}
