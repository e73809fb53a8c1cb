//! A shop as its owner has it, and what is sold there.

use model::{ProductId, Role, VariantId};
use serde_json::{Value, json};

use crate::{Browser, Call, Kit, Method, Person};

/// A shop, in its owner's browser.
#[derive(Debug, Clone)]
pub struct Shopfront {
    pub owner: Browser,
    pub slug: String,
}

/// A product as it was made.
#[derive(Debug, Clone)]
pub struct Goods {
    pub id: ProductId,
    pub slug: String,
    /// In their order.
    pub variants: Vec<VariantId>,
    /// As the API gave it.
    pub json: Value,
}

/// So much in euros.
pub fn euro(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "EUR" })
}

impl Person {
    /// Opens a shop; it is this person's.
    pub async fn open_shop(&self, slug: &str) -> Shopfront {
        let form = json!({ "slug": slug, "name": slug });
        self.api(Method::POST, "/shops")
            .json(&form)
            .send()
            .await
            .expect(201);
        Shopfront {
            owner: self.browser.clone(),
            slug: slug.to_owned(),
        }
    }
}

impl Kit {
    /// Makes `person` staff of the shop at this address.
    pub async fn employ_at(&self, slug: &str, person: &Person, role: Role) {
        let shop = self
            .app()
            .people
            .shop_by_slug(slug)
            .await
            .expect("the database answers");
        self.employ(&shop.expect("a shop"), person, role).await;
    }
}

impl Shopfront {
    /// Its path in the JSON API, after `/api/v1`.
    pub fn path(&self, rest: &str) -> String {
        format!("/shops/{}{rest}", self.slug)
    }

    /// A request of its owner's; `path` goes on after the shop's.
    pub fn api(&self, method: Method, path: &str) -> Call {
        self.owner.api(method, &self.path(path))
    }

    /// Makes a product as `form` says, for everyone to buy if it doesn't say otherwise.
    pub async fn product(&self, form: &Value) -> Goods {
        let mut form = form.clone();
        if form["state"].is_null() {
            form["state"] = json!("active");
        }
        let made = self.api(Method::POST, "/products").json(&form).send().await;
        Goods::new(made.expect(201).json())
    }

    /// Makes a product with one variant at 39.00 EUR, of which there are `units`.
    pub async fn bowl(&self, units: i64) -> Goods {
        let variant = json!({ "sku": "BWL", "price": euro(3_900), "available": units, "weight_g": 420 });
        self.product(&json!({ "name": "Sage bowl", "variants": [variant] }))
            .await
    }

    /// A product as everyone sees it now.
    pub async fn look_up(&self, goods: &Goods) -> Value {
        let path = format!("/products/{}", goods.id);
        self.api(Method::GET, &path).send().await.expect(200).json()
    }

    /// Sets what of the product's every field but those of `change` stays.
    pub async fn change(&self, goods: &Goods, change: &Value) -> Value {
        let mut form = self.look_up(goods).await;
        for (name, value) in change.as_object().expect("fields") {
            form[name] = value.clone();
        }
        let path = format!("/products/{}", goods.id);
        self.api(Method::PUT, &path)
            .json(&form)
            .send()
            .await
            .expect(200)
            .json()
    }
}

impl Goods {
    fn new(json: Value) -> Self {
        let variants = json["variants"].as_array().expect("variants").iter();
        Self {
            id: json["id"].as_str().and_then(|id| id.parse().ok()).expect("an id"),
            slug: json["slug"].as_str().expect("a slug").to_owned(),
            variants: variants
                .map(|variant| {
                    variant["id"]
                        .as_str()
                        .and_then(|id| id.parse().ok())
                        .expect("an id")
                })
                .collect(),
            json,
        }
    }

    /// Its first variant.
    pub fn variant(&self) -> VariantId {
        self.variants[0]
    }
}
