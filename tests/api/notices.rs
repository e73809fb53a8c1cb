//! Being told: when a show begins, before one does, and of a mention. Everyone
//! once, and nobody who is not to know.

use std::time::Duration;

use chrono::TimeDelta;
use kit::{Kit, Method, Person, Planned, crowd, eventually, on_both, on_one};
use live::Live;
use live::teller::{Step, Teller};
use model::{AccountId, Ending, Event, Role};
use serde_json::{Value, json};
use store::{execute, fetch_all, fetch_one, outbox};
use tokio_util::sync::CancellationToken;

async fn inbox(person: &Person) -> Value {
    person
        .api(Method::GET, "/notices")
        .send()
        .await
        .expect(200)
        .json()
}

/// Kind and title of each notice, newest first.
async fn told(person: &Person) -> Vec<(String, String)> {
    let inbox = inbox(person).await;
    let items = inbox["items"].as_array().expect("items").iter();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    items
        .map(|item| (text(&item["kind"]), text(&item["show"]["title"])))
        .collect()
}

/// Waits until all that has happened was told.
async fn all_told(kit: &Kit) {
    let look = async || {
        let untold = outbox::untold(&kit.live().db, 1).await.expect("readable rows");
        untold.is_empty().then_some(())
    };
    eventually("the teller to have told everything", look).await;
}

pub(crate) async fn follow(person: &Person, whom: &str, form: Value) {
    let call = person.api(Method::PUT, &format!("{whom}/follow")).json(&form);
    call.send().await.expect(200);
}

async fn mention(kit: &Kit, show: &Planned, message: i64, by: &Person, whom: &Person) {
    let live = kit.live();
    let event = Event::Mentioned {
        show: show.id,
        message,
        by: by.id,
        whom: whom.id,
        at: live.clock.now(),
    };
    let mut tx = live.db.begin().await.expect("a transaction");
    let added = outbox::add(&mut tx, &*live.clock, &*live.entropy, &event).await;
    added.expect("an event");
    tx.commit().await.expect("stored");
}

/// How many notices each account has.
async fn counts(live: &Live) -> Vec<(AccountId, i64)> {
    let mut read = live.db.read().await.expect("a connection");
    fetch_all!(
        read,
        (AccountId, i64),
        "SELECT account_id, COUNT(*) FROM notices GROUP BY account_id ORDER BY account_id"
    )
    .expect("a query that counts")
}

