//! What is learned late: after an answer was lost, a key was changed, a bank has
//! sent money back, a shop has moved to another account.

use std::time::Duration;

use kit::{Arrange, FakeStripe, Fault, MailServer, Method, WebhookReceiver, eventually, on_both};
use serde_json::json;
use vitrine::config::Mail;

use super::street::Street;
use super::{GOOD, INTENTS};

const DAY: Duration = Duration::from_secs(86_400);

on_both! {
    async fn a_notice_leads_to_a_payment_that_no_list_shows(kit) {
        let street = Street::open(kit).await;
        let purchase = street.checkout(kit.guest()).await;
        // It is done, but whoever asks is told nothing, and no list is to be had.
        street.fake.fault(INTENTS, [Fault::ErrorDone]);
        street.fake.fault(INTENTS, [Fault::Barred; 200]);
        let unclear = street.pay(&purchase, GOOD).await;
        assert_eq!(unclear["state"], "paying", "{unclear}");
        street.deliver(Arrange::InOrder).await;
        assert_eq!(purchase.look().await["state"], "paid");
        assert_eq!(street.fake.taken(None), 3_900);
        street.assert_books_agree(kit).await;
    }

    async fn a_refund_whose_key_is_refused_for_a_while_is_given_back_once(kit) {
        let street = Street::open(kit).await;
        let order = street.buy(kit).await;
        street.fake.fault("/v1/refunds", [Fault::ErrorDone]);
        street.fake.fault("/v1/refunds", [Fault::Barred; 4]);
        let part = json!({ "amount": { "minor": 900, "currency": "EUR" } });
        let path = format!("/orders/{order}/refunds");
        let asked = street.shop.api(Method::POST, &path).json(&part).send().await.expect(201);
        assert_eq!(asked.json()["state"], "pending");
        let refund = eventually("the refund to be decided", async || {
            let refund = street.order(&order).await["refunds"][0].clone();
            (refund["state"] != "pending").then_some(refund)
        })
        .await;
        assert_eq!(refund["state"], "succeeded", "{refund}");
        assert_eq!(street.fake.taken(None), 3_000);
        street.assert_books_agree(kit).await;
    }

    async fn money_a_bank_sends_back_is_owed_again(kit) {
        let street = Street::open(kit).await;
        for (wish, after) in [
            (json!({ "amount": { "minor": 3_900, "currency": "EUR" } }), "paid"),
            // Its units are in stock again: nobody is to send them.
            (json!({ "restock": true }), "cancelled"),
        ] {
            let taken = street.fake.taken(None);
            let order = street.buy(kit).await;
            let path = format!("/orders/{order}/refunds");
            street.shop.api(Method::POST, &path).json(&wish).send().await.expect(201);
            assert_eq!(street.order(&order).await["state"], "refunded");
            let events = street.fake.take_events();
            let made = events.iter().rfind(|event| event["type"] == "refund.created");
            let refund = made.expect("a refund")["data"]["object"]["id"].clone();
            street.fake.settle_refund(None, refund.as_str().expect("a name"), "failed");
            street.deliver(Arrange::Doubled).await;
            let now = street.order(&order).await;
            assert_eq!((&now["state"], &now["refunded"]["minor"]), (&json!(after), &json!(0)), "{now}");
            assert_eq!(now["refunds"][0]["state"], "failed");
            street.assert_books_agree(kit).await;
            // It can be given back again, and all of it.
            let again = json!({ "amount": { "minor": 3_900, "currency": "EUR" } });
            street.shop.api(Method::POST, &path).json(&again).send().await.expect(201);
            assert_eq!(street.order(&order).await["refunded"]["minor"], 3_900);
            assert_eq!(street.fake.taken(None), taken);
            street.assert_books_agree(kit).await;
        }
    }

    async fn the_books_of_an_account_a_shop_had_are_read_as_long_as_it_lets_us(kit) {
        let street = Street::open(kit).await;
        street.buy(kit).await;
        street.fake.open_account("acct_casa");
        street.is_paid_into(Some("acct_casa")).await;
        street.buy(kit).await;
        street.assert_books_agree(kit).await;
        street.is_paid_into(None).await;
        street.assert_books_agree(kit).await;
        street.fake.close_account("acct_casa");
        let differences = kit.app().commerce.reconcile(street.id).await.expect("today's account is open");
        let [closed] = &differences[..] else {
            panic!("{differences:?}");
        };
        assert_eq!(closed.whose, "acct_casa");
        street.fake.open_account("acct_casa");
        street.assert_books_agree(kit).await;
    }

    async fn a_dispute_over_other_business_is_passed_over(kit) {
        let street = Street::open(kit).await;
        street.buy(kit).await;
        let others = street.fake.sell_elsewhere(None, "");
        // Another shop's server uses the account, too.
        let named = "metadata[vitrine_payment]=01936f1c-0000-7000-8000-000000000001";
        let other_servers = street.fake.sell_elsewhere(None, named);
        for intent in [others, other_servers] {
            let dispute = street.fake.dispute(None, &intent, "needs_response");
            street.fake.close_dispute(None, &dispute, "won");
        }
        street.deliver(Arrange::Doubled).await;
        street.assert_books_agree(kit).await;
    }

    async fn who_paid_too_late_is_told_that_the_money_comes_back(kit) {
        let post = MailServer::start().await;
        let url = post.url();
        kit.restart_with(|config, _| {
            config.mail = Mail { smtp_url: Some(url), from: Some("shop@vitrine.example".to_owned()) };
        })
        .await;
        let mut street = Street::open(kit).await;
        street.goods = street.shop.bowl(1).await;
        let late = street.checkout(kit.guest()).await;
        let waits = street.pay(&late, "bank").await;
        assert_eq!(waits["state"], "paying", "{waits}");
        let events = street.fake.take_events();
        let intent = events[0]["data"]["object"]["id"].as_str().expect("a name").to_owned();
        // What was set aside for the payment goes to somebody else.
        kit.advance(Duration::from_secs(20 * 60));
        street.buy(kit).await;
        street.fake.clear(None, &intent, true);
        street.deliver(Arrange::Doubled).await;
        assert_eq!(late.decided().await["state"], "closed");
        street.assert_books_agree(kit).await;
        assert_eq!(street.fake.taken(None), 3_900);
        let mails = post.mails(2).await;
        let told = mails.iter().find(|mail| mail.subject.contains("39.00 back from"));
        let told = told.unwrap_or_else(|| panic!("{mails:?}"));
        assert_eq!(told.to, "rui@example.org");
        assert!(told.text.contains("/shops/casa-lumen"), "{}", told.text);
    }

    async fn money_that_became_no_order_is_given_back_until_it_is(kit) {
        let mut street = Street::open(kit).await;
        street.goods = street.shop.bowl(1).await;
        let late = street.checkout(kit.guest()).await;
        street.pay(&late, "bank").await;
        let events = street.fake.take_events();
        let intent = events[0]["data"]["object"]["id"].as_str().expect("a name").to_owned();
        kit.advance(Duration::from_secs(20 * 60));
        street.buy(kit).await;
        street.fake.clear(None, &intent, true);
        street.deliver(Arrange::InOrder).await;
        assert_eq!(late.decided().await["state"], "closed");
        street.assert_books_agree(kit).await;
        assert_eq!(street.fake.taken(None), 3_900);
        // The bank sends it back, weeks later and once more.
        for day in [20, 1] {
            kit.advance(DAY * day);
            street.fake.settle_refund(None, &street.last_refund(), "failed");
            street.deliver(Arrange::Doubled).await;
            assert_eq!(street.fake.taken(None), 7_800);
            street.assert_books_agree(kit).await;
            kit.app().commerce.look_up_due().await.expect("a round");
            assert_eq!(street.fake.taken(None), 7_800, "not at once: the bank would say the same");
            // Whose it is stays known as long as it is owed.
            kit.app().commerce.tidy().await.expect("a round");
            assert_eq!(late.look().await["email"], "rui@example.org");
            kit.advance(DAY * 2);
            eventually("it to be given back anew", async || {
                (street.fake.taken(None) == 3_900).then_some(())
            })
            .await;
            street.assert_books_agree(kit).await;
        }
        kit.advance(DAY * 31);
        kit.app().commerce.tidy().await.expect("a round");
        late.assert_is_forgotten().await;
        street.assert_books_agree(kit).await;
    }

    async fn a_refund_that_came_back_without_a_notice_is_found_by_the_books(kit) {
        // Webhooks may go to this machine.
        kit.restart_with(|config, _| config.push.allow_insecure = true).await;
        let street = Street::open(kit).await;
        let order = street.buy(kit).await;
        let path = format!("/orders/{order}/refunds");
        let part = json!({ "amount": { "minor": 900, "currency": "EUR" } });
        street.shop.api(Method::POST, &path).json(&part).send().await.expect(201);
        let hook = WebhookReceiver::start().await;
        let form = json!({ "url": hook.url, "events": ["order.refund_failed"] });
        let made = street.shop.api(Method::POST, "/webhooks").json(&form).send().await.expect(201).json();
        street.fake.settle_refund(None, &street.last_refund(), "failed");
        street.fake.take_events();
        let differences = kit.app().commerce.reconcile(street.id).await.expect("an answer");
        assert_eq!(differences, []);
        let now = street.order(&order).await;
        assert_eq!((&now["refunded"]["minor"], &now["refunds"][0]["state"]), (&json!(0), &json!("failed")), "{now}");
        let told = hook.arrivals(1).await.remove(0);
        let told = told.read(made["secret"].as_str().expect("a secret"), kit.now());
        assert_eq!((&told["type"], &told["data"]["refund"]["amount"]["minor"]), (&json!("order.refund_failed"), &json!(900)));
        assert_eq!(told["data"]["order"]["id"], json!(order));
    }

    async fn an_order_called_off_without_its_refund_is_in_stock_once_that_is_given(kit) {
        let street = Street::open(kit).await;
        let order = street.buy(kit).await;
        street.fake.set_refunds_wait(true);
        let cancel = street.shop.api(Method::POST, &format!("/orders/{order}/cancel"));
        cancel.send().await.expect(200);
        let left = async || street.shop.look_up(&street.goods).await["variants"][0]["available"].clone();
        assert_eq!(left().await, 99);
        street.fake.settle_refund(None, &street.last_refund(), "failed");
        street.deliver(Arrange::Doubled).await;
        assert_eq!((left().await, &street.order(&order).await["refunds"][0]["state"]), (json!(99), &json!("failed")));
        street.fake.set_refunds_wait(false);
        let path = format!("/orders/{order}/refunds");
        street.shop.api(Method::POST, &path).json(&json!({ "restock": true })).send().await.expect(201);
        assert_eq!((left().await, street.fake.taken(None)), (json!(100), 0));
        street.assert_books_agree(kit).await;
    }

    async fn a_payment_nobody_knows_any_more_keeps_its_checkout_for_a_day(kit) {
        let street = Street::open(kit).await;
        let lost = street.checkout(kit.guest()).await;
        let waits = street.pay(&lost, "bank").await;
        assert_eq!(waits["state"], "paying", "{waits}");
        let events = street.fake.take_events();
        let intent = events[0]["data"]["object"]["id"].as_str().expect("a name").to_owned();
        let elsewhere = FakeStripe::start(kit.clock()).await;
        let elsewhere = kit.keep(elsewhere);
        street.is_served_by(kit, &elsewhere).await;
        kit.advance(DAY - Duration::from_secs(60));
        kit.app().commerce.look_up_due().await.expect("a round");
        assert_eq!(lost.look().await["state"], "paying");
        kit.advance(Duration::from_secs(4 * 3_600));
        assert_eq!(lost.decided().await["state"], "closed");
        // It was made all the same, and its units are there still.
        let fake = street.fake.clone();
        street.is_served_by(kit, &fake).await;
        street.fake.clear(None, &intent, true);
        street.deliver(Arrange::InOrder).await;
        eventually("the order", async || (lost.look().await["state"] == "paid").then_some(())).await;
        street.assert_books_agree(kit).await;
    }
}
