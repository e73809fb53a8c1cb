//! Who may know of a show. To everyone else it does not exist, by any door.

use kit::{Answer, Browser, Kit, Method, Person, Planned, on_both};
use model::Role;
use people::shops::Shop;
use serde_json::json;

/// Asks for a show at every door that shows or plays it.
pub(crate) async fn doors(browser: &Browser, show: &str) -> Vec<(&'static str, Answer)> {
    let offer = || {
        browser
            .request(Method::POST, &format!("/whep/{show}"))
            .body("application/sdp", "no description")
    };
    vec![
        ("page", browser.page(&format!("/shows/{show}")).await),
        ("api", browser.get(&format!("/api/v1/shows/{show}")).await),
        ("playlist", browser.get(&format!("/hls/{show}/index.m3u8")).await),
        ("segment", browser.get(&format!("/hls/{show}/seg-1.m4s")).await),
        ("whep", offer().send().await),
    ]
}

/// Tries everything only those who run a show may do.
async fn controls(person: &Browser, show: &str) -> Vec<(&'static str, Answer)> {
    let api = |method, path: &str| person.api(method, &format!("/shows/{show}{path}"));
    let form = json!({ "title": "Taken over" });
    let whip = person.request(Method::POST, &format!("/whip/{show}"));
    vec![
        ("edit", api(Method::PUT, "").json(&form).send().await),
        ("delete", api(Method::DELETE, "").send().await),
        ("end", api(Method::POST, "/end").send().await),
        ("stream-key", api(Method::POST, "/stream-key").send().await),
        ("health", api(Method::GET, "/health").send().await),
        (
            "whip",
            whip.body("application/sdp", "no description").send().await,
        ),
        ("studio", person.page(&format!("/studio/shows/{show}")).await),
        (
            "studio end",
            person.submit(&format!("/studio/shows/{show}/end"), &[]).await,
        ),
        (
            "studio delete",
            person.submit(&format!("/studio/shows/{show}/delete"), &[]).await,
        ),
        (
            "studio key",
            person
                .submit(&format!("/studio/shows/{show}/stream-key"), &[])
                .await,
        ),
    ]
}

/// What of an answer may not differ between a hidden show and none: all but
/// the request's own id, which error pages carry.
fn told(answer: &Answer, show: &str) -> (u16, String) {
    let text = answer
        .text()
        .replace(show, "SHOW")
        .replace(answer.header("x-request-id"), "REQUEST");
    (answer.status, text)
}

struct Cast {
    shop: Shop,
    host: Person,
    moderator: Person,
    stranger: Person,
    guest: Browser,
    unknown: String,
}

impl Cast {
    /// With a shop, a host and a moderator of it.
    async fn meet(kit: &Kit) -> Self {
        let (host, moderator, stranger) = (
            kit.sign_up("host").await,
            kit.sign_up("moderator_1").await,
            kit.sign_up("stranger").await,
        );
        let shop = kit.open_shop(&host, "casa-lumen").await;
        kit.employ(&shop, &moderator, Role::Moderator).await;
        Self {
            shop,
            host,
            moderator,
            stranger,
            guest: kit.guest(),
            unknown: kit.unknown_show().to_string(),
        }
    }

    async fn plan(&self, visibility: &str) -> Planned {
        self.host
            .plan(&json!({ "title": "Linen", "visibility": visibility, "shop": "casa-lumen" }))
            .await
    }

    /// Those who may know of a private show.
    fn insiders(&self) -> [&Browser; 2] {
        [&self.host, &self.moderator]
    }

    fn outsiders(&self) -> [&Browser; 2] {
        [&self.guest, &self.stranger]
    }
}

/// How each door answers those who may come in, by the state of the show.
fn welcome(state: &str, door: &str) -> (u16, &'static str) {
    match (state, door) {
        (_, "page" | "api") => (200, ""),
        ("ended", "playlist" | "segment") => (200, ""),
        // Let in, but nothing is sent yet.
        ("live", "segment") => (404, "segment-not-found"),
        (_, "playlist" | "segment") => (404, "nothing-yet"),
        ("live", "whep") => (409, "not-publishing"),
        (_, "whep") => (409, "not-live"),
        other => panic!("no such door: {other:?}"),
    }
}

async fn bring_to(kit: &Kit, show: &Planned, state: &str) {
    match state {
        "scheduled" => {}
        "live" => kit.go_live(show).await,
        _ => drop(kit.record(show, 2).await),
    }
}