on_both! {
    async fn those_who_follow_are_told_once_that_a_show_begins(kit) {
        let ana = kit.sign_up("ana").await;
        kit.open_shop(&ana, "casa-lumen").await;
        let names = ["hosts", "shops", "both", "quiet", "half", "keptoff", "keepsoff", "other"];
        let mut people = Vec::new();
        for name in names {
            people.push(kit.sign_up(name).await);
        }
        let [hosts, shops, both, quiet, half, kept_off, keeps_off, other] = &people[..] else {
            panic!("as many as there are names");
        };
        for person in [hosts, both, kept_off, &ana] {
            if person.id != ana.id {
                follow(person, "/people/ana", json!({})).await;
            }
        }
        for person in [shops, both, kept_off, keeps_off, &ana] {
            follow(person, "/shops/casa-lumen", json!({})).await;
        }
        follow(quiet, "/people/ana", json!({ "muted": true })).await;
        // Who has muted the host does not hear of them by way of the shop.
        follow(half, "/people/ana", json!({ "muted": true })).await;
        follow(half, "/shops/casa-lumen", json!({})).await;
        ana.api(Method::PUT, "/people/keptoff/block").send().await.expect(204);
        keeps_off.api(Method::PUT, "/people/ana/block").send().await.expect(204);

        let show = ana.plan(&json!({ "title": "Evening glaze", "shop": "casa-lumen" })).await;
        kit.go_live(&show).await;
        all_told(kit).await;
        let once = vec![("live".to_owned(), "Evening glaze".to_owned())];
        for person in [hosts, shops, both] {
            assert_eq!(told(person).await, once, "{}", person.handle);
        }
        for person in [&ana, quiet, half, kept_off, keeps_off, other] {
            assert_eq!(told(person).await, [], "{}", person.handle);
        }
        let notice = &inbox(both).await["items"][0];
        assert_eq!(notice["show"]["host"]["handle"], "ana");
        assert_eq!(notice["show"]["state"], "live");
        assert_eq!(notice["show"]["path"], show.page());
        assert_eq!(notice["read"], false);
    }

    async fn a_private_or_unlisted_show_is_told_to_nobody_it_is_not_for(kit) {
        let ana = kit.sign_up("ana").await;
        let shop = kit.open_shop(&ana, "casa-lumen").await;
        let (staff, friend, stranger) =
            (kit.sign_up("helper").await, kit.sign_up("friend").await, kit.sign_up("stranger").await);
        kit.employ(&shop, &staff, Role::Moderator).await;
        for person in [&staff, &friend, &stranger] {
            follow(person, "/people/ana", json!({})).await;
            follow(person, "/shops/casa-lumen", json!({})).await;
        }
        let hidden = ana
            .plan(&json!({ "title": "Family", "shop": "casa-lumen", "visibility": "private" }))
            .await;
        let group = kit.live().create_group(ana.id, "Family").await.expect("a group");
        kit.live().add_member(ana.id, group.id, friend.id).await.expect("a member");
        let audience = live::invitations::Audience { groups: vec![group.id], followed: false };
        kit.live().set_audience(hidden.id, &audience).await.expect("stored");
        let unlisted = ana.plan(&json!({ "title": "By link", "visibility": "unlisted" })).await;
        kit.go_live(&hidden).await;
        kit.go_live(&unlisted).await;
        mention(kit, &hidden, 7, &ana, &stranger).await;
        all_told(kit).await;
        for person in [&staff, &friend] {
            assert_eq!(told(person).await, [("live".to_owned(), "Family".to_owned())]);
        }
        assert_eq!(told(&stranger).await, []);

        // What was told is hidden again with the show.
        kit.live().remove_member(ana.id, group.id, friend.id).await.expect("removed");
        assert_eq!(told(&friend).await, []);
    }

    async fn a_show_that_is_over_when_its_turn_comes_is_told_to_nobody(kit) {
        let (ana, berta) = (kit.sign_up("ana").await, kit.sign_up("berta").await);
        follow(&berta, "/people/ana", json!({})).await;
        let show = ana.create_show("Short").await;
        // As the teller finds it after a stop: it was live once, and is not now.
        let live = kit.live();
        let mut tx = live.db.begin().await.expect("a transaction");
        let event = Event::ShowStarted { show: show.id, host: ana.id, shop: None, at: live.clock.now() };
        outbox::add(&mut tx, &*live.clock, &*live.entropy, &event).await.expect("an event");
        tx.commit().await.expect("stored");
        all_told(kit).await;
        assert_eq!(told(&berta).await, []);
    }

    async fn killed_at_any_batch_everyone_is_told_once(kit) {
        const CROWD: usize = 1_700;
        let ana = kit.sign_up("ana").await;
        let show = ana.create_show("Evening glaze").await;
        let people = crowd::followers(kit.live(), ana.id, CROWD).await;
        let own = kit.live().clone();
        let (url, clock, entropy) = (kit.database_url(), own.clock.clone(), own.entropy.clone());
        drop(own);
        kit.stop().await;
        let db = store::Db::open(&url).await.expect("the server's database");
        let live = Live::new(db, clock, entropy, live::REPLAY_TTL_MAX);
        live.publisher_arrived(show.id).await.expect("live");

        // Each teller does one step more than the one before, and is gone.
        let mut seen = 0;
        let mut deaths = 0;
        'alive: loop {
            deaths += 1;
            let mut teller = Teller::new(live.clone());
            for _ in 0..deaths {
                // Of the one before, on PostgreSQL: it would be over in a while.
                release(&live).await;
                if teller.step().await.expect("a step") == Step::Idle {
                    break 'alive;
                }
                let now: i64 = counts(&live).await.iter().map(|(_, count)| count).sum();
                assert!(now >= seen && now - seen <= 500, "{now} after {seen}: more than a batch");
                seen = now;
            }
        }
        assert!(deaths > 3, "it was never half-way");
        let mut expected: Vec<_> = people.iter().map(|person| (*person, 1)).collect();
        expected.sort_unstable();
        assert_eq!(counts(&live).await, expected);
        live.db.close().await;
        kit.start_again().await;
    }

    async fn a_teller_that_breaks_off_anywhere_is_followed_by_one_that_ends_it(kit) {
        const CROWD: usize = 1_700;
        let ana = kit.sign_up("ana").await;
        let show = ana.create_show("Evening glaze").await;
        let people = crowd::followers(kit.live(), ana.id, CROWD).await;
        let own = kit.live().clone();
        let (url, clock, entropy) = (kit.database_url(), own.clock.clone(), own.entropy.clone());
        drop(own);
        kit.stop().await;
        let db = store::Db::open(&url).await.expect("the server's database");
        let live = Live::new(db, clock, entropy, live::REPLAY_TTL_MAX);
        live.publisher_arrived(show.id).await.expect("live");
        let total = async || counts(&live).await.iter().map(|(_, count)| count).sum::<i64>();
        for enough in [1, 600, 1_100] {
            release(&live).await;
            let teller = tokio::spawn(Teller::new(live.clone()).run(CancellationToken::new()));
            eventually("some to be told", async || (total().await >= enough).then_some(())).await;
            teller.abort();
            let _ = teller.await;
        }
        release(&live).await;
        live.db.close().await;
        kit.start_again().await;
        all_told(kit).await;
        let mut expected: Vec<_> = people.iter().map(|person| (*person, 1)).collect();
        expected.sort_unstable();
        assert_eq!(counts(kit.live()).await, expected);
    }

    async fn a_show_deleted_while_it_is_told_of_stops_no_other(kit) {
        let ana = kit.sign_up("ana").await;
        let (first, second) = (ana.create_show("First").await, ana.create_show("Second").await);
        crowd::followers(kit.live(), ana.id, 600).await;
        let own = kit.live().clone();
        let (url, clock, entropy) = (kit.database_url(), own.clock.clone(), own.entropy.clone());
        drop(own);
        kit.stop().await;
        let db = store::Db::open(&url).await.expect("the server's database");
        let live = Live::new(db, clock, entropy, live::REPLAY_TTL_MAX);
        release(&live).await;
        live.publisher_arrived(first.id).await.expect("live");
        let mut teller = Teller::new(live.clone());
        // Half of them are told: those who are reminded, then the first batch.
        for _ in 0..3 {
            teller.step().await.expect("a step");
        }
        assert_eq!(counts(&live).await.len(), 500);
        live.end_show(first.id, Ending::Host).await.expect("over");
        live.delete_show(first.id).await.expect("gone");
        live.publisher_arrived(second.id).await.expect("live");
        let mut failures = 0;
        loop {
            match teller.step().await {
                Ok(Step::Idle) => break,
                Ok(Step::Told) => {}
                Err(_) => failures += 1,
            }
            assert!(failures < 3, "it fails for ever");
        }
        assert!(counts(&live).await.iter().all(|(_, count)| *count == 1), "all of the second");
        assert_eq!(counts(&live).await.len(), 600);
        live.db.close().await;
        kit.start_again().await;
    }

    async fn an_event_that_cannot_be_read_holds_up_no_other(kit) {
        let (ana, berta) = (kit.sign_up("ana").await, kit.sign_up("berta").await);
        follow(&berta, "/people/ana", json!({})).await;
        let live = kit.live();
        let mut tx = live.db.begin().await.expect("a transaction");
        execute!(
            tx,
            "INSERT INTO outbox (id, aggregate, name, payload, created_at) VALUES ($1, $1, 'unheard_of', '{}', $2)",
            model::EventId::new(&*live.clock, &*live.entropy),
            live.clock.now(),
        )
        .expect("stored");
        tx.commit().await.expect("stored");
        let show = ana.create_show("Evening glaze").await;
        kit.go_live(&show).await;
        let look = async || Some(told(&berta).await).filter(|told| !told.is_empty());
        let told = eventually("what comes behind it to be told", look).await;
        assert_eq!(told, [("live".to_owned(), "Evening glaze".to_owned())]);
    }

    async fn a_reminder_comes_ten_minutes_ahead_and_again_when_the_show_is_moved(kit) {
        let (ana, berta, carla) =
            (kit.sign_up("ana").await, kit.sign_up("berta").await, kit.sign_up("carla").await);
        let start = kit.now() + TimeDelta::minutes(30);
        let show = ana.plan(&json!({ "title": "Linen", "starts_at": start })).await;
        let reminder = format!("{}/reminder", show.api());
        for _ in 0..2 {
            berta.api(Method::PUT, &reminder).send().await.expect(204);
        }
        carla.api(Method::PUT, &reminder).send().await.expect(204);
        carla.api(Method::DELETE, &reminder).send().await.expect(204);
        kit.advance(Duration::from_secs(19 * 60));
        // Another show's reminder shows that the teller has looked.
        let sooner = ana
            .plan(&json!({ "title": "Sooner", "starts_at": kit.now() + TimeDelta::minutes(5) }))
            .await;
        berta.api(Method::PUT, &format!("{}/reminder", sooner.api())).send().await.expect(204);
        kit.advance(Duration::from_secs(10));
        let soon = |title: &str| ("soon".to_owned(), title.to_owned());
        let berta_hears = async |expected: Vec<(String, String)>| {
            let look = async || (told(&berta).await == expected).then_some(());
            eventually(&format!("berta to be told of {expected:?}"), look).await;
        };
        berta_hears(vec![soon("Sooner")]).await;
        kit.advance(Duration::from_secs(60));
        berta_hears(vec![soon("Linen"), soon("Sooner")]).await;

        let later = kit.now() + TimeDelta::hours(2);
        ana.api(Method::PUT, &show.api())
            .json(&json!({ "title": "Linen", "starts_at": later }))
            .send()
            .await
            .expect(200);
        kit.advance(Duration::from_secs(111 * 60));
        berta_hears(vec![soon("Linen"), soon("Linen"), soon("Sooner")]).await;
        // Begun ahead of its time, it is told to those who asked, too.
        kit.go_live(&show).await;
        let live = ("live".to_owned(), "Linen".to_owned());
        berta_hears(vec![live, soon("Linen"), soon("Linen"), soon("Sooner")]).await;
        assert_eq!(told(&carla).await, []);
        carla.api(Method::PUT, &reminder).send().await.expect_problem(409, "not-planned");
    }

    async fn only_what_one_may_know_of_can_be_remembered(kit) {
        let (ana, stranger) = (kit.sign_up("ana").await, kit.sign_up("stranger").await);
        let start = kit.now() + TimeDelta::hours(1);
        let hidden = ana
            .plan(&json!({ "title": "Family", "starts_at": start, "visibility": "private" }))
            .await;
        let someday = ana.create_show("Someday").await;
        let put = async |show: &Planned| {
            stranger.api(Method::PUT, &format!("{}/reminder", show.api())).send().await
        };
        put(&hidden).await.expect_problem(404, "show-not-found");
        put(&someday).await.expect_problem(409, "not-planned");
    }

    async fn a_mention_reaches_whom_it_names_and_nobody_a_block_keeps_apart(kit) {
        let (ana, berta, troll) =
            (kit.sign_up("ana").await, kit.sign_up("berta").await, kit.sign_up("troll").await);
        berta.api(Method::PUT, "/people/troll/block").send().await.expect(204);
        let show = ana.create_show("Evening glaze").await;
        kit.go_live(&show).await;
        mention(kit, &show, 41, &ana, &berta).await;
        mention(kit, &show, 41, &ana, &berta).await;
        mention(kit, &show, 42, &troll, &berta).await;
        mention(kit, &show, 43, &berta, &berta).await;
        all_told(kit).await;
        let inbox = inbox(&berta).await;
        assert_eq!(inbox["items"].as_array().map(Vec::len), Some(1), "{inbox}");
        assert_eq!(inbox["items"][0]["kind"], "mention");
        assert_eq!(inbox["items"][0]["by"]["handle"], "ana");
        assert_eq!(inbox["items"][0]["message"], 41);
        // One who names her all evening is not to fill her inbox.
        for message in 100..140 {
            mention(kit, &show, message, &ana, &berta).await;
        }
        all_told(kit).await;
        assert_eq!(told(&berta).await.len(), 20);
    }

    async fn an_inbox_has_pages_and_is_its_owners_alone(kit) {
        let (ana, berta, other) =
            (kit.sign_up("ana").await, kit.sign_up("berta").await, kit.sign_up("other").await);
        for person in [&berta, &other] {
            follow(person, "/people/ana", json!({})).await;
        }
        for title in ["One", "Two", "Three"] {
            kit.go_live(&ana.create_show(title).await).await;
            all_told(kit).await;
        }
        let first = berta.api(Method::GET, "/notices?limit=2").send().await.expect(200).json();
        assert_eq!(first["unread"], 3);
        assert_eq!(first["items"][1]["show"]["title"], "Two");
        let next = first["next"].as_str().expect("there is more");
        let path = format!("/notices?limit=2&before={next}");
        let second = berta.api(Method::GET, &path).send().await.expect(200).json();
        assert_eq!(second["items"][0]["show"]["title"], "One");
        assert!(second.get("next").is_none(), "{second}");

        let read = async |form: Value| {
            berta.api(Method::POST, "/notices/read").json(&form).send().await
        };
        let up_to = &first["items"][1]["id"];
        assert_eq!(read(json!({ "up_to": up_to })).await.expect(200).json()["unread"], 1);
        let now = inbox(&berta).await;
        let flags: Vec<_> = now["items"].as_array().expect("items").iter().map(|item| &item["read"]).collect();
        assert_eq!(flags, [&json!(false), &json!(true), &json!(true)]);
        read(json!({})).await.expect_problem(422, "invalid");
        assert_eq!(read(json!({ "all": true })).await.expect(200).json()["unread"], 0);
        assert_eq!(inbox(&other).await["unread"], 3, "another's are not touched");
        berta.api(Method::GET, "/notices?limit=x").send().await.expect_problem(400, "bad-query");
    }

    async fn a_notice_is_gone_in_the_second_its_show_is(kit) {
        let (ana, berta) = (kit.sign_up("ana").await, kit.sign_up("berta").await);
        follow(&berta, "/people/ana", json!({})).await;
        // Nobody sweeps: reading alone has to know.
        kit.restart_with(|config, _| config.sweep_every = vitrine::config::Span::hours(1)).await;
        let show = ana.create_show("Evening glaze").await;
        kit.go_live(&show).await;
        all_told(kit).await;
        kit.end(&show).await;
        kit.advance(Duration::from_secs(24 * 3_600 - 60));
        assert_eq!(told(&berta).await.len(), 1);
        kit.advance(Duration::from_secs(60));
        assert_eq!(inbox(&berta).await, json!({ "items": [], "unread": 0 }));
        kit.live().expire(show.id).await.expect("expired");
        let rows = async || {
            let left = kit.count("SELECT COUNT(*) FROM notices WHERE show_id = $1", show.id).await;
            (left == 0).then_some(())
        };
        eventually("its rows to be removed", rows).await;
    }

    async fn settings_are_checked_and_kept(kit) {
        let ana = kit.sign_up("ana").await;
        let get = async || ana.api(Method::GET, "/notices/settings").send().await.expect(200).json();
        let mut settings = json!({
            "push_live": true, "push_soon": true, "push_mention": true,
            "quiet_from": "", "quiet_to": "", "time_zone": "UTC",
        });
        assert_eq!(get().await, settings);
        let put = async |form: &Value| ana.api(Method::PUT, "/notices/settings").json(form).send().await;
        for (field, bad) in [("quiet_from", "25:00"), ("quiet_to", "8"), ("time_zone", "Mars/Olympus")] {
            let mut wrong = settings.clone();
            wrong["quiet_from"] = json!("22:00");
            wrong["quiet_to"] = json!("07:30");
            wrong[field] = json!(bad);
            put(&wrong).await.expect_problem(422, "invalid");
        }
        assert_eq!(get().await, settings);
        for (field, good) in [
            ("quiet_from", json!("22:00")),
            ("quiet_to", json!("07:30")),
            ("time_zone", json!("Europe/Madrid")),
            ("push_mention", json!(false)),
        ] {
            settings[field] = good;
        }
        assert_eq!(put(&settings).await.expect(200).json(), settings);
        assert_eq!(get().await, settings);
    }
}

