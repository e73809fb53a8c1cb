//! Private shows and those they are open to: groups of friends, the people
//! the host follows, whoever came by a secret link.

use kit::{Browser, Method, Person, Planned, on_both, on_one};
use serde_json::{Value, json};

use crate::visibility::doors;

/// Makes a group and puts `friends` into it.
pub(crate) async fn group(host: &Person, name: &str, friends: &[&Person]) -> String {
    let made = host
        .api(Method::POST, "/groups")
        .json(&json!({ "name": name }))
        .send()
        .await;
    let id = made.expect(201).json()["id"].as_str().expect("an id").to_owned();
    for friend in friends {
        member(host, &id, friend, Method::PUT).await;
    }
    id
}

pub(crate) async fn member(host: &Person, group: &str, friend: &Person, method: Method) {
    let path = format!("/groups/{group}/members/{}", friend.handle);
    host.api(method, &path).send().await.expect(204);
}

pub(crate) async fn open_to(host: &Person, show: &Planned, audience: &Value) {
    let path = format!("{}/audience", show.api());
    host.api(Method::PUT, &path)
        .json(audience)
        .send()
        .await
        .expect(204);
}

pub(crate) async fn private(host: &Person) -> Planned {
    host.plan(&json!({ "title": "Lamps", "visibility": "private" }))
        .await
}

/// Whether `browser` finds the show: by every door or by none.
pub(crate) async fn finds(browser: &Browser, show: &Planned) -> bool {
    let answers = doors(browser, &show.id.to_string()).await;
    let open: Vec<_> = answers
        .iter()
        .filter(|(_, answer)| answer.slug() != "show-not-found")
        .collect();
    let page = answers
        .iter()
        .any(|(door, answer)| *door == "page" && answer.status == 200);
    if page {
        assert_eq!(open.len(), answers.len(), "one door is shut: {answers:?}");
    } else {
        let shut = answers.iter().all(|(_, answer)| answer.status == 404);
        assert!(shut, "one door is open: {answers:?}");
    }
    page
}

pub(crate) async fn follow(person: &Person, whom: &str) {
    let path = format!("/people/{whom}/follow");
    person
        .api(Method::PUT, &path)
        .json(&json!({}))
        .send()
        .await
        .expect(200);
}

/// Makes a link and gives its id and path.
pub(crate) async fn link(host: &Person, show: &Planned, form: &Value) -> (String, String) {
    let path = format!("{}/links", show.api());
    let made = host
        .api(Method::POST, &path)
        .json(form)
        .send()
        .await
        .expect(201)
        .json();
    let url = made["url"].as_str().expect("a new link is shown");
    let path = url
        .strip_prefix(&host.origin())
        .expect("a link of ours")
        .to_owned();
    (made["id"].as_str().expect("an id").to_owned(), path)
}

