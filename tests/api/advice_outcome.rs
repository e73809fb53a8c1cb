//! What an advisor notes of a talk that has ended, what they send to the shopper, and
//! the words a shop keeps for it.

use std::time::Duration;

use kit::{Browser, Kit, Method, Person, Shopfront, on_both};
use model::Role;
use serde_json::{Value, json};

use crate::advice_pair::{Pair, advisor};

const HOUR: Duration = Duration::from_secs(3_600);

async fn open(person: &Browser, shop: &Shopfront) -> Vec<Value> {
    let told = person
        .api(Method::GET, &shop.path("/advice/open-outcomes"))
        .send()
        .await;
    told.expect(200).json().as_array().expect("a list").clone()
}

/// What the shopper may read of what was agreed.
async fn agreed(pair: &Pair) -> Value {
    pair.summary(&pair.shopper).await.expect(200).json()["agreed"].clone()
}

async fn casa(kit: &Kit) -> (Shopfront, Person) {
    let casa = kit.sign_up("ana").await.open_shop("casa").await;
    let ben = advisor(kit, &casa, "ben").await;
    (casa, ben)
}

fn thanks() -> Value {
    json!({ "name": "Thank you", "language": "en", "text": "Dear {name}, thank you.\n{products}" })
}

on_both! {
    async fn what_was_agreed_is_the_shoppers_once_it_is_sent(kit) {
        let pair = Pair::talk(kit).await;
        pair.note(&json!({ "outcome": "thinks" })).await.expect_problem(409, "session-goes-on");
        pair.end().await;
        let noted = pair.note(&json!({ "outcome": "thinks", "agreed": " Ochre,\nin <May>\u{202e} " })).await.expect(200).json();
        assert_eq!((&noted["outcome"], &noted["agreed"], &noted["sent_at"]), (&json!("thinks"), &json!("Ochre,\nin <May>"), &Value::Null));
        assert_eq!(agreed(&pair).await, "", "a draft is its advisor's");
        let page = pair.shopper.page(&pair.at("")).await.expect(200);
        assert!(!page.text().contains("Ochre"), "{}", page.text());
        pair.send(&json!({ "agreed": "  " })).await.expect_problem(422, "invalid");
        pair.note(&json!({ "agreed": "ñ".repeat(2_001) })).await.expect_problem(422, "invalid");
        pair.note(&json!({ "outcome": "sold" })).await.expect(422);

        let sent = pair.send(&json!({ "agreed": "Ochre, in <June>" })).await.expect(200).json();
        assert_eq!((&sent["outcome"], sent["sent_at"].is_null()), (&json!("thinks"), false), "{sent}");
        assert_eq!(agreed(&pair).await, "Ochre, in <June>");
        let page = pair.shopper.page(&pair.at("")).await.expect(200);
        assert!(page.text().contains("Ochre, in &#60;June&#62;"), "{}", page.text());
        kit.advance(HOUR * 23);
        pair.note(&json!({ "agreed": "Ochre, in July" })).await.expect(200);
        assert_eq!(agreed(&pair).await, "Ochre, in July");
        let again = pair.send(&json!({ "agreed": "Ochre, in July" })).await.expect(200).json();
        assert_eq!(again["sent_at"], sent["sent_at"]);
        kit.advance(HOUR);
        pair.note(&json!({ "agreed": "Never mind" })).await.expect_problem(409, "agreed-final");
        pair.note(&json!({ "outcome": "bought" })).await.expect(200);
        assert_eq!(agreed(&pair).await, "Ochre, in July");
        assert!(kit.app().commerce.mails(None, 10).await.expect("readable").is_empty(), "nobody left an address");
    }

    async fn nobody_else_notes_anything(kit) {
        let pair = Pair::talk(kit).await;
        pair.end().await;
        let notes = json!({ "outcome": "bought", "agreed": "Taken over" });
        let mut others = pair.outsiders(kit).await;
        others.push(pair.shopper.clone());
        for other in others {
            for (method, call) in [(Method::GET, "/outcome"), (Method::PUT, "/outcome"), (Method::POST, "/outcome/send")] {
                let answer = other.api(method, &pair.at(call)).json(&notes).send().await;
                assert!(matches!(answer.status, 401 | 404), "{answer}");
            }
        }
        kit.employ_at("casa", &pair.advisor, Role::Moderator).await;
        pair.note(&notes).await.expect_problem(404, "advice-session-not-found");
        pair.send(&notes).await.expect_problem(404, "advice-session-not-found");
        assert_eq!(agreed(&pair).await, "");
    }

    async fn a_desk_lists_what_is_not_noted_for_a_day(kit) {
        let pair = Pair::talk(kit).await;
        assert!(open(&pair.advisor, &pair.shop).await.is_empty());
        pair.end().await;
        let listed = open(&pair.advisor, &pair.shop).await;
        assert_eq!((listed.len(), &listed[0]["session"], &listed[0]["name"]), (1, &json!(pair.session), &json!("Eva")));
        assert!(open(&pair.shop.owner, &pair.shop).await.is_empty(), "each their own");
        pair.note(&json!({ "outcome": "not_served" })).await.expect(200);
        assert!(open(&pair.advisor, &pair.shop).await.is_empty());
    }

    async fn what_was_not_noted_is_not_asked_for_ever(kit) {
        let pair = Pair::talk(kit).await;
        pair.end().await;
        kit.advance(HOUR * 24);
        assert!(open(&pair.advisor, &pair.shop).await.is_empty());
    }

    async fn a_shop_keeps_words_for_afterwards(kit) {
        let (casa, ben) = casa(kit).await;
        let path = casa.path("/advice/templates");
        let list = async || ben.api(Method::GET, &path).send().await.expect(200).json();
        assert_eq!(list().await, json!([]));
        let made = ben.api(Method::POST, &path).json(&thanks()).send().await.expect(201).json();
        let at = format!("{path}/{}", made["id"].as_str().expect("an id"));
        let mut edited = thanks();
        edited["name"] = json!("<b>Danke</b>");
        edited["language"] = json!("de");
        casa.owner.api(Method::PUT, &at).json(&edited).send().await.expect(200);
        assert_eq!((&list().await[0]["name"], &list().await[0]["text"]), (&edited["name"], &thanks()["text"]));
        let page = ben.page("/studio/shops/casa/advice/templates").await.expect(200);
        assert!(page.text().contains("&#60;b&#62;Danke&#60;/b&#62;") && !page.text().contains("<b>Danke"), "{}", page.text());
        for (field, bad) in [("name", ""), ("name", "a\u{0}b"), ("language", "German"), ("text", " ")] {
            let mut form = thanks();
            form[field] = json!(bad);
            ben.api(Method::POST, &path).json(&form).send().await.expect_problem(422, "invalid");
            ben.api(Method::PUT, &at).json(&form).send().await.expect_problem(422, "invalid");
        }
        // Another shop's does not exist.
        let otto = kit.sign_up("otto").await;
        let otherwise = otto.open_shop("otherwise").await;
        let foreign = otherwise.path(&format!("/advice/templates/{}", made["id"].as_str().expect("an id")));
        otto.api(Method::PUT, &foreign).json(&thanks()).send().await.expect_problem(404, "template-not-found");
        otto.api(Method::DELETE, &foreign).send().await.expect_problem(404, "template-not-found");
        otto.api(Method::GET, &path).send().await.expect_problem(403, "forbidden");
        otto.page("/studio/shops/casa/advice/templates").await.expect(403);
        ben.api(Method::DELETE, &at).send().await.expect(204);
        ben.api(Method::DELETE, &at).send().await.expect_problem(404, "template-not-found");
        assert_eq!(list().await, json!([]));
    }

    async fn a_shop_has_thirty_of_them_at_most(kit) {
        let (casa, ben) = casa(kit).await;
        let path = casa.path("/advice/templates");
        for _ in 0..30 {
            ben.api(Method::POST, &path).json(&thanks()).send().await.expect(201);
        }
        ben.api(Method::POST, &path).json(&thanks()).send().await.expect_problem(409, "templates-full");
    }
}
