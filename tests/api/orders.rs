//! What happens with an order once it is paid: sent, called off, given back.

use kit::{Goods, Kit, Method, Person, Shopfront, card, euro, on_both};
use model::Role;
use serde_json::{Value, json};

/// A shop with bowls at 39.00, and its owner.
async fn casa(kit: &Kit, units: i64) -> (Person, Shopfront, Goods) {
    let ana = kit.sign_up("ana").await;
    let shop = ana.open_shop("casa-lumen").await;
    let bowl = shop.bowl(units).await;
    (ana, shop, bowl)
}

/// An order of so many bowls, bought by a guest.
async fn bought(kit: &Kit, shop: &Shopfront, bowl: &Goods, quantity: i64) -> Value {
    let lines = json!([{ "variant": bowl.variant(), "quantity": quantity }]);
    kit.guest().checkout(shop, &lines).await.buy().await
}

async fn left(shop: &Shopfront, bowl: &Goods) -> Value {
    shop.look_up(bowl).await["variants"][0]["available"].clone()
}

async fn ledger(shop: &Shopfront) -> Vec<i64> {
    let ledger = shop.api(Method::GET, "/ledger").send().await.expect(200).json();
    let entries = ledger["items"].as_array().expect("entries").iter();
    let mut amounts: Vec<_> = entries
        .map(|entry| entry["amount"]["minor"].as_i64().expect("a number"))
        .collect();
    amounts.reverse();
    amounts
}

/// The key of the links in the mails about an order.
async fn key_in_mail(kit: &Kit, order: &Value) -> String {
    let id = order["id"]
        .as_str()
        .and_then(|id| id.parse().ok())
        .expect("an id");
    let key = kit.app().commerce.order_key(id).await;
    key.expect("the database answers")
}

