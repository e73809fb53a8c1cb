//! What is left and who bought, as the room tells it in passing.

use std::time::Duration;

use model::{ProductId, ShowId, VariantId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::store_front::{BOWL, CUP, JUG, StoreFront};
use super::world::{hasty, viewer};
use crate::room::Sold;

const SMALL: VariantId = VariantId(Uuid::from_u128(100));
const LARGE: VariantId = VariantId(Uuid::from_u128(101));

fn sold(product: ProductId, who: &str) -> Sold {
    Sold {
        who: Some(who.to_owned()),
        what: "Sage bowl".to_owned(),
        product,
        units: 1,
    }
}

fn line(variant: VariantId, left: i64, version: i64) -> Value {
    json!({ "variant": variant, "left": left, "version": version })
}

#[tokio::test]
async fn the_newest_count_of_what_is_sold_here_is_told() {
    let front = StoreFront::new().await;
    let (world, rooms, show) = (&front.world, &front.world.live.rooms, front.show().await);
    let run = vec![CUP];
    world
        .live
        .set_run_of_show(&show, front.host(), run)
        .await
        .unwrap();
    let mut guest = world.join(None).await;
    guest.next("resync").await;
    front.pin(BOWL).await;
    guest.next("pins").await;
    rooms.stock(JUG, VariantId(Uuid::from_u128(7)), 1, 99);
    rooms.stock(BOWL, SMALL, 7, 31);
    rooms.stock(BOWL, SMALL, 9, 30);
    assert_eq!(guest.next("stock").await["variants"], json!([line(SMALL, 7, 31)]));
    rooms.stock(BOWL, SMALL, 9, 30);
    rooms.stock(CUP, LARGE, 3, 1);
    assert_eq!(guest.next("stock").await["variants"], json!([line(LARGE, 3, 1)]));

    // Whoever comes in knows what is left of what is pinned.
    let ana = world.person("ana").await;
    let mut a = world.join(Some(&ana)).await;
    a.next("resync").await;
    assert_eq!(a.next("stock").await["variants"], json!([line(SMALL, 7, 31)]));
    assert_eq!(rooms.goods().len(), 2);
    front.world.live.unpin(&show, front.host(), BOWL).await.unwrap();
    guest.next("pins").await;
    rooms.stock(BOWL, SMALL, 6, 32);
    rooms.stock(CUP, LARGE, 2, 2);
    assert_eq!(guest.next("stock").await["variants"], json!([line(LARGE, 2, 2)]));
}

#[tokio::test]
async fn a_rush_is_told_at_the_rooms_pace() {
    let mut setup = hasty();
    setup.pace.counts = Duration::from_secs(3_600);
    let front = StoreFront::with(setup).await;
    let (world, rooms) = (&front.world, &front.world.live.rooms);
    let ana = world.person("ana").await;
    let mut a = world.seated(&ana).await;
    a.next("counts").await;
    front.pin(BOWL).await;
    for unit in 1..=500 {
        rooms.stock(BOWL, SMALL, 500 - unit, unit);
        rooms.sold(world.show, sold(BOWL, "Ben C."));
    }
    a.say(1, "nothing of it yet").await;
    let told = a.everything(1).await;
    assert!(
        !told.iter().any(|one| one["t"] == "stock" || one["t"] == "sold"),
        "{told:?}"
    );
    let mut late = world.join(None).await;
    late.next("resync").await;
    assert_eq!(late.next("stock").await["variants"], json!([line(SMALL, 0, 500)]));
}

#[tokio::test]
async fn who_bought_is_told_a_few_at_a_time() {
    let front = StoreFront::new().await;
    let (world, rooms) = (&front.world, &front.world.live.rooms);
    front.pin(BOWL).await;
    let mut guest = world.join(None).await;
    guest.next("counts").await;
    rooms.sold(world.show, sold(BOWL, "Ana B."));
    let told = guest.next("sold").await;
    assert_eq!(
        told,
        json!({ "t": "sold", "who": "Ana B.", "what": "Sage bowl", "product": BOWL, "units": 1 })
    );
    rooms.sold(ShowId(Uuid::nil()), sold(BOWL, "Nobody"));
    for buyer in 0..50 {
        rooms.sold(world.show, sold(BOWL, &format!("Buyer {buyer}")));
    }
    let mut units = 0;
    while units < 50 {
        units += guest.next("sold").await["units"].as_i64().unwrap();
    }
    assert_eq!(units, 50);
}

#[tokio::test]
async fn a_show_is_told_minute_by_minute() {
    let front = StoreFront::with({
        let mut setup = hasty();
        setup.pace.look = Duration::from_millis(5);
        setup
    })
    .await;
    let (world, rooms) = (&front.world, &front.world.live.rooms);
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let (mut a, b) = (world.seated(&ana).await, world.seated(&ben).await);
    a.send(&json!({ "t": "heart", "n": 3 })).await;
    a.find(|message| message["t"] == "counts" && message["hearts"] == 3 && message["watching"] == 2)
        .await;
    let first = world.live.clock.now().timestamp() / 60;
    world.clock.advance(Duration::from_secs(60));
    drop(b);
    a.find(|message| message["t"] == "counts" && message["watching"] == 1)
        .await;
    let show = front.show().await;
    world.live.end_show(show.id, model::Ending::Host).await.unwrap();
    let minutes = rooms.minutes(&show, front.host()).await.unwrap();
    let told: Vec<_> = minutes
        .iter()
        .map(|one| (one.minute - first, one.hearts))
        .collect();
    assert_eq!(told.iter().map(|one| one.1).sum::<i64>(), 3, "{told:?}");
    assert_eq!(minutes.iter().map(|one| one.watching).max(), Some(2));
    assert!(told.iter().all(|one| (0..=1).contains(&one.0)), "{told:?}");
    assert!(rooms.minutes(&show, viewer(Some(&ana))).await.is_err());
}
