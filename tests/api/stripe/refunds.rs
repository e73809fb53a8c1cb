//! Money given back through Stripe: each refund once.

use std::time::Duration;

use kit::Fault;
use shop::payments::{Provider, ProviderError, RefundOutcome, RefundWish};

use super::World;

const REFUNDS: &str = "/v1/refunds";

fn given_back(outcome: &RefundOutcome) -> String {
    match outcome {
        RefundOutcome::Succeeded { provider_ref } => provider_ref.clone(),
        other => panic!("not given back: {other:?}"),
    }
}

#[tokio::test]
async fn a_payment_is_given_back_in_parts_and_never_more_than_it_was() {
    let world = World::new().await;
    let (charge, provider_ref) = world.paid().await;
    let first = world.refund(&charge, &provider_ref, 900);
    let name = given_back(&world.stripe.refund(&first).await.unwrap());
    // The same one again is the same one.
    assert_eq!(given_back(&world.stripe.refund(&first).await.unwrap()), name);
    let rest = world.refund(&charge, &provider_ref, 3_000);
    given_back(&world.stripe.refund(&rest).await.unwrap());
    assert_eq!(world.fake.taken(None), 0);
    let more = world.refund(&charge, &provider_ref, 1);
    let refused = world.stripe.refund(&more).await.unwrap();
    assert!(
        matches!(
            refused,
            RefundOutcome::Failed {
                provider_ref: None,
                ..
            }
        ),
        "{refused:?}"
    );
    assert_eq!(world.fake.count(None, "refund"), 2);
}

#[tokio::test]
async fn every_fault_on_the_way_gives_back_once() {
    use Fault::{BreakOff, BreakOffDone, Error, ErrorDone, TooMany};
    for fault in [
        BreakOff,
        BreakOffDone,
        Error,
        ErrorDone,
        TooMany { retry_after: 1 },
        Fault::HoldDone,
    ] {
        let world = World::new().await;
        let (charge, provider_ref) = world.paid().await;
        world.fake.fault(REFUNDS, [fault]);
        let wish = world.refund(&charge, &provider_ref, 900);
        let outcome = world.stripe.refund(&wish).await;
        let outcome = outcome.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        let name = given_back(&outcome);
        world.fake.let_go();
        assert_eq!(
            given_back(&world.stripe.refund(&wish).await.unwrap()),
            name,
            "{fault:?}"
        );
        assert_eq!(world.fake.taken(None), 3_000, "{fault:?}");
    }
}

#[tokio::test]
async fn a_refund_that_waits_for_a_bank_is_pending_until_it_is_decided() {
    for (status, succeeds) in [("succeeded", true), ("failed", false)] {
        let world = World::new().await;
        let (charge, provider_ref) = world.paid().await;
        world.fake.set_refunds_wait(true);
        let wish = world.refund(&charge, &provider_ref, 900);
        let outcome = world.stripe.refund(&wish).await.unwrap();
        let RefundOutcome::Pending { provider_ref } = outcome else {
            panic!("{outcome:?}");
        };
        world.fake.settle_refund(None, &provider_ref, status);
        let outcome = world.stripe.refund(&wish).await.unwrap();
        let is_right = match &outcome {
            RefundOutcome::Succeeded { .. } => succeeds,
            RefundOutcome::Failed {
                provider_ref: named, ..
            } => !succeeds && named.as_ref() == Some(&provider_ref),
            RefundOutcome::Pending { .. } => false,
        };
        assert!(is_right, "{status}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_key_that_is_refused_says_nothing_of_a_refund() {
    let world = World::new().await;
    let (charge, provider_ref) = world.paid().await;
    let wish = world.refund(&charge, &provider_ref, 900);
    // Done, and then the key is changed; a day later it is a look that is refused.
    world.fake.fault(REFUNDS, [Fault::BreakOffDone]);
    world.fake.fault(REFUNDS, [Fault::Barred; 8]);
    for wait in [0, 60, 24 * 3_600] {
        world.clock.advance(Duration::from_secs(wait));
        let unclear = world.stripe.refund(&wish).await;
        assert!(
            matches!(
                unclear,
                Err(ProviderError::Unreachable(_) | ProviderError::Barred(_))
            ),
            "{wait}: {unclear:?}"
        );
    }
    world.fake.no_more_faults();
    given_back(&world.stripe.refund(&wish).await.unwrap());
    assert_eq!(world.fake.taken(None), 3_000);
    assert_eq!(world.fake.count(None, "refund"), 1);
}

#[tokio::test]
async fn an_account_without_the_payment_says_nothing_of_its_refund() {
    let world = World::new().await;
    world.fake.open_account("acct_casa");
    let (charge, provider_ref) = world.paid().await;
    let elsewhere = RefundWish {
        account: Some("acct_casa".to_owned()),
        ..world.refund(&charge, &provider_ref, 900)
    };
    let unclear = world.stripe.refund(&elsewhere).await;
    assert!(
        matches!(unclear, Err(ProviderError::Unreachable(_))),
        "{unclear:?}"
    );
}

#[tokio::test]
async fn a_refund_a_bank_sends_back_is_seen_to_have_failed() {
    let world = World::new().await;
    let (charge, provider_ref) = world.paid().await;
    let wish = world.refund(&charge, &provider_ref, 900);
    let name = given_back(&world.stripe.refund(&wish).await.unwrap());
    let stands = world.stripe.refund_stands(&name, None).await.unwrap();
    assert_eq!(given_back(&stands), name);
    world.fake.settle_refund(None, &name, "failed");
    let stands = world.stripe.refund_stands(&name, None).await.unwrap();
    let RefundOutcome::Failed { provider_ref, .. } = stands else {
        panic!("{stands:?}");
    };
    assert_eq!(provider_ref, Some(name));
    let lost = world.stripe.refund_stands("re_nobody", None).await;
    assert!(matches!(lost, Err(ProviderError::Unreachable(_))), "{lost:?}");
}

#[tokio::test]
async fn a_refund_asked_for_again_after_days_is_not_a_second_one() {
    let world = World::new().await;
    let (charge, provider_ref) = world.paid().await;
    let wish = world.refund(&charge, &provider_ref, 900);
    let name = given_back(&world.stripe.refund(&wish).await.unwrap());
    let never_asked = world.refund(&charge, &provider_ref, 100);
    world.fake.forget_keys();
    world.clock.advance(Duration::from_secs(3 * 24 * 3_600));
    assert_eq!(given_back(&world.stripe.refund(&wish).await.unwrap()), name);
    assert_eq!(world.fake.taken(None), 3_000);
    // One that never came there is made now.
    given_back(&world.stripe.refund(&never_asked).await.unwrap());
    assert_eq!(world.fake.taken(None), 2_900);
}
