//! Stock at the counter: what is set aside, for how long, and who is next.

use std::time::Duration;

use kit::{Counter, on_both};
use model::{HoldState, Holder, VariantId, WaitState};
use shop::checkouts::{MakeError, New, Source, Wanted};
use shop::holds::{Hold, HoldError};
use shop::stock::{SetStock, StockError, Wish};
use store::execute;

/// The hold time where a shop says nothing.
const HOLD: Duration = Duration::from_secs(600);

async fn hold(
    counter: &Counter,
    variant: VariantId,
    quantity: i64,
    holder: Holder,
) -> Result<Hold, HoldError> {
    counter
        .commerce
        .hold(counter.wish(variant, quantity, holder))
        .await
}

on_both! {
    async fn units_are_set_aside_until_there_are_none(counter: Counter) {
        let variant = counter.variant(3).await;
        let (ana, ben) = (counter.shopper(), counter.shopper());
        let held = hold(counter, variant, 2, ana).await.expect("two of three");
        assert_eq!((held.quantity, held.unit_price, held.state), (2, 3900, HoldState::Held));
        assert_eq!(held.until, counter.now() + HOLD);
        let refused = hold(counter, variant, 2, ben).await;
        assert!(matches!(refused, Err(HoldError::SoldOut { available: 1, .. })), "{refused:?}");
        hold(counter, variant, 1, ben).await.expect("the last one");
        let stock = counter.stock(variant).await;
        assert_eq!((stock.available, stock.held, stock.version), (0, 3, 3));
        for bad in [0, -1, 100, i64::MIN, i64::MAX] {
            assert!(matches!(hold(counter, variant, bad, ben).await, Err(HoldError::Quantity)));
        }
        let mut elsewhere = counter.wish(variant, 1, ana);
        elsewhere.shop = model::ShopId(uuid::Uuid::nil());
        assert!(matches!(counter.commerce.hold(elsewhere).await, Err(HoldError::Unknown)));
        let unknown = VariantId(uuid::Uuid::nil());
        assert!(matches!(hold(counter, unknown, 1, ana).await, Err(HoldError::Unknown)));
    }

    async fn a_hold_past_its_deadline_is_there_for_the_next(counter: Counter) {
        let variant = counter.variant(1).await;
        let (ana, ben) = (counter.shopper(), counter.shopper());
        hold(counter, variant, 1, ana).await.expect("the only one");
        counter.advance(HOLD - Duration::from_micros(1));
        assert!(hold(counter, variant, 1, ben).await.is_err(), "a moment before the deadline");
        counter.advance(Duration::from_micros(1));
        assert_eq!(counter.commerce.holds_of(counter.shop, ana).await.expect("a list"), []);
        // Nobody has swept.
        hold(counter, variant, 1, ben).await.expect("at the deadline");
    }

    async fn the_same_key_is_the_same_hold(counter: Counter) {
        let variant = counter.variant(10).await;
        let ana = counter.shopper();
        let keyed = |quantity, holder, key: &str| Wish {
            key: Some(key.to_owned()),
            ..counter.wish(variant, quantity, holder)
        };
        let first = counter.commerce.hold(keyed(1, ana, "one")).await.expect("a hold");
        let again = counter.commerce.hold(keyed(1, ana, "one")).await.expect("the same");
        assert_eq!(first, again);
        let other = counter.commerce.hold(keyed(2, ana, "one")).await;
        assert!(matches!(other, Err(HoldError::KeyReused)), "{other:?}");
        let theirs = counter.commerce.hold(keyed(1, counter.shopper(), "one")).await.expect("another's key");
        assert_ne!(theirs.id, first.id);
        for bad in ["", "with space", "ü", &"x".repeat(201)] {
            assert!(matches!(counter.commerce.hold(keyed(1, ana, bad)).await, Err(HoldError::Key)));
        }
        // All in one batch: nobody is settled before the stop opens.
        let mut stop = counter.stops.at("hold.begin");
        let blocker = tokio::spawn({
            let (commerce, wish) = (counter.commerce.clone(), counter.wish(variant, 1, counter.shopper()));
            async move { commerce.hold(wish).await }
        });
        stop.reached().await;
        let wishes = [keyed(1, ana, "two"), keyed(1, ana, "two"), keyed(3, ana, "two"), keyed(1, ana, "one")];
        let together = wishes.map(|wish| counter.commerce.hold(wish));
        let (answers, ()) = tokio::join!(futures_util::future::join_all(together), async { stop.go() });
        blocker.await.expect("no panic").expect("one of ten");
        let [two, twin, other, one] = <[_; 4]>::try_from(answers).expect("four answers");
        assert_eq!(two.as_ref().expect("a hold"), &twin.expect("the same"));
        assert!(matches!(other, Err(HoldError::KeyReused)));
        assert_eq!(one.expect("the first").id, first.id);
        assert_eq!(counter.stock(variant).await.available, 6);
        // Let go, it stays the answer to its key.
        counter.commerce.release_hold(counter.shop, ana, first.id).await.expect("let go");
        let after = counter.commerce.hold(keyed(1, ana, "one")).await.expect("the same still");
        assert_eq!((after.id, after.state), (first.id, HoldState::Released));
    }

    async fn many_at_once_get_no_more_than_there_is(counter: Counter) {
        let variant = counter.variant(100).await;
        let tries = (0..1_000).map(|number| {
            let wish = counter.wish(variant, 1 + i64::from(number % 7 == 0), counter.shopper());
            let commerce = counter.commerce.clone();
            tokio::spawn(async move { commerce.hold(wish).await })
        });
        let answers = futures_util::future::join_all(tries).await;
        let mut sold = 0;
        for answer in answers {
            match answer.expect("no panic") {
                Ok(hold) => sold += hold.quantity,
                Err(error) => assert!(matches!(error, HoldError::SoldOut { .. }), "{error}"),
            }
        }
        assert_eq!(sold, 100);
        assert_eq!(counter.stock(variant).await.available, 0);
    }

    async fn the_limit_of_one_shopper_holds_for_many_wishes_at_once(counter: Counter) {
        let (variant, ana) = (counter.variant(1_000).await, counter.shopper());
        let together = async |variant, wishes: usize| {
            let tries = (0..wishes).map(|_| {
                let (commerce, wish) = (counter.commerce.clone(), counter.wish(variant, 10, ana));
                tokio::spawn(async move { commerce.hold(wish).await })
            });
            let mut had = 0;
            for answer in futures_util::future::join_all(tries).await {
                match answer.expect("no panic") {
                    Ok(hold) => had += hold.quantity,
                    Err(error) => assert!(matches!(error, HoldError::TooMany), "{error}"),
                }
            }
            had
        };
        assert_eq!(together(variant, 40).await, 90);
        for _ in 0..4 {
            let other = counter.variant(1_000).await;
            assert_eq!(together(other, 9).await, 90);
        }
        let last = counter.variant(1_000).await;
        assert_eq!(together(last, 9).await, 50, "500 in one shop");
        // What has run out counts no longer, swept or not.
        counter.advance(HOLD);
        assert_eq!(together(variant, 40).await, 90);
    }

    async fn units_for_a_checkout_that_cannot_be_written_go_back_at_once(counter: Counter) {
        let (variant, ana) = (counter.variant(3).await, counter.shopper());
        let mut tx = counter.commerce.db.begin().await.expect("a transaction");
        execute!(
            tx,
            "INSERT INTO shop_settings (shop_id, currency, country, prices_include_tax, hold_s, shows_buyers, next_order)
             VALUES ($1, 'no currency', 'PT', TRUE, 600, TRUE, 1)",
            counter.shop,
        )
        .expect("settings nobody can read");
        tx.commit().await.expect("stored");
        let new = New {
            shop: counter.shop,
            holder: ana,
            show: None,
            is_new: false,
            source: Source::Lines(vec![Wanted { variant, quantity: 3, show: None }]),
            locale: "en".to_owned(),
            email: None,
            key: None,
        };
        let failed = counter.commerce.make_checkout(new).await;
        assert!(matches!(failed, Err(MakeError::Store(_))), "{failed:?}");
        assert_eq!(counter.stock(variant).await.available, 3, "nobody could ever pay for them");
        assert_eq!(counter.commerce.holds_of(counter.shop, ana).await.expect("a list"), []);
    }

    async fn a_hold_is_extended_ten_times_and_given_back(counter: Counter) {
        let variant = counter.variant(1).await;
        let (ana, ben) = (counter.shopper(), counter.shopper());
        let (shop, commerce) = (counter.shop, &counter.commerce);
        let held = hold(counter, variant, 1, ana).await.expect("a hold");
        for time in 1..=10 {
            counter.advance(HOLD / 2);
            let longer = commerce.extend_hold(shop, ana, held.id).await.expect("more time");
            assert_eq!((longer.extended, longer.until), (time, counter.now() + HOLD));
        }
        assert!(matches!(commerce.extend_hold(shop, ana, held.id).await, Err(HoldError::Extended)));
        assert!(matches!(commerce.extend_hold(shop, ben, held.id).await, Err(HoldError::Unknown)));
        assert!(matches!(commerce.release_hold(shop, ben, held.id).await, Err(HoldError::Unknown)));
        commerce.release_hold(shop, ana, held.id).await.expect("given back");
        commerce.release_hold(shop, ana, held.id).await.expect("twice is once");
        assert_eq!(counter.stock(variant).await.available, 1);
        assert!(matches!(commerce.extend_hold(shop, ana, held.id).await, Err(HoldError::Over)));
        let late = hold(counter, variant, 1, ana).await.expect("another");
        counter.advance(HOLD);
        assert!(matches!(commerce.extend_hold(shop, ana, late.id).await, Err(HoldError::Over)));
    }

    async fn what_comes_back_goes_to_those_in_line_in_their_order(counter: Counter) {
        let variant = counter.variant(2).await;
        let (shop, commerce) = (counter.shop, counter.commerce.clone());
        let (ana, ben, eve, zoe) = (counter.shopper(), counter.shopper(), counter.shopper(), counter.shopper());
        let held = hold(counter, variant, 2, ana).await.expect("both");
        let place = commerce.join_line(shop, variant, 1, ben, None).await.expect("in line");
        assert_eq!((place.state, place.position), (WaitState::Waiting, 1));
        let place = commerce.join_line(shop, variant, 3, eve, None).await.expect("in line");
        assert_eq!(place.position, 2);
        let again = commerce.join_line(shop, variant, 1, ben, None).await.expect("in line");
        assert_eq!(again.position, 1, "whoever asks again keeps their place");
        assert!(matches!(hold(counter, variant, 1, zoe).await, Err(HoldError::SoldOut { available: 0, .. })));
        commerce.release_hold(shop, ana, held.id).await.expect("both are back");
        let refused = hold(counter, variant, 1, zoe).await;
        assert!(matches!(refused, Err(HoldError::SoldOut { available: 0, .. })), "nobody jumps the line: {refused:?}");
        let offered = async |who| {
            let place = commerce.line_position(shop, variant, who).await.expect("an answer").expect("in line");
            assert_eq!(place.state, WaitState::Offered);
            let holds = commerce.holds_of(shop, who).await.expect("a list");
            assert_eq!(Some(holds[0].id), place.hold_id);
            (holds[0].quantity, holds[0].until)
        };
        assert_eq!(offered(ben).await, (1, counter.now() + HOLD));
        assert_eq!(offered(eve).await.0, 1, "one of three is left for her");
        commerce.leave_line(shop, variant, ben).await.expect("out of it");
        assert_eq!(commerce.line_position(shop, variant, ben).await.expect("an answer"), None);
        hold(counter, variant, 1, zoe).await.expect("what ben gave back");
        counter.advance(HOLD);
        assert_eq!(commerce.line_position(shop, variant, eve).await.expect("an answer"), None, "her turn is over");
        let place = commerce.join_line(shop, variant, 2, eve, None).await.expect("at once");
        assert_eq!(place.state, WaitState::Offered, "all ran out, so it is her turn at once");
        assert_eq!(counter.stock(variant).await.waiting, 0);
    }

    async fn stock_is_set_with_what_was_seen_in_mind(counter: Counter) {
        let variant = counter.variant(5).await;
        let (shop, product, commerce) = (counter.shop, counter.product, &counter.commerce);
        let seen = counter.stock(variant).await;
        hold(counter, variant, 1, counter.shopper()).await.expect("a hold");
        let to = |available, version| SetStock::To { available, version };
        let stale = commerce.set_stock(shop, product, variant, to(9, seen.version)).await;
        assert!(matches!(stale, Err(StockError::Changed(stock)) if stock.available == 4), "{stale:?}");
        let stock = commerce.set_stock(shop, product, variant, to(9, seen.version + 1)).await.expect("set");
        assert_eq!((stock.available, stock.held), (9, 1));
        commerce.set_stock(shop, product, variant, SetStock::Delta(-9)).await.expect("none left");
        for bad in [-1, i64::MIN, i64::MAX, 1_000_000_001] {
            let refused = commerce.set_stock(shop, product, variant, SetStock::Delta(bad)).await;
            assert!(matches!(refused, Err(StockError::Amount)), "{bad}: {refused:?}");
        }
        let ben = counter.shopper();
        commerce.join_line(shop, variant, 2, ben, None).await.expect("in line");
        let stock = commerce.set_stock(shop, product, variant, SetStock::Delta(3)).await.expect("more");
        assert_eq!((stock.available, stock.held, stock.waiting), (1, 3, 0), "the line is served first");
    }
}
