//! How a payment goes when nothing goes wrong but the card.

use std::time::Duration;

use shop::payments::{Action, Failure, Outcome, Provider, ProviderError};

use super::{GOOD, World, euro, succeeded};

const ASKS: &str = "4000002500003155";

#[tokio::test]
async fn a_good_card_is_charged_once_however_often_it_is_asked_for() {
    let world = World::new().await;
    let charge = world.charge(GOOD).await;
    let first = world.stripe.charge(&charge).await.unwrap();
    let expected = Outcome::Succeeded {
        provider_ref: succeeded(&first),
        method: "Visa 4242".to_owned(),
        amount: euro(3_900),
    };
    assert_eq!(first, expected);
    let (again, and_again) = tokio::join!(world.stripe.charge(&charge), world.stripe.charge(&charge));
    assert_eq!(again.unwrap(), expected);
    assert_eq!(and_again.unwrap(), expected);
    assert_eq!(world.taken(&charge), [3_900]);
    assert_eq!(world.fake.count(None, "payment_intent"), 1);
}

#[tokio::test]
async fn a_declined_card_is_said_to_be_so_and_its_intent_is_closed() {
    for (card, failure) in [
        ("4000000000000002", Failure::Declined),
        ("4000000000009995", Failure::InsufficientFunds),
        ("4000000000000069", Failure::ExpiredCard),
        ("4000000000000127", Failure::BadDetails),
        ("4000000000000119", Failure::Provider),
    ] {
        let world = World::new().await;
        let charge = world.charge(card).await;
        let outcome = world.stripe.charge(&charge).await.unwrap();
        let Outcome::Failed {
            provider_ref,
            failure: said,
        } = &outcome
        else {
            panic!("{card}: {outcome:?}");
        };
        assert_eq!(*said, failure, "{card}");
        let intent = provider_ref.as_deref().expect("it has a name");
        // Nobody can try another card on it.
        assert_eq!(world.fake.intent(None, intent)["status"], "canceled");
        assert_eq!(world.stripe.charge(&charge).await.unwrap(), outcome);
        let seen = world
            .stripe
            .look_up(charge.payment, provider_ref.as_deref(), None)
            .await;
        assert_eq!(seen.unwrap(), Some(outcome));
        assert_eq!(world.taken(&charge), [0_i64; 0]);
    }
}

#[tokio::test]
async fn a_question_of_the_banks_is_answered_in_the_page() {
    let world = World::new().await;
    let charge = world.charge(ASKS).await;
    let outcome = world.stripe.charge(&charge).await.unwrap();
    let Outcome::Challenge {
        provider_ref,
        action: Action::Client { data },
    } = &outcome
    else {
        panic!("{outcome:?}");
    };
    let secret = data["client_secret"].as_str().expect("Stripe's script needs it");
    assert!(secret.starts_with(provider_ref.as_str()));
    assert_eq!(world.taken(&charge), [0_i64; 0]);
    world.fake.prove(None, provider_ref, true);
    let seen = world
        .stripe
        .look_up(charge.payment, Some(provider_ref), None)
        .await
        .unwrap();
    assert_eq!(succeeded(&seen.unwrap()), *provider_ref);
    // An answer kept by its key is an old one: the shop is told how it stands.
    assert_eq!(
        succeeded(&world.stripe.charge(&charge).await.unwrap()),
        *provider_ref
    );
    assert_eq!(world.taken(&charge), [3_900]);
}

