//! Two at once, in the order the test says: one transaction is stopped at a
//! point, and another passes or waits for it.

use std::time::Duration;

use kit::{Counter, on_both};
use model::{CheckoutId, HoldState, Holder, SystemEntropy, VariantId, WaitState};
use shop::holds::{self, CommitError, Hold, HoldError};
use shop::stock::{SetStock, StockError, Wish};
use store::Tx;
use tokio::task::JoinHandle;

/// The hold time where a shop says nothing.
const HOLD: Duration = Duration::from_secs(600);

/// `wish`, asked for in a task of its own.
fn asking(counter: &Counter, wish: Wish) -> JoinHandle<Result<Hold, HoldError>> {
    let commerce = counter.commerce.clone();
    tokio::spawn(async move { commerce.hold(wish).await })
}

async fn begin(counter: &Counter) -> Tx {
    counter.commerce.db.begin().await.expect("a transaction")
}

fn checkout(counter: &Counter) -> CheckoutId {
    CheckoutId::new(&*counter.clock, &SystemEntropy)
}

async fn held_for(counter: &Counter, variant: VariantId, holder: Holder, checkout: CheckoutId) -> Hold {
    let wish = Wish {
        checkout: Some(checkout),
        ..counter.wish(variant, 1, holder)
    };
    counter.commerce.hold(wish).await.expect("a unit is there")
}

