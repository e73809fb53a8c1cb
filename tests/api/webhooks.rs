//! Webhooks: a shop's own systems are told, signed, again until they take it.

use std::time::Duration;

use kit::{Arrival, Kit, Method, Person, WebhookReceiver, eventually, on_both};
use serde_json::{Value, json};

const HOOKS: &str = "/shops/casa/webhooks";

/// Someone with the shop `casa`, on a server that may tell this machine.
async fn owner(kit: &mut Kit) -> Person {
    kit.restart_with(|config, _| config.push.allow_insecure = true)
        .await;
    let ana = kit.sign_up("ana").await;
    kit.open_shop(&ana, "casa").await;
    ana
}

/// Adds an endpoint; gives its id and secret.
async fn listen(owner: &Person, receiver: &WebhookReceiver, events: &Value) -> (String, String) {
    let form = json!({ "url": receiver.url, "events": events });
    let made = owner
        .api(Method::POST, HOOKS)
        .json(&form)
        .send()
        .await
        .expect(201)
        .json();
    let text = |name: &str| made[name].as_str().expect("text").to_owned();
    (text("id"), text("secret"))
}

async fn deliveries(owner: &Person, endpoint: &str) -> Vec<Value> {
    let path = format!("{HOOKS}/{endpoint}/deliveries");
    let page = owner.api(Method::GET, &path).send().await.expect(200).json();
    page["items"].as_array().expect("a list").clone()
}

/// Waits until the endpoint's newest delivery is settled so.
async fn settled(owner: &Person, endpoint: &str, state: &str) -> Value {
    eventually(&format!("a delivery to be {state}"), async || {
        let newest = deliveries(owner, endpoint).await.into_iter().next()?;
        (newest["state"] == state).then_some(newest)
    })
    .await
}

