//! What is over is forgotten after a while, and what money did is not.

use std::time::Duration;

use kit::{Counter, on_both};
use model::{CheckoutState, Currency, Holder, Money};
use serde_json::json;
use shop::checkouts::{Checkout, PayWish};
use shop::stock::Wish;
use store::{execute, fetch_all};

const SECOND: Duration = Duration::from_secs(1);
const HOLD: Duration = Duration::from_secs(600);
const MONTH: Duration = Duration::from_secs(30 * 86_400);
const GOOD: &str = "4242424242424242";
const DECLINED: &str = "4000000000000002";

/// How many rows a table has.
async fn rows(counter: &Counter, count: &'static str) -> i64 {
    let mut read = counter.commerce.db.read().await.expect("a connection");
    fetch_all!(read, (i64,), count).expect("a number")[0].0
}

const HOLDS: &str = "SELECT COUNT(*) FROM holds";
const WAITS: &str = "SELECT COUNT(*) FROM waits";
const NOTICES: &str = "SELECT COUNT(*) FROM payment_notices";
const CHECKOUTS: &str = "SELECT COUNT(*) FROM checkouts";
const HERS: &str = "SELECT COUNT(*) FROM checkouts
    WHERE state = 'closed' AND (holder <> id OR account_id IS NOT NULL OR key IS NOT NULL OR fingerprint IS NOT NULL)";
/// Wherever her address, or the name of her street, still stands.
const TRACES: &str = "SELECT (SELECT COUNT(*) FROM checkouts WHERE email <> '' OR address <> '')
    + (SELECT COUNT(*) FROM payments WHERE draft LIKE '%ana@example.org%' OR draft LIKE '%Rua Nova%')";

async fn pay(counter: &Counter, checkout: &Checkout, holder: Holder, card: &str) -> CheckoutState {
    let wish = PayWish {
        total: Money::new(3_900, Currency::EUR),
        method: json!({ "card": card }),
        key: None,
        return_url: String::new(),
        description: "Casa".to_owned(),
    };
    counter
        .commerce
        .pay(checkout.id, holder, wish)
        .await
        .expect("an answer")
        .state
}

/// Time passes, and the chores that go with it are done.
async fn pass(counter: &Counter, time: Duration) {
    counter.advance(time);
    counter.commerce.sweep().await.expect("a round");
    counter.commerce.close_overdue_checkouts().await.expect("a round");
    counter.commerce.tidy().await.expect("a round");
}

