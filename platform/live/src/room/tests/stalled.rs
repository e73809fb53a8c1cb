//! Rooms that are too busy for what they are asked, or that nobody waits for
//! any more.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use async_trait::async_trait;
use model::{AccountId, EventId};
use serde_json::json;
use store::{execute, sqlx};
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::timeout;

use super::world::{SOON, World, first, hasty};
use crate::follows::Target;
use crate::room::command::Command;
use crate::room::standing::Ties;
use crate::room::{Circle, Close, JoinError, Rooms, Rules, Sanction, StageState, Venue, Writers};

/// Lets everything run that can run without anyone else.
async fn settle() {
    for _ in 0..100 {
        yield_now().await;
    }
}

/// Polls `act` until `is_done`, and drops it: whoever asked has gone away.
async fn abandon<T>(act: impl Future<Output = T>, is_done: impl AsyncFn() -> bool) {
    let mut act = pin!(act);
    let abandoned = async {
        while !is_done().await {
            let over = poll_fn(|context| Poll::Ready(act.as_mut().poll(context).is_ready())).await;
            assert!(!over, "the room has not answered");
            yield_now().await;
        }
    };
    timeout(SOON, abandoned).await.expect("the act to begin");
}

#[tokio::test]
async fn whoever_is_admitted_too_late_has_left() {
    let world = World::new().await;
    let ana = world.person("ana").await;
    let mut stalled = world.stalled().await;
    let seat = stalled.seat(1, &ana);
    let join = |inbox, admitted| Command::Join {
        inbox,
        ties: Ties::default(),
        hello: first(),
        admitted,
    };
    let (admitted, answer) = oneshot::channel();
    let late = join(seat.inbox.clone(), admitted);
    drop((answer, seat));
    stalled.room.run_errands();
    stalled.room.obey(late);
    assert!(stalled.room.seats.is_empty());

    let seat = stalled.seat(2, &ana);
    let (admitted, mut answer) = oneshot::channel();
    stalled.room.obey(join(seat.inbox.clone(), admitted));
    assert_eq!((answer.try_recv(), stalled.room.seats.len()), (Ok(true), 1));
}

