//! From "Buy" to a paid order, with each of the sandbox's cards, and all that
//! may come in between.

use std::time::Duration;

use kit::{Answer, Browser, Checkout, Kit, Method, Shopfront, address, card, euro, eventually, on_both};
use serde_json::{Value, json};

/// A shop with bowls at 39.00.
async fn casa(kit: &Kit, units: i64) -> (Shopfront, Value) {
    let shop = kit.sign_up("ana").await.open_shop("casa-lumen").await;
    let bowl = shop.bowl(units).await;
    let one = json!([{ "variant": bowl.variant(), "quantity": 1 }]);
    (shop, one)
}

async fn left(shop: &Shopfront) -> i64 {
    let products = shop.api(Method::GET, "/products").send().await.expect(200).json();
    products["items"][0]["variants"][0]["available"]
        .as_i64()
        .expect("a number")
}

/// The checkout once it is as it should be.
async fn until_state(checkout: &Checkout, state: &str) -> Value {
    eventually("the checkout moves on", async || {
        let now = checkout.look().await;
        (now["state"] == state).then_some(now)
    })
    .await
}

fn failure(answer: Answer) -> Value {
    let checkout = answer.expect(200).json();
    assert_eq!(checkout["state"], "open", "{checkout}");
    assert_eq!(checkout["payment"]["state"], "failed", "{checkout}");
    checkout["payment"]["failure"].clone()
}

/// What the shopper sees of the bank's page: where it asks.
fn challenge(paying: &Value) -> String {
    assert_eq!(paying["state"], "paying", "{paying}");
    assert_eq!(paying["payment"]["action"]["kind"], "page", "{paying}");
    paying["payment"]["action"]["url"]
        .as_str()
        .expect("a page")
        .to_owned()
}

async fn answer_bank(browser: &Browser, page: &str, answer: &str) {
    browser.page(page).await.expect(200);
    browser.submit(page, &[("answer", answer)]).await.expect(303);
}

