//! Wish lists: of guests and of accounts, and the shopper's within a session.

use kit::{Answer, Browser, Goods, Method, Shopfront, on_both, on_one};
use serde_json::{Value, json};

use crate::advice_pair::{Pair, advisor};

async fn wishes(browser: &Browser, shop: &Shopfront) -> Answer {
    browser
        .api(Method::GET, &shop.path("/wishes"))
        .send()
        .await
        .expect(200)
}

async fn wish(browser: &Browser, shop: &Shopfront, product: &str) -> Answer {
    let path = shop.path(&format!("/wishes/{product}"));
    browser.api(Method::PUT, &path).send().await
}

async fn unwish(browser: &Browser, shop: &Shopfront, product: &str) -> Answer {
    let path = shop.path(&format!("/wishes/{product}"));
    browser.api(Method::DELETE, &path).send().await
}

async fn in_session(browser: &Browser, pair: &Pair, method: Method, product: Option<&str>) -> Answer {
    let rest = product.map_or(String::new(), |product| format!("/{product}"));
    let path = format!("/advice/sessions/{}/wishes{rest}", pair.session);
    browser.api(method, &path).send().await
}

/// The products' ids, and whether an advisor put them there.
fn listed(answer: &Answer) -> Vec<(String, bool)> {
    let told = answer.json();
    let wishes = told.as_array().expect("a list").iter();
    wishes
        .map(|wish| {
            let id = wish["product"]["id"].as_str().expect("an id").to_owned();
            (id, wish["advised"].as_bool().expect("a mark"))
        })
        .collect()
}

fn id(goods: &Goods) -> String {
    goods.id.to_string()
}

