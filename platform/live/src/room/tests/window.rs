//! What is pinned on the picture: told to all, stored, and never older than what
//! was told before.

use std::time::Duration;

use chrono::TimeDelta;
use model::{Clock, Ending, EventId, ProductId, SystemEntropy};
use serde_json::{Value, json};

use super::store_front::{BOWL, CUP, JUG, LAMP, MUG, StoreFront, VASE, shown};
use super::world::{back, viewer};
use crate::pins::{self, PinError, RUN_MAX};
use crate::replays::Segment;

fn products(window: &Value) -> Vec<ProductId> {
    shown(window).into_iter().map(|(product, _)| product).collect()
}

#[tokio::test]
async fn a_pin_reaches_all_and_whoever_comes_later() {
    let front = StoreFront::new().await;
    let (world, show) = (&front.world, front.show().await);
    let ana = world.person("ana").await;
    let mut a = world.join(Some(&ana)).await;
    let room = a.next("resync").await;
    assert_eq!(
        room["window"],
        json!({ "pins": [], "voucher": null, "free_from": null })
    );
    let window = front.pin(BOWL).await;
    let told = a.next("pins").await;
    assert_eq!((told["seq"].as_i64(), &told["pins"]), (Some(1), &window["pins"]));
    assert_eq!(shown(&told), [(BOWL, Some(3_900))]);
    front.pin(CUP).await;
    let voucher = Some("GLAZE10".to_owned());
    world
        .live
        .show_voucher(&show, front.host(), voucher)
        .await
        .unwrap();
    a.next("pins").await;
    let last = a.next("pins").await;
    assert_eq!(
        (products(&last), &last["voucher"]),
        (vec![BOWL, CUP], &json!("GLAZE10"))
    );

    let mut guest = world.join(None).await;
    let late = guest.next("resync").await;
    assert_eq!(
        (&late["seq"], &late["window"]["pins"]),
        (&json!(3), &last["pins"])
    );
    let mut again = world.try_join(Some(&ana), back(&room, 2)).await.unwrap();
    again.next("welcome").await;
    assert_eq!(again.next("pins").await, last);
    // What is there already is told to nobody again.
    front.pin(BOWL).await;
    world.live.unpin(&show, front.host(), BOWL).await.unwrap();
    assert_eq!(products(&a.next("pins").await), [CUP]);
    let stands = world.live.window(&show, front.host()).await.unwrap();
    assert_eq!(products(&stands.window), [CUP]);
    assert_eq!(world.live.shows_pinning(CUP).await.unwrap(), [show.id]);
    assert!(world.live.shows_pinning(BOWL).await.unwrap().is_empty());
}

#[tokio::test]
async fn three_are_pinned_at_most_and_only_by_those_who_sell() {
    let front = StoreFront::new().await;
    let (live, show, host) = (&front.world.live, front.show().await, front.host());
    let stranger = viewer(Some(&front.world.person("eva").await));
    for product in [BOWL, CUP, JUG] {
        front.pin(product).await;
    }
    for (refused, expected) in [
        (
            live.pin(&show, host, VASE).await,
            "three products are pinned already",
        ),
        (
            live.pin(&show, host, MUG).await,
            "this product can't be bought at the moment",
        ),
        (
            live.pin(&show, host, LAMP).await,
            "this show's shop has no such product",
        ),
        (live.unpin(&show, host, VASE).await, "this product is not pinned"),
        (
            live.pin_next(&show, host).await,
            "the run of show has no further product",
        ),
        (
            live.pin(&show, stranger, BOWL).await,
            "only those who sell in this show may do this",
        ),
        (
            live.unpin(&show, stranger, BOWL).await,
            "only those who sell in this show may do this",
        ),
        (
            live.pin_next(&show, stranger).await,
            "only those who sell in this show may do this",
        ),
        (
            live.show_voucher(&show, stranger, None).await,
            "only those who sell in this show may do this",
        ),
    ] {
        assert_eq!(refused.unwrap_err().to_string(), expected);
    }
    assert_eq!(products(&front.pin(JUG).await), [BOWL, CUP, JUG]);
    let planned = live.show(front.planned().await).await.unwrap().unwrap();
    assert!(matches!(
        live.pin(&planned, host, BOWL).await,
        Err(PinError::NotLive)
    ));
    assert!(matches!(
        live.pin_next(&planned, host).await,
        Err(PinError::NotLive)
    ));
}