on_both! {
    async fn a_private_show_is_for_its_host_and_staff_and_for_nobody_else(kit) {
        let cast = Cast::meet(kit).await;
        for state in ["scheduled", "live", "ended"] {
            let show = cast.plan("private").await;
            bring_to(kit, &show, state).await;
            let id = show.id.to_string();
            for insider in cast.insiders() {
                for (door, answer) in doors(insider, &id).await {
                    assert_eq!(
                        (answer.status, answer.slug().as_str()),
                        welcome(state, door),
                        "{state} {answer}"
                    );
                }
            }
            for outsider in cast.outsiders() {
                let (hidden, none) = (doors(outsider, &id).await, doors(outsider, &cast.unknown).await);
                for ((door, hidden), (_, none)) in hidden.iter().zip(&none) {
                    assert_eq!(hidden.status, 404, "{state} {door}: {hidden}");
                    assert_eq!(told(hidden, &id), told(none, &cast.unknown), "{state} {door}");
                }
            }
        }
    }

    async fn public_and_unlisted_shows_are_for_everyone(kit) {
        let cast = Cast::meet(kit).await;
        for visibility in ["public", "unlisted"] {
            for state in ["scheduled", "live", "ended"] {
                let show = cast.plan(visibility).await;
                bring_to(kit, &show, state).await;
                let id = show.id.to_string();
                for anyone in cast.insiders().into_iter().chain(cast.outsiders()) {
                    for (door, answer) in doors(anyone, &id).await {
                        assert_eq!(
                            (answer.status, answer.slug().as_str()),
                            welcome(state, door),
                            "{visibility} {answer}"
                        );
                    }
                }
            }
        }
    }

    async fn only_public_shows_are_listed_anywhere(kit) {
        let cast = Cast::meet(kit).await;
        for state in ["scheduled", "live", "ended"] {
            for visibility in ["public", "unlisted", "private"] {
                let title = format!("{visibility} and {state}");
                let starts_at = kit.now() + std::time::Duration::from_secs(600);
                let form = json!({ "title": title, "visibility": visibility, "shop": "casa-lumen", "starts_at": starts_at });
                bring_to(kit, &cast.host.plan(&form).await, state).await;
            }
        }
        for browser in cast.insiders().into_iter().chain(cast.outsiders()) {
            for path in ["/", "/@host", "/shops/casa-lumen"] {
                let page = browser.page(path).await.expect(200);
                for state in ["scheduled", "live", "ended"] {
                    assert!(
                        page.text().contains(&format!("public and {state}")),
                        "{state} is missing: {}",
                        page.asked
                    );
                }
                for hidden in ["unlisted and", "private and"] {
                    assert!(!page.text().contains(hidden), "{hidden}: {}", page.asked);
                }
            }
            for state in ["scheduled", "live", "ended"] {
                let list = browser
                    .get(&format!("/api/v1/shows?state={state}"))
                    .await
                    .expect(200)
                    .json();
                let titles: Vec<_> = list["items"]
                    .as_array()
                    .expect("a list")
                    .iter()
                    .map(|show| &show["title"])
                    .collect();
                assert_eq!(titles, [&json!(format!("public and {state}"))]);
            }
        }
        let studio = cast.host.page("/studio").await.expect(200);
        assert!(
            studio.text().contains("private and live"),
            "its host finds it in the studio"
        );
    }

    async fn nobody_but_its_host_and_the_owner_runs_a_show(kit) {
        let cast = Cast::meet(kit).await;
        let show = cast.plan("public").await;
        kit.go_live(&show).await;
        let id = show.id.to_string();
        // Staff may watch what is private, and no more.
        for outsider in [&cast.moderator, &cast.stranger] {
            for (control, answer) in controls(outsider, &id).await {
                assert_eq!(answer.status, 403, "{control}: {answer}");
            }
        }
        for (control, answer) in controls(&cast.guest, &id).await {
            let expected = if control.starts_with("studio") { 303 } else { 401 };
            assert_eq!(answer.status, expected, "{control}: {answer}");
        }
        assert_eq!(cast.host.look_up(&show).await["title"], "Linen");
        assert_eq!(cast.host.look_up(&show).await["state"], "live");
        kit.guest()
            .request(Method::POST, &show.whip())
            .bearer(&show.stream_key)
            .body("application/sdp", "no description")
            .send()
            .await
            .expect_problem(400, "bad-sdp");
    }

    async fn a_private_shows_controls_do_not_exist_for_strangers(kit) {
        let cast = Cast::meet(kit).await;
        let show = cast.plan("private").await;
        kit.go_live(&show).await;
        let id = show.id.to_string();
        for outsider in cast.outsiders() {
            let (hidden, none) = (
                controls(outsider, &id).await,
                controls(outsider, &cast.unknown).await,
            );
            for ((control, hidden), (_, none)) in hidden.iter().zip(&none) {
                assert!([303, 401, 404].contains(&hidden.status), "{control}: {hidden}");
                assert_eq!(told(hidden, &id), told(none, &cast.unknown), "{control}");
            }
        }
        assert_eq!(cast.host.look_up(&show).await["state"], "live");
    }

    async fn the_owner_of_its_shop_runs_a_show_of_its_hosts(kit) {
        let cast = Cast::meet(kit).await;
        kit.employ(&cast.shop, &cast.stranger, Role::Host).await;
        let show = cast
            .stranger
            .plan(&json!({ "title": "Linen", "visibility": "private", "shop": "casa-lumen" }))
            .await;
        kit.go_live(&show).await;
        cast.host.page(&show.studio()).await.expect(200);
        cast.host
            .api(Method::POST, &format!("{}/end", show.api()))
            .send()
            .await
            .expect(200);
        cast.host
            .api(Method::DELETE, &show.api())
            .send()
            .await
            .expect(204);
    }
}
