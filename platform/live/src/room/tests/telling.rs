//! When a window is told anew, and when it is not: counts pass by as `stock`, a
//! shop that is away keeps nobody out, and what has grown too large comes down.

use std::sync::atomic::Ordering;
use std::time::Duration;

use model::{ProductId, VariantId};
use serde_json::json;
use uuid::Uuid;

use super::store_front::{BOWL, CUP, JUG, StoreFront, shown};
use super::world::{back, hasty};

const PINS: &str = "SELECT COUNT(*) FROM room_events WHERE show_id = $1 AND kind = 'pins'";

#[tokio::test]
async fn counts_are_no_reason_to_tell_a_window_anew() {
    let front = StoreFront::new().await;
    let (world, prices) = (&front.world, &front.prices);
    let mut guest = world.join(None).await;
    let room = guest.next("resync").await;
    prices.leave(BOWL, 7, 1);
    front.pin(BOWL).await;
    assert_eq!(guest.next("pins").await["pins"][0]["left"], 7);
    prices.leave(BOWL, 5, 2);
    world.live.refresh_window(world.show).await.unwrap();
    let late = world.join(None).await.next("resync").await;
    assert_eq!(late["window"]["pins"][0]["left"], 5, "it is there to be read");
    front.pin(CUP).await;
    assert_eq!(guest.next("pins").await["seq"], 2, "nothing was told between");

    // The same when the room is opened again.
    prices.leave(BOWL, 3, 3);
    let setup = front.setup();
    let world = front.world.restarted_with(setup).await;
    let mut again = world.try_join(None, back(&room, 2)).await.unwrap();
    again.next("welcome").await;
    let resync = world.join(None).await.next("resync").await;
    assert_eq!(
        (&resync["seq"], &resync["window"]["pins"][0]["left"]),
        (&json!(2), &json!(3))
    );
    assert_eq!(world.count(PINS).await, 2);
}

#[tokio::test]
async fn a_shop_that_is_away_keeps_nobody_out_of_the_room() {
    let front = StoreFront::new().await;
    let mut setup = front.setup();
    setup.pace.look = Duration::from_millis(5);
    let mut before = front.world.join(None).await;
    let room = before.next("resync").await;
    front.pin(BOWL).await;
    before.next("pins").await;
    let prices = front.prices.clone();
    prices.is_away.store(true, Ordering::Relaxed);
    let world = front.world.restarted_with(setup).await;
    let mut guest = world.join(None).await;
    let bare = json!({ "pins": [], "voucher": null, "free_from": null });
    assert_eq!(guest.next("resync").await["window"], bare);
    let mut again = world.try_join(None, back(&room, 1)).await.unwrap();
    again.next("welcome").await;
    prices.set(BOWL, Some(2_900));
    prices.is_away.store(false, Ordering::Relaxed);
    for seat in [&mut guest, &mut again] {
        let told = seat.next("pins").await;
        assert_eq!(
            (&told["seq"], shown(&told)),
            (&json!(2), vec![(BOWL, Some(2_900))])
        );
    }
}

#[tokio::test]
async fn what_has_grown_too_large_to_be_told_comes_down() {
    let front = StoreFront::new().await;
    let mut guest = front.world.join(None).await;
    for product in [BOWL, CUP, JUG] {
        front.pin(product).await;
        guest.next("pins").await;
    }
    front.prices.describe(60_000);
    front.prices.set(JUG, Some(1));
    front.world.live.refresh_window(front.world.show).await.unwrap();
    let told = guest.next("pins").await;
    assert_eq!(shown(&told), [(CUP, Some(3_900)), (JUG, Some(1))]);
}

#[tokio::test]
async fn whoever_comes_in_learns_the_stock_of_every_variant() {
    let mut setup = hasty();
    setup.pace.counts = Duration::from_secs(3_600);
    let front = StoreFront::with(setup).await;
    for product in [BOWL, CUP, JUG] {
        front.pin(product).await;
    }
    for number in 0..300u16 {
        let product = [BOWL, CUP, JUG][usize::from(number % 3)];
        let variant = VariantId(Uuid::from_u128(number.into()));
        front.world.live.rooms.stock(product, variant, 0, 2);
    }
    let mut late = front.world.join(None).await;
    late.next("resync").await;
    let told = late.next("stock").await;
    assert_eq!(told["variants"].as_array().map(Vec::len), Some(300));
}

#[tokio::test]
async fn stock_is_heard_of_what_is_in_the_run_by_now_alone() {
    let front = StoreFront::new().await;
    let (live, show, host) = (&front.world.live, front.show().await, front.host());
    let guest = front.world.join(None).await;
    front.pin(BOWL).await;
    let sold = |mut goods: Vec<ProductId>| {
        goods.sort();
        goods
    };
    for (run, expected) in [
        (vec![CUP, JUG], vec![BOWL, CUP, JUG]),
        (vec![JUG], vec![BOWL, JUG]),
        (vec![], vec![BOWL]),
    ] {
        live.set_run_of_show(&show, host, run).await.unwrap();
        assert_eq!(sold(live.rooms.goods()), expected);
    }
    drop(guest);
}
