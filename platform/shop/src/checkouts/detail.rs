//! A checkout with what it comes to at this moment; one that is being paid, or
//! is paid, comes to what its shopper agreed to.

use model::{
    CheckoutId, CheckoutState, HoldId, HoldState, Holder, OrderId, PaymentId, ProductId, ShowId, TaxClass,
    VariantId,
};
use store::fetch_optional;

use super::{Checkout, db};
use crate::Commerce;
use crate::addresses::COUNTRIES;
use crate::holds::EXTENSIONS;
use crate::payments::{self, Payment};
use crate::quotes::rules::{Destination, Purchase, RuleError, ShippingOption};
use crate::quotes::{Bill, Line, Quote, quote};
use crate::vouchers::VoucherProblem;

/// A checkout, its lines and what they come to. Amounts are in its currency.
#[derive(Debug, Clone)]
pub struct Detail {
    pub checkout: Checkout,
    /// As of now: past its deadline an open one is closed.
    pub state: CheckoutState,
    pub lines: Vec<DetailLine>,
    /// Ways to send it to where it goes; empty until that is known.
    pub shipping: Vec<ShippingOption>,
    /// The one that counts: the one chosen, or the cheapest.
    pub chosen: Option<ShippingOption>,
    /// Why its voucher does nothing.
    pub voucher_problem: Option<VoucherProblem>,
    pub quote: Quote,
    /// What has to be known before it can be paid.
    pub missing: Vec<&'static str>,
    pub can_extend: bool,
    /// Where the shop sends to, ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
    /// Whom direct charges are made for, where payments come through Stripe.
    pub account: Option<String>,
    /// The attempt it was paid with, or else the newest.
    pub payment: Option<Payment>,
    pub order: Option<(OrderId, i64)>,
    /// What a voucher takes off, whether there is anything to take off or not.
    pub(crate) voucher_counts: bool,
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetailLine {
    pub hold: HoldId,
    pub product: ProductId,
    pub variant: VariantId,
    pub show: Option<ShowId>,
    /// Empty where the product is gone.
    pub slug: String,
    pub name: String,
    pub options: Vec<String>,
    pub sku: String,
    pub picture: Option<String>,
    pub quantity: i64,
    pub unit_price: i64,
    pub compare_at: Option<i64>,
    pub available: i64,
    pub weight_g: i64,
    pub tax_class: TaxClass,
}

impl Commerce {
    /// `holder`'s checkout as it is stored; none when there is none or it is
    /// somebody else's.
    pub async fn own_checkout(
        &self,
        id: CheckoutId,
        holder: Holder,
    ) -> Result<Option<Checkout>, store::Error> {
        let mut read = self.db.read().await?;
        let checkout = db::by_id(&mut read, id).await?;
        Ok(checkout.filter(|checkout| checkout.holder == holder.uuid()))
    }

    /// The same with what it comes to.
    ///
    /// # Errors
    /// When that can't be worked out.
    pub async fn checkout(&self, id: CheckoutId, holder: Holder) -> Result<Option<Detail>, RuleError> {
        match self.own_checkout(id, holder).await? {
            Some(checkout) => self.detail(checkout).await.map(Some),
            None => Ok(None),
        }
    }

    /// What `checkout` comes to.
    pub async fn detail(&self, checkout: Checkout) -> Result<Detail, RuleError> {
        let attempts = self.attempts(&checkout).await?;
        self.detail_of(checkout, attempts).await
    }

    /// The attempts to pay a checkout, the newest first.
    pub(super) async fn attempts(&self, checkout: &Checkout) -> Result<Vec<Payment>, store::Error> {
        if checkout.is_untried() {
            return Ok(Vec::new());
        }
        let mut read = self.db.read().await?;
        payments::db::of_checkout(&mut read, checkout.id).await
    }

