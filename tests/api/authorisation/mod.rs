//! Every call of the JSON API, tried by someone who may not. The table is
//! pinned against the API's own description: a new call needs its line in one
//! of the files beside this one.

mod advice;
mod buying;
mod people;
mod shops;
mod shows;

use std::collections::BTreeSet;

use kit::{Answer, Browser, Method, on_both, on_one};
use serde_json::{Value, json};
use vitrine::config::Span;

/// What someone who is not signed in gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guest {
    /// The call is for everyone.
    Welcome,
    SignInFirst,
}

/// What someone gets who is signed in but has nothing to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stranger {
    /// It reaches only what is their own, or what everyone may see.
    OwnOnly,
    /// That much of what is public; what is private does not exist.
    OfPublic(u16),
    /// 403 for what is public, 404 for what is private.
    Refused,
    /// 403: shops are everyone's to see, and this one is someone else's.
    NotStaff,
    /// 404 of that kind.
    NotFound(&'static str),
}

/// Everyone may see what is public; what is private does not exist.
const MAY_LOOK: Stranger = Stranger::OfPublic(200);

/// A call, what a guest gets, and what a stranger gets.
type Row = (&'static str, &'static str, Guest, Stranger);

fn table() -> impl Iterator<Item = &'static Row> {
    [people::ROWS, shows::ROWS, shops::ROWS, buying::ROWS, advice::ROWS]
        .into_iter()
        .flatten()
}

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Calls and paths of the API as it describes itself.
fn described(document: &Value) -> BTreeSet<(String, String)> {
    let paths = document["paths"].as_object().expect("a description has paths");
    let calls = paths.iter().flat_map(|(path, item)| {
        let methods = METHODS.iter().filter(move |method| item.get(**method).is_some());
        methods.map(move |method| ((*method).to_owned(), path.clone()))
    });
    calls.collect()
}

/// A body that fits all calls about a shop.
fn shop_form(id: &str) -> Value {
    json!({
        "name": "Taken over", "currency": "EUR", "country": "PT", "prices_include_tax": true, "hold_s": 600,
        "shows_buyers": true, "variants": [{ "price": { "minor": 1, "currency": "EUR" } }], "version": 1,
        "pictures": [], "product": id, "kind": "percent", "value": 10, "ends_at": "2100-01-01T00:00:00Z",
        "code": "TAKEN", "rates": [], "url": "https://example.org/",
    })
}

/// The call with that id in its path, names that someone has, and a body that
/// fits some of them.
async fn call(browser: &Browser, method: &str, path: &str, id: &str) -> Answer {
    let method: Method = method.to_uppercase().parse().expect("a method");
    let is_of_shop = path.starts_with("/api/v1/shops/{slug}/");
    let body = if path.contains("/advice/") {
        advice::form()
    } else if is_of_shop && !path.ends_with("/follow") {
        shop_form(id)
    } else {
        json!({
            "title": "Taken over", "name": "program", "login": "nobody", "password": "long enough for one",
            "handle": "newcomer", "email": "newcomer@example.org",
            "groups": [], "followed": false, "writers": "all", "slow_s": 0, "words": [], "kind": "ban",
            "state": "now", "let_through": true, "reason": "rude", "products": [],
            "line1": "Rua Nova 1", "city": "Lisboa", "country": "PT",
            "shop": "casa-lumen", "lines": [], "total": { "minor": 1, "currency": "EUR" }, "method": {},
        })
    };
    let mut path = path.to_owned();
    for (name, value) in [
        ("{id}", id),
        ("{link}", id),
        ("{report}", id),
        ("{held}", id),
        ("{handle}", "ana"),
        ("{slug}", "casa-lumen"),
        ("{product}", "sage-bowl"),
        ("{position}", "0"),
        ("{collection}", id),
        ("{offer}", id),
        ("{voucher}", id),
        ("{variant}", id),
        ("{side}", "friend"),
        ("{invitation}", id),
        ("{hold}", id),
        ("{template}", id),
        ("{queue}", id),
        ("{message}", "1"),
        ("{note}", id),
        ("{order}", id),
        ("{return}", id),
        ("{provider}", "sandbox"),
    ] {
        path = path.replace(name, value);
    }
    browser.request(method, &path).json(&body).send().await
}

