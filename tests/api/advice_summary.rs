//! What is left of a talk for its shopper: read, mailed, put back into the basket, deleted.

use std::time::Duration;

use kit::{Kit, MailServer, Method, Received, eventually, on_both};
use model::{MailId, Role};
use serde_json::{Value, json};
use shop::mails::MailKind;
use vitrine::config::Mail;

use crate::advice_pair::Pair;

const DAY: Duration = Duration::from_secs(86_400);

/// The path of the summary's link in a mail's text.
fn link(mail: &Received) -> String {
    let words = mail.text.split_whitespace();
    let link = words
        .filter_map(|word| word.split_once("/advice/summaries/"))
        .next();
    let (_, rest) = link.unwrap_or_else(|| panic!("no link in {}", mail.text));
    format!("/advice/summaries/{rest}")
}

/// How many mails were asked for.
async fn mails(kit: &Kit) -> usize {
    let none: Option<MailId> = None;
    kit.app().commerce.mails(none, 100).await.expect("readable").len()
}

on_both! {
    async fn a_talk_leaves_a_summary_for_the_two_who_had_it(kit) {
        let pair = Pair::talk(kit).await;
        let bowl = pair.shop.bowl(7).await;
        pair.advise(&bowl, 2).await;
        pair.summary(&pair.shopper).await.expect_problem(404, "summary-not-found");
        pair.end().await;
        let read = pair.summary(&pair.shopper).await.expect(200).json();
        assert_eq!((&read["you"], &read["advisor"], &read["shop"]), (&json!("shopper"), &json!("Ben"), &json!("casa")));
        assert_eq!(read["products"][0]["name"], "Sage bowl");
        assert_eq!(read["products"][0]["url"], format!("/shops/casa/products/{}", bowl.slug));
        let line = &read["lines"][0];
        assert_eq!((&line["quantity"], &line["unit_price"]["minor"], &line["total"]["minor"]), (&json!(2), &json!(3_900), &json!(7_800)));
        assert_eq!((&read["total"]["minor"], &read["order"], &read["agreed"]), (&json!(7_800), &Value::Null, &json!("")));
        assert!(read["length_s"].as_i64() >= Some(6), "{read}");
        let other = pair.summary(&pair.advisor).await.expect(200).json();
        assert_eq!((&other["you"], &other["lines"]), (&json!("advisor"), &read["lines"]));
        // What has become dearer since, or was taken away, is there as it was.
        let dearer = json!({ "name": "Renamed", "state": "archived" });
        pair.shop.change(&bowl, &dearer).await;
        assert_eq!(pair.summary(&pair.shopper).await.expect(200).json()["lines"], read["lines"]);
        for path in [pair.summary_at(""), pair.at("")] {
            let page = pair.shopper.page(&path).await.expect(200);
            assert!(page.text().contains("Sage bowl") && page.text().contains("78.00"), "{path}");
        }
    }

    async fn to_all_others_there_is_no_summary(kit) {
        let pair = Pair::talk(kit).await;
        pair.end().await;
        let key = kit.app().advice.link_key(advisor::LinkTo::Ticket, pair.session.parse().expect("an id")).await;
        let key = key.expect("a key");
        let forged = [String::new(), "?key=".to_owned(), "?key=AAAA".to_owned(), format!("?key={key}")];
        for outsider in pair.outsiders(kit).await {
            for query in &forged {
                let path = pair.summary_at(query);
                outsider.api(Method::GET, &path).send().await.expect_problem(404, "summary-not-found");
                outsider.api(Method::DELETE, &path).send().await.expect_problem(404, "summary-not-found");
                outsider.page(&path).await.expect(404);
                let form = json!({ "email": "eve@example.org" });
                for call in ["/mail", "/basket"] {
                    let path = pair.summary_at(&format!("{call}{query}"));
                    outsider.api(Method::POST, &path).json(&form).send().await.expect_problem(404, "summary-not-found");
                }
            }
        }
        // Its advisor reads it, and does nothing in the shopper's stead.
        for (method, call) in [(Method::DELETE, ""), (Method::POST, "/mail"), (Method::POST, "/basket")] {
            let path = pair.summary_at(call);
            pair.advisor.api(method, &path).json(&json!({})).send().await.expect_problem(404, "summary-not-found");
        }
        // Who gives no advice there any more has had none.
        kit.employ_at("casa", &pair.advisor, Role::Moderator).await;
        pair.summary(&pair.advisor).await.expect_problem(404, "summary-not-found");
        pair.advisor.page(&pair.at("")).await.expect(404);
        pair.summary(&pair.shopper).await.expect(200);
        for id in ["0", "00000000-0000-0000-0000-000000000000"] {
            pair.shopper.api(Method::GET, &format!("/advice/summaries/{id}")).send().await.expect(404);
        }
    }

    async fn a_talk_nobody_came_into_leaves_none(kit) {
        let pair = Pair::meet(kit).await;
        pair.end().await;
        pair.summary(&pair.shopper).await.expect_problem(404, "summary-not-found");
        pair.advisor.page(&pair.at("")).await.expect(200);
    }

    async fn a_talk_whose_advisor_is_lost_leaves_one_too(kit) {
        let pair = Pair::talk(kit).await;
        let bowl = pair.shop.bowl(7).await;
        pair.advise(&bowl, 1).await;
        kit.advance(Duration::from_secs(11));
        eventually("the session to end", async || {
            (pair.summary(&pair.shopper).await.status == 200).then_some(())
        })
        .await;
        let lost = pair.advisor.page(&pair.at("")).await.expect(200);
        assert!(lost.text().contains("comes first in line"), "{}", lost.text());
    }

    async fn what_was_paid_in_the_talk_is_in_it(kit) {
        let pair = Pair::talk(kit).await;
        let bowl = pair.shop.bowl(7).await;
        pair.advise(&bowl, 1).await;
        let lines = json!([{ "variant": bowl.variant(), "quantity": 1 }]);
        let order = pair.shopper.checkout(&pair.shop, &lines).await.buy().await;
        pair.end().await;
        let read = pair.summary(&pair.shopper).await.expect(200).json();
        assert_eq!((&read["order"], &read["lines"]), (&order["number"], &json!([])));
        let page = pair.shopper.page(&pair.summary_at("")).await.expect(200);
        assert!(page.text().contains(&format!("/orders/{}", order["id"].as_str().expect("an id"))));
        let other = pair.advisor.page(&pair.summary_at("")).await.expect(200);
        assert!(!other.text().contains("/orders/"), "the order is its buyer's");
    }

    async fn a_summary_comes_by_mail_and_its_link_opens_it(kit) {
        let post = MailServer::start().await;
        let url = post.url();
        kit.restart_with(|config, _| {
            config.mail = Mail {
                smtp_url: Some(url),
                from: Some("shop@vitrine.example".to_owned()),
            };
        })
        .await;
        let pair = Pair::talk(kit).await;
        let bowl = pair.shop.bowl(7).await;
        pair.advise(&bowl, 2).await;
        pair.end().await;
        let ask = async |form: Value| {
            pair.shopper.api(Method::POST, &pair.summary_at("/mail")).json(&form).send().await
        };
        for bad in [json!({}), json!({ "email": "eva" }), json!({ "email": "a@b.c\nbcc: d@e.f" })] {
            ask(bad).await.expect_problem(422, "invalid");
        }
        ask(json!({ "email": "eva@example.org" })).await.expect(204);
        let mail = post.mails(1).await.remove(0);
        assert_eq!((mail.to.as_str(), mail.subject.as_str()), ("eva@example.org", "Your talk with Ben at casa"));
        for said in ["Sage bowl", "78.00", "/shops/casa/products/"] {
            assert!(mail.text.contains(said) && mail.html.contains(said), "{}", mail.text);
        }
        let elsewhere = kit.guest();
        let page = link(&mail);
        let (bare, query) = page.split_once('?').expect("a key");
        elsewhere.page(&page).await.expect(200);
        elsewhere.page(bare).await.expect(404);
        // What the advisor sends later goes to the same address.
        pair.send(&json!({ "agreed": "Two bowls <in May>", "outcome": "follow_up" })).await.expect(200);
        let mail = post.mails(2).await.remove(1);
        assert_eq!((mail.to.as_str(), mail.subject.as_str()), ("eva@example.org", "Ben of casa wrote to you"));
        assert!(mail.text.contains("Two bowls <in May>") && mail.html.contains("Two bowls &#60;in May&#62;"), "{}", mail.html);
        // Whoever has the link deletes it, for everybody.
        let at = pair.summary_at(&format!("?{query}"));
        elsewhere.api(Method::DELETE, &at).send().await.expect(204);
        elsewhere.page(&page).await.expect(404);
        for browser in [&pair.shopper, &pair.advisor.browser] {
            pair.summary(browser).await.expect_problem(404, "summary-not-found");
            let page = browser.page(&pair.at("")).await.expect(200);
            assert!(!page.text().contains("in May") && !page.text().contains("Sage bowl"), "{}", page.text());
        }
        let noted = pair.advisor.api(Method::GET, &pair.at("/outcome")).send().await.expect(200).json();
        assert_eq!((&noted["outcome"], &noted["agreed"]), (&json!("follow_up"), &Value::Null));
        pair.note(&json!({ "agreed": "Once more" })).await.expect_problem(404, "summary-not-found");
        pair.note(&json!({ "outcome": "bought" })).await.expect(200);
    }

    async fn an_account_has_it_at_its_own_address_and_five_times_at_most(kit) {
        let eva = kit.sign_up("eva").await;
        let pair = Pair::meet_in(kit, eva.browser.clone()).await;
        pair.comes_in(kit).await;
        pair.end().await;
        let ask = async || {
            let form = json!({ "email": "somebody@example.org" });
            pair.shopper.api(Method::POST, &pair.summary_at("/mail")).json(&form).send().await
        };
        for _ in 0..5 {
            ask().await.expect(204);
        }
        ask().await.expect_problem(409, "mailed-enough");
        let none: Option<MailId> = None;
        let mails = kit.app().commerce.mails(none, 100).await.expect("readable");
        assert_eq!(mails.len(), 5);
        for mail in mails {
            assert_eq!((mail.to.as_str(), mail.kind), ("eva@example.org", MailKind::AdviceSummary));
            assert_eq!(mail.about.path, None, "no link is stored");
        }
    }

    async fn the_basket_is_put_back_as_far_as_it_is_to_be_had(kit) {
        let pair = Pair::talk(kit).await;
        let (bowl, cup, lamp) = (pair.shop.bowl(7).await, pair.shop.bowl(1).await, pair.shop.bowl(1).await);
        let vase = pair.shop.bowl(3).await;
        for (goods, quantity) in [(&bowl, 2), (&cup, 1), (&lamp, 1), (&vase, 3)] {
            pair.advise(goods, quantity).await;
        }
        pair.end().await;
        for (goods, quantity) in [(&cup, 1), (&vase, 2)] {
            let lines = json!([{ "variant": goods.variant(), "quantity": quantity }]);
            kit.guest().checkout(&pair.shop, &lines).await.buy().await;
        }
        pair.shop.change(&lamp, &json!({ "state": "archived" })).await;
        for line in [&bowl, &cup, &lamp, &vase] {
            let path = pair.shop.path(&format!("/basket/lines/{}", line.variant()));
            pair.shopper.api(Method::PUT, &path).json(&json!({ "quantity": 0 })).send().await.expect(200);
        }
        let put = async || pair.shopper.api(Method::POST, &pair.summary_at("/basket")).json(&json!({})).send().await;
        let back = put().await.expect(200).json();
        let lines = |told: &Value| -> Vec<(String, i64)> {
            let lines = told["basket"]["lines"].as_array().expect("lines").iter();
            lines.map(|line| (line["variant"].as_str().expect("an id").to_owned(), line["quantity"].as_i64().expect("a number"))).collect()
        };
        assert_eq!(lines(&back), [(bowl.variant().to_string(), 2), (vase.variant().to_string(), 1)]);
        let missing: Vec<_> = back["missing"].as_array().expect("a list").iter().map(|one| (one["why"].clone(), one["left"].clone())).collect();
        assert_eq!(missing, [(json!("sold_out"), json!(0)), (json!("gone"), json!(0)), (json!("only_left"), json!(1))]);
        // What is there already stays, and again is no more.
        let path = pair.shop.path(&format!("/basket/lines/{}", bowl.variant()));
        pair.shopper.api(Method::PUT, &path).json(&json!({ "quantity": 5 })).send().await.expect(200);
        assert_eq!(lines(&put().await.expect(200).json())[0], (bowl.variant().to_string(), 5));
    }

    async fn after_ninety_days_it_is_gone(kit) {
        let pair = Pair::talk(kit).await;
        pair.end().await;
        kit.advance(DAY * 89);
        pair.summary(&pair.shopper).await.expect(200);
        kit.advance(DAY);
        pair.summary(&pair.shopper).await.expect_problem(404, "summary-not-found");
        let form = json!({ "email": "eva@example.org" });
        pair.shopper.api(Method::POST, &pair.summary_at("/mail")).json(&form).send().await.expect(404);
        assert_eq!(mails(kit).await, 0);
        // Nobody asked, and it is deleted all the same.
        let session = pair.session.parse().expect("an id");
        eventually("the row to go", async || {
            let mut read = kit.app().advice.db.read().await.expect("a connection");
            let row = store::fetch_optional!(
                read,
                (i64,),
                "SELECT mails FROM advice_summaries WHERE session_id = $1",
                advisor::AdviceSessionId(session),
            );
            row.expect("readable").is_none().then_some(())
        })
        .await;
    }

    async fn a_guest_who_signs_in_keeps_summary_and_rating(kit) {
        let pair = Pair::talk(kit).await;
        pair.end().await;
        pair.rate(&pair.shopper, 4, "").await.expect(200);
        let eva = kit.sign_up("eva").await;
        pair.summary(&eva).await.expect_problem(404, "summary-not-found");
        let form = json!({ "login": "eva", "password": eva.password });
        pair.shopper.api(Method::POST, "/session").json(&form).send().await.expect(201);
        for device in [&pair.shopper, &eva.browser] {
            pair.summary(device).await.expect(200);
        }
        pair.rate(&eva, 5, "Better still").await.expect(200);
        eva.api(Method::DELETE, &pair.summary_at("")).send().await.expect(204);
        pair.summary(&pair.shopper).await.expect(404);
    }
}
