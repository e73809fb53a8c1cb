//! Looking at what is undecided: answers get lost, notices too, and so do
//! processes. Whatever was begun is looked up until it is decided.

use std::time::Duration;

use chrono::TimeDelta;
use futures_util::{StreamExt, stream};
use model::{CheckoutState, PaymentId, PaymentState, ShopId, Timestamp};
use tokio::time::timeout;

use super::{NOBODY, Outcome, Payment, ProviderError, db};
use crate::news::Item;
use crate::{Commerce, checkouts, holds, refunds};

/// Payments looked up in one round, and so many of them at one time.
const ROUND: i64 = 64;
const AT_ONCE: usize = 8;
/// The first look at a payment that gave no answer.
pub(crate) const FIRST_LOOK: TimeDelta = TimeDelta::seconds(2);
/// Looks are so far apart then, for as long as somebody may wait for them.
const LAST_LOOK: TimeDelta = TimeDelta::seconds(60);
/// So many looks take an hour; from there on each is twice as far from the one before.
const PATIENT_LOOKS: i64 = 64;
/// Looks are at most so far apart.
const RARE_LOOK: TimeDelta = TimeDelta::hours(4);
/// What waits for longer than any look does so on purpose.
const SOON: TimeDelta = RARE_LOOK;
/// What has no answer for so long keeps no checkout any more.
const UNANSWERED: TimeDelta = TimeDelta::days(1);
/// What never came to the provider within this time is given up.
const NEVER_CAME: TimeDelta = TimeDelta::seconds(60);
/// How long a provider may take over one look.
const LOOK: Duration = Duration::from_secs(10);

/// How long until the next look, after `attempts` of them.
pub(crate) fn pause(attempts: i64) -> TimeDelta {
    let doubled = |first: TimeDelta, times: i64| {
        let times = u32::try_from(times.clamp(0, 8)).unwrap_or(0);
        first * 2_i32.pow(times)
    };
    if attempts < PATIENT_LOOKS {
        doubled(FIRST_LOOK, attempts).min(LAST_LOOK)
    } else {
        doubled(LAST_LOOK, attempts - PATIENT_LOOKS + 1).min(RARE_LOOK)
    }
}

impl Commerce {
    /// Before anything else after a start: all that was left undecided is due now.
    pub(crate) async fn look_at_all(&self) -> Result<(), store::Error> {
        let now = self.clock.now();
        db::look_at_all(&self.db, now, now + SOON).await
    }

    /// Looks up the payments and refunds that are due.
    pub async fn look_up_due(&self) -> Result<(), store::Error> {
        let now = self.clock.now();
        let due = db::due(&self.db, self.provider().name(), now, ROUND).await?;
        let looks: Vec<_> = due
            .iter()
            .map(|payment| self.claim_and_look(payment, now))
            .collect();
        stream::iter(looks)
            .buffer_unordered(AT_ONCE)
            .collect::<Vec<_>>()
            .await;
        let pending = refunds::due(&self.db, self.provider().name(), now, ROUND).await?;
        let refunds = pending
            .into_iter()
            .map(|(refund, attempts)| self.claim_and_refund(refund, attempts, now));
        stream::iter(refunds)
            .buffer_unordered(AT_ONCE)
            .collect::<Vec<_>>()
            .await;
        Ok(())
    }

    /// Looks up all that is undecided of a shop, whenever it would be due.
    pub(crate) async fn look_up_shop(&self, shop: ShopId) -> Result<(), store::Error> {
        let mut read = self.db.read().await?;
        let payments = db::undecided_of_shop(&mut read, shop).await?;
        let refunds = refunds::undecided_of_shop(&mut read, shop, self.clock.now() + SOON).await?;
        drop(read);
        for payment in payments {
            self.look_or_warn(&payment).await;
        }
        for refund in refunds {
            if let Err(error) = self.carry_out_refund(refund).await {
                tracing::warn!(%refund, %error, "a refund has to wait");
            }
        }
        Ok(())
    }

    /// Looks up one payment now; for the page its shopper comes back to.
    pub async fn look_up_payment(&self, id: PaymentId) -> Result<(), ProviderError> {
        match self.payment(id).await? {
            Some(payment) => self.look(&payment).await,
            None => Ok(()),
        }
    }

    /// The same where the provider has told its own name for it: without an answer
    /// that is not known here.
    pub(super) async fn look_up_named(&self, id: PaymentId, provider_ref: &str) -> Result<(), ProviderError> {
        match self.payment(id).await? {
            Some(mut payment) => {
                payment
                    .provider_ref
                    .get_or_insert_with(|| provider_ref.to_owned());
                self.look(&payment).await
            }
            None => Ok(()),
        }
    }