on_one! {
    async fn the_table_names_every_call_of_the_api(kit) {
        let document = kit.guest().get("/api/openapi.json").await.expect(200).json();
        let table: BTreeSet<_> = table()
            .map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned()))
            .collect();
        let described = described(&document);
        let missing: Vec<_> = described.difference(&table).collect();
        let stale: Vec<_> = table.difference(&described).collect();
        assert!(
            missing.is_empty() && stale.is_empty(),
            "without a case: {missing:?}; gone: {stale:?}"
        );
    }

    async fn the_description_names_every_method_that_answers(kit) {
        let guest = kit.guest();
        let document = guest.get("/api/openapi.json").await.expect(200).json();
        assert_eq!(document["info"]["title"], "Vitrine");
        assert!(
            document["openapi"]
                .as_str()
                .is_some_and(|version| version.starts_with("3.")),
            "{document}"
        );
        let described = described(&document);
        let paths: BTreeSet<_> = described.iter().map(|(_, path)| path.clone()).collect();
        let id = kit.unknown_show().to_string();
        for path in &paths {
            for method in METHODS {
                let answer = call(&guest, method, path, &id).await;
                let is_described = described.contains(&(method.to_owned(), path.clone()));
                assert_eq!(answer.status != 405, is_described, "{answer}");
                let unknown_path = answer.status == 404 && answer.slug() == "not-found";
                assert!(!unknown_path, "{answer}");
            }
        }
        for (method, path) in &described {
            let call = &document["paths"][path][method];
            assert!(
                call["summary"].as_str().is_some_and(|words| !words.is_empty()),
                "{method} {path} says nothing"
            );
            let row = table().find(|row| row.0 == method && row.1 == path);
            let open = row.is_some_and(|row| row.2 == Guest::Welcome);
            assert_eq!(
                call["security"].is_null(),
                open,
                "{method} {path}: security as described"
            );
            assert_eq!(
                call["responses"]["401"].is_null(),
                open && path != "/api/v1/session",
                "{method} {path}: 401"
            );
        }
    }
}

on_both! {
    async fn a_guest_is_asked_to_sign_in(kit) {
        let ana = kit.sign_up("ana").await;
        let show = ana.create_show("Linen").await;
        let secret = ana.make_token("till").await;
        let tokens = ana.api(Method::GET, "/tokens").send().await.expect(200).json();
        let token = tokens["items"][0]["id"].as_str().expect("an id");
        let show_id = show.id.to_string();
        for &(method, path, guest, _) in table() {
            let id = if path.contains("/tokens/") {
                token
            } else {
                show_id.as_str()
            };
            let answer = call(&kit.guest(), method, path, id).await;
            match guest {
                Guest::SignInFirst => drop(answer.expect_problem(401, "sign-in-first")),
                // Signing in as nobody is refused for another reason.
                Guest::Welcome => assert_ne!(answer.slug(), "sign-in-first", "{answer}"),
            }
        }
        assert_eq!(ana.look_up(&show).await["title"], "Linen");
        kit.guest()
            .api(Method::GET, "/session")
            .bearer(&secret)
            .send()
            .await
            .expect(200);
    }

    async fn a_stranger_reaches_nothing_of_others(kit) {
        // Its shows have no picture: noticed, they would be paused, which has a number in the room.
        kit.restart_with(|config, _| config.sweep_every = Span::hours(1)).await;
        let (ana, stranger) = (kit.sign_up("ana").await, kit.sign_up("stranger").await);
        let public = ana.create_show("Linen").await;
        let private = ana
            .plan(&json!({ "title": "Linen", "visibility": "private" }))
            .await;
        let secret = ana.make_token("till").await;
        let tokens = ana.api(Method::GET, "/tokens").send().await.expect(200).json();
        let token = tokens["items"][0]["id"].as_str().expect("an id").to_owned();
        let group = ana.api(Method::POST, "/groups").json(&json!({ "name": "Regulars" })).send().await;
        let group = group.expect(201).json()["id"].as_str().expect("an id").to_owned();
        let casa = ana.open_shop("casa-lumen").await;
        let bowl = casa.bowl(1).await;
        for show in [&public, &private] {
            kit.go_live(show).await;
            let (mut room, _) = ana.enter(show).await;
            assert_eq!(room.say("Mine").await, 1);
        }
        let (open, hidden) = (public.id.to_string(), private.id.to_string());
        for &(method, path, _, expected) in table() {
            match expected {
                // Tried with its owner's eyes elsewhere.
                Stranger::OwnOnly => assert!(
                    !path.contains("{id}"),
                    "{method} {path} is not only about oneself"
                ),
                Stranger::NotFound(kind) => {
                    let id = if path.contains("/tokens/") { &token } else { &group };
                    call(&stranger, method, path, id).await.expect_problem(404, kind);
                }
                Stranger::OfPublic(status) => {
                    call(&stranger, method, path, &open).await.expect(status);
                    call(&stranger, method, path, &hidden)
                        .await
                        .expect_problem(404, "show-not-found");
                }
                Stranger::NotStaff => {
                    call(&stranger, method, path, &group)
                        .await
                        .expect_problem(403, "forbidden");
                }
                Stranger::Refused => {
                    call(&stranger, method, path, &open)
                        .await
                        .expect_problem(403, "forbidden");
                    call(&stranger, method, path, &hidden)
                        .await
                        .expect_problem(404, "show-not-found");
                }
            }
        }
        assert_eq!(casa.look_up(&bowl).await, bowl.json, "nobody else changed what is sold");
        for show in [&public, &private] {
            let seen = ana.look_up(show).await;
            assert_eq!(
                (&seen["title"], &seen["state"]),
                (&json!("Linen"), &json!("live"))
            );
        }
        kit.guest()
            .api(Method::GET, "/session")
            .bearer(&secret)
            .send()
            .await
            .expect(200);
    }
}
