//! Those who lose their right while they are inside a private show: sent out of
//! the picture and the room, at once and by every way in.

use kit::{Browser, Engine, Kit, Method, Person, Planned, SOON, eventually, on_one};
use media::client::{ClientOptions, Watcher};
use serde_json::json;

use crate::friends::{finds, follow, group, link, member, open_to, private};

/// Waits until a WHEP session is gone from the server.
async fn is_sent_out(browser: &Browser, session: &str) {
    eventually("the viewer to be sent out", async || {
        // To one that is there this is no fragment, and changes nothing.
        let call = browser.request(Method::PATCH, session);
        let answer = call
            .body("application/trickle-ice-sdpfrag", "no fragment")
            .send()
            .await;
        assert!([400, 404].contains(&answer.status), "{answer}");
        (answer.status == 404).then_some(())
    })
    .await;
}

/// On PostgreSQL, where who may stay can be kept from being looked up while the
/// removal itself is stored.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_friend_is_sent_out_also_when_the_host_does_not_wait_for_it() {
    async fn behaviour(kit: &mut Kit) {
        let (ana, ben) = (kit.sign_up("ana").await, kit.sign_up("ben").await);
        let id = group(&ana, "Friends", &[&ben]).await;
        let show = private(&ana).await;
        open_to(&ana, &show, &json!({ "groups": [id], "followed": false })).await;
        kit.go_live(&show).await;
        let (mut ben_talks, _) = ben.enter(&show).await;
        let mut lock = kit.live().db.begin().await.expect("a transaction");
        store::execute!(lock, "LOCK TABLE show_passes IN ACCESS EXCLUSIVE MODE").expect("locked");
        let members = format!("/api/v1/groups/{id}/members");
        let removal = ana
            .begin(Method::DELETE, &format!("{members}/ben"), &[], "")
            .await;
        eventually("the removal to be stored", async || {
            let left = ana.get(&members).await.expect(200).json();
            (left["items"] == json!([])).then_some(())
        })
        .await;
        removal.walk_away().await;
        drop(lock);
        assert_eq!(ben_talks.closed().await, (4001, "unauthorised".to_owned()));
    }
    Kit::run(Engine::Postgres, behaviour).await;
}

/// Someone who watches a live private show as a friend, and the show.
async fn watched(kit: &Kit, ana: &Person, ben: &Person, group: &str) -> (Planned, kit::Broadcast) {
    let show = private(ana).await;
    open_to(ana, &show, &json!({ "groups": [group], "followed": false })).await;
    let broadcast = kit.guest().broadcast(&show).await;
    kit.is_live(&show).await;
    assert!(finds(ben, &show).await);
    (show, broadcast)
}

