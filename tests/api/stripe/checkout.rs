//! Buying over HTTP with Stripe behind the shop: whatever goes wrong between the
//! two, each purchase is one charge, and the books agree.

use kit::{Arrange, Fault, Method, eventually, on_both};
use serde_json::{Value, json};

use super::street::{NOTICES, Street};
use super::{GOOD, INTENTS};

const DECLINED: &str = "4000000000000002";
const ASKS: &str = "4000002500003155";

on_both! {
    async fn every_fault_ends_with_one_charge_one_order_and_books_that_agree(kit) {
        let street = Street::open(kit).await;
        let faults = [
            vec![],
            vec![Fault::BreakOff],
            vec![Fault::BreakOffDone],
            vec![Fault::Error],
            vec![Fault::ErrorDone],
            vec![Fault::TooMany { retry_after: 1 }],
            vec![Fault::Error, Fault::BreakOffDone, Fault::BreakOff],
        ];
        let count = faults.len();
        for faults in faults {
            let purchase = street.checkout(kit.guest()).await;
            street.fake.fault(INTENTS, faults);
            street.pay(&purchase, GOOD).await;
            let paid = purchase.paid().await;
            assert_eq!(paid["payment"]["method"], "Visa 4242");
            street.deliver(Arrange::Doubled).await;
        }
        assert_eq!(street.fake.count(None, "payment_intent"), count);
        assert_eq!(street.fake.taken(None), 3_900 * i64::try_from(count).expect("few"));
        assert_eq!(street.orders().await.len(), count);
        street.assert_books_agree(kit).await;
    }

    async fn an_answer_that_comes_too_late_is_found_even_after_a_restart(kit) {
        let street = Street::open(kit).await;
        let done = street.checkout(kit.guest()).await;
        street.fake.fault(INTENTS, [Fault::HoldDone]);
        street.pay(&done, GOOD).await;
        done.paid().await;
        street.fake.let_go();

        let undone = street.checkout(kit.guest()).await;
        street.fake.fault(INTENTS, [Fault::HoldUndone]);
        let unclear = street.pay(&undone, GOOD).await;
        assert_eq!(unclear["state"], "paying");
        kit.restart().await;
        street.fake.let_go();
        undone.paid().await;
        assert_eq!(street.fake.taken(None), 7_800);
        assert_eq!(street.orders().await.len(), 2);
        street.assert_books_agree(kit).await;
    }

    async fn a_declined_card_and_then_another_is_one_charge(kit) {
        let street = Street::open(kit).await;
        let purchase = street.checkout(kit.guest()).await;
        let refused = street.pay(&purchase, DECLINED).await;
        assert_eq!(refused["state"], "open");
        assert_eq!(refused["payment"]["failure"], "declined");
        let paid = street.pay(&purchase, GOOD).await;
        assert_eq!(paid["state"], "paid");
        // What Stripe tells of the first one, late and twice, changes nothing.
        street.deliver(Arrange::Doubled).await;
        assert_eq!(street.fake.taken(None), 3_900);
        street.assert_books_agree(kit).await;
    }

    async fn a_question_of_the_banks_ends_as_the_shopper_answers_it(kit) {
        let street = Street::open(kit).await;
        for (is_proven, arrange) in [(true, Arrange::Reversed), (false, Arrange::InOrder)] {
            let purchase = street.checkout(kit.guest()).await;
            let asked = street.pay(&purchase, ASKS).await;
            assert_eq!(asked["state"], "paying");
            let action = &asked["payment"]["action"];
            assert_eq!(action["kind"], "client", "{asked}");
            let secret = action["data"]["client_secret"].as_str().expect("what the script needs");
            let (intent, _) = secret.split_once("_secret_").expect("named in it");
            street.fake.prove(None, intent, is_proven);
            street.deliver(arrange).await;
            let end = purchase.decided().await;
            if is_proven {
                assert_eq!(end["state"], "paid", "{end}");
            } else {
                assert_eq!(end["state"], "open", "{end}");
                assert_eq!(end["payment"]["failure"], "not_proven");
            }
        }
        assert_eq!(street.fake.taken(None), 3_900);
        street.assert_books_agree(kit).await;
    }

    async fn a_notice_that_is_not_stripes_is_refused(kit) {
        let street = Street::open(kit).await;
        let purchase = street.checkout(kit.guest()).await;
        street.pay(&purchase, GOOD).await;
        purchase.paid().await;
        let event = street.fake.take_events().pop().expect("something happened").to_string();
        let post = |signature: String, body: String| {
            let call = street.shop.owner.request(Method::POST, NOTICES);
            call.header("stripe-signature", &signature).body("application/json", body).send()
        };
        let good = street.fake.sign(&event);
        for (signature, body) in [
            ("t=1,v1=00".to_owned(), event.clone()),
            (good.clone(), event.replace("succeeded", "canceled")),
        ] {
            post(signature, body).await.expect(400);
        }
        post(good, event).await.expect(204);
    }

    async fn refunds_are_given_back_once_whatever_happens_on_the_way(kit) {
        let street = Street::open(kit).await;
        let faults = [
            None,
            Some(Fault::BreakOffDone),
            Some(Fault::ErrorDone),
            Some(Fault::Error),
        ];
        for (nth, fault) in faults.into_iter().enumerate() {
            let purchase = street.checkout(kit.guest()).await;
            street.pay(&purchase, GOOD).await;
            let order = purchase.paid().await["order"]["id"].as_str().expect("an order").to_owned();
            street.fake.fault("/v1/refunds", fault);
            let path = format!("/orders/{order}/refunds");
            let part = json!({ "amount": { "minor": 900, "currency": "EUR" }, "reason": "chipped" });
            let ask = |key: &str, form: &Value| {
                street.shop.api(Method::POST, &path).header("idempotency-key", key).json(form).send()
            };
            let key = format!("part-{nth}");
            ask(&key, &part).await.expect(201);
            ask(&key, &part).await.expect(201);
            ask(&format!("rest-{nth}"), &json!({ "restock": true })).await.expect(201);
            let path = format!("/orders/{order}");
            eventually("all to be given back", async || {
                let now = street.shop.api(Method::GET, &path).send().await.expect(200).json();
                (now["state"] == "refunded").then_some(())
            })
            .await;
        }
        street.deliver(Arrange::Doubled).await;
        assert_eq!(street.fake.taken(None), 0);
        assert_eq!(street.fake.count(None, "refund"), 2 * faults.len());
        street.assert_books_agree(kit).await;
    }

    async fn a_dispute_stands_in_the_books_as_it_does_in_stripes(kit) {
        let street = Street::open(kit).await;
        let mut intents = Vec::new();
        for _ in 0..3 {
            let purchase = street.checkout(kit.guest()).await;
            street.pay(&purchase, GOOD).await;
            purchase.paid().await;
            let events = street.fake.take_events();
            let paid = events.iter().find(|event| event["type"] == "payment_intent.succeeded");
            let intent = &paid.expect("it was paid")["data"]["object"]["id"];
            intents.push(intent.as_str().expect("a name").to_owned());
        }
        let lost = street.fake.dispute(None, &intents[0], "needs_response");
        let won = street.fake.dispute(None, &intents[1], "needs_response");
        street.fake.dispute(None, &intents[2], "warning_needs_response");
        street.deliver(Arrange::InOrder).await;
        street.fake.close_dispute(None, &lost, "lost");
        street.fake.close_dispute(None, &won, "won");
        street.deliver(Arrange::Doubled).await;
        street.assert_books_agree(kit).await;
    }

    async fn a_shop_with_an_account_of_its_own_is_paid_there(kit) {
        let street = Street::open(kit).await;
        street.fake.open_account("acct_casa");
        street.is_paid_into(Some("acct_casa")).await;
        let purchase = street.checkout(kit.guest()).await;
        street.pay(&purchase, GOOD).await;
        purchase.paid().await;
        assert_eq!(street.fake.taken(Some("acct_casa")), 3_900);
        assert_eq!(street.fake.taken(None), 0);
        street.deliver(Arrange::InOrder).await;
        street.assert_books_agree(kit).await;
    }

    async fn the_pay_step_loads_stripes_script_and_no_other_page_may(kit) {
        let street = Street::open(kit).await;
        let rui = kit.sign_up("rui").await;
        let purchase = street.checkout(rui.browser.clone()).await;
        let path = format!("/checkouts/{}/pay", purchase.id);
        let page = rui.browser.page(&path).await.expect(200);
        let csp = page.header("content-security-policy");
        let scripts = csp.split(';').find(|part| part.trim().starts_with("script-src")).expect("said");
        let scripts: Vec<_> = scripts.split_whitespace().skip(1).collect();
        let own = rui.browser.url("/assets/");
        assert!(scripts[0].starts_with(&own) && scripts[0].ends_with("/js/pay-stripe.js"), "{scripts:?}");
        assert_eq!(&scripts[1..], ["https://js.stripe.com", "https://*.js.stripe.com"]);
        assert!(csp.contains("frame-src https://js.stripe.com"), "{csp}");
        assert!(page.header("permissions-policy").contains("payment=(self"));
        let html = page.text();
        assert_eq!(html.matches("<script").count(), 1, "{html}");
        let [secret, publishable, webhook] = street.fake.keys();
        assert!(html.contains(publishable) && !html.contains(secret) && !html.contains(webhook));
        assert!(html.contains("data-session=\"cuss_secret_"), "saved cards can be shown");
        // Looked at again it is the same customer.
        rui.browser.page(&path).await.expect(200);
        assert_eq!(street.fake.count(None, "customer"), 1);

        kit.guest().page(&path).await.expect(404);
        for elsewhere in ["/", "/shops/casa-lumen", "/signin"] {
            let other = rui.browser.page(elsewhere).await.expect(200);
            assert!(!other.header("content-security-policy").contains("stripe"), "{elsewhere}");
            assert!(other.header("permissions-policy").contains("payment=()"), "{elsewhere}");
        }
        street.pay(&purchase, GOOD).await;
        purchase.paid().await;
        let over = rui.browser.page(&path).await.expect(303);
        assert_eq!(over.header("location"), format!("/checkouts/{}", purchase.id));
        let events = street.fake.take_events();
        let paid = events.iter().find(|event| event["type"] == "payment_intent.succeeded");
        assert!(paid.expect("it was paid")["data"]["object"]["customer"].is_string());
    }
}
