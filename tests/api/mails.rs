//! Mails to those who bought, through a real mail server.

use std::time::Duration;

use kit::{Browser, Goods, Kit, MailServer, Method, Received, Shopfront, euro, eventually, on_both};
use model::MailId;
use serde_json::{Value, json};
use shop::mails::{Mail as Kept, MailKind};
use vitrine::config::Mail;

/// A shop with bowls, on a server that hands its mails to `url`.
async fn casa(kit: &mut Kit, url: String) -> (Shopfront, Goods) {
    mail_goes_to(kit, url).await;
    let shop = kit.sign_up("ana").await.open_shop("casa-lumen").await;
    let bowl = shop.bowl(5).await;
    (shop, bowl)
}

async fn mail_goes_to(kit: &mut Kit, url: String) {
    kit.restart_with(|config, _| {
        config.mail = Mail {
            smtp_url: Some(url),
            from: Some("shop@vitrine.example".to_owned()),
        };
    })
    .await;
}

async fn buy(kit: &Kit, shop: &Shopfront, bowl: &Goods) -> Value {
    let lines = json!([{ "variant": bowl.variant(), "quantity": 2 }]);
    kit.guest().checkout(shop, &lines).await.buy().await
}

/// The path of the link in a mail's text.
fn link(kit: &Kit, mail: &Received) -> String {
    let origin = kit.guest().origin();
    let words = mail.text.split_whitespace();
    let link = words.filter_map(|word| word.split_once("/orders/")).next();
    let (start, rest) = link.unwrap_or_else(|| panic!("no link in {}", mail.text));
    assert!(start.starts_with("http") && origin.starts_with("http"), "{start}");
    format!("/orders/{rest}")
}

async fn hold(browser: &Browser, shop: &Shopfront, bowl: &Goods, quantity: i64) -> String {
    let form = json!({ "variant": bowl.variant(), "quantity": quantity });
    let call = browser.api(Method::POST, &shop.path("/holds")).json(&form);
    let held = call.send().await.expect(201).json();
    shop.path(&format!("/holds/{}", held["id"].as_str().expect("an id")))
}

async fn join(browser: &Browser, shop: &Shopfront, bowl: &Goods) -> Value {
    let line = shop.path(&format!("/line/{}", bowl.variant()));
    let call = browser.api(Method::PUT, &line).json(&json!({ "quantity": 1 }));
    call.send().await.expect(200).json()
}

/// All mails there are, the oldest first.
async fn kept(kit: &Kit) -> Vec<Kept> {
    let none: Option<MailId> = None;
    let mut mails = kit.app().commerce.mails(none, 100).await.expect("readable");
    mails.reverse();
    mails
}

