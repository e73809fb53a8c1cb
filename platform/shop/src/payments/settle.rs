//! What a provider says becomes what is so here. One transaction for each
//! outcome; what it asks of others is done after its commit.

use chrono::TimeDelta;
use model::{
    CheckoutState, LedgerKind, Money, OrderId, PaymentId, PaymentState, RefundId, Timestamp, VariantId,
};
use store::Tx;

use super::{Failure, NOBODY, Outcome, Payment, db, stored};
use crate::checkouts::{self, Checkout};
use crate::holds::{Hold, Lot};
use crate::ledger::{self, NewEntry};
use crate::mails::{self, About, MailKind, NewMail};
use crate::news::Item;
use crate::orders::{self, Draft};
use crate::refunds::{self, NewRefund};
use crate::{Commerce, holds, vouchers};

/// Who fails to pay has at least so long to try again.
const TRY_AGAIN: TimeDelta = TimeDelta::minutes(2);
/// Tries of a transaction that finds the database busy.
const TRIES: u32 = 4;

/// What is to be done once the transaction is committed.
#[derive(Debug, Default)]
pub(crate) struct After {
    paid: Option<Paid>,
    tell: Vec<Item>,
    /// Variants that may have more units now.
    look: Vec<VariantId>,
    /// To be carried out.
    refund: Option<RefundId>,
}

/// A payment that has just become an order, as it is committed.
#[derive(Debug)]
pub(crate) struct Paid {
    pub checkout: Checkout,
    pub payment: Payment,
    /// With its number.
    pub order: (OrderId, i64),
}

impl Commerce {
    /// Makes what a provider said of a payment so. The same again changes nothing,
    /// and what was decided stays, but for one thing: money that did move is never
    /// overlooked, whatever was said before.
    pub async fn settle_payment(&self, id: PaymentId, outcome: &Outcome) -> Result<(), store::Error> {
        self.settle(id, outcome).await.map(|_paid| ())
    }

    /// The same; gives what became an order of it just now.
    pub(crate) async fn settle(
        &self,
        id: PaymentId,
        outcome: &Outcome,
    ) -> Result<Option<Paid>, store::Error> {
        let after = self.write_down(id, outcome).await?;
        Ok(self.follow(after).await)
    }

