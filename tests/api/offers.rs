//! Flash prices and vouchers.

use std::time::Duration;

use kit::{Goods, Kit, Method, Person, Shopfront, euro, on_both};
use serde_json::{Value, json};

async fn casa(kit: &Kit) -> (Person, Shopfront) {
    let ana = kit.sign_up("ana").await;
    let casa = ana.open_shop("casa").await;
    (ana, casa)
}

/// So many seconds from now.
fn in_s(kit: &Kit, seconds: i64) -> Value {
    json!(kit.now() + chrono::TimeDelta::seconds(seconds))
}

async fn offer(casa: &Shopfront, form: &Value) -> kit::Answer {
    casa.api(Method::POST, "/offers").json(form).send().await
}

async fn price_now(casa: &Shopfront, goods: &Goods) -> Value {
    casa.look_up(goods).await["variants"][0]["price_now"].clone()
}

on_both! {
    async fn a_flash_price_counts_until_its_time_is_over(kit) {
        let (_ana, casa) = casa(kit).await;
        let goods = casa.bowl(5).await;
        kit.advance(Duration::from_secs(86_400));
        let form = json!({ "product": goods.id, "kind": "amount", "value": 2_900, "currency": "EUR",
                           "most_units": 3, "ends_at": in_s(kit, 3_600) });
        let made = offer(&casa, &form).await.expect(201).json();
        assert_eq!((&made["running"], &made["left"]), (&json!(true), &json!(3)));
        let seen = casa.look_up(&goods).await;
        let variant = &seen["variants"][0];
        assert_eq!((&variant["price"], &variant["price_now"]), (&euro(3_900), &euro(2_900)));
        assert_eq!(
            variant["offer"],
            json!({ "id": made["id"], "price": euro(2_900), "ends_at": made["ends_at"], "left": 3 })
        );
        assert_eq!(variant["lowest_30d"], euro(3_900), "what it cost before");
        offer(&casa, &form).await.expect_problem(409, "offer-running");

        kit.advance(Duration::from_secs(3_000));
        assert_eq!(price_now(&casa, &goods).await, euro(2_900));
        kit.advance(Duration::from_secs(600));
        let variant = casa.look_up(&goods).await["variants"][0].clone();
        assert_eq!((&variant["price_now"], &variant["offer"], &variant["lowest_30d"]), (&euro(3_900), &Value::Null, &Value::Null));
        let mut form = form;
        form["ends_at"] = in_s(kit, 3_600);
        let again = offer(&casa, &form).await.expect(201).json();
        assert_eq!(casa.look_up(&goods).await["variants"][0]["lowest_30d"], euro(2_900), "the flash price was a price");
        let listed = casa.api(Method::GET, "/offers").send().await.expect(200).json();
        let listed: Vec<_> = listed["items"].as_array().expect("a list").iter().map(|offer| (&offer["id"], &offer["running"])).collect();
        assert_eq!(listed, [(&again["id"], &json!(true)), (&made["id"], &json!(false))]);
    }

    async fn an_offer_is_ended_early_and_a_share_is_rounded(kit) {
        let (_ana, casa) = casa(kit).await;
        let goods = casa.product(&json!({ "name": "Bowl", "option_names": ["Size"], "variants": [
            { "options": ["S"], "price": euro(1_005) }, { "options": ["M"], "price": euro(999) },
        ] })).await;
        let form = json!({ "product": goods.id, "kind": "percent", "value": 50, "ends_at": in_s(kit, 600) });
        let made = offer(&casa, &form).await.expect(201).json();
        let seen = casa.look_up(&goods).await;
        assert_eq!((&seen["variants"][0]["price_now"], &seen["variants"][1]["price_now"]), (&euro(503), &euro(500)));
        let path = format!("/offers/{}/end", made["id"].as_str().expect("an id"));
        let ended = casa.api(Method::POST, &path).send().await.expect(200).json();
        assert_eq!(ended["running"], false);
        assert_eq!(price_now(&casa, &goods).await, euro(1_005));
        kit.advance(Duration::from_secs(5));
        let again = casa.api(Method::POST, &path).send().await.expect(200).json();
        assert_eq!(again["ends_at"], ended["ends_at"], "what is over stays as it was");
        offer(&casa, &form).await.expect(201);
    }

    async fn what_no_offer_can_be_is_refused(kit) {
        let (ana, casa) = casa(kit).await;
        let eve = kit.sign_up("eve").await;
        let elsewhere = eve.open_shop("elsewhere").await;
        let (goods, foreign) = (casa.bowl(5).await, elsewhere.bowl(5).await);
        let own_show = ana.create_show("Glaze").await;
        let sound = json!({ "product": goods.id, "kind": "amount", "value": 2_900, "ends_at": in_s(kit, 3_600) });
        for (name, value, status, slug) in [
            ("value", json!(-1), 422, "invalid"),
            ("value", json!(i64::MAX), 422, "invalid"),
            ("value", json!(3_900), 422, "invalid"),
            ("currency", json!("USD"), 422, "currency"),
            ("kind", json!("shipping"), 422, "invalid"),
            ("kind", json!("percent"), 422, "invalid"),
            ("most_units", json!(0), 422, "invalid"),
            ("ends_at", in_s(kit, 0), 422, "invalid"),
            ("ends_at", in_s(kit, 31 * 86_400), 422, "invalid"),
            ("ends_at", json!("+262142-12-31T23:59:59Z"), 422, "invalid"),
            ("product", json!(foreign.id), 422, "invalid"),
            ("show", json!(kit.unknown_show()), 404, "show-not-found"),
            ("show", json!(own_show.id), 422, "invalid"),
        ] {
            let mut form = sound.clone();
            form[name] = value;
            offer(&casa, &form).await.expect_problem(status, slug);
        }
        assert_eq!(price_now(&casa, &goods).await, euro(3_900));
        let made = offer(&casa, &sound).await.expect(201).json();
        let path = format!("/offers/{}/end", made["id"].as_str().expect("an id"));
        elsewhere.api(Method::POST, &path).send().await.expect_problem(404, "offer-not-found");
        eve.api(Method::POST, &casa.path(&path)).send().await.expect_problem(403, "forbidden");
        eve.api(Method::POST, &casa.path("/offers")).json(&sound).send().await.expect_problem(403, "forbidden");
        kit.guest().api(Method::POST, &casa.path("/offers")).json(&sound).send().await.expect_problem(401, "sign-in-first");
        assert_eq!(price_now(&casa, &goods).await, euro(2_900));
    }

    async fn two_offers_made_at_once_are_one(kit) {
        let (_ana, casa) = casa(kit).await;
        let goods = casa.bowl(5).await;
        let form = json!({ "product": goods.id, "kind": "percent", "value": 10, "ends_at": in_s(kit, 3_600) });
        let answers = futures_util::future::join_all((0..6).map(|_| offer(&casa, &form))).await;
        let made = answers.iter().filter(|answer| answer.status == 201).count();
        let refused = answers.iter().filter(|answer| answer.slug() == "offer-running").count();
        assert_eq!((made, refused), (1, 5), "{answers:?}");
    }

    async fn vouchers_are_made_listed_and_deleted(kit) {
        let (_ana, casa) = casa(kit).await;
        let eve = kit.sign_up("eve").await;
        let elsewhere = eve.open_shop("elsewhere").await;
        let sound = json!({ "code": " linen-10 ", "kind": "percent", "value": 10, "least": euro(2_000), "most_uses": 5,
                            "ends_at": in_s(kit, 3_600) });
        let made = casa.api(Method::POST, "/vouchers").json(&sound).send().await.expect(201).json();
        assert_eq!((&made["code"], &made["least"], &made["uses"]), (&json!("LINEN-10"), &json!(2_000), &json!(0)));
        let mut twice = sound.clone();
        twice["code"] = json!("Linen-10");
        casa.api(Method::POST, "/vouchers").json(&twice).send().await.expect_problem(409, "taken");
        elsewhere.api(Method::POST, "/vouchers").json(&sound).send().await.expect(201);
        for (name, value, slug) in [
            ("code", json!("a b"), "invalid"),
            ("code", json!("' OR 1=1"), "invalid"),
            ("value", json!(101), "invalid"),
            ("value", json!(0), "invalid"),
            ("value", json!(-10), "invalid"),
            ("least", euro(-1), "invalid"),
            ("least", json!({ "minor": 1, "currency": "USD" }), "currency"),
            ("currency", json!("USD"), "currency"),
            ("most_uses", json!(0), "invalid"),
            ("ends_at", in_s(kit, 0), "invalid"),
            ("kind", json!("gift"), "invalid"),
        ] {
            let mut form = sound.clone();
            form["code"] = json!("OTHER");
            form[name] = value;
            casa.api(Method::POST, "/vouchers").json(&form).send().await.expect_problem(422, slug);
        }
        let free = json!({ "code": "POST", "kind": "shipping" });
        casa.api(Method::POST, "/vouchers").json(&free).send().await.expect(201);
        let listed = casa.api(Method::GET, "/vouchers").send().await.expect(200).json();
        let codes: Vec<_> = listed["items"].as_array().expect("a list").iter().map(|voucher| voucher["code"].clone()).collect();
        assert_eq!(codes, ["POST", "LINEN-10"]);
        eve.api(Method::GET, &casa.path("/vouchers")).send().await.expect_problem(403, "forbidden");
        let path = format!("/vouchers/{}", made["id"].as_str().expect("an id"));
        elsewhere.api(Method::DELETE, &path).send().await.expect_problem(404, "voucher-not-found");
        casa.api(Method::DELETE, &path).send().await.expect(204);
        casa.api(Method::DELETE, &path).send().await.expect_problem(404, "voucher-not-found");
    }
}
