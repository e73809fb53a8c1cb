//! Stripe, through async-stripe's types: direct charges for shops that have an
//! account there, charges of the operator's own for the others.
//!
//! PaymentIntents, not Checkout Sessions: the shop makes its own totals, and a
//! session would have to be told every line of them again. The Payment Element and
//! Express Checkout make a confirmation token first; one request of ours then
//! creates and confirms, so that nothing is charged before the total is agreed on.
//! Card numbers go from the browser to Stripe; what comes here is the token.

mod charges;
mod customers;
mod keys;
mod methods;
mod movements;
mod notices;
mod outcome;
mod pace;
mod refunds;
mod transport;
mod trouble;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use model::{Clock, Entropy, PaymentId, ShopId, Timestamp};
use serde_json::{Value, json};
use shop::payments::{
    Charge, Heard, Movements, Outcome, Provider, ProviderError, RefundOutcome, RefundWish, Shopper,
};
use store::Db;
use stripe_client_core::{IdempotencyKey, RequestStrategy, StripeRequest};
use stripe_shared::AccountId as ConnectedId;
use uuid::Uuid;

pub use keys::Keys;
pub use transport::Patience;

use transport::{Call, Transport};
use trouble::Trouble;

/// Stripe keeps what it answered to a key for 24 hours at least; a key that is
/// older may be taken for a new one.
const KEY_LIFE: Duration = Duration::from_secs(23 * 3_600);

/// Our names in the metadata of Stripe's objects.
mod metadata {
    pub(super) const PAYMENT: &str = "vitrine_payment";
    pub(super) const REFUND: &str = "vitrine_refund";
    pub(super) const SHOP: &str = "vitrine_shop";
    pub(super) const CHECKOUT: &str = "vitrine_checkout";
    pub(super) const ACCOUNT: &str = "vitrine_account";
}

/// See the module.
#[derive(Debug)]
pub struct Stripe {
    transport: Transport,
    /// Who is whom at Stripe.
    db: Db,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Stripe {
    pub fn new(
        keys: Keys,
        patience: Patience,
        db: Db,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self {
            transport: Transport::new(keys, patience, entropy.clone()),
            db,
            clock,
            entropy,
        }
    }

    /// Makes one call, for `account` where that is a shop's own. The flag says
    /// that the answer is one given before.
    async fn ask<R>(
        &self,
        request: &R,
        key: Option<&str>,
        account: Option<&str>,
    ) -> Result<(R::Output, bool), Trouble>
    where
        R: StripeRequest,
        R::Output: miniserde::Deserialize,
    {
        let call = Call::new(&self.transport);
        let mut request = request.customize();
        if let Some(key) = key {
            let key = IdempotencyKey::new(key).expect("our keys are short");
            request = request.request_strategy(RequestStrategy::Idempotent(key));
        }
        if let Some(account) = account {
            request = request.account_id(ConnectedId::from(account));
        }
        let answer = request.send(&call).await?;
        Ok((answer, call.was_replayed()))
    }

    /// Reads something.
    async fn read<R>(&self, request: &R, account: Option<&str>) -> Result<R::Output, Trouble>
    where
        R: StripeRequest,
        R::Output: miniserde::Deserialize,
    {
        Ok(self.ask(request, None, account).await?.0)
    }

    /// A key for something that may be done twice without harm.
    fn new_key(&self, what: &str) -> String {
        let mut random = [0; 16];
        self.entropy.fill(&mut random);
        format!("{what}-{}", Uuid::from_bytes(random))
    }

    /// How long ago an id of ours was made.
    fn age(&self, id: Uuid) -> Duration {
        let now = self.clock.now();
        (now - made_at(id)).to_std().unwrap_or_default()
    }
}

/// When an id was made: a version 7 UUID begins with it (RFC 9562 section 5.7).
fn made_at(id: Uuid) -> Timestamp {
    let millis = id.as_u128() >> 80;
    let millis = i64::try_from(millis).unwrap_or_default();
    Timestamp::from_timestamp_millis(millis).unwrap_or_default()
}

#[async_trait]
impl Provider for Stripe {
    fn name(&self) -> &'static str {
        "stripe"
    }

    fn page(&self, account: Option<&str>) -> Value {
        let keys = self.transport.keys();
        json!({
            "name": "stripe",
            "label": "Stripe",
            "live": keys.are_live(),
            "publishable_key": keys.publishable,
            "account": account,
        })
    }

    async fn session(&self, who: &Shopper) -> Result<Value, ProviderError> {
        let mut page = self.page(who.account.as_deref());
        if let Some(secret) = self.saved_cards(who).await? {
            page["customer_session"] = secret.into();
        }
        Ok(page)
    }

    async fn charge(&self, charge: &Charge) -> Result<Outcome, ProviderError> {
        self.create_and_confirm(charge).await
    }

    async fn look_up(
        &self,
        payment: PaymentId,
        provider_ref: Option<&str>,
        account: Option<&str>,
    ) -> Result<Option<Outcome>, ProviderError> {
        self.payment_stands(payment, provider_ref, account).await
    }

    async fn cancel(
        &self,
        payment: PaymentId,
        provider_ref: Option<&str>,
        account: Option<&str>,
    ) -> Result<Outcome, ProviderError> {
        self.give_up(payment, provider_ref, account).await
    }

    async fn refund(&self, wish: &RefundWish) -> Result<RefundOutcome, ProviderError> {
        self.give_back(wish).await
    }

    async fn refund_stands(
        &self,
        provider_ref: &str,
        account: Option<&str>,
    ) -> Result<RefundOutcome, ProviderError> {
        self.refund_as_it_stands(provider_ref, account).await
    }

    async fn heard(&self, headers: &[(String, String)], body: &[u8]) -> Result<Vec<Heard>, ProviderError> {
        self.read_notice(headers, body).await
    }

    async fn movements(
        &self,
        shop: ShopId,
        account: Option<&str>,
        since: Timestamp,
        after: Option<&str>,
    ) -> Result<Movements, ProviderError> {
        self.movements_from(shop, account, since, after).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_when_it_was_made() {
        let clock = model::ManualClock::at("2026-11-23T02:30:00Z");
        let entropy = model::SeededEntropy::new(1);
        let id = PaymentId::new(&clock, &entropy);
        assert_eq!(made_at(id.0), clock.now());
    }

    #[tokio::test]
    async fn no_secret_is_printed() {
        let keys = Keys {
            secret: "sk_live_hunter2".to_owned(),
            publishable: "pk_live_shown".to_owned(),
            webhook: "whsec_hunter2".to_owned(),
            api_url: Keys::API_URL.to_owned(),
        };
        let entropy = Arc::new(model::SystemEntropy);
        let transport = Transport::new(keys, Patience::default(), entropy);
        let printed = format!("{transport:?}");
        assert!(!printed.contains("hunter2"), "{printed}");
        assert!(printed.contains("pk_live_shown"));
    }
}