#[tokio::test]
async fn next_goes_through_the_run_of_show() {
    let front = StoreFront::new().await;
    let (live, show, host) = (&front.world.live, front.show().await, front.host());
    let stranger = viewer(Some(&front.world.person("eva").await));
    let run = vec![JUG, MUG, BOWL, CUP];
    live.set_run_of_show(&show, host, run.clone()).await.unwrap();
    let stands = live.run_of_show(&show, host).await.unwrap();
    assert_eq!((stands.products, stands.next), (run, Some(JUG)));
    front.pin(VASE).await;
    for expected in [vec![VASE, JUG], vec![VASE, BOWL], vec![VASE, CUP]] {
        let shown = live.pin_next(&show, host).await.unwrap();
        assert_eq!(products(&shown.window), expected);
    }
    assert!(matches!(live.pin_next(&show, host).await, Err(PinError::RunOver)));
    // Taken down by hand, it is still the one that next goes on behind.
    front.pin(JUG).await;
    live.unpin(&show, host, JUG).await.unwrap();
    let stands = live.run_of_show(&show, host).await.unwrap();
    assert_eq!(
        (stands.pinned, stands.next),
        (vec![VASE, CUP], Some(BOWL)),
        "the mug is a draft"
    );
    let shown = live.pin_next(&show, host).await.unwrap();
    assert_eq!(products(&shown.window), [VASE, CUP, BOWL]);

    let many = vec![BOWL; RUN_MAX + 1];
    for (run, by) in [
        (many, host),
        (vec![BOWL, BOWL], host),
        (vec![LAMP], host),
        (vec![], stranger),
    ] {
        live.set_run_of_show(&show, by, run).await.unwrap_err();
    }
    assert!(matches!(
        live.run_of_show(&show, stranger).await,
        Err(PinError::NotAllowed)
    ));
    live.end_show(show.id, Ending::Host).await.unwrap();
    let over = live.set_run_of_show(&show, host, vec![]).await;
    assert!(matches!(over, Err(PinError::Over)));
}

#[tokio::test]
async fn two_who_pin_at_once_lose_nothing() {
    let front = StoreFront::new().await;
    let (live, show, host) = (&front.world.live, front.show().await, front.host());
    let ana = front.world.person("ana").await;
    let mut a = front.world.seated(&ana).await;
    for round in 0..20 {
        let (one, other) = tokio::join!(live.pin(&show, host, BOWL), live.pin(&show, host, CUP));
        let (one, other) = (one.unwrap().window, other.unwrap().window);
        assert_eq!(products(&one).len() + products(&other).len(), 3, "one came first");
        let (first, last) = (a.next("pins").await, a.next("pins").await);
        assert_eq!((products(&first).len(), products(&last).len()), (1, 2));
        assert_eq!(first["seq"].as_i64().unwrap() + 1, last["seq"].as_i64().unwrap());
        let (one, other) = tokio::join!(live.unpin(&show, host, BOWL), live.unpin(&show, host, CUP));
        one.and(other).unwrap();
        a.next("pins").await;
        assert!(products(&a.next("pins").await).is_empty(), "round {round}");
    }
    let (one, other) = tokio::join!(live.pin(&show, host, BOWL), live.pin(&show, host, BOWL));
    assert_eq!(
        products(&one.unwrap().window),
        products(&other.unwrap().window),
        "the same twice is once"
    );
}

#[tokio::test]
async fn a_price_that_changes_while_a_window_is_composed_is_told_last() {
    let front = StoreFront::new().await;
    let (live, show, host) = (front.world.live.clone(), front.show().await, front.host());
    let mut guest = front.world.join(None).await;
    front.pin(BOWL).await;
    guest.next("pins").await;
    // It has read the old price, and is not told yet.
    let shut = front.prices.shut().await;
    let mut read = front.prices.read();
    read.borrow_and_update();
    let composing = tokio::spawn({
        let (live, show) = (live.clone(), show.clone());
        async move { live.pin(&show, host, CUP).await }
    });
    read.changed().await.unwrap();
    front.prices.set(BOWL, Some(2_900));
    let refreshing = tokio::spawn(async move { live.refresh_window(show.id).await });
    drop(shut);
    composing.await.unwrap().unwrap();
    refreshing.await.unwrap().unwrap();
    let first = guest.next("pins").await;
    assert_eq!(shown(&first), [(BOWL, Some(3_900)), (CUP, Some(3_900))]);
    let told = guest.next("pins").await;
    assert_eq!(shown(&told), [(BOWL, Some(2_900)), (CUP, Some(3_900))]);
    // A refresh that finds nothing new is not told; what is not sold any more comes down.
    let show = front.show().await;
    front.world.live.refresh_window(show.id).await.unwrap();
    front.prices.set(CUP, None);
    front.world.live.refresh_window(show.id).await.unwrap();
    let after = guest.next("pins").await;
    assert_eq!(after["seq"].as_i64(), told["seq"].as_i64().map(|seq| seq + 1));
    assert_eq!(products(&after), [BOWL]);
}

