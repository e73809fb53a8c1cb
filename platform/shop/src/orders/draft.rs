//! An order before it is one: what the shopper agreed to, written down with the
//! payment, so that the order says what was paid for whatever changes meanwhile.

use model::{HoldId, ProductId, ShippingRateId, ShowId, VariantId};
use serde::{Deserialize, Serialize};

use crate::addresses::Address;

/// What an order will say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub email: String,
    pub address: Address,
    /// The way it is sent; none where the shop has no table of them.
    pub shipping_id: Option<ShippingRateId>,
    pub shipping_name: String,
    pub items: i64,
    pub discount: i64,
    pub shipping: i64,
    pub tax: i64,
    pub total: i64,
    pub prices_include_tax: bool,
    pub voucher: Option<String>,
    /// Whether those who watch may read who bought.
    pub named: bool,
    pub lines: Vec<DraftLine>,
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftLine {
    pub hold: HoldId,
    pub product: ProductId,
    pub variant: VariantId,
    pub show: Option<ShowId>,
    pub name: String,
    pub options: Vec<String>,
    pub sku: String,
    pub picture: Option<String>,
    pub quantity: i64,
    pub unit_price: i64,
    pub discount: i64,
    pub tax: i64,
    pub total: i64,
}