on_both! {
    async fn a_show_is_told_to_those_who_want_to_hear_of_it(kit) {
        let ana = owner(kit).await;
        let (all, some) = (WebhookReceiver::start().await, WebhookReceiver::start().await);
        let (endpoint, secret) = listen(&ana, &all, &json!([])).await;
        listen(&ana, &some, &json!(["show.ended"])).await;
        let show = ana.plan(&json!({ "title": "Glaze", "shop": "casa" })).await;
        kit.go_live(&show).await;
        let started = all.arrivals(1).await.remove(0);
        let body = started.read(&secret, kit.now());
        assert_eq!(body["type"], "show.started");
        assert_eq!(body["data"]["show"]["id"], show.id.to_string());
        kit.end(&show).await;
        let ended = some.arrivals(1).await.remove(0);
        assert!(!ended.is_signed_with(&secret), "each endpoint has a secret of its own");
        let told: Vec<Arrival> = all.arrivals(2).await;
        assert_eq!(told[1].read(&secret, kit.now())["type"], "show.ended");
        assert_ne!(told[0].id(), told[1].id());
        let newest = settled(&ana, &endpoint, "delivered").await;
        assert_eq!((&newest["status"], &newest["attempts"]), (&json!(204), &json!(1)));
    }

    async fn what_is_refused_comes_again_with_the_same_id_until_it_is_taken(kit) {
        let ana = owner(kit).await;
        let receiver = WebhookReceiver::start().await;
        let (endpoint, secret) = listen(&ana, &receiver, &json!([])).await;
        receiver.refuse([500, 302]);
        let ping = format!("{HOOKS}/{endpoint}/ping");
        ana.api(Method::POST, &ping).send().await.expect(202);
        receiver.arrivals(1).await;
        let waiting = settled_once(&ana, &endpoint, 500).await;
        assert_eq!((&waiting["attempts"], &waiting["answer"]), (&json!(1), &json!("not now")));
        kit.advance(Duration::from_secs(6));
        receiver.arrivals(2).await;
        settled_once(&ana, &endpoint, 302).await;
        kit.advance(Duration::from_secs(301));
        let arrivals = receiver.arrivals(3).await;
        assert!(arrivals.iter().all(|one| one.id() == arrivals[0].id()));
        assert_eq!(arrivals[2].read(&secret, kit.now())["type"], "ping");
        assert_eq!(settled(&ana, &endpoint, "delivered").await["attempts"], 3);
    }

    async fn a_restart_loses_no_delivery(kit) {
        let ana = owner(kit).await;
        let receiver = WebhookReceiver::start().await;
        let (endpoint, secret) = listen(&ana, &receiver, &json!([])).await;
        receiver.refuse([503]);
        let ping = format!("{HOOKS}/{endpoint}/ping");
        ana.api(Method::POST, &ping).send().await.expect(202);
        settled_once(&ana, &endpoint, 503).await;
        kit.restart().await;
        kit.advance(Duration::from_secs(6));
        receiver.arrivals(2).await[1].read(&secret, kit.now());
        settled(&ana, &endpoint, "delivered").await;
    }

    async fn who_is_gone_is_asked_no_more_and_can_be_sent_again_once_back(kit) {
        let ana = owner(kit).await;
        let receiver = WebhookReceiver::start().await;
        let (endpoint, secret) = listen(&ana, &receiver, &json!([])).await;
        receiver.refuse([410]);
        let ping = format!("{HOOKS}/{endpoint}/ping");
        ana.api(Method::POST, &ping).send().await.expect(202);
        let failed = settled(&ana, &endpoint, "failed").await;
        let listed = ana.api(Method::GET, HOOKS).send().await.expect(200).json();
        assert_eq!(listed["items"][0]["enabled"], false);
        let again = json!({ "url": receiver.url, "enabled": true });
        let path = format!("{HOOKS}/{endpoint}");
        ana.api(Method::PUT, &path).json(&again).send().await.expect(204);
        let id = failed["id"].as_str().expect("an id");
        let resend = format!("/shops/casa/webhook-deliveries/{id}/resend");
        ana.api(Method::POST, &resend).send().await.expect(202);
        settled(&ana, &endpoint, "delivered").await;
        // Another secret counts from then on.
        let rolled = ana.api(Method::POST, &format!("{path}/secret")).send().await.expect(200).json();
        ana.api(Method::POST, &ping).send().await.expect(202);
        let last = receiver.arrivals(3).await.remove(2);
        assert!(!last.is_signed_with(&secret));
        last.read(rolled["secret"].as_str().expect("a secret"), kit.now());
    }

    async fn only_the_owner_sees_them_and_only_sound_ones_are_taken(kit) {
        let ana = owner(kit).await;
        let receiver = WebhookReceiver::start().await;
        let (endpoint, _) = listen(&ana, &receiver, &json!([])).await;
        let ben = kit.sign_up("ben").await;
        kit.open_shop(&ben, "bens").await;
        let path = format!("/shops/bens/webhooks/{endpoint}");
        let form = json!({ "url": receiver.url });
        // Another shop's endpoint is none of this one's.
        ben.api(Method::PUT, &path).json(&form).send().await.expect(404);
        ben.api(Method::DELETE, &path).send().await.expect(404);
        ben.api(Method::GET, &format!("{path}/deliveries")).send().await.expect(404);
        ben.api(Method::POST, &format!("{path}/ping")).send().await.expect(404);
        ben.api(Method::GET, HOOKS).send().await.expect(403);
        for (form, field) in [
            (json!({ "url": "http://10.0.0.1/" }), "url"),
            (json!({ "url": "ftp://example.org/" }), "url"),
            (json!({ "url": receiver.url, "events": ["order.lost"] }), "events"),
        ] {
            let refused = ana.api(Method::POST, HOOKS).json(&form).send().await.expect(422).json();
            assert_eq!(refused["field"], field);
        }
        for _ in 0..9 {
            listen(&ana, &receiver, &json!([])).await;
        }
        ana.api(Method::POST, HOOKS).json(&form).send().await.expect(409);
    }
}

/// Waits until it was noted that the newest delivery was answered so.
async fn settled_once(owner: &Person, endpoint: &str, status: i64) -> Value {
    eventually("an attempt to be noted", async || {
        let newest = deliveries(owner, endpoint).await.into_iter().next()?;
        (newest["status"] == status).then_some(newest)
    })
    .await
}