#[tokio::test]
async fn what_is_pinned_outlives_the_server() {
    let front = StoreFront::new().await;
    let ana = front.world.person("ana").await;
    front.pin(BOWL).await;
    let (setup, prices) = (front.setup(), front.prices.clone());
    let world = front.world.restarted_with(setup.clone()).await;
    let room = world.join(Some(&ana)).await.next("resync").await;
    assert_eq!(
        (products(&room["window"]), &room["seq"]),
        (vec![BOWL], &json!(1)),
        "and is not told again"
    );

    // Stored, and killed before it was told.
    world.clock.advance(Duration::from_secs(1));
    let mut tx = world.live.db.begin().await.unwrap();
    let id = EventId::new(&*world.live.clock, &SystemEntropy);
    pins::db::pin(&mut tx, id, world.show, CUP, world.clock.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    prices.set(BOWL, Some(1));
    let world = world.restarted_with(setup).await;
    let mut again = world.try_join(Some(&ana), back(&room, 1)).await.unwrap();
    again.next("welcome").await;
    let told = again.next("pins").await;
    assert_eq!(
        (&told["seq"], shown(&told)),
        (&json!(2), vec![(BOWL, Some(1)), (CUP, Some(3_900))])
    );
}

#[tokio::test]
async fn the_replay_shows_each_pin_at_its_second() {
    let front = StoreFront::new().await;
    let (world, live, show) = (&front.world, &front.world.live, front.show().await);
    let start = world.clock.now();
    for number in 1..=4 {
        let segment = Segment {
            kind: "media".into(),
            number,
            init: 1,
            start_ms: (number - 1) * 1_000,
            duration_us: 1_000_000,
            program_date_time: start + TimeDelta::seconds(number - 1),
            discontinuity: false,
            bytes: 1,
        };
        live.writing_segment(show.id, &segment).await.unwrap();
        live.segment_stored(show.id, "media", number).await.unwrap();
    }
    world.clock.advance(Duration::from_millis(1_500));
    front.pin(BOWL).await;
    world.clock.advance(Duration::from_secs(1));
    front.pin(CUP).await;
    let early = live
        .moments(BOWL, async |_| Ok::<_, store::Error>(true))
        .await
        .unwrap();
    assert!(early.is_empty(), "not before it is a replay");
    world.clock.advance(Duration::from_secs(1));
    live.end_show(show.id, Ending::Host).await.unwrap();
    let show = front.show().await;
    let stands = live.window(&show, front.host()).await.unwrap();
    assert!(products(&stands.window).is_empty());
    let open = "SELECT COUNT(*) FROM show_pins WHERE show_id = $1 AND unpinned_at IS NULL";
    assert_eq!(world.count(open).await, 0);

    let all = live.timeline(&show, 0, 60_000).await.unwrap();
    let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let told: Vec<_> = all
        .events
        .iter()
        .map(|one| (one.offset_ms, products(&value(&one.event))))
        .collect();
    assert_eq!(told, [(1_500, vec![BOWL]), (2_500, vec![BOWL, CUP])]);
    assert_eq!(all.window, None);
    for (from_ms, expected) in [
        (1_000, None),
        (2_000, Some(vec![BOWL])),
        (3_000, Some(vec![BOWL, CUP])),
    ] {
        let stretch = live.timeline(&show, from_ms, from_ms + 100).await.unwrap();
        let window = stretch.window.map(|window| products(&value(&window)));
        assert_eq!(window, expected, "at {from_ms}");
    }
    let moments = live
        .moments(CUP, async |_| Ok::<_, store::Error>(true))
        .await
        .unwrap();
    assert_eq!(moments.len(), 1);
    assert_eq!((moments[0].show.id, moments[0].offset_ms), (show.id, 2_500));
    let hidden = live
        .moments(CUP, async |_| Ok::<_, store::Error>(false))
        .await
        .unwrap();
    assert!(hidden.is_empty());
    world.clock.advance(Duration::from_secs(24 * 3_600));
    let gone = live
        .moments(CUP, async |_| Ok::<_, store::Error>(true))
        .await
        .unwrap();
    assert!(gone.is_empty());
    assert!(matches!(
        live.window(&show, front.host()).await,
        Err(PinError::Gone)
    ));
}
