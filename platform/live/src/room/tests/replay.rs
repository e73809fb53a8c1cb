//! The room of a show that is over: played again, kept in order, and gone.

use std::time::Duration;

use chrono::TimeDelta;
use model::{Clock, Ending};
use serde_json::{Value, json};

use super::world::{World, viewer};
use crate::replays::Segment;
use crate::room::{ActError, AnswerState, Timeline};

/// Notes a second of recording that began `after_ms` from `start`.
async fn record(world: &World, number: i64, start: model::Timestamp, after_ms: i64) {
    let segment = Segment {
        kind: "media".into(),
        number,
        init: 1,
        start_ms: (number - 1) * 1_000,
        duration_us: 1_000_000,
        program_date_time: start + TimeDelta::milliseconds(after_ms),
        discontinuity: false,
        bytes: 1,
    };
    world.live.writing_segment(world.show, &segment).await.unwrap();
    world
        .live
        .segment_stored(world.show, "media", number)
        .await
        .unwrap();
}

fn told(timeline: &Timeline) -> Vec<(i64, Value)> {
    let events = timeline.events.iter();
    events
        .map(|one| (one.offset_ms, serde_json::from_str(&one.event).unwrap()))
        .collect()
}

fn texts(timeline: &Timeline) -> Vec<(i64, String)> {
    let said = told(timeline)
        .into_iter()
        .filter(|(_, event)| event["t"] == "said");
    said.map(|(offset, event)| (offset, event["text"].as_str().unwrap().to_owned()))
        .collect()
}

#[tokio::test]
async fn each_message_has_its_second_in_the_replay() {
    let world = World::new().await;
    let ana = world.person("ana").await;
    let mut a = world.seated(&ana).await;
    let start = world.clock.now();
    let (show, rooms) = (world.show().await, &world.live.rooms);
    // Two seconds of picture, a pause of ten, two more.
    for (number, after_ms) in [(1, 0), (2, 1_000), (3, 12_000), (4, 13_000)] {
        record(&world, number, start, after_ms).await;
    }
    let mut id = 0;
    let mut moment = async |millis: u64, text: &str| {
        world.clock.advance(Duration::from_millis(millis));
        id += 1;
        a.said(id, text).await;
    };
    moment(500, "half a second in").await;
    moment(1_000, "one and a half").await;
    moment(4_500, "in the pause").await;
    rooms.pin(&show, world.host(), Some(1)).await.unwrap();
    moment(6_500, "half a second after it").await;
    moment(500, "to be deleted").await;
    a.send(&json!({ "t": "heart", "n": 3 })).await;
    a.find(|message| message["t"] == "counts" && message["hearts"] == 3)
        .await;
    a.ask(90, "and this?").await;
    let question = a.answered(90).await["seq"].as_i64().unwrap();
    rooms
        .answer(&show, world.host(), question, AnswerState::Now)
        .await
        .unwrap();
    a.ask(92, "and what else?").await;
    let other = a.answered(92).await["seq"].as_i64().unwrap();
    let answer = async |question, state| {
        let done = rooms.answer(&show, world.host(), question, state).await;
        done.unwrap();
    };
    answer(other, AnswerState::Now).await;
    answer(other, AnswerState::Open).await;
    a.said(91, "the last word").await;
    world.clock.advance(Duration::from_millis(100));
    answer(question, AnswerState::Now).await;
    answer(other, AnswerState::Done).await;
    rooms.delete_messages(&show, world.host(), &[6]).await.unwrap();
    let live = world.live.timeline(&show, 0, 1_000).await;
    assert!(matches!(live, Err(ActError::NotLive)));
    world.live.end_show(world.show, Ending::Host).await.unwrap();
    let show = world.show().await;

    let all = world.live.timeline(&show, 0, 60_000).await.unwrap();
    assert_eq!(
        texts(&all),
        [
            (500, "half a second in"),
            (1_500, "one and a half"),
            (2_000, "in the pause"),
            (2_500, "half a second after it"),
            (3_000, "the last word"),
        ]
        .map(|(offset, text)| (offset, text.to_owned()))
    );
    assert_eq!(all.until_ms, 60_000);
    assert_eq!(all.hearts.len(), 1);
    assert_eq!((all.hearts[0].offset_ms, all.hearts[0].number), (3_000, 3));
    let pin = told(&all)
        .into_iter()
        .find(|(_, event)| event["t"] == "pinned")
        .unwrap();
    assert_eq!(
        (pin.0, &pin.1["message"]["text"]),
        (2_000, &json!("half a second in"))
    );
    assert!(!told(&all).iter().any(|(_, event)| event["t"] == "deleted"));

    // The same in stretches, as a player asks for it: nothing twice, nothing lost.
    let mut pieces = Vec::new();
    for from in (0..5_000).step_by(500) {
        let stretch = world.live.timeline(&show, from, from + 500).await.unwrap();
        assert!(
            told(&stretch)
                .iter()
                .all(|(offset, _)| (from..from + 500).contains(offset))
        );
        pieces.extend(texts(&stretch));
    }
    assert_eq!(pieces, texts(&all));
    let sought = world.live.timeline(&show, 3_500, 4_000).await.unwrap();
    let pinned: Value = serde_json::from_str(sought.pinned.as_deref().unwrap()).unwrap();
    assert_eq!(pinned["text"], "half a second in");
    assert_eq!(sought.answering, Some(question));
    let between = world.live.timeline(&show, 3_050, 3_090).await.unwrap();
    assert_eq!(between.answering, None, "put back");
    rooms
        .delete_messages(&show, world.host(), &[question])
        .await
        .unwrap();
    let withdrawn = world.live.timeline(&show, 3_500, 4_000).await.unwrap();
    assert_eq!(withdrawn.answering, None);
    let early = world.live.timeline(&show, 100, 200).await.unwrap();
    assert_eq!((early.pinned, early.answering), (None, None));
    for (from, to) in [(-1, 5), (5, 4), (0, 600_001)] {
        let refused = world.live.timeline(&show, from, to).await;
        assert!(matches!(refused, Err(ActError::Invalid(_))), "{from} to {to}");
    }
}

