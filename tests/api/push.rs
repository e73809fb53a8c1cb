//! Web Push, to a push service that reads what arrives.

use std::time::Duration;

use chrono::TimeDelta;
use kit::{Device, Kit, Method, Person, Planned, PushService, eventually, on_both, on_one};
use serde_json::{Value, json};

/// A kit whose server may push to a service on this machine.
async fn pushing(kit: &mut Kit) -> PushService {
    kit.restart_with(|config, _| config.push.allow_insecure = true)
        .await;
    PushService::start().await
}

async fn server_key(kit: &Kit) -> String {
    let key = kit
        .guest()
        .api(Method::GET, "/push/key")
        .send()
        .await
        .expect(200)
        .json();
    key["key"].as_str().expect("a key").to_owned()
}

async fn subscribe(kit: &Kit, service: &PushService, person: &Person) -> Device {
    let device = service.device(&server_key(kit).await);
    let call = person.api(Method::POST, "/push/subscriptions");
    call.json(&device.subscription()).send().await.expect(204);
    device
}

async fn follow(person: &Person, whom: &str) {
    let call = person.api(Method::PUT, &format!("/people/{whom}/follow"));
    call.json(&json!({})).send().await.expect(200);
}

async fn set(person: &Person, changes: Value) {
    let mut settings = person
        .api(Method::GET, "/notices/settings")
        .send()
        .await
        .expect(200)
        .json();
    for (name, value) in changes.as_object().expect("settings") {
        settings[name] = value.clone();
    }
    person
        .api(Method::PUT, "/notices/settings")
        .json(&settings)
        .send()
        .await
        .expect(200);
}

async fn live_show(kit: &Kit, host: &Person, title: &str) -> Planned {
    let show = host.create_show(title).await;
    kit.go_live(&show).await;
    show
}

/// Waits until all that is to be pushed was handed over and sent or put off.
async fn all_sent(kit: &Kit) {
    let look = async || {
        let live = kit.live();
        let untold = store::outbox::untold(&live.db, 1).await.expect("readable rows");
        let mut read = live.db.read().await.expect("a connection");
        let (waiting,) = store::fetch_one!(
            read,
            (i64,),
            "SELECT (SELECT COUNT(*) FROM notices WHERE push_state <> 'none')
                  + (SELECT COUNT(*) FROM push_deliveries WHERE due_at <= $1 OR claim IS NOT NULL)",
            live.clock.now(),
        )
        .expect("a query that counts");
        (untold.is_empty() && waiting == 0).then_some(())
    };
    eventually("every push to be on its way or put off", look).await;
}

async fn browsers(person: &Person) -> Vec<Value> {
    let list = person
        .api(Method::GET, "/push/subscriptions")
        .send()
        .await
        .expect(200)
        .json();
    list["items"].as_array().expect("items").clone()
}

