//! Asking for advice and giving it, as shoppers and advisors meet it.

use std::time::Duration;

use kit::{Answer, Browser, Kit, Method, Person, Shopfront, on_both};
use model::Role;
use serde_json::{Value, json};
use web::Rate;

/// A shop with an advisor in it who is not there yet.
async fn casa(kit: &Kit) -> (Shopfront, Person) {
    let casa = kit.sign_up("ana").await.open_shop("casa").await;
    let ben = employed(kit, &casa, "ben").await;
    (casa, ben)
}

async fn employed(kit: &Kit, shop: &Shopfront, handle: &str) -> Person {
    let person = kit.sign_up(handle).await;
    kit.employ_at(&shop.slug, &person, Role::Advisor).await;
    person
}

/// What `browser` says of itself at the shop's desk.
async fn turn(browser: &Browser, shop: &Shopfront, state: &str) -> Answer {
    let form = json!({ "state": state, "languages": ["en", "es"], "skills": ["bowls"] });
    browser
        .api(Method::PUT, &shop.path("/advice/me"))
        .json(&form)
        .send()
        .await
}

async fn ask(browser: &Browser, shop: &Shopfront, form: &Value) -> Answer {
    browser
        .api(Method::POST, &shop.path("/advice/tickets"))
        .json(form)
        .send()
        .await
}

fn id(json: &Value) -> String {
    json["id"].as_str().expect("an id").to_owned()
}

async fn at_ticket(browser: &Browser, method: Method, ticket: &Value, rest: &str) -> Answer {
    browser
        .api(method, &format!("/advice/tickets/{}{rest}", id(ticket)))
        .send()
        .await
}

async fn at_session(browser: &Browser, method: Method, session: &Value, rest: &str) -> Answer {
    browser
        .api(method, &format!("/advice/sessions/{}{rest}", id(session)))
        .send()
        .await
}

async fn desk(browser: &Browser, shop: &Shopfront) -> Value {
    browser
        .api(Method::GET, &shop.path("/advice/desk"))
        .send()
        .await
        .expect(200)
        .json()
}

