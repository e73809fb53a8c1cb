//! Money, and two at once: one is stopped at a point, and another passes.

use std::time::Duration;

use kit::{Counter, eventually, on_both};
use model::{
    AccountId, CheckoutState, Currency, DiscountKind, Entropy, Holder, Money, OrderId, PaymentState,
    SystemEntropy, VariantId,
};
use serde_json::json;
use shop::RequestKey;
use shop::checkouts::{Checkout, Detail, Edit, PayError, PayWish};
use shop::payments::{Heard, Outcome};
use shop::refunds::{Asked, Refund, RefundError, What};
use shop::stock::SetStock;
use shop::vouchers::NewVoucher;
use store::{Conn, execute, fetch_all, fetch_one};
use tokio::task::JoinHandle;

const NOTHING: [i64; 0] = [];
const GOOD: &str = "4242424242424242";
const DECLINED: &str = "4000000000000002";
const CHALLENGE: &str = "4000002500003155";

fn wish(card: &str) -> PayWish {
    PayWish {
        total: Money::new(3_900, Currency::EUR),
        method: json!({ "card": card }),
        key: None,
        return_url: String::new(),
        description: "Casa".to_owned(),
    }
}

/// Pays in a task of its own.
fn paying(
    counter: &Counter,
    checkout: &Checkout,
    holder: Holder,
    card: &'static str,
) -> JoinHandle<Result<Detail, PayError>> {
    wishing(counter, checkout, holder, wish(card))
}

fn wishing(
    counter: &Counter,
    checkout: &Checkout,
    holder: Holder,
    wish: PayWish,
) -> JoinHandle<Result<Detail, PayError>> {
    let (commerce, id) = (counter.commerce.clone(), checkout.id);
    tokio::spawn(async move { commerce.pay(id, holder, wish).await })
}

async fn state(counter: &Counter, checkout: &Checkout, holder: Holder) -> CheckoutState {
    let detail = counter
        .commerce
        .checkout(checkout.id, holder)
        .await
        .expect("a quote");
    detail.expect("a checkout").state
}

/// Every movement of money, the largest first.
async fn moved(counter: &Counter) -> Vec<i64> {
    let mut read = counter.commerce.db.read().await.expect("a connection");
    let rows = fetch_all!(
        read,
        (i64,),
        "SELECT amount FROM ledger ORDER BY amount DESC LIMIT 100"
    );
    rows.expect("amounts")
        .into_iter()
        .map(|(amount,)| amount)
        .collect()
}

async fn books_agree(counter: &Counter) {
    let differences = counter
        .commerce
        .reconcile(counter.shop)
        .await
        .expect("the books can be read");
    assert_eq!(differences, []);
}

async fn bought(counter: &Counter, variant: VariantId) -> OrderId {
    let holder = counter.shopper();
    let checkout = counter.checkout(variant, holder).await;
    let paid = counter
        .commerce
        .pay(checkout.id, holder, wish(GOOD))
        .await
        .expect("paid");
    paid.order.expect("an order").0
}

/// [`checkout`] with a voucher's code.
async fn with_code(counter: &Counter, variant: VariantId, holder: Holder, code: &str) -> Checkout {
    let made = counter.checkout(variant, holder).await;
    let edit = Edit {
        voucher: Some(Some(code.to_owned())),
        ..Edit::default()
    };
    let edited = counter.commerce.edit_checkout(made.id, holder, edit).await;
    edited.expect("open")
}

/// Somebody waits for a row another has. Where there is one writer there is nothing to wait for.
async fn until_one_waits(counter: &Counter) {
    let mut read = counter.commerce.db.read().await.expect("a connection");
    if let Conn::Sqlite(_) = read.conn() {
        return;
    }
    eventually("somebody waits for a row", async || {
        let waiting = fetch_one!(
            read,
            (i64,),
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        );
        (waiting.expect("a number").0 > 0).then_some(())
    })
    .await;
}