    async fn payment(&self, id: PaymentId) -> Result<Option<Payment>, ProviderError> {
        let mut read = self.db.read().await.map_err(ProviderError::Store)?;
        Ok(db::by_id(&mut read, id).await?)
    }

    async fn claim_and_look(&self, payment: &Payment, now: Timestamp) {
        match db::claim(&self.db, payment, now + pause(payment.attempts)).await {
            Ok(true) => self.look_or_warn(payment).await,
            Ok(false) => {}
            Err(error) => tracing::warn!(payment = %payment.id, %error, "a look has to wait"),
        }
    }

    async fn look_or_warn(&self, payment: &Payment) {
        if let Err(error) = self.look(payment).await {
            tracing::warn!(payment = %payment.id, %error, "a payment stays undecided");
        }
    }

    async fn look(&self, payment: &Payment) -> Result<(), ProviderError> {
        let looked = self.look_and_settle(payment).await;
        let age = self.clock.now() - payment.created_at;
        if matches!(&looked, Err(error) if !matches!(error, ProviderError::Store(_))) && age >= UNANSWERED {
            self.close_unanswered(payment).await?;
        }
        looked
    }

    /// Nobody waits for this checkout any longer. Its payment stays undecided: should
    /// it be heard of as made after all, it becomes an order or is given back.
    async fn close_unanswered(&self, payment: &Payment) -> Result<(), store::Error> {
        let mut tx = self.db.begin().await?;
        let checkout = checkouts::lock(&mut tx, payment.checkout_id).await?;
        let Some(checkout) = checkout.filter(|checkout| checkout.state == CheckoutState::Paying) else {
            return Ok(());
        };
        let variants = holds::release(&mut tx, checkout.id).await?;
        checkouts::close(&mut tx, checkout.id).await?;
        tx.commit().await?;
        self.desk.look(variants);
        self.news.tell(Item::Checkout {
            checkout: checkout.id,
            holder: checkout.holder,
        });
        Ok(())
    }

    async fn look_and_settle(&self, payment: &Payment) -> Result<(), ProviderError> {
        let provider = self.provider();
        if payment.provider == NOBODY {
            return Ok(self.settle_payment(payment.id, &payment.of_nothing()).await?);
        }
        if payment.provider != provider.name() {
            return Ok(());
        }
        let (id, name, account) = (
            payment.id,
            payment.provider_ref.as_deref(),
            payment.account.as_deref(),
        );
        let slow = |_| ProviderError::Unreachable("no answer in time".to_owned());
        let stands = timeout(LOOK, provider.look_up(id, name, account))
            .await
            .map_err(slow)??;
        let age = self.clock.now() - payment.created_at;
        // Whoever is to prove something and does not holds units others wait for.
        let given_up = match &stands {
            None => age >= NEVER_CAME,
            Some(Outcome::Challenge { .. }) => age >= crate::checkouts::PAYING,
            Some(_) => false,
        };
        let outcome = if given_up {
            let cancelled = timeout(LOOK, provider.cancel(id, name, account));
            Some(cancelled.await.map_err(slow)??)
        } else {
            stands
        };
        match outcome {
            Some(outcome) => Ok(self.settle_payment(id, &outcome).await?),
            None => Ok(()),
        }
    }

    /// Gives up a payment at its provider, so that another can be tried; says
    /// whether it came to nothing.
    pub(crate) async fn give_up_payment(&self, payment: &Payment) -> Result<bool, ProviderError> {
        let cancel = self.provider().cancel(
            payment.id,
            payment.provider_ref.as_deref(),
            payment.account.as_deref(),
        );
        let slow = |_| ProviderError::Unreachable("no answer in time".to_owned());
        let outcome = timeout(super::ANSWER, cancel).await.map_err(slow)??;
        self.settle_payment(payment.id, &outcome).await?;
        let mut read = self.db.read().await.map_err(ProviderError::Store)?;
        let state = db::by_id(&mut read, payment.id)
            .await?
            .map(|payment| payment.state);
        Ok(matches!(
            state,
            Some(PaymentState::Failed | PaymentState::Cancelled)
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_come_soon_at_first_then_once_a_minute_and_after_an_hour_ever_more_rarely() {
        let pauses: Vec<i64> = (0..8).map(|attempts| pause(attempts).num_seconds()).collect();
        assert_eq!(pauses, [2, 4, 8, 16, 32, 60, 60, 60]);
        let hour: i64 = (0..PATIENT_LOOKS)
            .map(|attempts| pause(attempts).num_seconds())
            .sum();
        assert!((3_600..3_720).contains(&hour), "{hour}");
        let pauses: Vec<i64> = (63..74).map(|attempts| pause(attempts).num_minutes()).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240]);
        assert_eq!(pause(i64::MAX), RARE_LOOK);
    }
}
