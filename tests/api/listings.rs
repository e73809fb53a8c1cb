//! Lists of shows, page after page.

use std::collections::HashSet;
use std::time::Duration;

use kit::{Browser, Method, Planned, on_both};
use serde_json::json;

/// All pages of a list, each show's id in order; no page is longer than `limit`.
pub(crate) async fn pages(browser: &Browser, state: &str, limit: usize) -> Vec<String> {
    let mut ids = Vec::new();
    let mut after = String::new();
    for _ in 0..50 {
        let path = format!("/shows?state={state}&limit={limit}{after}");
        let page = browser.api(Method::GET, &path).send().await.expect(200).json();
        let items = page["items"].as_array().expect("a list");
        assert!(items.len() <= limit, "{} on a page of {limit}", items.len());
        ids.extend(
            items
                .iter()
                .map(|show| show["id"].as_str().expect("an id").to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return ids,
        }
    }
    panic!("the list does not end");
}

fn ids<'a>(shows: impl IntoIterator<Item = &'a Planned>) -> Vec<String> {
    shows.into_iter().map(|show| show.id.to_string()).collect()
}

on_both! {
    async fn planned_shows_are_paged_soonest_first_without_gaps_or_doubles(kit) {
        let ana = kit.sign_up("ana").await;
        let now = kit.now();
        let mut shows = Vec::new();
        // Three begin in the same moment, and a page ends among them.
        for hours in [9, 3, 3, 3, 1, 7, 5] {
            let starts_at = now + Duration::from_secs(hours * 3_600);
            let form = json!({ "title": format!("In {hours} h"), "starts_at": starts_at });
            shows.push((hours, ana.plan(&form).await));
        }
        ana.create_show("Some day").await;
        let private = json!({ "title": "Private", "visibility": "private", "starts_at": now + Duration::from_secs(60) });
        ana.plan(&private).await;
        shows.sort_by_key(|(hours, show)| (*hours, show.id));
        let expected = ids(shows.iter().map(|(_, show)| show));
        for limit in [1, 2, 3, 7, 100] {
            assert_eq!(
                pages(&kit.guest(), "scheduled", limit).await,
                expected,
                "pages of {limit}"
            );
        }
    }

    async fn live_and_ended_shows_are_paged_newest_first(kit) {
        let ana = kit.sign_up("ana").await;
        let mut shows = Vec::new();
        for number in 0..5 {
            shows.push(ana.create_show(&format!("Show {number}")).await);
            kit.advance(Duration::from_millis(2));
        }
        let hidden = ana
            .plan(&json!({ "title": "Unlisted", "visibility": "unlisted" }))
            .await;
        for show in shows.iter().chain([&hidden]) {
            kit.go_live(show).await;
        }
        let newest_first = ids(shows.iter().rev());
        for limit in [1, 2, 5, 6] {
            assert_eq!(
                pages(&kit.guest(), "live", limit).await,
                newest_first,
                "pages of {limit}"
            );
        }
        for show in &shows {
            kit.end(show).await;
        }
        assert_eq!(pages(&kit.guest(), "ended", 2).await, newest_first);
        assert!(pages(&kit.guest(), "live", 2).await.is_empty());
        kit.advance(Duration::from_secs(24 * 3_600));
        assert!(
            pages(&kit.guest(), "ended", 2).await.is_empty(),
            "what has expired is not listed"
        );
        assert!(pages(&kit.guest(), "expired", 2).await.is_empty());
    }

    async fn a_list_that_loses_its_cursor_does_not_begin_again(kit) {
        let ana = kit.sign_up("ana").await;
        let mut shows = Vec::new();
        for number in 0..4 {
            let starts_at = kit.now() + Duration::from_secs(600 * (number + 1));
            shows.push(
                ana.plan(&json!({ "title": format!("Show {number}"), "starts_at": starts_at }))
                    .await,
            );
        }
        let guest = kit.guest();
        let first = guest
            .api(Method::GET, "/shows?state=scheduled&limit=2")
            .send()
            .await
            .expect(200)
            .json();
        let seen: HashSet<String> = first["items"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|show| show["id"].to_string())
            .collect();
        ana.api(Method::DELETE, &shows[1].api()).send().await.expect(204);
        let next = first["next"].as_str().expect("there is more");
        let second = guest
            .api(
                Method::GET,
                &format!("/shows?state=scheduled&limit=2&after={next}"),
            )
            .send()
            .await;
        if second.status == 200 {
            let again = second.json()["items"]
                .as_array()
                .expect("a list")
                .iter()
                .any(|show| seen.contains(&show["id"].to_string()));
            assert!(!again, "a show came twice: {second}");
        } else {
            assert_eq!(second.status, 400, "{second}");
        }
    }

    async fn odd_queries_are_refused_or_kept_within_bounds(kit) {
        let ana = kit.sign_up("ana").await;
        let show = ana.create_show("Linen").await;
        kit.go_live(&show).await;
        let guest = kit.guest();
        for query in [
            "state=nothing",
            "limit=many",
            "after=7",
            "limit=99999999999999999999",
        ] {
            guest
                .api(Method::GET, &format!("/shows?{query}"))
                .send()
                .await
                .expect_problem(400, "bad-query");
        }
        for query in ["", "state=live", "limit=0", "limit=-5", "limit=100000"] {
            let list = guest
                .api(Method::GET, &format!("/shows?{query}"))
                .send()
                .await
                .expect(200)
                .json();
            assert_eq!(list["items"][0]["id"], show.id.to_string(), "{query:?}");
        }
    }
}
