//! Every address of a page, and every form, tried by someone who may not. The
//! table is pinned against the router. And the forms that stand in for scripts,
//! by what they do.

use std::collections::BTreeSet;

use kit::{Answer, Browser, Method, Person, on_both, on_one};
use reqwest::multipart::Form;
use serde_json::{Value, json};

/// Where the addresses are given.
const ROUTER: &str = include_str!("../../platform/web/src/pages/mod.rs");

/// What is sent along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    Nothing,
    Typed(&'static str, &'static str),
    /// A form that may carry files.
    Files,
}

/// Whom it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Everyone,
    /// Those who are signed in, and then it is about themselves.
    Members,
    /// Members, as far as the show is theirs to know: what is private does not exist.
    MembersWhoMayLook,
    /// Who runs the show: 403 to others, 404 where it is private.
    Hosts,
    /// Its owner: to all others it does not exist.
    Owners,
}

use For::{Everyone, Hosts, Members, MembersWhoMayLook, Owners};
use Sent::{Files, Nothing, Typed};

const NAME: Sent = Typed("name", "Taken over");
const TABLE: &[(&str, &str, Sent, For)] = &[
    ("get", "/", Nothing, Everyone),
    ("get", "/signin", Nothing, Everyone),
    ("post", "/signin", Typed("login", "nobody"), Everyone),
    ("get", "/signup", Nothing, Everyone),
    ("post", "/signup", NAME, Everyone),
    ("post", "/signout", Nothing, Everyone),
    ("get", "/shows/{id}", Nothing, Everyone),
    ("get", "/shows/{id}/join/{secret}", Nothing, Everyone),
    ("post", "/shows/{id}/join/{secret}", Nothing, Everyone),
    ("get", "/studio", Nothing, Members),
    ("get", "/studio/new", Nothing, Members),
    ("post", "/studio/shows", Files, Members),
    ("get", "/studio/shows/{id}", Nothing, Hosts),
    ("post", "/studio/shows/{id}", Files, Hosts),
    ("post", "/studio/shows/{id}/end", Nothing, Hosts),
    ("post", "/studio/shows/{id}/delete", Nothing, Hosts),
    ("post", "/studio/shows/{id}/stream-key", Nothing, Hosts),
    (
        "post",
        "/studio/shows/{id}/audience",
        Typed("followed", "yes"),
        Hosts,
    ),
    ("post", "/studio/shows/{id}/links", Typed("most_uses", "3"), Hosts),
    ("post", "/studio/shows/{id}/links/{link}/revoke", Nothing, Hosts),
    ("get", "/friends", Nothing, Members),
    ("post", "/friends/groups", NAME, Members),
    ("post", "/friends/groups/{id}/delete", Nothing, Owners),
    (
        "post",
        "/friends/groups/{id}/members",
        Typed("handle", "eve"),
        Owners,
    ),
    (
        "post",
        "/friends/groups/{id}/members/{handle}/remove",
        Nothing,
        Owners,
    ),
    ("get", "/settings", Nothing, Members),
    ("post", "/settings/profile", Files, Members),
    ("post", "/settings/tokens", NAME, Members),
    ("post", "/settings/tokens/{id}/revoke", Nothing, Owners),
    ("post", "/settings/sessions/{id}/revoke", Nothing, Owners),
    ("post", "/settings/sessions/revoke-others", Nothing, Members),
    ("get", "/api/docs", Nothing, Everyone),
    ("get", "/shops/{slug}", Nothing, Everyone),
    ("get", "/checkouts/{id}/pay", Nothing, Everyone),
    ("get", "/sandbox/challenge/{payment}", Nothing, Everyone),
    (
        "post",
        "/sandbox/challenge/{payment}",
        Typed("answer", "approve"),
        Everyone,
    ),
    ("get", "/unsubscribe/{token}", Nothing, Everyone),
    ("post", "/unsubscribe/{token}", Nothing, Everyone),
    ("post", "/people/{handle}/follow", Typed("act", "follow"), Members),
    ("post", "/shops/{slug}/follow", Typed("act", "follow"), Members),
    (
        "post",
        "/shows/{id}/reminder",
        Typed("act", "on"),
        MembersWhoMayLook,
    ),
    ("get", "/inbox", Nothing, Members),
    ("post", "/inbox/read", Typed("up_to", "1"), Members),
    ("post", "/inbox/settings", Typed("time_zone", "UTC"), Members),
    ("get", "/{profile}", Nothing, Everyone),
    ("post", "/{profile}/block", Typed("act", "block"), Members),
    ("get", "/{profile}/followers", Nothing, Members),
    ("get", "/{profile}/following", Nothing, Members),
    ("get", "/sw.js", Nothing, Everyone),
    ("get", "/assets/{version}/{*path}", Nothing, Everyone),
    ("get", "/pictures/{name}", Nothing, Everyone),
    ("get", "/favicon.ico", Nothing, Everyone),
];