on_both! {
    async fn holds_and_turns_that_are_over_are_forgotten_after_a_month(counter: Counter) {
        let (variant, shop, commerce) = (counter.variant(2).await, counter.shop, counter.commerce.clone());
        let (ana, ben) = (counter.shopper(), counter.shopper());
        let held = commerce.hold(counter.wish(variant, 2, ana)).await.expect("both");
        commerce.join_line(shop, variant, 1, ben, None).await.expect("in line");
        commerce.release_hold(shop, ana, held.id).await.expect("let go");
        commerce.leave_line(shop, variant, ben).await.expect("out of it");
        commerce.hold(counter.wish(variant, 2, ana)).await.expect("both");
        commerce.join_line(shop, variant, 1, ben, None).await.expect("in line");
        assert_eq!((rows(counter, HOLDS).await, rows(counter, WAITS).await), (3, 2));
        pass(counter, MONTH).await;
        let served = async || (rows(counter, HOLDS).await == 4).then_some(());
        kit::eventually("the one who waits to be served", served).await;
        assert_eq!(rows(counter, WAITS).await, 2);
        pass(counter, HOLD + SECOND).await;
        assert_eq!(rows(counter, HOLDS).await, 1, "his is over, but not for a month");
        pass(counter, MONTH).await;
        let forgotten = async || {
            commerce.tidy().await.expect("a round");
            (rows(counter, HOLDS).await == 0 && rows(counter, WAITS).await == 0).then_some(())
        };
        kit::eventually("all to be forgotten", forgotten).await;
        assert_eq!(counter.stock(variant).await.available, 2);
    }

    async fn a_checkout_that_came_to_nothing_does_not_say_whose_it_was_after_a_month(counter: Counter) {
        let (variant, ana) = (counter.variant(9).await, counter.shopper());
        let left = counter.checkout(variant, ana).await;
        let declined = counter.checkout(variant, ana).await;
        assert_eq!(pay(counter, &declined, ana, DECLINED).await, CheckoutState::Open);
        let bought = counter.checkout(variant, ana).await;
        assert_eq!(pay(counter, &bought, ana, GOOD).await, CheckoutState::Paid);
        pass(counter, HOLD).await;
        let swept = async || (counter.stock(variant).await.available == 8).then_some(());
        kit::eventually("their units to come back", swept).await;
        pass(counter, MONTH).await;
        assert_eq!(rows(counter, CHECKOUTS).await, 3, "not a month ago");
        pass(counter, SECOND).await;
        let kept = async |checkout: &Checkout| {
            let detail = counter.commerce.checkout(checkout.id, ana).await.expect("an answer");
            detail.map(|detail| detail.state)
        };
        assert_eq!(kept(&left).await, None, "nobody ever tried to pay");
        assert_eq!(kept(&declined).await, None, "a payment stands in the books, but not whose it was");
        assert_eq!(rows(counter, HERS).await, 0);
        assert_eq!(rows(counter, CHECKOUTS).await, 2);
        assert_eq!(kept(&bought).await, Some(CheckoutState::Paid));
        assert_eq!(rows(counter, HOLDS).await, 1, "the one that was sold");
        assert_eq!(rows(counter, TRACES).await, 2, "the order's own, as its checkout and its payment have it");
        assert_eq!(counter.commerce.reconcile(counter.shop).await.expect("the books"), []);
        pass(counter, MONTH).await;
        assert_eq!(rows(counter, CHECKOUTS).await, 2);
    }

    async fn a_hold_of_a_checkout_that_was_never_written_is_forgotten_too(counter: Counter) {
        let (variant, ana) = (counter.variant(9).await, counter.shopper());
        let never_written = "01936f1c-0000-7000-8000-000000000001".parse().expect("an id");
        let wish = Wish { checkout: Some(never_written), ..counter.wish(variant, 2, ana) };
        counter.commerce.hold(wish).await.expect("both");
        let kept = counter.checkout(variant, ana).await;
        pass(counter, HOLD).await;
        let swept = async || (counter.stock(variant).await.available == 9).then_some(());
        kit::eventually("the units to come back", swept).await;
        pass(counter, MONTH).await;
        assert_eq!(rows(counter, HOLDS).await, 2, "not a month ago");
        pass(counter, SECOND).await;
        assert_eq!(rows(counter, HOLDS).await, 0);
        assert_eq!(counter.commerce.checkout(kept.id, ana).await.expect("an answer").map(|kept| kept.checkout.id), None);
    }

    async fn what_cannot_be_read_keeps_nothing_else_from_being_forgotten(counter: Counter) {
        let (variant, ana) = (counter.variant(9).await, counter.shopper());
        let unreadable = counter.checkout(variant, ana).await;
        assert_eq!(pay(counter, &unreadable, ana, DECLINED).await, CheckoutState::Open);
        let mut tx = counter.commerce.db.begin().await.expect("a transaction");
        execute!(tx, "UPDATE payments SET draft = '{\"email\": \"ana@example.org'").expect("one");
        tx.commit().await.expect("stored");
        pass(counter, HOLD).await;
        let swept = async || (counter.stock(variant).await.available == 9).then_some(());
        kit::eventually("the unit to come back", swept).await;
        pass(counter, MONTH + SECOND).await;
        assert_eq!((rows(counter, TRACES).await, rows(counter, HERS).await), (0, 0));
    }

    async fn notices_are_kept_longer_than_they_are_repeated(counter: Counter) {
        let mut tx = counter.commerce.db.begin().await.expect("a transaction");
        let insert = "INSERT INTO payment_notices (provider, notice, received_at) VALUES ('sandbox', $1, $2)";
        for number in 0..600 {
            execute!(tx, insert, format!("old-{number}"), counter.now()).expect("a notice");
        }
        execute!(tx, insert, "new", counter.now() + MONTH).expect("a notice");
        tx.commit().await.expect("stored");
        pass(counter, MONTH * 3).await;
        assert_eq!(rows(counter, NOTICES).await, 601);
        pass(counter, SECOND).await;
        assert_eq!(rows(counter, NOTICES).await, 1);
    }
}
