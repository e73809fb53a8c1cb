//! Payments at Stripe: made, looked up, given up. Whatever fails on the way, one
//! payment of ours is one intent there, and a failed one is closed there first.

use std::collections::HashMap;
use std::time::Duration;

use model::{PaymentId, Timestamp};
use shop::payments::{Charge, Failure, Outcome, ProviderError};
use stripe_core::payment_intent::{
    CancelPaymentIntent, CancelPaymentIntentCancellationReason as Reason, CreatePaymentIntent,
    CreatePaymentIntentAutomaticPaymentMethods as AutomaticMethods, ListPaymentIntent, RetrievePaymentIntent,
    SearchPaymentIntent,
};
use stripe_shared::PaymentIntent;
use stripe_types::{RangeBoundsTs, RangeQueryTs};

use super::outcome::{Standing, standing};
use super::trouble::Trouble;
use super::{KEY_LIFE, Stripe, made_at, metadata};

/// So long after a payment was begun its request may still be on its way, or at
/// work there: not found does not mean that it never came.
const ON_ITS_WAY: Duration = Duration::from_secs(120);

/// Stripe's search may not know yet what is younger.
const SEARCHABLE_AFTER: Duration = Duration::from_secs(10 * 60);

/// Clocks may differ by so much.
const SKEW: Duration = Duration::from_secs(120);

/// A page of a list, and how many are read at most to find one payment.
const PAGE: i64 = 100;
const PAGES: usize = 200;

impl Stripe {
    pub(super) async fn create_and_confirm(&self, charge: &Charge) -> Result<Outcome, ProviderError> {
        let account = charge.account.as_deref();
        if self.age(charge.payment.0) > KEY_LIFE {
            let found = self.find(charge.payment, account).await?;
            let too_late = || ProviderError::Refused("it was begun more than a day ago".to_owned());
            return self.decide(&found.ok_or_else(too_late)?, account).await;
        }
        let request = self.request(charge).await?;
        let key = charge.payment.to_string();
        let intent = match self.ask(&request, Some(&key), account).await {
            // What was true then need not be now.
            Ok((intent, true)) => self.intent(intent.id.as_str(), account).await?,
            Ok((intent, false)) => intent,
            Err(trouble) => return self.no_intent(charge, trouble).await,
        };
        self.decide(&intent, account).await
    }

    async fn request(&self, charge: &Charge) -> Result<CreatePaymentIntent, ProviderError> {
        let token = charge
            .method
            .get("confirmation_token")
            .and_then(|token| token.as_str());
        let token = token.ok_or_else(|| ProviderError::Refused("no confirmation token".to_owned()))?;
        let currency = charge.amount.currency.as_str().to_ascii_lowercase();
        let currency: stripe_types::Currency = currency.parse().unwrap_or_else(|never| match never {});
        let mut request = CreatePaymentIntent::new(charge.amount.minor, currency)
            .confirm(true)
            .confirmation_token(token)
            .automatic_payment_methods(AutomaticMethods::new(true))
            .return_url(charge.return_url.as_str())
            .description(charge.description.as_str())
            .metadata(HashMap::from([
                (metadata::PAYMENT.to_owned(), charge.payment.to_string()),
                (metadata::CHECKOUT.to_owned(), charge.checkout.to_string()),
                (metadata::SHOP.to_owned(), charge.shop.to_string()),
            ]))
            .expand(expanded());
        if let Some(shopper) = charge.shopper {
            let customer = self
                .customer(shopper, charge.shop, charge.account.as_deref())
                .await?;
            request = request.customer(customer);
        }
        Ok(request)
    }

    /// What to make of a charge that was not answered with an intent.
    async fn no_intent(&self, charge: &Charge, trouble: Trouble) -> Result<Outcome, ProviderError> {
        let account = charge.account.as_deref();
        match trouble {
            Trouble::Busy => Err(ProviderError::Busy),
            Trouble::Refused(refusal) if refusal.is_of_another_request() => {
                let found = self.find(charge.payment, account).await?;
                let words = || ProviderError::Refused(refusal.words());
                self.decide(&found.ok_or_else(words)?, account).await
            }
            Trouble::Refused(refusal) => match (refusal.failure(), &refusal.payment_intent) {
                (Some(failure), Some(intent)) => self.close_failed(&intent.id, account, failure).await,
                (Some(failure), None) => Ok(Outcome::Failed {
                    provider_ref: None,
                    failure,
                }),
                (None, _) => Err(ProviderError::Refused(refusal.words())),
            },
            Trouble::Unknown(why) => match self.find(charge.payment, account).await {
                Ok(Some(intent)) => self.decide(&intent, account).await,
                Ok(None) | Err(_) => Err(ProviderError::Unreachable(why)),
            },
        }
    }

    pub(super) async fn payment_stands(
        &self,
        payment: PaymentId,
        provider_ref: Option<&str>,
        account: Option<&str>,
    ) -> Result<Option<Outcome>, ProviderError> {
        match self.known(payment, provider_ref, account).await? {
            Some(intent) => self.decide(&intent, account).await.map(Some),
            None => Ok(None),
        }
    }

    pub(super) async fn give_up(
        &self,
        payment: PaymentId,
        provider_ref: Option<&str>,
        account: Option<&str>,
    ) -> Result<Outcome, ProviderError> {
        let Some(intent) = self.known(payment, provider_ref, account).await? else {
            return Ok(Outcome::Cancelled { provider_ref: None });
        };
        let closed = self
            .close(intent.id.as_str(), account, Reason::RequestedByCustomer)
            .await?;
        self.decide(&closed, account).await
    }

