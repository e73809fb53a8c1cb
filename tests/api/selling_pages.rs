//! A retailer's pages: who gets in, what they show, and the forms that work
//! without a script.

use std::collections::BTreeSet;

use kit::{Answer, Browser, Goods, Kit, Method, Person, Shopfront, euro, on_both, on_one};
use model::Role;
use serde_json::{Value, json};

/// Where the addresses are given.
const ROUTER: &str = include_str!("../../platform/web/src/pages/selling/mod.rs");

/// Whom a page is for: who is signed in, those who host for the shop, its owners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Members,
    Hosts,
    Owners,
}

use For::{Hosts, Members, Owners};

/// What is sent along: names and values.
type Sent = &'static [(&'static str, &'static str)];

const TABLE: &[(&str, &str, Sent, For)] = &[
    ("get", "/studio/shops", &[], Members),
    (
        "post",
        "/studio/shops",
        &[("slug", "casa"), ("name", "Taken over")],
        Members,
    ),
    ("get", "/studio/shops/{slug}/products", &[], Hosts),
    ("get", "/studio/shops/{slug}/products/new", &[], Hosts),
    ("get", "/studio/shops/{slug}/products/{product}", &[], Hosts),
    ("get", "/studio/shops/{slug}/collections", &[], Hosts),
    (
        "post",
        "/studio/shops/{slug}/collections",
        &[("name", "Taken over")],
        Hosts,
    ),
    ("get", "/studio/shops/{slug}/vouchers", &[], Hosts),
    ("get", "/studio/shops/{slug}/settings", &[], Owners),
    ("post", "/studio/shops/{slug}/settings", TRADE, Owners),
    ("get", "/studio/shops/{slug}/shipping", &[], Owners),
    ("get", "/studio/shops/{slug}/orders", &[], Hosts),
    ("get", "/studio/shops/{slug}/orders/{order}", &[], Hosts),
    (
        "post",
        "/studio/shops/{slug}/orders/{order}/fulfil",
        &[("tracking", "RR1")],
        Hosts,
    ),
    ("post", "/studio/shops/{slug}/orders/{order}/cancel", &[], Hosts),
    ("get", "/studio/shops/{slug}/packing", &[], Hosts),
    ("get", "/studio/shops/{slug}/webhooks", &[], Owners),
];

const TRADE: &[(&str, &str)] = &[
    ("currency", "EUR"),
    ("country", "ES"),
    ("prices_include_tax", "no"),
    ("hold_min", "15"),
];

fn routed() -> BTreeSet<(String, String)> {
    let routes = ROUTER.split(".route(").skip(1);
    let calls = routes.flat_map(|route| {
        let (path, handlers) = route
            .trim_start()
            .strip_prefix('"')
            .and_then(|route| route.split_once('"'))
            .expect("a route begins with its path");
        // The last route ends with the router.
        let handlers = handlers.split('}').next().expect("a piece").to_owned();
        let methods = ["get", "post"]
            .into_iter()
            .filter(move |method| handlers.contains(&format!("{method}(")));
        methods.map(move |method| (method.to_owned(), path.to_owned()))
    });
    calls.collect()
}

/// Ana's shop with a bowl in it that was bought once.
struct Casa {
    ana: Person,
    shop: Shopfront,
    bowl: Goods,
    order: Value,
}

impl Casa {
    async fn open(kit: &Kit) -> Self {
        let ana = kit.sign_up("ana").await;
        let shop = ana.open_shop("casa").await;
        let bowl = shop.bowl(5).await;
        let lines = json!([{ "variant": bowl.variant(), "quantity": 2 }]);
        let order = kit.guest().checkout(&shop, &lines).await.buy().await;
        Self {
            ana,
            shop,
            bowl,
            order,
        }
    }

    fn fill(&self, path: &str, slug: &str) -> String {
        path.replace("{slug}", slug)
            .replace("{product}", &self.bowl.id.to_string())
            .replace("{order}", self.order_id())
    }

    fn order_id(&self) -> &str {
        self.order["id"].as_str().expect("an id")
    }