#[tokio::test]
async fn a_busy_stretch_comes_in_parts() {
    let world = World::new().await;
    let ana = world.person("ana").await;
    let mut a = world.seated(&ana).await;
    let start = world.clock.now();
    for number in 1..=3 {
        record(&world, number, start, (number - 1) * 1_000).await;
    }
    for id in 1..=1_250 {
        a.said(id, &format!("{id}")).await;
        world.clock.advance(Duration::from_millis(2));
    }
    world.live.end_show(world.show, Ending::Host).await.unwrap();
    let show = world.show().await;
    let (mut from, mut found) = (0, Vec::new());
    while from < 10_000 {
        let part = world.live.timeline(&show, from, 10_000).await.unwrap();
        assert!(part.events.len() <= 500 && part.until_ms > from);
        found.extend(texts(&part).into_iter().map(|(_, text)| text));
        from = part.until_ms;
    }
    assert_eq!(found, (1..=1_250).map(|n| n.to_string()).collect::<Vec<_>>());
}

#[tokio::test]
async fn more_than_fits_at_one_place_is_cut_to_its_end() {
    let world = World::new().await;
    let ana = world.person("ana").await;
    let mut a = world.seated(&ana).await;
    let start = world.clock.now();
    record(&world, 1, start, 0).await;
    record(&world, 2, start, 60_000).await;
    world.clock.advance(Duration::from_secs(5));
    for id in 1..=700 {
        a.said(id, &format!("{id}")).await;
    }
    world.live.end_show(world.show, Ending::Host).await.unwrap();
    let show = world.show().await;
    let part = world.live.timeline(&show, 0, 10_000).await.unwrap();
    assert_eq!((part.events.len(), part.until_ms), (500, 1_001));
    assert_eq!(texts(&part)[499], (1_000, "700".to_owned()));
    let rest = world.live.timeline(&show, part.until_ms, 10_000).await.unwrap();
    assert_eq!((rest.events.len(), rest.until_ms), (0, 10_000));
}

