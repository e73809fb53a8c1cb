//! Stripe's books, read for comparing.

use std::time::Duration;

use model::{SystemEntropy, Timestamp};
use shop::payments::{Movement, MovementKind, Provider};

use super::{GOOD, World, euro, succeeded};

/// All pages since `since`.
async fn all(world: &World, account: Option<&str>, since: Timestamp) -> Vec<Movement> {
    let (mut items, mut after) = (Vec::new(), None);
    loop {
        let page = world
            .stripe
            .movements(world.shop, account, since, after.as_deref());
        let page = page.await.expect("a page");
        items.extend(page.items);
        after = page.next;
        if after.is_none() {
            return items;
        }
    }
}

#[tokio::test]
async fn what_moved_is_told_oldest_first_and_only_the_shops_own() {
    let mut world = World::new().await;
    let start = world.stripe_time();
    let (charge, first) = world.paid().await;
    world.clock.advance(Duration::from_secs(3_600));
    let (_, second) = world.paid().await;
    // Declined, waiting, and another shop's on the same account.
    let declined = world.charge("4000000000000002").await;
    world.stripe.charge(&declined).await.unwrap();
    let waiting = world.charge("bank").await;
    world.stripe.charge(&waiting).await.unwrap();
    let own = world.shop;
    world.shop = super::ShopId::new(&*world.clock, &SystemEntropy);
    world.paid().await;
    world.shop = own;
    world.clock.advance(Duration::from_secs(40 * 24 * 3_600));
    let wish = world.refund(&charge, &first, 900);
    world.stripe.refund(&wish).await.unwrap();
    world.clock.advance(Duration::from_secs(3_600));
    let dispute = world.fake.dispute(None, &second, "needs_response");
    world.fake.close_dispute(None, &dispute, "won");
    world.fake.dispute(None, &first, "warning_needs_response");

    let moved = all(&world, None, start).await;
    let told: Vec<_> = moved
        .iter()
        .map(|one| (one.kind, one.payment_ref.as_str(), one.amount))
        .collect();
    let expected = [
        (MovementKind::Charge, first.as_str(), euro(3_900)),
        (MovementKind::Charge, second.as_str(), euro(3_900)),
        (MovementKind::Refund, first.as_str(), euro(-900)),
        (MovementKind::Dispute, second.as_str(), euro(-3_900)),
        (MovementKind::DisputeWon, second.as_str(), euro(3_900)),
    ];
    assert_eq!(told, expected);
    // A charge goes by the name its outcome had.
    assert_eq!(moved[0].provider_ref, first);
    assert!(moved.is_sorted_by_key(|one| one.at));
    // From the beginning of time it is the same, in a few pages.
    let asked = world.fake.asked("GET /v1/charges");
    assert_eq!(all(&world, None, Timestamp::UNIX_EPOCH).await, moved);
    assert!(world.fake.asked("GET /v1/charges") - asked < 60);
}

#[tokio::test]
async fn a_busy_hour_is_read_whole() {
    let world = World::new().await;
    let start = world.stripe_time();
    for _ in 0..130 {
        let charge = world.charge(GOOD).await;
        succeeded(&world.stripe.charge(&charge).await.unwrap());
    }
    let moved = all(&world, None, start).await;
    assert_eq!(moved.len(), 130);
    assert!(world.fake.asked("GET /v1/charges") >= 2, "a page holds a hundred");
}