    /// The first half of it, in one transaction.
    pub(crate) async fn write_down(&self, id: PaymentId, outcome: &Outcome) -> Result<After, store::Error> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.try_settle(id, outcome).await {
                Err(error) if error.is_busy() && tries < TRIES => {
                    tracing::debug!(%id, %error, "settling again");
                }
                other => return other,
            }
        }
    }

    /// What is to be done once it is committed: those concerned are told, and money
    /// that bought nothing is given back, for which the provider is waited for.
    pub(crate) async fn follow(&self, after: After) -> Option<Paid> {
        for item in after.tell {
            self.news.tell(item);
        }
        self.desk.look(after.look);
        if let Some(refund) = after.refund {
            // Not carried out now, it is by the poller.
            if let Err(error) = self.carry_out_refund(refund).await {
                tracing::warn!(%refund, %error, "a refund has to wait");
            }
        }
        after.paid
    }

    async fn try_settle(&self, id: PaymentId, outcome: &Outcome) -> Result<After, store::Error> {
        self.points.reach("settle.begin").await;
        let mut tx = self.db.begin().await?;
        // The checkout first, as everywhere: its row keeps all that concerns it in order.
        let Some(checkout) = checkouts::lock_of_payment(&mut tx, id).await? else {
            return Ok(After::default());
        };
        let payment = db::lock(&mut tx, id).await?;
        self.points.reach("settle.locked").await;
        let Some(mut payment) = payment else {
            return Ok(After::default());
        };
        let now = self.clock.now();
        let mut after = After::default();
        let mut order = None;
        match outcome {
            _ if payment.state == PaymentState::Succeeded => return Ok(after),
            Outcome::Succeeded {
                provider_ref,
                method,
                amount,
            } => {
                let as_asked = *amount == payment.money();
                if !as_asked {
                    tracing::error!(%id, ?amount, "another amount was charged than was asked for");
                    payment.amount = amount.minor;
                }
                let was_undecided = payment.is_undecided();
                let was_named = payment.provider_ref.is_some();
                payment.state = PaymentState::Succeeded;
                payment.provider_ref = Some(provider_ref.clone());
                payment.method.clone_from(method);
                self.decided(&mut tx, &mut payment, None, now).await?;
                order = self
                    .paid(&mut tx, &checkout, &payment, as_asked, was_undecided, &mut after)
                    .await?;
                let order = order.map(|(order, _number)| order);
                self.charged(&mut tx, &payment, provider_ref, order, now).await?;
                if let (true, Some(order)) = (was_named, order) {
                    // The shopper's bank may have moved money of it by that name before.
                    ledger::name_order(&mut tx, payment.id, order).await?;
                }
            }
            _ if !payment.is_undecided() => return Ok(after),
            Outcome::Challenge { provider_ref, action } => {
                payment.state = PaymentState::Challenge;
                payment.provider_ref = Some(provider_ref.clone());
                payment.action = stored(action);
                db::save(&mut tx, &payment).await?;
            }
            Outcome::Pending { provider_ref } => {
                payment.state = PaymentState::Pending;
                payment.provider_ref = Some(provider_ref.clone());
                payment.action = String::new();
                db::save(&mut tx, &payment).await?;
            }
            Outcome::Failed {
                provider_ref,
                failure,
            } => {
                payment.state = PaymentState::Failed;
                payment.provider_ref = provider_ref.clone().or(payment.provider_ref);
                self.decided(&mut tx, &mut payment, Some(*failure), now).await?;
                self.unpaid(&mut tx, &checkout, &payment, now, &mut after).await?;
            }
            Outcome::Cancelled { provider_ref } => {
                payment.state = PaymentState::Cancelled;
                payment.provider_ref = provider_ref.clone().or(payment.provider_ref);
                self.decided(&mut tx, &mut payment, None, now).await?;
                self.unpaid(&mut tx, &checkout, &payment, now, &mut after).await?;
            }
        }
        self.points.reach("settle.commit").await;
        tx.commit().await?;
        after.tell.push(Item::Checkout {
            checkout: checkout.id,
            holder: checkout.holder,
        });
        after.paid = order.map(|order| Paid {
            checkout: Checkout {
                state: CheckoutState::Paid,
                order_id: Some(order.0),
                ..checkout
            },
            payment,
            order,
        });
        Ok(after)
    }

    async fn decided(
        &self,
        tx: &mut Tx,
        payment: &mut Payment,
        failure: Option<Failure>,
        now: Timestamp,
    ) -> Result<(), store::Error> {
        payment.failure = failure.map(|failure| failure.as_str().to_owned());
        payment.action = String::new();
        payment.settled_at = Some(now);
        db::save(tx, payment).await
    }

    async fn charged(
        &self,
        tx: &mut Tx,
        payment: &Payment,
        provider_ref: &str,
        order: Option<OrderId>,
        now: Timestamp,
    ) -> Result<(), store::Error> {
        if payment.provider == NOBODY {
            return Ok(());
        }
        let entry = NewEntry {
            shop: payment.shop_id,
            order,
            payment: payment.id,
            kind: LedgerKind::Charge,
            amount: payment.money(),
            provider: &payment.provider,
            provider_ref,
        };
        ledger::add(tx, self, &entry, now).await.map(|_| ())
    }

    /// The money is there: an order is made of it, with its number, or it is given back.
    async fn paid(
        &self,
        tx: &mut Tx,
        checkout: &Checkout,
        payment: &Payment,
        as_asked: bool,
        was_undecided: bool,
        after: &mut After,
    ) -> Result<Option<(OrderId, i64)>, store::Error> {
        let now = self.clock.now();
        let draft = serde_json::from_str::<Draft>(&payment.draft)?;
        if let Some(code) = &draft.voucher {
            // Before the variants, as whoever begins to pay has it.
            vouchers::lock(tx, checkout.shop_id, code).await?;
        }
        // A payment that was thought to have come to nothing gave its use back.
        let mut has_use = was_undecided;
        let mut why_not = None;
        if !as_asked {
            why_not = Some("another amount was charged than was asked for");
        } else if checkout.order_id.is_some() {
            why_not = Some("this was paid for already");
        } else if let Some(code) = draft.voucher.as_deref().filter(|_| !has_use) {
            has_use = vouchers::take_use(tx, checkout.shop_id, code).await?;
            why_not = (!has_use).then_some("the voucher was used up meanwhile");
        }
        if why_not.is_none() {
            why_not = self.unsold(tx, checkout, &draft, now, after).await?;
        }
        self.points.reach("settle.sold").await;
        let Some(reason) = why_not else {
            let placed = orders::place(tx, self, checkout, payment, &draft, now).await?;
            let order = placed.ordered.order;
            checkouts::paid(tx, checkout.id, order).await?;
            if placed.basket {
                after.tell.push(Item::Basket {
                    shop: checkout.shop_id,
                    holder: checkout.holder,
                });
            }
            let number = placed.ordered.number;
            after.tell.push(Item::Ordered(placed.ordered));
            return Ok(Some((order, number)));
        };
        if has_use {
            self.return_voucher(tx, checkout, &draft).await?;
        }
        tracing::warn!(payment = %payment.id, reason, "a payment is given back");
        if was_undecided && checkout.order_id.is_none() {
            after.look.extend(holds::release(tx, checkout.id).await?);
            checkouts::close(tx, checkout.id).await?;
        }
        if payment.amount > 0 {
            let new = NewRefund::whole(payment, reason);
            after.refund = Some(refunds::add(tx, self, &new, now).await?);
            self.tell_of_return(tx, checkout, payment, &draft).await?;
        }
        Ok(None)
    }

    /// Who paid and gets no order learns that their money comes back.
    async fn tell_of_return(
        &self,
        tx: &mut Tx,
        checkout: &Checkout,
        payment: &Payment,
        draft: &Draft,
    ) -> Result<(), store::Error> {
        if draft.email.is_empty() {
            return Ok(());
        }
        let mail = NewMail {
            kind: MailKind::PaymentReturned,
            to: draft.email.clone(),
            locale: checkout.locale.clone(),
            shop: Some(checkout.shop_id),
            order: None,
            about: About {
                amount: Some(payment.amount),
                currency: Some(payment.currency),
                ..About::default()
            },
        };
        mails::add(tx, &*self.clock, &*self.entropy, &mail).await?;
        Ok(())
    }

    /// Sells the checkout's holds, those that had run out as far as all are still
    /// there; or says why they are not sold.
    async fn unsold(
        &self,
        tx: &mut Tx,
        checkout: &Checkout,
        draft: &Draft,
        now: Timestamp,
        after: &mut After,
    ) -> Result<Option<&'static str>, store::Error> {
        let lot = Lot::lock(tx, checkout.id).await?;
        if !is_of(draft, &lot.holds) {
            // Its shopper gave some of it back since.
            return Ok(Some("something else is set aside than was paid for"));
        }
        if lot.sell(tx, now).await?.is_some() {
            return Ok(None);
        }
        let (all, variants) = holds::retake(tx, checkout.id, now, now + TRY_AGAIN).await?;
        after.look.extend(variants);
        let sold = all && holds::sell(tx, checkout.id, now).await?.is_some();
        Ok((!sold).then_some("it was sold to others meanwhile"))
    }

    async fn return_voucher(
        &self,
        tx: &mut Tx,
        checkout: &Checkout,
        draft: &Draft,
    ) -> Result<(), store::Error> {
        match &draft.voucher {
            Some(code) => vouchers::give_back_use(tx, checkout.shop_id, code).await,
            None => Ok(()),
        }
    }

    /// It came to nothing: the shopper may try again while their units are there.
    async fn unpaid(
        &self,
        tx: &mut Tx,
        checkout: &Checkout,
        payment: &Payment,
        now: Timestamp,
        after: &mut After,
    ) -> Result<(), store::Error> {
        let draft = serde_json::from_str::<Draft>(&payment.draft)?;
        self.return_voucher(tx, checkout, &draft).await?;
        if checkout.state != CheckoutState::Paying {
            return Ok(());
        }
        let until = checkout.until.max(now + TRY_AGAIN);
        let held = holds::uncommit(tx, checkout.id, now, until).await?;
        if held.is_empty() {
            after.look.extend(holds::release(tx, checkout.id).await?);
            checkouts::close(tx, checkout.id).await
        } else {
            checkouts::open_again(tx, checkout.id, until).await
        }
    }
}

/// Whether what is paid for is what was set aside, unit for unit.
fn is_of(draft: &Draft, holds: &[Hold]) -> bool {
    holds.len() == draft.lines.len()
        && holds.iter().all(|hold| {
            let line = draft.lines.iter().find(|line| line.hold == hold.id);
            line.is_some_and(|line| line.quantity == hold.quantity)
        })
}

impl Payment {
    /// A payment of nothing needs nobody to take it.
    pub(crate) fn of_nothing(&self) -> Outcome {
        Outcome::Succeeded {
            provider_ref: self.id.to_string(),
            method: String::new(),
            amount: Money::new(0, self.currency),
        }
    }
}
