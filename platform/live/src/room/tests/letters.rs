//! Letters of the shop: to one holder in all their seats, and to those who sell.

use model::GuestId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::store_front::StoreFront;
use super::world::{Guest, first, visitor};
use crate::room::Visitor;

/// What came, up to the answer to something said behind it.
async fn letters(guest: &mut Guest, id: i64) -> Vec<Value> {
    guest.say(id, "mark").await;
    let all = guest.everything(id).await;
    all.into_iter()
        .filter(|one| one["t"] == "basket" || one["t"] == "order")
        .collect()
}

#[tokio::test]
async fn a_letter_reaches_all_seats_of_its_holder_and_no_other() {
    let front = StoreFront::new().await;
    let (world, rooms) = (&front.world, &front.world.live.rooms);
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let (mut phone, mut desk) = (world.seated(&ana).await, world.seated(&ana).await);
    let (mut b, mut host) = (world.seated(&ben).await, world.seated(&world.host).await);
    let browser = GuestId(Uuid::from_u128(4_711));
    let show = front.show().await;
    let as_guest = Visitor {
        guest: Some(browser),
        ..visitor(None)
    };
    let mut guest = Guest::of(rooms.join(&show, as_guest, first()).await.unwrap());
    guest.next("resync").await;

    let basket = json!({ "t": "basket", "shop": "casa-lumen", "version": 4 });
    rooms.tell_holder(ana.id.0, &basket);
    rooms.tell_holder(browser.0, &basket);
    rooms.tell_runners(show.id, &json!({ "t": "order", "number": 1_001 }));
    rooms.tell_holder(ana.id.0, &json!({ "t": "basket", "shop": "x".repeat(5_000) }));
    assert_eq!(letters(&mut phone, 1).await, std::slice::from_ref(&basket));
    assert_eq!(letters(&mut desk, 1).await, std::slice::from_ref(&basket));
    assert_eq!(guest.next("basket").await, basket);
    assert!(letters(&mut b, 1).await.is_empty());
    assert_eq!(
        letters(&mut host, 1).await,
        [json!({ "t": "order", "number": 1_001 })]
    );
}

#[tokio::test]
async fn letters_that_nobody_takes_are_lost_and_close_no_seat() {
    let front = StoreFront::new().await;
    let (world, rooms) = (&front.world, &front.world.live.rooms);
    let ana = world.person("ana").await;
    let mut a = world.seated(&ana).await;
    for version in 0..1_000 {
        rooms.tell_holder(ana.id.0, &json!({ "t": "basket", "version": version }));
    }
    let told = letters(&mut a, 1).await;
    assert!((1..=32).contains(&told.len()), "{} letters", told.len());
    assert_eq!(told[0]["version"], 0);
}