on_both! {
    async fn a_group_is_its_owners_alone(kit) {
        let (ana, ben, eve) = (kit.sign_up("ana").await, kit.sign_up("ben").await, kit.sign_up("eve").await);
        let id = group(&ana, "Regulars", &[&ben]).await;
        // Twice is once.
        member(&ana, &id, &ben, Method::PUT).await;
        let path = format!("/groups/{id}");
        let members = format!("{path}/members");
        let listed = ana.api(Method::GET, "/groups").send().await.expect(200).json();
        assert_eq!(listed["items"], json!([{ "id": id, "name": "Regulars", "members": 1 }]));
        let people = ana.api(Method::GET, &members).send().await.expect(200).json();
        assert_eq!(people["items"][0]["handle"], "ben");

        for other in [&ben, &eve] {
            let name = json!({ "name": "Mine now" });
            for call in [
                other.api(Method::GET, &members),
                other.api(Method::PUT, &path).json(&name),
                other.api(Method::PUT, &format!("{members}/eve")),
                other.api(Method::DELETE, &format!("{members}/ben")),
                other.api(Method::DELETE, &path),
            ] {
                call.send().await.expect_problem(404, "group-not-found");
            }
            let own = other.api(Method::GET, "/groups").send().await.expect(200).json();
            assert_eq!(own["items"], json!([]), "nobody learns of a group they are in");
        }
        let twice = ana.api(Method::POST, "/groups").json(&json!({ "name": "Regulars" })).send().await;
        twice.expect_problem(409, "taken");
        for (name, status) in [("", 422), ("a\u{202e}b", 422), (" Family ", 201)] {
            let made = ana.api(Method::POST, "/groups").json(&json!({ "name": name })).send().await;
            made.expect(status);
        }
        let nobody = ana.api(Method::PUT, &format!("{members}/nobody")).send().await;
        nobody.expect_problem(404, "person-not-found");
        let oneself = ana.api(Method::PUT, &format!("{members}/ana")).send().await;
        oneself.expect(422);
        ana.api(Method::DELETE, &path).send().await.expect(204);
        ana.api(Method::GET, &members).send().await.expect_problem(404, "group-not-found");
    }

    async fn friends_find_a_private_show_and_others_do_not(kit) {
        let (ana, ben, eve) = (kit.sign_up("ana").await, kit.sign_up("ben").await, kit.sign_up("eve").await);
        let (friends, family) = (group(&ana, "Friends", &[&ben]).await, group(&ana, "Family", &[&eve]).await);
        for state in ["scheduled", "live", "ended"] {
            let show = private(&ana).await;
            match state {
                "scheduled" => {}
                "live" => kit.go_live(&show).await,
                _ => drop(kit.record(&show, 2).await),
            }
            assert!(!finds(&ben, &show).await, "{state}: not opened yet");
            open_to(&ana, &show, &json!({ "groups": [friends], "followed": false })).await;
            assert!(finds(&ben, &show).await, "{state}: a friend");
            assert!(!finds(&eve, &show).await, "{state}: in another group");
            assert!(!finds(&kit.guest(), &show).await, "{state}: a guest");
            if state == "live" {
                let path = show.socket();
                assert!(ben.open_socket(&path, &[]).await.is_ok(), "a friend sits down in the room");
                for other in [&eve.browser, &kit.guest()] {
                    assert_eq!(other.open_socket(&path, &[]).await.err(), Some(404), "for others there is none");
                }
            }
            open_to(&ana, &show, &json!({ "groups": [friends, family], "followed": false })).await;
            assert!(finds(&eve, &show).await, "{state}: both groups");
            let told = ana.api(Method::GET, &format!("{}/audience", show.api())).send().await.expect(200).json();
            assert_eq!(told["groups"].as_array().map(Vec::len), Some(2));
            let lists = async |browser: &Browser, path: &str| browser.page(path).await.expect(200).text().contains("Lamps");
            assert!(lists(&ben, "/").await, "{state}: a friend finds it at home");
            assert!(!lists(&kit.guest(), "/").await, "{state}: nobody else does");
            for anyone in [&ben.browser, &kit.guest()] {
                assert!(!lists(anyone, "/@ana").await, "{state}: it is on no public list");
            }
            for (own, listed) in [(&ana, false), (&eve, true)] {
                assert_eq!(lists(own, "/").await, listed, "{state}: {}", own.handle);
            }
        }
        let show = private(&ana).await;
        open_to(&ana, &show, &json!({ "groups": [family], "followed": false })).await;
        let foreign = group(&ben, "Ben's own", &[&eve]).await;
        let refused = ana
            .api(Method::PUT, &format!("{}/audience", show.api()))
            .json(&json!({ "groups": [foreign], "followed": false }));
        refused.send().await.expect(422);
        let told = ana.api(Method::GET, &format!("{}/audience", show.api())).send().await.expect(200).json();
        assert_eq!(told["groups"], json!([family]), "a refused change changes nothing");
    }

    async fn the_people_the_host_follows_may_come_where_she_says_so(kit) {
        let (ana, ben, eve) = (kit.sign_up("ana").await, kit.sign_up("ben").await, kit.sign_up("eve").await);
        let show = private(&ana).await;
        follow(&ana, "ben").await;
        follow(&eve, "ana").await;
        assert!(!finds(&ben, &show).await);
        open_to(&ana, &show, &json!({ "groups": [], "followed": true })).await;
        assert!(finds(&ben, &show).await);
        assert!(!finds(&eve, &show).await, "following the host opens no door");
        ana.api(Method::PUT, "/people/ben/block").send().await.expect(204);
        assert!(!finds(&ben, &show).await, "blocked");
        ana.api(Method::DELETE, "/people/ben/block").send().await.expect(204);
        follow(&ana, "ben").await;
        assert!(finds(&ben, &show).await);
        ana.api(Method::DELETE, "/people/ben/follow").send().await.expect(200);
        assert!(!finds(&ben, &show).await, "not followed any more");
    }

    async fn a_secret_link_lets_in_as_many_as_it_may(kit) {
        let (ana, ben) = (kit.sign_up("ana").await, kit.sign_up("ben").await);
        let show = private(&ana).await;
        let (id, path) = link(&ana, &show, &json!({ "most_uses": 2 })).await;
        let (first, late) = (kit.guest(), kit.guest());
        for _ in 0..3 {
            // Whoever previews the link uses nothing up and comes no nearer.
            let door = first.page(&path).await.expect(200);
            assert!(door.text().contains("Lamps") && door.all("set-cookie").is_empty(), "{door}");
        }
        assert!(!finds(&first, &show).await);
        for newcomer in [&first, &ben.browser] {
            let inside = newcomer.submit(&path, &[]).await.expect(303);
            assert_eq!(inside.header("location"), show.page());
            // Again is no further use.
            newcomer.submit(&path, &[]).await.expect(303);
            newcomer.page(&path).await.expect(303);
            assert!(finds(newcomer, &show).await);
        }
        assert_eq!(late.submit(&path, &[]).await.expect(303).header("location"), path);
        let door = late.page(&path).await.expect(410);
        assert!(!door.text().contains("Lamps"), "a used-up link tells nothing of the show");
        assert!(!finds(&late, &show).await);
        let links = ana.api(Method::GET, &format!("{}/links", show.api())).send().await.expect(200).json();
        assert_eq!((&links["items"][0]["uses"], &links["items"][0]["url"]), (&json!(2), &Value::Null));

        ana.api(Method::DELETE, &format!("{}/links/{id}", show.api())).send().await.expect(204);
        assert!(!finds(&first, &show).await && !finds(&ben, &show).await, "what it gave is gone with it");
        first.page(&path).await.expect(404);
        let other = private(&ana).await;
        let (_, path) = link(&ana, &show, &json!({})).await;
        let elsewhere = path.replace(&show.id.to_string(), &other.id.to_string());
        first.submit(&elsewhere, &[]).await.expect(404);
        for uses in [0, -1, 10_001] {
            let form = json!({ "most_uses": uses });
            ana.api(Method::POST, &format!("{}/links", show.api())).json(&form).send().await.expect(422);
        }
        for other in [&first, &ben.browser] {
            let refused = other.api(Method::POST, &format!("{}/links", show.api())).json(&json!({}));
            assert!([401, 404].contains(&refused.send().await.status));
        }
    }

    async fn two_at_once_do_not_both_take_the_last_use(kit) {
        let ana = kit.sign_up("ana").await;
        let show = private(&ana).await;
        let (_, path) = link(&ana, &show, &json!({ "most_uses": 1 })).await;
        let guests: Vec<_> = (0..8).map(|_| kit.guest()).collect();
        let tries = guests.iter().map(|guest| guest.submit(&path, &[]));
        let answers = futures_util::future::join_all(tries).await;
        let inside = answers.iter().filter(|answer| answer.header("location") == show.page()).count();
        assert_eq!(inside, 1, "{answers:?}");
    }
}

