//! The steps of an order's life that are the shop's own: sent, called off.

use model::{Event, OrderId, OrderState, ShopId, is_unprintable};
use store::outbox;

use super::place::mail;
use super::{Order, db, lines};
use crate::Commerce;
use crate::mails::{About, MailKind};
use crate::refunds::{self, NewRefund};

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OrderError {
    #[error("there is no such order")]
    Unknown,
    #[error("an order that is {0} can't take this step")]
    State(OrderState),
    #[error("a tracking note has at most 200 printable characters")]
    Tracking,
    /// Some of it is being given back at this moment.
    #[error("a refund of this order is under way: wait for it")]
    Refunding,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Commerce {
    /// The parcel is on its way. Once more only changes the tracking note.
    pub async fn fulfil(&self, shop: ShopId, id: OrderId, tracking: &str) -> Result<Order, OrderError> {
        let tracking = tracking.trim();
        if tracking.chars().count() > 200 || tracking.chars().any(is_unprintable) {
            return Err(OrderError::Tracking);
        }
        let mut tx = self.db.begin().await?;
        let mut order = of_shop(db::lock(&mut tx, id).await?, shop)?;
        tracking.clone_into(&mut order.tracking);
        match order.state {
            OrderState::Paid => {
                let now = self.clock.now();
                order.state = OrderState::Fulfilled;
                order.fulfilled_at = Some(now);
                let event = Event::OrderFulfilled {
                    order: id,
                    shop,
                    at: now,
                };
                outbox::add(&mut tx, &*self.clock, &*self.entropy, &event).await?;
                mail(&mut tx, self, &order, MailKind::OrderFulfilled, About::default()).await?;
            }
            OrderState::Fulfilled => {}
            state => return Err(OrderError::State(state)),
        }
        db::save_state(&mut tx, &order).await?;
        tx.commit().await?;
        Ok(order)
    }

    /// The order is called off before it was sent: what was paid and not given
    /// back yet goes back, and its units are in stock again once it has.
    pub async fn cancel_order(&self, shop: ShopId, id: OrderId) -> Result<Order, OrderError> {
        let mut tx = self.db.begin().await?;
        let mut order = of_shop(db::lock(&mut tx, id).await?, shop)?;
        match order.state {
            OrderState::Paid => {}
            OrderState::Cancelled => return Ok(order),
            state => return Err(OrderError::State(state)),
        }
        let now = self.clock.now();
        let lines = lines::of_order(&mut tx, id).await?;
        let pending = refunds::pending(&mut tx, order.payment_id).await?;
        if !pending.is_empty() {
            return Err(OrderError::Refunding);
        }
        order.state = OrderState::Cancelled;
        order.closed_at = Some(now);
        db::save_state(&mut tx, &order).await?;
        let event = Event::OrderCancelled {
            order: id,
            shop,
            at: now,
        };
        outbox::add(&mut tx, &*self.clock, &*self.entropy, &event).await?;
        mail(&mut tx, self, &order, MailKind::OrderCancelled, About::default()).await?;
        let rest = NewRefund::rest_of(&order, &lines);
        let refund = if rest.amount > 0 {
            Some(refunds::add(&mut tx, self, &rest, now).await?)
        } else {
            refunds::give_back_units(&mut tx, id, &rest.lines).await?;
            None
        };
        tx.commit().await?;
        match refund {
            Some(refund) => {
                if let Err(error) = self.carry_out_refund(refund).await {
                    tracing::warn!(%refund, %error, "a refund has to wait");
                }
            }
            None => self.desk.look(rest.variants(&lines)),
        }
        self.order(shop, id).await?.ok_or(OrderError::Unknown)
    }
}

/// That of another shop does not exist.
fn of_shop(order: Option<Order>, shop: ShopId) -> Result<Order, OrderError> {
    order
        .filter(|order| order.shop_id == shop)
        .ok_or(OrderError::Unknown)
}
