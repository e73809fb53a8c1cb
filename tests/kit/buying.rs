//! Someone who buys: a checkout from its first call to its last.

use serde_json::{Value, json};
use store::fetch_all;

use crate::shop::Shopfront;
use crate::{Answer, Browser, Kit, Method};

/// The sandbox's cards.
pub mod card {
    pub const GOOD: &str = "4242424242424242";
    pub const DECLINED: &str = "4000000000000002";
    pub const POOR: &str = "4000000000009995";
    pub const CHALLENGE: &str = "4000002500003155";
    pub const LATE: &str = "4000000000000077";
    pub const LATE_DECLINED: &str = "4000000000000341";
}

/// A checkout in its shopper's browser.
#[derive(Debug, Clone)]
pub struct Checkout {
    pub browser: Browser,
    pub id: String,
}

/// An address parcels reach.
pub fn address() -> Value {
    json!({
        "name": "Ana Maria Lume", "line1": "Rua Nova 1", "line2": "", "postal_code": "1100-001",
        "city": "Lisboa", "region": "", "country": "PT", "phone": "",
    })
}

impl Browser {
    /// Opens a checkout as `form` says.
    pub async fn try_checkout(&self, form: &Value) -> Answer {
        self.api(Method::POST, "/checkouts").json(form).send().await
    }

    /// Opens a checkout for so many of a variant, and says who buys and where it goes.
    pub async fn checkout(&self, shop: &Shopfront, lines: &Value) -> Checkout {
        let form = json!({ "shop": shop.slug, "lines": lines });
        let made = self.try_checkout(&form).await.expect(201).json();
        let checkout = Checkout::of(self, &made);
        checkout.fill_in().await;
        checkout
    }
}

impl Checkout {
    /// The one the API told of.
    pub fn of(browser: &Browser, told: &Value) -> Self {
        Self {
            browser: browser.clone(),
            id: told["id"].as_str().expect("an id").to_owned(),
        }
    }

    /// Its path in the JSON API, after `/api/v1`.
    pub fn path(&self, rest: &str) -> String {
        format!("/checkouts/{}{rest}", self.id)
    }

    /// Says who buys and where it goes.
    pub async fn fill_in(&self) -> Value {
        let form = json!({ "email": "ana@example.org", "address": address() });
        self.edit(&form).await.expect(200).json()
    }

    pub async fn edit(&self, form: &Value) -> Answer {
        self.browser
            .api(Method::PUT, &self.path(""))
            .json(form)
            .send()
            .await
    }

    /// As it stands now.
    pub async fn look(&self) -> Value {
        self.browser
            .api(Method::GET, &self.path(""))
            .send()
            .await
            .expect(200)
            .json()
    }

    /// Pays what it comes to now with that card.
    pub async fn pay(&self, card: &str) -> Answer {
        let total = self.look().await["quote"]["total"].clone();
        self.pay_as(&total, card, None).await
    }

    /// Pays `total`, under a key of the shopper's own where there is one.
    pub async fn pay_as(&self, total: &Value, card: &str, key: Option<&str>) -> Answer {
        let form = json!({ "total": total, "method": { "card": card } });
        let call = self.browser.api(Method::POST, &self.path("/pay")).json(&form);
        match key {
            Some(key) => call.header("idempotency-key", key).send().await,
            None => call.send().await,
        }
    }

    /// Pays with a good card; gives the order.
    pub async fn buy(&self) -> Value {
        let paid = self.pay(card::GOOD).await.expect(200).json();
        assert_eq!(paid["state"], "paid", "{paid}");
        self.order(&paid).await
    }

    /// The order it became.
    pub async fn order(&self, paid: &Value) -> Value {
        let id = paid["order"]["id"].as_str().expect("an order");
        let path = format!("/orders/{id}");
        self.browser
            .api(Method::GET, &path)
            .send()
            .await
            .expect(200)
            .json()
    }
}

impl Shopfront {
    /// An order of the shop's, as its staff sees it.
    pub async fn order(&self, order: &Value) -> Value {
        let path = format!("/orders/{}", order["id"].as_str().expect("an id"));
        self.api(Method::GET, &path).send().await.expect(200).json()
    }

    /// Takes a step with an order of the shop's.
    pub async fn step(&self, order: &Value, step: &str, form: &Value) -> Answer {
        let path = format!("/orders/{}/{step}", order["id"].as_str().expect("an id"));
        self.api(Method::POST, &path).json(form).send().await
    }
}

impl Kit {
    /// Holds the books of every shop that sold or set aside anything to be in
    /// order.
    ///
    /// # Panics
    /// With what does not agree.
    pub async fn books_agree(&self) {
        let commerce = &self.app().commerce;
        let mut read = match commerce.db.read().await {
            // A behaviour may have taken the database away; then there are no books.
            Err(error) if error.is_unavailable() => return,
            read => read.expect("a connection"),
        };
        let shops = fetch_all!(
            read,
            (model::ShopId,),
            "SELECT shop_id FROM payments UNION SELECT shop_id FROM holds LIMIT 1000"
        )
        .expect("shops that sell");
        drop(read);
        for (shop,) in shops {
            let differences = commerce.reconcile(shop).await.expect("the books can be read");
            assert!(differences.is_empty(), "the books do not agree: {differences:#?}");
        }
    }
}
