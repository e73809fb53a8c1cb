//! Queues: what a shop's advice is divided into, and whose line is whose then.

use std::time::Duration;

use advisor::QueueId;
use advisor::advisors::{Availability, Profile};
use advisor::hours::{Hours, Span, Week};
use advisor::queues::{Queue, QueueForm};
use advisor::tickets::{AskError, Ticket};
use kit::{Browser, Kit, Method, Person, Shopfront, on_both, someone};
use model::{AccountId, Role};
use serde_json::{Value, json};

use crate::advice_desk::Desk;

impl Desk<'_> {
    async fn queue(&self, name: &str) -> Queue {
        let form = QueueForm {
            name: name.to_owned(),
            hours: None,
            place: None,
        };
        self.advice
            .add_queue(self.counter.shop, form)
            .await
            .expect("made")
    }

    /// Says which of the queues an advisor serves.
    async fn serves(&self, advisor: AccountId, queues: &[&Queue]) {
        let profile = Profile {
            state: Availability::On,
            languages: vec!["en".to_owned()],
            skills: Vec::new(),
            serves: Some(queues.iter().map(|queue| queue.id).collect()),
        };
        let set = self.advice.set_advisor(self.counter.shop, advisor, profile).await;
        set.expect("the shop's own");
    }

    async fn asked_for(&self, queue: Option<QueueId>) -> Ticket {
        let mut ask = self.wish(someone());
        ask.queue = queue;
        let (ticket, _) = self.advice.ask(ask).await.expect("it is open");
        self.counter.advance(Duration::from_millis(1));
        ticket
    }
}

/// A shop with an advisor who is on.
async fn casa(kit: &Kit) -> (Shopfront, Person) {
    let casa = kit.sign_up("ana").await.open_shop("casa").await;
    let ben = kit.sign_up("ben").await;
    kit.employ_at("casa", &ben, Role::Advisor).await;
    let me = json!({ "state": "on", "languages": ["en"], "skills": [] });
    ben.api(Method::PUT, &casa.path("/advice/me"))
        .json(&me)
        .send()
        .await
        .expect(200);
    (casa, ben)
}

async fn ask(browser: &Browser, shop: &Shopfront, form: &Value) -> kit::Answer {
    browser
        .api(Method::POST, &shop.path("/advice/tickets"))
        .json(form)
        .send()
        .await
}

on_both! {
    async fn a_line_is_made_of_those_who_serve_it_and_those_they_serve_first(counter: Counter) {
        let desk = Desk::of(counter);
        let (lamps, linen) = (desk.queue("Lamps").await, desk.queue("Linen").await);
        let (ana, ben) = (desk.account("ana").await, desk.account("ben").await);
        desk.serves(ana, &[&lamps]).await;
        desk.serves(ben, &[&linen]).await;
        let first = desk.asked_for(Some(lamps.id)).await;
        let second = desk.asked_for(Some(lamps.id)).await;
        let other = desk.asked_for(Some(linen.id)).await;
        let anybodys = desk.asked_for(None).await;
        let view = desk.advice.line_view(counter.shop).await.expect("an answer");
        let places = [&first, &second, &other, &anybodys].map(|ticket| view.before(ticket.id));
        assert_eq!(places, [Some(0), Some(1), Some(0), Some(3)], "two lines, and one who may have either");
        assert_eq!(
            desk.rings().await,
            [(first.id, vec![ana]), (second.id, vec![]), (other.id, vec![ben]), (anybodys.id, vec![])],
            "each hears their own"
        );
        assert_eq!(view.estimate(&other).map(|estimate| estimate.low_s), Some(0));
        assert!(view.estimate(&second).is_some_and(|estimate| estimate.low_s > 0));
        // Somebody who serves both stands between: those of the one may have her before those of the other.
        let eva = desk.account("eva").await;
        desk.serves(eva, &[]).await;
        let view = desk.advice.line_view(counter.shop).await.expect("an answer");
        assert_eq!(view.before(other.id), Some(2));
        assert_eq!(desk.rings().await[1], (second.id, vec![eva]));
        // Nobody is there for lamps any more but her.
        desk.turns(ana, Availability::Off, &["en"]).await;
        assert_eq!(desk.rings().await[0], (first.id, vec![eva]));
        desk.turns(eva, Availability::Off, &["en"]).await;
        let view = desk.advice.line_view(counter.shop).await.expect("an answer");
        assert_eq!(view.estimate(&first), None, "nobody can say");
        assert_eq!((view.before(second.id), view.before(other.id)), (Some(1), Some(0)));
        // A queue that is taken away leaves its people to everybody, and its advisors to all.
        desk.advice.remove_queue(counter.shop, lamps.id).await.expect("taken away");
        assert_eq!(desk.ticket(&first).await.queue_id, None);
        assert_eq!(desk.rings().await[0], (first.id, vec![ben]));
        desk.turns(ana, Availability::On, &["en"]).await;
        let known = desk.advice.advisor(counter.shop, ana).await.expect("an answer").expect("known");
        assert_eq!(known.serves, []);
        desk.check().await;
    }

    async fn a_queue_may_have_hours_of_its_own(counter: Counter) {
        let desk = Desk::of(counter);
        desk.advisor("ana", &["en"]).await;
        let evening = vec![Span::parse("18:00", "20:00").expect("hours")];
        let week = Week::new(vec![evening; 7]).expect("a week");
        let form = QueueForm {
            name: "Evenings".to_owned(),
            hours: Some(Hours::new("Europe/Lisbon", week).expect("a zone")),
            place: None,
        };
        let queue = desk.advice.add_queue(counter.shop, form).await.expect("made");
        let kept = desk.advice.queues(counter.shop).await.expect("an answer");
        assert_eq!(kept, std::slice::from_ref(&queue));
        let mut wish = desk.wish(someone());
        wish.queue = Some(queue.id);
        // It is one in the afternoon in Lisbon.
        let refused = desk.advice.ask(wish.clone()).await;
        let opens = counter.now() + chrono::TimeDelta::hours(5);
        assert!(matches!(refused, Err(AskError::Closed { next: Some(next) }) if next == opens), "{refused:?}");
        desk.asked().await;
        counter.advance(Duration::from_secs(5 * 3_600));
        desk.advice.ask(wish).await.expect("it is six");
        desk.check().await;
    }
}

