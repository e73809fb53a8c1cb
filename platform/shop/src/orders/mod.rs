//! Orders: what was paid for, with names and prices as they were. An order is
//! made of a payment that succeeded, in the same transaction, and of nothing else.

mod bought;
mod csv;
mod db;
mod detail;
mod draft;
mod lines;
mod link;
mod place;
mod steps;

use model::{
    AccountId, CheckoutId, Currency, Holder, Money, OrderId, OrderState, PaymentId, ProductId, ShopId,
    ShowId, Timestamp, VariantId,
};
use uuid::Uuid;

pub use bought::{Bought, Purchase, bought_by, purchases, purchases_of};
pub use csv::{csv_row, headings, rows};
pub(crate) use db::{lock, of_payment, refund_undone, refunded};
pub use detail::Content;
pub use draft::{Draft, DraftLine};
pub(crate) use lines::{of_order as lines, units_given_back};
pub(crate) use place::{mail, place};
pub use steps::OrderError;

use crate::Commerce;
use crate::addresses::Address;
use crate::payments::{self, Payment};

/// Orders a page has.
pub const PAGE: i64 = 50;

/// An order. Amounts are in the minor unit of its currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub id: OrderId,
    pub shop_id: ShopId,
    pub number: i64,
    pub checkout_id: CheckoutId,
    pub payment_id: PaymentId,
    pub holder: Uuid,
    pub account_id: Option<AccountId>,
    pub show_id: Option<ShowId>,
    pub state: OrderState,
    pub email: String,
    pub address: Address,
    pub locale: String,
    /// How it is sent.
    pub shipping_name: String,
    pub items_total: i64,
    pub discount: i64,
    pub shipping_total: i64,
    pub tax_total: i64,
    pub total: i64,
    pub refunded: i64,
    pub currency: Currency,
    pub prices_include_tax: bool,
    pub voucher: Option<String>,
    pub tracking: String,
    pub placed_at: Timestamp,
    pub fulfilled_at: Option<Timestamp>,
    /// When it was cancelled, or wholly given back.
    pub closed_at: Option<Timestamp>,
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLine {
    pub position: i64,
    pub product_id: ProductId,
    pub variant_id: VariantId,
    pub show_id: Option<ShowId>,
    pub name: String,
    pub options: Vec<String>,
    pub sku: String,
    pub picture: Option<String>,
    pub quantity: i64,
    pub unit_price: i64,
    pub discount: i64,
    pub tax: i64,
    /// What was paid for it, tax included.
    pub total: i64,
    /// Units that were given back, and of those the units in stock again.
    pub refunded: i64,
    pub restocked: i64,
}

impl Order {
    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }
}

/// Which orders to list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub state: Option<OrderState>,
    pub show: Option<ShowId>,
    /// A number, or a part of the name or the mail address.
    pub words: Option<String>,
}

impl Commerce {
    /// The order, if it is of `shop`.
    pub async fn order(&self, shop: ShopId, id: OrderId) -> Result<Option<Order>, store::Error> {
        let mut read = self.db.read().await?;
        let order = db::by_id(&mut read, id).await?;
        Ok(order.filter(|order| order.shop_id == shop))
    }

    /// The order, if it is `holder`'s or `key` opens it.
    pub async fn order_of(
        &self,
        id: OrderId,
        holder: Option<Holder>,
        key: Option<&str>,
    ) -> Result<Option<Order>, store::Error> {
        let mut read = self.db.read().await?;
        let Some(order) = db::by_id(&mut read, id).await? else {
            return Ok(None);
        };
        if holder.is_some_and(|holder| holder.uuid() == order.holder) {
            return Ok(Some(order));
        }
        drop(read);
        let opens = match key {
            Some(key) => self.opens(id, key).await?,
            None => false,
        };
        Ok(opens.then_some(order))
    }

    /// An order's lines, in their order.
    pub async fn order_lines(&self, id: OrderId) -> Result<Vec<OrderLine>, store::Error> {
        let mut read = self.db.read().await?;
        lines::of_order(&mut read, id).await
    }

    /// All attempts to pay of a checkout, the newest first.
    pub async fn payments_of(&self, checkout: CheckoutId) -> Result<Vec<Payment>, store::Error> {
        let mut read = self.db.read().await?;
        payments::db::of_checkout(&mut read, checkout).await
    }

    /// What `holder` bought, the newest first, older than `before`.
    pub async fn orders_of(
        &self,
        holder: Holder,
        before: Option<OrderId>,
    ) -> Result<Vec<Order>, store::Error> {
        let mut read = self.db.read().await?;
        db::of_holder(&mut read, holder.uuid(), before, PAGE).await
    }

    /// A shop's orders, the newest first, with numbers below `before`.
    pub async fn orders(
        &self,
        shop: ShopId,
        filter: &Filter,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<Order>, store::Error> {
        let mut read = self.db.read().await?;
        db::of_shop(&mut read, shop, filter, before, limit).await
    }

    /// A shop's orders that are paid and not sent, the oldest first, with numbers
    /// above `after`.
    pub async fn orders_to_send(
        &self,
        shop: ShopId,
        after: i64,
        limit: i64,
    ) -> Result<Vec<Order>, store::Error> {
        let mut read = self.db.read().await?;
        db::to_send(&mut read, shop, after, limit).await
    }
}
