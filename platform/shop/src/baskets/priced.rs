//! A basket with what it comes to at this moment: prices, what is wrong with a
//! line or the voucher, how far it is from free shipping. Nothing of it is
//! promised: the price that counts is the hold's.

use std::collections::HashMap;

use model::{BasketId, Currency, Holder, ShopId, Timestamp, VariantId};
use store::{On, fetch_all};
use uuid::Uuid;

use super::{Basket, BasketError, BasketLine, db};
use crate::Commerce;
use crate::products::{self, Product, Variant};
use crate::quotes::Line;
use crate::quotes::rules::Purchase;
use crate::vouchers::VoucherProblem;

/// A basket and what it comes to. Amounts are in minor units of `currency`.
#[derive(Debug, Clone)]
pub struct PricedBasket {
    /// None where nothing was ever put in.
    pub id: Option<BasketId>,
    pub version: i64,
    pub currency: Currency,
    pub lines: Vec<PricedLine>,
    /// The code in it, and why it does not count.
    pub voucher: Option<(String, Option<VoucherProblem>)>,
    /// Of the lines that can be bought.
    pub items: i64,
    pub discount: i64,
    pub total: i64,
    /// Units in it.
    pub count: i64,
    /// From so much on the shop sends something for nothing.
    pub free_from: Option<i64>,
}

/// A line and what it comes to.
#[derive(Debug, Clone)]
pub struct PricedLine {
    pub line: BasketLine,
    /// As it stands now; none once it is gone from the catalogue.
    pub product: Option<Product>,
    pub unit_price: i64,
    /// What it is said to have cost before.
    pub compare_at: Option<i64>,
    pub total: i64,
    /// What its holder can buy: what is there, and what is set aside for them.
    pub available: i64,
    pub problem: Option<Problem>,
}

/// Why a line can't be bought as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    SoldOut,
    /// There are some, but not as many.
    OnlyLeft,
    /// Not in the catalogue any more.
    Gone,
}

impl Problem {
    /// The word it goes by in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SoldOut => "sold_out",
            Self::OnlyLeft => "only_left",
            Self::Gone => "gone",
        }
    }
}

impl PricedLine {
    fn new(line: BasketLine, product: Option<Product>, own: i64) -> Self {
        let variant = product.as_ref().and_then(|product| {
            let variant = product.variant(line.variant_id)?;
            product.is_active().then_some(variant)
        });
        let available = variant.map_or(0, |variant| variant.available) + own;
        let problem = match variant {
            None => Some(Problem::Gone),
            Some(_) if available == 0 => Some(Problem::SoldOut),
            Some(_) if available < line.quantity => Some(Problem::OnlyLeft),
            Some(_) => None,
        };
        let unit_price = variant.map_or(0, |variant| variant.price_now);
        Self {
            unit_price,
            compare_at: variant.and_then(before),
            total: unit_price * line.quantity,
            available,
            problem,
            product,
            line,
        }
    }

    /// Its variant, while that is in the catalogue.
    pub fn variant(&self) -> Option<&Variant> {
        self.product.as_ref()?.variant(self.line.variant_id)
    }

    fn to_quote(&self) -> Option<Line> {
        let (product, variant) = (self.product.as_ref()?, self.variant()?);
        let counts = !matches!(self.problem, Some(Problem::Gone | Problem::SoldOut));
        counts.then_some(Line {
            product: product.id,
            variant: variant.id,
            unit_price: self.unit_price,
            quantity: self.line.quantity,
            tax_class: product.tax_class,
            weight_g: variant.weight_g,
        })
    }
}

/// The price that stands struck through beside the present one.
fn before(variant: &Variant) -> Option<i64> {
    let plain = (variant.price_now < variant.price).then_some(variant.price);
    variant.compare_at.or(plain)
}

/// The lines of `holder`'s basket as they stand at `now`, within a transaction of
/// the caller's. What is set aside for its holder counts for nothing here.
pub async fn lines_at(
    on: &mut impl On,
    shop: ShopId,
    holder: Uuid,
    now: Timestamp,
) -> Result<Vec<PricedLine>, store::Error> {
    let lines = db::basket(on, shop, holder).await?.lines;
    let variants: Vec<_> = lines.iter().map(|line| line.variant_id).collect();
    let products = products::of_variants(on, &variants, now).await?;
    let priced = lines.into_iter().map(|line| {
        let of = |product: &&Product| product.variant(line.variant_id).is_some();
        let product = products.iter().find(of).cloned();
        PricedLine::new(line, product, 0)
    });
    Ok(priced.collect())
}

impl Commerce {
    /// `holder`'s basket in `shop` as it stands now; nobody's is empty.
    pub async fn priced_basket(
        &self,
        shop: ShopId,
        holder: Option<Holder>,
    ) -> Result<PricedBasket, BasketError> {
        let (basket, own) = match holder {
            Some(holder) => (
                self.basket(shop, holder).await?,
                self.own_units(shop, holder).await?,
            ),
            None => (Basket::default(), HashMap::new()),
        };
        let Basket {
            id,
            version,
            voucher,
            lines,
        } = basket;
        let variants: Vec<_> = lines.iter().map(|line| line.variant_id).collect();
        let products = self.cards_of_variants(&variants).await?;
        let currency = self.settings(shop).await?.currency;
        let lines: Vec<PricedLine> = lines
            .into_iter()
            .map(|line| {
                let of = |product: &&Product| product.variant(line.variant_id).is_some();
                let product = products.iter().find(of).cloned();
                let own = own.get(&line.variant_id).copied().unwrap_or(0);
                PricedLine::new(line, product, own)
            })
            .collect();
        let quoted: Vec<Line> = lines.iter().filter_map(PricedLine::to_quote).collect();
        let purchase = Purchase::new(shop, currency, &quoted, self.clock.now());
        let discount = self.rules().discount(&purchase, voucher.as_deref()).await?;
        let taken_off = discount.amount.min(purchase.items);
        let rates = self.shipping_rates(shop).await?;
        Ok(PricedBasket {
            id,
            version,
            currency,
            items: purchase.items,
            discount: taken_off,
            total: purchase.items - taken_off,
            count: lines.iter().map(|line| line.line.quantity).sum(),
            voucher: voucher.map(|code| (code, discount.problem)),
            free_from: rates.into_iter().filter_map(|rate| rate.free_from).min(),
            lines,
        })
    }

    /// Units that are set aside for `holder`.
    async fn own_units(&self, shop: ShopId, holder: Holder) -> Result<HashMap<VariantId, i64>, store::Error> {
        let mut read = self.db.read().await?;
        let rows = fetch_all!(
            read,
            (VariantId, i64),
            "SELECT variant_id, quantity FROM holds
             WHERE holder = $1 AND shop_id = $2 AND state IN ('held', 'committed') AND until > $3 LIMIT 1000",
            holder.uuid(),
            shop,
            self.clock.now(),
        )?;
        let mut units = HashMap::new();
        for (variant, quantity) in rows {
            *units.entry(variant).or_default() += quantity;
        }
        Ok(units)
    }
}
