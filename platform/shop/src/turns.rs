//! Turns: how many purchases of one shop are being written at the same moment.
//! The others wait in their order before they ask for the database's writer, so
//! that a rush in one shop leaves the other shops their part of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use model::ShopId;
use store::{Db, Error, Result, sqlx};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// SQLite has one writer: it is handed from shop to shop.
const ON_SQLITE: usize = 1;
/// Enough for each commit to settle several, with connections left for others.
const ON_POSTGRES: usize = 6;
/// How long somebody waits for their turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// Shops remembered before those nobody asks for are forgotten.
const SHOPS: usize = 256;

/// Who is writing in each shop. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Turns {
    at_once: usize,
    shops: Arc<Mutex<HashMap<ShopId, Arc<Semaphore>>>>,
}

/// Having one's turn; dropped, the next one has theirs.
#[derive(Debug)]
pub(crate) struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Turns {
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

    /// Waits for a turn. It is for one transaction: nobody else is waited for
    /// inside, and no second turn is taken.
    ///
    /// # Errors
    /// Busy when it does not come in ten seconds.
    pub(crate) async fn take(&self, shop: ShopId) -> Result<Turn> {
        let turns = self.of(shop);
        match timeout(PATIENCE, turns.acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Turn { _permit: permit }),
            Ok(Err(_)) | Err(_) => Err(Error::Sql(sqlx::Error::PoolTimedOut)),
        }
    }

    fn of(&self, shop: ShopId) -> Arc<Semaphore> {
        let mut shops = self.shops.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turns) = shops.get(&shop) {
            return turns.clone();
        }
        if shops.len() >= SHOPS {
            // Whoever waits or writes has one too.
            shops.retain(|_, turns| Arc::strong_count(turns) > 1);
        }
        let turns = Arc::new(Semaphore::new(self.at_once));
        shops.insert(shop, turns.clone());
        turns
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
        let turns = Turns::new(2);
        let first = turns.take(shop(1)).await.unwrap();
        let _second = turns.take(shop(1)).await.unwrap();
        let mut third = Box::pin(turns.take(shop(1)));
        assert!(third.as_mut().now_or_never().is_none(), "both are taken");
        turns.take(shop(2)).await.unwrap();
        drop(first);
        third.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_ever() {
        let turns = Turns::new(1);
        let first = turns.take(shop(1)).await.unwrap();
        let late = turns.take(shop(1)).await;
        assert!(late.is_err_and(|error| error.is_busy()));
        drop(first);
        turns.take(shop(1)).await.unwrap();
    }

    #[tokio::test]
    async fn shops_nobody_asks_for_are_forgotten_and_others_are_not() {
        let turns = Turns::new(1);
        let busy = turns.take(shop(1)).await.unwrap();
        for number in 0..3 * SHOPS as u128 {
            turns.take(shop(2 + number)).await.unwrap();
        }
        let known = turns.shops.lock().unwrap();
        assert!(known.len() <= SHOPS);
        assert_eq!(known[&shop(1)].available_permits(), 0, "somebody writes there");
        drop((known, busy));
    }
}
