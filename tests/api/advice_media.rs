//! Sound and picture in a session: each of the two sends and watches, over the real
//! media engine, and nobody else does.

use std::time::Duration;

use kit::{Answer, Broadcast, Browser, Kit, Method, Person, SOON, eventually, on_both, on_one};
use media::client::{ClientOptions, Publisher, WatchCounts, Watcher};
use model::{Role, SystemEntropy};
use serde_json::json;

use crate::advice_pair::{Line, Pair, advisor};

const SDP: &str = "application/sdp";
const FRAGMENT: &str = "application/trickle-ice-sdpfrag";

/// Both send.
async fn both_send(pair: &Pair) -> (Broadcast, Broadcast) {
    let eva = pair.shopper.broadcast_at(&pair.whip(), None).await;
    let ben = pair.advisor.broadcast_at(&pair.whip(), None).await;
    (eva, ben)
}

/// Waits until ten more pictures and sounds have come in than before.
async fn goes_on(watcher: &mut Watcher) {
    let before = watcher.counts();
    let more = |counts: &WatchCounts| {
        counts.frames > before.frames + 10 && counts.audio_packets > before.audio_packets + 10
    };
    watcher
        .counted(SOON, more)
        .await
        .expect("pictures and sound go on");
}

/// Waits until the engine knows so many streams.
async fn streams(kit: &Kit, number: usize) {
    eventually(&format!("{number} streams"), async || {
        let streams = kit.app().media.streams().await.expect("the engine answers");
        (streams.len() == number).then_some(())
    })
    .await;
}

async fn offer(browser: &Browser, path: &str, sdp: &str) -> Answer {
    browser
        .request(Method::POST, path)
        .body(SDP, sdp.to_owned())
        .send()
        .await
}

async fn publishing_offer() -> String {
    // Boxed, like those of the kit: a test that makes several would be too large for its thread.
    let peer = Box::pin(Publisher::new(&ClientOptions::default(), &SystemEntropy)).await;
    peer.expect("a peer").offer().to_owned()
}

async fn watching_offer() -> String {
    let peer = Box::pin(Watcher::new(&ClientOptions::default())).await;
    peer.expect("a peer").offer().to_owned()
}

async fn sends(line: &mut Line) {
    line.find("presence", |presence| presence["publishing"] == true)
        .await;
}

on_both! {
    async fn after_a_restart_both_come_back_to_their_session(kit) {
        let pair = Pair::meet(kit).await;
        let (mut eva, mut ben) = (pair.shopper_line("").await, pair.advisor_line("").await);
        let (eva_sends, ben_sends) = both_send(&pair).await;
        sends(&mut eva).await;
        eva.has_said("1", "Can you see me?").await;
        assert_eq!(ben.hear("message").await["seq"], 1);
        kit.stop().await;
        for line in [&mut eva, &mut ben] {
            assert_eq!(line.closed().await, (1001, "going_away".to_owned()));
        }
        kit.start_again().await;
        eva_sends.vanish().await;
        ben_sends.vanish().await;

        let mut ben = pair.advisor_line("?after=0").await;
        assert_eq!(ben.welcome["messages"][0]["text"], "Can you see me?");
        let mut eva = pair.shopper_line("?after=1").await;
        assert_eq!((&eva.welcome["messages"], &eva.welcome["other"]["publishing"]), (&json!([]), &json!(false)));
        let (eva_sends, ben_sends) = both_send(&pair).await;
        sends(&mut eva).await;
        sends(&mut ben).await;
        let (mut eva_sees, _) = pair.shopper.watch_at(&pair.whep()).await;
        let (mut ben_sees, _) = pair.advisor.watch_at(&pair.whep()).await;
        goes_on(&mut eva_sees).await;
        goes_on(&mut ben_sees).await;
        ben.has_said("1", "Now I can").await;
        assert_eq!(eva.hear("message").await["seq"], 2);
        eva_sends.vanish().await;
        ben_sends.vanish().await;
    }
}

