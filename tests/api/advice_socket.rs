//! The socket of a session: what the two write, how they see each other come and go,
//! and how it ends (`platform/docs/advice-protocol.md`).

use std::time::Duration;

use advisor::AdviceSessionId;
use advisor::advisors::Advisor;
use advisor::people_in::{Side, Sign};
use advisor::sessions::EndedBy;
use advisor::talk::{MESSAGES_MAX, SayError};
use advisor::tickets::TicketState;
use chrono::TimeDelta;
use kit::{Kit, Method, eventually, on_both, on_one};
use model::Clock;
use serde_json::{Value, json};
use store::{execute, fetch_one};

use crate::advice_desk::Desk;
use crate::advice_pair::Pair;

fn closed(code: u16, reason: &str) -> (u16, String) {
    (code, reason.to_owned())
}

fn texts(messages: &Value) -> Vec<&str> {
    let messages = messages.as_array().expect("a list").iter();
    messages
        .map(|message| message["text"].as_str().expect("a text"))
        .collect()
}

fn id_of(pair: &Pair) -> AdviceSessionId {
    pair.session.parse().expect("an id")
}

/// What is known of the pair's advisor.
async fn at_the_desk(kit: &Kit, pair: &Pair) -> Advisor {
    let advice = &kit.app().advice;
    let session = advice
        .session(id_of(pair))
        .await
        .expect("an answer")
        .expect("a session");
    let known = advice.advisor(session.shop_id, session.advisor_id).await;
    known.expect("an answer").expect("an advisor")
}

