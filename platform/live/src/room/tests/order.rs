//! Keeping order: who may, what follows, and what is written down of it.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::json;

use super::world::{World, hasty, viewer};
use crate::follows::Target;
use crate::room::{ActError, Draft, Filter, RoomSetup, Rules, Sanction, Verb, Verdict, Writers};

#[tokio::test]
async fn authors_delete_their_own_and_moderators_any() {
    let world = World::new().await;
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let (mut a, mut b) = (world.seated(&ana).await, world.seated(&ben).await);
    let (show, rooms) = (world.show().await, &world.live.rooms);
    for id in 1..=3 {
        a.said(id, "of ana").await;
    }
    let not_hers = rooms.delete_messages(&show, viewer(Some(&ben)), &[1]).await;
    assert!(matches!(not_hers, Err(ActError::NotAllowed)));
    let guest = rooms.delete_messages(&show, viewer(None), &[1]).await;
    assert!(matches!(guest, Err(ActError::NotAllowed)));
    rooms
        .delete_messages(&show, viewer(Some(&ana)), &[1])
        .await
        .unwrap();
    assert_eq!(b.next("deleted").await["messages"], json!([1]));
    let again = rooms.delete_messages(&show, viewer(Some(&ana)), &[1, 77]).await;
    assert!(matches!(again, Err(ActError::Unknown)));
    rooms.delete_all_of(&show, world.host(), ana.id).await.unwrap();
    assert_eq!(b.next("deleted").await["messages"], json!([3, 2]));
    let history = world.join(None).await.next("resync").await["history"].clone();
    assert_eq!(history, json!([]));
}

#[tokio::test]
async fn a_time_out_ends_by_itself_and_a_ban_does_not() {
    let world = World::new().await;
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let (mut a, mut b) = (world.seated(&ana).await, world.seated(&ben).await);
    let (show, rooms) = (world.show().await, &world.live.rooms);
    let sanction = async |person: &crate::room::Person, sanction| {
        rooms.sanction(&show, world.host(), person.id, sanction).await
    };

    sanction(&ana, Sanction::TimeOut(Duration::from_secs(60)))
        .await
        .unwrap();
    assert_eq!(a.next("may").await["may"]["why_not"], "timed_out");
    let refused = a.said(1, "still here").await;
    assert_eq!(
        (&refused["why"], &refused["wait_s"]),
        (&json!("timed_out"), &json!(60))
    );
    world.clock.advance(Duration::from_secs(60));
    assert_eq!(a.next("may").await["may"]["write"], true);
    assert_eq!(a.said(2, "back").await["t"], "done");

    sanction(&ben, Sanction::Ban).await.unwrap();
    assert_eq!(b.next("may").await["may"]["why_not"], "banned");
    world.clock.advance(Duration::from_secs(3_600));
    assert_eq!(b.said(1, "hm").await["why"], "banned");
    let greeting = world.join(Some(&ben)).await.next("resync").await;
    assert_eq!(greeting["may"]["why_not"], "banned", "coming back does not help");
    let listed = rooms.sanctions(&show, world.host()).await.unwrap();
    assert_eq!(listed.len(), 1, "a time-out that is over is not listed");
    assert_eq!(
        (listed[0].handle.as_str(), listed[0].kind.as_str()),
        ("ben", "ban")
    );

    let world = world.restarted().await;
    let mut b = world.join(Some(&ben)).await;
    assert_eq!(b.next("resync").await["may"]["why_not"], "banned");
    let rooms = &world.live.rooms;
    rooms.pardon(&show, world.host(), ben.id, None).await.unwrap();
    assert_eq!(b.next("may").await["may"]["write"], true);
    let nothing = rooms.pardon(&show, world.host(), ben.id, None).await;
    assert!(matches!(nothing, Err(ActError::Unknown)));
}

