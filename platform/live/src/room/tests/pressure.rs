//! Floods, slow readers, and a database that does not answer.

use std::time::{Duration, Instant};

use serde_json::json;
use store::sqlx;

use super::world::{World, hasty};
use crate::room::{Close, RoomRates, RoomSetup};

#[tokio::test]
async fn a_flood_is_refused_and_then_cut_off_and_delays_nobody() {
    let world = World::with(RoomSetup {
        rates: RoomRates::default(),
        ..hasty()
    })
    .await;
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let (mut a, mut b) = (world.seated(&ana).await, world.seated(&ben).await);
    let (begun, mut done) = (Instant::now(), 0);
    for id in 0..20 {
        let answer = a.said(id, "me me me").await;
        if answer["t"] == "done" {
            done += 1;
        } else {
            assert_eq!(answer["why"], "too_fast");
            assert!(answer["wait_s"].as_u64().unwrap() >= 1);
        }
    }
    // However slow this machine is: what came in meanwhile may pass too.
    let refilled = begun.elapsed().as_millis() / 1_500;
    assert!((5..=5 + refilled).contains(&done), "{done} of a burst of 5");
    assert_eq!(b.said(1, "me too").await["t"], "done");
    let mut sent = 20;
    while a.seat.close_reason().is_none() {
        a.say(sent, "me me me").await;
        a.read();
        sent += 1;
        assert!(sent < 5_000, "it has to end");
    }
    assert!(sent > 350, "what one may send is not a flood: {sent}");
    assert_eq!(a.closed().await, Close::TooMany);
    assert_eq!(b.said(2, "peace").await["t"], "done");
}

#[tokio::test]
async fn what_cannot_be_read_is_forgiven_twice() {
    let world = World::new().await;
    let mut guest = world.join(None).await;
    guest.seat.hear("{").await;
    guest.seat.hear(r#"{"t":"sing","id":5}"#).await;
    assert_eq!(guest.next("refused").await["why"], "unreadable");
    assert_eq!(guest.answered(5).await["why"], "unreadable");
    assert_eq!(guest.seat.close_reason(), None);
    guest.seat.hear("[]").await;
    assert_eq!(guest.closed().await, Close::Unreadable);
}

#[tokio::test]
async fn a_slow_reader_is_taken_to_the_head_and_hinders_nobody() {
    let world = World::paced(|pace| pace.look = Duration::from_secs(3_600)).await;
    let ana = world.person("ana").await;
    let mut a = world.seated(&ana).await;
    let (mut slow, mut other) = (world.join(None).await, world.join(None).await);
    slow.next("resync").await;
    other.next("resync").await;
    // 1,200 bytes: some 750 of them fit into the ring.
    let text = "🐘".repeat(300);
    for id in 1..=1_000 {
        assert_eq!(a.said(id, &text).await["seq"], id);
        other.read();
        a.forget();
    }
    assert_eq!(a.said(1_001, "the last").await["seq"], 1_001);
    let again = slow.next("resync").await;
    assert!(again.get("you").is_none() && again.get("may").is_none());
    let seq = again["seq"].as_i64().unwrap();
    let history = again["history"].as_array().unwrap();
    assert_eq!(history.len(), 100);
    assert_eq!(history[99]["seq"], seq);
    // From there on it misses nothing.
    a.said(1_002, "after").await;
    let next = slow
        .find(|message| message["t"] == "said" && message["seq"].as_i64() > Some(seq))
        .await;
    assert_eq!(next["seq"], seq + 1);
    // The other one has read all along.
    for seq in 1..=1_002 {
        assert_eq!(other.next("said").await["seq"], seq);
    }
}

#[tokio::test]
async fn whoever_stays_behind_is_closed_as_lagged() {
    let world = World::paced(|pace| pace.look = Duration::from_millis(20)).await;
    let ana = world.person("ana").await;
    let mut a = world.seated(&ana).await;
    let stalled = world.join(None).await;
    let mut id = 0;
    while stalled.seat.close_reason().is_none() {
        id += 1;
        a.said(id, "hello").await;
        a.forget();
    }
    assert_eq!(stalled.seat.close_reason(), Some(Close::Lagged));
    assert_eq!(a.seat.close_reason(), None);
}

#[tokio::test]
async fn letters_nobody_reads_are_bounded() {
    let world = World::new().await;
    let ana = world.person("ana").await;
    let a = world.seated(&ana).await;
    for id in 0..40 {
        a.say(id, "").await;
    }
    assert_eq!(a.closed().await, Close::Lagged);
}

#[tokio::test]
async fn what_cannot_be_stored_is_not_said_and_nothing_said_is_lost() {
    let world = World::paced(|pace| pace.look = Duration::from_secs(3_600)).await;
    let ana = world.person("ana").await;
    let mut a = world.seated(&ana).await;
    let other = world.lock_database().await;
    let store::Tx::Sqlite(held) = other.begin().await.unwrap() else {
        unreachable!("a file of SQLite")
    };
    let mut done = 0;
    for id in 1.. {
        let answer = a.said(id, "is this kept?").await;
        if answer["t"] == "refused" {
            assert_eq!(answer["why"], "paused_saving");
            break;
        }
        done += 1;
        a.forget();
        assert!(done < 10_000, "a queue has to have an end");
    }
    sqlx::Transaction::rollback(held).await.unwrap();
    let said = loop {
        let answer = a.said(-1, "and now?").await;
        if answer["t"] == "done" {
            break answer;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(
        said["seq"].as_i64().unwrap(),
        done + 1,
        "no number was given to what was refused"
    );
    world.settle().await;
    assert_eq!(
        world
            .count("SELECT COUNT(*) FROM room_events WHERE show_id = $1")
            .await,
        done + 1
    );
}

#[tokio::test]
async fn an_empty_room_closes_and_opens_again() {
    let world = World::paced(|pace| pace.empty = Duration::from_millis(20)).await;
    let ana = world.person("ana").await;
    for round in 1..=20 {
        let mut a = world.seated(&ana).await;
        assert_eq!(a.said(1, "once more").await["seq"], round);
        let rooms = world.live.rooms.clone();
        assert_eq!(rooms.stats().seats, 1);
        drop(a);
        if round % 2 == 0 {
            while rooms.stats().rooms > 0 {
                tokio::task::yield_now().await;
            }
        }
    }
    assert_eq!(world.live.rooms.stats().seats, 0);
}

#[tokio::test]
async fn nothing_runs_once_it_is_shut_down() {
    let world = World::new().await;
    let ana = world.person("ana").await;
    let mut a = world.seated(&ana).await;
    a.said(1, "just now").await;
    a.send(&json!({ "t": "heart", "n": 4 })).await;
    a.find(|message| message["t"] == "counts" && message["hearts"] == 4)
        .await;
    world.live.rooms.shutdown().await;
    assert_eq!(a.closed().await, Close::GoingAway);
    assert_eq!(world.live.rooms.stats().rooms, 0);
    assert_eq!(
        world
            .count("SELECT COUNT(*) FROM room_events WHERE show_id = $1")
            .await,
        1
    );
    assert_eq!(
        world
            .count("SELECT COUNT(*) FROM room_hearts WHERE show_id = $1")
            .await,
        1
    );
    assert!(world.try_join(Some(&ana), super::world::first()).await.is_err());
}