/// The router's calls, as its text names them.
fn routed() -> BTreeSet<(String, String)> {
    let routes = ROUTER.split(".route(").skip(1);
    let calls = routes.flat_map(|route| {
        let (path, handlers) = route
            .trim_start()
            .strip_prefix('"')
            .and_then(|route| route.split_once('"'))
            .expect("a route begins with its path");
        let handlers = handlers
            .lines()
            .take_while(|line| !line.contains(".layer(") && !line.contains(".merge("));
        let handlers: String = handlers.collect();
        let methods = ["get", "post"]
            .into_iter()
            .filter(move |method| handlers.contains(&format!("{method}(")));
        methods.map(move |method| (method.to_owned(), path.to_owned()))
    });
    calls.collect()
}

/// Somebody's show, group, link, token and session.
struct Things {
    public: String,
    private: String,
    group: String,
    link: String,
    token: String,
    session: String,
}

impl Things {
    /// What is `ana`'s. Her shop is there, and a friend, Ben.
    async fn of(kit: &kit::Kit, ana: &Person) -> Self {
        kit.open_shop(ana, "casa-lumen").await;
        kit.sign_up("ben").await;
        let made = async |path: &str, form: Value| {
            let made = ana
                .api(Method::POST, path)
                .json(&form)
                .send()
                .await
                .expect(201)
                .json();
            made["id"].as_str().expect("an id").to_owned()
        };
        let private = made("/shows", json!({ "title": "Linen", "visibility": "private" })).await;
        let group = made("/groups", json!({ "name": "Friends" })).await;
        ana.api(Method::PUT, &format!("/groups/{group}/members/ben"))
            .send()
            .await
            .expect(204);
        let sessions = kit.app().people.sessions(ana.id).await.expect("readable");
        Self {
            public: made("/shows", json!({ "title": "Linen" })).await,
            link: made(&format!("/shows/{private}/links"), json!({})).await,
            private,
            group,
            token: made("/tokens", json!({ "name": "till" })).await,
            session: sessions[0].id.to_string(),
        }
    }

    /// All that others might have changed, as its owner sees it.
    async fn seen_by(&self, ana: &Person) -> Vec<Value> {
        let mut seen = Vec::new();
        for path in [
            format!("/shows/{}", self.public),
            format!("/shows/{}", self.private),
            format!("/shows/{}/audience", self.private),
            format!("/shows/{}/links", self.private),
            format!("/groups/{}/members", self.group),
            "/groups".to_owned(),
            "/tokens".to_owned(),
            "/session".to_owned(),
            "/notices/settings".to_owned(),
            "/blocks".to_owned(),
        ] {
            let answer = ana.api(Method::GET, &path).send().await.expect(200);
            seen.push(answer.json());
        }
        seen
    }