#[tokio::test]
async fn a_question_on_the_banks_own_page_is_a_page_to_go_to() {
    let world = World::new().await;
    let mut charge = world.charge(GOOD).await;
    charge.method["confirmation_token"] = world.fake.tokenise_for_redirect(ASKS, None).await.into();
    let outcome = world.stripe.charge(&charge).await.unwrap();
    let Outcome::Challenge {
        provider_ref,
        action: Action::Page { url },
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    assert!(url.ends_with(&provider_ref));
}

#[tokio::test]
async fn who_gives_no_proof_is_not_charged_and_cannot_be_later() {
    let world = World::new().await;
    let charge = world.charge(ASKS).await;
    let outcome = world.stripe.charge(&charge).await.unwrap();
    let Outcome::Challenge { provider_ref, .. } = outcome else {
        panic!("{outcome:?}");
    };
    world.fake.prove(None, &provider_ref, false);
    let expected = Outcome::Failed {
        provider_ref: Some(provider_ref.clone()),
        failure: Failure::NotProven,
    };
    for _ in 0..2 {
        let seen = world
            .stripe
            .look_up(charge.payment, Some(&provider_ref), None)
            .await;
        assert_eq!(seen.unwrap(), Some(expected.clone()));
    }
    assert_eq!(world.fake.intent(None, &provider_ref)["status"], "canceled");
}

#[tokio::test]
async fn a_bank_that_takes_its_time_is_waited_for() {
    let world = World::new().await;
    let charge = world.charge("bank").await;
    let outcome = world.stripe.charge(&charge).await.unwrap();
    let Outcome::Pending { provider_ref } = outcome.clone() else {
        panic!("{outcome:?}");
    };
    // What is at work can't be given up.
    let kept = world
        .stripe
        .cancel(charge.payment, Some(&provider_ref), None)
        .await;
    assert_eq!(kept.unwrap(), outcome);
    world.fake.clear(None, &provider_ref, true);
    let seen = world
        .stripe
        .look_up(charge.payment, Some(&provider_ref), None)
        .await
        .unwrap();
    let Some(Outcome::Succeeded { method, .. }) = seen else {
        panic!("{seen:?}");
    };
    assert_eq!(method, "Pay by bank");
}

#[tokio::test]
async fn a_way_to_pay_that_takes_days_is_not_taken() {
    let world = World::new().await;
    let charge = world.charge("sepa").await;
    let refused = world.stripe.charge(&charge).await;
    assert!(matches!(refused, Err(ProviderError::Refused(_))), "{refused:?}");
    assert_eq!(world.fake.count(None, "payment_intent"), 0);
}

#[tokio::test]
async fn what_is_given_up_is_never_charged_and_what_is_paid_is_not_given_up() {
    let world = World::new().await;
    let charge = world.charge(ASKS).await;
    let outcome = world.stripe.charge(&charge).await.unwrap();
    let Outcome::Challenge { provider_ref, .. } = outcome else {
        panic!("{outcome:?}");
    };
    let expected = Outcome::Cancelled {
        provider_ref: Some(provider_ref.clone()),
    };
    for _ in 0..2 {
        let given_up = world
            .stripe
            .cancel(charge.payment, Some(&provider_ref), None)
            .await;
        assert_eq!(given_up.unwrap(), expected);
    }
    let (paid, provider_ref) = world.paid().await;
    let kept = world
        .stripe
        .cancel(paid.payment, Some(&provider_ref), None)
        .await
        .unwrap();
    assert_eq!(succeeded(&kept), provider_ref);
}

#[tokio::test]
async fn a_shop_with_an_account_of_its_own_is_paid_directly() {
    let world = World::new().await;
    world.fake.open_account("acct_casa");
    let charge = world.charge_for(Some("acct_casa"), GOOD).await;
    let provider_ref = succeeded(&world.stripe.charge(&charge).await.unwrap());
    assert_eq!(world.taken(&charge), [3_900]);
    assert_eq!(world.fake.taken(None), 0);
    let elsewhere = world
        .stripe
        .look_up(charge.payment, Some(&provider_ref), None)
        .await;
    assert!(
        matches!(elsewhere, Err(ProviderError::Unreachable(_))),
        "{elsewhere:?}"
    );
    let unknown = super::Charge {
        account: Some("acct_nobody".to_owned()),
        ..world.charge(GOOD).await
    };
    let refused = world.stripe.charge(&unknown).await;
    assert!(matches!(refused, Err(ProviderError::Refused(_))), "{refused:?}");
}

#[tokio::test]
async fn a_token_serves_once() {
    let world = World::new().await;
    let charge = world.charge(GOOD).await;
    world.stripe.charge(&charge).await.unwrap();
    let other = super::Charge {
        method: charge.method.clone(),
        ..world.charge(GOOD).await
    };
    let refused = world.stripe.charge(&other).await;
    assert!(matches!(refused, Err(ProviderError::Refused(_))), "{refused:?}");
    for method in [serde_json::json!({}), serde_json::json!({"card": GOOD})] {
        let bare = super::Charge {
            method,
            ..world.charge(GOOD).await
        };
        let refused = world.stripe.charge(&bare).await;
        assert!(matches!(refused, Err(ProviderError::Refused(_))), "{refused:?}");
    }
    assert_eq!(world.fake.taken(None), 3_900);
}

#[tokio::test]
async fn the_same_payment_at_another_price_is_the_payment_that_was_made() {
    let world = World::new().await;
    let (charge, provider_ref) = world.paid().await;
    let dearer = super::Charge {
        amount: euro(9_900),
        ..charge.clone()
    };
    let outcome = world.stripe.charge(&dearer).await.unwrap();
    let Outcome::Succeeded { amount, .. } = &outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(*amount, euro(3_900));
    assert_eq!(succeeded(&outcome), provider_ref);
    assert_eq!(world.taken(&charge), [3_900]);
}

#[tokio::test]
async fn a_payment_asked_for_again_after_a_day_is_not_a_new_one() {
    let world = World::new().await;
    let (charge, provider_ref) = world.paid().await;
    let never_made = world.charge(GOOD).await;
    world.fake.forget_keys();
    world.clock.advance(Duration::from_secs(25 * 3_600));
    assert_eq!(
        succeeded(&world.stripe.charge(&charge).await.unwrap()),
        provider_ref
    );
    assert_eq!(world.taken(&charge), [3_900]);
    let refused = world.stripe.charge(&never_made).await;
    assert!(matches!(refused, Err(ProviderError::Refused(_))), "{refused:?}");
}

#[tokio::test]
async fn what_was_begun_too_long_ago_is_not_asked_for_any_more() {
    let world = World::new().await;
    let charge = world.charge(GOOD).await;
    world.clock.advance(Duration::from_secs(70));
    let unclear = world.stripe.charge(&charge).await;
    assert!(
        matches!(unclear, Err(ProviderError::Unreachable(_))),
        "{unclear:?}"
    );
    world.clock.advance(Duration::from_secs(70));
    let refused = world.stripe.charge(&charge).await;
    assert!(matches!(refused, Err(ProviderError::Refused(_))), "{refused:?}");
    assert_eq!(world.fake.asked(super::MAKES_INTENT), 0);
}

#[tokio::test]
async fn another_payments_name_does_not_pass_for_this_one() {
    let world = World::new().await;
    let (_, other) = world.paid().await;
    let charge = world.charge(GOOD).await;
    let seen = world.stripe.look_up(charge.payment, Some(&other), None).await;
    assert!(matches!(seen, Err(ProviderError::Refused(_))), "{seen:?}");
    let given_up = world.stripe.cancel(charge.payment, Some(&other), None).await;
    assert!(matches!(given_up, Err(ProviderError::Refused(_))), "{given_up:?}");
}

#[tokio::test]
async fn a_key_that_is_not_accepted_is_not_repeated() {
    let mut world = World::new().await;
    let charge = world.charge(GOOD).await;
    let keys = super::Keys {
        secret: "sk_live_hunter2".to_owned(),
        ..super::keys(&world.fake)
    };
    let entropy = std::sync::Arc::new(super::SystemEntropy);
    world.stripe = super::Stripe::new(keys, super::HASTE, world.db.clone(), world.clock.clone(), entropy);
    let refused = world.stripe.charge(&charge).await.unwrap_err();
    assert!(matches!(refused, ProviderError::Refused(_)), "{refused}");
    assert!(!format!("{refused} {refused:?} {:?}", world.stripe).contains("hunter2"));
}
