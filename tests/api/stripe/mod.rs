//! Stripe, as this shop uses it, against one that goes wrong in all the ways it may.

mod cards;
mod charges;
mod checkout;
mod faults;
mod late;
mod movements;
mod notices;
mod refunds;
mod street;

use std::sync::Arc;
use std::time::Duration;

use kit::{FakeStripe, TestClock};
use model::{CheckoutId, Clock as _, Currency, Money, PaymentId, RefundId, ShopId, SystemEntropy, Timestamp};
use payments::stripe::{Keys, Patience, Stripe};
use serde_json::json;
use shop::payments::{Charge, Outcome, Provider, RefundWish};
use store::Db;
use tempfile::TempDir;

const INTENTS: &str = "/v1/payment_intents";
const MAKES_INTENT: &str = "POST /v1/payment_intents";
const GOOD: &str = "4242424242424242";

/// A shop's side of Stripe, and Stripe.
struct World {
    fake: FakeStripe,
    stripe: Stripe,
    clock: Arc<TestClock>,
    db: Db,
    shop: ShopId,
    _folder: TempDir,
}

/// Short enough for a test that runs into each of them.
const HASTE: Patience = Patience {
    attempt: Duration::from_millis(400),
    change: Duration::from_millis(2_500),
    read: Duration::from_millis(2_500),
    first_wait: Duration::from_millis(10),
    per_second: 1_000,
};

impl World {
    async fn new() -> Self {
        // A second call changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = Arc::new(TestClock::default());
        let fake = FakeStripe::start(clock.clone()).await;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("shop.db").display());
        let db = Db::open(&url).await.expect("a new database");
        let stripe = Stripe::new(
            keys(&fake),
            HASTE,
            db.clone(),
            clock.clone(),
            Arc::new(SystemEntropy),
        );
        let shop = ShopId::new(&*clock, &SystemEntropy);
        Self {
            fake,
            stripe,
            clock,
            db,
            shop,
            _folder: folder,
        }
    }

    /// A wish to be paid 39 euro with that card.
    async fn charge(&self, card: &str) -> Charge {
        self.charge_for(None, card).await
    }

    async fn charge_for(&self, account: Option<&str>, card: &str) -> Charge {
        let token = self.fake.tokenise(card, account).await;
        Charge {
            payment: PaymentId::new(&*self.clock, &SystemEntropy),
            checkout: CheckoutId::new(&*self.clock, &SystemEntropy),
            shop: self.shop,
            account: account.map(str::to_owned),
            shopper: None,
            amount: euro(3_900),
            email: "ana@example.org".to_owned(),
            description: "Casa Lumen 1001".to_owned(),
            method: json!({"confirmation_token": token}),
            return_url: "https://shop.example/checkouts/1/pay".to_owned(),
        }
    }

    /// One that was paid, with the name of its intent.
    async fn paid(&self) -> (Charge, String) {
        let charge = self.charge(GOOD).await;
        let outcome = self.stripe.charge(&charge).await.expect("a good card");
        let provider_ref = succeeded(&outcome);
        (charge, provider_ref)
    }

    fn refund(&self, charge: &Charge, provider_ref: &str, minor: i64) -> RefundWish {
        RefundWish {
            refund: RefundId::new(&*self.clock, &SystemEntropy),
            payment: charge.payment,
            provider_ref: provider_ref.to_owned(),
            shop: charge.shop,
            account: charge.account.clone(),
            amount: euro(minor),
        }
    }

    /// What Stripe took for it, by charge.
    fn taken(&self, charge: &Charge) -> Vec<i64> {
        self.fake
            .charged(charge.account.as_deref(), &charge.payment.to_string())
    }

    /// Now, in the whole seconds Stripe counts in.
    fn stripe_time(&self) -> Timestamp {
        let now = self.clock.now();
        Timestamp::from_timestamp(now.timestamp(), 0).expect("a time")
    }
}

fn keys(fake: &FakeStripe) -> Keys {
    let [secret, publishable, webhook] = fake.keys().map(str::to_owned);
    Keys {
        secret,
        publishable,
        webhook,
        api_url: fake.url().to_owned(),
    }
}

fn euro(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

/// The name of what succeeded.
fn succeeded(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Succeeded { provider_ref, .. } => provider_ref.clone(),
        other => panic!("not paid: {other:?}"),
    }
}