#[tokio::test]
async fn a_replays_chat_is_kept_in_order_too() {
    let world = World::new().await;
    let ana = world.person("ana").await;
    let mut a = world.seated(&ana).await;
    a.said(1, "regretted later").await;
    world.live.end_show(world.show, Ending::Host).await.unwrap();
    let show = world.show().await;
    world
        .live
        .rooms
        .delete_messages(&show, viewer(Some(&ana)), &[1])
        .await
        .unwrap();
    let all = world.live.timeline(&show, 0, 1_000).await.unwrap();
    assert!(all.events.is_empty());
    let pin = world.live.rooms.pin(&show, world.host(), None).await;
    assert!(matches!(pin, Err(ActError::NotLive)));
}

#[tokio::test]
async fn nothing_that_was_said_outlives_the_replay() {
    let world = World::new().await;
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let mut a = world.seated(&ana).await;
    let (show, rooms) = (world.show().await, &world.live.rooms);
    a.said(1, "an unmistakable sentence").await;
    a.ask(2, "an unmistakable question").await;
    a.send(&json!({ "t": "vote", "id": 3, "question": 2, "up": true }))
        .await;
    a.answered(3).await;
    a.send(&json!({ "t": "heart", "n": 1 })).await;
    a.find(|message| message["t"] == "counts" && message["hearts"] == 1)
        .await;
    rooms
        .report(&show, viewer(Some(&ben)), 1, "an unmistakable reason")
        .await
        .unwrap();
    rooms
        .sanction(
            &show,
            world.host(),
            ben.id,
            crate::room::Sanction::TimeOut(Duration::from_secs(60)),
        )
        .await
        .unwrap();
    world.live.end_show(world.show, Ending::Host).await.unwrap();
    const TABLES: [&str; 6] = [
        "SELECT COUNT(*) FROM room_events WHERE show_id = $1",
        "SELECT COUNT(*) FROM room_votes WHERE show_id = $1",
        "SELECT COUNT(*) FROM room_hearts WHERE show_id = $1",
        "SELECT COUNT(*) FROM room_reports WHERE show_id = $1",
        "SELECT COUNT(*) FROM room_sanctions WHERE show_id = $1",
        "SELECT COUNT(*) FROM rooms WHERE show_id = $1",
    ];
    for sql in TABLES {
        assert!(world.count(sql).await > 0, "{sql}");
    }

    world.clock.advance(Duration::from_secs(24 * 3_600));
    // Nobody is on time, and it is gone all the same.
    let gone = world.live.timeline(&show, 0, 1_000).await;
    let show = world.show().await;
    let gone_too = world.live.timeline(&show, 0, 1_000).await;
    assert!(matches!(gone, Err(ActError::NotLive)) && matches!(gone_too, Err(ActError::Gone)));
    for refused in [
        rooms.reports(&show, world.host()).await.map(drop),
        rooms.held(&show, world.host()).await.map(drop),
        rooms.delete_messages(&show, world.host(), &[1]).await,
        rooms.report(&show, viewer(Some(&ben)), 1, "").await,
    ] {
        assert!(matches!(refused, Err(ActError::Gone)), "{refused:?}");
    }
    world.live.expire(world.show).await.unwrap();
    for sql in TABLES {
        assert_eq!(world.count(sql).await, 0, "{sql}");
    }
    assert!(world.count("SELECT COUNT(*) FROM audit WHERE show_id = $1").await > 0);
    world.live.db.scrub().await.unwrap();
    assert!(!world.is_on_disk("an unmistakable"));
}