on_both! {
    async fn two_want_the_last_one(counter: Counter) {
        let variant = counter.variant(1).await;
        let (ana, ben) = (counter.shopper(), counter.shopper());
        let mut stop = counter.stops.at("hold.commit");
        let first = asking(counter, counter.wish(variant, 1, ana));
        stop.reached().await;
        // Decided, but not committed: whoever comes now has to wait for it.
        let second = asking(counter, counter.wish(variant, 1, ben));
        stop.go();
        first.await.expect("no panic").expect("she was first");
        let refused = second.await.expect("no panic");
        assert!(matches!(refused, Err(HoldError::SoldOut { available: 0, .. })), "{refused:?}");
    }

    async fn the_stock_is_edited_while_someone_buys(counter: Counter) {
        let (shop, product, commerce) = (counter.shop, counter.product, counter.commerce.clone());
        // The edit is first: nobody buys what is not there any more.
        let variant = counter.variant(1).await;
        let seen = counter.stock(variant).await.version;
        let mut stop = counter.stops.at("stock.commit");
        let edit = tokio::spawn({
            let commerce = commerce.clone();
            let to = SetStock::To { available: 0, version: seen };
            async move { commerce.set_stock(shop, product, variant, to).await }
        });
        stop.reached().await;
        let mut wanted = counter.stops.at("hold.begin");
        let wish = asking(counter, counter.wish(variant, 1, counter.shopper()));
        wanted.reached().await;
        wanted.go();
        stop.go();
        assert_eq!(edit.await.expect("no panic").expect("as it was seen").available, 0);
        let refused = wish.await.expect("no panic");
        assert!(matches!(refused, Err(HoldError::SoldOut { available: 0, .. })), "{refused:?}");

        // The hold is first: the edit was made with another stock in mind.
        let variant = counter.variant(1).await;
        let seen = counter.stock(variant).await.version;
        let mut stop = counter.stops.at("stock.begin");
        let edit = tokio::spawn({
            let commerce = commerce.clone();
            let to = SetStock::To { available: 5, version: seen };
            async move { commerce.set_stock(shop, product, variant, to).await }
        });
        stop.reached().await;
        let wish = asking(counter, counter.wish(variant, 1, counter.shopper()));
        wish.await.expect("no panic").expect("it is there");
        stop.go();
        let edited = edit.await.expect("no panic");
        assert!(matches!(edited, Err(StockError::Changed(stock)) if stock.available == 0), "{edited:?}");
    }

    async fn someone_buys_while_a_hold_runs_out(counter: Counter) {
        let variant = counter.variant(1).await;
        let (ana, ben) = (counter.shopper(), counter.shopper());
        let first = counter.commerce.hold(counter.wish(variant, 1, ana)).await.expect("a hold");
        // He asks in time to be refused; by the time he is decided it has run out.
        let mut stop = counter.stops.at("hold.begin");
        let second = asking(counter, counter.wish(variant, 1, ben));
        stop.reached().await;
        counter.advance(HOLD);
        stop.go();
        second.await.expect("no panic").expect("hers has run out");
        let extended = counter.commerce.extend_hold(counter.shop, ana, first.id).await;
        assert!(matches!(extended, Err(HoldError::Over)), "{extended:?}");

        // She extends it just in time: the one who waited for that is refused.
        let variant = counter.variant(1).await;
        let first = counter.commerce.hold(counter.wish(variant, 1, ana)).await.expect("a hold");
        counter.advance(HOLD - Duration::from_secs(1));
        let mut stop = counter.stops.at("extend.commit");
        let extend = tokio::spawn({
            let (commerce, shop) = (counter.commerce.clone(), counter.shop);
            async move { commerce.extend_hold(shop, ana, first.id).await }
        });
        stop.reached().await;
        counter.advance(Duration::from_secs(2));
        let mut wanted = counter.stops.at("hold.begin");
        let second = asking(counter, counter.wish(variant, 1, ben));
        wanted.reached().await;
        wanted.go();
        stop.go();
        extend.await.expect("no panic").expect("a second before the end");
        let refused = second.await.expect("no panic");
        assert!(matches!(refused, Err(HoldError::SoldOut { available: 0, .. })), "{refused:?}");
    }

    async fn a_unit_comes_back_while_someone_joins_the_line(counter: Counter) {
        let (shop, commerce) = (counter.shop, counter.commerce.clone());
        for joins_first in [true, false] {
            let variant = counter.variant(1).await;
            let (ana, ben) = (counter.shopper(), counter.shopper());
            let held = commerce.hold(counter.wish(variant, 1, ana)).await.expect("a hold");
            let join = {
                let commerce = commerce.clone();
                async move { commerce.join_line(shop, variant, 1, ben, None).await }
            };
            let release = {
                let commerce = commerce.clone();
                async move { commerce.release_hold(shop, ana, held.id).await }
            };
            let (inside, arriving) = match joins_first {
                true => ("line.commit", "release.begin"),
                false => ("release.commit", "line.begin"),
            };
            let (mut stop, mut next) = (counter.stops.at(inside), counter.stops.at(arriving));
            let (join, release) = if joins_first {
                let join = tokio::spawn(join);
                stop.reached().await;
                (join, tokio::spawn(release))
            } else {
                let release = tokio::spawn(release);
                stop.reached().await;
                (tokio::spawn(join), release)
            };
            next.reached().await;
            next.go();
            stop.go();
            join.await.expect("no panic").expect("in line");
            release.await.expect("no panic").expect("given back");
            let place = commerce.line_position(shop, variant, ben).await.expect("an answer").expect("in line");
            assert_eq!(place.state, WaitState::Offered, "joins first: {joins_first}");
            let stock = counter.stock(variant).await;
            assert_eq!((stock.available, stock.held, stock.waiting), (0, 1, 0));
        }
    }

    async fn a_payment_begins_while_its_hold_runs_out(counter: Counter) {
        let (ana, ben) = (counter.shopper(), counter.shopper());
        let until = |counter: &Counter| counter.now() + Duration::from_secs(900);

        // It is committed in time; the deadline passes, and whoever comes then waits for it.
        let (variant, own) = (counter.variant(1).await, checkout(counter));
        held_for(counter, variant, ana, own).await;
        counter.advance(HOLD - Duration::from_secs(1));
        let mut tx = begin(counter).await;
        let committed = holds::commit(&mut tx, own, counter.now(), until(counter)).await.expect("in time");
        assert_eq!(committed[0].state, HoldState::Committed);
        counter.advance(Duration::from_secs(2));
        let mut wanted = counter.stops.at("hold.begin");
        let late = asking(counter, counter.wish(variant, 1, ben));
        wanted.reached().await;
        wanted.go();
        tx.commit().await.expect("committed");
        let refused = late.await.expect("no panic");
        assert!(matches!(refused, Err(HoldError::SoldOut { available: 0, .. })), "{refused:?}");
        let mut tx = begin(counter).await;
        let sold = holds::sell(&mut tx, own, counter.now()).await.expect("an answer");
        assert_eq!(sold.expect("sold").len(), 1);
        tx.commit().await.expect("committed");
        let stock = counter.stock(variant).await;
        assert_eq!((stock.available, stock.held), (0, 0));

        // The deadline passes first: whoever comes gets it, and nothing can be committed.
        let (variant, own) = (counter.variant(1).await, checkout(counter));
        held_for(counter, variant, ana, own).await;
        counter.advance(HOLD);
        let mut stop = counter.stops.at("hold.commit");
        let next = asking(counter, counter.wish(variant, 1, ben));
        stop.reached().await;
        let begun = {
            let (db, now, until) = (counter.commerce.db.clone(), counter.now(), until(counter));
            tokio::spawn(async move {
                let mut tx = db.begin().await.expect("a transaction");
                holds::commit(&mut tx, own, now, until).await
            })
        };
        stop.go();
        next.await.expect("no panic").expect("it had run out");
        let gone = begun.await.expect("no panic");
        assert!(matches!(gone, Err(CommitError::Gone(ref variants)) if *variants == [variant]), "{gone:?}");
    }

    async fn a_payment_that_comes_late_takes_only_what_nobody_waits_for(counter: Counter) {
        let (shop, ana, ben) = (counter.shop, counter.shopper(), counter.shopper());
        for someone_waits in [false, true] {
            let (variant, own) = (counter.variant(1).await, checkout(counter));
            held_for(counter, variant, ana, own).await;
            if someone_waits {
                counter.commerce.join_line(shop, variant, 1, ben, None).await.expect("in line");
            }
            counter.advance(HOLD);
            let now = counter.now();
            let mut tx = begin(counter).await;
            assert_eq!(holds::sell(&mut tx, own, now).await.expect("an answer"), None, "held, not committed");
            let (taken, variants) = holds::retake(&mut tx, own, now, now + HOLD).await.expect("an answer");
            assert_eq!(taken, !someone_waits);
            let sold = holds::sell(&mut tx, own, now).await.expect("an answer");
            assert_eq!(sold.is_some(), !someone_waits);
            tx.commit().await.expect("committed");
            counter.commerce.desk.look(variants);
            if someone_waits {
                let offered = async || {
                    let place = counter.commerce.line_position(shop, variant, ben).await.expect("an answer");
                    place.filter(|place| place.state == WaitState::Offered)
                };
                kit::eventually("the unit to reach the line", offered).await;
            }
        }
    }

    async fn a_caller_that_gives_up_loses_nothing(counter: Counter) {
        let variant = counter.variant(1).await;
        let wish = Wish { key: Some("mine".to_owned()), ..counter.wish(variant, 1, counter.shopper()) };
        let mut stop = counter.stops.at("hold.commit");
        let asked = asking(counter, wish.clone());
        stop.reached().await;
        asked.abort();
        assert!(asked.await.expect_err("given up").is_cancelled());
        stop.go();
        let held = counter.commerce.hold(wish).await.expect("it was granted");
        assert_eq!(held.state, HoldState::Held);
        assert_eq!(counter.stock(variant).await.held, 1, "once");

        // Whoever is gone before anything is decided gets nothing.
        let variant = counter.variant(1).await;
        let mut stop = counter.stops.at("hold.begin");
        let first = asking(counter, counter.wish(counter.variant(1).await, 1, counter.shopper()));
        stop.reached().await;
        if counter.engine() == kit::Engine::Sqlite {
            let gone = asking(counter, counter.wish(variant, 1, counter.shopper()));
            gone.abort();
            assert!(gone.await.is_err());
        }
        stop.go();
        first.await.expect("no panic").expect("a hold");
        counter.commerce.hold(counter.wish(variant, 1, counter.shopper())).await.expect("it is there");
    }
}
