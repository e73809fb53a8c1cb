//! Carrying refunds out: the provider is asked, as often as it takes, under the
//! refund's own id; what it says is made so in one transaction.

use model::{Event, LedgerKind, Money, OrderState, RefundId, RefundState, Timestamp};
use store::outbox;
use tokio::time::timeout;

use super::{db, give_back_units};
use crate::Commerce;
use crate::ledger::{self, NewEntry};
use crate::mails::{About, MailKind};
use crate::orders;
use crate::payments::{self, ProviderError, RefundOutcome, RefundWish};

/// Tries of a transaction that finds the database busy.
const TRIES: u32 = 4;

impl Commerce {
    /// Asks the provider to give the money back, and makes its answer so. One
    /// that is decided already is left as it is.
    pub(crate) async fn carry_out_refund(&self, id: RefundId) -> Result<(), ProviderError> {
        let mut read = self.db.read().await.map_err(ProviderError::Store)?;
        let Some((refund, _)) = db::by_id(&mut read, id).await? else {
            return Ok(());
        };
        let payment = payments::db::by_id(&mut read, refund.payment_id).await?;
        drop(read);
        let Some(payment) = payment.filter(|_| refund.state == RefundState::Pending) else {
            return Ok(());
        };
        let provider = self.provider();
        if payment.provider != provider.name() {
            let why = format!("it was paid through {:?}, which is not in use", payment.provider);
            return Err(ProviderError::Refused(why));
        }
        let wish = RefundWish {
            refund: id,
            payment: payment.id,
            provider_ref: payment.provider_ref.clone().unwrap_or_default(),
            shop: payment.shop_id,
            account: payment.account.clone(),
            amount: refund.money(),
        };
        let answer = timeout(payments::ANSWER, provider.refund(&wish)).await;
        let outcome = match answer {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(ProviderError::Refused(why))) => RefundOutcome::Failed {
                provider_ref: None,
                why,
            },
            Ok(Err(error)) => return Err(error),
            Err(_) => return Err(ProviderError::Unreachable("no answer in time".to_owned())),
        };
        Ok(self.settle_refund(id, &outcome).await?)
    }

    /// Looks at a refund the provider has told of: one that succeeded may fail yet,
    /// when the shopper's bank sends it back.
    pub(crate) async fn look_at_refund(&self, id: RefundId) -> Result<(), ProviderError> {
        let mut read = self.db.read().await.map_err(ProviderError::Store)?;
        let Some((refund, provider)) = db::by_id(&mut read, id).await? else {
            return Ok(());
        };
        let payment = payments::db::by_id(&mut read, refund.payment_id).await?;
        drop(read);
        let name = refund.provider_ref.as_deref();
        let done =
            name.filter(|_| refund.state == RefundState::Succeeded && provider == self.provider().name());
        let Some(name) = done else {
            return self.carry_out_refund(id).await;
        };
        let account = payment.and_then(|payment| payment.account);
        let look = self.provider().refund_stands(name, account.as_deref());
        let slow = |_| ProviderError::Unreachable("no answer in time".to_owned());
        let outcome = timeout(payments::ANSWER, look).await.map_err(slow)??;
        Ok(self.settle_refund(id, &outcome).await?)
    }

    /// Puts off the next try, and tries; for the poller.
    pub(crate) async fn claim_and_refund(&self, id: RefundId, attempts: i64, now: Timestamp) {
        match db::claim(&self.db, id, attempts, now + payments::pause(attempts)).await {
            Ok(true) => {
                if let Err(error) = self.carry_out_refund(id).await {
                    tracing::warn!(refund = %id, %error, "a refund has to wait");
                }
            }
            Ok(false) => {}
            Err(error) => tracing::warn!(refund = %id, %error, "a refund has to wait"),
        }
    }

    /// Makes what the provider said of a refund so. The same again changes nothing,
    /// and what was decided stays, but for one that succeeded and failed later.
    pub async fn settle_refund(&self, id: RefundId, outcome: &RefundOutcome) -> Result<(), store::Error> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.try_settle_refund(id, outcome).await {
                Err(error) if error.is_busy() && tries < TRIES => {}
                other => return other,
            }
        }
    }

    async fn try_settle_refund(&self, id: RefundId, outcome: &RefundOutcome) -> Result<(), store::Error> {
        self.points.reach("refunded.begin").await;
        let mut tx = self.db.begin().await?;
        let Some((refund, provider)) = db::by_id(&mut tx, id).await? else {
            return Ok(());
        };
        // The order first, as everywhere.
        let order = match refund.order_id {
            Some(order) => orders::lock(&mut tx, order).await?,
            None => None,
        };
        db::lock(&mut tx, id).await?;
        self.points.reach("refunded.locked").await;
        let now = self.clock.now();
        let Some((refund, _)) = db::by_id(&mut tx, id).await? else {
            return Ok(());
        };
        let mut again = Vec::new();
        match outcome {
            RefundOutcome::Failed {
                provider_ref: Some(name),
                why,
            } if refund.state == RefundState::Succeeded && refund.provider_ref.as_ref() == Some(name) => {
                tracing::error!(refund = %id, why, "money given back has come back");
                db::save(&mut tx, id, RefundState::Failed, None, Some(why), Some(now)).await?;
                let entry = NewEntry {
                    shop: refund.shop_id,
                    order: refund.order_id,
                    payment: refund.payment_id,
                    kind: LedgerKind::RefundFailed,
                    amount: refund.money(),
                    provider: &provider,
                    provider_ref: name,
                };
                ledger::add(&mut tx, self, &entry, now).await?;
                if let Some(order) = &order {
                    orders::refund_undone(&mut tx, order, refund.amount).await?;
                    let event = Event::OrderRefundFailed {
                        order: order.id,
                        shop: order.shop_id,
                        amount: refund.amount,
                        at: now,
                    };
                    outbox::add(&mut tx, &*self.clock, &*self.entropy, &event).await?;
                }
                super::again(&mut tx, self, &refund, now).await?;
            }
            _ if refund.state != RefundState::Pending => return Ok(()),
            RefundOutcome::Pending { provider_ref } => {
                db::save(&mut tx, id, RefundState::Pending, Some(provider_ref), None, None).await?;
            }
            RefundOutcome::Failed { provider_ref, why } => {
                tracing::error!(refund = %id, why, "money was not given back");
                let name = provider_ref.as_deref();
                db::save(&mut tx, id, RefundState::Failed, name, Some(why), Some(now)).await?;
                super::again(&mut tx, self, &refund, now).await?;
            }
            RefundOutcome::Succeeded { provider_ref } => {
                let name = Some(provider_ref.as_str());
                db::save(&mut tx, id, RefundState::Succeeded, name, None, Some(now)).await?;
                let entry = NewEntry {
                    shop: refund.shop_id,
                    order: refund.order_id,
                    payment: refund.payment_id,
                    kind: LedgerKind::Refund,
                    amount: Money::new(-refund.amount, refund.currency),
                    provider: &provider,
                    provider_ref,
                };
                ledger::add(&mut tx, self, &entry, now).await?;
                if let Some(order) = &order {
                    orders::refunded(&mut tx, order, refund.amount, now).await?;
                    let event = Event::OrderRefunded {
                        order: order.id,
                        shop: order.shop_id,
                        amount: refund.amount,
                        at: now,
                    };
                    outbox::add(&mut tx, &*self.clock, &*self.entropy, &event).await?;
                    if order.state != OrderState::Cancelled {
                        let about = About {
                            amount: Some(refund.amount),
                            ..About::default()
                        };
                        orders::mail(&mut tx, self, order, MailKind::OrderRefunded, about).await?;
                    }
                    again = give_back_units(&mut tx, order.id, &refund.lines).await?;
                }
            }
        }
        self.points.reach("refunded.commit").await;
        tx.commit().await?;
        self.desk.look(again);
        Ok(())
    }
}
