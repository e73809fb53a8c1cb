//! A shop on a real server whose payments go through Stripe.

use std::sync::Arc;
use std::time::Duration;

use kit::{Arrange, Browser, FakeStripe, Goods, Kit, Method, Shopfront, eventually_within};
use model::ShopId;
use serde_json::{Value, json};
use vitrine::config::Stripe;

pub(super) const NOTICES: &str = "/api/v1/payments/stripe/notices";
/// More than an attempt at a payment and all looks at it may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A shop whose payments go through Stripe.
pub(super) struct Street {
    pub(super) fake: Arc<FakeStripe>,
    pub(super) shop: Shopfront,
    pub(super) id: ShopId,
    pub(super) goods: Goods,
}

/// A checkout that lacks nothing but its payment.
pub(super) struct Purchase {
    shopper: Browser,
    pub(super) id: String,
    total: Value,
}

/// Lets the server's payments go through that Stripe.
async fn connect(kit: &mut Kit, fake: &FakeStripe) {
    let [secret, publishable, webhook] = fake.keys().map(|key| Some(key.to_owned()));
    kit.restart_with(|config, _| {
        config.stripe = Stripe {
            secret_key: secret,
            publishable_key: publishable,
            webhook_secret: webhook,
            api_url: Some(fake.url().to_owned()),
        };
    })
    .await;
}

impl Street {
    pub(super) async fn open(kit: &mut Kit) -> Self {
        let fake = FakeStripe::start(kit.clock()).await;
        let fake = kit.keep(fake);
        connect(kit, &fake).await;
        let ana = kit.sign_up("ana").await;
        let shop = ana.open_shop("casa-lumen").await;
        let goods = shop.bowl(100).await;
        let known = kit.app().people.shop_by_slug("casa-lumen").await;
        let id = known.expect("the database answers").expect("a shop").id;
        Self {
            fake,
            shop,
            id,
            goods,
        }
    }

    /// Lets the server's payments go through another Stripe, which knows nothing of
    /// those so far.
    pub(super) async fn is_served_by(&self, kit: &mut Kit, fake: &FakeStripe) {
        connect(kit, fake).await;
    }

    /// The name of the refund the fake was asked for last.
    pub(super) fn last_refund(&self) -> String {
        let events = self.fake.take_events();
        let made = events.iter().rfind(|event| event["type"] == "refund.created");
        let name = made.expect("a refund")["data"]["object"]["id"].as_str();
        name.expect("a name").to_owned()
    }

    /// A checkout of someone who says who they are and where they live.
    pub(super) async fn checkout(&self, shopper: Browser) -> Purchase {
        let lines = json!([{ "variant": self.goods.variant(), "quantity": 1 }]);
        let wish = json!({ "shop": self.shop.slug, "lines": lines });
        let opened = shopper.api(Method::POST, "/checkouts").json(&wish).send().await;
        let id = opened.expect(201).json()["id"]
            .as_str()
            .expect("an id")
            .to_owned();
        let about = json!({
            "email": "rui@example.org",
            "address": {
                "name": "Rui Alves", "line1": "Rua das Flores 7", "line2": "", "postal_code": "1200-194",
                "city": "Lisboa", "region": "", "country": "PT", "phone": "",
            },
        });
        let path = format!("/checkouts/{id}");
        let ready = shopper
            .api(Method::PUT, &path)
            .json(&about)
            .send()
            .await
            .expect(200)
            .json();
        assert_eq!(ready["missing"], json!([]), "{ready}");
        Purchase {
            shopper,
            id,
            total: ready["quote"]["total"].clone(),
        }
    }

    /// Pays with that card: the checkout as it is then.
    pub(super) async fn pay(&self, purchase: &Purchase, card: &str) -> Value {
        let account = self.account(purchase).await;
        let token = self.fake.tokenise(card, account.as_deref()).await;
        let wish = json!({ "total": purchase.total, "method": { "confirmation_token": token } });
        let path = format!("/checkouts/{}/pay", purchase.id);
        let call = purchase
            .shopper
            .api(Method::POST, &path)
            .header("idempotency-key", &token);
        call.json(&wish).send().await.expect(200).json()
    }

    /// Whose account the page is told to make tokens for.
    async fn account(&self, purchase: &Purchase) -> Option<String> {
        let provider = purchase.look().await["provider"].clone();
        provider["account"].as_str().map(str::to_owned)
    }

    /// Sets whose account at Stripe takes the money from now on.
    pub(super) async fn is_paid_into(&self, account: Option<&str>) {
        let mut settings = self
            .shop
            .api(Method::GET, "/settings")
            .send()
            .await
            .expect(200)
            .json();
        settings["stripe_account"] = account.into();
        let call = self.shop.api(Method::PUT, "/settings").json(&settings);
        call.send().await.expect(200);
    }

    /// Pays with a good card; the order it became.
    pub(super) async fn buy(&self, kit: &Kit) -> String {
        let purchase = self.checkout(kit.guest()).await;
        self.pay(&purchase, super::GOOD).await;
        let paid = purchase.paid().await;
        paid["order"]["id"].as_str().expect("an order").to_owned()
    }

    /// An order as the shop's staff sees it.
    pub(super) async fn order(&self, id: &str) -> Value {
        let path = format!("/orders/{id}");
        self.shop.api(Method::GET, &path).send().await.expect(200).json()
    }

    pub(super) async fn deliver(&self, arrange: Arrange) {
        self.fake.deliver(&self.shop.owner.url(NOTICES), arrange).await;
    }

    /// Waits until nothing is under way, and holds all books against each other.
    pub(super) async fn assert_books_agree(&self, kit: &Kit) {
        let commerce = &kit.app().commerce;
        let differences = eventually_within(PATIENCE, "the books to be closed", async || {
            let differences = commerce.reconcile(self.id).await.ok()?;
            differences.is_empty().then_some(differences)
        });
        differences.await;
    }

    /// The shop's orders, as its owner sees them.
    pub(super) async fn orders(&self) -> Vec<Value> {
        let list = self
            .shop
            .api(Method::GET, "/orders")
            .send()
            .await
            .expect(200)
            .json();
        list["items"].as_array().expect("a list").clone()
    }
}

impl Purchase {
    pub(super) async fn look(&self) -> Value {
        let path = format!("/checkouts/{}", self.id);
        self.shopper
            .api(Method::GET, &path)
            .send()
            .await
            .expect(200)
            .json()
    }

    /// It is nobody's any more.
    pub(super) async fn assert_is_forgotten(&self) {
        let path = format!("/checkouts/{}", self.id);
        self.shopper.api(Method::GET, &path).send().await.expect(404);
    }

    /// Waits until the checkout is no longer being paid.
    pub(super) async fn decided(&self) -> Value {
        let decided = eventually_within(PATIENCE, "the payment to be decided", async || {
            let now = self.look().await;
            (now["state"] != "paying").then_some(now)
        });
        decided.await
    }

    /// Waits until it has become an order.
    pub(super) async fn paid(&self) -> Value {
        let end = self.decided().await;
        assert_eq!(end["state"], "paid", "{end}");
        end
    }
}
