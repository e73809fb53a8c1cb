//! Every call of the JSON API, tried by someone who may not. The table is
//! pinned against the API's own description: a new call needs its line here.

use std::collections::BTreeSet;

use kit::{Answer, Browser, Method, on_both, on_one};
use serde_json::{Value, json};

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

const TABLE: &[(&str, &str, Guest, Stranger)] = &[
    ("post", "/api/v1/accounts", Guest::Welcome, Stranger::OwnOnly),
    ("post", "/api/v1/session", Guest::Welcome, Stranger::OwnOnly),
    ("get", "/api/v1/session", Guest::SignInFirst, Stranger::OwnOnly),
    ("delete", "/api/v1/session", Guest::SignInFirst, Stranger::OwnOnly),
    ("post", "/api/v1/tokens", Guest::SignInFirst, Stranger::OwnOnly),
    ("get", "/api/v1/tokens", Guest::SignInFirst, Stranger::OwnOnly),
    (
        "delete",
        "/api/v1/tokens/{id}",
        Guest::SignInFirst,
        Stranger::NotFound("not-found"),
    ),
    ("get", "/api/v1/shows", Guest::Welcome, Stranger::OwnOnly),
    ("post", "/api/v1/shows", Guest::SignInFirst, Stranger::OwnOnly),
    ("get", "/api/v1/shows/{id}", Guest::Welcome, MAY_LOOK),
    ("put", "/api/v1/shows/{id}", Guest::SignInFirst, Stranger::Refused),
    (
        "delete",
        "/api/v1/shows/{id}",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "post",
        "/api/v1/shows/{id}/end",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "post",
        "/api/v1/shows/{id}/stream-key",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "get",
        "/api/v1/shows/{id}/health",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    ("get", "/api/v1/groups", Guest::SignInFirst, Stranger::OwnOnly),
    ("post", "/api/v1/groups", Guest::SignInFirst, Stranger::OwnOnly),
    (
        "put",
        "/api/v1/groups/{id}",
        Guest::SignInFirst,
        Stranger::NotFound("group-not-found"),
    ),
    (
        "delete",
        "/api/v1/groups/{id}",
        Guest::SignInFirst,
        Stranger::NotFound("group-not-found"),
    ),
    (
        "get",
        "/api/v1/groups/{id}/members",
        Guest::SignInFirst,
        Stranger::NotFound("group-not-found"),
    ),
    (
        "put",
        "/api/v1/groups/{id}/members/{handle}",
        Guest::SignInFirst,
        Stranger::NotFound("group-not-found"),
    ),
    (
        "delete",
        "/api/v1/groups/{id}/members/{handle}",
        Guest::SignInFirst,
        Stranger::NotFound("group-not-found"),
    ),
    (
        "get",
        "/api/v1/shows/{id}/audience",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "put",
        "/api/v1/shows/{id}/audience",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "get",
        "/api/v1/shows/{id}/links",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "post",
        "/api/v1/shows/{id}/links",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "delete",
        "/api/v1/shows/{id}/links/{link}",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "delete",
        "/api/v1/shows/{id}/messages/{message}",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "post",
        "/api/v1/shows/{id}/messages/{message}/reports",
        Guest::SignInFirst,
        Stranger::OfPublic(204),
    ),
    (
        "put",
        "/api/v1/shows/{id}/pinned-message",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "put",
        "/api/v1/shows/{id}/questions/{message}",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    ("get", "/api/v1/shows/{id}/rules", Guest::SignInFirst, MAY_LOOK),
    (
        "put",
        "/api/v1/shows/{id}/rules",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "get",
        "/api/v1/shows/{id}/words",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "put",
        "/api/v1/shows/{id}/words",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "get",
        "/api/v1/shows/{id}/sanctions",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "post",
        "/api/v1/shows/{id}/sanctions",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "delete",
        "/api/v1/shows/{id}/sanctions/{handle}",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "get",
        "/api/v1/shows/{id}/reports",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "post",
        "/api/v1/shows/{id}/reports/{report}/settle",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "get",
        "/api/v1/shows/{id}/held",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "post",
        "/api/v1/shows/{id}/held/{held}",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "get",
        "/api/v1/shows/{id}/moderators",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "put",
        "/api/v1/shows/{id}/moderators/{handle}",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "delete",
        "/api/v1/shows/{id}/moderators/{handle}",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "get",
        "/api/v1/shows/{id}/audit",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "get",
        "/api/v1/shows/{id}/products",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "put",
        "/api/v1/shows/{id}/products",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    ("get", "/api/v1/shows/{id}/pins", Guest::Welcome, MAY_LOOK),
    (
        "put",
        "/api/v1/shows/{id}/pins/{product}",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "delete",
        "/api/v1/shows/{id}/pins/{product}",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "post",
        "/api/v1/shows/{id}/pins/next",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "put",
        "/api/v1/shows/{id}/voucher",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "get",
        "/api/v1/shows/{id}/sales",
        Guest::SignInFirst,
        Stranger::Refused,
    ),
    (
        "get",
        "/api/v1/shops/{slug}/products/{product}/moments",
        Guest::Welcome,
        Stranger::OwnOnly,
    ),
    (
        "get",
        "/api/v1/shows/{id}/timeline",
        Guest::Welcome,
        Stranger::OfPublic(409),
    ),
    (
        "get",
        "/api/v1/people/{handle}",
        Guest::Welcome,
        Stranger::OwnOnly,
    ),
    ("get", "/api/v1/shops/{slug}", Guest::Welcome, Stranger::OwnOnly),
    (
        "put",
        "/api/v1/people/{handle}/follow",
        Guest::SignInFirst,
        Stranger::OwnOnly,
    ),
    (
        "delete",
        "/api/v1/people/{handle}/follow",
        Guest::SignInFirst,
        Stranger::OwnOnly,
    ),
    (
        "put",
        "/api/v1/shops/{slug}/follow",
        Guest::SignInFirst,
        Stranger::OwnOnly,
    ),
    (
        "delete",
        "/api/v1/shops/{slug}/follow",
        Guest::SignInFirst,
        Stranger::OwnOnly,
    ),
    (
        "get",
        "/api/v1/people/{handle}/followers",
        Guest::SignInFirst,
        Stranger::OwnOnly,
    ),
    (
        "get",
        "/api/v1/people/{handle}/following",
        Guest::SignInFirst,
        Stranger::OwnOnly,
    ),
    (
        "put",
        "/api/v1/people/{handle}/block",
        Guest::SignInFirst,
        Stranger::OwnOnly,
    ),
    (
        "delete",
        "/api/v1/people/{handle}/block",
        Guest::SignInFirst,
        Stranger::OwnOnly,
    ),
    ("get", "/api/v1/blocks", Guest::SignInFirst, Stranger::OwnOnly),
    (
        "put",
        "/api/v1/shows/{id}/reminder",
        Guest::SignInFirst,
        Stranger::OfPublic(409),
    ),
    (
        "delete",
        "/api/v1/shows/{id}/reminder",
        Guest::SignInFirst,
        Stranger::OfPublic(204),
    ),
    ("get", "/api/v1/notices", Guest::SignInFirst, Stranger::OwnOnly),
    (
        "post",
        "/api/v1/notices/read",
        Guest::SignInFirst,
        Stranger::OwnOnly,
    ),
    (
        "get",
        "/api/v1/notices/live",
        Guest::SignInFirst,
        Stranger::OwnOnly,
    ),
    (
        "get",
        "/api/v1/notices/settings",
        Guest::SignInFirst,
        Stranger::OwnOnly,
    ),
    (
        "put",
        "/api/v1/notices/settings",
        Guest::SignInFirst,
        Stranger::OwnOnly,
    ),
    ("get", "/api/v1/push/key", Guest::Welcome, Stranger::OwnOnly),
    (
        "get",
        "/api/v1/push/subscriptions",
        Guest::SignInFirst,
        Stranger::OwnOnly,
    ),
    (
        "post",
        "/api/v1/push/subscriptions",
        Guest::SignInFirst,
        Stranger::OwnOnly,
    ),
    (
        "delete",
        "/api/v1/push/subscriptions",
        Guest::SignInFirst,
        Stranger::OwnOnly,
    ),
    ("post", "/api/v1/shops", Guest::SignInFirst, Stranger::OwnOnly),
    (
        "get",
        "/api/v1/shops/{slug}/settings",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "put",
        "/api/v1/shops/{slug}/settings",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "get",
        "/api/v1/shops/{slug}/products",
        Guest::Welcome,
        Stranger::OwnOnly,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/products",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "get",
        "/api/v1/shops/{slug}/products/{product}",
        Guest::Welcome,
        Stranger::OwnOnly,
    ),
    (
        "put",
        "/api/v1/shops/{slug}/products/{product}",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "delete",
        "/api/v1/shops/{slug}/products/{product}",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/products/{product}/pictures",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "put",
        "/api/v1/shops/{slug}/products/{product}/pictures/order",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "delete",
        "/api/v1/shops/{slug}/products/{product}/pictures/{position}",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "get",
        "/api/v1/shops/{slug}/collections",
        Guest::Welcome,
        Stranger::OwnOnly,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/collections",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "put",
        "/api/v1/shops/{slug}/collections/{collection}",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "delete",
        "/api/v1/shops/{slug}/collections/{collection}",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "get",
        "/api/v1/shops/{slug}/offers",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/offers",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/offers/{offer}/end",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "get",
        "/api/v1/shops/{slug}/vouchers",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/vouchers",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "delete",
        "/api/v1/shops/{slug}/vouchers/{voucher}",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "put",
        "/api/v1/shops/{slug}/products/{product}/variants/{variant}/stock",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "get",
        "/api/v1/shops/{slug}/basket",
        Guest::Welcome,
        Stranger::OwnOnly,
    ),
    (
        "put",
        "/api/v1/shops/{slug}/basket/lines/{variant}",
        Guest::Welcome,
        Stranger::OwnOnly,
    ),
    (
        "put",
        "/api/v1/shops/{slug}/basket/voucher",
        Guest::Welcome,
        Stranger::OwnOnly,
    ),
    (
        "get",
        "/api/v1/shops/{slug}/holds",
        Guest::Welcome,
        Stranger::OwnOnly,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/holds",
        Guest::Welcome,
        Stranger::OwnOnly,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/holds/{hold}/extend",
        Guest::Welcome,
        Stranger::OwnOnly,
    ),
    (
        "delete",
        "/api/v1/shops/{slug}/holds/{hold}",
        Guest::Welcome,
        Stranger::OwnOnly,
    ),
    (
        "get",
        "/api/v1/shops/{slug}/line/{variant}",
        Guest::Welcome,
        Stranger::OwnOnly,
    ),
    (
        "put",
        "/api/v1/shops/{slug}/line/{variant}",
        Guest::Welcome,
        Stranger::OwnOnly,
    ),
    (
        "delete",
        "/api/v1/shops/{slug}/line/{variant}",
        Guest::Welcome,
        Stranger::OwnOnly,
    ),
    ("get", "/api/v1/addresses", Guest::SignInFirst, Stranger::OwnOnly),
    ("post", "/api/v1/addresses", Guest::SignInFirst, Stranger::OwnOnly),
    (
        "put",
        "/api/v1/addresses/{id}",
        Guest::SignInFirst,
        Stranger::NotFound("not-found"),
    ),
    (
        "delete",
        "/api/v1/addresses/{id}",
        Guest::SignInFirst,
        Stranger::NotFound("not-found"),
    ),
    (
        "get",
        "/api/v1/shops/{slug}/shipping",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "put",
        "/api/v1/shops/{slug}/shipping",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "get",
        "/api/v1/shops/{slug}/taxes",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "put",
        "/api/v1/shops/{slug}/taxes",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "get",
        "/api/v1/shops/{slug}/webhooks",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/webhooks",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "put",
        "/api/v1/shops/{slug}/webhooks/{id}",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "delete",
        "/api/v1/shops/{slug}/webhooks/{id}",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/webhooks/{id}/secret",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/webhooks/{id}/ping",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "get",
        "/api/v1/shops/{slug}/webhooks/{id}/deliveries",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/webhook-deliveries/{id}/resend",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    ("post", "/api/v1/checkouts", Guest::Welcome, Stranger::OwnOnly),
    (
        "get",
        "/api/v1/checkouts/{id}",
        Guest::Welcome,
        Stranger::NotFound("checkout-not-found"),
    ),
    (
        "put",
        "/api/v1/checkouts/{id}",
        Guest::Welcome,
        Stranger::NotFound("checkout-not-found"),
    ),
    (
        "delete",
        "/api/v1/checkouts/{id}",
        Guest::Welcome,
        Stranger::NotFound("checkout-not-found"),
    ),
    (
        "post",
        "/api/v1/checkouts/{id}/extend",
        Guest::Welcome,
        Stranger::NotFound("checkout-not-found"),
    ),
    (
        "post",
        "/api/v1/checkouts/{id}/pay",
        Guest::Welcome,
        Stranger::NotFound("checkout-not-found"),
    ),
    (
        "post",
        "/api/v1/payments/{provider}/notices",
        Guest::Welcome,
        Stranger::OwnOnly,
    ),
    ("get", "/api/v1/orders", Guest::Welcome, Stranger::OwnOnly),
    (
        "get",
        "/api/v1/orders/{id}",
        Guest::Welcome,
        Stranger::NotFound("order-not-found"),
    ),
    (
        "post",
        "/api/v1/orders/{id}/returns",
        Guest::Welcome,
        Stranger::NotFound("order-not-found"),
    ),
    (
        "get",
        "/api/v1/shops/{slug}/orders",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "get",
        "/api/v1/shops/{slug}/orders.csv",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "get",
        "/api/v1/shops/{slug}/orders/{order}",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/orders/{order}/fulfil",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/orders/{order}/cancel",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/orders/{order}/returns/{return}/receive",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/orders/{order}/returns/{return}/decline",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "post",
        "/api/v1/shops/{slug}/orders/{order}/refunds",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
    (
        "get",
        "/api/v1/shops/{slug}/ledger",
        Guest::SignInFirst,
        Stranger::NotStaff,
    ),
];

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
    let body = if is_of_shop && !path.ends_with("/follow") {
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
        ("{hold}", id),
        ("{message}", "1"),
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
        let table: BTreeSet<_> = TABLE
            .iter()
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
            let row = TABLE.iter().find(|row| row.0 == method && row.1 == path);
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
        for &(method, path, guest, _) in TABLE {
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
        for &(method, path, _, expected) in TABLE {
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