on_both! {
    async fn the_two_write_to_each_other(kit) {
        let pair = Pair::meet(kit).await;
        let mut eva = pair.shopper_line("").await;
        assert_eq!(eva.welcome["you"], "shopper");
        assert_eq!(eva.welcome["session"], pair.session.as_str());
        assert_eq!(eva.welcome["other"]["name"], "Ben");
        assert_eq!((&eva.welcome["seq"], &eva.welcome["messages"]), (&json!(0), &json!([])));
        let mut ben = pair.advisor_line("").await;
        assert_eq!((&ben.welcome["you"], &ben.welcome["other"]["name"]), (&json!("advisor"), &json!("Eva")));
        assert_eq!(ben.welcome["other"]["here"], true);

        let id = eva.has_said("k1", "  Is it <b>blue</b>?\n").await;
        let heard = ben.hear("message").await;
        assert_eq!((&heard["seq"], &heard["id"], &heard["from"]), (&json!(1), &id, &json!("shopper")));
        assert_eq!((&heard["text"], &heard["key"]), (&json!("Is it <b>blue</b>?"), &Value::Null));
        let own = eva.hear("message").await;
        assert_eq!((&own["id"], &own["key"], &own["at"]), (&id, &json!("k1"), &heard["at"]));
        ben.has_said("k1", "It is").await;
        let answer = eva.hear("message").await;
        assert_eq!((&answer["seq"], &answer["from"]), (&json!(2), &json!("advisor")), "a key is its sender's own");

        // Said again, as after a line that was lost before it was answered.
        assert_eq!(eva.has_said("k1", "Is it blue?").await, id);
        let next = eva.has_said("k2", "Thank you").await;
        let heard = ben.find("message", |message| message["from"] == "shopper").await;
        assert_eq!((&heard["seq"], &heard["id"]), (&json!(3), &next), "once");
    }

    async fn whoever_comes_back_misses_nothing(kit) {
        let pair = Pair::meet(kit).await;
        let (mut eva, mut ben) = (pair.shopper_line("").await, pair.advisor_line("").await);
        eva.has_said("1", "one").await;
        let seen = ben.hear("message").await["seq"].clone();
        drop(ben);
        assert_eq!(eva.find("presence", |presence| presence["here"] == false).await["publishing"], false);
        for (key, text) in [("2", "two"), ("3", "three")] {
            eva.has_said(key, text).await;
        }
        let mut ben = pair.advisor_line(&format!("?after={seen}")).await;
        assert_eq!(texts(&ben.welcome["messages"]), ["two", "three"]);
        assert_eq!(ben.welcome["seq"], 3);
        eva.hear("presence").await;
        eva.has_said("4", "four").await;
        assert_eq!(ben.hear("message").await["text"], "four", "nothing comes twice");
        assert_eq!(texts(&pair.advisor_line("").await.welcome["messages"]), ["one", "two", "three", "four"]);
        // Nobody has heard what was not said yet.
        let mut early = pair.advisor_line("?after=1000").await;
        assert_eq!((&early.welcome["messages"], &early.welcome["seq"]), (&json!([]), &json!(4)));
        eva.has_said("5", "five").await;
        assert_eq!(early.hear("message").await["text"], "five");
    }

    async fn however_much_was_missed_comes_in_its_order(kit) {
        let pair = Pair::meet(kit).await;
        let advice = &kit.app().advice;
        for number in 1..=250 {
            let (key, text) = (format!("k{number}"), format!("{number}"));
            advice.say(id_of(&pair), Side::Shopper, "Eva", &key, &text).await.expect("said");
        }
        let last = pair.advisor_line("").await;
        assert_eq!((texts(&last.welcome["messages"])[0], &last.welcome["seq"]), ("151", &json!(250)));
        let mut whole = pair.advisor_line("?after=0").await;
        let mut heard = texts(&whole.welcome["messages"]).iter().map(|text| text.parse().expect("a number")).collect::<Vec<i64>>();
        while heard.len() < 250 {
            heard.push(whole.hear("message").await["seq"].as_i64().expect("a number"));
        }
        assert_eq!(heard, (1..=250).collect::<Vec<_>>());
    }

    async fn an_advisor_who_is_gone_is_lost_and_the_shopper_is_next(kit) {
        let pair = Pair::meet(kit).await;
        let (mut eva, ben) = (pair.shopper_line("").await, pair.advisor_line("").await);
        eva.hear("presence").await;
        let left_at = kit.now();
        drop(ben);
        eva.find("presence", |presence| presence["here"] == false).await;
        eventually("the last sign of him", async || {
            (at_the_desk(kit, &pair).await.seen_at >= left_at).then_some(())
        })
        .await;
        kit.advance(Duration::from_secs(11));
        assert_eq!(eva.hear("ended").await["by"], "lost");
        assert_eq!(eva.closed().await, closed(4000, "ended"));
        let path = format!("/advice/tickets/{}", pair.ticket);
        let ticket = pair.shopper.api(Method::GET, &path).send().await.expect(200).json();
        assert_eq!((&ticket["state"], &ticket["position"]), (&json!("waiting"), &json!(1)));
    }

    async fn what_was_written_is_erased_a_day_after_the_end(kit) {
        let pair = Pair::meet(kit).await;
        let _there = pair.advisor_line("").await;
        let mut eva = pair.shopper_line("").await;
        eva.has_said("1", "a secret").await;
        pair.end().await;
        assert_eq!(eva.hear("ended").await["by"], "shopper");
        let count = async || {
            let mut read = kit.live().db.read().await.expect("a connection");
            let (count,) = fetch_one!(read, (i64,), "SELECT COUNT(*) FROM advice_messages").expect("a count");
            count
        };
        kit.advance(Duration::from_secs(24 * 3_600 - 60));
        assert_eq!(kit.app().advice.erase_talk().await.expect("done"), 0);
        assert_eq!(count().await, 1);
        kit.advance(Duration::from_secs(60));
        eventually("the talk to be erased", async || (count().await == 0).then_some(())).await;
    }
}

