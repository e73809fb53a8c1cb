//! A client's card: who gives leave for what, who sees it, and that it is erased.

use std::time::Duration;

use kit::{Answer, Browser, Kit, Method, Person, on_both};
use model::Role;
use serde_json::{Value, json};
use store::{execute, fetch_one};

use crate::advice_pair::{Pair, advisor};

/// Leave for these parts.
fn leave(parts: &[&str]) -> Value {
    let mut form =
        json!({ "history": false, "sizes": false, "notes": false, "any_time": false, "version": 1 });
    for part in parts {
        form[*part] = json!(true);
    }
    form
}

/// What Eva sees and does, who is signed in.
struct Own<'p>(&'p Person);

impl Own<'_> {
    async fn call(&self, method: Method, rest: &str, form: &Value) -> Answer {
        let path = format!("/me/advice/cards/casa{rest}");
        self.0.api(method, &path).json(form).send().await
    }

    async fn gives(&self, parts: &[&str]) -> Value {
        self.call(Method::PUT, "", &leave(parts)).await.expect(200).json()
    }

    async fn card(&self) -> Value {
        let call = self.0.api(Method::GET, "/me/advice/cards/casa");
        call.send().await.expect(200).json()
    }

    async fn deletes(&self, note: &Value) -> Answer {
        let note = note["id"].as_str().expect("an id");
        let path = format!("/me/advice/cards/casa/notes/{note}");
        self.0.api(Method::DELETE, &path).send().await
    }
}

async fn look(browser: &Browser) -> Answer {
    browser
        .api(Method::GET, "/shops/casa/advice/clients/eva")
        .send()
        .await
}

async fn sizes(browser: &Browser, name: &str, value: &str) -> Answer {
    let form = json!({ "name": name, "value": value });
    let call = browser.api(Method::PUT, "/shops/casa/advice/clients/eva/sizes");
    call.json(&form).send().await
}

async fn notes(browser: &Browser, text: &str) -> Answer {
    let call = browser.api(Method::POST, "/shops/casa/advice/clients/eva/notes");
    call.json(&json!({ "text": text })).send().await
}

async fn clients(browser: &Browser, rest: &str) -> Vec<Value> {
    let path = format!("/shops/casa/advice/clients{rest}");
    let told = browser.api(Method::GET, &path).send().await.expect(200).json();
    let items = told["items"].as_array().expect("a list").iter();
    items.map(|client| client["handle"].clone()).collect()
}

impl Pair {
    async fn in_talk(&self, browser: &Browser, method: Method, rest: &str) -> Answer {
        let path = format!("/advice/sessions/{}/client{rest}", self.session);
        browser.api(method, &path).send().await
    }

    /// How it stands in the talk.
    async fn state(&self, browser: &Browser) -> Value {
        self.in_talk(browser, Method::GET, "").await.expect(200).json()
    }
}

/// Ben advises Eva, who has an account.
async fn meet(kit: &Kit) -> (Pair, Person) {
    let eva = kit.sign_up("eva").await;
    let pair = Pair::meet_in(kit, eva.browser.clone()).await;
    (pair, eva)
}

fn length(list: &Value) -> usize {
    list.as_array().expect("a list").len()
}

