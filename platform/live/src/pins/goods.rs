//! The seam to the shop: live knows products by their ids, and shows what it is
//! given of them without reading it.

use std::fmt::Debug;

use async_trait::async_trait;
use model::ProductId;
use serde_json::{Value, json};

use crate::room::Venue;

/// What stands in a show's window.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Display {
    /// What is pinned, the newest last.
    pub products: Vec<ProductId>,
    /// The code shown on the picture.
    pub voucher: Option<String>,
}

impl Display {
    pub(crate) fn is_bare(&self) -> bool {
        self.products.is_empty() && self.voucher.is_none()
    }
}

/// A product that the shop of a show has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub product: ProductId,
    /// Whether it can be bought now.
    pub is_sold: bool,
}

/// Who knows the goods.
#[async_trait]
pub trait Goods: Debug + Send + Sync {
    /// Those of `products` that belong to the shop of `venue`, in any order.
    async fn known(&self, venue: &Venue, products: &[ProductId]) -> store::Result<Vec<Known>>;

    /// What the window says now: a JSON object whose `pins` are the cards of
    /// `display`'s products in their order. Asked again whenever something in
    /// it may have changed.
    async fn window(&self, venue: &Venue, display: &Display) -> store::Result<Value>;

    /// What of a window is told anew when it changes: it without the counts that
    /// pass by as `stock`.
    fn lasting(&self, window: &Value) -> Value {
        window.clone()
    }
}

/// A platform that sells nothing.
#[derive(Debug)]
pub(crate) struct NoGoods;

#[async_trait]
impl Goods for NoGoods {
    async fn known(&self, _: &Venue, _: &[ProductId]) -> store::Result<Vec<Known>> {
        Ok(Vec::new())
    }

    async fn window(&self, _: &Venue, _: &Display) -> store::Result<Value> {
        Ok(nothing())
    }
}

/// An empty window.
pub(crate) fn nothing() -> Value {
    json!({ "pins": [], "voucher": null, "free_from": null })
}