on_both! {
    async fn a_push_arrives_once_encrypted_and_says_where_to_go(kit) {
        let service = pushing(kit).await;
        let (ana, berta, other) =
            (kit.sign_up("ana").await, kit.sign_up("berta").await, kit.sign_up("other").await);
        let device = subscribe(kit, &service, &berta).await;
        let foreign = subscribe(kit, &service, &other).await;
        follow(&berta, "ana").await;
        let show = live_show(kit, &ana, "Evening glaze").await;
        let push = device.next(&*kit.clock()).await;
        assert_eq!(push.words["title"], "Ana is live");
        assert_eq!(push.words["body"], "Evening glaze");
        assert_eq!(push.words["path"], show.page());
        assert_eq!(push.words["kind"], "live");
        assert_eq!(push.urgency, "high");
        assert!((3_000..=3_600).contains(&push.ttl), "{push:?}");
        all_sent(kit).await;
        assert_eq!((device.tried(), foreign.tried()), (1, 0));

        // In the reader's own language.
        let form = [("name", "Berta"), ("bio", ""), ("locale", "es")];
        let mut multipart = reqwest::multipart::Form::new();
        for (name, value) in form {
            multipart = multipart.text(name, value);
        }
        let saved = berta.submit_files("/settings/profile", multipart).await;
        assert!(saved.status < 400, "{saved}");
        live_show(kit, &ana, "Second").await;
        assert_eq!(device.next(&*kit.clock()).await.words["title"], "Ana está en directo");
    }

    async fn the_key_outlives_the_server(kit) {
        let before = server_key(kit).await;
        kit.restart().await;
        assert_eq!(server_key(kit).await, before);
    }

    async fn what_the_push_service_answers_is_heeded(kit) {
        let service = pushing(kit).await;
        let (ana, berta) = (kit.sign_up("ana").await, kit.sign_up("berta").await);
        follow(&berta, "ana").await;
        let [gone, unknown, busy, broken, refused] = [
            subscribe(kit, &service, &berta).await,
            subscribe(kit, &service, &berta).await,
            subscribe(kit, &service, &berta).await,
            subscribe(kit, &service, &berta).await,
            subscribe(kit, &service, &berta).await,
        ];
        gone.refuse([(410, None)]);
        unknown.refuse([(404, None)]);
        busy.refuse([(429, Some(120))]);
        broken.refuse([(500, None), (503, None)]);
        refused.refuse([(403, None)]);
        live_show(kit, &ana, "Evening glaze").await;
        all_sent(kit).await;
        let left: Vec<_> = browsers(&berta).await;
        let is_left = |device: &Device| left.iter().any(|one| one["endpoint"] == device.endpoint);
        assert!(!is_left(&gone) && !is_left(&unknown), "{left:?}");
        assert!(is_left(&busy) && is_left(&broken) && is_left(&refused), "{left:?}");

        kit.advance(Duration::from_secs(60));
        eventually("the broken one to be tried again", async || (broken.tried() == 2).then_some(())).await;
        all_sent(kit).await;
        assert_eq!(busy.tried(), 1, "not before it asked for");
        kit.advance(Duration::from_secs(61));
        let clock = kit.clock();
        busy.next(&*clock).await;
        broken.next(&*clock).await;
        all_sent(kit).await;
        for (device, tries) in [(&busy, 2), (&broken, 3), (&refused, 1), (&gone, 1), (&unknown, 1)] {
            assert_eq!(device.tried(), tries);
        }
        let topics: Vec<_> = broken.all(&*clock).into_iter().map(|push| push.topic).collect();
        assert!(topics.iter().all(|topic| *topic == topics[0]), "one delivery, one topic: {topics:?}");
        let others = busy.all(&*clock);
        assert_ne!(others[0].topic, topics[0], "topics don't link browsers");
    }

    async fn a_show_that_is_over_is_not_pushed_any_more(kit) {
        let service = pushing(kit).await;
        let (ana, berta) = (kit.sign_up("ana").await, kit.sign_up("berta").await);
        follow(&berta, "ana").await;
        let device = subscribe(kit, &service, &berta).await;
        device.refuse([(500, None)]);
        let show = live_show(kit, &ana, "Evening glaze").await;
        all_sent(kit).await;
        kit.end(&show).await;
        kit.advance(Duration::from_secs(60));
        all_sent(kit).await;
        assert_eq!(device.tried(), 1);
        let deliveries = "SELECT COUNT(*) FROM push_deliveries d JOIN notices n ON n.id = d.notice_id WHERE n.show_id = $1";
        assert_eq!(kit.count(deliveries, show.id).await, 0);
    }

    async fn whoever_may_not_know_of_a_show_any_more_is_not_told_late(kit) {
        let service = pushing(kit).await;
        let (ana, berta, carla) =
            (kit.sign_up("ana").await, kit.sign_up("berta").await, kit.sign_up("carla").await);
        let mut devices = Vec::new();
        for friend in [&berta, &carla] {
            follow(friend, "ana").await;
            follow(&ana, &friend.handle).await;
            let device = subscribe(kit, &service, friend).await;
            device.refuse([(503, None)]);
            devices.push(device);
        }
        let show = ana.plan(&json!({ "title": "Just us", "visibility": "private" })).await;
        let audience = ana.api(Method::PUT, &format!("{}/audience", show.api()));
        audience.json(&json!({ "groups": [], "followed": true })).send().await.expect(204);
        kit.go_live(&show).await;
        all_sent(kit).await;
        assert_eq!([devices[0].tried(), devices[1].tried()], [1, 1]);
        ana.api(Method::DELETE, "/people/berta/follow").send().await.expect(200);
        kit.advance(Duration::from_secs(60));
        devices[1].next(&*kit.clock()).await;
        all_sent(kit).await;
        assert_eq!([devices[0].tried(), devices[1].tried()], [1, 2]);
    }

    async fn quiet_hours_and_switches_hold_pushes_back_and_leave_the_inbox(kit) {
        let service = pushing(kit).await;
        let ana = kit.sign_up("ana").await;
        let (asleep, awake, off) =
            (kit.sign_up("asleep").await, kit.sign_up("awake").await, kit.sign_up("off").await);
        let mut devices = Vec::new();
        for person in [&asleep, &awake, &off] {
            follow(person, "ana").await;
            devices.push(subscribe(kit, &service, person).await);
        }
        let clock = |hours: i64| (kit.now() + TimeDelta::hours(hours)).format("%H:%M").to_string();
        set(&asleep, json!({ "quiet_from": clock(-1), "quiet_to": clock(2) })).await;
        set(&awake, json!({ "quiet_from": clock(2), "quiet_to": clock(-1) })).await;
        set(&off, json!({ "push_live": false })).await;
        live_show(kit, &ana, "Evening glaze").await;
        devices[1].next(&*kit.clock()).await;
        all_sent(kit).await;
        assert_eq!([devices[0].tried(), devices[1].tried(), devices[2].tried()], [0, 1, 0]);
        for person in [&asleep, &awake, &off] {
            let inbox = person.api(Method::GET, "/notices").send().await.expect(200).json();
            assert_eq!(inbox["unread"], 1, "{}", person.handle);
        }
        // Held back is not put off.
        kit.advance(Duration::from_secs(3 * 3_600));
        all_sent(kit).await;
        assert_eq!(devices[0].tried(), 0);
    }

    async fn one_click_ends_it_without_a_sign_in(kit) {
        let service = pushing(kit).await;
        let (ana, berta) = (kit.sign_up("ana").await, kit.sign_up("berta").await);
        follow(&berta, "ana").await;
        let device = subscribe(kit, &service, &berta).await;
        let start = kit.now() + TimeDelta::minutes(5);
        let planned = ana.plan(&json!({ "title": "Linen", "starts_at": start })).await;
        let reminder = format!("{}/reminder", planned.api());
        berta.api(Method::PUT, &reminder).send().await.expect(204);
        kit.advance(Duration::from_secs(10));
        let soon = device.next(&*kit.clock()).await;
        assert_eq!(soon.words["kind"], "soon");
        live_show(kit, &ana, "Evening glaze").await;
        let live = device.next(&*kit.clock()).await;

        let guest = kit.guest();
        let link = |push: &kit::Push| push.words["unsubscribe"].as_str().expect("a path").to_owned();
        let page = guest.page(&link(&live)).await.expect(200);
        assert!(page.text().contains("You are told when Ana goes live"), "{page}");
        let standing = async || {
            let call = berta.api(Method::PUT, "/people/ana/follow").json(&json!({}));
            call.send().await.expect(200).json()["muted"].clone()
        };
        assert_eq!(standing().await, false, "looking changes nothing");
        for _ in 0..2 {
            guest.request(Method::POST, &link(&live)).send().await.expect(204);
        }
        assert_eq!(standing().await, true);
        let done = guest.submit(&link(&soon), &[]).await.expect(200);
        assert!(done.text().contains("Reminders are no longer pushed"), "{done}");
        let settings = berta.api(Method::GET, "/notices/settings").send().await.expect(200).json();
        assert_eq!((&settings["push_soon"], &settings["push_live"]), (&json!(false), &json!(true)));

        let mut forged = link(&live);
        let last = forged.pop().expect("not empty");
        forged.push(if last == 'A' { 'E' } else { 'A' });
        for bad in [forged.as_str(), "/unsubscribe/x", "/unsubscribe/AAAA"] {
            guest.request(Method::POST, bad).send().await.expect_problem(404, "not-found");
        }
        live_show(kit, &ana, "Second").await;
        all_sent(kit).await;
        assert_eq!(device.tried(), 2);
    }

    async fn a_browser_belongs_to_who_is_signed_in_there(kit) {
        let service = pushing(kit).await;
        let (ana, berta, carla) =
            (kit.sign_up("ana").await, kit.sign_up("berta").await, kit.sign_up("carla").await);
        let device = subscribe(kit, &service, &berta).await;
        let endpoint = json!({ "endpoint": device.endpoint });
        let take_back = async |person: &Person| {
            person.api(Method::DELETE, "/push/subscriptions").json(&endpoint).send().await
        };
        take_back(&carla).await.expect_problem(404, "subscription-not-found");
        assert_eq!(browsers(&berta).await.len(), 1);
        assert_eq!(browsers(&carla).await.len(), 0);
        take_back(&berta).await.expect(204);
        take_back(&berta).await.expect_problem(404, "subscription-not-found");

        // The same browser, another person: the first one's are not shown there any more.
        for person in [&berta, &carla] {
            let call = person.api(Method::POST, "/push/subscriptions");
            call.json(&device.subscription()).send().await.expect(204);
            follow(person, "ana").await;
        }
        assert_eq!((browsers(&berta).await.len(), browsers(&carla).await.len()), (0, 1));
        live_show(kit, &ana, "Evening glaze").await;
        device.next(&*kit.clock()).await;
        all_sent(kit).await;
        assert_eq!(device.tried(), 1);
        // It goes with its session.
        carla.api(Method::DELETE, "/session").send().await.expect(204);
        live_show(kit, &ana, "Second").await;
        all_sent(kit).await;
        assert_eq!(device.tried(), 1);
    }

    async fn a_push_cut_off_by_a_stop_goes_out_again_under_its_topic(kit) {
        let service = pushing(kit).await;
        let (ana, berta) = (kit.sign_up("ana").await, kit.sign_up("berta").await);
        follow(&berta, "ana").await;
        let device = subscribe(kit, &service, &berta).await;
        live_show(kit, &ana, "Evening glaze").await;
        let first = device.next(&*kit.clock()).await;
        all_sent(kit).await;
        // As if the server had died after it was sent and before it was noted.
        let live = kit.live();
        let mut tx = live.db.begin().await.expect("a transaction");
        store::execute!(
            tx,
            "INSERT INTO push_deliveries (notice_id, subscription_id, created_at, due_at, tries, claim)
             SELECT n.id, p.id, n.at, $1, 1, n.show_id FROM notices n JOIN push_subscriptions p ON TRUE",
            live.clock.now() + TimeDelta::seconds(60),
        )
        .expect("a claim nobody holds any more");
        tx.commit().await.expect("stored");
        kit.advance(Duration::from_secs(59));
        assert_eq!(device.tried(), 1, "it is claimed");
        kit.advance(Duration::from_secs(2));
        let again = device.next(&*kit.clock()).await;
        assert_eq!(again.topic, first.topic);
        all_sent(kit).await;
        assert_eq!(device.tried(), 2);
    }
}