on_both! {
    async fn a_guest_buys_from_the_first_call_to_the_paid_order(kit) {
        let (shop, one) = casa(kit, 7).await;
        let guest = kit.guest();
        let form = json!({ "shop": shop.slug, "lines": one });
        let made = guest.try_checkout(&form).await.expect(201).json();
        assert_eq!(made["state"], "open");
        assert_eq!(made["missing"], json!(["email", "address"]));
        assert_eq!(made["provider"]["name"], "sandbox");
        assert_eq!(made["provider"]["label"], "Sandbox: no money moves");
        assert_eq!(made["lines"][0]["unit_price"], euro(3_900));
        assert_eq!(left(&shop).await, 6, "its unit is set aside");
        let checkout = Checkout::of(&guest, &made);
        checkout.pay(card::GOOD).await.expect_problem(409, "missing");
        let ready = checkout.fill_in().await;
        assert_eq!(ready["missing"], json!([]));
        let paid = checkout.pay(card::GOOD).await.expect(200).json();
        assert_eq!(paid["state"], "paid");
        assert_eq!(paid["payment"]["method"], "Visa 4242");
        assert_eq!(paid["order"]["number"], 1_001);
        let order = checkout.order(&paid).await;
        assert_eq!(order["state"], "paid");
        assert_eq!(order["total"], euro(3_900));
        assert_eq!(order["lines"][0]["name"], "Sage bowl");
        assert_eq!(order["address"]["city"], "Lisboa");
        assert_eq!(order["payments"], Value::Null, "how it was paid is the shop's to know");
        assert_eq!(left(&shop).await, 6);
        let again = checkout.pay(card::GOOD).await;
        again.expect_problem(409, "checkout-state");
    }

    async fn a_card_that_fails_says_why_and_another_one_pays(kit) {
        let (shop, one) = casa(kit, 3).await;
        let checkout = kit.guest().checkout(&shop, &one).await;
        assert_eq!(failure(checkout.pay(card::DECLINED).await), "declined");
        assert_eq!(failure(checkout.pay(card::POOR).await), "insufficient_funds");
        assert_eq!(failure(checkout.pay("4111111111111111").await), "bad_details");
        assert_eq!(left(&shop).await, 2, "its unit stays set aside");
        checkout.buy().await;
        let orders = shop.api(Method::GET, "/orders").send().await.expect(200).json();
        assert_eq!(orders["items"].as_array().map(Vec::len), Some(1));
        assert_eq!(orders["items"][0]["payments"].as_array().map(Vec::len), Some(4), "with all tries");
        let ledger = shop.api(Method::GET, "/ledger").send().await.expect(200).json();
        assert_eq!(ledger["items"].as_array().map(Vec::len), Some(1), "and one charge");
        assert_eq!(ledger["items"][0]["amount"], euro(3_900));
        assert_eq!(ledger["items"][0]["number"], 1_001);
    }

    async fn late_answers_reach_the_order_or_the_shopper(kit) {
        let (shop, one) = casa(kit, 3).await;
        let (good, bad) = (kit.guest().checkout(&shop, &one).await, kit.guest().checkout(&shop, &one).await);
        for (checkout, card) in [(&good, card::LATE), (&bad, card::LATE_DECLINED)] {
            let paying = checkout.pay(card).await.expect(200).json();
            assert_eq!(paying["state"], "paying");
            assert_eq!(paying["payment"]["state"], "pending");
            checkout.pay(card::GOOD).await.expect_problem(409, "paying");
            let leave = checkout.browser.api(Method::DELETE, &checkout.path("")).send().await;
            leave.expect_problem(409, "paying");
        }
        kit.advance(Duration::from_secs(5));
        let paid = until_state(&good, "paid").await;
        assert_eq!(paid["payment"]["method"], "Visa 0077");
        let open = until_state(&bad, "open").await;
        assert_eq!(open["payment"]["failure"], "declined");
        bad.buy().await;
        assert_eq!(left(&shop).await, 1);
    }

    async fn a_late_answer_finds_its_order_after_a_restart(kit) {
        let (shop, one) = casa(kit, 1).await;
        let checkout = kit.guest().checkout(&shop, &one).await;
        assert_eq!(checkout.pay(card::LATE).await.expect(200).json()["state"], "paying");
        kit.stop().await;
        kit.advance(Duration::from_secs(60));
        kit.start_again().await;
        until_state(&checkout, "paid").await;
    }

    async fn a_challenge_is_approved_or_refused_and_only_once(kit) {
        let (shop, one) = casa(kit, 3).await;
        let checkout = kit.guest().checkout(&shop, &one).await;
        let page = challenge(&checkout.pay(card::CHALLENGE).await.expect(200).json());
        answer_bank(&checkout.browser, &page, "refuse").await;
        let open = checkout.look().await;
        assert_eq!((&open["state"], &open["payment"]["failure"]), (&json!("open"), &json!("not_proven")));
        answer_bank(&checkout.browser, &page, "approve").await;
        assert_eq!(checkout.look().await["state"], "open", "the first answer counted");
        let page = challenge(&checkout.pay(card::CHALLENGE).await.expect(200).json());
        answer_bank(&checkout.browser, &page, "approve").await;
        assert_eq!(checkout.look().await["state"], "paid");
        let nowhere = format!("/sandbox/challenge/{}", checkout.id);
        checkout.browser.page(&nowhere).await.expect(404);
    }

    async fn who_leaves_a_challenge_pays_with_another_card(kit) {
        let (shop, one) = casa(kit, 3).await;
        let checkout = kit.guest().checkout(&shop, &one).await;
        let page = challenge(&checkout.pay(card::CHALLENGE).await.expect(200).json());
        checkout.buy().await;
        // Too late: it was given up at the bank before the other card was charged.
        answer_bank(&checkout.browser, &page, "approve").await;
        assert_eq!(left(&shop).await, 2);
    }

    async fn a_challenge_nobody_answers_is_given_up(kit) {
        let (shop, one) = casa(kit, 1).await;
        let checkout = kit.guest().checkout(&shop, &one).await;
        challenge(&checkout.pay(card::CHALLENGE).await.expect(200).json());
        kit.advance(Duration::from_secs(16 * 60));
        until_state(&checkout, "closed").await;
        eventually("its unit is there again", async || (left(&shop).await == 1).then_some(())).await;
    }

    async fn the_same_key_is_the_same_payment_and_another_body_is_refused(kit) {
        let (shop, one) = casa(kit, 3).await;
        let checkout = kit.guest().checkout(&shop, &one).await;
        let total = euro(3_900);
        let first = checkout.pay_as(&total, card::GOOD, Some("k-1")).await.expect(200).json();
        assert_eq!(first["state"], "paid");
        let again = checkout.pay_as(&total, card::GOOD, Some("k-1")).await.expect(200).json();
        assert_eq!(again["order"], first["order"]);
        let other = checkout.pay_as(&total, card::DECLINED, Some("k-1")).await;
        other.expect_problem(409, "key-reused");

        let guest = kit.guest();
        let open = async |quantity: i64| {
            let mut form = json!({ "shop": shop.slug, "lines": one });
            form["lines"][0]["quantity"] = json!(quantity);
            let call = guest.api(Method::POST, "/checkouts").json(&form);
            call.header("idempotency-key", "c-1").send().await
        };
        let first = open(1).await.expect(201).json();
        assert_eq!(open(1).await.expect(201).json()["id"], first["id"]);
        open(2).await.expect_problem(409, "key-reused");
        assert_eq!(left(&shop).await, 1, "one sold, one set aside");
    }

    async fn two_who_pay_at_once_are_charged_once(kit) {
        let (shop, one) = casa(kit, 3).await;
        let checkout = kit.guest().checkout(&shop, &one).await;
        let total = euro(3_900);
        let (a, b, c) = tokio::join!(
            checkout.pay_as(&total, card::GOOD, Some("a")),
            checkout.pay_as(&total, card::GOOD, Some("a")),
            checkout.pay_as(&total, card::GOOD, Some("b")),
        );
        for answer in [&a, &b, &c] {
            assert!(matches!(answer.status, 200 | 409), "{answer}");
        }
        assert_eq!(checkout.look().await["state"], "paid");
        let ledger = shop.api(Method::GET, "/ledger").send().await.expect(200).json();
        assert_eq!(ledger["items"].as_array().map(Vec::len), Some(1));
    }

    async fn what_changed_is_shown_before_anything_is_charged(kit) {
        let (shop, one) = casa(kit, 5).await;
        let rates = json!({ "rates": [{ "name": "Post", "countries": ["PT"], "price": euro(450) }] });
        shop.api(Method::PUT, "/shipping").json(&rates).send().await.expect(200);
        let voucher = json!({ "code": "MAY10", "kind": "percent", "value": 10 });
        let voucher = shop.api(Method::POST, "/vouchers").json(&voucher).send().await.expect(201).json();
        let checkout = kit.guest().checkout(&shop, &one).await;
        let now = checkout.edit(&json!({ "voucher": "may10" })).await.expect(200).json();
        assert_eq!(now["quote"]["discount"], euro(390));
        assert_eq!(now["quote"]["shipping"], euro(450));
        assert_eq!(now["quote"]["total"], euro(3_960));

        // A tampered total, a foreign currency.
        for total in [euro(1), json!({ "minor": 3_960, "currency": "USD" })] {
            checkout.pay_as(&total, card::GOOD, None).await.expect_problem(409, "total-changed");
        }
        let dearer = json!({ "rates": [{ "name": "Post", "countries": ["PT"], "price": euro(500) }] });
        shop.api(Method::PUT, "/shipping").json(&dearer).send().await.expect(200);
        let changed = checkout.pay_as(&euro(3_960), card::GOOD, None).await;
        let changed = changed.expect_problem(409, "total-changed").json();
        assert_eq!(changed["checkout"]["quote"]["total"], euro(4_010));
        let path = format!("/vouchers/{}", voucher["id"].as_str().expect("an id"));
        shop.api(Method::DELETE, &path).send().await.expect(204);
        let changed = checkout.pay_as(&euro(4_010), card::GOOD, None).await;
        let changed = changed.expect_problem(409, "total-changed").json();
        assert_eq!(changed["checkout"]["quote"]["total"], euro(4_400));
        assert_eq!(changed["checkout"]["voucher"]["problem"], "unknown");
        let paid = checkout.pay_as(&euro(4_400), card::GOOD, None).await.expect(200).json();
        assert_eq!(checkout.order(&paid).await["shipping"], euro(500));
    }

    async fn a_price_that_changes_is_not_that_of_what_is_set_aside(kit) {
        let (shop, one) = casa(kit, 5).await;
        let checkout = kit.guest().checkout(&shop, &one).await;
        let products = shop.api(Method::GET, "/products").send().await.expect(200).json();
        let mut dearer = products["items"][0].clone();
        let id = dearer["id"].as_str().expect("an id").to_owned();
        dearer["variants"][0]["price"] = euro(4_900);
        shop.api(Method::PUT, &format!("/products/{id}")).json(&dearer).send().await.expect(200);
        let order = checkout.buy().await;
        assert_eq!(order["lines"][0]["unit_price"], euro(3_900));
        let next = kit.guest().checkout(&shop, &one).await;
        assert_eq!(next.look().await["quote"]["total"], euro(4_900));
    }

    async fn a_request_that_comes_twice_at_once_is_one_checkout(kit) {
        let (shop, one) = casa(kit, 5).await;
        let guest = kit.guest();
        // A browser that is known already: two at once would be two guests else.
        let code = json!({ "code": null });
        guest.api(Method::PUT, &shop.path("/basket/voucher")).json(&code).send().await.expect(200);
        let form = json!({ "shop": shop.slug, "lines": one });
        let open = || async {
            let call = guest.api(Method::POST, "/checkouts").json(&form);
            call.header("idempotency-key", "tap").send().await.expect(201).json()["id"].clone()
        };
        let ids = futures_util::future::join_all((0..6).map(|_| open())).await;
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        assert_eq!(left(&shop).await, 4);
    }

    async fn a_voucher_put_into_the_basket_counts_for_what_is_bought_beside_it(kit) {
        let (shop, one) = casa(kit, 5).await;
        let voucher = json!({ "code": "MAY10", "kind": "percent", "value": 10 });
        shop.api(Method::POST, "/vouchers").json(&voucher).send().await.expect(201);
        let guest = kit.guest();
        let code = json!({ "code": "MAY10" });
        guest.api(Method::PUT, &shop.path("/basket/voucher")).json(&code).send().await.expect(200);
        let seen = guest.checkout(&shop, &one).await.look().await;
        assert_eq!((&seen["quote"]["discount"], &seen["voucher"]["code"]), (&euro(390), &json!("MAY10")));
    }

    async fn a_voucher_for_one_order_counts_for_one_order(kit) {
        let (shop, one) = casa(kit, 5).await;
        let voucher = json!({ "code": "FIRST", "kind": "amount", "value": 500, "most_uses": 1 });
        shop.api(Method::POST, "/vouchers").json(&voucher).send().await.expect(201);
        let (first, second) = (kit.guest().checkout(&shop, &one).await, kit.guest().checkout(&shop, &one).await);
        for checkout in [&first, &second] {
            let now = checkout.edit(&json!({ "voucher": "FIRST" })).await.expect(200).json();
            assert_eq!(now["quote"]["total"], euro(3_400));
        }
        // A card that fails gives the use back.
        assert_eq!(failure(first.pay(card::DECLINED).await), "declined");
        assert_eq!(second.buy().await["discount"], euro(500));
        let used = first.pay_as(&euro(3_400), card::GOOD, None).await.expect_problem(409, "total-changed").json();
        assert_eq!(used["checkout"]["voucher"]["problem"], "used_up");
        first.buy().await;
    }

    async fn while_it_is_paid_and_after_it_says_what_was_agreed_to(kit) {
        let (shop, one) = casa(kit, 5).await;
        let post = |price| json!({ "rates": [{ "name": "Post", "countries": ["PT"], "price": euro(price) }] });
        shop.api(Method::PUT, "/shipping").json(&post(450)).send().await.expect(200);
        let voucher = json!({ "code": "FIRST", "kind": "amount", "value": 500, "most_uses": 1 });
        shop.api(Method::POST, "/vouchers").json(&voucher).send().await.expect(201);
        let checkout = kit.guest().checkout(&shop, &one).await;
        let open = checkout.edit(&json!({ "voucher": "FIRST" })).await.expect(200).json();
        assert_eq!(open["quote"]["total"], euro(3_850));
        let page = challenge(&checkout.pay(card::CHALLENGE).await.expect(200).json());
        // What counts for the next one does not change this one; its own use of the voucher neither.
        shop.api(Method::PUT, "/shipping").json(&post(900)).send().await.expect(200);
        let agreed = ["lines", "quote", "voucher", "email", "address"];
        let paying = checkout.look().await;
        for part in agreed {
            assert_eq!(paying[part], open[part], "{part}");
        }
        let way = &paying["shipping"]["options"];
        assert_eq!((&way[0]["price"], &way[0]["id"]), (&euro(450), &paying["shipping"]["chosen"]));
        answer_bank(&checkout.browser, &page, "approve").await;
        let paid = checkout.look().await;
        assert_eq!(paid["state"], "paid");
        for part in agreed {
            assert_eq!(paid[part], open[part], "{part}");
        }
        assert_eq!(checkout.order(&paid).await["total"], euro(3_850));
    }

    async fn what_costs_nothing_is_bought_without_a_charge(kit) {
        let (shop, one) = casa(kit, 5).await;
        let voucher = json!({ "code": "GIFT", "kind": "percent", "value": 100 });
        shop.api(Method::POST, "/vouchers").json(&voucher).send().await.expect(201);
        let checkout = kit.guest().checkout(&shop, &one).await;
        checkout.edit(&json!({ "voucher": "GIFT" })).await.expect(200);
        let order = checkout.buy().await;
        assert_eq!(order["total"], euro(0));
        let ledger = shop.api(Method::GET, "/ledger").send().await.expect(200).json();
        assert_eq!(ledger["items"], json!([]));
        shop.step(&order, "cancel", &json!({})).await.expect(200);
        assert_eq!(left(&shop).await, 5);
    }

    async fn a_checkout_runs_out_unless_it_is_extended(kit) {
        let (shop, one) = casa(kit, 1).await;
        let checkout = kit.guest().checkout(&shop, &one).await;
        kit.advance(Duration::from_secs(9 * 60));
        let extended = checkout.browser.api(Method::POST, &checkout.path("/extend")).send().await;
        assert_eq!(extended.expect(200).json()["can_extend"], true);
        kit.advance(Duration::from_secs(9 * 60));
        assert_eq!(checkout.look().await["state"], "open");
        kit.advance(Duration::from_secs(61));
        assert_eq!(checkout.look().await["state"], "closed");
        let late = checkout.pay_as(&euro(3_900), card::GOOD, None).await;
        assert!(matches!(late.slug().as_str(), "hold-gone" | "checkout-state"), "{late}");
        let extended = checkout.browser.api(Method::POST, &checkout.path("/extend")).send().await;
        extended.expect_problem(409, "checkout-state");
        let other = kit.guest().checkout(&shop, &one).await;
        other.buy().await;
    }

    async fn money_that_comes_after_the_units_are_gone_goes_back(kit) {
        let (shop, one) = casa(kit, 1).await;
        let slow = kit.guest().checkout(&shop, &one).await;
        assert_eq!(slow.pay(card::LATE).await.expect(200).json()["state"], "paying");
        kit.stop().await;
        // Nobody listens while the answer comes and the time to pay runs out.
        kit.advance(Duration::from_secs(20 * 60));
        let commerce_is_back = kit.start_again();
        commerce_is_back.await;
        let state = eventually("it is decided", async || {
            let now = slow.look().await;
            (now["state"] != "paying").then_some(now["state"].clone())
        })
        .await;
        // Nobody else wanted it: it is taken again.
        assert_eq!(state, "paid");
    }

    async fn leaving_gives_the_units_back_at_once(kit) {
        let (shop, one) = casa(kit, 1).await;
        let checkout = kit.guest().checkout(&shop, &one).await;
        let wish = json!({ "shop": shop.slug, "lines": one });
        // Whoever comes a moment later is told the same.
        for _ in 0..3 {
            let none = kit.guest().try_checkout(&wish).await;
            let refused = none.expect_problem(409, "sold-out").json()["refused"].clone();
            assert_eq!((&refused[0]["name"], &refused[0]["available"]), (&json!("Sage bowl"), &json!(0)));
        }
        for _ in 0..2 {
            checkout.browser.api(Method::DELETE, &checkout.path("")).send().await.expect(204);
        }
        assert_eq!(left(&shop).await, 1);
        assert_eq!(checkout.look().await["state"], "closed");
        kit.guest().try_checkout(&wish).await.expect(201);
        kit.guest().try_checkout(&wish).await.expect_problem(409, "sold-out");
    }

    async fn somebody_elses_checkout_does_not_exist(kit) {
        let (shop, one) = casa(kit, 2).await;
        let checkout = kit.guest().checkout(&shop, &one).await;
        let eve = kit.sign_up("eve").await;
        for other in [&kit.guest(), &eve.browser] {
            let other = Checkout { browser: other.clone(), id: checkout.id.clone() };
            let total = euro(3_900);
            for answer in [
                other.browser.api(Method::GET, &other.path("")).send().await,
                other.edit(&json!({ "email": "eve@example.org" })).await,
                other.browser.api(Method::POST, &other.path("/extend")).send().await,
                other.pay_as(&total, card::GOOD, None).await,
                other.browser.api(Method::DELETE, &other.path("")).send().await,
            ] {
                answer.expect_problem(404, "checkout-not-found");
            }
        }
        checkout.buy().await;
    }

    async fn an_account_finds_its_address_and_the_same_basket_becomes_an_order(kit) {
        let (shop, one) = casa(kit, 9).await;
        let ben = kit.sign_up("ben").await;
        ben.api(Method::POST, "/addresses").json(&address()).send().await.expect(201);
        let variant = one[0]["variant"].as_str().expect("an id");
        let line = format!("/shops/{}/basket/lines/{variant}", shop.slug);
        ben.api(Method::PUT, &line).json(&json!({ "quantity": 2 })).send().await.expect(200);
        let made = ben.browser.try_checkout(&json!({ "shop": shop.slug })).await.expect(201).json();
        assert_eq!(made["missing"], json!([]), "three taps are enough");
        assert_eq!(made["email"], "ben@example.org");
        let order = Checkout::of(&ben.browser, &made).buy().await;
        assert_eq!(order["total"], euro(7_800));
        let basket = ben.api(Method::GET, &format!("/shops/{}/basket", shop.slug)).send().await;
        assert_eq!(basket.expect(200).json()["lines"], json!([]));
        let mine = ben.api(Method::GET, "/orders").send().await.expect(200).json();
        assert_eq!(mine["items"][0]["id"], order["id"]);
        let empty = ben.browser.try_checkout(&json!({ "shop": shop.slug })).await;
        empty.expect(422);
    }

    async fn what_is_set_aside_already_becomes_a_checkout(kit) {
        let (shop, one) = casa(kit, 1).await;
        let guest = kit.guest();
        let hold = guest.api(Method::POST, &format!("/shops/{}/holds", shop.slug)).json(&one[0]).send().await;
        let hold = hold.expect(201).json()["id"].clone();
        let form = json!({ "shop": shop.slug, "holds": [hold] });
        kit.guest().try_checkout(&form).await.expect_problem(409, "hold-gone");
        let made = guest.try_checkout(&form).await.expect(201).json();
        let checkout = Checkout::of(&guest, &made);
        checkout.fill_in().await;
        checkout.buy().await;
    }

    async fn odd_wishes_are_refused_in_clear_words(kit) {
        let (shop, one) = casa(kit, 2).await;
        let guest = kit.guest();
        let with = |change: Value| {
            let mut form = json!({ "shop": shop.slug, "lines": one });
            for (name, value) in change.as_object().expect("members") {
                form[name] = value.clone();
            }
            form
        };
        let variant = &one[0]["variant"];
        for (change, status) in [
            (json!({ "shop": "nowhere" }), 404),
            (json!({ "lines": [] }), 422),
            (json!({ "lines": [{ "variant": variant, "quantity": 0 }] }), 422),
            (json!({ "lines": [{ "variant": variant, "quantity": -1 }] }), 422),
            (json!({ "lines": [{ "variant": variant, "quantity": i64::MAX }] }), 422),
            (json!({ "lines": [{ "variant": variant, "quantity": 99 }, { "variant": variant, "quantity": 99 }] }), 422),
            (json!({ "holds": [] }), 422),
            (json!({ "show": kit.unknown_show() }), 422),
        ] {
            guest.try_checkout(&with(change)).await.expect(status);
        }
        let checkout = guest.checkout(&shop, &one).await;
        for (form, field) in [
            (json!({ "email": "nobody" }), "email"),
            (json!({ "voucher": "a b" }), "voucher"),
            (json!({ "address": { "name": "A", "line1": "B", "city": "C", "country": "ZZ" } }), "country"),
        ] {
            let answer = checkout.edit(&form).await.expect_problem(422, "invalid");
            assert_eq!(answer.json()["field"], field);
        }
        let unsigned = guest.api(Method::POST, "/payments/sandbox/notices").json(&json!({})).send().await;
        unsigned.expect_problem(400, "unsigned");
        let unknown = guest.api(Method::POST, "/payments/stripe/notices").json(&json!({})).send().await;
        unknown.expect(404);
        assert_eq!(left(&shop).await, 1, "only the one that was asked well");
    }
}
