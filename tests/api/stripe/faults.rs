//! Whatever goes wrong between the shop and Stripe: one payment is one charge,
//! and the shop learns of it.

use std::time::Duration;

use kit::{Fault, eventually};
use shop::payments::{Outcome, Provider, ProviderError};

use super::{GOOD, INTENTS, MAKES_INTENT, World, succeeded};

/// Each alone, twice in a row, and one after the other.
fn troubles() -> Vec<Vec<Fault>> {
    use Fault::{BreakOff, BreakOffDone, Error, ErrorDone, TooMany};
    let slow_down = TooMany { retry_after: 1 };
    vec![
        vec![BreakOff],
        vec![BreakOffDone],
        vec![Error],
        vec![ErrorDone],
        vec![slow_down],
        vec![BreakOff, BreakOff],
        vec![Error, BreakOffDone],
        vec![BreakOffDone, BreakOff, Error],
        vec![Error, ErrorDone],
        vec![slow_down, BreakOffDone],
    ]
}

#[tokio::test]
async fn every_fault_on_the_way_ends_with_one_charge() {
    for faults in troubles() {
        let world = World::new().await;
        let charge = world.charge(GOOD).await;
        world.fake.fault(INTENTS, faults.clone());
        let outcome = world.stripe.charge(&charge).await;
        let outcome = outcome.unwrap_or_else(|error| panic!("{faults:?}: {error}"));
        let provider_ref = succeeded(&outcome);
        assert_eq!(world.taken(&charge), [3_900], "{faults:?}");
        assert_eq!(world.fake.count(None, "payment_intent"), 1, "{faults:?}");
        let seen = world
            .stripe
            .look_up(charge.payment, Some(&provider_ref), None)
            .await;
        assert_eq!(seen.unwrap(), Some(outcome), "{faults:?}");
    }
}

#[tokio::test]
async fn every_fault_with_a_declined_card_ends_with_none() {
    for faults in troubles() {
        let world = World::new().await;
        let charge = world.charge("4000000000000002").await;
        world.fake.fault(INTENTS, faults.clone());
        let outcome = world.stripe.charge(&charge).await;
        assert!(
            matches!(outcome, Ok(Outcome::Failed { .. })),
            "{faults:?}: {outcome:?}"
        );
        assert_eq!(world.taken(&charge), [0_i64; 0], "{faults:?}");
    }
}

/// Charges while Stripe holds its answer back, and lets it go once it was asked again.
async fn charge_held_back(fault: Fault) {
    let world = World::new().await;
    let charge = world.charge(GOOD).await;
    world.fake.fault(INTENTS, [fault]);
    let asked_again = async {
        // The second attempt has met the first one's lock.
        eventually("another attempt", async || {
            (world.fake.asked(MAKES_INTENT) >= 3).then_some(())
        })
        .await;
        world.fake.let_go();
    };
    let (outcome, ()) = tokio::join!(world.stripe.charge(&charge), asked_again);
    succeeded(&outcome.unwrap_or_else(|error| panic!("{fault:?}: {error}")));
    assert_eq!(world.taken(&charge), [3_900], "{fault:?}");
    assert_eq!(world.fake.count(None, "payment_intent"), 1, "{fault:?}");
}

#[tokio::test]
async fn an_answer_that_comes_after_its_attempt_is_the_next_ones() {
    charge_held_back(Fault::HoldDone).await;
    charge_held_back(Fault::HoldUndone).await;
}

#[tokio::test]
async fn what_was_done_without_ever_an_answer_is_found() {
    let world = World::new().await;
    world.fake.set_search_lags(true);
    let charge = world.charge(GOOD).await;
    world.fake.fault(INTENTS, [Fault::HoldDone]);
    let outcome = world.stripe.charge(&charge).await.unwrap();
    assert_eq!(world.taken(&charge), [3_900]);
    let seen = world
        .stripe
        .look_up(charge.payment, Some(&succeeded(&outcome)), None)
        .await;
    assert_eq!(seen.unwrap(), Some(outcome));
}

#[tokio::test]
async fn what_is_done_after_all_patience_is_not_taken_for_never_done() {
    let world = World::new().await;
    let charge = world.charge(GOOD).await;
    world.fake.fault(INTENTS, [Fault::HoldUndone]);
    let lost = world.stripe.charge(&charge).await;
    assert!(matches!(lost, Err(ProviderError::Unreachable(_))), "{lost:?}");
    // It is not there, but nobody may say that it won't be.
    let seen = world.stripe.look_up(charge.payment, None, None).await;
    assert!(matches!(seen, Err(ProviderError::Unreachable(_))), "{seen:?}");
    let given_up = world.stripe.cancel(charge.payment, None, None).await;
    assert!(
        matches!(given_up, Err(ProviderError::Unreachable(_))),
        "{given_up:?}"
    );
    world.fake.let_go();
    let seen = eventually("the payment to be done", async || {
        world
            .stripe
            .look_up(charge.payment, None, None)
            .await
            .ok()
            .flatten()
    });
    succeeded(&seen.await);
    assert_eq!(world.taken(&charge), [3_900]);
}