on_both! {
    async fn an_order_is_told_by_mail_and_its_link_opens_it_for_whoever_has_it(kit) {
        let post = MailServer::start().await;
        let (shop, bowl) = casa(kit, post.url()).await;
        let order = buy(kit, &shop, &bowl).await;
        let mail = post.mails(1).await.remove(0);
        let number = order["number"].as_i64().expect("a number");
        assert_eq!(mail.subject, format!("Your order {number} at {}", shop.slug));
        assert_eq!(mail.to, "ana@example.org");
        assert!(mail.from.ends_with("<shop@vitrine.example>"), "{}", mail.from);
        for words in [&mail.text, &mail.html] {
            assert!(words.contains("78.00") && words.contains("Rua Nova 1"), "{words}");
        }
        // A browser that never was here opens the order by the link, and not without.
        let page = link(kit, &mail);
        kit.guest().page(&page).await.expect(200);
        let (bare, _) = page.split_once('?').expect("a link with a key");
        kit.guest().page(bare).await.expect(404);
    }

    async fn what_happens_to_an_order_is_told_each_time(kit) {
        let post = MailServer::start().await;
        let (shop, bowl) = casa(kit, post.url()).await;
        let order = buy(kit, &shop, &bowl).await;
        post.mails(1).await;
        shop.step(&order, "fulfil", &json!({ "tracking": "CTT 123" })).await.expect(200);
        let sent = post.mails(2).await.remove(1);
        assert!(sent.text.contains("CTT 123"), "{}", sent.text);
        let refund = json!({ "amount": euro(1_250), "reason": "a chip", "restock": false });
        shop.step(&order, "refunds", &refund).await.expect(201);
        let refunded = post.mails(3).await.remove(2);
        assert!(refunded.subject.contains("12.50"), "{}", refunded.subject);
        // Each of them opens it, also for whoever is not signed in.
        kit.guest().page(&link(kit, &refunded)).await.expect(200);
    }

    async fn a_mail_server_that_is_away_loses_no_mail(kit) {
        // Nobody listens at this port.
        let (shop, bowl) = casa(kit, "smtp://127.0.0.1:9".to_owned()).await;
        let order = buy(kit, &shop, &bowl).await;
        let id = order["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        eventually("an attempt to fail", async || {
            let mails = kit.app().commerce.mails_of_order(id).await.expect("readable");
            mails[0].failure.is_some().then_some(())
        })
        .await;
        let post = MailServer::start().await;
        mail_goes_to(kit, post.url()).await;
        kit.advance(Duration::from_secs(11));
        let mail = post.mails(1).await.remove(0);
        assert!(mail.subject.contains(&order["number"].to_string()), "{}", mail.subject);
        eventually("the mail to be noted", async || {
            let mails = kit.app().commerce.mails_of_order(id).await.expect("readable");
            (mails[0].sent_at.is_some() && mails[0].failure.is_none()).then_some(())
        })
        .await;
    }

    async fn those_in_line_are_told_by_mail_when_it_is_their_turn(kit) {
        let post = MailServer::start().await;
        let (shop, bowl) = casa(kit, post.url()).await;
        let (first, ben, guest) = (kit.guest(), kit.sign_up("ben").await, kit.guest());
        let held = hold(&first, &shop, &bowl, 5).await;
        for waiting in [&ben.browser, &guest] {
            assert_eq!(join(waiting, &shop, &bowl).await["state"], "waiting");
        }
        first.api(Method::DELETE, &held).send().await.expect(204);
        // A guest has left no address; the account's owner gets theirs.
        let mail = post.mails(1).await.remove(0);
        assert_eq!(mail.to, "ben@example.org");
        assert_eq!(mail.subject, "Sage bowl is back, and held for you");
        let page = format!("/shops/{}/products/{}", shop.slug, bowl.slug);
        assert!(mail.text.contains("Take it: http") && mail.text.contains(&page), "{}", mail.text);
        ben.page(&page).await.expect(200);
        // Whoever joins where units are there is told so at once, and needs no mail.
        let eve = kit.sign_up("eve").await;
        assert_eq!(join(&eve, &shop, &bowl).await["state"], "offered");
        assert_eq!(kept(kit).await.len(), 1);
    }

    async fn nobody_is_told_of_units_that_are_others_by_now(kit) {
        // Nobody listens at this port.
        let (shop, bowl) = casa(kit, "smtp://127.0.0.1:9".to_owned()).await;
        let (first, ben) = (kit.guest(), kit.sign_up("ben").await);
        let held = hold(&first, &shop, &bowl, 5).await;
        join(&ben, &shop, &bowl).await;
        first.api(Method::DELETE, &held).send().await.expect(204);
        eventually("an attempt to fail", async || {
            let mails = kept(kit).await;
            mails.iter().any(|mail| mail.failure.is_some()).then_some(())
        })
        .await;
        let post = MailServer::start().await;
        mail_goes_to(kit, post.url()).await;
        kit.advance(Duration::from_secs(700));
        let mail = eventually("the mail to be given up", async || {
            let mails = kept(kit).await;
            mails.into_iter().find(|mail| mail.next_at.is_none())
        })
        .await;
        assert_eq!((mail.kind, mail.sent_at), (MailKind::Offered, None));
        assert_eq!(mail.failure.as_deref(), Some("what it was about is no more"));
    }

    async fn without_a_mail_server_mails_are_kept(kit) {
        let shop = kit.sign_up("ana").await.open_shop("casa-lumen").await;
        let bowl = shop.bowl(5).await;
        let order = buy(kit, &shop, &bowl).await;
        let id = order["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        let kept = eventually("the mail to be kept", async || {
            let mails = kit.app().commerce.mails_of_order(id).await.expect("readable");
            mails[0].next_at.is_none().then(|| mails[0].clone())
        })
        .await;
        assert_eq!((kept.sent_at, kept.failure.is_some()), (None, true));
    }
}