#[tokio::test]
async fn whoever_is_shadow_banned_talks_to_themselves() {
    let world = World::new().await;
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let (mut a, mut b) = (world.seated(&ana).await, world.seated(&ben).await);
    let (show, rooms) = (world.show().await, &world.live.rooms);
    b.ask(1, "Which clay?").await;
    rooms
        .sanction(&show, world.host(), ana.id, Sanction::ShadowBan)
        .await
        .unwrap();

    let done = a.said(1, "can you hear me").await;
    assert_eq!((&done["t"], &done["seq"]), (&json!("done"), &json!(null)));
    let echo = a.next("said").await;
    assert_eq!(
        (&echo["text"], &echo["seq"]),
        (&json!("can you hear me"), &json!(null))
    );
    a.send(&json!({ "t": "vote", "id": 2, "question": 1, "up": true }))
        .await;
    assert_eq!(a.answered(2).await["t"], "done");
    a.send(&json!({ "t": "heart", "n": 10 })).await;

    b.say(2, "quiet today").await;
    let told = serde_json::to_string(&b.everything(2).await).unwrap();
    assert!(!told.contains("hear me"), "{told}");
    let late = world.join(None).await.next("resync").await;
    assert!(!late.to_string().contains("hear me"));
    assert_eq!(
        (&late["questions"][0]["votes"], &late["counts"]["hearts"]),
        (&json!(0), &json!(0))
    );
    world.settle().await;
    assert_eq!(
        world
            .count("SELECT COUNT(*) FROM room_events WHERE show_id = $1")
            .await,
        2
    );
}

#[tokio::test]
async fn the_host_and_moderators_are_protected() {
    let world = World::new().await;
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let (show, rooms) = (world.show().await, &world.live.rooms);
    let mut a = world.seated(&ana).await;
    let not_yet = rooms
        .sanction(&show, viewer(Some(&ana)), ben.id, Sanction::Ban)
        .await;
    assert!(matches!(not_yet, Err(ActError::NotAllowed)));
    let by_herself = rooms.add_moderator(&show, viewer(Some(&ana)), ana.id).await;
    assert!(matches!(by_herself, Err(ActError::NotAllowed)));

    rooms.add_moderator(&show, world.host(), ana.id).await.unwrap();
    rooms.add_moderator(&show, world.host(), ben.id).await.unwrap();
    assert_eq!(a.next("may").await["may"]["moderate"], true);
    a.said(1, "I help here").await;
    assert_eq!(a.next("said").await["from"]["badge"], "moderator");
    for protected in [world.host.id, ben.id, ana.id] {
        let refused = rooms
            .sanction(&show, viewer(Some(&ana)), protected, Sanction::Ban)
            .await;
        assert!(matches!(refused, Err(ActError::Protected)));
    }
    rooms
        .sanction(&show, world.host(), ben.id, Sanction::Ban)
        .await
        .unwrap();
    for by in [&ana, &ben] {
        let refused = rooms.pardon(&show, viewer(Some(by)), ben.id, None).await;
        assert!(matches!(refused, Err(ActError::Protected)), "{}", by.handle);
    }
    rooms.pardon(&show, world.host(), ben.id, None).await.unwrap();
    let nobody = model::AccountId(uuid::Uuid::nil());
    let unknown = rooms.sanction(&show, world.host(), nobody, Sanction::Ban).await;
    assert!(matches!(unknown, Err(ActError::Unknown)));

    rooms.remove_moderator(&show, world.host(), ana.id).await.unwrap();
    assert_eq!(a.next("may").await["may"]["moderate"], false);
    let names: Vec<_> = rooms.moderators(&show, world.host()).await.unwrap();
    assert_eq!(
        names.iter().map(|one| one.handle.as_str()).collect::<Vec<_>>(),
        ["ben"]
    );
}

