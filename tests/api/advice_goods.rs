//! The shared basket of a session, and the products its advisor shows.

use std::time::Duration;

use kit::{Answer, Browser, Checkout, Goods, Kit, Method, address, on_both};
use serde_json::{Value, json};

use crate::advice_pair::{Pair, advisor};

impl Pair {
    fn goods(&self, rest: &str) -> String {
        format!("/advice/sessions/{}{rest}", self.session)
    }

    async fn basket(&self, browser: &Browser) -> Answer {
        browser.api(Method::GET, &self.goods("/basket")).send().await
    }

    async fn put(&self, browser: &Browser, goods: &Goods, quantity: i64) -> Answer {
        let path = self.goods(&format!("/basket/lines/{}", goods.variant()));
        let form = json!({ "quantity": quantity });
        browser.api(Method::PUT, &path).json(&form).send().await
    }

    async fn change(&self, browser: &Browser, goods: &Goods, form: &Value) -> Answer {
        let path = self.goods(&format!("/basket/lines/{}", goods.variant()));
        browser.api(Method::PUT, &path).json(form).send().await
    }

    async fn show(&self, browser: &Browser, product: &Value) -> Answer {
        let form = json!({ "product": product });
        let call = browser.api(Method::POST, &self.goods("/products")).json(&form);
        call.send().await
    }

    async fn shown(&self, browser: &Browser) -> Answer {
        browser.api(Method::GET, &self.goods("/products")).send().await
    }
}

/// How many of each line, and whether the advisor did it.
fn lines(answer: &Answer) -> Vec<(i64, bool)> {
    let told = answer.json();
    let lines = told["basket"]["lines"].as_array().expect("lines").iter();
    lines
        .map(|line| {
            let quantity = line["quantity"].as_i64().expect("a number");
            (quantity, line["advised"].as_bool().expect("a mark"))
        })
        .collect()
}

fn ids(answer: &Answer) -> Vec<Value> {
    let told = answer.json();
    let products = told.as_array().expect("a list").iter();
    products.map(|product| product["id"].clone()).collect()
}

async fn product_of(pair: &Pair, goods: &Goods) -> Value {
    pair.shop.look_up(goods).await["id"].clone()
}

/// People who have nothing to do with the pair's session: a colleague, someone of
/// another shop, someone else, the shop's owner, and a guest.
async fn others(kit: &Kit, pair: &Pair) -> Vec<Browser> {
    let colleague = advisor(kit, &pair.shop, "gil").await;
    let other = kit.sign_up("otto").await;
    other.open_shop("otherwise").await;
    let someone = kit.sign_up("uma").await;
    let owner = pair.shop.owner.clone();
    vec![
        colleague.browser,
        other.browser,
        someone.browser,
        owner,
        kit.guest(),
    ]
}

