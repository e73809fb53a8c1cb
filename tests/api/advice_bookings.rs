//! Booking a time, and what is done with it, as shoppers and advisors meet it.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kit::{Answer, Browser, Kit, MailServer, Method, Person, Received, Shopfront, on_both};
use model::Role;
use serde_json::{Value, json};
use vitrine::config::Mail;
use web::Rate;

/// A shop that takes bookings from nine to five by the clock of Madrid, with an advisor
/// in it who offers their time.
async fn casa(kit: &Kit) -> (Shopfront, Person) {
    let casa = kit.sign_up("ana").await.open_shop("casa").await;
    let ben = kit.sign_up("ben").await;
    kit.employ_at(&casa.slug, &ben, Role::Advisor).await;
    let terms = json!({ "on": true, "length_min": 30, "notice_min": 120, "ahead_days": 30 });
    let put = casa.api(Method::PUT, "/advice/bookings/terms").json(&terms);
    put.send().await.expect(200);
    offers(&ben, &casa).await;
    (casa, ben)
}

async fn offers(advisor: &Browser, shop: &Shopfront) {
    let day = json!([{ "open": "09:00", "close": "17:00" }]);
    let form = json!({ "offers": true, "zone": "Europe/Madrid", "week": vec![day; 7] });
    let put = advisor.api(Method::PUT, &shop.path("/advice/me/bookings"));
    put.json(&form).send().await.expect(200);
}

async fn with_mail(kit: &mut Kit) -> MailServer {
    let post = MailServer::start().await;
    let url = post.url();
    kit.restart_with(|config, _| {
        config.mail = Mail {
            smtp_url: Some(url),
            from: Some("shop@vitrine.example".to_owned()),
        };
    })
    .await;
    post
}

/// The free times the day after the next, by Madrid's clock.
async fn free(kit: &Kit, shop: &Shopfront, rest: &str) -> Vec<Value> {
    let day = madrid(kit.now()) + TimeDelta::days(2);
    let (from, to) = (format!("{day}T00:00:00Z"), format!("{day}T23:00:00Z"));
    let path = shop.path(&format!(
        "/advice/slots?from={from}&to={to}&zone=Europe/Madrid{rest}"
    ));
    let answer = kit.guest().api(Method::GET, &path).send().await.expect(200);
    answer.json()["items"].as_array().expect("a list").clone()
}

fn madrid(at: DateTime<Utc>) -> NaiveDate {
    advisor::bookings::local(at, "Europe/Madrid").date_naive()
}

fn eva(slot: &Value) -> Value {
    json!({
        "starts_at": slot["starts_at"], "name": " Eva ", "mail": "eva@example.org",
        "topic": "Which bowl?", "zone": "America/New_York",
    })
}

async fn book(browser: &Browser, shop: &Shopfront, form: &Value) -> Answer {
    let post = browser.api(Method::POST, &shop.path("/advice/bookings"));
    post.json(form).send().await
}

async fn at(browser: &Browser, method: Method, booking: &Value, rest: &str) -> Answer {
    let id = booking["id"].as_str().expect("an id");
    let call = browser.api(method, &format!("/advice/bookings/{id}{rest}"));
    call.send().await
}

async fn moves(browser: &Browser, booking: &Value, slot: &Value, rest: &str) -> Answer {
    let id = booking["id"].as_str().expect("an id");
    let call = browser.api(Method::PATCH, &format!("/advice/bookings/{id}{rest}"));
    call.json(&json!({ "starts_at": slot["starts_at"] })).send().await
}

/// What stands behind the question mark of a booking's page.
fn key(page: &str) -> String {
    let (_, key) = page.split_once('?').expect("a link with a key");
    format!("?{key}")
}

/// The path of the link to the booking in a letter.
fn link(mail: &Received) -> String {
    let words = mail.text.split_whitespace();
    let link = words
        .filter_map(|word| word.split_once("/advice/bookings/"))
        .next();
    let (_, rest) = link.unwrap_or_else(|| panic!("no link in {}", mail.text));
    format!("/advice/bookings/{rest}")
}

