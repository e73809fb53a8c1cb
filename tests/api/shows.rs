//! Planning, changing and ending shows.

use std::time::Duration;

use kit::{Answer, Browser, Method, Person, Planned, on_both};
use model::Role;
use serde_json::{Value, json};

use crate::listings::pages;

async fn plan(person: &Person, form: &Value) -> Answer {
    person.api(Method::POST, "/shows").json(form).send().await
}

/// A show whose stream key an encoder tries; nothing comes of it but an answer.
async fn knock(browser: &Browser, show: &Planned, key: &str) -> Answer {
    browser
        .request(Method::POST, &show.whip())
        .bearer(key)
        .body("application/sdp", "no description")
        .send()
        .await
}

on_both! {
    async fn a_planned_show_says_where_it_will_be(kit) {
        let ana = kit.sign_up("ana").await;
        let starts_at = kit.now() + Duration::from_secs(3_600);
        let form = json!({ "title": "  New\tstoneware ", "description": "Four pieces.\r\nOne by one.", "starts_at": starts_at });
        let show = plan(&ana, &form).await.expect(201).json();
        assert_eq!(show["title"], "New stoneware");
        assert_eq!(show["description"], "Four pieces.\nOne by one.");
        assert_eq!(show["state"], "scheduled");
        assert_eq!(show["visibility"], "public");
        assert_eq!(show["host"]["handle"], "ana");
        assert_eq!(
            show["starts_at"].as_str().and_then(|at| at.parse().ok()),
            Some(starts_at)
        );
        assert_eq!(
            (&show["paused"], &show["viewers"], &show["has_replay"]),
            (&json!(false), &json!(0), &json!(false))
        );
        for absent in [
            "shop",
            "cover_url",
            "place",
            "started_at",
            "ended_at",
            "expires_at",
        ] {
            assert!(show[absent].is_null(), "{absent}: {show}");
        }
        let id = show["id"].as_str().expect("an id");
        for (name, path) in [
            ("url", format!("/shows/{id}")),
            ("whip_url", format!("/whip/{id}")),
            ("whep_url", format!("/whep/{id}")),
            ("hls_url", format!("/hls/{id}/index.m3u8")),
        ] {
            assert_eq!(show[name], ana.url(&path));
        }
    }

    async fn a_stream_key_is_shown_once_and_replaced_by_the_next(kit) {
        let (ana, encoder) = (kit.sign_up("ana").await, kit.guest());
        let show = ana.create_show("Linen").await;
        assert!(show.stream_key.starts_with("vk_") && show.stream_key.len() > 40);
        assert!(ana.look_up(&show).await.get("stream_key").is_none());
        for path in [show.page(), show.studio(), "/studio".to_owned()] {
            assert!(
                !ana.page(&path).await.expect(200).text().contains("vk_"),
                "{path}"
            );
        }
        // Told apart by what is said of the offer: the key let it in.
        knock(&encoder, &show, &show.stream_key)
            .await
            .expect_problem(400, "bad-sdp");

        let key_again = ana
            .api(Method::POST, &format!("{}/stream-key", show.api()))
            .send()
            .await
            .expect(200)
            .json();
        let second = key_again["stream_key"]
            .as_str()
            .expect("shown this once")
            .to_owned();
        assert_ne!(second, show.stream_key);
        knock(&encoder, &show, &show.stream_key)
            .await
            .expect_problem(401, "wrong-stream-key");
        knock(&encoder, &show, &second)
            .await
            .expect_problem(400, "bad-sdp");
        let page = ana
            .submit(&format!("{}/stream-key", show.studio()), &[])
            .await
            .expect(200);
        assert!(page.text().contains("vk_"), "the page shows the third key once");
        knock(&encoder, &show, &second)
            .await
            .expect_problem(401, "wrong-stream-key");
    }

    async fn what_is_wrong_with_a_plan_is_said_of_its_field(kit) {
        let ana = kit.sign_up("ana").await;
        let now = kit.now();
        let (past, far) = (
            now - Duration::from_secs(60),
            now + Duration::from_secs(400 * 24 * 3_600),
        );
        let place = |name: &str, latitude: f64, longitude: f64| {
            let place = json!({ "name": name, "latitude": latitude, "longitude": longitude });
            json!({ "title": "Linen", "place": place })
        };
        for (form, field) in [
            (json!({ "title": "" }), "title"),
            (json!({ "title": "x".repeat(101) }), "title"),
            (json!({ "title": "Linen\u{202e}" }), "title"),
            (
                json!({ "title": "Linen", "description": "x".repeat(2_001) }),
                "description",
            ),
            (json!({ "title": "Linen", "starts_at": past }), "starts_at"),
            (json!({ "title": "Linen", "starts_at": far }), "starts_at"),
            (place("", 41.1, -8.6), "place"),
            (place("Porto", 90.5, -8.6), "place"),
            (place("Porto", 41.1, 180.5), "place"),
        ] {
            let refused = plan(&ana, &form).await.expect_problem(422, "invalid");
            assert_eq!(refused.json()["field"], field, "{form}");
        }
        for form in [
            json!({}),
            json!({ "title": "Linen", "visibility": "secret" }),
            json!({ "title": 7 }),
            json!([]),
        ] {
            plan(&ana, &form).await.expect_problem(422, "invalid");
        }
        assert!(
            pages(&ana, "scheduled", 10).await.is_empty(),
            "nothing was planned"
        );
    }

    async fn a_place_is_kept_no_finer_than_a_tenth_of_a_degree(kit) {
        let ana = kit.sign_up("ana").await;
        let form = json!({ "title": "Linen", "place": { "name": " Porto ", "latitude": 41.14968, "longitude": -8.61099 } });
        let show = ana.plan(&form).await;
        let place = &ana.look_up(&show).await["place"];
        assert_eq!(
            place,
            &json!({ "name": "Porto", "latitude": 41.1, "longitude": -8.6 })
        );
        let mut read = kit.live().db.read().await.expect("a connection");
        let sql = "SELECT latitude_tenths, longitude_tenths FROM shows WHERE id = $1";
        let stored = store::fetch_one!(read, (i64, i64), sql, show.id).expect("the show");
        assert_eq!(stored, (411, -86));
    }

    async fn a_shop_is_hosted_for_by_its_hosts_alone(kit) {
        let (ana, berta, carl) = (
            kit.sign_up("ana").await,
            kit.sign_up("berta").await,
            kit.sign_up("carl").await,
        );
        let shop = kit.open_shop(&ana, "casa-lumen").await;
        kit.employ(&shop, &berta, Role::Host).await;
        kit.employ(&shop, &carl, Role::Moderator).await;
        let form = json!({ "title": "Linen", "shop": "casa-lumen" });
        for host in [&ana, &berta] {
            assert_eq!(
                plan(host, &form).await.expect(201).json()["shop"]["slug"],
                "casa-lumen"
            );
        }
        plan(&carl, &form).await.expect_problem(403, "forbidden");
        plan(&ana, &json!({ "title": "Linen", "shop": "nowhere" }))
            .await
            .expect_problem(404, "shop-not-found");
    }

    async fn a_change_replaces_what_was_planned(kit) {
        let ana = kit.sign_up("ana").await;
        let place = json!({ "name": "Porto", "latitude": 41.1, "longitude": -8.6 });
        let show = ana
            .plan(&json!({ "title": "Linen", "description": "Old", "place": place }))
            .await;
        let edit = json!({ "title": "Linen, washed soft", "visibility": "unlisted" });
        let changed = ana
            .api(Method::PUT, &show.api())
            .json(&edit)
            .send()
            .await
            .expect(200)
            .json();
        assert_eq!(changed["title"], "Linen, washed soft");
        assert_eq!(changed["visibility"], "unlisted");
        assert_eq!(changed["description"], "");
        assert!(changed["place"].is_null());
        assert!(changed.get("stream_key").is_none());
        assert_eq!(ana.look_up(&show).await["title"], "Linen, washed soft");
        let bad = ana
            .api(Method::PUT, &show.api())
            .json(&json!({ "title": "" }))
            .send()
            .await;
        bad.expect_problem(422, "invalid");
        assert_eq!(ana.look_up(&show).await["title"], "Linen, washed soft");

        kit.go_live(&show).await;
        ana.api(Method::PUT, &show.api())
            .json(&json!({ "title": "Live" }))
            .send()
            .await
            .expect(200);
        kit.end(&show).await;
        let late = ana
            .api(Method::PUT, &show.api())
            .json(&json!({ "title": "Late" }))
            .send()
            .await;
        late.expect_problem(409, "show-over");
        assert_eq!(ana.look_up(&show).await["title"], "Live");
    }

    async fn a_show_whose_hour_came_can_still_be_renamed(kit) {
        let ana = kit.sign_up("ana").await;
        let starts_at = kit.now() + Duration::from_secs(600);
        let show = ana
            .plan(&json!({ "title": "Linen", "starts_at": starts_at }))
            .await;
        kit.advance(Duration::from_secs(1_200));
        let edit = json!({ "title": "Linen, a little late", "starts_at": starts_at });
        let changed = ana
            .api(Method::PUT, &show.api())
            .json(&edit)
            .send()
            .await
            .expect(200)
            .json();
        assert_eq!(
            changed["starts_at"].as_str().and_then(|at| at.parse().ok()),
            Some(starts_at)
        );
        kit.go_live(&show).await;
        let changed = ana
            .api(Method::PUT, &show.api())
            .json(&edit)
            .send()
            .await
            .expect(200)
            .json();
        assert_eq!(
            changed["starts_at"].as_str().and_then(|at| at.parse().ok()),
            Some(starts_at)
        );
    }

    async fn only_a_live_show_ends_and_only_once(kit) {
        let ana = kit.sign_up("ana").await;
        let show = ana.create_show("Linen").await;
        let end = format!("{}/end", show.api());
        ana.api(Method::POST, &end)
            .send()
            .await
            .expect_problem(409, "show-state");
        kit.go_live(&show).await;
        assert_eq!(ana.look_up(&show).await["state"], "live");
        let ended = ana.api(Method::POST, &end).send().await.expect(200).json();
        assert_eq!(ended["state"], "ended");
        let times = ["started_at", "ended_at", "expires_at"].map(|name| {
            let at = ended[name].as_str().unwrap_or_else(|| panic!("{name}: {ended}"));
            at.parse::<chrono::DateTime<chrono::Utc>>().expect("a time")
        });
        assert!(times[0] <= times[1]);
        assert_eq!(times[2] - times[1], chrono::TimeDelta::hours(24));
        ana.api(Method::POST, &end)
            .send()
            .await
            .expect_problem(409, "show-state");
        kit.live()
            .publisher_arrived(show.id)
            .await
            .expect_err("it is over");
    }

    async fn a_show_is_deleted_unless_it_is_live(kit) {
        let ana = kit.sign_up("ana").await;
        let show = ana.create_show("Linen").await;
        kit.go_live(&show).await;
        ana.api(Method::DELETE, &show.api())
            .send()
            .await
            .expect_problem(409, "show-live");
        ana.look_up(&show).await;
        kit.end(&show).await;
        let planned = ana.create_show("Never mind").await;
        for gone in [&show, &planned] {
            ana.api(Method::DELETE, &gone.api()).send().await.expect(204);
            ana.api(Method::GET, &gone.api())
                .send()
                .await
                .expect_problem(404, "show-not-found");
            ana.api(Method::DELETE, &gone.api())
                .send()
                .await
                .expect_problem(404, "show-not-found");
            ana.page(&gone.page()).await.expect(404);
        }
    }

    async fn the_studio_form_plans_changes_ends_and_deletes(kit) {
        let ana = kit.sign_up("ana").await;
        let form = |title: &str, visibility: &str| {
            reqwest::multipart::Form::new()
                .text("title", title.to_owned())
                .text("description", "Washed five times")
                .text("visibility", visibility.to_owned())
                .text("starts_at", "")
                .text("starts_at_offset", "60")
        };
        let refused = ana
            .submit_files("/studio/shows", form("", "public"))
            .await
            .expect(422);
        assert!(
            refused.text().contains("Washed five times"),
            "what was typed is kept"
        );
        ana.submit_files("/studio/shows", form("Linen", "secret"))
            .await
            .expect(422);
        let made = ana
            .submit_files("/studio/shows", form("Linen", "unlisted"))
            .await
            .expect(303);
        let studio = made.header("location").to_owned();
        let id = studio.strip_prefix("/studio/shows/").expect("leads to the show");
        let look = async || ana.api(Method::GET, &format!("/shows/{id}")).send().await;
        assert_eq!(look().await.json()["visibility"], "unlisted");

        ana.submit_files(&studio, form("Linen, washed soft", "public"))
            .await
            .expect(303);
        assert_eq!(look().await.json()["title"], "Linen, washed soft");
        let not_live = ana.submit(&format!("{studio}/end"), &[]).await.expect(303);
        assert_eq!(not_live.header("location"), studio);
        kit.live()
            .publisher_arrived(id.parse().expect("an id"))
            .await
            .expect("goes live");
        let not_deleted = ana.submit(&format!("{studio}/delete"), &[]).await.expect(303);
        assert_eq!(not_deleted.header("location"), studio);
        ana.submit(&format!("{studio}/end"), &[]).await.expect(303);
        assert_eq!(look().await.json()["state"], "ended");
        ana.submit(&format!("{studio}/delete"), &[]).await.expect(303);
        look().await.expect_problem(404, "show-not-found");
    }
}
