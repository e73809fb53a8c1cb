//! A shopper's pages: what they show and to whom, and the forms that work without
//! a script.

use std::collections::BTreeSet;

use kit::{Browser, Goods, Kit, Method, Shopfront, on_both, on_one};
use serde_json::{Value, json};

/// Where the addresses are given.
const ROUTER: &str = include_str!("../../platform/web/src/pages/buying/mod.rs");

/// What is sent along: names and values.
type Sent = &'static [(&'static str, &'static str)];

/// Each address, and what somebody gets there whom it does not concern: `{order}`
/// and `{checkout}` are somebody else's.
const TABLE: &[(&str, &str, Sent, u16)] = &[
    ("get", "/shops/{slug}/products/{product}", &[], 200),
    ("get", "/shops/{slug}/basket", &[], 200),
    ("post", "/shops/{slug}/basket", &[("variant", "{variant}")], 303),
    ("get", "/shops/{slug}/wishes", &[], 200),
    (
        "post",
        "/shops/{slug}/wishes",
        &[("product", "{product}"), ("act", "add")],
        303,
    ),
    ("post", "/shops/{slug}/checkout", &[], 303),
    ("get", "/checkouts/{id}", &[], 404),
    ("get", "/orders", &[], 200),
    ("get", "/orders/{id}", &[], 404),
    (
        "post",
        "/orders/{id}/returns",
        &[("reason", "Broken"), ("quantity-0", "1")],
        404,
    ),
    ("get", "/settings/addresses", &[], 303),
    ("post", "/settings/addresses", ADDRESS, 303),
    ("post", "/settings/addresses/{id}/prefer", &[], 303),
    ("post", "/settings/addresses/{id}/delete", &[], 303),
    ("get", "/outbox", &[], 404),
];

const ADDRESS: &[(&str, &str)] = &[
    ("name", "Ana Lume"),
    ("line1", "Rua Nova 1"),
    ("line2", ""),
    ("postal_code", "1100-001"),
    ("city", "Lisboa"),
    ("region", ""),
    ("country", "PT"),
    ("phone", ""),
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

/// A shop with so many bowls.
async fn casa(kit: &Kit, units: i64) -> (Shopfront, Goods) {
    let ana = kit.sign_up("ana").await;
    let shop = ana.open_shop("casa").await;
    let bowl = shop.bowl(units).await;
    (shop, bowl)
}

async fn text(browser: &Browser, path: &str) -> String {
    browser.page(path).await.expect(200).text().to_owned()
}

/// How many of `goods` are in the basket.
async fn in_basket(browser: &Browser, goods: &Goods) -> i64 {
    let basket = browser
        .api(Method::GET, "/shops/casa/basket")
        .send()
        .await
        .expect(200)
        .json();
    let lines = basket["lines"].as_array().expect("lines").iter();
    let own = lines.filter(|line| line["variant"] == json!(goods.variant()));
    own.map(|line| line["quantity"].as_i64().expect("a number")).sum()
}

/// An order of two bowls that was sent, its buyer's browser, and its page.
async fn sent(kit: &Kit, shop: &Shopfront, bowl: &Goods) -> (Browser, String) {
    let lines = json!([{ "variant": bowl.variant(), "quantity": 2 }]);
    let checkout = kit.guest().checkout(shop, &lines).await;
    let order = checkout.buy().await;
    shop.step(&order, "fulfil", &json!({ "tracking": "RR1" }))
        .await
        .expect(200);
    let path = format!("/orders/{}", order["id"].as_str().expect("an id"));
    (checkout.browser, path)
}

on_one! {
    async fn the_table_names_every_page_of_a_shopper(_kit) {
        let table: BTreeSet<_> = TABLE
            .iter()
            .map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned()))
            .collect();
        assert_eq!(table, routed());
    }
}