on_one! {
    async fn an_endpoint_is_a_public_address_and_keys_are_keys(kit) {
        let service = PushService::start().await;
        let ana = kit.sign_up("ana").await;
        let device = service.device(&server_key(kit).await);
        let sound = device.subscription();
        let with = |path: &[&str], value: &str| {
            let mut form = sound.clone();
            form["endpoint"] = json!("https://push.example.org/1");
            let place = path.iter().fold(&mut form, |place, name| &mut place[*name]);
            *place = json!(value);
            form
        };
        let post = async |form: &Value| {
            ana.api(Method::POST, "/push/subscriptions").json(form).send().await
        };
        for inside in [
            device.endpoint.as_str(),
            "http://push.example.org/1",
            "https://127.0.0.1/1",
            "https://localhost/1",
            "https://10.0.0.1/1",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/1",
            "https://[fd00::1]/1",
            "file:///etc/passwd",
            "",
        ] {
            let refused = post(&with(&["endpoint"], inside)).await.expect_problem(422, "invalid");
            assert_eq!(refused.json()["field"], "endpoint", "{inside}");
        }
        for (field, bad) in [("p256dh", "AAAA"), ("p256dh", "%"), ("auth", "AAAA"), ("auth", "")] {
            let refused = post(&with(&["keys", field], bad)).await.expect_problem(422, "invalid");
            assert_eq!(refused.json()["field"], field, "{bad}");
        }
        assert_eq!(browsers(&ana).await.len(), 0);
        post(&with(&["endpoint"], "https://push.example.org/1")).await.expect(204);
        assert_eq!(browsers(&ana).await.len(), 1);
    }

    async fn browsers_of_one_account_are_bounded_and_the_oldest_goes(kit) {
        let service = pushing(kit).await;
        let ana = kit.sign_up("ana").await;
        let first = subscribe(kit, &service, &ana).await;
        for _ in 0..20 {
            subscribe(kit, &service, &ana).await;
        }
        let left = browsers(&ana).await;
        assert_eq!(left.len(), 20);
        assert!(left.iter().all(|one| one["endpoint"] != first.endpoint));
    }
}