on_one! {
    async fn the_pages_of_friends_say_what_is_wrong_and_keep_what_was_typed(kit) {
        let (ana, _ben) = (kit.sign_up("ana").await, kit.sign_up("ben").await);
        let empty = ana.page("/friends").await.expect(200);
        assert!(empty.text().contains("Make a group, put people in it"));
        ana.submit("/friends/groups", &[("name", "Sundays")]).await.expect(303);
        let twice = ana.submit("/friends/groups", &[("name", "Sundays")]).await.expect(422);
        assert!(twice.text().contains("You have a group of this name already."));
        let groups = ana.api(Method::GET, "/groups").send().await.expect(200).json();
        let url = format!("/friends/groups/{}", groups["items"][0]["id"].as_str().expect("an id"));
        let members = format!("{url}/members");
        ana.submit(&members, &[("handle", "@ben")]).await.expect(303);
        let unknown = ana.submit(&members, &[("handle", "nobody")]).await.expect(422);
        assert!(unknown.text().contains("value=\"nobody\"") && unknown.text().contains("nobody with this handle"));
        assert!(ana.page("/friends").await.expect(200).text().contains("@ben"));

        let show = private(&ana).await;
        let group = groups["items"][0]["id"].as_str().expect("an id");
        let audience = format!("{}/audience", show.studio());
        ana.submit(&audience, &[("group", group), ("followed", "yes")]).await.expect(303);
        let told = ana.api(Method::GET, &format!("{}/audience", show.api())).send().await.expect(200).json();
        assert_eq!(told, json!({ "groups": [group], "followed": true }));
        let links = format!("{}/links", show.studio());
        let fresh = ana.submit(&links, &[("most_uses", "3")]).await.expect(200);
        assert!(fresh.text().contains(&format!("{}/join/vl_", show.page())), "the link is shown");
        let wrong = ana.submit(&links, &[("most_uses", "many")]).await.expect(422);
        assert!(wrong.text().contains("Between 1 and 10,000"));
        ana.submit(&format!("{members}/ben/remove"), &[]).await.expect(303);
        ana.submit(&format!("{url}/delete"), &[]).await.expect(303);
        assert!(!ana.page("/friends").await.expect(200).text().contains("Sundays"));
    }
}