#[tokio::test]
async fn a_payment_that_never_came_is_known_not_to_exist_after_a_while() {
    let world = World::new().await;
    let charge = world.charge(GOOD).await;
    world.fake.fault(INTENTS, [Fault::BreakOff; 20]);
    let lost = world.stripe.charge(&charge).await;
    assert!(matches!(lost, Err(ProviderError::Unreachable(_))), "{lost:?}");
    world.clock.advance(Duration::from_secs(180));
    // The path is the same for those who look.
    while world.stripe.look_up(charge.payment, None, None).await.is_err() {}
    let seen = world.stripe.look_up(charge.payment, None, None).await;
    assert_eq!(seen.unwrap(), None);
    let given_up = world.stripe.cancel(charge.payment, None, None).await;
    assert_eq!(given_up.unwrap(), Outcome::Cancelled { provider_ref: None });
}

#[tokio::test]
async fn a_lost_name_is_found_by_list_at_first_and_by_search_later() {
    let world = World::new().await;
    let (charge, provider_ref) = world.paid().await;
    for _ in 0..3 {
        world.paid().await;
    }
    world.fake.set_search_lags(true);
    let seen = world.stripe.look_up(charge.payment, None, None).await.unwrap();
    assert_eq!(succeeded(&seen.unwrap()), provider_ref);
    // Hours later the lists are long, and search has caught up.
    world.clock.advance(Duration::from_secs(6 * 3_600));
    world.fake.set_search_lags(false);
    let seen = world.stripe.look_up(charge.payment, None, None).await.unwrap();
    assert_eq!(succeeded(&seen.unwrap()), provider_ref);
}

#[tokio::test]
async fn a_lost_name_is_found_without_search_however_late_it_is_looked_for() {
    let world = World::new().await;
    let (charge, provider_ref) = world.paid().await;
    world.fake.set_search_lags(true);
    for wait in [20 * 60, 72 * 3_600] {
        world.clock.advance(Duration::from_secs(wait));
        world.paid().await;
        let seen = world.stripe.look_up(charge.payment, None, None).await.unwrap();
        assert_eq!(succeeded(&seen.expect("it is there")), provider_ref);
        // Nobody may say that it never came.
        let kept = world.stripe.cancel(charge.payment, None, None).await.unwrap();
        assert_eq!(succeeded(&kept), provider_ref);
    }
    world
        .fake
        .fault("/v1/payment_intents/search", [Fault::Barred, Fault::Barred]);
    let seen = world.stripe.look_up(charge.payment, None, None).await.unwrap();
    assert_eq!(succeeded(&seen.expect("it is there")), provider_ref);
}

#[tokio::test]
async fn a_key_changed_half_way_does_not_make_a_charge_undone() {
    let world = World::new().await;
    // Between two attempts, and before the answer is read again.
    for (path, fault) in [(INTENTS, Fault::Barred), ("/v1/payment_intents/*", Fault::Barred)] {
        let charge = world.charge(GOOD).await;
        world.fake.fault(INTENTS, [Fault::BreakOffDone]);
        world.fake.fault(path, [fault; 2]);
        let unclear = world.stripe.charge(&charge).await;
        assert!(
            matches!(unclear, Err(ProviderError::Unreachable(_))),
            "{path}: {unclear:?}"
        );
        world.fake.no_more_faults();
        let seen = world.stripe.look_up(charge.payment, None, None).await.unwrap();
        succeeded(&seen.expect("it was done"));
    }
}

#[tokio::test]
async fn what_has_a_name_was_never_not_there() {
    let world = World::new().await;
    world.fake.open_account("acct_casa");
    let (charge, provider_ref) = world.paid().await;
    world.clock.advance(Duration::from_secs(3_600));
    for account in [Some("acct_casa"), Some("acct_nobody")] {
        let seen = world
            .stripe
            .look_up(charge.payment, Some(&provider_ref), account)
            .await;
        assert!(
            matches!(
                seen,
                Err(ProviderError::Unreachable(_) | ProviderError::Barred(_))
            ),
            "{seen:?}"
        );
    }
}

#[tokio::test]
async fn a_busy_stripe_has_charged_nothing_and_may_be_asked_again() {
    let world = World::new().await;
    let charge = world.charge(GOOD).await;
    world.fake.fault(INTENTS, [Fault::TooMany { retry_after: 60 }]);
    let busy = world.stripe.charge(&charge).await;
    assert!(matches!(busy, Err(ProviderError::Busy)), "{busy:?}");
    // One request came: the pause it asked for is kept by all.
    let other = world.charge(GOOD).await;
    let busy = world.stripe.charge(&other).await;
    assert!(matches!(busy, Err(ProviderError::Busy)), "{busy:?}");
    assert_eq!(world.fake.asked(MAKES_INTENT), 1);
    assert_eq!(world.fake.taken(None), 0);
}

#[tokio::test]
async fn a_stripe_that_is_not_there_has_charged_nothing() {
    let mut world = World::new().await;
    let charge = world.charge(GOOD).await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/", nobody.local_addr().expect("its address"));
    drop(nobody);
    let keys = super::Keys {
        api_url: url,
        ..super::keys(&world.fake)
    };
    let entropy = std::sync::Arc::new(super::SystemEntropy);
    world.stripe = super::Stripe::new(keys, super::HASTE, world.db.clone(), world.clock.clone(), entropy);
    let busy = world.stripe.charge(&charge).await;
    assert!(matches!(busy, Err(ProviderError::Busy)), "{busy:?}");
}
