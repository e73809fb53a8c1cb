//! Keeping order in a room: who may, and what follows for everyone.

use kit::{Answer, Kit, Method, Person, Planned, on_both};
use model::{EventId, Role};
use serde_json::{Value, json};

/// A live show and its host.
async fn live_show(kit: &Kit) -> (Person, Planned) {
    let host = kit.sign_up("ana").await;
    let show = host.create_show("Lamps").await;
    kit.go_live(&show).await;
    (host, show)
}

async fn put(person: &Person, show: &Planned, what: &str, form: Value) -> Answer {
    let path = format!("{}/{what}", show.api());
    person.api(Method::PUT, &path).json(&form).send().await
}

async fn post(person: &Person, show: &Planned, what: &str, form: Value) -> Answer {
    let path = format!("{}/{what}", show.api());
    person.api(Method::POST, &path).json(&form).send().await
}

async fn delete(person: &Person, show: &Planned, what: &str) -> Answer {
    person
        .api(Method::DELETE, &format!("{}/{what}", show.api()))
        .send()
        .await
}

async fn list(person: &Person, show: &Planned, what: &str) -> Vec<Value> {
    let path = format!("{}/{what}", show.api());
    let page = person.api(Method::GET, &path).send().await.expect(200).json();
    page["items"].as_array().expect("items").clone()
}

/// A message of `author` that a filter held back, as it is stored then.
async fn held_back(kit: &Kit, show: &Planned, author: &Person, text: &str) {
    let live = kit.live();
    let face = json!({ "handle": author.handle, "name": author.handle, "avatar": null, "hue": 1 });
    let mut tx = live.db.begin().await.expect("a transaction");
    store::execute!(
        tx,
        "INSERT INTO room_held (id, show_id, account_id, kind, face, text, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        EventId::new(&*live.clock, &*live.entropy),
        show.id,
        author.id,
        "said",
        face.to_string(),
        text,
        live.clock.now(),
    )
    .expect("stored");
    tx.commit().await.expect("stored");
}