on_both! {
    async fn numbers_have_no_gap_however_many_speak(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        let ticket = desk.asked().await;
        let session = desk.advice.accept(ticket.id, ana).await.expect("hers").id;
        let says = (0..24).map(|number| {
            let advice = desk.advice.clone();
            let side = if number % 2 == 0 { Side::Shopper } else { Side::Advisor };
            // Each thing three times at once, as by tabs that came back.
            tokio::spawn(async move { advice.say(session, side, "Eva", &format!("k{}", number / 6), "Hello").await })
        });
        let mut said = Vec::new();
        for say in says.collect::<Vec<_>>() {
            said.push(say.await.expect("no panic").expect("said").seq);
        }
        said.sort_unstable();
        let mut once = said.clone();
        once.dedup();
        assert_eq!(once, (1..=8).collect::<Vec<_>>());
        assert!(said.chunks(3).all(|same| same[0] == same[2]), "{said:?}");
        desk.advice.end_session(session, EndedBy::Advisor).await.expect("ended");
        let late = desk.advice.say(session, Side::Advisor, "Ana", "late", "Hello").await;
        assert!(matches!(late, Err(SayError::Over)), "{late:?}");
        let again = desk.advice.said_after(session, 6, 100).await.expect("an answer");
        assert_eq!(again.iter().map(|message| message.seq).collect::<Vec<_>>(), [7, 8]);
        desk.check().await;
    }

    async fn nobody_is_lost_because_the_database_was_away(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        let ticket = desk.asked().await;
        let session = desk.advice.accept(ticket.id, ana).await.expect("hers");
        let up_since = counter.now();
        counter.advance(Duration::from_secs(11));
        let mut lock = desk.advice.db.begin().await.expect("a transaction");
        execute!(lock, "UPDATE advice_tickets SET version = version").expect("locked");
        let since = desk.advice.do_chores(up_since).await;
        assert_eq!(since, counter.now());
        drop(lock);
        assert_eq!(desk.advice.do_chores(since).await, since);
        let session = async || desk.advice.session(session.id).await.expect("an answer").expect("sessions stay");
        assert_eq!(session().await.ended_by, None);
        counter.advance(Duration::from_secs(10));
        assert_eq!(desk.advice.do_chores(since).await, since);
        assert_eq!(session().await.ended_by, Some(EndedBy::Lost), "she was away too");
        desk.check().await;
    }

    async fn a_shopper_is_waited_for_two_minutes(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        let up_since = counter.now();
        let ticket = desk.asked().await;
        let session = desk.advice.accept(ticket.id, ana).await.expect("hers");
        counter.advance(Duration::from_secs(60));
        let signs = Side::ALL.into_iter().filter_map(|side| Sign::of(&session, side));
        desk.advice.note_signs(signs.collect()).await.expect("noted");
        counter.advance(Duration::from_secs(119));
        assert_eq!(desk.advice.end_left(up_since).await.expect("done"), 0);
        counter.advance(Duration::from_secs(1));
        let restarted = counter.now() - TimeDelta::seconds(100);
        assert_eq!(desk.advice.end_left(restarted).await.expect("done"), 0, "the server was away, not she");
        assert_eq!(desk.advice.end_left(up_since).await.expect("done"), 1);
        assert_eq!(desk.advice.end_left(up_since).await.expect("done"), 0, "once");
        let ended = desk.advice.session(session.id).await.expect("an answer").expect("sessions stay");
        assert_eq!((ended.ended_by, ended.ended_at), (Some(EndedBy::ShopperLeft), Some(counter.clock.now())));
        assert_eq!(desk.ticket(&ticket).await.state, TicketState::Over);
        desk.check().await;
    }
}

