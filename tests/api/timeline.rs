//! The replay is the room again: each message at its second, and none of it a
//! moment longer than the picture.

use std::time::Duration;

use kit::{Browser, Kit, Method, Person, Planned, eventually, on_both};
use serde_json::{Value, json};

async fn stretch(browser: &Browser, show: &Planned, query: &str) -> Value {
    let path = format!("{}/timeline?{query}", show.api());
    browser.api(Method::GET, &path).send().await.expect(200).json()
}

fn texts(stretch: &Value) -> Vec<(i64, String)> {
    let events = stretch["events"].as_array().expect("a list").iter();
    let said = events.filter(|one| one["event"]["t"] == "said");
    said.map(|one| {
        let text = one["event"]["text"].as_str().expect("a text").to_owned();
        (one["offset_ms"].as_i64().expect("a place"), text)
    })
    .collect()
}

/// A live show with eight seconds of picture, from now on.
async fn on_the_air(kit: &Kit) -> (Person, Planned) {
    let ana = kit.sign_up("ana").await;
    let show = ana.create_show("Lamps").await;
    kit.go_live(&show).await;
    kit.store_recording(&show, 4).await;
    (ana, show)
}

on_both! {
    async fn each_message_plays_at_its_second(kit) {
        let (ana, show) = on_the_air(kit).await;
        let (mut socket, _) = ana.enter(&show).await;
        socket.say("at the start").await;
        kit.advance(Duration::from_secs(3));
        let later = socket.say("three seconds in").await;
        kit.advance(Duration::from_secs(2));
        socket.send(&json!({ "t": "heart", "n": 4 })).await;
        socket.find("counts", |counts| counts["hearts"] == 4).await;
        let regretted = socket.say("regretted").await;
        ana.api(Method::DELETE, &format!("{}/messages/{regretted}", show.api()))
            .send()
            .await
            .expect(204);
        let path = format!("{}/timeline", show.api());
        ana.api(Method::GET, &path).send().await.expect_problem(409, "not-live");
        kit.end(&show).await;

        let guest = kit.guest();
        let all = stretch(&guest, &show, "").await;
        let told = texts(&all);
        let names: Vec<_> = told.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(names, ["at the start", "three seconds in"]);
        assert!((0..1_500).contains(&told[0].0) && (3_000..4_500).contains(&told[1].0), "{told:?}");
        assert_eq!((&all["until_ms"], &all["hearts"][0]["n"]), (&json!(60_000), &json!(4)));
        let sought = stretch(&guest, &show, "from_ms=3000&to_ms=5000").await;
        assert_eq!(sought["events"][0]["event"]["seq"], later);
        assert_eq!(texts(&sought).len(), 1);
        for (query, status) in [("from_ms=5&to_ms=1", 422), ("from_ms=0&to_ms=600001", 422), ("from_ms=x", 400)] {
            let refused = guest.api(Method::GET, &format!("{path}?{query}")).send().await;
            refused.expect(status);
        }
    }

    async fn what_was_said_is_gone_with_the_replay(kit) {
        let (ana, show) = on_the_air(kit).await;
        let (mut socket, _) = ana.enter(&show).await;
        socket.say("only for a day").await;
        kit.end(&show).await;
        let path = format!("{}/timeline", show.api());
        ana.api(Method::GET, &path).send().await.expect(200);
        kit.advance(Duration::from_secs(24 * 3_600));
        ana.api(Method::GET, &path).send().await.expect_problem(410, "show-gone");
        kit.guest().api(Method::GET, &path).send().await.expect_problem(410, "show-gone");
        let swept = async || {
            let left = kit.count("SELECT COUNT(*) FROM room_events WHERE show_id = $1", show.id).await;
            (left == 0).then_some(())
        };
        eventually("the room's tables to be emptied", swept).await;
    }

    async fn a_private_shows_timeline_does_not_exist_for_strangers(kit) {
        let ana = kit.sign_up("ana").await;
        let show = ana.plan(&json!({ "title": "Just us", "visibility": "private" })).await;
        kit.record(&show, 1).await;
        let path = format!("{}/timeline", show.api());
        ana.api(Method::GET, &path).send().await.expect(200);
        let stranger = kit.sign_up("eva").await;
        stranger.api(Method::GET, &path).send().await.expect(404);
        kit.guest().api(Method::GET, &path).send().await.expect(404);
    }
}
