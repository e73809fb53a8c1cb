//! Turns: how many of one shop's shoppers are served at the same moment. The
//! others wait in their order before anything is asked of the database, so that a
//! rush in one shop leaves the other shops their part of the machine.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::error::Error;

/// So many at once: enough for each commit to settle several, few enough that
/// another shop's request waits behind a handful.
const AT_ONCE: usize = 24;
/// How long somebody waits for their turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// Shops remembered before those nobody asks for are forgotten.
const SHOPS: usize = 256;

/// Who is served in each shop.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    shops: Mutex<HashMap<String, Arc<Semaphore>>>,
}

/// Being served; dropped, the next one is.
#[derive(Debug)]
pub(crate) struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Turns {
    /// Waits for a turn in the shop of that slug, whether or not there is one.
    ///
    /// # Errors
    /// 503 when it does not come in ten seconds.
    pub(crate) async fn take(&self, shop: &str) -> Result<Turn, Error> {
        let turns = self.of(shop);
        match timeout(PATIENCE, turns.acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Turn { _permit: permit }),
            Ok(Err(_)) | Err(_) => Err(Error::busy()),
        }
    }

    fn of(&self, shop: &str) -> Arc<Semaphore> {
        let mut shops = self.shops.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turns) = shops.get(shop) {
            return turns.clone();
        }
        if shops.len() >= SHOPS {
            // Whoever waits or is served has one too.
            shops.retain(|_, turns| Arc::strong_count(turns) > 1);
        }
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        shops.insert(shop.to_owned(), turns.clone());
        turns
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_rush_in_one_shop_leaves_room_in_another() {
        let turns = Turns::default();
        let mut served = Vec::new();
        for _ in 0..AT_ONCE {
            served.push(turns.take("casa").await.unwrap());
        }
        let mut next = Box::pin(turns.take("casa"));
        assert!(next.as_mut().now_or_never().is_none(), "all are busy");
        turns.take("other").await.unwrap();
        served.pop();
        next.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_ever() {
        let turns = Turns::default();
        let mut served = Vec::new();
        for _ in 0..AT_ONCE {
            served.push(turns.take("casa").await.unwrap());
        }
        assert!(turns.take("casa").await.is_err());
        drop(served);
        turns.take("casa").await.unwrap();
    }

    #[tokio::test]
    async fn shops_nobody_asks_for_are_forgotten_and_others_are_not() {
        let turns = Turns::default();
        let busy = turns.take("casa").await.unwrap();
        for shop in 0..3 * SHOPS {
            turns.take(&format!("shop-{shop}")).await.unwrap();
        }
        let known = turns.shops.lock().unwrap();
        assert!(known.len() <= SHOPS);
        assert_eq!(
            known["casa"].available_permits(),
            AT_ONCE - 1,
            "somebody is served there"
        );
        drop((known, busy));
    }
}