on_one! {
    async fn they_see_each_other_come_and_go(kit) {
        let pair = Pair::meet(kit).await;
        let mut eva = pair.shopper_line("").await;
        assert_eq!(eva.welcome["other"]["here"], false);
        let mut ben = pair.advisor_line("").await;
        assert_eq!(eva.hear("presence").await["here"], true);
        ben.send(&json!({ "type": "state", "muted": true, "camera": true })).await;
        let seen = eva.hear("presence").await;
        assert_eq!((&seen["muted"], &seen["camera"], &seen["here"]), (&json!(true), &json!(true), &json!(true)));
        // A second tab is nobody new, and who leaves it is still there.
        let second = pair.advisor_line("").await;
        drop(second);
        ben.has_said("1", "Still here").await;
        assert_eq!(eva.next().await.expect("open")["type"], "message");
        drop(ben);
        assert_eq!(eva.hear("presence").await["here"], false);
        let ben = pair.advisor_line("").await;
        let back = eva.hear("presence").await;
        assert_eq!((&back["here"], &back["muted"]), (&json!(true), &json!(true)));
        assert_eq!(ben.welcome["other"]["here"], true);
    }

    async fn an_open_socket_is_a_sign_of_its_advisor(kit) {
        let pair = Pair::meet(kit).await;
        let mut ben = pair.advisor_line("").await;
        for _ in 0..2 {
            kit.advance(Duration::from_secs(5));
            let since = kit.now();
            ben.send(&json!({ "type": "here" })).await;
            eventually("a sign of him", async || {
                (at_the_desk(kit, &pair).await.seen_at >= since).then_some(())
            })
            .await;
        }
    }

    async fn whoever_ends_it_ends_it_for_both(kit) {
        let pair = Pair::meet(kit).await;
        let (mut eva, mut ben) = (pair.shopper_line("").await, pair.advisor_line("").await);
        pair.end().await;
        for line in [&mut eva, &mut ben] {
            assert_eq!(line.hear("ended").await["by"], "shopper");
            assert_eq!(line.closed().await, closed(4000, "ended"));
        }
        let refused = pair.advisor.open_socket(&pair.socket(), &[]).await;
        assert_eq!(refused.err(), Some(410));
    }

    async fn what_can_not_be_taken_is_refused(kit) {
        let pair = Pair::meet(kit).await;
        let _there = pair.advisor_line("").await;
        let mut eva = pair.shopper_line("").await;
        assert_eq!(eva.try_to_say("1", " \n\u{202e}\u{0} ").await, "empty");
        assert_eq!(eva.try_to_say("2", &"x".repeat(501)).await, "too_long");
        assert_eq!(eva.try_to_say("", "Hello").await, "bad_key");
        assert_eq!(eva.try_to_say("ñ", "Hello").await, "bad_key");
        eva.has_said("3", &"ñ".repeat(500)).await;
        eva.has_said("4", "a\u{0}b\u{202e}c").await;
        assert_eq!(eva.find("message", |message| message["key"] == "4").await["text"], "abc");
        for unreadable in ["nonsense", "{\"type\":\"dance\"}"] {
            eva.send_text(unreadable).await;
            let refused = eva.hear("refused").await;
            assert_eq!((&refused["why"], &refused["key"]), (&json!("unreadable"), &Value::Null));
        }
        eva.send_text("[]").await;
        assert_eq!(eva.closed().await, closed(4008, "unreadable"));
        let mut eva = pair.shopper_line("").await;
        eva.say("5", &"x".repeat(5_000)).await;
        assert_eq!(eva.closed().await, closed(1009, "too_big"));
    }

    async fn a_flood_is_held_back(kit) {
        let pair = Pair::meet(kit).await;
        let (mut eva, mut ben) = (pair.shopper_line("").await, pair.advisor_line("").await);
        for number in 0..30 {
            eva.say(&format!("k{number}"), "Look!").await;
        }
        let refused = eva.hear("refused").await;
        assert_eq!(refused["why"], "too_fast");
        assert_eq!(ben.hear("message").await["seq"], 1);
        ben.has_said("1", "One at a time").await;
        // A thousand at once is nobody who talks.
        let mut flood = pair.shopper_line("").await;
        for number in 0..1_000 {
            flood.say(&format!("f{number}"), "Look!").await;
        }
        assert_eq!(flood.closed().await, closed(4006, "too_many"));
        let said = kit.app().advice.said_after(id_of(&pair), 0, MESSAGES_MAX).await.expect("an answer");
        assert!(said.len() < 60, "{}", said.len());
    }

    async fn another_sites_page_opens_no_socket(kit) {
        let pair = Pair::meet(kit).await;
        let headers = [("origin", "https://evil.example")];
        assert_eq!(pair.advisor.open_socket(&pair.socket(), &headers).await.err(), Some(403));
        pair.advisor.get(&pair.socket()).await.expect_problem(426, "upgrade-required");
    }
}
