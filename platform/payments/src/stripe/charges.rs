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
use super::trouble::{Trouble, begun};
use super::{Stripe, made_at, metadata, methods};

/// A payment is asked for within this time of its beginning, or never: whoever
/// looks for it knows in which stretch it can have been made.
const ASKED_WITHIN: Duration = Duration::from_secs(60);

/// So long after a payment was begun its request may still be on its way, or at
/// work there: not found does not mean that it never came.
const ON_ITS_WAY: Duration = Duration::from_secs(120);

/// Stripe's search may not know yet what is younger.
const SEARCHABLE_AFTER: Duration = Duration::from_secs(5 * 60);

/// Clocks may differ by so much.
const SKEW: Duration = Duration::from_secs(120);

/// A page of a list, and how many are read at most to find one payment.
const PAGE: i64 = 100;
const PAGES: usize = 200;

impl Stripe {
    pub(super) async fn create_and_confirm(&self, charge: &Charge) -> Result<Outcome, ProviderError> {
        let account = charge.account.as_deref();
        if self.age(charge.payment.0) > ASKED_WITHIN {
            return self.asked_before(charge).await;
        }
        let customer = match charge.shopper {
            Some(shopper) => {
                let customer = self.customer(shopper, charge.shop, account).await;
                Some(customer.map_err(not_begun)?)
            }
            None => None,
        };
        let key = charge.payment.to_string();
        let request = request(charge)?;
        let mut answer = self.ask_for(&request, customer.as_deref(), &key, account).await;
        let is_gone = matches!(&answer, Err(Trouble::Refused(refusal)) if refusal.is_missing_customer());
        if let (Some(shopper), Some(gone), true) = (charge.shopper, customer, is_gone) {
            let other = self.another_customer(shopper, charge.shop, account, &gone).await;
            let other = other.map_err(not_begun)?;
            answer = self.ask_for(&request, Some(&other), &key, account).await;
            // The refusal may have been kept under that key, as any answer is.
            if matches!(&answer, Err(Trouble::Refused(refusal)) if refusal.is_of_another_request()) {
                let key = format!("{key}-again");
                answer = self.ask_for(&request, Some(&other), &key, account).await;
            }
        }
        let intent = match answer {
            // What was true then need not be now.
            Ok((intent, true)) => self.intent(intent.id.as_str(), account).await.map_err(begun)?,
            Ok((intent, false)) => intent,
            Err(trouble) => return self.no_intent(charge, trouble).await,
        };
        self.decide(&intent, account).await.map_err(begun)
    }

    /// Asks for the intent. The flag says that the answer is one given before.
    async fn ask_for(
        &self,
        request: &CreatePaymentIntent,
        customer: Option<&str>,
        key: &str,
        account: Option<&str>,
    ) -> Result<(PaymentIntent, bool), Trouble> {
        match customer {
            Some(customer) => {
                self.ask(&request.clone().customer(customer), Some(key), account)
                    .await
            }
            None => self.ask(request, Some(key), account).await,
        }
    }

    /// One that was asked for before: as it stands, or never made.
    async fn asked_before(&self, charge: &Charge) -> Result<Outcome, ProviderError> {
        let account = charge.account.as_deref();
        match self.known(charge.payment, None, account).await.map_err(begun)? {
            Some(intent) => self.decide(&intent, account).await.map_err(begun),
            None => Err(ProviderError::Refused("it was begun too long ago".to_owned())),
        }
    }