    /// The intent of a payment; none when there is none and there can't be any more.
    async fn known(
        &self,
        payment: PaymentId,
        provider_ref: Option<&str>,
        account: Option<&str>,
    ) -> Result<Option<PaymentIntent>, ProviderError> {
        let found = match provider_ref {
            Some(id) => match self.intent(id, account).await {
                Ok(intent) => Some(intent),
                Err(Trouble::Refused(refusal)) if refusal.is_missing() => None,
                Err(trouble) => return Err(trouble.into()),
            },
            None => self.find(payment, account).await?,
        };
        // A name that came from outside.
        if found.as_ref().is_some_and(|intent| !is_of(intent, payment)) {
            return Err(ProviderError::Refused(
                "that is another payment's intent".to_owned(),
            ));
        }
        if found.is_none() && self.age(payment.0) < ON_ITS_WAY {
            let why = "not known there, but it may be on its way".to_owned();
            return Err(ProviderError::Unreachable(why));
        }
        Ok(found)
    }

    async fn intent(&self, id: &str, account: Option<&str>) -> Result<PaymentIntent, Trouble> {
        self.read(&RetrievePaymentIntent::new(id).expand(expanded()), account)
            .await
    }

    /// Looks for a payment by our own name. Search lags behind and lists don't:
    /// the last minutes are read, what is older is searched.
    async fn find(
        &self,
        payment: PaymentId,
        account: Option<&str>,
    ) -> Result<Option<PaymentIntent>, ProviderError> {
        if self.age(payment.0) > SEARCHABLE_AFTER / 2 {
            let query = format!("metadata['{}']:'{payment}'", metadata::PAYMENT);
            let found = self
                .read(&SearchPaymentIntent::new(query).limit(1), account)
                .await;
            match found.map(|found| found.data.into_iter().next()) {
                // As it was when it was indexed.
                Ok(Some(intent)) => return Ok(Some(self.intent(intent.id.as_str(), account).await?)),
                Ok(None) => {}
                // Not offered in every country.
                Err(Trouble::Refused(_)) => {}
                Err(trouble) => return Err(trouble.into()),
            }
        }
        let since = made_at(payment.0).max(self.clock.now() - SEARCHABLE_AFTER) - SKEW;
        self.find_since(payment, since, account).await
    }

    async fn find_since(
        &self,
        payment: PaymentId,
        since: Timestamp,
        account: Option<&str>,
    ) -> Result<Option<PaymentIntent>, ProviderError> {
        let mut after: Option<String> = None;
        for _ in 0..PAGES {
            let mut list = ListPaymentIntent::new()
                .created(RangeQueryTs::Bounds(RangeBoundsTs {
                    gte: Some(since.timestamp()),
                    ..RangeBoundsTs::default()
                }))
                .limit(PAGE);
            if let Some(after) = &after {
                list = list.starting_after(after.as_str());
            }
            let page = self.read(&list, account).await?;
            after = page.data.last().map(|intent| intent.id.as_str().to_owned());
            if let Some(intent) = page.data.into_iter().find(|intent| is_of(intent, payment)) {
                return Ok(Some(self.intent(intent.id.as_str(), account).await?));
            }
            if !page.has_more || after.is_none() {
                return Ok(None);
            }
        }
        let why = "too many payments to find one among".to_owned();
        Err(ProviderError::Unreachable(why))
    }

    /// What an intent's state means, closing it where that means "failed".
    async fn decide(&self, intent: &PaymentIntent, account: Option<&str>) -> Result<Outcome, ProviderError> {
        match standing(intent, self.transport.keys(), account) {
            Standing::Decided(outcome) => Ok(outcome),
            Standing::Refused(failure) => self.close_failed(intent.id.as_str(), account, failure).await,
        }
    }

    async fn close_failed(
        &self,
        id: &str,
        account: Option<&str>,
        failure: Failure,
    ) -> Result<Outcome, ProviderError> {
        let closed = self.close(id, account, Reason::Abandoned).await?;
        match standing(&closed, self.transport.keys(), account) {
            Standing::Decided(Outcome::Cancelled { provider_ref }) => Ok(Outcome::Failed {
                provider_ref,
                failure,
            }),
            // Another card was tried in the meantime.
            Standing::Decided(outcome) => Ok(outcome),
            Standing::Refused(_) => Ok(Outcome::Pending {
                provider_ref: id.to_owned(),
            }),
        }
    }

    /// Closes an intent, or says how it stands where it can't be closed any more.
    async fn close(&self, id: &str, account: Option<&str>, reason: Reason) -> Result<PaymentIntent, Trouble> {
        let request = CancelPaymentIntent::new(id)
            .cancellation_reason(reason)
            .expand(expanded());
        // A key of its own each time: a refusal would be kept with it, and an
        // intent that is at work now can be closed later.
        let key = self.new_key("close");
        match self.ask(&request, Some(&key), account).await {
            Ok((intent, _)) => Ok(intent),
            Err(Trouble::Refused(_)) => self.intent(id, account).await,
            Err(trouble) => Err(trouble),
        }
    }
}

fn is_of(intent: &PaymentIntent, payment: PaymentId) -> bool {
    intent.metadata.get(metadata::PAYMENT) == Some(&payment.to_string())
}

/// The charge says which card it was.
fn expanded() -> Vec<String> {
    vec!["latest_charge".to_owned()]
}
