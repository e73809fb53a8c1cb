//! Those who were here before: exactly what they missed, or the whole room.

use std::time::Duration;

use super::world::{World, back, epoch, numbers};
use crate::room::{Close, Hello, JoinError};

#[tokio::test]
async fn exactly_what_was_missed_comes_once_and_in_order() {
    let world = World::new().await;
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let mut a = world.seated(&ana).await;
    let mut b = world.join(Some(&ben)).await;
    let greeting = b.next("resync").await;
    a.said(1, "one").await;
    assert_eq!(b.next("said").await["seq"], 1);
    drop(b);
    for (id, text) in [(2, "two"), (3, "three"), (4, "four")] {
        a.said(id, text).await;
    }
    let mut b = world.try_join(Some(&ben), back(&greeting, 1)).await.unwrap();
    a.said(5, "five").await;
    b.say(1, "here again").await;
    let told = b.everything(1).await;
    assert_eq!(told[0]["t"], "welcome");
    assert_eq!(told[0]["you"]["handle"], "ben");
    assert_eq!(told[0]["seq"], 4);
    let mut seen = numbers(&told);
    while seen.last() != Some(&6) {
        seen.push(b.next("said").await["seq"].as_i64().unwrap());
    }
    assert_eq!(seen, [2, 3, 4, 5, 6]);
}

#[tokio::test]
async fn what_happens_while_it_is_gathered_reaches_those_who_just_came() {
    let world = World::paced(|pace| pace.gather = Duration::from_millis(300)).await;
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let mut a = world.seated(&ana).await;
    for (id, text) in [(1, "told at once"), (2, "gathered")] {
        a.said(id, text).await;
    }
    let mut b = world.join(Some(&ben)).await;
    a.said(3, "gathered too").await;
    let greeting = b.next("resync").await;
    assert_eq!(greeting["seq"], 2);
    assert_eq!(b.next("said").await["seq"], 3, "and not what the greeting had");
    for seq in 1..=3 {
        assert_eq!(a.next("said").await["seq"], seq);
    }
}

#[tokio::test]
async fn a_gap_that_is_not_known_gets_the_whole_room() {
    let world = World::new().await;
    let ana = world.person("ana").await;
    let mut a = world.join(Some(&ana)).await;
    let greeting = a.next("resync").await;
    a.said(1, "one").await;
    let here = epoch(&greeting);
    for (epoch, last_seen) in [
        (None, Some(1)),
        (Some(here), None),
        (Some(uuid::Uuid::nil()), Some(1)),
        (Some(here), Some(2)),
        (Some(here), Some(i64::MAX)),
        (Some(here), Some(-1)),
        (Some(here), Some(i64::MIN)),
    ] {
        let mut back = world.try_join(None, Hello { epoch, last_seen }).await.unwrap();
        let greeting = back.next("resync").await;
        assert_eq!(greeting["history"][0]["text"], "one", "{epoch:?} {last_seen:?}");
        assert_eq!(greeting["seq"], 1);
    }
    let mut none_missed = world.try_join(None, back(&greeting, 1)).await.unwrap();
    assert_eq!(none_missed.next("welcome").await["seq"], 1);
}

#[tokio::test]
async fn a_restart_in_good_order_is_not_noticed() {
    let world = World::new().await;
    let ana = world.person("ana").await;
    let mut a = world.join(Some(&ana)).await;
    let greeting = a.next("resync").await;
    for (id, text) in [(1, "one"), (2, "two"), (3, "three")] {
        a.said(id, text).await;
    }
    let world = {
        let stopping = world.restarted().await;
        assert_eq!(a.closed().await, Close::GoingAway);
        stopping
    };
    let mut a = world.try_join(Some(&ana), back(&greeting, 1)).await.unwrap();
    let done = a.said(4, "four").await;
    assert_eq!(done["seq"], 4, "numbers go on");
    let welcome = a.next("welcome").await;
    assert_eq!(epoch(&welcome), epoch(&greeting));
    for seq in 2..=4 {
        assert_eq!(a.next("said").await["seq"], seq);
    }
}

#[tokio::test]
async fn after_a_crash_the_numbers_are_another_run() {
    let world = World::new().await;
    let ana = world.person("ana").await;
    let mut a = world.join(Some(&ana)).await;
    let greeting = a.next("resync").await;
    a.said(1, "one").await;
    world.settle().await;
    // The first run was never closed.
    let world = world.on_the_same_data().await;
    let mut back = world.try_join(Some(&ana), back(&greeting, 1)).await.unwrap();
    let anew = back.next("resync").await;
    assert_ne!(epoch(&anew), epoch(&greeting));
    assert_eq!(anew["history"][0]["text"], "one");
    assert_eq!(back.said(2, "two").await["seq"], 2);
}

#[tokio::test]
async fn a_withdrawn_message_is_not_told_again() {
    let world = World::new().await;
    let ana = world.person("ana").await;
    let mut a = world.join(Some(&ana)).await;
    let greeting = a.next("resync").await;
    let show = world.show().await;
    a.said(1, "a secret of mine").await;
    a.said(2, "another").await;
    let rooms = &world.live.rooms;
    rooms.pin(&show, world.host(), Some(1)).await.unwrap();
    rooms.delete_messages(&show, world.host(), &[1]).await.unwrap();

    let mut back_again = world.try_join(Some(&ana), back(&greeting, 0)).await.unwrap();
    back_again.say(9, "and now?").await;
    let told = back_again.everything(9).await;
    assert!(!serde_json::to_string(&told).unwrap().contains("secret"));
    assert_eq!(
        numbers(&told)[..5],
        [1, 2, 3, 4, 5],
        "nothing is left out of the count"
    );
    assert_eq!(told[1]["withdrawn"], true);
    assert!(told[3]["t"] == "pinned" && told[3]["message"].is_null());

    let world = world.restarted().await;
    let mut later = world.try_join(Some(&ana), back(&greeting, 0)).await.unwrap();
    later.say(1, "later").await;
    let told = later.everything(1).await;
    assert_eq!(told[0]["t"], "welcome");
    assert!(!serde_json::to_string(&told).unwrap().contains("secret"));
    let late = world.join(None).await.next("resync").await;
    assert!(!late.to_string().contains("secret") && late["pinned"].is_null());
    world.settle().await;
    world.live.db.scrub().await.unwrap();
    assert!(!world.is_on_disk("a secret of mine"));
}

#[tokio::test]
async fn an_ended_show_has_no_room() {
    let world = World::new().await;
    let ana = world.person("ana").await;
    let mut a = world.seated(&ana).await;
    a.said(1, "the last word").await;
    world
        .live
        .end_show(world.show, model::Ending::Host)
        .await
        .unwrap();
    assert_eq!(a.closed().await, Close::Ended);
    let mut nothing = Vec::new();
    a.seat.take(&mut nothing);
    assert!(nothing.is_empty());
    assert_eq!(
        world
            .count("SELECT COUNT(*) FROM room_events WHERE show_id = $1")
            .await,
        1
    );
    let late = world.try_join(Some(&ana), super::world::first()).await;
    assert!(matches!(late.map(drop), Err(JoinError::NotLive)));
    world.clock.advance(Duration::from_secs(24 * 3_600));
    let late = world.try_join(Some(&ana), super::world::first()).await;
    assert!(matches!(late.map(drop), Err(JoinError::Gone)));
}
