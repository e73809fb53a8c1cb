//! The bell: what an open page is told at once.

use kit::{Method, Person, eventually, on_both, on_one};
use serde_json::{Value, json};

use crate::notices::follow;

on_both! {
    async fn the_accounts_stream_says_what_is_new_at_once(kit) {
        let (ana, berta, other) =
            (kit.sign_up("ana").await, kit.sign_up("berta").await, kit.sign_up("other").await);
        follow(&berta, "/people/ana", json!({})).await;
        let mut hers = Events::open(&berta).await;
        let mut others = Events::open(&other).await;
        assert_eq!(hers.next().await, Some(json!({ "unread": 0 })));
        assert_eq!(others.next().await, Some(json!({ "unread": 0 })));
        kit.go_live(&ana.create_show("Evening glaze").await).await;
        let ring = hers.next().await.expect("a ring");
        assert_eq!((&ring["unread"], &ring["notice"]["kind"]), (&json!(1), &json!("live")));
        assert_eq!(ring["notice"]["show"]["title"], "Evening glaze");
        // Read in another tab.
        let read = berta.api(Method::POST, "/notices/read").json(&json!({ "all": true }));
        read.send().await.expect(200);
        assert_eq!(hers.next().await, Some(json!({ "unread": 0 })));
        kit.stop().await;
        assert_eq!(hers.next().await, None);
        assert_eq!(others.next().await, None, "nothing of hers went elsewhere");
        kit.start_again().await;
    }
}

on_one! {
    async fn pages_of_one_account_that_listen_are_bounded(kit) {
        let ana = kit.sign_up("ana").await;
        let mut open = Vec::new();
        for _ in 0..16 {
            let mut events = Events::open(&ana).await;
            events.next().await.expect("the first event");
            open.push(events);
        }
        ana.api(Method::GET, "/notices/live").send().await.expect_problem(503, "busy");
        open.pop();
        let again = async || {
            let response = ana.api(Method::GET, "/notices/live").open().await;
            (response.status() == 200).then_some(())
        };
        eventually("room for one more", again).await;
    }
}

/// Server-sent events, read as they come.
struct Events {
    response: reqwest::Response,
    text: String,
}

impl Events {
    async fn open(person: &Person) -> Self {
        let response = person.api(Method::GET, "/notices/live").open().await;
        assert_eq!(response.status(), 200);
        let kind = &response.headers()["content-type"];
        assert_eq!(kind, "text/event-stream");
        assert!(
            response.headers().get("content-encoding").is_none(),
            "events are not gathered"
        );
        Self {
            response,
            text: String::new(),
        }
    }

    /// The data of the next event; none when the stream has ended.
    async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data: "));
                let data = data.map(|data| serde_json::from_str(data).expect("JSON"));
                self.text = rest.to_owned();
                match data {
                    Some(data) => return Some(data),
                    // A comment that keeps the line alive.
                    None => continue,
                }
            }
            let chunk = self.response.chunk().await.ok()??;
            self.text += std::str::from_utf8(&chunk).expect("UTF-8");
        }
    }
}