on_one! {
    async fn old_rows_are_removed(kit) {
        let (ana, berta) = (kit.sign_up("ana").await, kit.sign_up("berta").await);
        follow(&berta, "/people/ana", json!({})).await;
        kit.go_live(&ana.create_show("Evening glaze").await).await;
        all_told(kit).await;
        kit.advance(Duration::from_secs(6 * 24 * 3_600));
        let rows = async |sql: &'static str| {
            let mut read = kit.live().db.read().await.expect("a connection");
            fetch_one!(read, (i64,), sql).expect("a query that counts").0
        };
        let events = async || rows("SELECT COUNT(*) FROM outbox WHERE name = 'show_started'").await;
        assert_eq!(events().await, 1);
        kit.advance(Duration::from_secs(2 * 24 * 3_600));
        eventually("told events to go", async || (events().await == 0).then_some(())).await;
        assert_eq!(rows("SELECT COUNT(*) FROM notices").await, 1);
        kit.advance(Duration::from_secs(23 * 24 * 3_600));
        let notices = async || (rows("SELECT COUNT(*) FROM notices").await == 0).then_some(());
        eventually("old notices to go", notices).await;
    }
}

/// Ends whatever lease a teller that is gone holds.
async fn release(live: &Live) {
    let mut tx = live.db.begin().await.expect("a transaction");
    execute!(tx, "DELETE FROM leases").expect("deleted");
    tx.commit().await.expect("stored");
}