    /// `path` with what is ana's in it; `show` is the one meant.
    fn fill(&self, path: &str, show: &str) -> String {
        let id = match path {
            path if path.contains("/groups/") => &self.group,
            path if path.contains("/tokens/") => &self.token,
            path if path.contains("/sessions/") => &self.session,
            _ => show,
        };
        let names = [
            ("{id}", id),
            ("{link}", &self.link),
            ("{secret}", "vl_nonsense"),
            ("{payment}", id),
            ("{token}", "nonsense"),
            ("{handle}", "ben"),
            ("{slug}", "casa-lumen"),
            ("{profile}", "@ana"),
            ("{version}", "0"),
            ("{*path}", "js/app.js"),
            ("{name}", "none.jpg"),
        ];
        names
            .iter()
            .fold(path.to_owned(), |path, (name, value)| path.replace(name, value))
    }
}

async fn call(browser: &Browser, method: &str, path: &str, sent: Sent) -> Answer {
    match (method, sent) {
        ("get", _) => browser.page(path).await,
        (_, Nothing) => browser.submit(path, &[]).await,
        (_, Typed(name, value)) => {
            let quiet = [("quiet_from", ""), ("quiet_to", ""), (name, value)];
            browser.submit(path, &quiet).await
        }
        (_, Files) => {
            let form = Form::new().text("name", "Taken over").text("title", "Taken over");
            browser
                .submit_files(path, form.text("visibility", "public"))
                .await
        }
    }
}

on_one! {
    async fn the_table_names_every_page_and_form(_kit) {
        let table: BTreeSet<_> = TABLE
            .iter()
            .map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned()))
            .collect();
        let routed = routed();
        let missing: Vec<_> = routed.difference(&table).collect();
        let stale: Vec<_> = table.difference(&routed).collect();
        assert!(missing.is_empty() && stale.is_empty(), "without a case: {missing:?}; gone: {stale:?}");
    }
}

