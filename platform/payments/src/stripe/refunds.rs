//! Money given back. One refund of ours is one there, however often it is asked for.

use std::collections::HashMap;

use shop::payments::{ProviderError, RefundOutcome, RefundWish};
use stripe_core::refund::{CreateRefund, ListRefund, RetrieveRefund};
use stripe_shared::Refund;

use super::trouble::{Trouble, begun};
use super::{KEY_LIFE, Stripe, metadata};

/// Stripe's limit for a page; a payment has far fewer refunds.
const PAGE: i64 = 100;

impl Stripe {
    pub(super) async fn give_back(&self, wish: &RefundWish) -> Result<RefundOutcome, ProviderError> {
        let account = wish.account.as_deref();
        // A key that old may be forgotten there; what was made with it is not.
        if self.age(wish.refund.0) > KEY_LIFE
            && let Some(refund) = self.find_refund(wish).await?
        {
            return Ok(outcome(&refund));
        }
        let request = CreateRefund::new()
            .payment_intent(wish.provider_ref.as_str())
            .amount(wish.amount.minor)
            .metadata(HashMap::from([
                (metadata::REFUND.to_owned(), wish.refund.to_string()),
                (metadata::PAYMENT.to_owned(), wish.payment.to_string()),
                (metadata::SHOP.to_owned(), wish.shop.to_string()),
            ]));
        let key = wish.refund.to_string();
        match self.ask(&request, Some(&key), account).await {
            Ok((refund, false)) => Ok(outcome(&refund)),
            // What was true then need not be now.
            Ok((refund, true)) => self.refund_as_it_stands(refund.id.as_str(), account).await,
            Err(Trouble::Busy) => Err(ProviderError::Busy),
            Err(Trouble::Barred(why)) => Err(ProviderError::Barred(why)),
            // Never failed without a look: an earlier attempt may have done it.
            Err(Trouble::Refused(refusal)) => match self.find_refund(wish).await? {
                Some(refund) => Ok(outcome(&refund)),
                // The payment was there once: this is the wrong place to ask.
                None if refusal.is_missing() || refusal.is_of_another_request() => {
                    Err(ProviderError::Unreachable(refusal.words()))
                }
                None => Ok(RefundOutcome::Failed {
                    provider_ref: None,
                    why: refusal.words(),
                }),
            },
            Err(Trouble::Unknown(why)) => match self.find_refund(wish).await {
                Ok(Some(refund)) => Ok(outcome(&refund)),
                Ok(None) | Err(_) => Err(ProviderError::Unreachable(why)),
            },
        }
    }

    /// How one stands that was made.
    pub(super) async fn refund_as_it_stands(
        &self,
        id: &str,
        account: Option<&str>,
    ) -> Result<RefundOutcome, ProviderError> {
        let refund = self.read(&RetrieveRefund::new(id), account).await;
        Ok(outcome(&refund.map_err(begun)?))
    }

    /// The refund that was made of `wish`, if any. Trouble is never a no.
    async fn find_refund(&self, wish: &RefundWish) -> Result<Option<Refund>, ProviderError> {
        let list = ListRefund::new()
            .payment_intent(wish.provider_ref.as_str())
            .limit(PAGE);
        let page = self.read(&list, wish.account.as_deref()).await.map_err(begun)?;
        let own = wish.refund.to_string();
        let is_it = |refund: &Refund| {
            let metadata = refund.metadata.as_ref();
            metadata.and_then(|metadata| metadata.get(metadata::REFUND)) == Some(&own)
        };
        let has_more = page.has_more;
        let found = page.data.into_iter().find(is_it);
        if found.is_none() && has_more {
            let why = "too many refunds to find one among".to_owned();
            return Err(ProviderError::Unreachable(why));
        }
        Ok(found)
    }
}

fn outcome(refund: &Refund) -> RefundOutcome {
    let provider_ref = refund.id.as_str().to_owned();
    match refund.status.as_deref() {
        Some("succeeded") => RefundOutcome::Succeeded { provider_ref },
        Some("failed" | "canceled") => RefundOutcome::Failed {
            provider_ref: Some(provider_ref),
            why: refund
                .failure_reason
                .clone()
                .unwrap_or_else(|| "given up".to_owned()),
        },
        // Until the bank, or the shopper, has done their part.
        _ => RefundOutcome::Pending { provider_ref },
    }
}