on_both! {
    async fn an_advisor_asks_and_the_shopper_chooses_part_by_part(kit) {
        let (pair, eva) = meet(kit).await;
        let own = Own(&eva);
        let before = pair.state(&pair.advisor).await;
        assert_eq!((&before["possible"], &before["may_ask"], &before["card"]), (&json!(true), &json!(true), &Value::Null));
        pair.in_talk(&eva, Method::POST, "/ask").await.expect(403);
        let (mut hers, mut his) = (pair.shopper_line("").await, pair.advisor_line("").await);
        pair.in_talk(&pair.advisor, Method::POST, "/ask").await.expect(200);
        hers.hear("client").await;
        assert_eq!(pair.state(&eva).await["asked"], true);
        pair.in_talk(&pair.advisor, Method::POST, "/decline").await.expect(403);
        pair.in_talk(&eva, Method::POST, "/decline").await.expect(204);
        assert_eq!(pair.state(&pair.advisor).await["asked"], false);
        pair.in_talk(&pair.advisor, Method::POST, "/ask").await.expect(200);
        his.hear("client").await;

        let given = own.gives(&["sizes"]).await;
        assert!(given["consents"]["sizes"].is_string(), "{given}");
        let seen = pair.state(&pair.advisor).await;
        assert_eq!((&seen["asked"], &seen["card"]["consents"]), (&json!(false), &given["consents"]));
        assert_eq!((&seen["card"]["bought"], &seen["card"]["talks"]), (&Value::Null, &Value::Null));
        assert_eq!(seen["card"].get("looks"), None);
        notes(&pair.advisor, "Likes linen").await.expect_problem(409, "no-leave");
        sizes(&pair.advisor, "Shoe", "38").await.expect(200);
        let card = own.card().await;
        assert_eq!((&card["sizes"][0]["value"], &card["sizes"][0]["by"]), (&json!("38"), &json!("Ben")));
        own.call(Method::PUT, "/sizes", &json!({ "name": "SHOE", "value": "39" })).await.expect(200);
        let corrected = look(&pair.advisor).await.expect(200).json();
        assert_eq!((length(&corrected["sizes"]), &corrected["sizes"][0]["value"]), (1, &json!("39")));
        assert_eq!(corrected["sizes"][0]["by"], Value::Null);

        kit.advance(Duration::from_secs(2));
        let more = own.gives(&["sizes", "notes"]).await;
        assert_eq!(more["consents"]["sizes"], given["consents"]["sizes"], "leave keeps its date");
        assert_ne!(more["consents"]["notes"], given["consents"]["sizes"]);
        let old = json!({ "history": true, "sizes": true, "notes": true, "version": 0 });
        own.call(Method::PUT, "", &old).await.expect_problem(409, "consent-changed");
        pair.in_talk(&pair.advisor, Method::POST, "/ask").await.expect(200);
        pair.in_talk(&eva, Method::POST, "/decline").await.expect(204);
        pair.in_talk(&pair.advisor, Method::POST, "/ask").await.expect_problem(409, "asked-enough");
        pair.end().await;
        pair.in_talk(&pair.advisor, Method::GET, "").await.expect(410);
        pair.in_talk(&pair.advisor, Method::POST, "/ask").await.expect(410);
    }

    async fn a_guest_has_no_card(kit) {
        let pair = Pair::meet(kit).await;
        for browser in [&pair.shopper, &pair.advisor.browser] {
            let state = pair.state(browser).await;
            assert_eq!((&state["possible"], &state["card"]), (&json!(false), &Value::Null));
        }
        pair.in_talk(&pair.advisor, Method::POST, "/ask").await.expect_problem(409, "client-is-guest");
        pair.shopper.api(Method::GET, "/me/advice/cards").send().await.expect(401);
    }

    async fn what_is_taken_back_is_erased_at_once(kit) {
        let (pair, eva) = meet(kit).await;
        let own = Own(&eva);
        let all = ["history", "sizes", "notes", "any_time"];
        own.gives(&all).await;
        sizes(&pair.advisor, "Shoe", "38").await.expect(200);
        notes(&pair.advisor, "Likes linen").await.expect(200);
        notes(&pair.advisor, "Has two cats").await.expect(200);
        let card = own.gives(&["notes", "any_time"]).await;
        assert_eq!((&card["sizes"], &card["bought"], &card["talks"]), (&json!([]), &Value::Null, &Value::Null));
        assert_eq!(length(&card["notes"]), 2);
        assert_eq!(own.gives(&all).await["sizes"], json!([]), "not kept in secret");
        own.deletes(&card["notes"][0]).await.expect(204);
        own.deletes(&card["notes"][0]).await.expect(404);
        assert_eq!(look(&pair.advisor).await.expect(200).json()["notes"][0]["text"], "Likes linen");
        // Leave to look alone is leave for nothing.
        let gone = own.gives(&["any_time"]).await;
        assert_eq!((&gone["consents"], &gone["notes"]), (&Value::Null, &json!([])));
        look(&pair.advisor).await.expect(404);
        sizes(&pair.advisor, "Shoe", "38").await.expect(404);
        assert_eq!(pair.state(&pair.advisor).await["card"], Value::Null);
        own.gives(&all).await;
        sizes(&pair.advisor, "Shoe", "38").await.expect(200);
        own.call(Method::DELETE, "", &json!({})).await.expect(204);
        look(&pair.advisor).await.expect(404);
        assert_eq!(own.gives(&all).await["sizes"], json!([]));
    }

    async fn only_those_whom_it_concerns_see_a_card(kit) {
        let (pair, eva) = meet(kit).await;
        let own = Own(&eva);
        own.gives(&["history", "sizes", "notes"]).await;
        let gil = advisor(kit, &pair.shop, "gil").await;
        let host = kit.sign_up("hana").await;
        kit.employ_at("casa", &host, Role::Host).await;
        let otto = kit.sign_up("otto").await;
        otto.open_shop("otherwise").await;
        let (uma, guest) = (kit.sign_up("uma").await, kit.guest());
        let everyone: [(&str, &Browser); 7] = [
            ("ben", &pair.advisor),
            ("gil", &gil),
            ("the owner", &pair.shop.owner),
            ("a host", &host),
            ("another shop's", &otto),
            ("a stranger", &uma),
            ("a guest", &guest),
        ];
        let holds = async |when: &str, expected: [u16; 7]| {
            for ((who, browser), status) in everyone.iter().zip(expected) {
                let tried = [look(browser).await, sizes(browser, "Shoe", "38").await, notes(browser, "Hm").await];
                for answer in tried {
                    assert_eq!(answer.status, status, "{who}, {when}: {answer}");
                }
            }
        };
        holds("in the talk", [200, 404, 404, 404, 404, 404, 401]).await;
        for (who, browser) in &everyone[1..] {
            let answer = pair.in_talk(browser, Method::GET, "").await;
            assert_eq!(answer.status, 404, "{who}: {answer}");
        }
        assert_eq!(clients(&pair.advisor, "").await, ["eva"]);
        assert!(clients(&gil, "").await.is_empty());
        pair.end().await;
        holds("after the talk", [404, 404, 404, 404, 404, 404, 401]).await;
        own.gives(&["history", "sizes", "notes", "any_time"]).await;
        holds("at any time", [200, 200, 200, 404, 404, 404, 401]).await;
        assert_eq!(clients(&gil, "").await, ["eva"]);
        let own_note = own.card().await["notes"][0].clone();
        let path = format!("/shops/casa/advice/clients/eva/notes/{}", own_note["id"].as_str().expect("an id"));
        gil.api(Method::DELETE, &path).send().await.expect_problem(404, "note-not-found");
        kit.employ_at("casa", &pair.advisor, Role::Host).await;
        holds("with another role", [404, 200, 200, 404, 404, 404, 401]).await;
        own.gives(&["history", "sizes", "notes"]).await;
        holds("no more at any time", [404, 404, 404, 404, 404, 404, 401]).await;
    }

    async fn a_booking_opens_the_card_to_its_advisor_until_it_is_over(kit) {
        let (pair, eva) = meet(kit).await;
        Own(&eva).gives(&["sizes"]).await;
        let gil = advisor(kit, &pair.shop, "gil").await;
        pair.end().await;
        let starts = kit.now() + Duration::from_secs(3_600);
        let shop = kit.app().people.shop_id("casa").await.expect("an answer").expect("a shop");
        let mut tx = kit.app().advice.db.begin().await.expect("a transaction");
        execute!(
            tx,
            "INSERT INTO advice_bookings
                 (id, shop_id, advisor_id, holder, account_id, name, mail, locale, language, zone, topic, product_name,
                  starts_at, ends_at, busy_from, busy_to, state, sequence, made_at, changed_at, note, prepared)
             VALUES ($1, $2, $3, $4, $4, 'Eva', '', 'en', 'en', 'UTC', '', '', $5, $6, $5, $6, 'booked', 0, $7, $7,
                     '', '[]')",
            uuid::Uuid::from_u128(1),
            shop,
            gil.id,
            eva.id,
            starts,
            starts + Duration::from_secs(1_200),
            kit.now(),
        )
        .expect("a booking");
        tx.commit().await.expect("a booking");
        look(&gil).await.expect(200);
        look(&pair.advisor).await.expect(404);
        assert_eq!(clients(&gil, "").await, ["eva"]);
        kit.advance(Duration::from_secs(3_600 + 1_201));
        look(&gil).await.expect(404);
    }

    async fn looks_outside_of_talks_are_written_down_and_shown(kit) {
        let (pair, eva) = meet(kit).await;
        let own = Own(&eva);
        own.gives(&["sizes", "any_time"]).await;
        look(&pair.advisor).await.expect(200);
        assert_eq!(own.card().await["looks"], json!([]), "not in a talk");
        pair.end().await;
        for _ in 0..3 {
            look(&pair.advisor).await.expect(200);
        }
        let looks = own.card().await["looks"].clone();
        assert_eq!((length(&looks), &looks[0]["by"]), (1, &json!("Ben")));
        for _ in 0..51 {
            kit.advance(Duration::from_secs(301));
            look(&pair.advisor).await.expect(200);
        }
        let last = own.card().await["looks"].clone();
        assert_eq!(length(&last), 50);
        assert!(!last.as_array().expect("a list").contains(&looks[0]), "the oldest are forgotten");
    }

    async fn a_card_has_bounds_and_takes_hostile_text_for_text(kit) {
        let (pair, eva) = meet(kit).await;
        let own = Own(&eva);
        own.gives(&["sizes", "notes", "any_time"]).await;
        let hostile = "<script>alert(1)</script> {{7*7}} '; DROP TABLE advice_cards; --";
        let (long_name, long_value, long_note) = ("n".repeat(41), "v".repeat(121), "t".repeat(1_001));
        for (name, value) in [("", "38"), ("  ", "38"), (&long_name, "38"), ("Shoe", &long_value), ("Shoe\u{202e}", "1"), ("Shoe", "3\u{0}8")] {
            sizes(&pair.advisor, name, value).await.expect(422);
        }
        for text in ["", " \n ", &long_note, "a\u{202e}b", "a\u{7}b"] {
            notes(&pair.advisor, text).await.expect(422);
        }
        sizes(&pair.advisor, "<b>", hostile).await.expect(200);
        notes(&pair.advisor, hostile).await.expect(200);
        let card = own.card().await;
        assert_eq!((&card["sizes"][0]["value"], &card["notes"][0]["text"]), (&json!(hostile), &json!(hostile)));
        for number in 1..20 {
            sizes(&pair.advisor, &format!("Size {number}"), "1").await.expect(200);
        }
        sizes(&pair.advisor, "One more", "1").await.expect_problem(409, "sizes-full");
        sizes(&pair.advisor, "size 7", "2").await.expect(200);
        for _ in 1..100 {
            notes(&pair.advisor, "Hm").await.expect(200);
        }
        notes(&pair.advisor, "One more").await.expect_problem(409, "notes-full");
        assert_eq!((length(&own.card().await["sizes"]), length(&own.card().await["notes"])), (20, 100));
        for (words, found) in [("?q=EV", 1), ("?q=%40eva", 1), ("?q=%25", 0), ("?q=_", 0), ("?q='--", 0), ("?after=eva", 0)] {
            assert_eq!(clients(&pair.advisor, words).await.len(), found, "{words}");
        }
        for (browser, page) in [
            (&pair.advisor.browser, "/studio/shops/casa/advice/clients?q=%3Cscript%3E"),
            (&pair.advisor.browser, "/studio/shops/casa/advice/clients/eva"),
            (&eva.browser, "/settings/advice"),
            (&eva.browser, "/settings/advice/casa"),
        ] {
            let page = browser.page(page).await.expect(200);
            assert!(!page.text().contains("<script>alert"), "{page}");
        }
        assert_eq!(eva.get("/studio/shops/casa/advice/clients/eva").await.status, 404);
        assert_eq!(eva.get("/studio/shops/casa/advice/clients").await.status, 403);
    }

    async fn history_is_what_happened_in_this_shop(kit) {
        let (pair, eva) = meet(kit).await;
        let (bowl, lamp) = (pair.shop.bowl(7).await, pair.shop.bowl(7).await);
        let other = kit.sign_up("otto").await.open_shop("otherwise").await;
        let foreign = other.bowl(7).await;
        let line = |goods: &kit::Goods| json!([{ "variant": goods.variant(), "quantity": 2 }]);
        eva.checkout(&pair.shop, &line(&bowl)).await.buy().await;
        eva.checkout(&other, &line(&foreign)).await.buy().await;
        let form = json!({ "product": pair.shop.look_up(&lamp).await["id"] });
        let path = format!("/advice/sessions/{}/products", pair.session);
        pair.advisor.api(Method::POST, &path).json(&form).send().await.expect(200);
        Own(&eva).gives(&["history"]).await;
        let seen = look(&pair.advisor).await.expect(200);
        let card = seen.json();
        assert_eq!(length(&card["bought"]), 1);
        assert_eq!(card["bought"][0]["lines"], json!([{ "name": "Sage bowl", "options": [], "quantity": 2 }]));
        assert_eq!(card["bought"][0]["total"]["minor"], 7_800);
        assert_eq!(length(&card["talks"]), 1);
        assert_eq!((&card["talks"][0]["advisor"], &card["talks"][0]["products"]), (&json!("Ben"), &json!(["Sage bowl"])));
        assert!(!seen.text().contains('@') && !seen.text().contains("Rua"), "{}", seen.text());
        let shops = eva.api(Method::GET, "/me/advice/cards").send().await.expect(200).json();
        assert_eq!(shops["items"], json!([{ "shop": "casa", "shop_name": "casa", "kept": true }]));
    }

    async fn with_an_account_its_card_goes(kit) {
        let (pair, eva) = meet(kit).await;
        Own(&eva).gives(&["sizes", "notes", "any_time"]).await;
        sizes(&pair.advisor, "Shoe", "38").await.expect(200);
        notes(&pair.advisor, "Likes linen").await.expect(200);
        pair.end().await;
        look(&pair.advisor).await.expect(200);
        let db = &kit.app().advice.db;
        let mut tx = db.begin().await.expect("a transaction");
        execute!(tx, "DELETE FROM accounts WHERE id = $1", eva.id).expect("it goes");
        tx.commit().await.expect("it is gone");
        let mut read = db.read().await.expect("a connection");
        let (left,) = fetch_one!(
            read,
            (i64,),
            "SELECT (SELECT COUNT(*) FROM advice_cards) + (SELECT COUNT(*) FROM advice_card_sizes)
                  + (SELECT COUNT(*) FROM advice_card_notes) + (SELECT COUNT(*) FROM advice_card_looks)",
        )
        .expect("a number");
        assert_eq!(left, 0);
        drop(read);
        look(&pair.advisor).await.expect(404);
    }
}
