//! Mails to those who bought, through a real mail server.

use std::time::Duration;

use kit::{Goods, Kit, MailServer, Received, Shopfront, euro, eventually, on_both};
use serde_json::{Value, json};
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