fn amount(minor: i64) -> Asked {
    let mut bytes = [0; 16];
    SystemEntropy.fill(&mut bytes);
    Asked {
        what: What::Amount(minor),
        reason: String::new(),
        restock: false,
        by: AccountId(uuid::Uuid::from_bytes(bytes)),
        key: None,
    }
}

fn refunding(counter: &Counter, order: OrderId, minor: i64) -> JoinHandle<Result<Refund, RefundError>> {
    let (commerce, shop) = (counter.commerce.clone(), counter.shop);
    tokio::spawn(async move { commerce.refund(shop, order, amount(minor)).await })
}

on_both! {
    async fn the_hold_runs_out_while_its_shopper_presses_pay(counter: Counter) {
        let variant = counter.variant(1).await;
        let ana = counter.shopper();
        let checkout = counter.checkout(variant, ana).await;
        let mut stop = counter.stops.at("pay.begin");
        let pay = paying(counter, &checkout, ana, GOOD);
        stop.reached().await;
        counter.advance(Duration::from_secs(600));
        // Somebody else takes the unit before the payment is written down.
        let ben = counter.shopper();
        counter.commerce.hold(counter.wish(variant, 1, ben)).await.expect("it is free again");
        stop.go();
        let refused = pay.await.expect("no panic");
        assert!(matches!(refused, Err(PayError::HoldGone)), "{refused:?}");
        assert_eq!(moved(counter).await, NOTHING, "nothing was charged");
        books_agree(counter).await;
    }

    async fn the_hold_runs_out_after_the_payment_is_written_down(counter: Counter) {
        let variant = counter.variant(1).await;
        let ana = counter.shopper();
        let checkout = counter.checkout(variant, ana).await;
        let mut stop = counter.stops.at("pay.committed");
        let pay = paying(counter, &checkout, ana, GOOD);
        stop.reached().await;
        // Far beyond the hold, within the time a payment may take.
        counter.advance(Duration::from_secs(660));
        counter.commerce.sweep().await.expect("a round");
        let ben = counter.commerce.hold(counter.wish(variant, 1, counter.shopper())).await;
        assert!(ben.is_err(), "it is being paid for");
        stop.go();
        assert_eq!(pay.await.expect("no panic").expect("paid").state, CheckoutState::Paid);
        assert_eq!(moved(counter).await, [3_900]);
        books_agree(counter).await;
    }

    async fn money_that_comes_when_others_have_the_units_goes_back(counter: Counter) {
        let variant = counter.variant(1).await;
        let ana = counter.shopper();
        let checkout = counter.checkout(variant, ana).await;
        let mut stop = counter.stops.at("pay.answered");
        let pay = paying(counter, &checkout, ana, GOOD);
        stop.reached().await;
        // Charged, but nobody here knows; the time to pay runs out, and the unit is sold.
        counter.advance(Duration::from_secs(16 * 60));
        bought(counter, variant).await;
        stop.go();
        let given_back = pay.await.expect("no panic").expect("an answer");
        assert_eq!(given_back.state, CheckoutState::Closed);
        assert_eq!(given_back.order, None);
        assert_eq!(moved(counter).await, [3_900, 3_900, -3_900], "the first charge went back");
        books_agree(counter).await;
    }

    async fn others_pay_while_money_is_given_back(counter: Counter) {
        let (variant, other) = (counter.variant(1).await, counter.variant(1).await);
        let ana = counter.shopper();
        let checkout = counter.checkout(variant, ana).await;
        let mut stop = counter.stops.at("pay.answered");
        let mut giving_back = counter.stops.at("refunded.begin");
        let pay = paying(counter, &checkout, ana, GOOD);
        stop.reached().await;
        counter.advance(Duration::from_secs(16 * 60));
        bought(counter, variant).await;
        stop.go();
        giving_back.reached().await;
        bought(counter, other).await;
        giving_back.go();
        pay.await.expect("no panic").expect("an answer");
        assert_eq!(moved(counter).await, [3_900, 3_900, 3_900, -3_900]);
        books_agree(counter).await;
    }

    async fn the_notice_and_the_return_page_come_at_once(counter: Counter) {
        let variant = counter.variant(2).await;
        let ana = counter.shopper();
        let checkout = counter.checkout(variant, ana).await;
        let detail = counter.commerce.pay(checkout.id, ana, wish(CHALLENGE)).await.expect("begun");
        let payment = detail.payment.expect("a payment");
        let proofs = counter.commerce.provider().proofs().expect("the sandbox asks");
        proofs.prove(payment.id, true).await.expect("answered");
        // Both have read that it succeeded before either has written it down.
        let (mut first, mut second) = (counter.stops.at("settle.begin"), counter.stops.at("settle.begin"));
        let (commerce, id) = (counter.commerce.clone(), payment.id);
        let page = tokio::spawn(async move { commerce.look_up_payment(id).await });
        first.reached().await;
        let commerce = counter.commerce.clone();
        let heard = Heard::Payment {
            notice: "n-1".to_owned(),
            provider_ref: payment.provider_ref.clone().expect("a name"),
            payment: None,
        };
        let again = heard.clone();
        let notice = tokio::spawn(async move { commerce.hear(vec![heard]).await });
        second.reached().await;
        first.go();
        second.go();
        page.await.expect("no panic").expect("looked up");
        notice.await.expect("no panic").expect("heard");
        counter.commerce.hear(vec![again]).await.expect("passed over");
        assert_eq!(state(counter, &checkout, ana).await, CheckoutState::Paid);
        assert_eq!(moved(counter).await, [3_900]);
        books_agree(counter).await;
    }

    async fn a_refusal_that_comes_after_the_success_changes_nothing(counter: Counter) {
        let variant = counter.variant(2).await;
        let ana = counter.shopper();
        let checkout = counter.checkout(variant, ana).await;
        let paid = counter.commerce.pay(checkout.id, ana, wish(GOOD)).await.expect("paid");
        let payment = paid.payment.expect("a payment");
        for outcome in [
            Outcome::Pending { provider_ref: "late".to_owned() },
            Outcome::Cancelled { provider_ref: None },
        ] {
            counter.commerce.settle_payment(payment.id, &outcome).await.expect("nothing to do");
        }
        assert_eq!(state(counter, &checkout, ana).await, CheckoutState::Paid);
        books_agree(counter).await;
    }

    async fn two_refunds_meet(counter: Counter) {
        let variant = counter.variant(2).await;
        let order = bought(counter, variant).await;
        let (mut first, mut second) = (counter.stops.at("refund.begin"), counter.stops.at("refund.begin"));
        let a = refunding(counter, order, 2_000);
        first.reached().await;
        let b = refunding(counter, order, 2_000);
        second.reached().await;
        first.go();
        second.go();
        let (a, b) = (a.await.expect("no panic"), b.await.expect("no panic"));
        let refused = [&a, &b].into_iter().filter(|answer| {
            matches!(answer, Err(RefundError::TooMuch { left: 1_900 }))
        });
        assert_eq!(refused.count(), 1, "{a:?} {b:?}");
        assert_eq!(moved(counter).await, [3_900, -2_000]);
        books_agree(counter).await;
    }

    async fn a_refund_counts_while_it_is_under_way(counter: Counter) {
        let variant = counter.variant(2).await;
        let order = bought(counter, variant).await;
        // Written down, and done at the provider, but not known to be.
        let mut stop = counter.stops.at("refunded.begin");
        let a = refunding(counter, order, 3_000);
        stop.reached().await;
        let b = counter.commerce.refund(counter.shop, order, amount(1_000)).await;
        assert!(matches!(b, Err(RefundError::TooMuch { left: 900 })), "{b:?}");
        stop.go();
        a.await.expect("no panic").expect("given back");
        assert_eq!(moved(counter).await, [3_900, -3_000]);
        books_agree(counter).await;
    }

    async fn a_price_changes_between_the_sum_and_the_payment(counter: Counter) {
        let variant = counter.variant(2).await;
        let ana = counter.shopper();
        let open = counter.checkout(variant, ana).await;
        // What is set aside keeps its price.
        let mut stop = counter.stops.at("pay.quoted");
        let pay = paying(counter, &open, ana, GOOD);
        stop.reached().await;
        let mut tx = counter.commerce.db.begin().await.expect("a transaction");
        execute!(tx, "UPDATE variants SET price = 9900 WHERE id = $1", variant).expect("a price");
        tx.commit().await.expect("stored");
        stop.go();
        pay.await.expect("no panic").expect("paid");
        assert_eq!(moved(counter).await, [3_900]);

        // What its shopper changes meanwhile is worked out anew.
        let ben = counter.shopper();
        let other = counter.checkout(variant, ben).await;
        let mut stop = counter.stops.at("pay.begin");
        let (commerce, id) = (counter.commerce.clone(), other.id);
        let dear = PayWish { total: Money::new(9_900, Currency::EUR), ..wish(GOOD) };
        let pay = tokio::spawn(async move { commerce.pay(id, ben, dear).await });
        stop.reached().await;
        let elsewhere = Edit { email: Some("ben@example.org".to_owned()), ..Edit::default() };
        counter.commerce.edit_checkout(other.id, ben, elsewhere).await.expect("open");
        stop.go();
        let paid = pay.await.expect("no panic").expect("paid");
        let order = counter.commerce.order(counter.shop, paid.order.expect("an order").0).await;
        assert_eq!(order.expect("read").expect("an order").email, "ben@example.org");
        books_agree(counter).await;
    }

    async fn a_voucher_comes_back_while_another_pays_with_it(counter: Counter) {
        let voucher = NewVoucher {
            code: "MAY".to_owned(),
            kind: DiscountKind::Amount,
            value: 500,
            least: None,
            currency: None,
            most_uses: None,
            starts_at: None,
            ends_at: None,
        };
        counter.commerce.create_voucher(counter.shop, voucher).await.expect("a voucher");
        let less = |card| PayWish { total: Money::new(3_400, Currency::EUR), ..wish(card) };
        let variant = counter.variant(2).await;
        let ana = counter.shopper();
        let late = with_code(counter, variant, ana, "MAY").await;
        let begun = counter.commerce.pay(late.id, ana, less(CHALLENGE)).await.expect("begun");
        let payment = begun.payment.expect("a payment").id;
        let proofs = counter.commerce.provider().proofs().expect("the sandbox asks");
        proofs.prove(payment, true).await.expect("answered");
        // By the time it is heard of, one unit is sold and the other set aside.
        counter.advance(Duration::from_secs(16 * 60));
        bought(counter, variant).await;
        let ben = counter.shopper();
        let open = with_code(counter, variant, ben, "MAY").await;
        let mut stop = counter.stops.at("settle.sold");
        let commerce = counter.commerce.clone();
        let settle = tokio::spawn(async move { commerce.look_up_payment(payment).await });
        stop.reached().await;
        let (commerce, id) = (counter.commerce.clone(), open.id);
        let pay = tokio::spawn(async move { commerce.pay(id, ben, less(GOOD)).await });
        until_one_waits(counter).await;
        stop.go();
        settle.await.expect("no panic").expect("looked up");
        let paid = pay.await.expect("no panic").expect("paid");
        assert_eq!(paid.state, CheckoutState::Paid);
        assert_eq!(state(counter, &late, ana).await, CheckoutState::Closed);
        assert_eq!(moved(counter).await, [3_900, 3_400, 3_400, -3_400]);
        let uses = counter.commerce.voucher_by_code(counter.shop, "MAY").await.expect("read").expect("a voucher").uses;
        assert_eq!(uses, 1, "that of the one who paid");
        books_agree(counter).await;
    }

    async fn the_stock_is_set_while_someone_pays(counter: Counter) {
        let variant = counter.variant(1).await;
        let ana = counter.shopper();
        let checkout = counter.checkout(variant, ana).await;
        let mut stop = counter.stops.at("settle.begin");
        let pay = paying(counter, &checkout, ana, GOOD);
        stop.reached().await;
        let seen = counter.stock(variant).await.version;
        let set = SetStock::To { available: 0, version: seen };
        counter.commerce.set_stock(counter.shop, counter.product, variant, set).await.expect("set");
        stop.go();
        pay.await.expect("no panic").expect("paid");
        let stock = counter.stock(variant).await;
        assert_eq!((stock.available, stock.held), (0, 0));
        books_agree(counter).await;
    }

    async fn one_pays_twice_at_the_same_moment(counter: Counter) {
        let variant = counter.variant(2).await;
        let ana = counter.shopper();
        let checkout = counter.checkout(variant, ana).await;
        let (mut first, mut second) = (counter.stops.at("pay.begin"), counter.stops.at("pay.begin"));
        let a = paying(counter, &checkout, ana, GOOD);
        first.reached().await;
        let b = paying(counter, &checkout, ana, GOOD);
        second.reached().await;
        first.go();
        second.go();
        let answers = [a.await.expect("no panic"), b.await.expect("no panic")];
        let paid = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(paid, 1, "{answers:?}");
        assert_eq!(moved(counter).await, [3_900]);
        books_agree(counter).await;
    }

    async fn the_same_press_that_comes_twice_at_once_is_one_payment(counter: Counter) {
        let variant = counter.variant(2).await;
        let ana = counter.shopper();
        let checkout = counter.checkout(variant, ana).await;
        let pressed = || PayWish {
            key: RequestKey::new("pressed", &"once"),
            ..wish(GOOD)
        };
        let (mut first, mut second) = (counter.stops.at("pay.begin"), counter.stops.at("pay.begin"));
        let a = wishing(counter, &checkout, ana, pressed());
        first.reached().await;
        let b = wishing(counter, &checkout, ana, pressed());
        second.reached().await;
        first.go();
        second.go();
        let answers = [a.await.expect("no panic"), b.await.expect("no panic")];
        let payment = |answer: &Result<Detail, PayError>| {
            let detail = answer.as_ref().expect("it is the same payment");
            detail.payment.as_ref().map(|payment| payment.id)
        };
        assert!(payment(&answers[0]).is_some());
        assert_eq!(payment(&answers[0]), payment(&answers[1]));
        assert_eq!(moved(counter).await, [3_900]);
        books_agree(counter).await;
    }

    async fn a_press_that_was_declined_meanwhile_is_not_tried_again(counter: Counter) {
        let variant = counter.variant(2).await;
        let ana = counter.shopper();
        let checkout = counter.checkout(variant, ana).await;
        let pressed = || PayWish {
            key: RequestKey::new("pressed", &"once"),
            ..wish(DECLINED)
        };
        let mut stop = counter.stops.at("pay.quoted");
        let late = wishing(counter, &checkout, ana, pressed());
        stop.reached().await;
        let first = counter.commerce.pay(checkout.id, ana, pressed()).await.expect("an answer");
        stop.go();
        let late = late.await.expect("no panic").expect("the same answer");
        let declined = first.payment.as_ref().expect("a payment");
        assert_eq!(declined.state, PaymentState::Failed);
        assert_eq!(late.payment.map(|payment| payment.id), Some(declined.id));
        assert_eq!(moved(counter).await, NOTHING);
        books_agree(counter).await;
    }

    async fn a_checkout_is_left_while_it_is_paid(counter: Counter) {
        let variant = counter.variant(1).await;
        let ana = counter.shopper();
        let checkout = counter.checkout(variant, ana).await;
        let mut stop = counter.stops.at("pay.begin");
        let pay = paying(counter, &checkout, ana, GOOD);
        stop.reached().await;
        counter.commerce.close_checkout(checkout.id, ana).await.expect("left");
        stop.go();
        let refused = pay.await.expect("no panic");
        assert!(matches!(refused, Err(PayError::State(_) | PayError::HoldGone)), "{refused:?}");
        assert_eq!(counter.stock(variant).await.available, 1);
        assert_eq!(moved(counter).await, NOTHING);
    }
}