on_both! {
    async fn a_list_is_its_holders_and_the_shops(kit) {
        let casa = kit.sign_up("ana").await.open_shop("casa").await;
        let other = kit.sign_up("otto").await.open_shop("otherwise").await;
        let (bowl, foreign) = (casa.bowl(7).await, other.bowl(7).await);
        let (eva, stranger) = (kit.guest(), kit.guest());
        assert_eq!(listed(&wishes(&eva, &casa).await), []);
        wish(&eva, &casa, &id(&bowl)).await.expect(204);
        wish(&eva, &casa, &id(&bowl)).await.expect(204);
        assert_eq!(listed(&wishes(&eva, &casa).await), [(id(&bowl), false)]);
        assert_eq!(listed(&wishes(&stranger, &casa).await), []);
        assert_eq!(listed(&wishes(&eva, &other).await), []);
        wish(&eva, &casa, &id(&foreign)).await.expect_problem(404, "product-not-found");
        wish(&eva, &casa, "no-id").await.expect_problem(404, "product-not-found");
        unwish(&stranger, &casa, &id(&bowl)).await.expect(204);
        assert_eq!(listed(&wishes(&eva, &casa).await), [(id(&bowl), false)]);
        unwish(&eva, &casa, &id(&bowl)).await.expect(204);
        unwish(&eva, &casa, &id(&bowl)).await.expect(204);
        assert_eq!(listed(&wishes(&eva, &casa).await), []);
    }

    async fn what_a_guest_wished_for_is_the_accounts_after_they_sign_in(kit) {
        let casa = kit.sign_up("ana").await.open_shop("casa").await;
        let (bowl, lamp) = (casa.bowl(7).await, casa.bowl(7).await);
        let eva = kit.sign_up("eva").await;
        wish(&eva, &casa, &id(&bowl)).await.expect(204);
        let guest = kit.guest();
        for wished in [&bowl, &lamp] {
            wish(&guest, &casa, &id(wished)).await.expect(204);
        }
        let form = json!({ "login": "eva", "password": eva.password });
        guest.api(Method::POST, "/session").json(&form).send().await.expect(201);
        for browser in [&guest, &eva.browser] {
            let mut ids = listed(&wishes(browser, &casa).await);
            ids.sort();
            let mut expected = vec![(id(&bowl), false), (id(&lamp), false)];
            expected.sort();
            assert_eq!(ids, expected, "each once");
        }
    }

    async fn both_of_a_session_fill_the_shoppers_list(kit) {
        let pair = Pair::meet(kit).await;
        let (bowl, lamp) = (pair.shop.bowl(7).await, pair.shop.bowl(7).await);
        let mut eva = pair.shopper_line("").await;
        let put = in_session(&pair.advisor, &pair, Method::PUT, Some(&id(&bowl))).await.expect(200);
        assert_eq!(listed(&put), [(id(&bowl), true)]);
        eva.hear("basket").await;
        kit.advance(std::time::Duration::from_secs(1));
        let put = in_session(&pair.shopper, &pair, Method::PUT, Some(&id(&lamp))).await.expect(200);
        assert_eq!(listed(&put), [(id(&lamp), false), (id(&bowl), true)]);
        assert_eq!(listed(&wishes(&pair.shopper, &pair.shop).await), listed(&put), "it is the shopper's own");
        assert_eq!(listed(&wishes(&pair.advisor, &pair.shop).await), []);
        let gone = in_session(&pair.shopper, &pair, Method::DELETE, Some(&id(&bowl))).await.expect(200);
        assert_eq!(listed(&gone), [(id(&lamp), false)]);
        let colleague = advisor(kit, &pair.shop, "gil").await;
        for other in [colleague.browser, kit.guest(), pair.shop.owner.clone()] {
            in_session(&other, &pair, Method::GET, None).await.expect_problem(404, "advice-session-not-found");
            in_session(&other, &pair, Method::PUT, Some(&id(&bowl))).await.expect_problem(404, "advice-session-not-found");
            in_session(&other, &pair, Method::DELETE, Some(&id(&lamp))).await.expect_problem(404, "advice-session-not-found");
        }
        pair.end().await;
        in_session(&pair.advisor, &pair, Method::GET, None).await.expect(410);
        assert_eq!(listed(&wishes(&pair.shopper, &pair.shop).await), [(id(&lamp), false)], "it outlives the talk");
    }

    async fn a_list_has_an_end(kit) {
        let casa = kit.sign_up("ana").await.open_shop("casa").await;
        let eva = kit.sign_up("eva").await;
        let app = kit.app();
        let shop = app.people.shop_by_slug("casa").await.expect("read").expect("a shop").id;
        let holder = model::Holder::Account(eva.id);
        let mut products = Vec::new();
        for n in 0..=shop::wishes::WISHES_MAX {
            let form = json!({ "name": format!("Bowl {n}"), "variants": [{ "price": kit::euro(3_900), "available": 1 }] });
            products.push(casa.product(&form).await.id);
        }
        let last = products.pop().expect("one more than fit");
        for product in products {
            app.commerce.wish(shop, holder, product, None).await.expect("there is room");
        }
        wish(&eva, &casa, &last.to_string()).await.expect_problem(409, "wishes-full");
        assert_eq!(listed(&wishes(&eva, &casa).await).len(), 200);
    }

    async fn old_lists_of_browsers_are_forgotten_and_those_of_accounts_are_not(kit) {
        let casa = kit.sign_up("ana").await.open_shop("casa").await;
        let bowl = casa.bowl(7).await;
        let (guest, eva) = (kit.guest(), kit.sign_up("eva").await);
        for browser in [&guest, &eva.browser] {
            wish(browser, &casa, &id(&bowl)).await.expect(204);
        }
        let commerce = &kit.app().commerce;
        assert_eq!(commerce.tidy_wishes().await.expect("done"), 0);
        let mut tx = kit.live().db.begin().await.expect("a transaction");
        let long_ago = kit.now() - shop::wishes::KEPT - chrono::TimeDelta::days(1);
        store::execute!(tx, "UPDATE wish_lists SET changed_at = $1", long_ago).expect("written");
        tx.commit().await.expect("committed");
        assert_eq!(commerce.tidy_wishes().await.expect("done"), 1);
        assert_eq!(listed(&wishes(&guest, &casa).await), []);
        assert_eq!(listed(&wishes(&eva, &casa).await), [(id(&bowl), false)]);
    }
}

on_one! {
    async fn a_list_has_a_page_that_works_without_script(kit) {
        let casa = kit.sign_up("ana").await.open_shop("casa").await;
        let form = json!({ "name": "<Bowl> & plate", "variants": [{ "price": kit::euro(3_900), "available": 3 }] });
        let bowl = casa.product(&form).await;
        let eva = kit.guest();
        let empty = eva.page("/shops/casa/wishes").await.expect(200);
        assert!(empty.text().contains("Nothing on your wish list yet"), "{}", empty.text());
        let product = id(&bowl);
        let page = format!("/shops/casa/products/{}", bowl.slug);
        let form = [("product", product.as_str()), ("act", "add"), ("back", page.as_str())];
        let put = eva.submit("/shops/casa/wishes", &form).await.expect(303);
        assert_eq!(put.header("location"), page);
        assert!(eva.page(&page).await.text().contains("aria-pressed=\"true\""));
        let list = eva.page("/shops/casa/wishes").await.expect(200);
        assert!(list.text().contains("&#60;Bowl&#62; &#38; plate"), "{}", list.text());
        let elsewhere = [("product", product.as_str()), ("act", "remove"), ("back", "https://evil.example/")];
        let gone = eva.submit("/shops/casa/wishes", &elsewhere).await.expect(303);
        assert_eq!(gone.header("location"), "/");
        assert_eq!(listed(&wishes(&eva, &casa).await), []);
        let value: Value = wishes(&eva, &casa).await.json();
        assert_eq!(value, json!([]));
    }
}