on_both! {
    async fn a_held_message_is_said_or_not(kit) {
        let (host, show) = live_show(kit).await;
        let ben = kit.sign_up("ben").await;
        let (mut b, _) = ben.enter(&show).await;
        for text in ["see www.example.org @ana", "never mind"] {
            held_back(kit, &show, &ben, text).await;
        }
        let waiting = list(&host, &show, "held").await;
        let texts: Vec<_> = waiting.iter().map(|one| &one["text"]).collect();
        assert_eq!(texts, ["see www.example.org @ana", "never mind"]);
        let path = |one: &Value| format!("held/{}", one["id"].as_str().expect("an id"));
        let (through, gone) = (path(&waiting[0]), path(&waiting[1]));
        post(&ben, &show, &through, json!({ "let_through": true })).await.expect_problem(403, "forbidden");
        post(&host, &show, &through, json!({ "let_through": true })).await.expect(204);
        post(&host, &show, &gone, json!({ "let_through": false })).await.expect(204);
        let said = b.hear("said").await;
        assert_eq!((&said["from"]["handle"], &said["links"][0]["host"]), (&json!("ben"), &json!("www.example.org")));
        assert_eq!(said["mentions"][0]["handle"], "ana");
        post(&host, &show, &through, json!({ "let_through": true })).await.expect_problem(404, "not-in-this-room");
        assert!(list(&host, &show, "held").await.is_empty());
    }

    async fn a_deleted_message_is_gone_for_all_and_from_the_books(kit) {
        let (host, show) = live_show(kit).await;
        let (ben, eva) = (kit.sign_up("ben").await, kit.sign_up("eva").await);
        let (mut b, _) = ben.enter(&show).await;
        let (mut e, _) = eva.enter(&show).await;
        let (first, second) = (b.say("a first sentence").await, b.say("a second one").await);
        put(&host, &show, "pinned-message", json!({ "message": first })).await.expect(204);
        let pinned = e.find("pinned", |event| !event["message"].is_null()).await;
        assert_eq!(pinned["message"]["text"], "a first sentence");

        delete(&eva, &show, &format!("messages/{first}")).await.expect_problem(403, "forbidden");
        kit.guest()
            .api(Method::DELETE, &format!("{}/messages/{first}", show.api()))
            .send()
            .await
            .expect_problem(401, "sign-in-first");
        delete(&ben, &show, &format!("messages/{second}")).await.expect(204);
        assert_eq!(e.hear("deleted").await["messages"], json!([second]));
        delete(&host, &show, &format!("messages/{first}")).await.expect(204);
        assert_eq!(e.hear("deleted").await["messages"], json!([first]));
        assert!(e.hear("pinned").await["message"].is_null());
        delete(&host, &show, &format!("messages/{first}")).await.expect_problem(404, "not-in-this-room");

        let (_, room) = kit.sign_up("late").await.enter(&show).await;
        assert_eq!((&room["history"], &room["pinned"]), (&json!([]), &Value::Null));
        let left = kit.count(
            "SELECT COUNT(*) FROM room_events WHERE show_id = $1 AND payload LIKE '%sentence%'",
            show.id,
        );
        assert_eq!(left.await, 0);
    }

    async fn questions_come_on_screen_one_at_a_time(kit) {
        let (host, show) = live_show(kit).await;
        let ben = kit.sign_up("ben").await;
        let (mut b, _) = ben.enter(&show).await;
        let mut asked = Vec::new();
        for (id, text) in [(91, "Which clay?"), (92, "How hot?")] {
            b.send(&json!({ "t": "ask", "id": id, "text": text })).await;
            asked.push(b.find("done", |done| done["id"] == id).await["seq"].as_i64().expect("a number"));
        }
        b.send(&json!({ "t": "vote", "id": 93, "question": asked[1], "up": true })).await;
        assert_eq!(b.hear("votes").await["votes"][0], json!({ "question": asked[1], "votes": 1 }));
        let answer = async |person: &Person, question: i64, state: &str| {
            put(person, &show, &format!("questions/{question}"), json!({ "state": state })).await
        };
        answer(&ben, asked[0], "now").await.expect_problem(403, "forbidden");
        answer(&host, 999, "now").await.expect_problem(404, "not-in-this-room");
        answer(&host, asked[0], "now").await.expect(204);
        answer(&host, asked[1], "now").await.expect(204);
        for (question, state) in [(asked[0], "now"), (asked[0], "done"), (asked[1], "now")] {
            let answered = b.hear("answered").await;
            assert_eq!((&answered["question"], &answered["state"]), (&json!(question), &json!(state)));
        }
        kit.stop().await;
        kit.start_again().await;
        let (_, room) = ben.enter(&show).await;
        assert_eq!(room["voted"], json!([asked[1]]));
        let open: Vec<_> = room["questions"].as_array().expect("a list").iter().map(|one| &one["event"]["text"]).collect();
        assert_eq!(open, ["How hot?"]);
    }

    async fn sanctions_hold_where_they_were_meant_for(kit) {
        let host = kit.sign_up("ana").await;
        let shop = kit.open_shop(&host, "casa-lumen").await;
        let (mona, ben) = (kit.sign_up("mona").await, kit.sign_up("ben").await);
        kit.employ(&shop, &mona, Role::Moderator).await;
        let (here, there) = (
            host.plan(&json!({ "title": "Lamps", "shop": "casa-lumen" })).await,
            host.plan(&json!({ "title": "Bowls", "shop": "casa-lumen" })).await,
        );
        for show in [&here, &there] {
            kit.go_live(show).await;
        }
        let (mut in_here, _) = ben.enter(&here).await;
        let (mut in_there, _) = ben.enter(&there).await;
        let decide = async |person: &Person, form: Value| post(person, &here, "sanctions", form).await;

        decide(&ben, json!({ "handle": "ana", "kind": "ban" })).await.expect_problem(403, "forbidden");
        decide(&mona, json!({ "handle": "ana", "kind": "ban" })).await.expect_problem(403, "forbidden");
        decide(&mona, json!({ "handle": "nobody", "kind": "ban" })).await.expect(404);
        decide(&mona, json!({ "handle": "ben", "kind": "time_out", "seconds": 5 })).await.expect(422);
        let rude = in_here.say("rude").await;
        decide(&mona, json!({ "handle": "ben", "kind": "time_out", "seconds": 60 })).await.expect(204);
        assert_eq!(in_here.hear("may").await["may"]["why_not"], "timed_out");
        assert_eq!(in_here.try_to_say("hello?").await, "timed_out");
        in_there.say("here I may").await;

        let elsewhere = in_there.say("and more").await;
        decide(&mona, json!({ "handle": "ben", "kind": "ban", "clean": true })).await.expect(204);
        assert_eq!(in_here.hear("deleted").await["messages"], json!([rude]));
        let (_, room) = mona.enter(&there).await;
        let stands = room["history"].as_array().expect("a list").iter().any(|said| said["seq"] == elsewhere);
        assert!(stands, "of this show alone: {room}");
        assert_eq!(in_there.hear("may").await["may"]["why_not"], "banned");
        assert_eq!(in_there.try_to_say("hello?").await, "banned");
        let listed = list(&mona, &here, "sanctions").await;
        let kinds: Vec<_> = listed.iter().map(|one| one["kind"].as_str().expect("a word")).collect();
        assert_eq!(kinds, ["ban", "timeout"]);
        delete(&mona, &here, "sanctions/ben?kind=time_out").await.expect(204);
        delete(&mona, &here, "sanctions/ben?kind=time_out").await.expect(404);
        delete(&mona, &here, "sanctions/ben?kind=nonsense").await.expect(400);
        assert_eq!(in_there.try_to_say("am I?").await, "banned", "one kind alone is taken back");
        delete(&mona, &here, "sanctions/ben").await.expect(204);
        in_there.say("forgiven").await;
        in_here.say("everywhere").await;

        decide(&mona, json!({ "handle": "ben", "kind": "shadow_ban" })).await.expect(204);
        in_here.send(&json!({ "t": "say", "id": 77, "text": "whisper" })).await;
        let done = in_here.find("done", |done| done["id"] == 77).await;
        assert!(done.get("seq").is_none());
        let (_, room) = mona.enter(&here).await;
        assert!(!room.to_string().contains("whisper"));
    }

    async fn a_live_show_keeps_its_shop_and_who_keeps_order(kit) {
        let host = kit.sign_up("ana").await;
        kit.open_shop(&host, "casa-lumen").await;
        let ben = kit.sign_up("ben").await;
        let show = host.plan(&json!({ "title": "Lamps", "shop": "casa-lumen" })).await;
        kit.go_live(&show).await;
        let (mut b, _) = ben.enter(&show).await;
        // As a client does that only mends the title.
        let edit = host.api(Method::PUT, &show.api()).json(&json!({ "title": "Lights" }));
        let edited = edit.send().await.expect(200).json();
        assert_eq!((&edited["title"], &edited["shop"]["slug"]), (&json!("Lights"), &json!("casa-lumen")));
        post(&host, &show, "sanctions", json!({ "handle": "ben", "kind": "ban" })).await.expect(204);
        assert_eq!(b.try_to_say("hello?").await, "banned");
    }

    async fn whoever_is_blocked_is_sent_out_of_a_private_show(kit) {
        let (host, ben, eva) = (kit.sign_up("ana").await, kit.sign_up("ben").await, kit.sign_up("eva").await);
        for friend in ["ben", "eva"] {
            let follow = host.api(Method::PUT, &format!("/people/{friend}/follow")).json(&json!({}));
            follow.send().await.expect(200);
        }
        let show = host.plan(&json!({ "title": "Just us", "visibility": "private" })).await;
        put(&host, &show, "audience", json!({ "groups": [], "followed": true })).await.expect(204);
        kit.go_live(&show).await;
        let ((mut b, _), (mut e, _)) = (ben.enter(&show).await, eva.enter(&show).await);
        host.api(Method::PUT, "/people/ben/block").send().await.expect(204);
        assert_eq!(b.closed().await, (4002, "kicked".to_owned()));
        e.say("still here").await;
        ben.get(&show.page()).await.expect(404);
    }

    async fn rules_and_words_bind_those_they_are_made_for(kit) {
        let (host, show) = live_show(kit).await;
        let ben = kit.sign_up("ben").await;
        let (mut b, _) = ben.enter(&show).await;
        let rules = async |person: &Person, writers: &str, slow_s: u64| {
            put(person, &show, "rules", json!({ "writers": writers, "slow_s": slow_s })).await
        };
        rules(&ben, "all", 0).await.expect_problem(403, "forbidden");
        rules(&host, "all", 601).await.expect(422);
        rules(&host, "followers", 0).await.expect(204);
        assert_eq!(b.hear("rules").await["rules"], json!({ "writers": "followers", "slow_s": 0 }));
        assert_eq!(b.try_to_say("may I?").await, "followers_only");
        let follow = ben.api(Method::PUT, "/people/ana/follow").json(&json!({}));
        follow.send().await.expect(200);
        b.find("may", |may| may["may"]["write"] == true).await;
        b.say("I may").await;
        rules(&host, "all", 300).await.expect(204);
        b.say("once").await;
        assert_eq!(b.try_to_say("twice").await, "slow_mode");
        rules(&host, "all", 0).await.expect(204);

        put(&host, &show, "words", json!({ "words": ["Spam", "buy  now"] })).await.expect(204);
        assert_eq!(b.try_to_say("BUY NOW!").await, "filtered");
        let words = host.api(Method::GET, &format!("{}/words", show.api())).send().await.expect(200).json();
        assert_eq!(words["words"], json!(["buy now", "spam"]));
        ben.api(Method::GET, &format!("{}/words", show.api())).send().await.expect_problem(403, "forbidden");

        // Rules can be made before the show, and outlive a restart.
        let planned = host.create_show("Bowls").await;
        put(&host, &planned, "rules", json!({ "writers": "followed", "slow_s": 5 })).await.expect(204);
        kit.go_live(&planned).await;
        kit.stop().await;
        kit.start_again().await;
        let (_, room) = ben.enter(&planned).await;
        assert_eq!(room["rules"], json!({ "writers": "followed", "slow_s": 5 }));
        assert_eq!(room["may"]["why_not"], "followed_only");
    }

    async fn moderators_help_and_all_they_do_is_written_down(kit) {
        let (host, show) = live_show(kit).await;
        let (ben, eva) = (kit.sign_up("ben").await, kit.sign_up("eva").await);
        let (mut b, _) = ben.enter(&show).await;
        put(&ben, &show, "moderators/ben", json!({})).await.expect_problem(403, "forbidden");
        put(&host, &show, "moderators/ben", json!({})).await.expect(204);
        assert_eq!(b.hear("may").await["may"]["moderate"], true);
        let (mut e, _) = eva.enter(&show).await;
        let rude = e.say("something rude").await;
        let reported = post(&ben, &show, &format!("messages/{rude}/reports"), json!({ "reason": "insult" })).await;
        reported.expect(204);
        let reports = list(&ben, &show, "reports").await;
        assert_eq!(reports.len(), 1);
        assert_eq!(
            (&reports[0]["message"]["text"], &reports[0]["reporter"]["handle"], &reports[0]["reason"]),
            (&json!("something rude"), &json!("ben"), &json!("insult"))
        );
        // What is done in a private show is no business of a moderator who may not know of it.
        let hidden = host.plan(&json!({ "title": "Just us", "visibility": "private" })).await;
        kit.go_live(&hidden).await;
        let (mut h, _) = host.enter(&hidden).await;
        let secret = h.say("between us").await;
        delete(&host, &hidden, &format!("messages/{secret}")).await.expect(204);
        let told = async |person: &Person| {
            let lines = list(person, &show, "audit").await;
            lines.iter().filter(|line| line["show"] == json!(hidden.id)).count()
        };
        assert_eq!((told(&host).await, told(&ben).await), (1, 0));
        delete(&ben, &show, &format!("messages/{rude}")).await.expect(204);
        let id = reports[0]["id"].as_str().expect("an id");
        post(&ben, &show, &format!("reports/{id}/settle"), json!({})).await.expect(204);
        assert!(list(&ben, &show, "reports").await.is_empty());
        assert!(list(&ben, &show, "held").await.is_empty());
        delete(&host, &show, "moderators/ben").await.expect(204);
        let another = e.say("something else").await;
        delete(&ben, &show, &format!("messages/{another}")).await.expect_problem(403, "forbidden");

        let lines = list(&host, &show, "audit").await;
        let mut acts: Vec<_> = lines.iter().map(|line| line["act"].as_str().expect("a word")).collect();
        acts.sort_unstable();
        assert_eq!(acts, ["add_moderator", "delete", "delete", "remove_moderator", "settle_report"]);
        assert!(!format!("{lines:?}").contains("rude"));
        for list in ["audit", "reports", "held", "sanctions", "moderators", "words"] {
            let path = format!("{}/{list}", show.api());
            eva.api(Method::GET, &path).send().await.expect_problem(403, "forbidden");
            kit.guest().api(Method::GET, &path).send().await.expect_problem(401, "sign-in-first");
        }
    }
}
