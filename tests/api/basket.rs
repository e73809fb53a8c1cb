//! Baskets: of whoever fills them, in every tab and on every device.

use std::time::Duration;

use kit::{Browser, Goods, Method, Shopfront, euro, on_both};
use serde_json::{Value, json};

const DAY: Duration = Duration::from_secs(86_400);

pub(crate) async fn put_line(browser: &Browser, casa: &Shopfront, goods: &Goods, quantity: i64) -> Value {
    let path = casa.path(&format!("/basket/lines/{}", goods.variant()));
    let form = json!({ "quantity": quantity });
    browser
        .api(Method::PUT, &path)
        .json(&form)
        .send()
        .await
        .expect(200)
        .json()
}

async fn basket(browser: &Browser, casa: &Shopfront) -> Value {
    browser
        .api(Method::GET, &casa.path("/basket"))
        .send()
        .await
        .expect(200)
        .json()
}

fn quantities(basket: &Value) -> Vec<i64> {
    let lines = basket["lines"].as_array().expect("lines").iter();
    lines
        .map(|line| line["quantity"].as_i64().expect("a number"))
        .collect()
}

on_both! {
    async fn a_guest_fills_a_basket_that_is_the_same_in_every_tab(kit) {
        let ana = kit.sign_up("ana").await;
        let casa = ana.open_shop("casa").await;
        let (bowl, other) = (casa.bowl(7).await, casa.bowl(1).await);
        let guest = kit.guest();
        let empty = guest.api(Method::GET, &casa.path("/basket")).send().await.expect(200);
        assert_eq!(empty.cookie("vitrine_guest"), "", "looking makes nobody a guest");
        assert_eq!((&empty.json()["lines"], &empty.json()["version"]), (&json!([]), &json!(0)));
        let filled = put_line(&guest, &casa, &bowl, 2).await;
        assert_eq!((&filled["total"], &filled["count"], &filled["shop"]), (&euro(7_800), &json!(2), &json!("casa")));
        let line = &filled["lines"][0];
        assert_eq!((&line["name"], &line["unit_price"], &line["available"]), (&json!("Sage bowl"), &euro(3_900), &json!(7)));
        assert_eq!(line["problem"], Value::Null);
        assert_eq!(basket(&guest, &casa).await, filled);
        let two = put_line(&guest, &casa, &other, 3).await;
        assert_eq!(two["lines"][1]["problem"], "only_left");
        assert_eq!(quantities(&two), [2, 3], "in the order they were put in");
        let less = put_line(&guest, &casa, &bowl, 0).await;
        assert_eq!(quantities(&less), [3]);
        assert!(less["version"].as_i64() > two["version"].as_i64());
        assert_eq!(basket(&kit.guest(), &casa).await["lines"], json!([]), "another's is another");
        assert_eq!(basket(&ana, &casa).await["lines"], json!([]));
    }

    async fn nonsense_is_refused(kit) {
        let ana = kit.sign_up("ana").await;
        let casa = ana.open_shop("casa").await;
        let elsewhere = ana.open_shop("dois").await;
        let (bowl, foreign) = (casa.bowl(7).await, elsewhere.bowl(7).await);
        let guest = kit.guest();
        let put = async |variant: &dyn std::fmt::Display, form: Value| {
            let path = casa.path(&format!("/basket/lines/{variant}"));
            guest.api(Method::PUT, &path).json(&form).send().await
        };
        for bad in [json!(-1), json!(100), json!(i64::MAX), json!(1.5), json!("2"), Value::Null] {
            put(&bowl.variant(), json!({ "quantity": bad })).await.expect(422);
        }
        put(&bowl.variant(), json!({ "quantity": 18_446_744_073_709_551_615_u64 })).await.expect(422);
        put(&foreign.variant(), json!({ "quantity": 1 })).await.expect_problem(404, "variant-not-found");
        put(&"nothing", json!({ "quantity": 1 })).await.expect_problem(404, "variant-not-found");
        let show = ana.create_show("Linen").await;
        let form = json!({ "quantity": 1, "show": show.id });
        put(&bowl.variant(), form).await.expect(422);
        let nowhere = guest.api(Method::GET, "/shops/nowhere/basket").send().await;
        nowhere.expect_problem(404, "shop-not-found");
        casa.change(&bowl, &json!({ "state": "archived" })).await;
        put(&bowl.variant(), json!({ "quantity": 1 })).await.expect_problem(404, "variant-not-found");
    }

    async fn a_basket_says_what_became_of_its_lines(kit) {
        let ana = kit.sign_up("ana").await;
        let casa = ana.open_shop("casa").await;
        let (bowl, guest) = (casa.bowl(2).await, kit.guest());
        put_line(&guest, &casa, &bowl, 2).await;
        let take = json!({ "variant": bowl.variant(), "quantity": 2 });
        let path = casa.path("/holds");
        kit.guest().api(Method::POST, &path).json(&take).send().await.expect(201);
        let seen = basket(&guest, &casa).await;
        assert_eq!((&seen["lines"][0]["problem"], &seen["total"]), (&json!("sold_out"), &euro(0)));
        kit.advance(Duration::from_secs(600));
        let free = async || (basket(&guest, &casa).await["lines"][0]["problem"] == Value::Null).then_some(());
        kit::eventually("the sweep", free).await;
        guest.api(Method::POST, &path).json(&take).send().await.expect(201);
        let seen = basket(&guest, &casa).await;
        assert_eq!(seen["lines"][0]["problem"], Value::Null, "what is set aside for oneself can be bought");
        casa.change(&bowl, &json!({ "state": "archived" })).await;
        assert_eq!(basket(&guest, &casa).await["lines"][0]["problem"], "gone");
    }

    async fn vouchers_count_or_say_why_not(kit) {
        let ana = kit.sign_up("ana").await;
        let casa = ana.open_shop("casa").await;
        let (bowl, guest) = (casa.bowl(7).await, kit.guest());
        let form = json!({ "code": "MAY", "kind": "percent", "value": 10, "least": euro(5_000) });
        casa.api(Method::POST, "/vouchers").json(&form).send().await.expect(201);
        let put = async |code: Value| {
            let form = json!({ "code": code });
            guest.api(Method::PUT, &casa.path("/basket/voucher")).json(&form).send().await
        };
        put_line(&guest, &casa, &bowl, 1).await;
        let little = put(json!(" may ")).await.expect(200).json();
        assert_eq!(little["voucher"], json!({ "code": "MAY", "problem": "too_little" }));
        let enough = put_line(&guest, &casa, &bowl, 2).await;
        assert_eq!((&enough["discount"], &enough["total"]), (&euro(780), &euro(7_020)));
        assert_eq!(enough["voucher"]["problem"], Value::Null);
        let unknown = put(json!("APRIL")).await.expect(200).json();
        assert_eq!((&unknown["voucher"]["problem"], &unknown["discount"]), (&json!("unknown"), &euro(0)));
        assert_eq!(put(Value::Null).await.expect(200).json()["voucher"], Value::Null);
        put(json!("no code at all!")).await.expect(422);
    }

    async fn a_guests_things_are_the_accounts_after_signing_in(kit) {
        let (ana, ben) = (kit.sign_up("ana").await, kit.sign_up("ben").await);
        let casa = ana.open_shop("casa").await;
        let (bowl, lamp, rare) = (casa.bowl(500).await, casa.bowl(7).await, casa.bowl(0).await);
        put_line(&ben, &casa, &bowl, 60).await;
        let guest = kit.guest();
        put_line(&guest, &casa, &bowl, 60).await;
        let before = put_line(&guest, &casa, &lamp, 1).await;
        let own = basket(&ben.browser, &casa).await;
        let form = json!({ "variant": lamp.variant(), "quantity": 1 });
        let held = guest.api(Method::POST, &casa.path("/holds")).json(&form).send().await.expect(201).json();
        let line = casa.path(&format!("/line/{}", rare.variant()));
        guest.api(Method::PUT, &line).json(&json!({ "quantity": 1 })).send().await.expect(200);
        let signed = json!({ "login": "ben", "password": ben.password });
        guest.api(Method::POST, "/session").json(&signed).send().await.expect(201);
        for device in [&guest, &ben.browser] {
            let joined = basket(device, &casa).await;
            assert_eq!(quantities(&joined), [99, 1], "added up, 99 at most");
            assert_eq!(joined["id"], own["id"], "it is the account's, whose versions count");
            assert_ne!(joined["id"], before["id"]);
            let holds = device.api(Method::GET, &casa.path("/holds")).send().await.expect(200).json();
            assert_eq!(holds["items"][0]["id"], held["id"]);
            let place = device.api(Method::GET, &line).send().await.expect(200).json();
            assert_eq!((&place["position"], &place["state"]), (&json!(1), &json!("waiting")));
        }
        guest.api(Method::DELETE, "/session").send().await.expect(204);
        assert_eq!(basket(&guest, &casa).await["lines"], json!([]), "nothing stays behind in the browser");
    }

    async fn a_basket_is_kept_for_thirty_days(kit) {
        let ana = kit.sign_up("ana").await;
        let casa = ana.open_shop("casa").await;
        let (bowl, guest) = (casa.bowl(7).await, kit.guest());
        put_line(&guest, &casa, &bowl, 1).await;
        let tidied = async || kit.app().commerce.tidy_baskets().await.expect("an answer");
        kit.advance(DAY * 29);
        assert_eq!(tidied().await, 0);
        put_line(&guest, &casa, &bowl, 2).await;
        kit.advance(DAY * 30 - Duration::from_secs(600));
        assert_eq!(tidied().await, 0);
        kit.advance(Duration::from_secs(600));
        assert_eq!(tidied().await, 1);
        assert_eq!(basket(&guest, &casa).await["lines"], json!([]));
    }
}