#[tokio::test]
async fn a_follow_is_the_business_of_the_rooms_they_sit_in_alone() {
    let world = World::new().await;
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let mut stalled = world.stalled().await;
    let _ben_sits = stalled.seat(1, &ben);
    let host = Target::Person(world.host.id);
    world.live.follow(ana.id, host, None).await.unwrap();
    assert!(
        stalled.commands.try_recv().is_err(),
        "the room was asked for nothing"
    );
    let live = world.live.clone();
    let following = tokio::spawn(async move { live.follow(ben.id, host, None).await });
    let Command::Ties { account, ties } = stalled.next().await else {
        panic!("what concerns them")
    };
    assert!(account == ben.id && ties.follows);
    stalled.obey(1).await;
    following.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_busy_room_keeps_nobody_from_being_shown_out() {
    let world = World::new().await;
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let stalled = world.stalled().await;
    let (a, b) = (stalled.seat(1, &ana), stalled.seat(2, &ben));
    let rooms = &world.live.rooms;
    assert_eq!(rooms.visitors(world.show).len(), 2);
    rooms.dismiss(
        world.show,
        |visitor| visitor.account() == Some(ana.id),
        Close::Kicked,
    );
    assert_eq!((a.close_reason(), b.close_reason()), (Some(Close::Kicked), None));
    drop(a);
    assert_eq!(rooms.visitors(world.show).len(), 1);
    rooms.dismiss_everywhere(|_| true, Close::Unauthorised);
    assert_eq!(b.close_reason(), Some(Close::Unauthorised));
}

#[tokio::test]
async fn a_full_queue_loses_nothing_that_must_not_be_lost() {
    let world = World::new().await;
    let mut stalled = world.stalled().await;
    let mut waiting = 0;
    while stalled
        .shared
        .commands
        .try_send(Command::Obeyed(oneshot::channel().0))
        .is_ok()
    {
        waiting += 1;
    }
    let rooms = world.live.rooms.clone();
    let show = world.show;
    let telling = tokio::spawn(async move { rooms.state(show, StageState::Paused).await });
    settle().await;
    telling.abort();
    stalled.obey(waiting).await;
    assert!(matches!(stalled.next().await, Command::State(StageState::Paused)));
}

#[tokio::test]
async fn what_is_decided_is_told_although_nobody_waits_for_it() {
    let world = World::new().await;
    let ana = world.person("ana").await;
    let mut stalled = world.stalled().await;
    let (show, rooms) = (world.show().await, &world.live.rooms);
    let count = async |sql| world.count(sql).await;
    let ban = rooms.sanction(&show, world.host(), ana.id, Sanction::Ban);
    abandon(ban, async || {
        count("SELECT COUNT(*) FROM room_sanctions WHERE $1 = $1").await == 1
    })
    .await;
    let Command::Penalties { account, penalties } = stalled.next().await else {
        panic!("what holds now")
    };
    assert!(account == ana.id && penalties.banned);
    stalled.obey(1).await;

    let id = EventId::new(&*world.live.clock, &*world.live.entropy).0;
    let face = json!({ "handle": "ana", "name": "Ana", "avatar": null, "hue": 1 });
    let mut tx = world.live.db.begin().await.unwrap();
    execute!(
        tx,
        "INSERT INTO room_held (id, show_id, account_id, kind, face, text, at) VALUES ($1, $2, $3, 'said', $4, 'hey!', $5)",
        id,
        world.show,
        ana.id,
        face.to_string(),
        world.live.clock.now(),
    )
    .unwrap();
    tx.commit().await.unwrap();
    let through = rooms.let_through(&show, world.host(), id);
    abandon(through, async || {
        count("SELECT COUNT(*) FROM room_held WHERE show_id = $1").await == 0
    })
    .await;
    let release = stalled.next().await;
    stalled.room.obey(release);
    assert!(stalled.room.snapshot().windows(4).any(|text| text == b"hey!"));

    let target = Target::Person(world.host.id);
    let _seat = stalled.seat(1, &ana);
    let follow = world.live.follow(ana.id, target, None);
    abandon(follow, async || {
        count("SELECT COUNT(*) FROM follows WHERE $1 = $1").await == 1
    })
    .await;
    assert!(matches!(stalled.next().await, Command::Ties { ties, .. } if ties.follows));
}

#[tokio::test]
async fn acts_are_told_in_the_order_they_were_stored_in() {
    let world = World::new().await;
    let ana = world.person("ana").await;
    let mut stalled = world.stalled().await;
    assert!(stalled.hear(&ana, "my address"));
    let (show, rooms, host) = (world.show().await, world.live.rooms.clone(), world.host());
    let (pins, deletes) = (rooms.clone(), rooms);
    let shown = show.clone();
    let pinning = tokio::spawn(async move { pins.pin(&shown, host, Some(1)).await });
    stalled.obey(1).await;
    let pin = stalled.next().await;
    assert!(matches!(&pin, Command::Pin(Some(message)) if message.seq == 1));
    let obeyed = stalled.next().await;
    // It is stored, and the room has not got to it.
    let deleting = tokio::spawn(async move { deletes.delete_messages(&show, host, &[1]).await });
    stalled.obey(1).await;
    let withdrawn = "SELECT COUNT(*) FROM room_events WHERE show_id = $1 AND withdrawn";
    for _ in 0..50 {
        settle().await;
        assert_eq!(world.count(withdrawn).await, 0, "another act has its turn now");
    }
    stalled.room.obey(pin);
    stalled.room.obey(obeyed);
    pinning.await.unwrap().unwrap();
    // The deletion, and that it was obeyed.
    stalled.obey(2).await;
    deleting.await.unwrap().unwrap();
    let snapshot = stalled.room.snapshot();
    let snapshot = std::str::from_utf8(&snapshot).unwrap();
    assert!(
        !snapshot.contains("address") && snapshot.contains(r#""pinned":null"#),
        "{snapshot}"
    );
}

#[tokio::test]
async fn what_was_decided_holds_and_is_told_once_it_can_be() {
    let world = World::new().await;
    let ana = world.person("ana").await;
    let mut stalled = world.stalled().await;
    assert!(stalled.hear(&ana, "my address"));
    assert!(stalled.hear(&ana, "to be pinned"));
    world.live.db.read().await.unwrap();
    let message = |seq| {
        let text = format!(r#"{{"text":"{seq}"}}"#);
        let at = world.live.clock.now();
        let kind = crate::room::Kind::Said;
        crate::room::event::Event {
            seq,
            at,
            kind,
            account: Some(ana.id),
            payload: text,
        }
    };
    stalled.room.obey(Command::Pin(Some(message(1))));
    let other = world.lock_database().await;
    let store::Tx::Sqlite(held) = other.begin().await.unwrap() else {
        unreachable!("a file of SQLite")
    };
    while stalled.hear(&ana, "on and on") {
        yield_now().await;
    }
    stalled.room.snapshot();
    let rules = Rules {
        writers: Writers::Followers,
        slow_s: 9,
    };
    stalled.room.obey(Command::Rules(rules));
    stalled.room.obey(Command::Delete(vec![message(1)]));
    stalled.room.obey(Command::Pin(Some(message(2))));
    let shown = stalled.room.snapshot();
    let shown = std::str::from_utf8(&shown).unwrap();
    assert!(
        !shown.contains("my address") && shown.contains(r#""slow_s":9"#),
        "it holds at once"
    );
    assert!(!stalled.room.owed.is_nothing());
    sqlx::Transaction::rollback(held).await.unwrap();
    let told = async {
        while !stalled.room.owed.is_nothing() {
            stalled.room.tell_what_is_owed();
            yield_now().await;
        }
    };
    timeout(SOON, told).await.expect("all of it to be told");
    let keeper = stalled.room.keeper.take().unwrap();
    assert!(keeper.finish(tokio::time::sleep(SOON)).await);
    let stored =
        "SELECT COUNT(*) FROM room_events WHERE show_id = $1 AND kind IN ('rules', 'deleted', 'pinned')";
    assert_eq!(world.count(stored).await, 4);
}

/// Knows who follows whom, or does not for the moment.
#[derive(Debug, Default)]
struct Forgetful(AtomicBool);

#[async_trait]
impl Circle for Forgetful {
    async fn follows(&self, _: AccountId, _: &Venue) -> store::Result<bool> {
        if self.0.load(Ordering::Relaxed) {
            return Err(sqlx::Error::PoolTimedOut.into());
        }
        Ok(true)
    }
    async fn followed_by_host(&self, _: AccountId, _: &Venue) -> store::Result<bool> {
        Ok(true)
    }
}

#[tokio::test]
async fn nobody_is_taken_for_a_stranger_because_a_look_up_fails() {
    let mut world = World::new().await;
    let (live, circle) = (&world.live, Arc::new(Forgetful::default()));
    let rooms = Rooms::new(
        live.db.clone(),
        live.clock.clone(),
        live.entropy.clone(),
        circle.clone(),
        hasty(),
    );
    world.live.rooms = rooms.clone();
    let (show, ana) = (world.show().await, world.person("ana").await);
    let rules = Rules {
        writers: Writers::Followers,
        slow_s: 0,
    };
    rooms.set_rules(&show, world.host(), rules).await.unwrap();
    let mut a = world.seated(&ana).await;
    assert_eq!(a.said(1, "as a friend").await["t"], "done");
    circle.0.store(true, Ordering::Relaxed);
    let refused = world.try_join(Some(&ana), first()).await.map(drop);
    assert!(matches!(refused, Err(JoinError::Store(_))));
    rooms.refresh(ana.id).await;
    assert_eq!(a.seat.close_reason(), Some(Close::GoingAway), "they come in anew");
    circle.0.store(false, Ordering::Relaxed);
    let mut a = world.seated(&ana).await;
    assert_eq!(a.said(1, "again").await["t"], "done");
}