on_one! {
    async fn a_removed_friend_is_sent_out_and_the_others_stay(kit) {
        let (ana, ben, eve) = (kit.sign_up("ana").await, kit.sign_up("ben").await, kit.sign_up("eve").await);
        let id = group(&ana, "Friends", &[&ben, &eve]).await;
        let (show, broadcast) = watched(kit, &ana, &ben, &id).await;
        let (_ben_sees, session) = ben.watch(&show).await;
        let (mut eve_sees, _) = eve.watch(&show).await;
        let (mut ana_sees, _) = ana.watch(&show).await;

        let (mut ben_talks, _) = ben.enter(&show).await;
        let (mut eve_talks, _) = eve.enter(&show).await;
        member(&ana, &id, &ben, Method::DELETE).await;
        assert_eq!(ben_talks.closed().await, (4001, "unauthorised".to_owned()));
        eve_talks.say("Still here").await;
        is_sent_out(&ana, session.header("location")).await;
        assert!(!finds(&ben, &show).await);
        for stays in [&mut eve_sees, &mut ana_sees] {
            let before = stays.counts().frames;
            stays.counted(SOON, |counts| counts.frames > before + 10).await.expect("the picture goes on");
        }
        ana.api(Method::DELETE, &format!("/groups/{id}")).send().await.expect(204);
        eventually("the group's last member to be sent out", async || {
            (ana.look_up(&show).await["viewers"] == 1).then_some(())
        })
        .await;
        broadcast.leave().await;
    }

    async fn a_removed_friend_gets_in_by_no_request_begun_before(kit) {
        let (ana, ben) = (kit.sign_up("ana").await, kit.sign_up("ben").await);
        let id = group(&ana, "Friends", &[&ben]).await;
        let (show, broadcast) = watched(kit, &ana, &ben, &id).await;
        let peer = Box::pin(Watcher::new(&ClientOptions::default())).await.expect("a watching peer");
        let sdp = [("content-type", "application/sdp")];
        let held = ben.begin(Method::POST, &show.whep(), &sdp, peer.offer()).await;
        let watcher = ben.begin(Method::POST, &show.whep(), &sdp, peer.offer()).await;
        assert_eq!(watcher.finish().await, 201, "a friend's body may come later");
        member(&ana, &id, &ben, Method::DELETE).await;
        assert_eq!(held.finish().await, 404);
        broadcast.leave().await;
    }

    async fn who_came_by_a_link_and_then_signs_in_is_the_same_person(kit) {
        let (ana, ben) = (kit.sign_up("ana").await, kit.sign_up("ben").await);
        let id = group(&ana, "Friends", &[&ben]).await;
        let (show, broadcast) = watched(kit, &ana, &ben, &id).await;
        let (_, path) = link(&ana, &show, &json!({ "most_uses": 1 })).await;
        let browser = kit.guest();
        browser.submit(&path, &[]).await.expect(303);
        let fields = [
            ("handle", "eve"), ("name", "Eve"), ("email", "eve@example.org"), ("password", "a long pass phrase"),
        ];
        browser.submit("/signup", &fields).await.expect(303);
        assert!(finds(&browser, &show).await);
        let (mut sees, _) = browser.watch(&show).await;
        let (mut talks, _) = browser.enter(&show).await;
        let (_, session) = ben.watch(&show).await;
        member(&ana, &id, &ben, Method::DELETE).await;
        is_sent_out(&ana, session.header("location")).await;
        let before = sees.counts().frames;
        sees.counted(SOON, |counts| counts.frames > before + 10).await.expect("her picture goes on");
        let message = talks.say("Never mind").await;
        let path = format!("{}/messages/{message}", show.api());
        browser.api(Method::DELETE, &path).send().await.expect(204);
        // It is hers now, wherever she signs in, and the browser's no more.
        browser.submit("/signout", &[]).await.expect(303);
        assert!(!finds(&browser, &show).await);
        let phone = kit.guest();
        let login = json!({ "login": "eve", "password": "a long pass phrase" });
        phone.api(Method::POST, "/session").json(&login).send().await.expect(201);
        assert!(finds(&phone, &show).await);
        broadcast.leave().await;
    }

    async fn whoever_keeps_somebody_off_leaves_their_private_show_as_well(kit) {
        let (ana, ben) = (kit.sign_up("ana").await, kit.sign_up("ben").await);
        let show = private(&ana).await;
        open_to(&ana, &show, &json!({ "groups": [], "followed": true })).await;
        for (how, by_form) in [("by the API", false), ("by the form", true)] {
            follow(&ana, "ben").await;
            if !by_form {
                kit.go_live(&show).await;
            }
            let (mut ben_listens, _) = ben.enter(&show).await;
            if by_form {
                ben.submit("/@ana/block", &[("act", "block")]).await.expect(303);
            } else {
                ben.api(Method::PUT, "/people/ana/block").send().await.expect(204);
            }
            assert_eq!(ben_listens.closed().await.0, 4001, "{how}: ana follows him no more");
            ben.api(Method::DELETE, "/people/ana/block").send().await.expect(204);
        }
    }

    async fn whoever_signs_out_sees_no_private_show_any_more(kit) {
        let (ana, ben) = (kit.sign_up("ana").await, kit.sign_up("ben").await);
        let id = group(&ana, "Friends", &[&ben]).await;
        let (show, broadcast) = watched(kit, &ana, &ben, &id).await;
        let (mut ana_sees, _) = ana.watch(&show).await;
        let (_ben_sees, session) = ben.watch(&show).await;
        ben.api(Method::DELETE, "/session").send().await.expect(204);
        is_sent_out(&ana, session.header("location")).await;
        let before = ana_sees.counts().frames;
        ana_sees.counted(SOON, |counts| counts.frames > before + 10).await.expect("the picture goes on");
        broadcast.leave().await;
    }

    async fn a_link_taken_back_sends_out_whoever_came_by_it(kit) {
        let ana = kit.sign_up("ana").await;
        let show = private(&ana).await;
        let (id, path) = link(&ana, &show, &json!({})).await;
        let guest = kit.guest();
        guest.submit(&path, &[]).await.expect(303);
        let broadcast = kit.guest().broadcast(&show).await;
        kit.is_live(&show).await;
        let (_watcher, session) = guest.watch(&show).await;
        ana.api(Method::DELETE, &format!("{}/links/{id}", show.api())).send().await.expect(204);
        is_sent_out(&ana, session.header("location")).await;
        broadcast.leave().await;
    }
}