on_both! {
    async fn what_is_somebody_elses_does_not_exist(kit) {
        let (shop, bowl) = casa(kit, 9).await;
        let lines = json!([{ "variant": bowl.variant(), "quantity": 1 }]);
        let theirs = kit.guest().checkout(&shop, &lines).await;
        let order = kit.guest().checkout(&shop, &lines).await.buy().await;
        let (variant, product) = (bowl.variant().to_string(), bowl.id.to_string());
        for &(method, path, fields, status) in TABLE {
            let id = if path.starts_with("/orders") {
                order["id"].as_str().expect("an id")
            } else {
                theirs.id.as_str()
            };
            let path = path.replace("{slug}", "casa").replace("{product}", &bowl.slug).replace("{id}", id);
            let fields: Vec<_> = fields
                .iter()
                .map(|(name, value)| match *value {
                    "{variant}" => (*name, variant.as_str()),
                    "{product}" => (*name, product.as_str()),
                    value => (*name, value),
                })
                .collect();
            let guest = kit.guest();
            let answer = match method {
                "get" => guest.page(&path).await,
                _ => guest.submit(&path, &fields).await,
            };
            let answer = answer.expect(status);
            if path.starts_with("/settings") {
                assert!(answer.header("location").starts_with("/signin"), "{answer}");
            }
        }
        assert_eq!(theirs.look().await["state"], "open");
    }

    async fn a_basket_is_filled_and_emptied_by_forms_alone(kit) {
        let (shop, bowl) = casa(kit, 5).await;
        let guest = kit.guest();
        let variant = bowl.variant().to_string();
        let empty = text(&guest, "/shops/casa/basket").await;
        assert!(empty.contains("Nothing in it yet."), "{empty}");
        let page = text(&guest, "/shops/casa/products/sage-bowl").await;
        assert!(page.contains(&variant) && page.contains("€39.00"), "{page}");
        for _ in 0..2 {
            let added = guest.submit("/shops/casa/basket", &[("variant", &variant), ("add", "1")]).await.expect(303);
            assert_eq!(added.header("location"), "/shops/casa/basket");
        }
        assert_eq!(in_basket(&guest, &bowl).await, 2);
        assert!(text(&guest, "/shops/casa/basket").await.contains("€78.00"));
        assert_eq!(in_basket(&kit.guest(), &bowl).await, 0, "somebody else's is another one");

        let paying = guest.submit("/shops/casa/checkout", &[]).await.expect(303);
        let path = paying.header("location").to_owned();
        assert!(path.starts_with("/checkouts/"), "{paying}");
        let page = text(&guest, &path).await;
        assert!(page.contains(&format!("checkout=\"{}\"", path.rsplit('/').next().expect("an id"))), "{page}");
        let left = shop.look_up(&bowl).await["variants"][0]["available"].clone();
        assert_eq!(left, 3, "what is being paid for is set aside");

        let set = [("variant", variant.as_str()), ("quantity", "0")];
        guest.submit("/shops/casa/basket", &set).await.expect(303);
        assert_eq!(in_basket(&guest, &bowl).await, 0);
        let nothing = guest.submit("/shops/casa/checkout", &[]).await.expect(303);
        assert_eq!(nothing.header("location"), "/shops/casa/basket");
        let said = text(&guest, "/shops/casa/basket").await;
        assert!(said.contains("nothing here that can be paid for"), "{said}");
        for odd in ["-1", "100", "99999999999999999999"] {
            let refused = guest.submit("/shops/casa/basket", &[("variant", &variant), ("quantity", odd)]).await;
            assert!((400..500).contains(&refused.status), "{odd}: {refused}");
        }
    }

    async fn an_order_is_read_and_something_of_it_sent_back(kit) {
        let (shop, bowl) = casa(kit, 5).await;
        let (buyer, path) = sent(kit, &shop, &bowl).await;
        let list = text(&buyer, "/orders").await;
        assert!(list.contains(&path) && list.contains("Sent"), "{list}");
        let page = text(&buyer, &path).await;
        for shown in ["RR1", "€78.00", "Ana Maria Lume", "Send something back"] {
            assert!(page.contains(shown), "no {shown} in {page}");
        }
        let form = format!("{path}/returns");
        for (fields, complaint) in [
            ([("reason", "Broken"), ("quantity-0", "3")], "Choose at least one thing"),
            ([("reason", "Broken"), ("quantity-0", "0")], "Choose at least one thing"),
            ([("reason", " "), ("quantity-0", "1")], "Say in a few words"),
        ] {
            let refused = buyer.submit(&form, &fields).await.expect(422);
            assert!(refused.text().contains(complaint), "{refused}");
        }
        let told = buyer.submit(&form, &[("reason", "Broken"), ("quantity-0", "1")]).await.expect(303);
        assert_eq!(told.header("location"), path);
        let page = text(&buyer, &path).await;
        assert!(page.contains("Waiting for it to arrive"), "{page}");
        assert!(page.contains("<option value=\"1\">") && !page.contains("<option value=\"2\">"), "one is left to send");
    }

    async fn addresses_are_kept_preferred_and_forgotten(kit) {
        let ben = kit.sign_up("ben").await;
        let kept = async || -> Vec<Value> {
            let kept = ben.api(Method::GET, "/addresses").send().await.expect(200).json();
            kept["items"].as_array().expect("a list").clone()
        };
        ben.submit("/settings/addresses", ADDRESS).await.expect(303);
        let other: Vec<_> = ADDRESS.iter().map(|&(name, value)| (name, if name == "city" { "Porto" } else { value })).collect();
        ben.submit("/settings/addresses", &other).await.expect(303);
        let nowhere: Vec<_> = ADDRESS.iter().map(|&(name, value)| (name, if name == "city" { " " } else { value })).collect();
        let refused = ben.submit("/settings/addresses", &nowhere).await.expect(422);
        assert!(refused.text().contains("city-error") && refused.text().contains("Rua Nova 1"), "{refused}");
        assert_eq!(kept().await[0]["city"], "Lisboa", "the first is proposed");
        let porto = kept().await[1]["id"].as_str().expect("an id").to_owned();
        let eve = kit.sign_up("eve").await;
        eve.submit(&format!("/settings/addresses/{porto}/prefer"), &[]).await.expect(404);
        eve.submit(&format!("/settings/addresses/{porto}/delete"), &[]).await.expect(404);
        ben.submit(&format!("/settings/addresses/{porto}/prefer"), &[]).await.expect(303);
        assert_eq!(kept().await[0]["city"], "Porto");
        ben.submit(&format!("/settings/addresses/{porto}/delete"), &[]).await.expect(303);
        assert_eq!(kept().await.len(), 1);
    }

    async fn a_shops_page_finds_what_it_sells_and_nothing_else(kit) {
        let (shop, bowl) = casa(kit, 1).await;
        let page = text(&kit.guest(), "/shops/casa").await;
        assert!(page.contains("/shops/casa/products/sage-bowl"), "{page}");
        let found = text(&kit.guest(), "/shops/casa?q=bowl").await;
        assert!(found.contains("/shops/casa/products/sage-bowl"));
        let none = text(&kit.guest(), "/shops/casa?q=%3Cb%3Elamp").await;
        assert!(none.contains("Nothing of that name here.") && !none.contains("<b>lamp"), "{none}");
        shop.change(&bowl, &json!({ "state": "draft" })).await;
        kit.guest().page("/shops/casa/products/sage-bowl").await.expect(404);
        assert!(!text(&kit.guest(), "/shops/casa").await.contains("/shops/casa/products/sage-bowl"));
    }
}
