//! What Stripe tells by itself: taken when it is Stripe's, and only as a hint.

use std::time::Duration;

use serde_json::Value;
use shop::payments::{Heard, Provider, ProviderError};

use super::{World, euro};

fn signed(signature: &str) -> [(String, String); 2] {
    [
        ("content-type".to_owned(), "application/json".to_owned()),
        ("stripe-signature".to_owned(), signature.to_owned()),
    ]
}

async fn hear(world: &World, event: &Value) -> Vec<Heard> {
    let body = event.to_string();
    let headers = signed(&world.fake.sign(&body));
    world
        .stripe
        .heard(&headers, body.as_bytes())
        .await
        .expect("it is Stripe's")
}

fn of_kind(events: &[Value], kind: &str) -> Value {
    let found = events.iter().find(|event| event["type"] == kind);
    found.unwrap_or_else(|| panic!("no {kind}")).clone()
}

#[tokio::test]
async fn a_notice_names_the_payment_or_the_refund_to_look_at() {
    let world = World::new().await;
    let (charge, intent) = world.paid().await;
    let wish = world.refund(&charge, &intent, 900);
    world.stripe.refund(&wish).await.unwrap();
    let events = world.fake.take_events();
    let paid = of_kind(&events, "payment_intent.succeeded");
    let expected = Heard::Payment {
        notice: paid["id"].as_str().expect("a name").to_owned(),
        provider_ref: intent,
        payment: Some(charge.payment),
    };
    assert_eq!(hear(&world, &paid).await, [expected]);
    let back = of_kind(&events, "refund.created");
    let [Heard::Refund { refund, .. }] = &hear(&world, &back).await[..] else {
        panic!("not a refund");
    };
    assert_eq!(*refund, Some(wish.refund));
    // Those that say nothing new are taken, too.
    assert_eq!(hear(&world, &of_kind(&events, "charge.succeeded")).await, []);
}

#[tokio::test]
async fn what_is_not_signed_by_stripe_is_refused() {
    let world = World::new().await;
    world.paid().await;
    let events = world.fake.take_events();
    let body = of_kind(&events, "payment_intent.succeeded").to_string();
    let good = world.fake.sign(&body);
    let changed = body.replace("3900", "1");
    assert_ne!(changed, body);
    let bare: [(String, String); 0] = [];
    let forged = good.replace("v1=", "v1=0");
    for (headers, body) in [
        (&signed(&good)[..], changed.as_str()),
        (&signed(&forged)[..], body.as_str()),
        (&signed("t=1,v1=00")[..], body.as_str()),
        (&bare[..], body.as_str()),
    ] {
        let refused = world.stripe.heard(headers, body.as_bytes()).await;
        assert!(matches!(refused, Err(ProviderError::Unsigned)), "{refused:?}");
    }
    world.clock.advance(Duration::from_secs(290));
    assert_eq!(
        world
            .stripe
            .heard(&signed(&good), body.as_bytes())
            .await
            .unwrap()
            .len(),
        1
    );
    world.clock.advance(Duration::from_secs(20));
    let refused = world.stripe.heard(&signed(&good), body.as_bytes()).await;
    assert!(matches!(refused, Err(ProviderError::Unsigned)), "{refused:?}");
}

#[tokio::test]
async fn a_dispute_is_told_as_it_stands_however_old_the_notice_is() {
    let world = World::new().await;
    let (charge, intent) = world.paid().await;
    let dispute = world.fake.dispute(None, &intent, "needs_response");
    world.fake.close_dispute(None, &dispute, "won");
    let events = world.fake.take_events();
    for kind in ["charge.dispute.closed", "charge.dispute.created"] {
        let event = of_kind(&events, kind);
        let heard = hear(&world, &event).await;
        // It took the money, whether the notice of that ever came or not.
        let told: Vec<_> = heard
            .iter()
            .map(|one| match one {
                Heard::Dispute {
                    dispute_ref,
                    payment_ref,
                    payment,
                    amount,
                    won,
                    ..
                } => {
                    assert_eq!(
                        (dispute_ref, payment_ref, *payment, *amount),
                        (&dispute, &intent, Some(charge.payment), euro(3_900))
                    );
                    *won
                }
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(told, [false, true], "{kind}");
    }
}

#[tokio::test]
async fn a_bank_that_only_asks_moves_no_money() {
    let world = World::new().await;
    let (_, intent) = world.paid().await;
    world.fake.dispute(None, &intent, "warning_needs_response");
    let event = of_kind(&world.fake.take_events(), "charge.dispute.created");
    assert_eq!(hear(&world, &event).await, []);
}

#[tokio::test]
async fn a_dispute_over_other_business_of_the_account_is_none_of_ours() {
    let world = World::new().await;
    let intent = world.fake.sell_elsewhere(None, "");
    world.fake.dispute(None, &intent, "needs_response");
    let event = of_kind(&world.fake.take_events(), "charge.dispute.created");
    assert_eq!(hear(&world, &event).await, []);
}

#[tokio::test]
async fn a_notice_in_words_of_another_version_is_taken_all_the_same() {
    let world = World::new().await;
    let (charge, intent) = world.paid().await;
    let events = world.fake.take_events();
    let mut event = of_kind(&events, "payment_intent.succeeded");
    event["api_version"] = "2031-01-01.unheard".into();
    let object = event["data"]["object"].as_object_mut().expect("an object");
    object.retain(|field, _| matches!(&**field, "id" | "object" | "metadata"));
    let [
        Heard::Payment {
            provider_ref,
            payment,
            ..
        },
    ] = &hear(&world, &event).await[..]
    else {
        panic!("not a payment");
    };
    assert_eq!((provider_ref, *payment), (&intent, Some(charge.payment)));
    // What can't be read at all won't read better the next time.
    assert_eq!(hear(&world, &Value::from("nothing")).await, []);
}