on_both! {
    async fn a_guest_is_led_to_the_sign_in_page(kit) {
        let ana = kit.sign_up("ana").await;
        let things = Things::of(kit, &ana).await;
        let before = things.seen_by(&ana).await;
        for &(method, path, sent, whom) in TABLE {
            let path = things.fill(path, &things.public);
            let answer = call(&kit.guest(), method, &path, sent).await;
            let to = answer.header("location").to_owned();
            if whom == Everyone {
                assert!(answer.status < 500 && !to.starts_with("/signin"), "{answer}");
            } else {
                assert!(answer.status == 303 && to.starts_with("/signin"), "{answer} {to}");
            }
        }
        assert_eq!(things.seen_by(&ana).await, before);
    }

    async fn a_stranger_changes_nothing_of_others(kit) {
        let (ana, eve) = (kit.sign_up("ana").await, kit.sign_up("eve").await);
        let things = Things::of(kit, &ana).await;
        let before = things.seen_by(&ana).await;
        for &(method, path, sent, whom) in TABLE {
            // Once she is signed out, she is a guest.
            if path == "/signout" {
                continue;
            }
            let of = async |show: &str| call(&eve, method, &things.fill(path, show), sent).await;
            match whom {
                Everyone | Members => {
                    let answer = of(&things.public).await;
                    let refused = answer.status >= 500 || answer.header("location").starts_with("/signin");
                    assert!(!refused, "{answer}");
                }
                MembersWhoMayLook => {
                    of(&things.public).await.expect(303);
                    of(&things.private).await.expect(404);
                }
                Hosts => {
                    of(&things.public).await.expect(403);
                    of(&things.private).await.expect(404);
                }
                Owners => drop(of("").await.expect(404)),
            }
        }
        // One change is eve's to make: she follows and blocks whom she likes.
        assert_eq!(things.seen_by(&ana).await, before);
    }

    async fn forms_do_what_the_buttons_do(kit) {
        let (ana, eve) = (kit.sign_up("ana").await, kit.sign_up("eve").await);
        let things = Things::of(kit, &ana).await;
        let get = async |person: &Person, path: &str| person.api(Method::GET, path).send().await.expect(200).json();
        for target in ["/people/ana", "/shops/casa-lumen"] {
            for (act, following, muted) in [
                ("follow", true, false),
                ("mute", true, true),
                ("unmute", true, false),
                ("unfollow", false, false),
            ] {
                let fields = [("act", act), ("next", "/studio")];
                let done = eve.submit(&format!("{target}/follow"), &fields).await.expect(303);
                assert_eq!(done.header("location"), "/studio");
                let you = get(&eve, target).await["you"].clone();
                assert_eq!(you, json!({ "following": following, "muted": muted }), "{act} {target}");
                assert_eq!(get(&ana, target).await["you"]["following"], false, "eve's own affair");
            }
            let away = [("act", "follow"), ("next", "https://evil.example/")];
            let done = eve.submit(&format!("{target}/follow"), &away).await.expect(303);
            assert_eq!(done.header("location"), "/");
        }
        eve.submit("/people/nobody/follow", &[("act", "follow")]).await.expect(404);
        eve.submit("/people/ana/follow", &[("act", "befriend")]).await.expect(422);

        for (list, name) in [("/@ana/followers", "@eve"), ("/@eve/following", "Casa")] {
            let page = ana.page(list).await.expect(200);
            assert!(page.text().to_lowercase().contains(&name.to_lowercase()), "{page}");
        }
        ana.submit("/@eve/block", &[("act", "block")]).await.expect(303);
        assert_eq!(get(&ana, "/blocks").await["items"][0]["handle"], "eve");
        assert_eq!(get(&eve, "/blocks").await["items"], json!([]));
        assert!(!ana.page("/@ana/followers").await.expect(200).text().contains("@eve"));
        ana.submit("/@eve/block", &[("act", "unblock")]).await.expect(303);
        assert_eq!(get(&ana, "/blocks").await["items"], json!([]));

        let starts_at = kit.now() + std::time::Duration::from_secs(3_600);
        let soon = ana.plan(&json!({ "title": "Soon", "starts_at": starts_at })).await;
        let reminders = async || kit.count("SELECT COUNT(*) FROM reminders WHERE show_id = $1", soon.id).await;
        for (act, expected) in [("on", 1), ("on", 1), ("off", 0)] {
            eve.submit(&format!("{}/reminder", soon.page()), &[("act", act)]).await.expect(303);
            assert_eq!(reminders().await, expected, "{act}");
        }

        let before = get(&ana, "/notices/settings").await;
        let settings = [("push_soon", "yes"), ("quiet_from", "22:00"), ("quiet_to", "07:30"), ("time_zone", "Europe/Madrid")];
        eve.submit("/inbox/settings", &settings).await.expect(303);
        let saved = get(&eve, "/notices/settings").await;
        assert_eq!(
            saved,
            json!({
                "push_live": false, "push_soon": true, "push_mention": false,
                "quiet_from": "22:00", "quiet_to": "07:30", "time_zone": "Europe/Madrid",
            })
        );
        assert_eq!(get(&ana, "/notices/settings").await, before);
        let wrong = [("quiet_from", "25:00"), ("quiet_to", "07:30"), ("time_zone", "Europe/Madrid")];
        let again = eve.submit("/inbox/settings", &wrong).await.expect(422);
        assert!(again.text().contains("25:00"), "what was typed stays");
        assert_eq!(get(&eve, "/notices/settings").await, saved);
        drop(things);
    }

    async fn notices_are_read_by_their_owner_alone(kit) {
        let (ana, ben, eve) = (kit.sign_up("ana").await, kit.sign_up("ben").await, kit.sign_up("eve").await);
        for follower in [&ben, &eve] {
            follower.submit("/people/ana/follow", &[("act", "follow")]).await.expect(303);
        }
        kit.go_live(&ana.create_show("Linen").await).await;
        let unread = async |person: &Person| {
            let inbox = person.api(Method::GET, "/notices").send().await.expect(200).json();
            inbox["unread"].as_i64().expect("a number")
        };
        kit::eventually("both to be told", async || {
            ((unread(&ben).await, unread(&eve).await) == (1, 1)).then_some(())
        })
        .await;
        let newest = i64::MAX.to_string();
        eve.submit("/inbox/read", &[("up_to", &newest)]).await.expect(303);
        assert_eq!((unread(&ben).await, unread(&eve).await), (1, 0));
        assert!(ben.page("/inbox").await.expect(200).text().contains("Linen"));
    }
}