on_both! {
    async fn an_order_is_sent_and_its_buyer_sees_it(kit) {
        let (_, shop, bowl) = casa(kit, 5).await;
        let checkout = kit.guest().checkout(&shop, &json!([{ "variant": bowl.variant(), "quantity": 2 }])).await;
        let order = checkout.buy().await;
        assert_eq!(order["total"], euro(7_800));
        let sent = shop.step(&order, "fulfil", &json!({ "tracking": "CTT 123" })).await.expect(200).json();
        assert_eq!((&sent["state"], &sent["tracking"]), (&json!("fulfilled"), &json!("CTT 123")));
        let sent = shop.step(&order, "fulfil", &json!({ "tracking": "CTT 124" })).await.expect(200).json();
        assert_eq!(sent["tracking"], "CTT 124", "a note can be mended");
        shop.step(&order, "cancel", &json!({})).await.expect_problem(409, "order-state");
        shop.step(&order, "fulfil", &json!({ "tracking": "a\u{202e}b" })).await.expect_problem(422, "invalid");
        let path = format!("/orders/{}", order["id"].as_str().expect("an id"));
        let seen = checkout.browser.api(Method::GET, &path).send().await.expect(200).json();
        assert_eq!(seen["state"], "fulfilled");
        assert!(seen["fulfilled_at"].is_string());
    }

    async fn an_order_is_called_off_before_it_is_sent(kit) {
        let (_, shop, bowl) = casa(kit, 5).await;
        let order = bought(kit, &shop, &bowl, 2).await;
        assert_eq!(left(&shop, &bowl).await, 3);
        for _ in 0..2 {
            let off = shop.step(&order, "cancel", &json!({})).await.expect(200).json();
            assert_eq!((&off["state"], &off["refunded"]), (&json!("cancelled"), &euro(7_800)));
        }
        assert_eq!(left(&shop, &bowl).await, 5, "its units are in stock again, once");
        assert_eq!(ledger(&shop).await, [7_800, -7_800]);
        shop.step(&order, "fulfil", &json!({})).await.expect_problem(409, "order-state");
        shop.step(&order, "refunds", &json!({})).await.expect_problem(422, "invalid");
    }

    async fn money_goes_back_in_whole_in_part_and_never_twice(kit) {
        let (_, shop, bowl) = casa(kit, 9).await;
        let order = bought(kit, &shop, &bowl, 3).await;
        let back = async |form: Value| shop.step(&order, "refunds", &form).await;
        let one = json!({ "lines": [{ "position": 0, "quantity": 1 }], "reason": "chipped", "restock": true });
        let first = back(one.clone()).await.expect(201).json();
        assert_eq!((&first["state"], &first["amount"]), (&json!("succeeded"), &euro(3_900)));
        assert_eq!(left(&shop, &bowl).await, 7);
        back(json!({ "amount": euro(100), "reason": "late" })).await.expect(201);
        assert_eq!(left(&shop, &bowl).await, 7, "an amount puts nothing back");
        for (form, status, kind) in [
            (json!({ "lines": [{ "position": 0, "quantity": 3 }] }), 409, "too-many-units"),
            (json!({ "lines": [{ "position": 9, "quantity": 1 }] }), 409, "too-many-units"),
            (json!({ "lines": [{ "position": 0, "quantity": -1 }] }), 409, "too-many-units"),
            (json!({ "amount": euro(7_701) }), 409, "too-much"),
            (json!({ "amount": euro(i64::MAX) }), 409, "too-much"),
            (json!({ "amount": euro(0) }), 422, "invalid"),
            (json!({ "amount": euro(-5) }), 422, "invalid"),
            (json!({ "amount": { "minor": 5, "currency": "USD" } }), 422, "currency"),
            (json!({ "amount": euro(5), "lines": [] }), 422, "invalid"),
        ] {
            back(form).await.expect_problem(status, kind);
        }
        let rest = back(json!({ "restock": false })).await.expect(201).json();
        assert_eq!(rest["amount"], euro(7_700));
        let seen = shop.order(&order).await;
        assert_eq!((&seen["state"], &seen["refunded"]), (&json!("refunded"), &euro(11_700)));
        assert_eq!((&seen["lines"][0]["refunded"], &seen["lines"][0]["restocked"]), (&json!(3), &json!(1)));
        assert_eq!(ledger(&shop).await, [11_700, -3_900, -100, -7_700]);
        back(one).await.expect_problem(409, "too-many-units");
    }

    async fn the_same_key_is_the_same_refund(kit) {
        let (_, shop, bowl) = casa(kit, 9).await;
        let order = bought(kit, &shop, &bowl, 3).await;
        let path = format!("/orders/{}/refunds", order["id"].as_str().expect("an id"));
        let back = async |amount: i64| {
            let call = shop.api(Method::POST, &path).json(&json!({ "amount": euro(amount) }));
            call.header("idempotency-key", "r-1").send().await
        };
        let (a, b) = tokio::join!(back(500), back(500));
        assert_eq!(a.expect(201).json()["id"], b.expect(201).json()["id"]);
        back(501).await.expect_problem(409, "key-reused");
        assert_eq!(ledger(&shop).await, [11_700, -500]);
    }

    async fn two_refunds_at_once_give_back_no_more_than_was_paid(kit) {
        let (_, shop, bowl) = casa(kit, 9).await;
        let order = bought(kit, &shop, &bowl, 1).await;
        let all = json!({ "amount": euro(3_000) });
        let (a, b) = tokio::join!(shop.step(&order, "refunds", &all), shop.step(&order, "refunds", &all));
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
        assert_eq!(ledger(&shop).await, [3_900, -3_000]);
    }

    async fn goods_come_back_and_are_sold_again(kit) {
        let (_, shop, bowl) = casa(kit, 5).await;
        let checkout = kit.guest().checkout(&shop, &json!([{ "variant": bowl.variant(), "quantity": 3 }])).await;
        let order = checkout.buy().await;
        let path = format!("/orders/{}/returns", order["id"].as_str().expect("an id"));
        let ask = async |units: i64| {
            let form = json!({ "lines": [{ "position": 0, "quantity": units }], "reason": "too small" });
            checkout.browser.api(Method::POST, &path).json(&form).send().await
        };
        ask(1).await.expect_problem(409, "order-state");
        shop.step(&order, "fulfil", &json!({})).await.expect(200);
        let two = ask(2).await.expect(201).json();
        assert_eq!(two["state"], "requested");
        ask(2).await.expect_problem(409, "too-many-units");
        let third = ask(1).await.expect(201).json();
        let settle = async |wanted: &Value, how: &str, form: &Value| {
            let id = wanted["id"].as_str().expect("an id");
            shop.step(&order, &format!("returns/{id}/{how}"), form).await
        };
        let received = settle(&two, "receive", &json!({})).await.expect(200).json();
        assert_eq!(received["refunded"], euro(7_800));
        assert_eq!(left(&shop, &bowl).await, 4);
        settle(&two, "receive", &json!({})).await.expect_problem(409, "return-settled");
        let declined = settle(&third, "decline", &json!({})).await.expect(200).json();
        assert_eq!(declined["returns"][1]["state"], "declined");
        let broken = ask(1).await.expect(201).json();
        settle(&broken, "receive", &json!({ "restock": false })).await.expect(200);
        assert_eq!(left(&shop, &bowl).await, 4, "what is broken is not sold again");
        let seen = shop.order(&order).await;
        assert_eq!((&seen["state"], &seen["refunded"]), (&json!("refunded"), &euro(11_700)));
        assert_eq!(ledger(&shop).await, [11_700, -7_800, -3_900]);
    }

    async fn a_guest_finds_the_order_by_the_key_of_the_mail(kit) {
        let (_, shop, bowl) = casa(kit, 5).await;
        let order = bought(kit, &shop, &bowl, 1).await;
        let key = key_in_mail(kit, &order).await;
        let path = format!("/orders/{}", order["id"].as_str().expect("an id"));
        let anyone = kit.guest();
        anyone.api(Method::GET, &path).send().await.expect_problem(404, "order-not-found");
        let with = |key: &str| format!("{path}?key={key}");
        anyone.api(Method::GET, &with("wrong")).send().await.expect_problem(404, "order-not-found");
        let seen = anyone.api(Method::GET, &with(&key)).send().await.expect(200).json();
        assert_eq!(seen["number"], order["number"]);
        let other = bought(kit, &shop, &bowl, 1).await;
        let theirs = format!("/orders/{}?key={key}", other["id"].as_str().expect("an id"));
        anyone.api(Method::GET, &theirs).send().await.expect_problem(404, "order-not-found");
    }

    async fn orders_of_others_do_not_exist(kit) {
        let (_, shop, bowl) = casa(kit, 5).await;
        let order = bought(kit, &shop, &bowl, 1).await;
        let eve = kit.sign_up("eve").await;
        let other = eve.open_shop("other-shop").await;
        let id = order["id"].as_str().expect("an id");
        for answer in [
            other.api(Method::GET, &format!("/orders/{id}")).send().await,
            other.step(&order, "fulfil", &json!({})).await,
            other.step(&order, "cancel", &json!({})).await,
            other.step(&order, "refunds", &json!({})).await,
            other.step(&order, &format!("returns/{id}/receive"), &json!({})).await,
            eve.api(Method::GET, &format!("/orders/{id}")).send().await,
        ] {
            answer.expect_problem(404, "order-not-found");
        }
        let none = other.api(Method::GET, "/orders").send().await.expect(200).json();
        assert_eq!(none["items"], json!([]));
        let none = eve.api(Method::GET, "/orders").send().await.expect(200).json();
        assert_eq!(none["items"], json!([]));
    }

    async fn a_host_sends_and_only_the_owner_sees_the_ledger(kit) {
        let (_, shop, bowl) = casa(kit, 5).await;
        let order = bought(kit, &shop, &bowl, 1).await;
        let (ben, mod_) = (kit.sign_up("ben").await, kit.sign_up("cara").await);
        kit.employ_at(&shop.slug, &ben, Role::Host).await;
        kit.employ_at(&shop.slug, &mod_, Role::Moderator).await;
        let hosts = Shopfront { owner: ben.browser.clone(), slug: shop.slug.clone() };
        hosts.step(&order, "fulfil", &json!({})).await.expect(200);
        hosts.api(Method::GET, "/ledger").send().await.expect_problem(403, "forbidden");
        let moderators = Shopfront { owner: mod_.browser.clone(), slug: shop.slug.clone() };
        moderators.api(Method::GET, "/orders").send().await.expect_problem(403, "forbidden");
    }

    async fn orders_are_found_and_listed_as_a_file(kit) {
        let (_, shop, bowl) = casa(kit, 9).await;
        let (first, second) = (bought(kit, &shop, &bowl, 1).await, bought(kit, &shop, &bowl, 2).await);
        assert_eq!((&first["number"], &second["number"]), (&json!(1_001), &json!(1_002)));
        shop.step(&first, "fulfil", &json!({ "tracking": "=1+1" })).await.expect(200);
        let numbers = async |query: &str| {
            let found = shop.api(Method::GET, &format!("/orders?{query}")).send().await.expect(200).json();
            let items = found["items"].as_array().expect("a list").iter();
            items.map(|order| order["number"].as_i64().expect("a number")).collect::<Vec<_>>()
        };
        assert_eq!(numbers("").await, [1_002, 1_001]);
        assert_eq!(numbers("state=paid").await, [1_002]);
        assert_eq!(numbers("q=1001").await, [1_001]);
        assert_eq!(numbers("q=%231001").await, [1_001]);
        assert_eq!(numbers("q=LUME").await, [1_002, 1_001]);
        assert_eq!(numbers("q=100%25").await, Vec::<i64>::new());
        assert_eq!(numbers("after=1002").await, [1_001]);
        let file = shop.api(Method::GET, "/orders.csv").send().await.expect(200);
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        let rows: Vec<_> = file.text().lines().collect();
        assert_eq!(rows.len(), 3);
        assert!(rows[0].starts_with("number,placed_at,state,email,name,line1"), "{}", rows[0]);
        assert!(rows[1].contains("Sage bowl") && rows[1].contains(",2,3900,7800,7800,0,EUR,"), "{}", rows[1]);
        assert!(rows[2].contains(",'=1+1,"), "nothing runs in the reader's spreadsheet: {}", rows[2]);
    }

    async fn long_lists_go_on_to_the_oldest_and_from_it(kit) {
        let (_, shop, bowl) = casa(kit, 99).await;
        let mut orders = Vec::new();
        for _ in 0..52 {
            orders.push(bought(kit, &shop, &bowl, 1).await);
        }
        shop.step(&orders[1], "fulfil", &json!({})).await.expect(200);
        shop.step(&orders[3], "refunds", &json!({ "amount": euro(100) })).await.expect(201);
        let file = shop.api(Method::GET, "/orders.csv").send().await.expect(200);
        let rows = file.text().lines().skip(1);
        let numbers: Vec<i64> = rows.filter_map(|row| row.split_once(',')?.0.parse().ok()).collect();
        assert_eq!(numbers, (1_001..=1_052).rev().collect::<Vec<_>>());

        // Whoever paid first is packed first.
        let page = async |path: &str| {
            let page = shop.owner.page(path).await.expect(200).text().to_owned();
            let heads = page.split("id=\"parcel-").skip(1);
            let numbers: Vec<i64> = heads.filter_map(|head| head.split_once('"')?.0.parse().ok()).collect();
            let next = page.contains("packing?after=1051");
            (numbers, next)
        };
        let packing = format!("/studio/shops/{}/packing", shop.slug);
        let sent = |number: &i64| *number != 1_002;
        assert_eq!(page(&packing).await, ((1_001..=1_051).filter(sent).collect(), true));
        assert_eq!(page(&format!("{packing}?after=1051")).await, (vec![1_052], false));

        // Each of a page has what is its own.
        let first = shop.api(Method::GET, "/orders").send().await.expect(200).json();
        let second = format!("/orders?after={}", first["next"].as_str().expect("a second page"));
        let second = shop.api(Method::GET, &second).send().await.expect(200).json();
        let all: Vec<_> = [&first, &second].iter().flat_map(|page| page["items"].as_array().expect("orders")).collect();
        assert_eq!(all.len(), 52);
        for (seen, order) in all.iter().rev().zip(&orders) {
            assert_eq!((&seen["id"], &seen["lines"]), (&order["id"], &order["lines"]));
            let refunds = usize::from(order["number"] == 1_004);
            assert_eq!(seen["refunds"].as_array().map(Vec::len), Some(refunds), "{seen}");
            assert_eq!(seen["payments"].as_array().map(Vec::len), Some(1), "{seen}");
        }
    }

    async fn its_page_says_that_an_order_was_called_off(kit) {
        let (_, shop, bowl) = casa(kit, 5).await;
        let checkout = kit.guest().checkout(&shop, &json!([{ "variant": bowl.variant(), "quantity": 1 }])).await;
        let order = checkout.buy().await;
        let path = format!("/orders/{}", order["id"].as_str().expect("an id"));
        let way = async || {
            let page = checkout.browser.page(&path).await.expect(200).text().to_owned();
            let (_, rest) = page.split_once("class=\"order-way\"").expect("a way");
            rest.split_once("</ol>").expect("its end").0.to_owned()
        };
        assert!(way().await.contains("Being made ready"));
        shop.step(&order, "cancel", &json!({})).await.expect(200);
        let off = way().await;
        assert!(off.contains("Cancelled") && !off.contains("Being made ready"), "{off}");
    }

    async fn what_happened_is_told_in_order(kit) {
        let (_, shop, bowl) = casa(kit, 5).await;
        let order = bought(kit, &shop, &bowl, 1).await;
        shop.step(&order, "fulfil", &json!({})).await.expect(200);
        shop.step(&order, "refunds", &json!({})).await.expect(201);
        let other = bought(kit, &shop, &bowl, 1).await;
        shop.step(&other, "cancel", &json!({})).await.expect(200);
        let mut read = kit.live().db.read().await.expect("a connection");
        let told = store::fetch_all!(
            read,
            (String,),
            "SELECT name FROM outbox WHERE name LIKE 'order%' ORDER BY sequence LIMIT 20"
        );
        let told: Vec<_> = told.expect("events").into_iter().map(|(name,)| name).collect();
        let expected = [
            "order_paid", "order_fulfilled", "order_refunded", "order_paid", "order_cancelled", "order_refunded",
        ];
        assert_eq!(told, expected);
        let id = order["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        let mails = kit.app().commerce.mails_of_order(id).await.expect("mails");
        let kinds: Vec<_> = mails.iter().map(|mail| mail.kind.as_str()).collect();
        assert_eq!(kinds, ["order_paid", "order_fulfilled", "order_refunded"]);
    }

    async fn an_order_says_what_was_bought_whatever_changes_after(kit) {
        let (_, shop, bowl) = casa(kit, 5).await;
        let checkout = kit.guest().checkout(&shop, &json!([{ "variant": bowl.variant(), "quantity": 1 }])).await;
        let paying = checkout.pay(card::CHALLENGE).await.expect(200).json();
        // Between the payment's beginning and its end everything becomes another.
        let change = json!({ "name": "Moss bowl", "variants": [{ "id": bowl.variant(), "price": euro(9_900) }] });
        shop.change(&bowl, &change).await;
        let page = paying["payment"]["action"]["url"].as_str().expect("a page");
        checkout.browser.submit(page, &[("answer", "approve")]).await.expect(303);
        let paid = checkout.look().await;
        let order = checkout.order(&paid).await;
        assert_eq!((&order["lines"][0]["name"], &order["total"]), (&json!("Sage bowl"), &euro(3_900)));
    }
}