on_both! {
    async fn a_shopper_asks_and_an_advisor_accepts(kit) {
        let (casa, ben) = casa(kit).await;
        let (guest, other) = (kit.guest(), kit.guest());
        let standing = async || {
            kit.guest().api(Method::GET, &casa.path("/advice")).send().await.expect(200).json()
        };
        let closed = json!({ "open": false, "next_opening": null, "waiting": 0, "advisors_on": 0, "estimate": null, "comes": false, "queues": [] });
        assert_eq!(standing().await, closed, "nobody is there");
        let eva = json!({ "name": " Eva ", "topic": "Which bowl?\nFor soup." });
        ask(&guest, &casa, &eva).await.expect_problem(409, "advice-closed");
        let me = turn(&ben, &casa, "on").await.expect(200).json();
        assert_eq!(me, json!({ "state": "on", "languages": ["en", "es"], "skills": ["bowls"], "queues": [] }));
        let open = standing().await;
        assert_eq!((&open["open"], &open["advisors_on"], &open["estimate"]["low_s"]), (&json!(true), &json!(1), &json!(0)));

        let made = ask(&guest, &casa, &eva).await.expect(201);
        assert_ne!(made.cookie("vitrine_guest"), "", "known again by its cookie");
        let ticket = made.json();
        assert_eq!((&ticket["name"], &ticket["language"], &ticket["shop"]), (&json!("Eva"), &json!("en"), &json!("casa")));
        assert_eq!((&ticket["state"], &ticket["position"]), (&json!("waiting"), &json!(1)));
        assert!(ticket["estimate"]["high_s"].as_u64() > Some(0), "{ticket}");
        let again = ask(&guest, &casa, &json!({ "name": "Somebody else" })).await.expect(200).json();
        assert_eq!((&again["id"], &again["name"]), (&ticket["id"], &json!("Eva")), "asked again it is the same");
        let bowl = casa.bowl(3).await;
        let form = json!({ "name": "Tom", "language": "pt", "product": bowl.id });
        let behind = ask(&other, &casa, &form).await.expect(201).json();
        assert_eq!((&behind["position"], &behind["ringing"]), (&json!(2), &json!(false)), "ben hears one at a time");
        assert_eq!(ticket["ringing"], true);
        assert!(behind["estimate"]["low_s"].as_u64() > ticket["estimate"]["low_s"].as_u64(), "{behind}");
        assert_eq!(standing().await["waiting"], 2);

        let seen = desk(&ben, &casa).await;
        assert_eq!(seen["ringing"], ticket["id"]);
        assert_eq!((&seen["tickets"][0]["topic"], &seen["tickets"][0]["ringing"][0]["handle"]), (&json!("Which bowl?\nFor soup."), &json!("ben")));
        assert_eq!((&seen["tickets"][1]["product_name"], &seen["tickets"][1]["ringing"]), (&json!("Sage bowl"), &json!([])));
        assert_eq!(seen["session"], Value::Null);
        at_ticket(&ben, Method::POST, &ticket, "/decline").await.expect(204);
        let declined = at_ticket(&guest, Method::GET, &ticket, "").await.expect(200).json();
        assert_eq!(declined["ringing"], false);
        assert_eq!(desk(&ben, &casa).await["ringing"], behind["id"], "and may be taken all the same");
        let session = at_ticket(&ben, Method::POST, &ticket, "/accept").await.expect(200).json();
        assert_eq!((&session["you"], &session["state"], &session["shopper"]["name"]), (&json!("advisor"), &json!("open"), &json!("Eva")));
        assert_eq!(at_ticket(&ben, Method::POST, &ticket, "/accept").await.expect(200).json(), session, "twice is once");
        at_ticket(&ben, Method::POST, &behind, "/accept").await.expect_problem(409, "in-session");
        turn(&casa.owner, &casa, "on").await.expect(200);
        at_ticket(&casa.owner, Method::POST, &ticket, "/accept").await.expect_problem(409, "ticket-taken");
        assert_eq!(desk(&ben, &casa).await["session"]["id"], session["id"]);
        assert_eq!(desk(&casa.owner, &casa).await["session"], Value::Null, "his, not hers");

        let sign = async || ben.api(Method::POST, &casa.path("/advice/me/seen")).send().await.expect(204);
        sign().await;
        let accepted = at_ticket(&guest, Method::GET, &ticket, "").await.expect(200).json();
        assert_eq!((&accepted["state"], &accepted["session"], &accepted["position"]), (&json!("accepted"), &session["id"], &Value::Null));
        let mine = at_session(&guest, Method::GET, &session, "").await.expect(200).json();
        assert_eq!((&mine["you"], &mine["advisor"]["handle"], &mine["advisor"]["name"]), (&json!("shopper"), &json!("ben"), &json!("Ben")));
        assert_eq!(ask(&guest, &casa, &eva).await.expect(200).json()["id"], ticket["id"], "still the same");
        assert_eq!(at_ticket(&other, Method::GET, &behind, "").await.expect(200).json()["position"], 1);

        sign().await;
        let ended = at_session(&guest, Method::POST, &session, "/end").await.expect(200).json();
        assert_eq!((&ended["state"], &ended["ended_by"]), (&json!("ended"), &json!("shopper")));
        let late = at_session(&ben, Method::POST, &session, "/end").await.expect(200).json();
        assert_eq!((&late["ended_by"], &late["ended_at"]), (&json!("shopper"), &ended["ended_at"]));
        assert_eq!(at_ticket(&guest, Method::GET, &ticket, "").await.expect(200).json()["state"], "over");
        at_ticket(&casa.owner, Method::POST, &ticket, "/accept").await.expect_problem(409, "ticket-over");
        at_ticket(&other, Method::DELETE, &behind, "").await.expect(204);
        assert_eq!(at_ticket(&other, Method::GET, &behind, "").await.expect(200).json()["state"], "left");
        at_ticket(&ben, Method::POST, &behind, "/accept").await.expect_problem(409, "ticket-over");
        let next = ask(&guest, &casa, &eva).await.expect(201).json();
        assert_ne!(next["id"], ticket["id"]);
    }

    async fn one_address_takes_only_so_many_places_in_line(kit) {
        let (casa, ben) = casa(kit).await;
        turn(&ben, &casa, "on").await.expect(200);
        kit.restart_with(|_, rates| rates.ask = Rate { burst: 5, every: Duration::from_secs(3_600) }).await;
        let first = kit.guest();
        let ticket = ask(&first, &casa, &json!({ "name": "Eva" })).await.expect(201).json();
        for _ in 1..5 {
            // What was no wish at all is not counted.
            ask(&kit.guest(), &casa, &json!({ "name": "" })).await.expect_problem(422, "invalid");
            ask(&kit.guest(), &casa, &json!({ "name": "Eva" })).await.expect(201);
        }
        let refused = ask(&kit.guest(), &casa, &json!({ "name": "Eva" })).await;
        assert_ne!(refused.header("retry-after"), "");
        refused.expect_problem(429, "too-many-requests");
        assert_eq!(ask(&first, &casa, &json!({})).await.expect(422).slug(), "invalid");
        let again = ask(&first, &casa, &json!({ "name": "Eva" })).await.expect(200).json();
        assert_eq!(again["id"], ticket["id"], "an open one is no new place");
        kit.advance(Duration::from_secs(3_600));
        turn(&ben, &casa, "on").await.expect(200);
        ask(&kit.guest(), &casa, &json!({ "name": "Eva" })).await.expect(201);
        ask(&kit.guest(), &casa, &json!({ "name": "Eva" })).await.expect_problem(429, "too-many-requests");
    }

    async fn a_desk_gives_the_session_one_is_in_whatever_its_shop(kit) {
        let (casa, ben) = casa(kit).await;
        let dois = kit.sign_up("ida").await.open_shop("dois").await;
        kit.employ_at("dois", &ben, Role::Advisor).await;
        turn(&ben, &casa, "on").await.expect(200);
        let ticket = ask(&kit.guest(), &casa, &json!({ "name": "Eva" })).await.expect(201).json();
        let session = at_ticket(&ben, Method::POST, &ticket, "/accept").await.expect(200).json();
        let seen = desk(&ben, &dois).await;
        assert_eq!((&seen["session"]["id"], &seen["session"]["shop"]), (&session["id"], &json!("casa")));
        assert_eq!(desk(&casa.owner, &casa).await["session"], Value::Null);
    }

    async fn nobody_but_the_two_knows_of_a_session(kit) {
        let (casa, ben) = casa(kit).await;
        let colleague = employed(kit, &casa, "tom").await;
        let elsewhere = kit.sign_up("ida").await;
        let dois = elsewhere.open_shop("dois").await;
        let guest = kit.guest();
        for advisor in [&ben, &colleague] {
            turn(advisor, &casa, "on").await.expect(200);
        }
        turn(&elsewhere, &dois, "on").await.expect(200);
        turn(&elsewhere, &casa, "on").await.expect_problem(403, "forbidden");
        let ticket = ask(&guest, &casa, &json!({ "name": "Eva" })).await.expect(201).json();
        for stranger in [&kit.guest(), &colleague.browser, &elsewhere.browser] {
            at_ticket(stranger, Method::GET, &ticket, "").await.expect_problem(404, "ticket-not-found");
            at_ticket(stranger, Method::DELETE, &ticket, "").await.expect_problem(404, "ticket-not-found");
        }
        for step in ["/accept", "/decline"] {
            at_ticket(&guest, Method::POST, &ticket, step).await.expect_problem(401, "sign-in-first");
            at_ticket(&elsewhere, Method::POST, &ticket, step).await.expect_problem(404, "ticket-not-found");
            turn(&colleague, &casa, "break").await.expect(200);
            at_ticket(&colleague, Method::POST, &ticket, step).await.expect_problem(404, "ticket-not-found");
            turn(&colleague, &casa, "on").await.expect(200);
        }
        let session = at_ticket(&ben, Method::POST, &ticket, "/accept").await.expect(200).json();
        for stranger in [&kit.guest(), &colleague.browser, &elsewhere.browser, &casa.owner] {
            at_session(stranger, Method::GET, &session, "").await.expect_problem(404, "advice-session-not-found");
            at_session(stranger, Method::POST, &session, "/end").await.expect_problem(404, "advice-session-not-found");
        }
        for forged in ["0", "../1", "00000000-0000-0000-0000-000000000000"] {
            guest.api(Method::GET, &format!("/advice/sessions/{forged}")).send().await.expect(404);
        }
        // Whoever gives no advice there any more is not in it either.
        kit.employ_at("casa", &ben, Role::Moderator).await;
        at_session(&ben, Method::GET, &session, "").await.expect_problem(404, "advice-session-not-found");
        ben.api(Method::GET, &casa.path("/advice/desk")).send().await.expect_problem(403, "forbidden");
        ben.api(Method::POST, &casa.path("/advice/me/seen")).send().await.expect_problem(403, "forbidden");
        at_session(&guest, Method::GET, &session, "").await.expect(200);
    }

    async fn a_guest_who_signs_in_keeps_their_ticket(kit) {
        let (casa, ben) = casa(kit).await;
        turn(&ben, &casa, "on").await.expect(200);
        let (eva, guest) = (kit.sign_up("eva").await, kit.guest());
        let ticket = ask(&guest, &casa, &json!({ "name": "Eva" })).await.expect(201).json();
        let sign_in = json!({ "login": "eva", "password": eva.password });
        guest.api(Method::POST, "/session").json(&sign_in).send().await.expect(201);
        assert_eq!(ask(&guest, &casa, &json!({})).await.expect(200).json()["id"], ticket["id"]);
        let session = at_ticket(&ben, Method::POST, &ticket, "/accept").await.expect(200).json();
        for device in [&guest, &eva.browser] {
            assert_eq!(at_session(device, Method::GET, &session, "").await.expect(200).json()["you"], "shopper");
        }
        at_session(&ben, Method::POST, &session, "/end").await.expect(200);
        let own = ask(&guest, &casa, &json!({})).await.expect(201).json();
        assert_eq!(own["name"], "Eva", "as the account has it");
        assert_eq!(at_ticket(&eva, Method::GET, &own, "").await.expect(200).json()["id"], own["id"]);
    }

    async fn an_advisor_whose_browser_dies_gives_the_shopper_back(kit) {
        let (casa, ben) = casa(kit).await;
        turn(&ben, &casa, "on").await.expect(200);
        let (guest, other) = (kit.guest(), kit.guest());
        let ticket = ask(&guest, &casa, &json!({ "name": "Eva" })).await.expect(201).json();
        let session = at_ticket(&ben, Method::POST, &ticket, "/accept").await.expect(200).json();
        let waits = ask(&other, &casa, &json!({ "name": "Tom" })).await.expect(201).json();
        assert_eq!(waits["position"], 1);
        // The chores have begun before that.
        kit.advance(Duration::from_secs(10));
        let back = async || {
            let ticket = at_ticket(&guest, Method::GET, &ticket, "").await.expect(200).json();
            (ticket["state"] == "waiting").then_some(ticket)
        };
        let back = kit::eventually("the shopper to be back in line", back).await;
        assert_eq!((&back["position"], &back["session"]), (&json!(1), &Value::Null));
        assert_eq!(at_ticket(&other, Method::GET, &waits, "").await.expect(200).json()["position"], 2);
        let ended = at_session(&guest, Method::GET, &session, "").await.expect(200).json();
        assert_eq!(ended["ended_by"], "lost");
        let seen = desk(&casa.owner, &casa).await;
        assert_eq!((&seen["tickets"][0]["id"], &seen["tickets"][0]["returned"]), (&ticket["id"], &json!(true)));
        // A restart finds it as it was, and his sign is enough for him to ring.
        ben.api(Method::POST, &casa.path("/advice/me/seen")).send().await.expect(204);
        kit.restart().await;
        assert_eq!(desk(&ben, &casa).await["ringing"], ticket["id"]);
        let again = at_ticket(&ben, Method::POST, &ticket, "/accept").await.expect(200).json();
        assert_ne!(again["id"], session["id"]);
    }

    async fn a_shop_says_when_advice_is_given(kit) {
        let (casa, ben) = casa(kit).await;
        turn(&ben, &casa, "on").await.expect(200);
        let path = casa.path("/advice/hours");
        let always = casa.owner.api(Method::GET, &path).send().await.expect(200).json();
        assert_eq!((&always["zone"], &always["week"][6]), (&json!("UTC"), &json!([{ "open": "00:00", "close": "24:00" }])));
        for (browser, status, slug) in [(&ben.browser, 403, "forbidden"), (&kit.guest(), 401, "sign-in-first")] {
            browser.api(Method::GET, &path).send().await.expect_problem(status, slug);
            browser.api(Method::PUT, &path).json(&always).send().await.expect_problem(status, slug);
        }
        let set = async |form: &Value| casa.owner.api(Method::PUT, &path).json(form).send().await;
        let mut hours = always.clone();
        hours["zone"] = json!("Europe/Madrid");
        assert_eq!(set(&hours).await.expect(200).json(), hours);
        assert_eq!(casa.owner.api(Method::GET, &path).send().await.expect(200).json(), hours);
        ask(&kit.guest(), &casa, &json!({ "name": "Eva" })).await.expect(201);
        // For a minute of the hour after this one or the one after that: past midnight it is tomorrow's.
        hours["zone"] = json!("UTC");
        let opens = kit.now() + chrono::TimeDelta::minutes(90);
        let time = |minute: &str| format!("{}:{minute}", opens.format("%H"));
        hours["week"] = json!(vec![json!([{ "open": time("58"), "close": time("59") }]); 7]);
        set(&hours).await.expect(200);
        let closed = ask(&kit.guest(), &casa, &json!({ "name": "Eva" })).await.expect_problem(409, "advice-closed").json();
        let next = opens.format("%Y-%m-%dT%H:58:00Z").to_string();
        assert_eq!(closed["next_opening"], next);
        let standing = kit.guest().api(Method::GET, &casa.path("/advice")).send().await.expect(200).json();
        assert_eq!((&standing["open"], &standing["next_opening"], &standing["estimate"]), (&json!(false), &json!(next), &Value::Null));
        hours["week"] = always["week"].clone();
        hours["on"] = json!(false);
        set(&hours).await.expect(200);
        let closed = ask(&kit.guest(), &casa, &json!({ "name": "Eva" })).await.expect_problem(409, "advice-closed").json();
        assert_eq!(closed["next_opening"], Value::Null);
        let day = |spans: Value| {
            let mut week = vec![json!([]); 7];
            week[3] = spans;
            json!({ "zone": "UTC", "on": true, "week": week })
        };
        let hour = json!({ "open": "09:00", "close": "10:00" });
        for bad in [
            json!({ "zone": "Mars/Olympus", "on": true, "week": always["week"] }),
            json!({ "zone": "UTC", "on": true, "week": [] }),
            json!({ "zone": "UTC", "on": true, "week": vec![json!([]); 8] }),
            day(json!([{ "open": "10:00", "close": "09:00" }])),
            day(json!([{ "open": "09:00", "close": "25:00" }])),
            day(json!([hour, hour])),
            day(json!(vec![hour.clone(); 1_000])),
            json!({ "zone": "UTC" }),
        ] {
            set(&bad).await.expect_problem(422, "invalid");
        }
    }

    async fn what_is_said_has_bounds(kit) {
        let (casa, ben) = casa(kit).await;
        turn(&ben, &casa, "on").await.expect(200);
        let dois = kit.sign_up("ida").await.open_shop("dois").await;
        let foreign = dois.bowl(1).await;
        let guest = kit.guest();
        let long = "x".repeat(501);
        for (field, form) in [
            ("name", json!({})),
            ("name", json!({ "name": " " })),
            ("name", json!({ "name": "x".repeat(61) })),
            ("name", json!({ "name": "Eva\u{202e}" })),
            ("name", json!({ "name": "E\u{0}va" })),
            ("language", json!({ "name": "Eva", "language": "English" })),
            ("language", json!({ "name": "Eva", "language": "EN" })),
            ("topic", json!({ "name": "Eva", "topic": long })),
            ("topic", json!({ "name": "Eva", "topic": "a\u{7}b" })),
            ("show", json!({ "name": "Eva", "show": kit.unknown_show() })),
        ] {
            let refused = ask(&guest, &casa, &form).await.expect_problem(422, "invalid").json();
            assert_eq!(refused["field"], field, "{form}");
        }
        let form = json!({ "name": "Eva", "product": foreign.id });
        ask(&guest, &casa, &form).await.expect_problem(404, "product-not-found");
        let hostile = "<script>alert('ñ')</script>\n'; DROP TABLE advice_tickets; --";
        let ticket = ask(&guest, &casa, &json!({ "name": "<b>Eva</b>", "topic": hostile })).await.expect(201).json();
        assert_eq!((&ticket["name"], &ticket["topic"]), (&json!("<b>Eva</b>"), &json!(hostile)), "kept as it was said");
        let me = async |state: &str, languages: Value, skills: Value| {
            let form = json!({ "state": state, "languages": languages, "skills": skills });
            ben.api(Method::PUT, &casa.path("/advice/me")).json(&form).send().await
        };
        me("asleep", json!([]), json!([])).await.expect_problem(422, "invalid");
        me("on", json!(["english"]), json!([])).await.expect_problem(422, "invalid");
        me("on", json!(vec!["en"; 11]), json!([])).await.expect_problem(422, "invalid");
        me("on", json!([]), json!([""])).await.expect_problem(422, "invalid");
        me("on", json!([]), json!(["x".repeat(41)])).await.expect_problem(422, "invalid");
        me("on", json!([]), json!(vec!["bowls"; 21])).await.expect_problem(422, "invalid");
        me("on", json!(vec!["en"; 10]), json!(vec!["bowls"; 20])).await.expect(200);
    }
}