#[tokio::test]
async fn rules_hold_for_visitors_and_not_for_the_host() {
    let world = World::new().await;
    let (ana, host) = (world.person("ana").await, world.host.clone());
    let (mut a, mut h) = (world.seated(&ana).await, world.seated(&host).await);
    let (show, rooms) = (world.show().await, &world.live.rooms);
    let set = async |writers, slow_s| {
        rooms
            .set_rules(&show, world.host(), Rules { writers, slow_s })
            .await
    };

    set(Writers::All, 600).await.unwrap();
    assert_eq!(
        a.next("rules").await["rules"],
        json!({"writers": "all", "slow_s": 600})
    );
    a.said(1, "one").await;
    let refused = a.said(2, "two").await;
    assert_eq!(
        (&refused["why"], &refused["wait_s"]),
        (&json!("slow_mode"), &json!(600))
    );
    for id in 1..=3 {
        assert_eq!(h.said(id, "as fast as I like").await["t"], "done");
    }
    set(Writers::Followers, 0).await.unwrap();
    assert_eq!(a.next("may").await["may"]["why_not"], "followers_only");
    assert_eq!(a.said(3, "three").await["why"], "followers_only");
    world
        .live
        .follow(ana.id, Target::Person(host.id), None)
        .await
        .unwrap();
    assert_eq!(a.next("may").await["may"]["write"], true);
    set(Writers::Followed, 0).await.unwrap();
    assert_eq!(a.said(4, "four").await["why"], "followed_only");
    assert_eq!(h.said(4, "mine").await["t"], "done");
    assert!(matches!(set(Writers::All, 601).await, Err(ActError::Invalid(_))));
    let stranger = rooms.set_rules(&show, viewer(Some(&ana)), Rules::default()).await;
    assert!(matches!(stranger, Err(ActError::NotAllowed)));

    let world = world.restarted().await;
    assert_eq!(
        world.live.rooms.rules(&show).await.unwrap().writers,
        Writers::Followed
    );
    let greeting = world.join(Some(&ana)).await.next("resync").await;
    assert_eq!(greeting["rules"]["writers"], "followed");
}

#[tokio::test]
async fn words_on_the_list_are_not_said() {
    let world = World::new().await;
    let ana = world.person("ana").await;
    let mut a = world.seated(&ana).await;
    let (show, rooms) = (world.show().await, &world.live.rooms);
    let words = ["Crypto".to_owned(), "free  MONEY".to_owned(), "crypto".to_owned()];
    rooms.set_words(&show, world.host(), &words).await.unwrap();
    assert_eq!(a.said(1, "want FREE money?").await["why"], "filtered");
    assert_eq!(a.said(2, "cryptography").await["t"], "done");
    assert_eq!(
        rooms.words(&show, world.host()).await.unwrap(),
        ["crypto", "free money"]
    );
    let long = rooms.set_words(&show, world.host(), &["x".repeat(61)]).await;
    assert!(matches!(long, Err(ActError::Invalid(_))));
    let world = world.restarted().await;
    let mut a = world.seated(&ana).await;
    assert_eq!(a.said(3, "crypto").await["why"], "filtered");
}

/// Holds what shouts.
#[derive(Debug)]
struct Calm;

#[async_trait]
impl Filter for Calm {
    fn name(&self) -> &str {
        "calm"
    }
    async fn check(&self, draft: &Draft<'_>) -> Verdict {
        if draft.text.contains('!') {
            Verdict::Hold
        } else {
            Verdict::Allow
        }
    }
}

#[tokio::test]
async fn what_is_held_waits_for_a_moderator() {
    let setup = RoomSetup {
        filters: vec![Arc::new(Calm)],
        ..hasty()
    };
    let world = World::with(setup).await;
    let ana = world.person("ana").await;
    let (mut a, mut h) = (world.seated(&ana).await, world.seated(&world.host).await);
    let (show, rooms) = (world.show().await, &world.live.rooms);
    assert_eq!(a.said(1, "hey!").await["why"], "held");
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(a.said(2, "you!").await["why"], "held");
    let told = h.next("held").await;
    assert_eq!(
        (&told["text"], &told["from"]["handle"]),
        (&json!("hey!"), &json!("ana"))
    );
    let stranger = rooms.held(&show, viewer(Some(&ana))).await;
    assert!(matches!(stranger, Err(ActError::NotAllowed)));
    let waiting = rooms.held(&show, world.host()).await.unwrap();
    assert_eq!(
        waiting.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(),
        ["hey!", "you!"]
    );
    rooms
        .let_through(&show, world.host(), waiting[0].id)
        .await
        .unwrap();
    let said = a.next("said").await;
    assert_eq!(
        (&said["text"], &said["from"]["handle"]),
        (&json!("hey!"), &json!("ana"))
    );
    rooms.refuse(&show, world.host(), waiting[1].id).await.unwrap();
    let twice = rooms.let_through(&show, world.host(), waiting[1].id).await;
    assert!(matches!(twice, Err(ActError::Unknown)));
    assert!(rooms.held(&show, world.host()).await.unwrap().is_empty());
}

