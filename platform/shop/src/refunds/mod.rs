//! Giving money back. The row comes first, then the provider under the refund's
//! own id, then one transaction that makes what it said so. Together they never
//! come to more than was paid: whoever asks counts those under way, too, with
//! the order's row locked.

mod ask;
mod carry_out;
pub(crate) mod db;

use chrono::TimeDelta;
use model::{
    AccountId, Currency, Money, OrderId, PaymentId, RefundId, RefundState, ShopId, Timestamp, VariantId,
};
use serde::{Deserialize, Serialize};
use store::Tx;

pub(crate) use ask::counted;
pub use ask::{Asked, RefundError, What};
pub(crate) use db::{by_ref, due, pending, undecided_of_shop};

use crate::Commerce;
use crate::orders::{self, Order, OrderLine};
use crate::payments::{self, Payment};
use crate::request_key::RequestKey;
use crate::stock;

/// Days until what became no order is given back anew, after each refund that failed.
const DAYS_TO_NEXT: [i64; 6] = [1, 2, 4, 8, 16, 32];

/// Money given back, or about to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    pub id: RefundId,
    pub shop_id: ShopId,
    pub payment_id: PaymentId,
    /// None where the payment never became an order.
    pub order_id: Option<OrderId>,
    pub amount: i64,
    pub currency: Currency,
    pub reason: String,
    pub lines: Vec<RefundLine>,
    pub state: RefundState,
    pub provider_ref: Option<String>,
    pub failure: Option<String>,
    pub by_id: Option<AccountId>,
    pub created_at: Timestamp,
    pub settled_at: Option<Timestamp>,
}

impl Refund {
    pub fn money(&self) -> Money {
        Money::new(self.amount, self.currency)
    }
}

/// Units of a line it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundLine {
    pub position: i64,
    pub quantity: i64,
    /// Whether they can be sold again.
    pub restock: bool,
}

/// One to be written down.
#[derive(Debug, Clone)]
pub(crate) struct NewRefund {
    pub shop: ShopId,
    pub payment: PaymentId,
    pub order: Option<OrderId>,
    pub amount: i64,
    pub reason: String,
    pub lines: Vec<RefundLine>,
    pub by: Option<AccountId>,
    pub key: Option<RequestKey>,
}

impl NewRefund {
    /// All of a payment that became no order.
    pub(crate) fn whole(payment: &Payment, reason: &str) -> Self {
        Self {
            shop: payment.shop_id,
            payment: payment.id,
            order: None,
            amount: payment.amount,
            reason: reason.to_owned(),
            lines: Vec::new(),
            by: None,
            key: None,
        }
    }

    /// All of an order that was not given back yet.
    pub(crate) fn rest_of(order: &Order, lines: &[OrderLine]) -> Self {
        let left = lines.iter().filter(|line| line.refunded < line.quantity);
        Self {
            shop: order.shop_id,
            payment: order.payment_id,
            order: Some(order.id),
            amount: order.total - order.refunded,
            reason: "cancelled".to_owned(),
            lines: left
                .map(|line| RefundLine {
                    position: line.position,
                    quantity: line.quantity - line.refunded,
                    restock: true,
                })
                .collect(),
            by: None,
            key: None,
        }
    }

    /// What will be in stock again.
    pub(crate) fn variants(&self, lines: &[OrderLine]) -> Vec<VariantId> {
        let restocked = self.lines.iter().filter(|line| line.restock);
        restocked
            .filter_map(|line| {
                let own = lines.iter().find(|own| own.position == line.position);
                own.map(|own| own.variant_id)
            })
            .collect()
    }
}

/// Writes a refund down; [`Commerce::carry_out_refund`] does it after the commit.
pub(crate) async fn add(
    tx: &mut Tx,
    commerce: &Commerce,
    new: &NewRefund,
    now: Timestamp,
) -> Result<RefundId, store::Error> {
    let id = RefundId::new(&*commerce.clock, &*commerce.entropy);
    db::insert(tx, id, new, now, now + payments::pause(0)).await?;
    Ok(id)
}

/// A payment that became no order and could not be given back is given back anew
/// after a while, as a refund of its own: nobody would ask for it, as it has no
/// order that staff could look at. After some of them it is theirs to mend.
pub(crate) async fn again(
    tx: &mut Tx,
    commerce: &Commerce,
    failed: &Refund,
    now: Timestamp,
) -> Result<(), store::Error> {
    if failed.order_id.is_some() {
        return Ok(());
    }
    let times = db::failed(tx, failed.payment_id).await?;
    let Some(days) = DAYS_TO_NEXT.get(usize::try_from(times).unwrap_or_default().saturating_sub(1)) else {
        tracing::error!(payment = %failed.payment_id, times, "money that is no order's can't be given back");
        return Ok(());
    };
    let new = NewRefund {
        shop: failed.shop_id,
        payment: failed.payment_id,
        order: None,
        amount: failed.amount,
        reason: failed.reason.clone(),
        lines: Vec::new(),
        by: None,
        key: None,
    };
    let id = RefundId::new(&*commerce.clock, &*commerce.entropy);
    db::insert(tx, id, &new, now, now + TimeDelta::days(*days)).await
}

/// Counts units as given back, and puts those in stock again that can be.
pub(crate) async fn give_back_units(
    tx: &mut Tx,
    order: OrderId,
    lines: &[RefundLine],
) -> Result<Vec<VariantId>, store::Error> {
    let own = orders::lines(tx, order).await?;
    let mut again = Vec::new();
    for line in lines {
        let restocked = if line.restock { line.quantity } else { 0 };
        orders::units_given_back(tx, order, line.position, line.quantity, restocked).await?;
        let of_order = own.iter().find(|own| own.position == line.position);
        if let (true, Some(own)) = (line.restock, of_order) {
            again.push((own.variant_id, line.quantity));
        }
    }
    stock::restock(tx, &again).await
}

impl Commerce {
    /// What was given back of an order, or is about to be, in its order.
    pub async fn refunds_of(&self, order: OrderId) -> Result<Vec<Refund>, store::Error> {
        let mut read = self.db.read().await?;
        db::of_order(&mut read, order).await
    }
}
