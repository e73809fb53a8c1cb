//! Looking at what is undecided: answers get lost, notices too, and so do
//! processes. Whatever was begun is looked up until it is decided.

use std::time::Duration;

use chrono::TimeDelta;
use futures_util::{StreamExt, stream};
use model::{PaymentId, PaymentState, ShopId, Timestamp};
use tokio::time::timeout;

use super::{NOBODY, Outcome, Payment, ProviderError, db};
use crate::{Commerce, refunds};

/// Payments looked up in one round, and so many of them at one time.
const ROUND: i64 = 64;
const AT_ONCE: usize = 8;
/// The first look at a payment that gave no answer.
pub(crate) const FIRST_LOOK: TimeDelta = TimeDelta::seconds(2);
/// Looks are at most so far apart.
const LAST_LOOK: TimeDelta = TimeDelta::seconds(60);
/// What never came to the provider within this time is given up.
const NEVER_CAME: TimeDelta = TimeDelta::seconds(60);
/// How long a provider may take over one look.
const LOOK: Duration = Duration::from_secs(10);

/// How long until the next look, after `attempts` of them.
pub(crate) fn pause(attempts: i64) -> TimeDelta {
    let doublings = u32::try_from(attempts.clamp(0, 6)).unwrap_or(6);
    (FIRST_LOOK * 2_i32.pow(doublings)).min(LAST_LOOK)
}

impl Commerce {
    /// Before anything else after a start: all that was left undecided is due now.
    pub(crate) async fn look_at_all(&self) -> Result<(), store::Error> {
        db::look_at_all(&self.db, self.clock.now()).await
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
        let refunds = refunds::undecided_of_shop(&mut read, shop).await?;
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
        let mut read = self.db.read().await.map_err(ProviderError::Store)?;
        let payment = db::by_id(&mut read, id).await?;
        drop(read);
        match payment {
            Some(payment) => self.look(&payment).await,
            None => Ok(()),
        }
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
    fn looks_come_soon_at_first_and_then_once_a_minute() {
        let pauses: Vec<i64> = (0..8).map(|attempts| pause(attempts).num_seconds()).collect();
        assert_eq!(pauses, [2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(pause(i64::MAX), LAST_LOOK);
    }
}