#[tokio::test]
async fn reports_are_listed_until_they_are_settled() {
    let world = World::new().await;
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let mut a = world.seated(&ana).await;
    let (show, rooms) = (world.show().await, &world.live.rooms);
    a.said(1, "something rude").await;
    for _ in 0..2 {
        rooms
            .report(&show, viewer(Some(&ben)), 1, " it is\nrude ")
            .await
            .unwrap();
    }
    let guest = rooms.report(&show, viewer(None), 1, "").await;
    assert!(matches!(guest, Err(ActError::NotAllowed)));
    let nothing = rooms.report(&show, viewer(Some(&ben)), 9, "").await;
    assert!(matches!(nothing, Err(ActError::Unknown)));
    let reports = rooms.reports(&show, world.host()).await.unwrap();
    let [report] = &reports[..] else {
        panic!("{reports:?}")
    };
    assert_eq!(
        (report.reporter.handle.as_str(), report.reason.as_str()),
        ("ben", "it is rude")
    );
    assert_eq!(report.author, Some(ana.id));
    let event: serde_json::Value = serde_json::from_str(&report.event).unwrap();
    assert_eq!(event["text"], "something rude");
    rooms.delete_messages(&show, world.host(), &[1]).await.unwrap();
    let reports = rooms.reports(&show, world.host()).await.unwrap();
    assert!(!reports[0].event.contains("rude"));
    rooms
        .settle_report(&show, world.host(), reports[0].id)
        .await
        .unwrap();
    assert!(rooms.reports(&show, world.host()).await.unwrap().is_empty());
}

#[tokio::test]
async fn every_act_leaves_a_line_and_none_holds_a_word() {
    let world = World::new().await;
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let mut a = world.seated(&ana).await;
    let (show, rooms, host) = (world.show().await, &world.live.rooms, world.host());
    a.said(1, "to be pinned").await;
    a.said(2, "to be deleted").await;
    rooms.pin(&show, host, Some(1)).await.unwrap();
    rooms.pin(&show, host, None).await.unwrap();
    rooms.delete_messages(&show, host, &[2]).await.unwrap();
    rooms
        .sanction(&show, host, ana.id, Sanction::TimeOut(Duration::from_secs(10)))
        .await
        .unwrap();
    rooms.sanction(&show, host, ana.id, Sanction::Ban).await.unwrap();
    rooms
        .sanction(&show, host, ana.id, Sanction::ShadowBan)
        .await
        .unwrap();
    rooms.pardon(&show, host, ana.id, None).await.unwrap();
    rooms.set_rules(&show, host, Rules::default()).await.unwrap();
    rooms.set_words(&show, host, &["rude".to_owned()]).await.unwrap();
    rooms.add_moderator(&show, host, ben.id).await.unwrap();
    rooms.remove_moderator(&show, host, ben.id).await.unwrap();

    let mut lines = Vec::new();
    loop {
        let before = lines.last().map(|line: &crate::room::AuditLine| line.id);
        let page = rooms.audit(&show, host, before, 4).await.unwrap();
        if page.is_empty() {
            break;
        }
        assert!(page.len() <= 4);
        lines.extend(page);
    }
    let verbs = [
        Verb::Pin,
        Verb::Unpin,
        Verb::Delete,
        Verb::TimeOut,
        Verb::Ban,
        Verb::ShadowBan,
        Verb::Pardon,
        Verb::Rules,
        Verb::Words,
        Verb::AddModerator,
        Verb::RemoveModerator,
    ];
    let mut found: Vec<_> = lines.iter().map(|line| line.act.as_str()).collect();
    let mut expected = verbs.map(Verb::as_str).to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert!(!format!("{lines:?}").contains("to be") && !format!("{lines:?}").contains("rude"));
    let stranger = rooms.audit(&show, viewer(Some(&ana)), None, 4).await;
    assert!(matches!(stranger, Err(ActError::NotAllowed)));
}
