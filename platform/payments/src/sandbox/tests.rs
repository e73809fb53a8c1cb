//! The sandbox by itself, on a database of its own.

use std::time::Duration;

use model::{CheckoutId, Currency, ManualClock, Money, RefundId, SeededEntropy};
use shop::payments::MovementKind;
use tempfile::TempDir;
use uuid::Uuid;

use super::*;

struct Bench {
    sandbox: Sandbox,
    clock: Arc<ManualClock>,
    _folder: TempDir,
}

async fn bench() -> Bench {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("books.db").display());
    let clock = Arc::new(ManualClock::at("2026-05-01T12:00:00Z"));
    Bench {
        sandbox: Sandbox {
            db: Db::open(&url).await.expect("a database"),
            clock: clock.clone(),
            entropy: Arc::new(SeededEntropy::new(1)),
        },
        clock,
        _folder: folder,
    }
}

fn euro(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn charge(payment: u128, card: &str, minor: i64) -> Charge {
    Charge {
        payment: PaymentId(Uuid::from_u128(payment)),
        checkout: CheckoutId(Uuid::nil()),
        shop: ShopId(Uuid::nil()),
        account: None,
        shopper: None,
        amount: euro(minor),
        email: "ana@example.org".to_owned(),
        description: "Casa Lumen".to_owned(),
        method: json!({ "card": card }),
        return_url: "/checkout".to_owned(),
    }
}

fn wish(refund: u128, payment: u128, minor: i64) -> RefundWish {
    RefundWish {
        refund: RefundId(Uuid::from_u128(refund)),
        payment: PaymentId(Uuid::from_u128(payment)),
        provider_ref: String::new(),
        shop: ShopId(Uuid::nil()),
        account: None,
        amount: euro(minor),
    }
}

async fn movements(sandbox: &Sandbox) -> Vec<(MovementKind, i64)> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let since = Timestamp::UNIX_EPOCH;
        let shop = ShopId(Uuid::nil());
        let page = sandbox
            .movements(shop, None, since, after.as_deref())
            .await
            .expect("a page");
        all.extend(page.items.iter().map(|item| (item.kind, item.amount.minor)));
        match page.next {
            Some(next) => after = Some(next),
            None => return all,
        }
    }
}

#[tokio::test]
async fn the_same_payment_is_charged_once_and_never_over_another_amount() {
    let Bench { sandbox, _folder, .. } = bench().await;
    let first = sandbox
        .charge(&charge(1, "4242424242424242", 900))
        .await
        .expect("charged");
    assert!(matches!(&first, Outcome::Succeeded { method, .. } if method == "Visa 4242"));
    let again = sandbox
        .charge(&charge(1, "4000000000000002", 900))
        .await
        .expect("known");
    assert_eq!(again, first);
    let other = sandbox.charge(&charge(1, "4242424242424242", 901)).await;
    assert!(matches!(other, Err(ProviderError::Refused(_))));
    assert_eq!(movements(&sandbox).await, [(MovementKind::Charge, 900)]);
}

#[tokio::test]
async fn what_never_came_and_was_given_up_can_not_come_later() {
    let Bench { sandbox, _folder, .. } = bench().await;
    let payment = PaymentId(Uuid::from_u128(1));
    assert_eq!(sandbox.look_up(payment, None, None).await.expect("read"), None);
    let given_up = sandbox.cancel(payment, None, None).await.expect("cancelled");
    assert!(matches!(given_up, Outcome::Cancelled { .. }));
    let late = sandbox
        .charge(&charge(1, "4242424242424242", 900))
        .await
        .expect("known");
    assert!(matches!(late, Outcome::Cancelled { .. }));
    assert_eq!(movements(&sandbox).await, []);
}

#[tokio::test]
async fn late_answers_come_when_they_are_due_and_are_told_once() {
    let Bench {
        sandbox,
        clock,
        _folder,
    } = bench().await;
    for (payment, card) in [(1, "4000000000000077"), (2, "4000000000000341")] {
        let outcome = sandbox.charge(&charge(payment, card, 900)).await.expect("taken");
        assert!(matches!(outcome, Outcome::Pending { .. }));
    }
    assert!(
        db::decide_due(&sandbox.db, clock.now())
            .await
            .expect("read")
            .is_empty()
    );
    clock.advance(Duration::from_secs(5));
    let told = db::decide_due(&sandbox.db, clock.now()).await.expect("decided");
    assert_eq!(told.len(), 2);
    assert!(
        db::decide_due(&sandbox.db, clock.now())
            .await
            .expect("read")
            .is_empty()
    );
    let how = async |payment| {
        let payment = PaymentId(Uuid::from_u128(payment));
        sandbox
            .look_up(payment, None, None)
            .await
            .expect("read")
            .expect("known")
    };
    assert!(matches!(how(1).await, Outcome::Succeeded { .. }));
    let failure = Failure::Declined;
    assert!(matches!(how(2).await, Outcome::Failed { failure: told, .. } if told == failure));
}

#[tokio::test]
async fn a_proof_is_answered_once() {
    let Bench {
        sandbox,
        clock,
        _folder,
    } = bench().await;
    let outcome = sandbox
        .charge(&charge(1, "4000002500003155", 900))
        .await
        .expect("taken");
    assert!(matches!(outcome, Outcome::Challenge { .. }));
    let payment = PaymentId(Uuid::from_u128(1));
    assert!(
        sandbox
            .proof(payment)
            .await
            .expect("read")
            .expect("asked")
            .is_open
    );
    sandbox.prove(payment, false).await.expect("answered");
    sandbox.prove(payment, true).await.expect("too late");
    assert!(
        !sandbox
            .proof(payment)
            .await
            .expect("read")
            .expect("asked")
            .is_open
    );
    let stands = sandbox.look_up(payment, None, None).await.expect("read");
    let failure = Failure::NotProven;
    assert!(matches!(stands, Some(Outcome::Failed { failure: told, .. }) if told == failure));
    let told = db::decide_due(&sandbox.db, clock.now()).await.expect("read");
    assert_eq!(told.len(), 1, "the shop is told of the answer");
    assert_eq!(sandbox.proof(PaymentId(Uuid::nil())).await.expect("read"), None);
}

#[tokio::test]
async fn no_more_is_given_back_than_was_paid_and_each_refund_once() {
    let Bench { sandbox, _folder, .. } = bench().await;
    sandbox
        .charge(&charge(1, "4242424242424242", 900))
        .await
        .expect("charged");
    let first = sandbox.refund(&wish(1, 1, 500)).await.expect("given");
    assert_eq!(sandbox.refund(&wish(1, 1, 500)).await.expect("known"), first);
    let too_much = sandbox.refund(&wish(2, 1, 401)).await.expect("answered");
    assert!(matches!(too_much, RefundOutcome::Failed { .. }));
    let rest = sandbox.refund(&wish(3, 1, 400)).await.expect("answered");
    assert!(matches!(rest, RefundOutcome::Succeeded { .. }));
    let unknown = sandbox.refund(&wish(4, 9, 1)).await.expect("answered");
    assert!(matches!(unknown, RefundOutcome::Failed { .. }));
    let moved = movements(&sandbox).await;
    let given = (MovementKind::Refund, -500);
    assert_eq!(
        moved,
        [(MovementKind::Charge, 900), given, (MovementKind::Refund, -400)]
    );
}