on_one! {
    async fn the_two_see_and_hear_each_other_until_one_ends_it(kit) {
        let pair = Pair::meet(kit).await;
        let (mut eva, mut ben) = (pair.shopper_line("").await, pair.advisor_line("").await);
        offer(&pair.advisor, &pair.whep(), &watching_offer().await)
            .await
            .expect_problem(409, "not-publishing");
        let (mut eva_sends, ben_sends) = both_send(&pair).await;
        sends(&mut eva).await;
        sends(&mut ben).await;
        assert_eq!(pair.shopper_line("").await.welcome["other"]["publishing"], true);
        let (mut eva_sees, _) = pair.shopper.watch_at(&pair.whep()).await;
        let (mut ben_sees, seeing) = pair.advisor.watch_at(&pair.whep()).await;
        goes_on(&mut eva_sees).await;
        goes_on(&mut ben_sees).await;
        // Shows are swept every second: these are none.
        eva_sends.has_run(Duration::from_secs(4)).await;
        goes_on(&mut eva_sees).await;
        goes_on(&mut ben_sees).await;
        for stream in kit.app().media.streams().await.expect("the engine answers") {
            assert!(kit.app().windows.get(stream).is_none(), "nothing is recorded");
        }

        pair.end().await;
        assert_eq!(ben.hear("ended").await["by"], "shopper");
        streams(kit, 0).await;
        for path in [pair.whip(), pair.whep()] {
            offer(&pair.advisor, &path, &publishing_offer().await)
                .await
                .expect_problem(410, "session-over");
        }
        let close = pair.advisor.request(Method::DELETE, seeing.header("location"));
        close.send().await.expect_problem(410, "session-over");
        eva_sends.vanish().await;
        ben_sends.vanish().await;
    }

    async fn a_new_tab_goes_on_where_the_old_one_was(kit) {
        let pair = Pair::meet(kit).await;
        let _there = pair.advisor_line("").await;
        let mut old = pair.shopper.broadcast_at(&pair.whip(), None).await;
        let (mut ben_sees, _) = pair.advisor.watch_at(&pair.whep()).await;
        goes_on(&mut ben_sees).await;
        old.has_run(Duration::from_secs(1)).await;
        let new = pair.shopper.broadcast_at(&pair.whip(), None).await;
        let close = pair.shopper.request(Method::DELETE, &old.resource);
        close.send().await.expect_problem(404, "session-not-found");
        old.vanish().await;
        goes_on(&mut ben_sees).await;
        streams(kit, 1).await;
        pair.shopper.request(Method::DELETE, &new.resource).send().await.expect(200);
        streams(kit, 0).await;
        new.vanish().await;
        // That was one's own stream, and not the session.
        offer(&pair.shopper, &pair.whip(), &publishing_offer().await).await.expect(201);
    }

    async fn a_picture_that_ends_or_stops_is_told(kit) {
        let pair = Pair::meet(kit).await;
        let mut ben = pair.advisor_line("").await;
        for _ in 0..2 {
            let eva_sends = pair.shopper.broadcast_at(&pair.whip(), None).await;
            sends(&mut ben).await;
            pair.shopper.request(Method::DELETE, &eva_sends.resource).send().await.expect(200);
            ben.find("presence", |presence| presence["publishing"] == false).await;
            eva_sends.vanish().await;
        }
    }

    async fn to_anybody_else_there_is_no_session(kit) {
        let pair = Pair::meet(kit).await;
        let _there = pair.advisor_line("").await;
        let colleague = advisor(kit, &pair.shop, "tom").await;
        let other_shop = kit.sign_up("ida").await.open_shop("otra").await;
        let elsewhere = advisor(kit, &other_shop, "leo").await;
        let stranger = kit.sign_up("mia").await;
        let other_guest = kit.guest();
        let form = json!({ "name": "Zoe", "language": "en" });
        let ask = other_guest.api(Method::POST, &pair.shop.path("/advice/tickets")).json(&form);
        ask.send().await.expect(201);
        let (eva_sends, ben_sends) = both_send(&pair).await;
        let (_ben_sees, seeing) = pair.advisor.watch_at(&pair.whep()).await;
        let seeing = seeing.header("location").to_owned();
        let (publishing, watching) = (publishing_offer().await, watching_offer().await);

        let outside: [(&str, &Browser); 7] = [
            ("a colleague", &colleague),
            ("the shop's owner", &pair.shop.owner),
            ("another shop's owner", &other_shop.owner),
            ("another shop's advisor", &elsewhere),
            ("a stranger", &stranger),
            ("a guest", &kit.guest()),
            ("another of the shop's shoppers", &other_guest),
        ];
        for (who, browser) in outside {
            for (path, sdp) in [(pair.whip(), &publishing), (pair.whep(), &watching)] {
                let answer = offer(browser, &path, sdp).await;
                assert_eq!((answer.status, answer.slug().as_str()), (404, "advice-session-not-found"), "{who}: {answer}");
            }
            for resource in [&eva_sends.resource, &ben_sends.resource, &seeing] {
                let answer = browser.request(Method::DELETE, resource).send().await;
                assert_eq!(answer.status, 404, "{who}: {answer}");
                let patch = browser.request(Method::PATCH, resource).body(FRAGMENT, "a=end-of-candidates\r\n");
                assert_eq!(patch.send().await.status, 404, "{who}");
            }
            assert_eq!(browser.open_socket(&pair.socket(), &[]).await.err(), Some(404), "{who}");
        }

        // Nor is there one to a program, though it be the advisor's own.
        let token = pair.advisor.make_token("bot").await;
        let call = kit.guest().request(Method::POST, &pair.whip()).bearer(&token);
        call.body(SDP, publishing.clone()).send().await.expect_problem(404, "advice-session-not-found");
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str()), ("cookie", "")];
        assert_eq!(kit.guest().open_socket(&pair.socket(), &headers).await.err(), Some(404));

        // One's own is one's own, in one's own place.
        let theirs = [(&pair.shopper, &ben_sends.resource), (&pair.shopper, &seeing), (&pair.advisor.browser, &eva_sends.resource)];
        for (browser, resource) in theirs {
            browser.request(Method::DELETE, resource).send().await.expect_problem(404, "session-not-found");
        }
        let misplaced = seeing.replace("/whep/", "/whip/");
        pair.advisor.request(Method::DELETE, &misplaced).send().await.expect_problem(404, "session-not-found");

        // And no show goes by the name of a stream.
        for stream in kit.app().media.streams().await.expect("the engine answers") {
            offer(&pair.advisor, &format!("/whip/{stream}"), &publishing).await.expect_problem(404, "show-not-found");
            offer(&pair.advisor, &format!("/whep/{stream}"), &watching).await.expect_problem(404, "show-not-found");
            pair.advisor.get(&format!("/hls/{stream}/index.m3u8")).await.expect_problem(404, "show-not-found");
        }
        streams(kit, 2).await;
        eva_sends.vanish().await;
        ben_sends.vanish().await;
    }

    async fn a_removed_advisors_session_ends_at_once(kit) {
        let pair = Pair::meet(kit).await;
        let (mut eva, mut ben) = (pair.shopper_line("").await, pair.advisor_line("").await);
        let (eva_sends, ben_sends) = both_send(&pair).await;
        sends(&mut eva).await;
        kit.employ_at(&pair.shop.slug, &pair.advisor, Role::Host).await;
        for path in [pair.whip(), pair.whep()] {
            offer(&pair.advisor, &path, &publishing_offer().await)
                .await
                .expect_problem(404, "advice-session-not-found");
        }
        for line in [&mut eva, &mut ben] {
            assert_eq!(line.hear("ended").await["by"], "removed");
            assert_eq!(line.closed().await, (4000, "ended".to_owned()));
        }
        streams(kit, 0).await;
        assert_eq!(pair.advisor.open_socket(&pair.socket(), &[]).await.err(), Some(404));
        offer(&pair.shopper, &pair.whip(), &publishing_offer().await)
            .await
            .expect_problem(410, "session-over");
        eva_sends.vanish().await;
        ben_sends.vanish().await;
    }

    async fn whoever_signs_out_is_seen_and_sees_no_more(kit) {
        let pair = Pair::meet(kit).await;
        let (mut eva, mut ben) = (pair.shopper_line("").await, pair.advisor_line("").await);
        let (eva_sends, ben_sends) = both_send(&pair).await;
        let (_ben_sees, seeing) = pair.advisor.watch_at(&pair.whep()).await;
        sends(&mut eva).await;
        sends(&mut ben).await;
        pair.advisor.api(Method::DELETE, "/session").send().await.expect(204);
        assert_eq!(ben.closed().await, (4001, "unauthorised".to_owned()));
        eva.find("presence", |presence| presence["here"] == false && presence["publishing"] == false).await;
        streams(kit, 1).await;
        signed_in_again(&pair.advisor).await;
        let gone = pair.advisor.request(Method::DELETE, seeing.header("location"));
        gone.send().await.expect_problem(404, "session-not-found");
        // The session goes on once he is back.
        ben_sends.vanish().await;
        let mut ben = pair.advisor_line("").await;
        assert_eq!(ben.welcome["other"]["publishing"], true);
        let ben_sends = pair.advisor.broadcast_at(&pair.whip(), None).await;
        sends(&mut eva).await;
        ben.has_said("1", "Back again").await;
        ben_sends.vanish().await;
        eva_sends.vanish().await;
    }

    async fn a_shopper_who_signs_out_is_out_of_it_too(kit) {
        let eva = kit.sign_up("eva").await;
        let pair = Pair::meet_in(kit, eva.browser.clone()).await;
        let (mut line, mut ben) = (pair.shopper_line("").await, pair.advisor_line("").await);
        let (eva_sends, ben_sends) = both_send(&pair).await;
        sends(&mut ben).await;
        let phone = kit.guest();
        let login = json!({ "login": "eva", "password": eva.password });
        phone.api(Method::POST, "/session").json(&login).send().await.expect(201);
        eva.api(Method::DELETE, "/session").send().await.expect(204);
        assert_eq!(line.closed().await, (4001, "unauthorised".to_owned()));
        ben.find("presence", |presence| presence["here"] == false && presence["publishing"] == false).await;
        offer(&eva, &pair.whip(), &publishing_offer().await)
            .await
            .expect_problem(404, "advice-session-not-found");
        // It is hers wherever she is signed in.
        let (mut sees, _) = phone.watch_at(&pair.whep()).await;
        goes_on(&mut sees).await;
        eva_sends.vanish().await;
        ben_sends.vanish().await;
    }

    async fn a_guest_who_signs_in_goes_on_and_is_out_of_it_when_they_sign_out(kit) {
        let pair = Pair::meet(kit).await;
        let (mut line, mut ben) = (pair.shopper_line("").await, pair.advisor_line("").await);
        let (eva_sends, ben_sends) = both_send(&pair).await;
        let (mut eva_sees, seeing) = pair.shopper.watch_at(&pair.whep()).await;
        sends(&mut ben).await;
        let eva = kit.sign_up("eva").await;
        let login = json!({ "login": "eva", "password": eva.password });
        pair.shopper.api(Method::POST, "/session").json(&login).send().await.expect(201);
        goes_on(&mut eva_sees).await;
        line.has_said("1", "Signed in").await;
        pair.shopper.api(Method::DELETE, "/session").send().await.expect(204);
        assert_eq!(line.closed().await, (4001, "unauthorised".to_owned()));
        ben.find("presence", |presence| presence["here"] == false && presence["publishing"] == false).await;
        eva.request(Method::DELETE, seeing.header("location"))
            .send()
            .await
            .expect_problem(404, "session-not-found");
        eva_sends.vanish().await;
        ben_sends.vanish().await;
    }

    async fn another_sites_page_publishes_nothing(kit) {
        let pair = Pair::meet(kit).await;
        let sdp = publishing_offer().await;
        let call = pair.advisor.request(Method::POST, &pair.whip()).header("origin", "https://evil.example");
        let refused = call.body(SDP, sdp).send().await.expect_problem(403, "forbidden");
        assert!(refused.header("access-control-allow-origin").is_empty(), "{refused}");
        streams(kit, 0).await;
    }

    async fn a_session_that_ends_while_an_offer_is_on_its_way_is_over(kit) {
        let pair = Pair::meet(kit).await;
        let sdp = publishing_offer().await;
        let held = pair.advisor.begin(Method::POST, &pair.whip(), &[("content-type", SDP)], &sdp).await;
        pair.end().await;
        assert_eq!(held.finish().await, 410);
        streams(kit, 0).await;
    }
}

async fn signed_in_again(person: &Person) {
    person.sign_in(&person.handle).await.expect(201);
}
