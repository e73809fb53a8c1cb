//! What others must learn of: rows in the transaction that did it.

use std::time::Duration;

use kit::{eventually, on_both};
use model::{Ending, Event};

on_both! {
    async fn a_shows_life_is_told_in_order_and_a_refused_step_is_not(kit) {
        let ana = kit.sign_up("ana").await;
        let show = ana.create_show("Evening glaze").await;
        // Told or not yet: the teller is at work.
        let told = async || {
            let mut read = kit.live().db.read().await.expect("a connection");
            let sql = "SELECT payload FROM outbox ORDER BY sequence";
            let rows = store::fetch_all!(read, (String,), sql).expect("rows");
            let events = rows.into_iter().map(|(payload,)| serde_json::from_str(&payload).expect("an event"));
            events.collect::<Vec<Event>>()
        };
        assert!(told().await.is_empty(), "a plan is nobody's business");
        kit.live().end_show(show.id, Ending::Host).await.expect_err("it is not live");
        assert!(told().await.is_empty(), "nothing happened");

        kit.go_live(&show).await;
        kit.end(&show).await;
        kit.live().publisher_arrived(show.id).await.expect_err("it is over");
        kit.advance(Duration::from_secs(24 * 3_600));
        let events = eventually("the end of the replay to be told", async || {
            Some(told().await).filter(|events| events.len() >= 3)
        })
        .await;
        let names: Vec<_> = events.iter().map(Event::name).collect();
        assert_eq!(names, ["show_started", "show_ended", "show_expired"]);
        assert!(events.iter().all(|event| event.aggregate() == show.id.0));
    }
}