fn time(value: &Value) -> DateTime<Utc> {
    let text = value.as_str().expect("a time");
    DateTime::parse_from_rfc3339(text).expect("a time").to_utc()
}

/// Puts the clock forward to `before` before it begins.
fn nears(kit: &Kit, booking: &Value, before: TimeDelta) {
    let ahead = time(&booking["starts_at"]) - before - kit.now();
    kit.advance(ahead.to_std().expect("forward"));
}

on_both! {
    async fn a_time_is_booked_moved_and_cancelled_and_both_are_told_by_their_own_clock(kit) {
        let post = with_mail(kit).await;
        let (casa, ben) = casa(kit).await;
        let times = free(kit, &casa, "").await;
        assert_eq!(times.len(), 16, "half hours from nine to five: {times:?}");
        assert!(times[0]["local"].as_str().is_some_and(|local| local.contains("T09:00:00+")), "{}", times[0]);
        assert_eq!(times[0]["advisors"], json!(["ben"]));
        let guest = kit.guest();
        let made = book(&guest, &casa, &eva(&times[0])).await.expect(201);
        assert_ne!(made.cookie("vitrine_guest"), "", "known again by its cookie");
        let booking = made.json();
        assert_eq!((&booking["state"], &booking["name"], &booking["sequence"]), (&json!("booked"), &json!("Eva"), &json!(0)));
        assert_eq!((&booking["you"], &booking["advisor"]["handle"]), (&json!("shopper"), &json!("ben")));
        let theirs = advisor::bookings::local(time(&booking["starts_at"]), "America/New_York");
        assert_eq!(booking["local"], json!(theirs.to_rfc3339()), "by the shopper's clock");
        assert_eq!(free(kit, &casa, "").await.len(), 15);

        let mails = post.mails(2).await;
        let letter = |to: &str, mails: &[Received]| {
            let found = mails.iter().rev().find(|mail| mail.to == to);
            found.unwrap_or_else(|| panic!("none to {to}: {mails:?}")).clone()
        };
        let hers = letter("eva@example.org", &mails);
        assert!(hers.text.contains(&theirs.format("%H:%M").to_string()) && hers.text.contains("America/New York"), "{}", hers.text);
        assert!(hers.text.contains("/calendar.ics?key="), "{}", hers.text);
        let his = letter("ben@example.org", &mails);
        assert!(his.text.contains("09:00") && his.text.contains("Europe/Madrid"), "{}", his.text);
        // Another device opens it by the link, and nobody without.
        let device = kit.guest();
        device.page(&link(&hers)).await.expect(200);
        at(&device, Method::GET, &booking, "").await.expect_problem(404, "booking-not-found");
        let opened = key(&link(&hers));
        let seen = at(&device, Method::GET, &booking, &opened).await.expect(200).json();
        assert_eq!(seen["mail"], "eva@example.org");
        at(&device, Method::GET, &booking, "?key=AAAA").await.expect_problem(404, "booking-not-found");

        // It stays the same when it is moved.
        let moved = moves(&device, &booking, &times[4], &opened).await.expect(200).json();
        assert_eq!((&moved["id"], &moved["sequence"], &moved["starts_at"]), (&booking["id"], &json!(1), &times[4]["starts_at"]));
        let mails = post.mails(4).await;
        assert!(letter("eva@example.org", &mails).subject.starts_with("Moved"), "{mails:?}");
        assert!(letter("ben@example.org", &mails).text.contains("11:00"), "{mails:?}");
        let file = guest.get(&format!("/advice/bookings/{}/calendar.ics", booking["id"].as_str().expect("an id"))).await.expect(200);
        assert!(file.header("content-type").starts_with("text/calendar"));
        let text = file.text().replace("\r\n ", "");
        for line in ["SEQUENCE:1\r\n", "STATUS:CONFIRMED\r\n", "METHOD:PUBLISH\r\n", "BEGIN:VALARM\r\n", "DESCRIPTION:Which bowl?\r\n"] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(text.contains(&format!("UID:{}", booking["id"].as_str().expect("an id"))), "{text}");

        let cancelled = at(&ben, Method::DELETE, &booking, "").await.expect(200).json();
        assert_eq!((&cancelled["state"], &cancelled["cancelled_by"], &cancelled["mail"]), (&json!("cancelled"), &json!("shop"), &Value::Null));
        let again = at(&guest, Method::DELETE, &booking, "").await.expect(200).json();
        assert_eq!((&again["cancelled_by"], &again["sequence"]), (&json!("shop"), &json!(2)), "it stays as it was");
        moves(&guest, &booking, &times[5], "").await.expect_problem(409, "booking-over");
        let mails = post.mails(6).await;
        assert!(letter("eva@example.org", &mails).subject.starts_with("Cancelled"), "{mails:?}");
        let file = guest.get(&format!("/advice/bookings/{}/calendar.ics", booking["id"].as_str().expect("an id"))).await.expect(200);
        assert!(file.text().contains("STATUS:CANCELLED") && !file.text().contains("VALARM"));
        assert_eq!(free(kit, &casa, "").await.len(), 16, "somebody else can have it");
    }

    async fn a_reminder_comes_a_day_and_an_hour_before_also_after_a_restart(kit) {
        let post = with_mail(kit).await;
        let (casa, _) = casa(kit).await;
        let times = free(kit, &casa, "").await;
        let booking = book(&kit.guest(), &casa, &eva(&times[8])).await.expect(201).json();
        post.mails(2).await;
        nears(kit, &booking, TimeDelta::hours(24));
        let mails = post.mails(3).await;
        assert!(mails[2].subject.starts_with("Soon") && mails[2].to == "eva@example.org", "{mails:?}");
        kit.stop().await;
        nears(kit, &booking, TimeDelta::hours(1));
        kit.start_again().await;
        let mails = post.mails(4).await;
        assert!(mails[3].subject.starts_with("Soon"), "{mails:?}");
        // A third one would have come before this one.
        kit.advance(Duration::from_secs(30));
        at(&kit.guest(), Method::DELETE, &booking, &key(&link(&mails[3]))).await.expect(200);
        let mails = post.mails(6).await;
        assert_eq!(mails.iter().filter(|mail| mail.subject.starts_with("Soon")).count(), 2, "{mails:?}");
    }

    async fn who_gives_no_advice_any_more_gets_no_letters_and_the_owner_does(kit) {
        let post = with_mail(kit).await;
        let (casa, ben) = casa(kit).await;
        let times = free(kit, &casa, "").await;
        let booking = book(&kit.guest(), &casa, &eva(&times[0])).await.expect(201).json();
        let mails = post.mails(2).await;
        assert_eq!(mails.iter().filter(|mail| mail.to == "ben@example.org").count(), 1, "{mails:?}");
        kit.employ_at(&casa.slug, &ben, Role::Host).await;
        at(&casa.owner, Method::DELETE, &booking, "").await.expect(200);
        let mails = post.mails(4).await;
        let mut to: Vec<_> = mails[2..].iter().map(|mail| mail.to.as_str()).collect();
        to.sort_unstable();
        assert_eq!(to, ["ana@example.org", "eva@example.org"]);
        let hers = mails.iter().find(|mail| mail.to == "ana@example.org").expect("one");
        assert!(hers.subject.starts_with("Cancelled: Eva"), "{hers:?}");
    }

    async fn nobody_else_knows_of_a_booking(kit) {
        let (casa, ben) = casa(kit).await;
        let colleague = kit.sign_up("tom").await;
        kit.employ_at(&casa.slug, &colleague, Role::Advisor).await;
        let elsewhere = kit.sign_up("ida").await;
        elsewhere.open_shop("dois").await;
        let guest = kit.guest();
        let times = free(kit, &casa, "").await;
        let booking = book(&guest, &casa, &eva(&times[0])).await.expect(201).json();
        let other = book(&kit.guest(), &casa, &eva(&times[1])).await.expect(201).json();
        for stranger in [&kit.guest(), &colleague.browser, &elsewhere.browser] {
            for method in [Method::GET, Method::DELETE] {
                at(stranger, method, &booking, "").await.expect_problem(404, "booking-not-found");
            }
            moves(stranger, &booking, &times[3], "").await.expect_problem(404, "booking-not-found");
            at(stranger, Method::POST, &booking, "/here").await.expect_problem(404, "booking-not-found");
            // A key of another booking opens nothing here.
            let others = key(other["page"].as_str().expect("a page"));
            at(stranger, Method::GET, &booking, &others).await.expect_problem(404, "booking-not-found");
            let id = booking["id"].as_str().expect("an id");
            stranger.page(&format!("/advice/bookings/{id}")).await.expect(404);
            stranger.get(&format!("/advice/bookings/{id}/calendar.ics")).await.expect(404);
        }
        at(&guest, Method::GET, &booking, "/prepared").await.expect_problem(401, "sign-in-first");
        at(&colleague, Method::GET, &booking, "/prepared").await.expect_problem(404, "booking-not-found");
        let list = async |browser: &Browser| {
            let call = browser.api(Method::GET, &casa.path("/advice/bookings"));
            call.send().await.expect(200).json()["items"].as_array().expect("a list").len()
        };
        assert_eq!((list(&ben).await, list(&casa.owner).await, list(&colleague).await), (2, 2, 0));
        let path = |after: &str| casa.path(&format!("/advice/bookings?after={after}"));
        let micros = time(&booking["starts_at"]).timestamp_micros();
        let behind = format!("{}.{micros}", booking["id"].as_str().expect("an id"));
        let rest = ben.api(Method::GET, &path(&behind)).send().await.expect(200).json();
        assert_eq!(rest["items"].as_array().map(Vec::len), Some(1), "{rest}");
        assert_eq!(rest["items"][0]["id"], other["id"]);
        ben.api(Method::GET, &path("nowhere")).send().await.expect_problem(422, "invalid");
        // Whoever is not the shop's any more has nothing to do with it.
        kit.employ_at(&casa.slug, &ben, Role::Host).await;
        at(&ben, Method::GET, &booking, "").await.expect_problem(404, "booking-not-found");
        assert_eq!(free(kit, &casa, "").await.len(), 0, "and can't be booked");
        at(&casa.owner, Method::GET, &booking, "").await.expect(200);
    }

    async fn what_makes_no_sense_is_refused_and_says_why(kit) {
        let (casa, ben) = casa(kit).await;
        let guest = kit.guest();
        let times = free(kit, &casa, "").await;
        let good = eva(&times[0]);
        let with = |name: &str, value: Value| {
            let mut form = good.clone();
            form[name] = value;
            form
        };
        let iso = |ahead: TimeDelta| json!((kit.now() + ahead).to_rfc3339());
        let long = "x".repeat(501);
        for (form, status, slug) in [
            (with("starts_at", iso(TimeDelta::minutes(-1))), 422, "slot-past"),
            (with("starts_at", json!("1970-01-01T00:00:00Z")), 422, "slot-past"),
            (with("starts_at", iso(TimeDelta::minutes(119))), 422, "slot-notice"),
            (with("starts_at", iso(TimeDelta::days(31))), 422, "slot-far"),
            (with("starts_at", json!("9999-12-31T23:59:59Z")), 422, "slot-far"),
            (with("starts_at", json!(time(&times[0]["starts_at"]) + TimeDelta::seconds(1))), 422, "slot-not-offered"),
            (with("starts_at", json!(time(&times[0]["starts_at"]) - TimeDelta::minutes(30))), 422, "slot-not-offered"),
            (with("starts_at", json!("tomorrow")), 422, "invalid"),
            (with("zone", json!("Mars/Olympus")), 422, "invalid"),
            (with("zone", json!("../../etc/passwd")), 422, "invalid"),
            (with("zone", json!("")), 422, "invalid"),
            (with("name", json!(" ")), 422, "invalid"),
            (with("name", json!("a\u{0}b")), 422, "invalid"),
            (with("name", json!("\u{202e}evil")), 422, "invalid"),
            (with("mail", json!("nobody")), 422, "invalid"),
            (with("mail", json!("eva@example.org\r\nBcc: all@example.org")), 422, "invalid"),
            (with("topic", json!(long)), 422, "invalid"),
            (with("language", json!("English")), 422, "invalid"),
            (with("advisor", json!("nobody")), 422, "invalid"),
            (with("advisor", json!("ana")), 422, "slot-not-offered"),
            (with("product", json!(uuid::Uuid::nil())), 404, "product-not-found"),
        ] {
            let answer = book(&guest, &casa, &form).await;
            assert_eq!((answer.status, answer.slug().as_str()), (status, slug), "{form}: {answer}");
        }
        let mut nobody = good.clone();
        nobody.as_object_mut().expect("fields").remove("mail");
        book(&guest, &casa, &nobody).await.expect_problem(422, "invalid");
        // Somebody who is signed in need not say who they are.
        nobody.as_object_mut().expect("fields").remove("name");
        let ida = kit.sign_up("ida").await;
        let own = book(&ida, &casa, &nobody).await.expect(201).json();
        assert_eq!((&own["name"], &own["mail"]), (&json!("Ida"), &json!("ida@example.org")));
        book(&guest, &casa, &good).await.expect_problem(409, "slot-taken");
        for slot in &times[1..4] {
            book(&guest, &casa, &eva(slot)).await.expect(201);
        }
        book(&guest, &casa, &eva(&times[4])).await.expect_problem(409, "bookings-enough");

        for query in ["?zone=Mars/Olympus", "?from=2026-01-01T00:00:00Z&to=2026-02-02T00:00:00Z", "?advisor=nobody"] {
            let path = casa.path(&format!("/advice/slots{query}"));
            guest.api(Method::GET, &path).send().await.expect_problem(422, "invalid");
        }
        for terms in [
            json!({ "on": true, "length_min": 9, "notice_min": 0, "ahead_days": 30 }),
            json!({ "on": true, "length_min": 30, "notice_min": -1, "ahead_days": 30 }),
            json!({ "on": true, "length_min": 30, "notice_min": 0, "ahead_days": 91 }),
            json!({ "on": true, "length_min": 30, "notice_min": 0, "ahead_days": 30, "before_min": i64::MIN }),
        ] {
            let put = casa.api(Method::PUT, "/advice/bookings/terms").json(&terms);
            put.send().await.expect_problem(422, "invalid");
        }
        let off = json!({ "on": false, "length_min": 30, "notice_min": 0, "ahead_days": 30 });
        let refused = ben.api(Method::PUT, &casa.path("/advice/bookings/terms")).json(&off).send().await;
        refused.expect_problem(403, "forbidden");
        casa.api(Method::PUT, "/advice/bookings/terms").json(&off).send().await.expect(200);
        book(&guest, &casa, &eva(&times[5])).await.expect_problem(409, "bookings-off");
        guest.api(Method::GET, &casa.path("/advice/slots")).send().await.expect_problem(409, "bookings-off");
    }

    async fn two_press_at_once_and_one_has_it(kit) {
        let (casa, _) = casa(kit).await;
        let times = free(kit, &casa, "").await;
        let (one, other) = (kit.guest(), kit.guest());
        let (mine, theirs) = (eva(&times[0]), eva(&times[0]));
        let both = tokio::join!(book(&one, &casa, &mine), book(&other, &casa, &theirs));
        let mut statuses = [both.0.status, both.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
        // Pressed twice under one key it is one.
        let guest = kit.guest();
        book(&guest, &casa, &eva(&times[1])).await.expect(201);
        let under = async |form: &Value| {
            let post = guest.api(Method::POST, &casa.path("/advice/bookings"));
            post.header("idempotency-key", "once").json(form).send().await
        };
        let first = under(&eva(&times[2])).await.expect(201).json();
        let again = under(&eva(&times[2])).await.expect(201).json();
        assert_eq!(first["id"], again["id"]);
        under(&eva(&times[3])).await.expect_problem(409, "key-reused");
    }

    async fn one_address_takes_only_so_many_times(kit) {
        let (casa, _) = casa(kit).await;
        kit.restart_with(|_, rates| rates.ask = Rate { burst: 2, every: Duration::from_secs(3_600) }).await;
        let times = free(kit, &casa, "").await;
        let as_another = |slot: usize| {
            let mut form = eva(&times[slot]);
            form["mail"] = json!(format!("eva{slot}@example.org"));
            form
        };
        for slot in [0, 1] {
            book(&kit.guest(), &casa, &as_another(slot)).await.expect(201);
        }
        // What is refused for another reason takes nothing.
        book(&kit.guest(), &casa, &as_another(0)).await.expect_problem(409, "slot-taken");
        book(&kit.guest(), &casa, &as_another(2)).await.expect_problem(429, "too-many-requests");
        assert_eq!(free(kit, &casa, "").await.len(), 14);
    }

    async fn whom_one_wants_and_who_speaks_it_and_days_off(kit) {
        let (casa, ben) = casa(kit).await;
        let tom = kit.sign_up("tom").await;
        kit.employ_at(&casa.slug, &tom, Role::Advisor).await;
        offers(&tom, &casa).await;
        let profile = json!({ "state": "off", "languages": ["pt"], "skills": [] });
        tom.api(Method::PUT, &casa.path("/advice/me")).json(&profile).send().await.expect(200);
        let times = free(kit, &casa, "").await;
        assert_eq!(times[0]["advisors"].as_array().map(Vec::len), Some(2));
        assert_eq!(free(kit, &casa, "&language=pt").await[0]["advisors"], json!(["tom"]));
        assert_eq!(free(kit, &casa, "&advisor=ben").await[0]["advisors"], json!(["ben"]));
        let mut form = eva(&times[0]);
        form["language"] = json!("pt");
        let spoken = book(&kit.guest(), &casa, &form).await.expect(201).json();
        assert_eq!(spoken["advisor"]["handle"], "tom", "who speaks it");
        form["advisor"] = json!("tom");
        form["mail"] = json!("other@example.org");
        book(&kit.guest(), &casa, &form).await.expect_problem(409, "slot-taken");
        let day = madrid(kit.now()) + TimeDelta::days(2);
        let off = json!({ "offers": true, "zone": "Europe/Madrid", "week": vec![json!([{ "open": "09:00", "close": "17:00" }]); 7], "days_off": [day] });
        let put = ben.api(Method::PUT, &casa.path("/advice/me/bookings")).json(&off);
        let set = put.send().await.expect(200).json();
        assert_eq!(set["days_off"], json!([day]));
        assert_eq!(free(kit, &casa, "&advisor=ben").await, Vec::<Value>::new());
        // Without hours of their own the desk's count; without those there are none.
        let none = json!({ "offers": true });
        ben.api(Method::PUT, &casa.path("/advice/me/bookings")).json(&none).send().await.expect(200);
        assert_eq!(free(kit, &casa, "&advisor=ben").await, Vec::<Value>::new());
        let desk = json!({ "zone": "Europe/Madrid", "on": true, "week": vec![json!([{ "open": "10:00", "close": "11:00" }]); 7] });
        casa.api(Method::PUT, "/advice/hours").json(&desk).send().await.expect(200);
        assert_eq!(free(kit, &casa, "&advisor=ben").await.len(), 2);
    }

    async fn who_is_here_is_put_in_line_and_finds_what_was_prepared(kit) {
        let (casa, ben) = casa(kit).await;
        let (guest, bowl) = (kit.guest(), casa.bowl(3).await);
        let times = free(kit, &casa, "").await;
        let mut form = eva(&times[0]);
        form["product"] = json!(bowl.id);
        let booking = book(&guest, &casa, &form).await.expect(201).json();
        assert_eq!(booking["product_name"], "Sage bowl");
        let id = booking["id"].as_str().expect("an id").to_owned();
        let prepare = async |form: &Value| {
            let put = ben.api(Method::PUT, &format!("/advice/bookings/{id}/prepared"));
            put.json(form).send().await
        };
        let set = prepare(&json!({ "products": [bowl.id], "note": " Likes oak " })).await.expect(200).json();
        assert_eq!((&set["note"], &set["products"][0]["name"]), (&json!("Likes oak"), &json!("Sage bowl")));
        prepare(&json!({ "products": [bowl.id, bowl.id] })).await.expect_problem(422, "invalid");
        prepare(&json!({ "products": [uuid::Uuid::nil()] })).await.expect_problem(422, "invalid");
        prepare(&json!({ "note": "x".repeat(1_001) })).await.expect_problem(422, "invalid");
        let many: Vec<_> = (0..13).map(uuid::Uuid::from_u128).collect();
        prepare(&json!({ "products": many })).await.expect_problem(422, "invalid");

        let early = at(&guest, Method::POST, &booking, "/here").await.expect_problem(409, "booking-early").json();
        assert_eq!(time(&early["here_from"]), time(&booking["starts_at"]) - TimeDelta::minutes(10));
        nears(kit, &booking, TimeDelta::minutes(9));
        let turn = json!({ "state": "on", "languages": ["en"], "skills": [] });
        ben.api(Method::PUT, &casa.path("/advice/me")).json(&turn).send().await.expect(200);
        // On the device where the letter was read.
        let phone = kit.guest();
        let opened = key(booking["page"].as_str().expect("a page"));
        let here = at(&phone, Method::POST, &booking, &format!("/here{opened}")).await.expect(200).json();
        assert!(here["booking"]["here_at"].is_string(), "{here}");
        let ticket = here["ticket"].as_str().expect("a ticket").to_owned();
        let waiting = phone.api(Method::GET, &format!("/advice/tickets/{ticket}")).send().await.expect(200).json();
        assert_eq!((&waiting["state"], &waiting["name"], &waiting["ringing"]), (&json!("waiting"), &json!("Eva"), &json!(true)));
        let listed = ben.api(Method::GET, &casa.path("/advice/bookings")).send().await.expect(200).json();
        assert!(listed["items"][0]["here_at"].is_string(), "{listed}");
        let session = ben.api(Method::POST, &format!("/advice/tickets/{ticket}/accept")).send().await.expect(200).json();
        let session = session["id"].as_str().expect("an id").to_owned();
        let prepared = async |browser: &Browser| {
            let get = browser.api(Method::GET, &format!("/advice/sessions/{session}/prepared"));
            get.send().await
        };
        let found = prepared(&ben).await.expect(200).json();
        assert_eq!((&found["note"], &found["products"][0]["id"], &found["booking"]), (&json!("Likes oak"), &json!(bowl.id), &json!(id)));
        prepared(&phone).await.expect_problem(401, "sign-in-first");
        prepared(&casa.owner).await.expect_problem(404, "advice-session-not-found");
        kit::eventually("the booking to be kept", async || {
            let seen = at(&guest, Method::GET, &booking, "").await.expect(200).json();
            (seen["state"] == "kept").then_some(())
        })
        .await;
    }

    async fn an_advisors_calendar_is_a_secret_that_can_be_renewed(kit) {
        let (casa, ben) = casa(kit).await;
        let times = free(kit, &casa, "").await;
        let mut form = eva(&times[0]);
        form["topic"] = json!("END:VCALENDAR\nBEGIN:VEVENT");
        book(&kit.guest(), &casa, &form).await.expect(201);
        let offer = ben.api(Method::GET, &casa.path("/advice/me/bookings")).send().await.expect(200).json();
        let path = |json: &Value| {
            let url = json["feed_url"].as_str().expect("an address");
            url[url.find("/advice/").expect("a path")..].to_owned()
        };
        let feed = path(&offer);
        let text = kit.guest().get(&feed).await.expect(200).text().to_owned();
        assert_eq!(text.matches("\r\nBEGIN:VEVENT\r\n").count(), 1, "{text}");
        assert!(text.contains("SUMMARY:Advice for Eva\r\n"), "{text}");
        let (bare, _) = feed.split_once('?').expect("a key");
        kit.guest().get(bare).await.expect(404);
        let renewed = ben.api(Method::POST, &casa.path("/advice/me/bookings/feed")).send().await.expect(200).json();
        assert_eq!(renewed["offers"], true, "all else stays");
        kit.guest().get(&feed).await.expect(404);
        kit.guest().get(&path(&renewed)).await.expect(200);
        kit.employ_at(&casa.slug, &ben, Role::Host).await;
        kit.guest().get(&path(&renewed)).await.expect(404);
    }

    async fn a_form_without_script_books_moves_comes_and_cancels(kit) {
        let (casa, ben) = casa(kit).await;
        let guest = kit.guest();
        let times = free(kit, &casa, "").await;
        let page = guest.page(&format!("/shops/{}/advice/book?zone=America/New_York", casa.slug)).await.expect(200);
        assert!(page.text().contains("America/New York"), "{}", page.text());
        let book_at = |slot: &Value| slot["starts_at"].as_str().expect("a time").to_owned();
        let form = [
            ("starts_at", book_at(&times[0])), ("zone", "America/New_York".to_owned()), ("name", "Eva <b>".to_owned()),
            ("mail", "eva@example.org".to_owned()), ("topic", "One\r\nTwo".to_owned()), ("once", "1".to_owned()),
        ];
        let fields: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let address = format!("/shops/{}/advice/book", casa.slug);
        let booked = guest.submit(&address, &fields).await.expect(303);
        let own = booked.header("location").to_owned();
        let again = guest.submit(&address, &fields).await.expect(303);
        assert_eq!(again.header("location"), own, "pressed twice it is one");
        let seen = guest.page(&own).await.expect(200);
        let theirs = advisor::bookings::local(time(&times[0]["starts_at"]), "America/New_York").format("%H:%M").to_string();
        assert!(seen.text().contains(&theirs) && seen.text().contains("America/New York"), "{}", seen.text());
        let taken = kit.guest().submit(&address, &fields).await.expect(422);
        assert!(taken.text().contains("Somebody was faster") && taken.text().contains("Eva &#60;b&#62;"), "{}", taken.text());

        let id = own.rsplit('/').next().expect("an id").to_owned();
        let chosen = guest.page(&format!("{address}?booking={id}")).await.expect(200);
        assert!(chosen.text().contains("Move your time"), "{}", chosen.text());
        let moving = [("starts_at", book_at(&times[2])), ("zone", "America/New_York".to_owned()), ("booking", id.clone())];
        let moving: Vec<_> = moving.iter().map(|(name, value)| (*name, value.as_str())).collect();
        guest.submit(&address, &moving).await.expect(303);
        kit.guest().submit(&address, &moving).await.expect(404);
        let desk = ben.page(&format!("/studio/shops/{}/advice/bookings", casa.slug)).await.expect(200);
        assert!(desk.text().contains("Eva &#60;b&#62;") && desk.text().contains("10:00"), "{}", desk.text());

        guest.submit(&format!("{own}/here"), &[]).await.expect(303);
        let seen = guest.page(&own).await.expect(200);
        assert!(!seen.text().contains("I&#39;m here"), "not yet");
        let moved = guest.api(Method::GET, &format!("/advice/bookings/{id}")).send().await.expect(200).json();
        nears(kit, &moved, TimeDelta::minutes(5));
        let came = guest.submit(&format!("{own}/here"), &[]).await.expect(303);
        let wait = came.header("location").to_owned();
        assert!(wait.starts_with("/advice/") && !wait.contains("bookings"), "{wait}");
        guest.page(&wait).await.expect(200);
        guest.submit(&format!("{own}/cancel"), &[]).await.expect(303);
        let seen = guest.page(&own).await.expect(200);
        assert!(seen.text().contains("This time is cancelled"), "{}", seen.text());
    }
}