    /// What to make of a charge that was not answered with an intent.
    async fn no_intent(&self, charge: &Charge, trouble: Trouble) -> Result<Outcome, ProviderError> {
        let account = charge.account.as_deref();
        match trouble {
            Trouble::Busy => Err(ProviderError::Busy),
            Trouble::Barred(why) => Err(ProviderError::Refused(why)),
            Trouble::Refused(refusal) if refusal.is_of_another_request() => self.asked_before(charge).await,
            Trouble::Refused(refusal) => match (refusal.failure(), &refusal.payment_intent) {
                (Some(failure), Some(intent)) => self
                    .close_failed(&intent.id, account, failure)
                    .await
                    .map_err(begun),
                (Some(failure), None) => Ok(Outcome::Failed {
                    provider_ref: None,
                    failure,
                }),
                (None, _) => Err(ProviderError::Refused(refusal.words())),
            },
            Trouble::Unknown(why) => match self.find(charge.payment, account).await {
                Ok(Some(intent)) => self.decide(&intent, account).await.map_err(begun),
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
        let named = match provider_ref {
            Some(id) => match self.intent(id, account).await {
                Ok(intent) => Some(intent),
                Err(Trouble::Refused(refusal)) if refusal.is_missing() => None,
                Err(trouble) => return Err(trouble.into()),
            },
            None => None,
        };
        let found = match named {
            Some(intent) => Some(intent),
            None => self.find(payment, account).await?,
        };
        // A name that came from outside.
        if found.as_ref().is_some_and(|intent| !is_of(intent, payment)) {
            return Err(ProviderError::Refused(
                "that is another payment's intent".to_owned(),
            ));
        }
        if found.is_none() && provider_ref.is_some() {
            // What has a name was there: somebody else's key looks elsewhere.
            let why = "it has a name, but is not known there by it".to_owned();
            return Err(ProviderError::Unreachable(why));
        }
        if found.is_none() && self.age(payment.0) < ON_ITS_WAY {
            let why = "not known there, but it may be on its way".to_owned();
            return Err(ProviderError::Unreachable(why));
        }
        Ok(found)
    }

    pub(super) async fn intent(&self, id: &str, account: Option<&str>) -> Result<PaymentIntent, Trouble> {
        self.read(&RetrievePaymentIntent::new(id).expand(expanded()), account)
            .await
    }

    /// Looks for a payment by our own name. Search is one request, but lags behind;
    /// a list is long, but has all: that of the stretch in which the payment can
    /// have been made, however long ago it was.
    async fn find(
        &self,
        payment: PaymentId,
        account: Option<&str>,
    ) -> Result<Option<PaymentIntent>, ProviderError> {
        if self.age(payment.0) > SEARCHABLE_AFTER {
            let query = format!("metadata['{}']:'{payment}'", metadata::PAYMENT);
            let found = self
                .read(&SearchPaymentIntent::new(query).limit(1), account)
                .await;
            match found.map(|found| found.data.into_iter().next()) {
                // As it was when it was indexed.
                Ok(Some(intent)) => return Ok(Some(self.intent(intent.id.as_str(), account).await?)),
                Ok(None) => {}
                // Not offered in every country, nor allowed by every key.
                Err(Trouble::Refused(_) | Trouble::Barred(_)) => {}
                Err(trouble) => return Err(trouble.into()),
            }
        }
        let made = made_at(payment.0);
        self.find_between(payment, made - SKEW, made + ON_ITS_WAY + SKEW, account)
            .await
    }

    async fn find_between(
        &self,
        payment: PaymentId,
        from: Timestamp,
        to: Timestamp,
        account: Option<&str>,
    ) -> Result<Option<PaymentIntent>, ProviderError> {
        let mut after: Option<String> = None;
        for _ in 0..PAGES {
            let mut list = ListPaymentIntent::new()
                .created(RangeQueryTs::Bounds(RangeBoundsTs {
                    gte: Some(from.timestamp()),
                    lt: Some(to.timestamp() + 1),
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

/// The wish in Stripe's terms, but for who pays.
fn request(charge: &Charge) -> Result<CreatePaymentIntent, ProviderError> {
    // What the shopper's browser was given for their card.
    let token = charge.method.get("confirmation_token");
    let token = token.and_then(|token| token.as_str());
    let token = token.ok_or_else(|| ProviderError::Refused("no confirmation token".to_owned()))?;
    let currency = charge.amount.currency.as_str().to_ascii_lowercase();
    let currency: stripe_types::Currency = currency.parse().unwrap_or_else(|never| match never {});
    Ok(CreatePaymentIntent::new(charge.amount.minor, currency)
        .confirm(true)
        .confirmation_token(token)
        .automatic_payment_methods(AutomaticMethods::new(true))
        .excluded_payment_method_types(methods::that_decide_late())
        .return_url(charge.return_url.as_str())
        .description(charge.description.as_str())
        .metadata(HashMap::from([
            (metadata::PAYMENT.to_owned(), charge.payment.to_string()),
            (metadata::CHECKOUT.to_owned(), charge.checkout.to_string()),
            (metadata::SHOP.to_owned(), charge.shop.to_string()),
        ]))
        .expand(expanded()))
}

/// Trouble before anything was asked for.
fn not_begun(error: ProviderError) -> ProviderError {
    match error {
        ProviderError::Unreachable(_) => ProviderError::Busy,
        ProviderError::Barred(why) => ProviderError::Refused(why),
        other => other,
    }
}

fn is_of(intent: &PaymentIntent, payment: PaymentId) -> bool {
    intent.metadata.get(metadata::PAYMENT) == Some(&payment.to_string())
}

/// The charge says which card it was.
fn expanded() -> Vec<String> {
    vec!["latest_charge".to_owned()]
}