on_both! {
    async fn owners_divide_their_advice_and_shoppers_choose(kit) {
        let (casa, ben) = casa(kit).await;
        let dois = kit.sign_up("ida").await.open_shop("dois").await;
        let path = casa.path("/advice/queues");
        let make = async |form: Value| casa.owner.api(Method::POST, &path).json(&form).send().await;
        let lamps = make(json!({ "name": " Lamps " })).await.expect(201).json();
        assert_eq!((&lamps["name"], &lamps["hours"]), (&json!("Lamps"), &Value::Null));
        let linen = make(json!({ "name": "<b>Linen</b>'; DROP TABLE advice_queues; --", "place": 0 })).await;
        let linen = linen.expect_problem(422, "invalid").json();
        assert_eq!(linen["field"], "name", "longer than forty");
        let linen = make(json!({ "name": "<b>'; DROP TABLE advice_queues; --", "place": 0 })).await.expect(201).json();
        let names = async |browser: &Browser| {
            let listed = browser.api(Method::GET, &path).send().await.expect(200).json();
            let names = listed.as_array().expect("a list").iter();
            names.map(|queue| queue["id"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(&ben).await, [linen["id"].clone(), lamps["id"].clone()], "in the owner's order");
        let day = json!([{ "open": "00:00", "close": "24:00" }]);
        let week = json!(vec![day; 7]);
        for (bad, status, slug) in [
            (json!({ "name": "" }), 422, "invalid"),
            (json!({ "name": "  " }), 422, "invalid"),
            (json!({ "name": "x".repeat(41) }), 422, "invalid"),
            (json!({ "name": "La\u{202e}mps" }), 422, "invalid"),
            (json!({ "name": "La\u{0}mps" }), 422, "invalid"),
            (json!({}), 422, "invalid"),
            (json!({ "name": "LAMPS" }), 409, "queue-name-taken"),
            (json!({ "name": "a", "hours": { "zone": "Mars/Olympus", "week": week } }), 422, "invalid"),
            (json!({ "name": "a", "hours": { "zone": "UTC", "week": [] } }), 422, "invalid"),
            (json!({ "name": "a", "place": -1 }), 422, "invalid"),
        ] {
            make(bad).await.expect_problem(status, slug);
        }
        let one = format!("{path}/{}", lamps["id"].as_str().expect("an id"));
        let hours = json!({ "zone": "Europe/Madrid", "week": week });
        let renamed = json!({ "name": "Lamps and light", "hours": hours, "place": 0 });
        let set = casa.owner.api(Method::PUT, &one).json(&renamed).send().await.expect(200).json();
        assert_eq!((&set["name"], &set["hours"]), (&renamed["name"], &hours));
        assert_eq!(names(&casa.owner).await, [lamps["id"].clone(), linen["id"].clone()]);
        for (browser, status, slug) in [(&ben.browser, 403, "forbidden"), (&kit.guest(), 401, "sign-in-first")] {
            browser.api(Method::PUT, &one).json(&renamed).send().await.expect_problem(status, slug);
            browser.api(Method::DELETE, &one).send().await.expect_problem(status, slug);
            browser.api(Method::POST, &path).json(&renamed).send().await.expect_problem(status, slug);
        }
        // Another shop's owner can't reach it through their own shop.
        let stolen = dois.path(&format!("/advice/queues/{}", lamps["id"].as_str().expect("an id")));
        dois.owner.api(Method::PUT, &stolen).json(&renamed).send().await.expect_problem(404, "queue-not-found");
        dois.owner.api(Method::DELETE, &stolen).send().await.expect_problem(404, "queue-not-found");
        let forged = format!("{path}/x%00");
        casa.owner.api(Method::DELETE, &forged).send().await.expect_problem(404, "queue-not-found");

        let standing = kit.guest().api(Method::GET, &casa.path("/advice")).send().await.expect(200).json();
        let first = &standing["queues"][0];
        assert_eq!((&first["name"], &first["open"], &first["waiting"]), (&renamed["name"], &json!(true), &json!(0)));
        let ticket = ask(&kit.guest(), &casa, &json!({ "name": "Eva", "queue": lamps["id"] })).await.expect(201).json();
        assert_eq!(ticket["queue"], lamps["id"]);
        let foreign = dois.owner.api(Method::POST, &dois.path("/advice/queues")).json(&json!({ "name": "Ours" })).send().await;
        let foreign = foreign.expect(201).json();
        for other in [foreign["id"].clone(), json!(uuid::Uuid::nil())] {
            let refused = ask(&kit.guest(), &casa, &json!({ "name": "Eva", "queue": other })).await;
            assert_eq!(refused.expect_problem(422, "invalid").json()["field"], "queue");
            let me = json!({ "state": "on", "languages": ["en"], "skills": [], "queues": [other] });
            let refused = ben.api(Method::PUT, &casa.path("/advice/me")).json(&me).send().await;
            assert_eq!(refused.expect_problem(422, "invalid").json()["field"], "queues");
        }
        let me = json!({ "state": "on", "languages": ["en"], "skills": [], "queues": [linen["id"], linen["id"]] });
        let me = ben.api(Method::PUT, &casa.path("/advice/me")).json(&me).send().await.expect(200).json();
        assert_eq!(me["queues"], json!([linen["id"]]), "each once");
        let kept = json!({ "state": "on", "languages": ["en"], "skills": [] });
        let kept = ben.api(Method::PUT, &casa.path("/advice/me")).json(&kept).send().await.expect(200).json();
        assert_eq!(kept["queues"], json!([linen["id"]]), "as they were");
        let desk = ben.api(Method::GET, &casa.path("/advice/desk")).send().await.expect(200).json();
        assert_eq!((&desk["ringing"], &desk["queues"][0]["name"]), (&Value::Null, &renamed["name"]), "not his line");
        casa.owner.api(Method::DELETE, &one).send().await.expect(204);
        casa.owner.api(Method::DELETE, &one).send().await.expect_problem(404, "queue-not-found");
        let desk = ben.api(Method::GET, &casa.path("/advice/desk")).send().await.expect(200).json();
        assert_eq!((&desk["ringing"], &desk["tickets"][0]["queue"]), (&ticket["id"], &Value::Null), "anybody's now");
        for number in 1..12 {
            make(json!({ "name": format!("Line {number}") })).await.expect(201);
        }
        make(json!({ "name": "One more" })).await.expect_problem(409, "queues-enough");
    }

    async fn the_page_of_a_wait_and_the_desk_say_the_same(kit) {
        let (casa, ben) = casa(kit).await;
        let path = casa.path("/advice/queues");
        let mut queues = vec![Value::Null];
        for name in ["Lamps", "Linen"] {
            let made = casa.owner.api(Method::POST, &path).json(&json!({ "name": name })).send().await;
            queues.push(made.expect(201).json()["id"].clone());
        }
        let me = json!({ "state": "on", "languages": ["en"], "skills": [], "queues": [queues[1]] });
        ben.api(Method::PUT, &casa.path("/advice/me")).json(&me).send().await.expect(200);
        let all = json!({ "state": "on", "languages": ["en"], "skills": [] });
        casa.owner.api(Method::PUT, &casa.path("/advice/me")).json(&all).send().await.expect(200);
        let mut waiting = Vec::new();
        for number in 0..9 {
            let guest = kit.guest();
            let form = json!({ "name": "Eva", "queue": queues[number % 3], "calls_back": number == 4 });
            let ticket = ask(&guest, &casa, &form).await.expect(201).json();
            waiting.push((guest, ticket["id"].as_str().expect("an id").to_owned()));
        }
        let desk = ben.api(Method::GET, &casa.path("/advice/desk")).send().await.expect(200).json();
        let listed = desk["tickets"].as_array().expect("a list");
        assert_eq!((listed.len(), desk["away"].as_array().map(Vec::len)), (8, Some(1)));
        for (guest, id) in &waiting {
            let own = guest.api(Method::GET, &format!("/advice/tickets/{id}")).send().await.expect(200).json();
            let Some(seen) = listed.iter().find(|ticket| ticket["id"] == *id) else {
                assert_eq!((&own["calls_back"], &desk["away"][0]["id"]), (&json!(true), &json!(id)));
                assert!(own["position"].is_u64(), "a place is kept: {own}");
                continue;
            };
            assert_eq!((&own["position"], &own["estimate"]), (&seen["position"], &seen["estimate"]));
        }
    }
}
