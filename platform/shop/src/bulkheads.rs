//! Bulkheads (Nygard, "Release It!", chapter 5): how many purchases of one shop are
//! being written at the same moment. The others wait in their order before they ask
//! for the database's writer, so that a rush in one shop leaves the other shops
//! their part of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use model::ShopId;
use store::Db;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// SQLite has one writer: it is handed from shop to shop.
const ON_SQLITE: usize = 1;
/// Enough for each commit to settle several, with connections left for others.
const ON_POSTGRES: usize = 6;
/// How long somebody waits before anything of theirs is written.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long what is half done waits. Less than it takes until a payment is looked up.
const SOON: Duration = Duration::from_secs(1);
/// Shops remembered before those nobody asks for are forgotten.
const SHOPS: usize = 256;

/// Who is writing in each shop. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Bulkheads {
    at_once: usize,
    shops: Arc<Mutex<HashMap<ShopId, Arc<Semaphore>>>>,
}

/// A place inside; dropped, it is the next one's.
#[derive(Debug)]
pub(crate) struct Place {
    _permit: OwnedSemaphorePermit,
}

/// Too many purchases of the shop waited before this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full;

impl Bulkheads {
    /// As many at once as suits the engine.
    pub(crate) fn on(db: &Db) -> Self {
        let at_once = match db {
            Db::Sqlite { .. } => ON_SQLITE,
            Db::Postgres(_) => ON_POSTGRES,
        };
        Self::new(at_once)
    }

    fn new(at_once: usize) -> Self {
        let shops = Arc::default();
        Self { at_once, shops }
    }

    /// Waits for a place. It is for one transaction: nobody else is waited for
    /// inside, and no second one is taken.
    ///
    /// # Errors
    /// When there is none in ten seconds.
    pub(crate) async fn enter(&self, shop: ShopId) -> Result<Place, Full> {
        self.enter_within(PATIENCE, shop).await
    }

    /// The same for what has to go on in any case: after a second without a place.
    pub(crate) async fn enter_soon(&self, shop: ShopId) -> Option<Place> {
        self.enter_within(SOON, shop).await.ok()
    }

    async fn enter_within(&self, patience: Duration, shop: ShopId) -> Result<Place, Full> {
        let places = self.of(shop).acquire_owned();
        let permit = timeout(patience, places).await.map_err(|_late| Full)?;
        let _permit = permit.expect("it is never closed");
        Ok(Place { _permit })
    }

    fn of(&self, shop: ShopId) -> Arc<Semaphore> {
        let mut shops = self.shops.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(places) = shops.get(&shop) {
            return places.clone();
        }
        if shops.len() >= SHOPS {
            // Whoever waits or writes has one too.
            shops.retain(|_, places| Arc::strong_count(places) > 1);
        }
        let places = Arc::new(Semaphore::new(self.at_once));
        shops.insert(shop, places.clone());
        places
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use uuid::Uuid;

    use super::*;

    fn shop(number: u128) -> ShopId {
        ShopId(Uuid::from_u128(number))
    }

    #[tokio::test(start_paused = true)]
    async fn a_rush_in_one_shop_leaves_room_in_another() {
        let bulkheads = Bulkheads::new(2);
        let first = bulkheads.enter(shop(1)).await.unwrap();
        let _second = bulkheads.enter(shop(1)).await.unwrap();
        let mut third = Box::pin(bulkheads.enter(shop(1)));
        assert!(third.as_mut().now_or_never().is_none(), "both are taken");
        bulkheads.enter(shop(2)).await.unwrap();
        drop(first);
        third.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_ever() {
        let bulkheads = Bulkheads::new(1);
        let first = bulkheads.enter(shop(1)).await.unwrap();
        assert_eq!(bulkheads.enter(shop(1)).await.unwrap_err(), Full);
        let begun = tokio::time::Instant::now();
        assert!(bulkheads.enter_soon(shop(1)).await.is_none());
        assert_eq!(begun.elapsed(), SOON);
        drop(first);
        bulkheads.enter(shop(1)).await.unwrap();
    }

    #[tokio::test]
    async fn shops_nobody_asks_for_are_forgotten_and_others_are_not() {
        let bulkheads = Bulkheads::new(1);
        let busy = bulkheads.enter(shop(1)).await.unwrap();
        for number in 0..3 * SHOPS as u128 {
            bulkheads.enter(shop(2 + number)).await.unwrap();
        }
        let known = bulkheads.shops.lock().unwrap();
        assert!(known.len() <= SHOPS);
        assert_eq!(known[&shop(1)].available_permits(), 0, "somebody writes there");
        drop((known, busy));
    }
}