    /// What `checkout` with these attempts to pay it comes to.
    pub(super) async fn detail_of(
        &self,
        checkout: Checkout,
        attempts: Vec<Payment>,
    ) -> Result<Detail, RuleError> {
        let now = self.clock.now();
        let state = checkout.state_at(now);
        let mut read = self.db.read().await?;
        let goods = db::goods(&mut read, checkout.id).await?;
        let order = match checkout.order_id {
            Some(id) => fetch_optional!(
                read,
                (OrderId, i64, PaymentId),
                "SELECT id, number, payment_id FROM orders WHERE id = $1",
                id
            )?,
            None => None,
        };
        drop(read);
        let extended = goods.iter().map(|goods| goods.extended).max().unwrap_or(0);
        let lines: Vec<DetailLine> = goods
            .into_iter()
            .filter(|goods| goods.state != HoldState::Released || state != CheckoutState::Open)
            .map(DetailLine::try_from)
            .collect::<Result<_, _>>()?;
        let table = self.shipping_rates(checkout.shop_id).await?;
        let countries = countries(&table);
        let paid_with = order.map(|(_, _, payment)| payment);
        let order = order.map(|(id, number, _)| (id, number));
        let payment = match state {
            CheckoutState::Paid => attempts.into_iter().find(|payment| Some(payment.id) == paid_with),
            _ => attempts.into_iter().next(),
        };
        let payment = match payment {
            Some(payment) if matches!(state, CheckoutState::Paying | CheckoutState::Paid) => {
                let agreed = Detail::agreed(checkout, &lines, payment)?;
                return Ok(Detail {
                    countries,
                    order,
                    ..agreed
                });
            }
            payment => payment,
        };
        let settings = self.settings(checkout.shop_id).await?;
        let own = lines.iter().map(DetailLine::to_quote).collect::<Vec<_>>();
        let purchase = Purchase::new(checkout.shop_id, checkout.currency, &own, now);
        let voucher = checkout.voucher.as_deref();
        let discount = self.rules().discount(&purchase, voucher).await?;
        let to = destination(&checkout);
        let (mut shipping, mut chosen) = (Vec::new(), None);
        if let Some(to) = &to {
            shipping = self.rules().shipping(&purchase, to, &table).await?;
            if discount.free_shipping {
                shipping.iter_mut().for_each(|option| option.price = 0);
            }
            let own = shipping
                .iter()
                .find(|option| Some(option.id) == checkout.shipping_id);
            chosen = own.or_else(|| shipping.first()).cloned();
        }
        let home = Destination {
            country: settings.country.clone(),
            region: String::new(),
            postal_code: String::new(),
        };
        let rates = self
            .rules()
            .taxes(&purchase, to.as_ref().unwrap_or(&home))
            .await?;
        let bill = Bill {
            lines: &own,
            discount: discount.amount,
            shipping: chosen.as_ref().map_or(0, |option| option.price),
            rates,
            prices_include_tax: settings.prices_include_tax,
        };
        let quote = quote(&bill).map_err(|error| RuleError::Refused(error.to_string()))?;
        let mut missing = Vec::new();
        if checkout.email.is_empty() {
            missing.push("email");
        }
        if to.is_none() {
            missing.push("address");
        }
        // A shop without a table sends nothing, or asks nothing for it.
        if chosen.is_none() && !table.is_empty() {
            missing.push("shipping");
        }
        let voucher_counts = voucher.is_some() && discount.problem.is_none();
        Ok(Detail {
            state,
            can_extend: state == CheckoutState::Open && extended < EXTENSIONS,
            countries,
            account: settings.stripe_account,
            voucher_problem: discount.problem,
            lines,
            shipping,
            chosen,
            quote,
            missing,
            payment,
            order,
            voucher_counts,
            checkout,
        })
    }
}

fn destination(checkout: &Checkout) -> Option<Destination> {
    let address = checkout.address.as_ref()?;
    Some(Destination {
        country: address.country.clone(),
        region: address.region.clone(),
        postal_code: address.postal_code.clone(),
    })
}

/// Where the table sends to; everywhere where a line says so, or there is none.
fn countries(table: &[crate::shipping::ShippingRate]) -> Vec<String> {
    if table.is_empty() || table.iter().any(|rate| rate.countries.is_empty()) {
        return COUNTRIES.iter().map(|&code| code.to_owned()).collect();
    }
    let mut codes: Vec<String> = table.iter().flat_map(|rate| rate.countries.clone()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

impl TryFrom<db::Goods> for DetailLine {
    type Error = store::Error;
    fn try_from(goods: db::Goods) -> Result<Self, store::Error> {
        let reduced = (goods.unit_price < goods.price).then_some(goods.price);
        Ok(Self {
            hold: goods.hold,
            product: goods.product_id,
            variant: goods.variant_id,
            show: goods.show_id,
            slug: goods.slug,
            name: goods.name,
            options: serde_json::from_str(&goods.option_values)?,
            sku: goods.sku,
            picture: goods.picture,
            quantity: goods.quantity,
            unit_price: goods.unit_price,
            compare_at: goods.compare_at.or(reduced),
            available: goods.available,
            weight_g: goods.weight_g,
            tax_class: goods.tax_class,
        })
    }
}

impl DetailLine {
    fn to_quote(&self) -> Line {
        Line {
            product: self.product,
            variant: self.variant,
            unit_price: self.unit_price,
            quantity: self.quantity,
            tax_class: self.tax_class,
            weight_g: self.weight_g,
        }
    }
}

impl Detail {
    pub(super) fn quoted_lines(&self) -> Vec<Line> {
        self.lines.iter().map(DetailLine::to_quote).collect()
    }
}