on_both! {
    async fn both_fill_one_basket_and_see_who_did_what(kit) {
        let pair = Pair::meet(kit).await;
        let (bowl, lamp) = (pair.shop.bowl(7).await, pair.shop.bowl(7).await);
        assert_eq!(lines(&pair.basket(&pair.advisor).await.expect(200)), []);
        let put = pair.put(&pair.shopper, &bowl, 2).await.expect(200);
        assert_eq!(lines(&put), [(2, false)]);
        let put = pair.put(&pair.advisor, &lamp, 1).await.expect(200);
        assert_eq!(lines(&put), [(2, false), (1, true)]);
        let put = pair.put(&pair.advisor, &bowl, 3).await.expect(200);
        assert_eq!(lines(&put), [(3, true), (1, true)], "whoever changed it last");
        let put = pair.put(&pair.shopper, &lamp, 0).await.expect(200);
        assert_eq!(lines(&put), [(3, true)]);
        let own = pair.shopper.api(Method::GET, &pair.shop.path("/basket")).send().await.expect(200);
        assert_eq!(own.json(), put.json()["basket"], "it is the shopper's own");
        pair.put(&pair.advisor, &bowl, 100).await.expect(422);
        pair.end().await;
        pair.basket(&pair.advisor).await.expect(410);
        pair.put(&pair.advisor, &bowl, 1).await.expect(410);
    }

    async fn of_what_both_press_at_once_nothing_is_lost(kit) {
        let pair = Pair::meet(kit).await;
        let bowl = pair.shop.bowl(99).await;
        let one_more = json!({ "by": 1 });
        let press = async |browser: &Browser| {
            for _ in 0..10 {
                pair.change(browser, &bowl, &one_more).await.expect(200);
            }
        };
        tokio::join!(press(&pair.shopper), press(&pair.advisor));
        let now = pair.basket(&pair.shopper).await.expect(200);
        assert_eq!(lines(&now)[0].0, 20);
        let fewer = pair.change(&pair.advisor, &bowl, &json!({ "by": -18 })).await.expect(200);
        assert_eq!(lines(&fewer), [(2, true)]);
        let gone = pair.change(&pair.shopper, &bowl, &json!({ "by": -5 })).await.expect(200);
        assert_eq!(lines(&gone), []);
        for bad in [json!({}), json!({ "by": 0 }), json!({ "by": 100 }), json!({ "by": 1, "quantity": 1 })] {
            pair.change(&pair.shopper, &bowl, &bad).await.expect(422);
        }
        pair.put(&pair.shopper, &bowl, 99).await.expect(200);
        pair.change(&pair.advisor, &bowl, &one_more).await.expect(422);
    }

    async fn who_presses_a_thousand_times_a_second_is_told_to_wait(kit) {
        let pair = Pair::meet(kit).await;
        let bowl = pair.shop.bowl(99).await;
        kit.with_rates(web::Rates::default()).await;
        let one_more = json!({ "by": 1 });
        let mut done = 0;
        let mut waits = 0;
        for _ in 0..1_000 {
            let answer = pair.change(&pair.shopper, &bowl, &one_more).await;
            match answer.status {
                200 => done += 1,
                429 => {
                    assert!(!answer.header("retry-after").is_empty());
                    waits += 1;
                }
                422 => {}
                _ => panic!("{answer}"),
            }
        }
        // The clock stands still: only what one may do at once was done.
        assert!(done <= i64::from(web::Rates::default().write.burst), "{done} were done");
        assert!(waits > 800, "only {waits} were told to wait");
        let now = pair.basket(&pair.advisor).await.expect(200);
        assert_eq!(lines(&now)[0].0, done);
    }

    async fn the_shops_pages_stand_in_a_frame_of_a_talk_and_nowhere_else(kit) {
        let pair = Pair::meet(kit).await;
        let bowl = pair.shop.bowl(7).await;
        let (shop, product) = ("/shops/casa".to_owned(), format!("/shops/casa/products/{}", bowl.slug));
        let frames = async |path: &str| {
            let page = pair.shopper.page(path).await.expect(200);
            let csp = page.header("content-security-policy").to_owned();
            let ancestors = csp.rsplit("frame-ancestors ").next().and_then(|rest| rest.split(';').next());
            (page.header("x-frame-options").to_owned(), ancestors.expect("a rule").to_owned())
        };
        let denied = ("DENY".to_owned(), "'none'".to_owned());
        let own = ("SAMEORIGIN".to_owned(), "'self'".to_owned());
        for page in [&shop, &product] {
            assert_eq!(frames(page).await, denied, "{page}");
            assert_eq!(frames(&format!("{page}?together=1")).await, own, "{page}");
            assert_eq!(frames(&format!("{page}?q=together")).await, denied, "{page}");
        }
        for page in ["/shops/casa/basket?together=1", "/shops/casa/wishes?together=1", "/?together=1", "/signin?together=1"] {
            assert_eq!(frames(page).await, denied, "{page}");
        }
        let talk = pair.shopper.page(&format!("/advice/sessions/{}?together=1", pair.session)).await.expect(200);
        assert_eq!(talk.header("x-frame-options"), "DENY");
        assert!(talk.header("content-security-policy").contains("frame-src 'self'"));
        let within = pair.shopper.page(&format!("{product}?together=1")).await;
        for part in ["vitrine-ask-advisor", "vitrine-basket-button", "class=\"topbar", "vitrine-wish"] {
            assert!(!within.text().contains(part), "{part} is within a talk");
        }
    }

    async fn the_other_one_hears_of_it_at_once(kit) {
        let pair = Pair::meet(kit).await;
        let bowl = pair.shop.bowl(7).await;
        let (mut eva, mut ben) = (pair.shopper_line("").await, pair.advisor_line("").await);
        pair.put(&pair.advisor, &bowl, 1).await.expect(200);
        eva.hear("basket").await;
        ben.hear("basket").await;
        let product = product_of(&pair, &bowl).await;
        pair.show(&pair.advisor, &product).await.expect(200);
        eva.hear("products").await;
        let lines = json!([{ "variant": bowl.variant(), "quantity": 1 }]);
        pair.shopper.checkout(&pair.shop, &lines).await.buy().await;
        loop {
            ben.hear("basket").await;
            if pair.basket(&pair.advisor).await.expect(200).json()["checkout"] == "paid" {
                break;
            }
        }
    }

    async fn the_advisor_sees_that_it_is_paid_and_nothing_else(kit) {
        let pair = Pair::meet(kit).await;
        let bowl = pair.shop.bowl(7).await;
        pair.put(&pair.advisor, &bowl, 1).await.expect(200);
        let seen = async || pair.basket(&pair.advisor).await.expect(200);
        assert_eq!(seen().await.json()["checkout"], Value::Null);
        let made = pair.shopper.try_checkout(&json!({ "shop": pair.shop.slug })).await.expect(201);
        let checkout = Checkout::of(&pair.shopper, &made.json());
        checkout.fill_in().await;
        assert_eq!(seen().await.json()["checkout"], "open");
        let looked = pair.advisor.api(Method::GET, &checkout.path("")).send().await;
        looked.expect(404);
        checkout.buy().await;
        let paid = seen().await;
        assert_eq!((&paid.json()["checkout"], lines(&paid)), (&json!("paid"), vec![]));
        let street = address()["line1"].as_str().expect("a street").to_owned();
        assert!(!paid.text().contains(&street), "{}", paid.text());
        assert!(!paid.text().contains('@'), "{}", paid.text());
    }

    async fn the_advisor_shows_what_the_shop_sells(kit) {
        let pair = Pair::meet(kit).await;
        let (bowl, lamp) = (pair.shop.bowl(7).await, pair.shop.bowl(7).await);
        let (bowl, lamp) = (product_of(&pair, &bowl).await, product_of(&pair, &lamp).await);
        let elsewhere = kit.sign_up("otto").await.open_shop("otherwise").await;
        let foreign = elsewhere.bowl(1).await;
        let foreign = elsewhere.look_up(&foreign).await["id"].clone();
        pair.show(&pair.advisor, &bowl).await.expect(200);
        pair.show(&pair.advisor, &lamp).await.expect(200);
        assert_eq!(ids(&pair.shown(&pair.shopper).await.expect(200)), [lamp.clone(), bowl.clone()]);
        kit.advance(Duration::from_secs(1));
        let again = pair.show(&pair.advisor, &bowl).await.expect(200);
        assert_eq!(ids(&again), [bowl.clone(), lamp]);
        pair.show(&pair.advisor, &foreign).await.expect(404);
        pair.show(&pair.shopper, &bowl).await.expect(403);
        pair.end().await;
        pair.show(&pair.advisor, &bowl).await.expect(410);
        pair.shown(&pair.shopper).await.expect(410);
    }

    async fn to_all_others_there_is_no_such_basket(kit) {
        let pair = Pair::meet(kit).await;
        let bowl = pair.shop.bowl(7).await;
        let product = product_of(&pair, &bowl).await;
        for other in others(kit, &pair).await {
            pair.basket(&other).await.expect(404);
            pair.put(&other, &bowl, 1).await.expect(404);
            pair.shown(&other).await.expect(404);
            pair.show(&other, &product).await.expect(404);
        }
        assert_eq!(lines(&pair.basket(&pair.shopper).await.expect(200)), []);
    }

    async fn a_guest_who_signs_in_goes_on_with_the_same_session_and_basket(kit) {
        let pair = Pair::meet(kit).await;
        let bowl = pair.shop.bowl(7).await;
        pair.put(&pair.advisor, &bowl, 2).await.expect(200);
        let eva = kit.sign_up("eva").await;
        let form = json!({ "login": "eva", "password": eva.password });
        pair.shopper.api(Method::POST, "/session").json(&form).send().await.expect(201);
        for browser in [&pair.shopper, &eva.browser, &pair.advisor.browser] {
            assert_eq!(lines(&pair.basket(browser).await.expect(200)), [(2, true)]);
        }
        let put = pair.put(&pair.advisor, &bowl, 1).await.expect(200);
        assert_eq!(lines(&put), [(1, true)]);
    }
}
