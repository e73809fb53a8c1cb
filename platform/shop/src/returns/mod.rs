//! Goods sent back: asked for by whoever bought them, received or declined by
//! the shop. What is received is paid back, and in stock again where it can be.

pub(crate) mod db;

use model::{AccountId, OrderId, OrderState, ReturnId, ReturnState, ShopId, Timestamp, is_unprintable};
use serde::{Deserialize, Serialize};

use crate::Commerce;
use crate::mails::{About, MailKind};
use crate::orders::{self, Order, OrderLine};
use crate::refunds::{self, Asked, NewRefund, RefundError, What};

/// Returns one order may have.
const RETURNS_MAX: usize = 50;

/// A return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    pub id: ReturnId,
    pub order_id: OrderId,
    pub lines: Vec<ReturnLine>,
    pub reason: String,
    pub state: ReturnState,
    pub requested_at: Timestamp,
    pub settled_at: Option<Timestamp>,
}

/// Units of a line that come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnLine {
    pub position: i64,
    pub quantity: i64,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReturnError {
    #[error("there is no such order or return")]
    Unknown,
    #[error("an order that is {0} has nothing to send back")]
    State(OrderState),
    #[error("this return is {0} already")]
    Settled(ReturnState),
    #[error("this order has not so many units of this line to send back")]
    Units,
    #[error("a reason has 1 to 500 characters")]
    Reason,
    #[error("this order has {RETURNS_MAX} returns: write to the shop")]
    TooMany,
    #[error(transparent)]
    Refund(#[from] RefundError),
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Commerce {
    /// Asks to send some of an order back. The caller has made sure whose it is.
    pub async fn request_return(
        &self,
        order: OrderId,
        lines: Vec<ReturnLine>,
        reason: &str,
    ) -> Result<Return, ReturnError> {
        let reason = reason.trim();
        let sound = (1..=500).contains(&reason.chars().count());
        if !sound || reason.chars().any(|c| c != '\n' && is_unprintable(c)) {
            return Err(ReturnError::Reason);
        }
        let mut tx = self.db.begin().await?;
        let order = orders::lock(&mut tx, order).await?.ok_or(ReturnError::Unknown)?;
        if order.state != OrderState::Fulfilled {
            return Err(ReturnError::State(order.state));
        }
        let before = db::of_order(&mut tx, order.id).await?;
        if before.len() >= RETURNS_MAX {
            return Err(ReturnError::TooMany);
        }
        let own = orders::lines(&mut tx, order.id).await?;
        check_units(&own, &before, &lines)?;
        let wanted = Return {
            id: ReturnId::new(&*self.clock, &*self.entropy),
            order_id: order.id,
            lines,
            reason: reason.to_owned(),
            state: ReturnState::Requested,
            requested_at: self.clock.now(),
            settled_at: None,
        };
        db::insert(&mut tx, &wanted).await?;
        tx.commit().await?;
        Ok(wanted)
    }

    /// The goods are there: what was paid for them goes back.
    pub async fn receive_return(
        &self,
        shop: ShopId,
        order: OrderId,
        id: ReturnId,
        restock: bool,
        by: AccountId,
    ) -> Result<Return, ReturnError> {
        let mut tx = self.db.begin().await?;
        let order = of_shop(orders::lock(&mut tx, order).await?, shop)?;
        let mut settled = requested(db::by_id(&mut tx, order.id, id).await?)?;
        let lines = settled.lines.iter().map(|line| (line.position, line.quantity));
        let asked = Asked {
            what: What::Lines(lines.collect()),
            reason: settled.reason.clone(),
            restock,
            by,
            key: None,
        };
        let own = orders::lines(&mut tx, order.id).await?;
        let under_way = refunds::pending(&mut tx, order.payment_id).await?;
        let counted = match refunds::counted(&order, &own, &under_way, &asked) {
            // What cost nothing is taken back all the same.
            Err(RefundError::Nothing) => None,
            other => Some(other?),
        };
        let now = self.clock.now();
        settled.state = ReturnState::Received;
        settled.settled_at = Some(now);
        db::save(&mut tx, &settled).await?;
        orders::mail(&mut tx, self, &order, MailKind::ReturnReceived, About::default()).await?;
        let refund = match counted {
            Some((amount, lines)) => {
                let new = NewRefund {
                    shop,
                    payment: order.payment_id,
                    order: Some(order.id),
                    amount,
                    reason: settled.reason.clone(),
                    lines,
                    by: Some(by),
                    key: None,
                };
                Some(refunds::add(&mut tx, self, &new, now).await?)
            }
            None => None,
        };
        tx.commit().await?;
        if let Some(refund) = refund
            && let Err(error) = self.carry_out_refund(refund).await
        {
            tracing::warn!(%refund, %error, "a refund has to wait");
        }
        Ok(settled)
    }

    /// The shop does not take it back.
    pub async fn decline_return(
        &self,
        shop: ShopId,
        order: OrderId,
        id: ReturnId,
    ) -> Result<Return, ReturnError> {
        let mut tx = self.db.begin().await?;
        let order = of_shop(orders::lock(&mut tx, order).await?, shop)?;
        let mut settled = requested(db::by_id(&mut tx, order.id, id).await?)?;
        settled.state = ReturnState::Declined;
        settled.settled_at = Some(self.clock.now());
        db::save(&mut tx, &settled).await?;
        tx.commit().await?;
        Ok(settled)
    }

    /// An order's returns, in the order they were asked for.
    pub async fn returns_of(&self, order: OrderId) -> Result<Vec<Return>, store::Error> {
        let mut read = self.db.read().await?;
        db::of_order(&mut read, order).await
    }
}

/// That of another shop does not exist.
fn of_shop(order: Option<Order>, shop: ShopId) -> Result<Order, ReturnError> {
    order
        .filter(|order| order.shop_id == shop)
        .ok_or(ReturnError::Unknown)
}

fn requested(known: Option<Return>) -> Result<Return, ReturnError> {
    match known.ok_or(ReturnError::Unknown)? {
        known if known.state == ReturnState::Requested => Ok(known),
        known => Err(ReturnError::Settled(known.state)),
    }
}

/// Each line once, and no more than was neither given back nor asked for.
fn check_units(own: &[OrderLine], before: &[Return], wanted: &[ReturnLine]) -> Result<(), ReturnError> {
    let open = before
        .iter()
        .filter(|known| known.state == ReturnState::Requested)
        .flat_map(|known| &known.lines);
    for (at, line) in wanted.iter().enumerate() {
        let of_order = own.iter().find(|own| own.position == line.position);
        let of_order = of_order.ok_or(ReturnError::Units)?;
        let asked = open.clone().filter(|open| open.position == line.position);
        let left = of_order.quantity - of_order.refunded - asked.map(|open| open.quantity).sum::<i64>();
        let twice = wanted[..at].iter().any(|other| other.position == line.position);
        if twice || !(1..=left).contains(&line.quantity) {
            return Err(ReturnError::Units);
        }
    }
    if wanted.is_empty() {
        return Err(ReturnError::Units);
    }
    Ok(())
}