    /// All that others might have changed, as the owner sees it.
    async fn seen(&self) -> Vec<Value> {
        let mut seen = vec![self.shop.order(&self.order).await];
        for path in ["/settings", "/collections", "/products", "/vouchers"] {
            seen.push(self.shop.api(Method::GET, path).send().await.expect(200).json());
        }
        seen
    }

    async fn order_page(&self) -> String {
        let path = format!("/studio/shops/casa/orders/{}", self.order_id());
        self.ana.page(&path).await.expect(200).text().to_owned()
    }
}

async fn call(browser: &Browser, method: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    match method {
        "get" => browser.page(path).await,
        _ => browser.submit(path, fields).await,
    }
}

on_one! {
    async fn the_table_names_every_page_of_a_retailer(_kit) {
        let table: BTreeSet<_> = TABLE
            .iter()
            .map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned()))
            .collect();
        let routed = routed();
        let missing: Vec<_> = routed.difference(&table).collect();
        let stale: Vec<_> = table.difference(&routed).collect();
        assert!(missing.is_empty() && stale.is_empty(), "without a case: {missing:?}; gone: {stale:?}");
    }
}

on_both! {
    async fn only_those_who_run_a_shop_get_into_its_back_room(kit) {
        let casa = Casa::open(kit).await;
        let (eve, ben) = (kit.sign_up("eve").await, kit.sign_up("ben").await);
        eve.open_shop("eves").await;
        kit.employ_at("casa", &ben, Role::Host).await;
        let before = casa.seen().await;
        for &(method, path, fields, whom) in TABLE {
            let own = casa.fill(path, "casa");
            let guest = call(&kit.guest(), method, &own, fields).await.expect(303);
            assert!(guest.header("location").starts_with("/signin"), "{guest}");
            if whom == Members {
                continue;
            }
            call(&eve, method, &own, fields).await.expect(403);
            call(&eve, method, &casa.fill(path, "nobodys"), fields).await.expect(404);
            if path.contains("{product}") || path.contains("{order}") {
                // What is another shop's is not hers either.
                call(&eve, method, &casa.fill(path, "eves"), fields).await.expect(404);
            }
            if whom == Owners {
                call(&ben, method, &own, fields).await.expect(403);
            }
        }
        // The address is ana's.
        let taken = eve.submit("/studio/shops", &[("slug", "casa"), ("name", "Mine")]).await.expect(422);
        assert!(taken.text().contains("This address is taken."), "{taken}");
        assert_eq!(casa.seen().await, before);
        for &(method, path, _, whom) in TABLE {
            if method == "get" && whom != Owners {
                ben.page(&casa.fill(path, "casa")).await.expect(200);
            }
        }
    }

    async fn a_shop_is_opened_and_told_how_to_trade(kit) {
        let ana = kit.sign_up("ana").await;
        let none = ana.page("/studio/shops").await.expect(200);
        assert!(none.text().contains("A window of your own"), "{none}");
        for (fields, complaint) in [
            ([("slug", "A b"), ("name", "Casa")], "slug-error"),
            ([("slug", "casa"), ("name", " ")], "shop_name-error"),
        ] {
            let refused = ana.submit("/studio/shops", &fields).await.expect(422);
            assert!(refused.text().contains(complaint), "{refused}");
        }
        let opened = ana.submit("/studio/shops", &[("slug", "casa"), ("name", "Casa Lume")]).await.expect(303);
        assert_eq!(opened.header("location"), "/studio/shops/casa/products");
        assert!(ana.page("/studio/shops").await.expect(200).text().contains("Casa Lume"));
        assert!(ana.page("/studio/shops/casa/products").await.expect(200).text().contains("The shelves are empty"));

        let settings = "/studio/shops/casa/settings";
        ana.submit(settings, TRADE).await.expect(303);
        let stored = ana.api(Method::GET, "/shops/casa/settings").send().await.expect(200).json();
        assert_eq!(
            stored,
            json!({ "currency": "EUR", "country": "ES", "prices_include_tax": false, "hold_s": 900,
                    "shows_buyers": false, "stripe_account": null })
        );
        for (name, value, complaint) in [
            ("country", "P1", "country-error"),
            ("currency", "E1R", "currency-error"),
            ("hold_min", "0", "hold_min-error"),
            ("hold_min", "many", "hold_min-error"),
        ] {
            let mut fields: Vec<_> = TRADE.iter().copied().filter(|(known, _)| *known != name).collect();
            fields.push((name, value));
            let refused = ana.submit(settings, &fields).await.expect(422);
            assert!(refused.text().contains(complaint), "{name}={value}: {refused}");
        }

        let collections = "/studio/shops/casa/collections";
        ana.submit(collections, &[("name", "Bowls")]).await.expect(303);
        let twice = ana.submit(collections, &[("name", "Bowls")]).await.expect(422);
        assert!(twice.text().contains("collection_name-error"), "{twice}");
        ana.submit(collections, &[("name", "")]).await.expect(422);
    }

    async fn an_order_is_packed_sent_and_read_with_its_money(kit) {
        let casa = Casa::open(kit).await;
        let number = casa.order["number"].to_string();
        let list = casa.ana.page("/studio/shops/casa/orders").await.expect(200);
        assert!(list.text().contains(&format!(">{number}</a>")) && list.text().contains("2 units"), "{list}");
        for (query, found) in [
            ("?state=paid", true),
            ("?state=fulfilled", false),
            ("?q=lume", true),
            ("?q=nobody%25", false),
            (&*format!("?q={number}"), true),
            ("?after=1", false),
            ("?state=nonsense&show=nonsense", true),
        ] {
            let page = casa.ana.page(&format!("/studio/shops/casa/orders{query}")).await.expect(200);
            assert_eq!(page.text().contains(&format!(">{number}</a>")), found, "{query}: {page}");
        }
        let packing = casa.ana.page("/studio/shops/casa/packing").await.expect(200);
        assert!(packing.text().contains("Rua Nova 1") && packing.text().contains("BWL"), "{packing}");

        let page = casa.order_page().await;
        for words in ["€78.00", "ana@example.org", "Charge", "4242"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let lines = json!({ "lines": [{ "position": 0, "quantity": 1 }], "reason": "Chipped", "restock": true });
        casa.shop.step(&casa.order, "refunds", &lines).await.expect(201);
        let page = casa.order_page().await;
        assert!(page.contains("1 refunded") && page.contains("−€39.00") && page.contains("data-left=\"3900\""), "{page}");
        assert_eq!(casa.shop.look_up(&casa.bowl).await["variants"][0]["available"], 4);

        let fulfil = format!("/studio/shops/casa/orders/{}/fulfil", casa.order_id());
        casa.ana.submit(&fulfil, &[("tracking", "RR123456789PT")]).await.expect(303);
        assert!(casa.order_page().await.contains("RR123456789PT"));
        assert!(casa.ana.page("/studio/shops/casa/packing").await.expect(200).text().contains("Everything is on its way"));
        // What was sent can't be called off.
        let cancel = format!("/studio/shops/casa/orders/{}/cancel", casa.order_id());
        let refused = casa.ana.submit(&cancel, &[]).await.expect(303);
        assert!(refused.cookie("vitrine_flash").contains("=bad."), "{refused}");
        assert_eq!(casa.shop.order(&casa.order).await["state"], "fulfilled");
        kit.books_agree().await;
    }

    async fn a_cancelled_order_is_given_back_and_its_units_too(kit) {
        let casa = Casa::open(kit).await;
        let cancel = format!("/studio/shops/casa/orders/{}/cancel", casa.order_id());
        let done = casa.ana.submit(&cancel, &[]).await.expect(303);
        assert!(done.cookie("vitrine_flash").contains("=good."), "{done}");
        let order = casa.shop.order(&casa.order).await;
        assert_eq!((&order["state"], &order["refunded"]), (&json!("cancelled"), &euro(7_800)));
        assert_eq!(casa.shop.look_up(&casa.bowl).await["variants"][0]["available"], 5);
        let page = casa.order_page().await;
        assert!(page.contains("Cancelled") && !page.contains("id=\"refund\""), "{page}");
        kit.books_agree().await;
    }
}
