//! Holds and the line, as shoppers meet them.

use std::time::Duration;

use kit::{Browser, Goods, Method, Shopfront, euro, on_both};
use serde_json::{Value, json};

async fn hold(browser: &Browser, casa: &Shopfront, goods: &Goods, quantity: i64) -> kit::Answer {
    let form = json!({ "variant": goods.variant(), "quantity": quantity });
    browser
        .api(Method::POST, &casa.path("/holds"))
        .json(&form)
        .send()
        .await
}

on_both! {
    async fn whoever_is_first_holds_the_last_one(kit) {
        let ana = kit.sign_up("ana").await;
        let casa = ana.open_shop("casa").await;
        let (bowl, first, second) = (casa.bowl(1).await, kit.guest(), kit.guest());
        let made = hold(&first, &casa, &bowl, 1).await.expect(201);
        assert_ne!(made.cookie("vitrine_guest"), "", "known again by its cookie");
        let held = made.json();
        assert_eq!((&held["unit_price"], &held["state"], &held["extended"]), (&euro(3_900), &json!("held"), &json!(0)));
        let refused = hold(&second, &casa, &bowl, 1).await;
        assert_eq!(refused.json()["available"], 0);
        refused.expect_problem(409, "sold-out");
        let listed = first.api(Method::GET, &casa.path("/holds")).send().await.expect(200).json();
        assert_eq!(listed["items"], json!([held]));
        let path = casa.path(&format!("/holds/{}", held["id"].as_str().expect("an id")));
        // Others don't learn that it is there.
        for other in [&second, &ana.browser] {
            other.api(Method::DELETE, &path).send().await.expect_problem(404, "hold-not-found");
            let extend = other.api(Method::POST, &format!("{path}/extend")).send().await;
            extend.expect_problem(404, "hold-not-found");
        }
        kit.advance(Duration::from_secs(300));
        let longer = first.api(Method::POST, &format!("{path}/extend")).send().await.expect(200).json();
        assert_eq!(longer["extended"], 1);
        assert!(longer["until"].as_str() > held["until"].as_str());
        first.api(Method::DELETE, &path).send().await.expect(204);
        hold(&second, &casa, &bowl, 1).await.expect(201);
        first.api(Method::POST, &format!("{path}/extend")).send().await.expect_problem(409, "hold-over");
    }

    async fn a_request_sent_twice_is_one_hold(kit) {
        let ana = kit.sign_up("ana").await;
        let casa = ana.open_shop("casa").await;
        let (bowl, guest) = (casa.bowl(9).await, kit.guest());
        hold(&guest, &casa, &bowl, 1).await.expect(201);
        let send = async |quantity: i64, key: &str| {
            let form = json!({ "variant": bowl.variant(), "quantity": quantity });
            let call = guest.api(Method::POST, &casa.path("/holds")).header("idempotency-key", key);
            call.json(&form).send().await
        };
        let first = send(2, "a-1").await.expect(201).json();
        assert_eq!(send(2, "a-1").await.expect(201).json(), first);
        assert_eq!(send(2, "\"a-1\"").await.expect(201).json(), first, "a string of structured fields");
        send(3, "a-1").await.expect_problem(409, "key-reused");
        send(1, "with space").await.expect(422);
        assert_eq!(casa.look_up(&bowl).await["variants"][0]["available"], 6);
    }

    async fn nonsense_is_refused(kit) {
        let ana = kit.sign_up("ana").await;
        let casa = ana.open_shop("casa").await;
        let elsewhere = ana.open_shop("dois").await;
        let (bowl, foreign) = (casa.bowl(9).await, elsewhere.bowl(9).await);
        let guest = kit.guest();
        for quantity in [0, -1, 100, i64::MIN, i64::MAX] {
            hold(&guest, &casa, &bowl, quantity).await.expect(422);
        }
        hold(&guest, &casa, &foreign, 1).await.expect_problem(404, "variant-not-found");
        let form = json!({ "variant": bowl.variant(), "quantity": 1, "show": kit.unknown_show() });
        guest.api(Method::POST, &casa.path("/holds")).json(&form).send().await.expect(422);
        casa.change(&bowl, &json!({ "state": "draft" })).await;
        hold(&guest, &casa, &bowl, 1).await.expect_problem(404, "variant-not-found");
    }

    async fn a_flash_price_is_the_holds_as_long_as_there_are_units_of_it(kit) {
        let ana = kit.sign_up("ana").await;
        let casa = ana.open_shop("casa").await;
        let (bowl, guest) = (casa.bowl(9).await, kit.guest());
        let form = json!({ "product": bowl.id, "kind": "amount", "value": 2_900, "most_units": 3,
                           "ends_at": kit.now() + chrono::TimeDelta::seconds(3_600) });
        casa.api(Method::POST, "/offers").json(&form).send().await.expect(201);
        let first = hold(&guest, &casa, &bowl, 2).await.expect(201).json();
        assert_eq!(first["unit_price"], euro(2_900));
        let two = hold(&guest, &casa, &bowl, 2).await.expect(201).json();
        assert_eq!(two["unit_price"], euro(3_900), "one is left at the flash price, and two were asked for");
        assert_eq!(hold(&guest, &casa, &bowl, 1).await.expect(201).json()["unit_price"], euro(2_900));
        assert_eq!(hold(&guest, &casa, &bowl, 1).await.expect(201).json()["unit_price"], euro(3_900));
        let path = casa.path(&format!("/holds/{}", first["id"].as_str().expect("an id")));
        guest.api(Method::DELETE, &path).send().await.expect(204);
        let again = hold(&guest, &casa, &bowl, 1).await.expect(201).json();
        assert_eq!(again["unit_price"], euro(2_900), "units given back are the offer's again");
    }

    async fn one_shopper_has_so_much_set_aside_and_no_more(kit) {
        let ana = kit.sign_up("ana").await;
        let casa = ana.open_shop("casa").await;
        let (bowl, other, guest) = (casa.bowl(500).await, casa.bowl(500).await, kit.guest());
        let first = hold(&guest, &casa, &bowl, 60).await.expect(201).json();
        hold(&guest, &casa, &bowl, 39).await.expect(201);
        let refused = hold(&guest, &casa, &bowl, 1).await;
        assert!(refused.json()["detail"].as_str().is_some_and(|text| text.contains("at most 99")));
        refused.expect_problem(409, "too-much-held");
        hold(&kit.guest(), &casa, &bowl, 99).await.expect(201);
        // A checkout with it is none, and sets nothing else aside either.
        let lines = json!([{ "variant": other.variant(), "quantity": 2 }, { "variant": bowl.variant(), "quantity": 1 }]);
        let form = json!({ "shop": casa.slug, "lines": lines });
        guest.try_checkout(&form).await.expect_problem(409, "too-much-held");
        assert_eq!(casa.look_up(&other).await["variants"][0]["available"], 500);
        let call = guest.api(Method::POST, "/checkouts").header("idempotency-key", "once");
        call.json(&form).send().await.expect_problem(409, "too-much-held");
        assert_eq!(casa.look_up(&other).await["variants"][0]["available"], 500, "under a key neither");
        // What is given back is room again.
        let path = casa.path(&format!("/holds/{}", first["id"].as_str().expect("an id")));
        guest.api(Method::DELETE, &path).send().await.expect(204);
        let call = guest.api(Method::POST, "/checkouts").header("idempotency-key", "once");
        call.json(&form).send().await.expect_problem(409, "hold-gone");
        for (goods, left) in [(&bowl, 362), (&other, 500)] {
            let seen = casa.look_up(goods).await;
            assert_eq!(seen["variants"][0]["available"], left, "what was set aside under that key is let go");
        }
        guest.try_checkout(&form).await.expect(201);
    }

    async fn a_line_is_no_way_around_what_one_shopper_may_have(kit) {
        let ana = kit.sign_up("ana").await;
        let casa = ana.open_shop("casa").await;
        let guest = kit.guest();
        let join = async |goods: &Goods, quantity: i64| {
            let path = casa.path(&format!("/line/{}", goods.variant()));
            guest.api(Method::PUT, &path).json(&json!({ "quantity": quantity })).send().await
        };
        let bowl = casa.bowl(500).await;
        hold(&guest, &casa, &bowl, 99).await.expect(201);
        join(&bowl, 1).await.expect_problem(409, "too-much-held");
        for _ in 0..4 {
            let other = casa.bowl(500).await;
            assert_eq!(join(&other, 99).await.expect(200).json()["state"], "offered");
            // Asked again it is the same turn.
            assert_eq!(join(&other, 99).await.expect(200).json()["quantity"], 99);
            join(&other, 99).await.expect(200);
            hold(&guest, &casa, &other, 1).await.expect_problem(409, "too-much-held");
        }
        let (fifth, sixth) = (casa.bowl(500).await, casa.bowl(500).await);
        join(&fifth, 6).await.expect_problem(409, "too-much-held");
        join(&fifth, 5).await.expect(200);
        for goods in [&fifth, &sixth] {
            hold(&guest, &casa, goods, 1).await.expect_problem(409, "too-much-held");
        }
        join(&sixth, 1).await.expect_problem(409, "too-much-held");
        assert_eq!(casa.look_up(&sixth).await["variants"][0]["available"], 500);
    }

    async fn a_turn_in_a_line_is_as_much_as_one_may_have_and_no_more(kit) {
        let ana = kit.sign_up("ana").await;
        let casa = ana.open_shop("casa").await;
        let (first, guest, next) = (kit.guest(), kit.guest(), kit.guest());
        let bowls = [casa.bowl(90).await, casa.bowl(90).await];
        let mut held = Vec::new();
        let line = |goods: &Goods| casa.path(&format!("/line/{}", goods.variant()));
        let join = async |browser: &Browser, goods: &Goods, quantity: i64| {
            let form = json!({ "quantity": quantity });
            browser.api(Method::PUT, &line(goods)).json(&form).send().await.expect(200).json()
        };
        for goods in &bowls {
            held.push(hold(&first, &casa, goods, 90).await.expect(201).json());
            assert_eq!(join(&guest, goods, 80).await["position"], 1);
            assert_eq!(join(&next, goods, 2).await["position"], 2);
        }
        for _ in 0..4 {
            hold(&guest, &casa, &casa.bowl(99).await, 99).await.expect(201);
        }
        hold(&guest, &casa, &casa.bowl(99).await, 44).await.expect(201);
        for hold in &held {
            let path = casa.path(&format!("/holds/{}", hold["id"].as_str().expect("an id")));
            first.api(Method::DELETE, &path).send().await.expect(204);
        }
        let own = guest.api(Method::GET, &casa.path("/holds")).send().await.expect(200).json();
        let own = own["items"].as_array().expect("a list").iter();
        assert_eq!(own.map(|hold| hold["quantity"].as_i64().expect("a number")).sum::<i64>(), 500);
        assert_eq!(guest.api(Method::GET, &line(&bowls[0])).send().await.expect(200).json()["state"], "offered");
        // Whoever has all they may have keeps nothing from those behind them, nor from others.
        guest.api(Method::GET, &line(&bowls[1])).send().await.expect(204);
        for goods in &bowls {
            assert_eq!(next.api(Method::GET, &line(goods)).send().await.expect(200).json()["state"], "offered");
        }
        hold(&kit.guest(), &casa, &bowls[1], 88).await.expect(201);
    }

    async fn those_in_line_are_served_in_their_order(kit) {
        let ana = kit.sign_up("ana").await;
        let casa = ana.open_shop("casa").await;
        let bowl = casa.bowl(1).await;
        let (first, second, third) = (kit.guest(), kit.guest(), kit.guest());
        let held = hold(&first, &casa, &bowl, 1).await.expect(201).json();
        let line = casa.path(&format!("/line/{}", bowl.variant()));
        let join = async |browser: &Browser| {
            browser.api(Method::PUT, &line).json(&json!({ "quantity": 1 })).send().await.expect(200).json()
        };
        assert_eq!(join(&second).await["position"], 1);
        assert_eq!(join(&third).await["position"], 2);
        kit.guest().api(Method::GET, &line).send().await.expect(204);
        for quantity in [0, 100, -3] {
            let form = json!({ "quantity": quantity });
            second.api(Method::PUT, &line).json(&form).send().await.expect(422);
        }
        let path = casa.path(&format!("/holds/{}", held["id"].as_str().expect("an id")));
        first.api(Method::DELETE, &path).send().await.expect(204);
        let place = second.api(Method::GET, &line).send().await.expect(200).json();
        assert_eq!((&place["state"], &place["position"]), (&json!("offered"), &Value::Null));
        assert_eq!(place["checkout"], Value::Null, "nobody has gone on with it");
        let own = second.api(Method::GET, &casa.path("/holds")).send().await.expect(200).json();
        assert_eq!(own["items"][0]["id"], place["hold"]);
        assert_eq!(own["items"][0]["checkout"], Value::Null, "theirs to take");
        hold(&first, &casa, &bowl, 1).await.expect_problem(409, "sold-out");
        second.api(Method::DELETE, &line).send().await.expect(204);
        let place = third.api(Method::GET, &line).send().await.expect(200).json();
        assert_eq!(place["state"], "offered", "what she let go is his");
        // Nobody does anything: the sweep gives it to whoever joins next.
        join(&first).await;
        kit.advance(Duration::from_secs(600));
        let offered = async || {
            let place = first.api(Method::GET, &line).send().await.expect(200).json();
            (place["state"] == "offered").then_some(())
        };
        kit::eventually("the unit to reach the next in line", offered).await;
        third.api(Method::GET, &line).send().await.expect(204);
    }

    async fn stock_is_the_hosts_to_set(kit) {
        let (ana, ben) = (kit.sign_up("ana").await, kit.sign_up("ben").await);
        let casa = ana.open_shop("casa").await;
        let bowl = casa.bowl(5).await;
        let path = casa.path(&format!("/products/{}/variants/{}/stock", bowl.id, bowl.variant()));
        let set = async |browser: &Browser, form: Value| browser.api(Method::PUT, &path).json(&form).send().await;
        set(&ben, json!({ "delta": 1 })).await.expect_problem(403, "forbidden");
        set(&kit.guest(), json!({ "delta": 1 })).await.expect_problem(401, "sign-in-first");
        assert_eq!(set(&ana, json!({ "delta": 2 })).await.expect(200).json()["available"], 7);
        hold(&kit.guest(), &casa, &bowl, 1).await.expect(201);
        let version = casa.look_up(&bowl).await["variants"][0]["version"].clone();
        let stale = set(&ana, json!({ "available": 50, "version": 1 })).await;
        assert_eq!((&stale.json()["available"], &stale.json()["version"]), (&json!(6), &version));
        stale.expect_problem(409, "changed");
        let done = set(&ana, json!({ "available": 50, "version": version })).await.expect(200).json();
        assert_eq!((&done["available"], &done["held"]), (&json!(50), &json!(1)));
        for bad in [json!({}), json!({ "delta": 1, "available": 1 }), json!({ "available": 1 }), json!({ "delta": -51 })] {
            set(&ana, bad).await.expect(422);
        }
        let other = casa.bowl(1).await;
        let path = casa.path(&format!("/products/{}/variants/{}/stock", other.id, bowl.variant()));
        let wrong = ana.api(Method::PUT, &path).json(&json!({ "delta": 1 })).send().await;
        wrong.expect_problem(404, "variant-not-found");
    }
}
