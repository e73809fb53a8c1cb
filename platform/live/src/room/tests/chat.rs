//! What is said, asked and felt.

use serde_json::{Value, json};

use super::world::{World, numbers};
use crate::room::AnswerState;

#[tokio::test]
async fn people_chat_and_guests_read() {
    let world = World::new().await;
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let (mut a, mut b, mut guest) = (
        world.seated(&ana).await,
        world.seated(&ben).await,
        world.join(None).await,
    );
    let greeting = guest.next("resync").await;
    assert_eq!(greeting["you"], Value::Null);
    assert_eq!(
        greeting["may"],
        json!({"write": false, "moderate": false, "why_not": "sign_in"})
    );

    let done = a.said(7, "  Hello,\n<b>@ben</b> https://example.org/x ").await;
    assert_eq!(done["seq"], 1);
    for reader in [&mut a, &mut b, &mut guest] {
        let said = reader.next("said").await;
        assert_eq!(said["seq"], 1);
        assert_eq!(said["from"]["handle"], "ana");
        assert_eq!(said["text"], "Hello, <b>@ben</b> https://example.org/x");
        assert_eq!(said["links"][0]["host"], "example.org");
        assert_eq!(
            said["mentions"],
            json!([{"start": 10, "end": 14, "handle": "ben"}])
        );
    }
    let refused = guest.said(1, "me too").await;
    assert_eq!(refused["why"], "sign_in");
    assert_eq!(a.said(8, " \u{200d} ").await["why"], "empty");
    assert_eq!(a.said(9, &"x".repeat(301)).await["why"], "too_long");
    assert_eq!(b.said(1, "again").await["seq"], 2);
}

#[tokio::test]
async fn only_people_who_exist_are_mentioned_and_they_are_told() {
    let world = World::new().await;
    let ana = world.person("ana").await;
    world.person("ben").await;
    let mut a = world.seated(&ana).await;
    a.said(1, "@nobody and @Ben and @ben").await;
    let said = a.next("said").await;
    let handles: Vec<_> = said["mentions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["handle"])
        .collect();
    assert_eq!(handles, ["ben", "ben"]);
    world.settle().await;
    let told = store::outbox::untold(&world.live.db, 10).await.unwrap();
    let mentioned: Vec<_> = told
        .iter()
        .filter(|row| row.event.name() == "mentioned")
        .collect();
    assert_eq!(mentioned.len(), 1, "once, however often they are named");
}

#[tokio::test]
async fn hearts_are_counted_together() {
    let world = World::new().await;
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let (a, mut b) = (world.seated(&ana).await, world.seated(&ben).await);
    let _host = world.seated(&world.host).await;
    for n in [3, 200, 0] {
        a.send(&json!({ "t": "heart", "n": n })).await;
    }
    let counts = b
        .find(|message| message["t"] == "counts" && message["hearts"] == 13)
        .await;
    assert_eq!(counts["watching"], 2, "whoever runs the show does not watch it");
    let hues = counts["hues"].as_array().unwrap();
    assert!(!hues.is_empty() && hues.len() <= 12);
    // The next who comes sees them too, and so does the room after a restart.
    drop((a, b));
    let world = world.restarted().await;
    let late = world.join(Some(&ana)).await.next("resync").await;
    assert_eq!(late["counts"]["hearts"], 13);
    assert_eq!(
        world
            .count("SELECT CAST(SUM(number) AS BIGINT) FROM room_hearts WHERE show_id = $1")
            .await,
        13
    );
}

#[tokio::test]
async fn questions_are_wanted_answered_and_done() {
    let world = World::new().await;
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let (mut a, mut b) = (world.seated(&ana).await, world.seated(&ben).await);
    let show = world.show().await;
    a.ask(1, "How long does it fire?").await;
    let first = a.answered(1).await["seq"].as_i64().unwrap();
    b.ask(1, "Which clay?").await;
    let second = b.answered(1).await["seq"].as_i64().unwrap();

    for _ in 0..2 {
        b.send(&json!({ "t": "vote", "id": 2, "question": second, "up": true }))
            .await;
        assert_eq!(b.answered(2).await["t"], "done");
    }
    let votes = a.next("votes").await;
    assert_eq!(votes["votes"], json!([{ "question": second, "votes": 1 }]));
    b.send(&json!({ "t": "vote", "id": 3, "question": 99, "up": true }))
        .await;
    assert_eq!(b.answered(3).await["why"], "unknown_question");

    let rooms = &world.live.rooms;
    rooms
        .answer(&show, world.host(), first, AnswerState::Now)
        .await
        .unwrap();
    rooms
        .answer(&show, world.host(), second, AnswerState::Now)
        .await
        .unwrap();
    let mut told = Vec::new();
    for _ in 0..3 {
        let answered = a.next("answered").await;
        told.push((
            answered["question"].as_i64().unwrap(),
            answered["state"].as_str().unwrap().to_owned(),
        ));
    }
    let expected = [(first, "now"), (first, "done"), (second, "now")];
    assert_eq!(
        told,
        expected.map(|(question, state)| (question, state.to_owned()))
    );
    b.send(&json!({ "t": "vote", "id": 4, "question": first, "up": true }))
        .await;
    assert_eq!(b.answered(4).await["why"], "unknown_question");

    // All of it is there for who comes late, before and after a restart.
    let late = world.join(Some(&ben)).await.next("resync").await;
    let world = world.restarted().await;
    let later = world.join(Some(&ben)).await.next("resync").await;
    for greeting in [&late, &later] {
        let questions = greeting["questions"].as_array().unwrap();
        assert_eq!(questions.len(), 1);
        assert_eq!(
            (&questions[0]["votes"], &questions[0]["state"]),
            (&json!(1), &json!("now"))
        );
        assert_eq!(questions[0]["event"]["text"], "Which clay?");
        assert_eq!(greeting["voted"], json!([second]));
    }
    let stranger = world.person("cleo").await;
    let greeting = world.join(Some(&stranger)).await.next("resync").await;
    assert_eq!(greeting["voted"], json!([]));
}

#[tokio::test]
async fn a_pause_and_its_end_are_told() {
    let world = World::new().await;
    let mut guest = world.join(None).await;
    assert_eq!(guest.next("resync").await["state"], "live");
    world.live.publisher_lost(world.show).await.unwrap();
    assert_eq!(guest.next("state").await["state"], "paused");
    assert_eq!(world.join(None).await.next("resync").await["state"], "paused");
    world.live.publisher_arrived(world.show).await.unwrap();
    world.live.publisher_arrived(world.show).await.unwrap();
    assert_eq!(guest.next("state").await["seq"], 2, "said once");
}

#[tokio::test]
async fn numbers_have_no_gap_however_many_write() {
    let world = World::new().await;
    let mut reader = world.join(None).await;
    let mut writers = Vec::new();
    for n in 0..8 {
        let person = world.person(&format!("writer{n}")).await;
        let mut seat = world.seated(&person).await;
        writers.push(tokio::spawn(async move {
            for id in 0..50 {
                assert_eq!(seat.said(id, &format!("message {id}")).await["t"], "done");
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let mut told = Vec::new();
    while told.len() < 400 {
        let said = reader.next("said").await;
        told.push(said["seq"].as_i64().unwrap());
    }
    assert_eq!(told, (1..=400).collect::<Vec<_>>());
    world.settle().await;
    assert_eq!(
        world
            .count("SELECT COUNT(*) FROM room_events WHERE show_id = $1")
            .await,
        400
    );
    assert!(numbers(&[]).is_empty());
}
