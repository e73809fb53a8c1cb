//! What rooms are told anew: windows in which something has changed, and stock
//! nobody kept count of. Each is tried until it is done, and one that takes its
//! time holds up no other.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use live::Live;
use live::pins::PinError;
use model::{ProductId, ShowId};
use shop::Commerce;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// How long after a failure it is tried again.
const AGAIN: Duration = Duration::from_secs(1);
/// Windows told anew at once.
const WINDOWS: usize = 8;
/// Products looked up at once.
const PRODUCTS: usize = 50;

/// Where it is told.
#[async_trait]
pub(super) trait Rooms: Sync {
    /// The live shows that have `product` on their picture.
    async fn pinning(&self, product: ProductId) -> Result<Vec<ShowId>, store::Error>;

    /// Tells a show's window anew.
    async fn refresh(&self, show: ShowId) -> Result<(), PinError>;

    /// Tells what is left of these.
    async fn recount(&self, products: &[ProductId]) -> Result<(), store::Error>;
}

/// The rooms of this process, and the shop they sell from.
#[derive(Debug)]
pub(super) struct OwnRooms {
    pub(super) live: Live,
    pub(super) commerce: Commerce,
}

#[async_trait]
impl Rooms for OwnRooms {
    async fn pinning(&self, product: ProductId) -> Result<Vec<ShowId>, store::Error> {
        self.live.shows_pinning(product).await
    }

    async fn refresh(&self, show: ShowId) -> Result<(), PinError> {
        self.live.refresh_window(show).await
    }

    async fn recount(&self, products: &[ProductId]) -> Result<(), store::Error> {
        for product in self.commerce.cards(products).await? {
            for variant in &product.variants {
                let (available, version) = (variant.available, variant.version);
                self.live.rooms.stock(product.id, variant.id, available, version);
            }
        }
        Ok(())
    }
}

/// What is to be told. Each thing is in it once, however often it changes.
#[derive(Debug, Default)]
struct Due {
    /// Products that are another thing than they were.
    changed: HashSet<ProductId>,
    /// Products of which nobody knows what is left.
    uncounted: HashSet<ProductId>,
    /// Shows whose window says what is not so any more.
    shows: HashSet<ShowId>,
}

impl Due {
    fn merge(&mut self, other: Self) {
        self.changed.extend(other.changed);
        self.uncounted.extend(other.uncounted);
        self.shows.extend(other.shows);
    }

    fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.uncounted.is_empty() && self.shows.is_empty()
    }

    /// Counts what is uncounted, and finds the shows of what has changed. What
    /// can't be looked up is in `failed` afterwards.
    async fn look_up(&mut self, rooms: &impl Rooms, failed: &mut Self) {
        let uncounted: Vec<_> = self.uncounted.drain().collect();
        for products in uncounted.chunks(PRODUCTS) {
            if let Err(error) = rooms.recount(products).await {
                tracing::warn!(%error, "can't look at the shelves");
                failed.uncounted.extend(products);
            }
        }
        for product in self.changed.drain() {
            match rooms.pinning(product).await {
                Ok(shows) => self.shows.extend(shows),
                Err(error) => {
                    tracing::warn!(%error, "can't find where a product is pinned");
                    failed.changed.insert(product);
                }
            }
        }
    }
}

/// What is told anew beside the news.
#[derive(Debug)]
pub(super) struct Anew {
    due: Mutex<Due>,
    bell: Notify,
    again: Duration,
}

impl Default for Anew {
    fn default() -> Self {
        Self {
            due: Mutex::default(),
            bell: Notify::default(),
            again: AGAIN,
        }
    }
}

impl Anew {
    /// These products may be another thing than their cards say.
    pub(super) fn changed(&self, products: impl IntoIterator<Item = ProductId>) {
        self.add(|due| due.changed.extend(products));
    }

    /// What was told of their stock may have been lost.
    pub(super) fn uncounted(&self, products: impl IntoIterator<Item = ProductId>) {
        self.add(|due| due.uncounted.extend(products));
    }

    fn add(&self, add: impl FnOnce(&mut Due)) {
        add(&mut self.due.lock().unwrap_or_else(PoisonError::into_inner));
        self.bell.notify_one();
    }

    fn take(&self) -> Due {
        std::mem::take(&mut self.due.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Tells all that is added, for as long as it is polled.
    pub(super) async fn tell(&self, rooms: &impl Rooms) {
        let (mut due, mut failed) = (Due::default(), Due::default());
        let (mut telling, mut busy) = (FuturesUnordered::new(), HashSet::new());
        let mut again: Option<Instant> = None;
        loop {
            tokio::select! {
                () = self.bell.notified() => due.merge(self.take()),
                Some((show, told)) = telling.next() => {
                    busy.remove(&show);
                    if let Err(error) = told {
                        tracing::warn!(%show, %error, "a window can't be told anew");
                        failed.shows.insert(show);
                    }
                }
                () = sleep_until(again.unwrap_or_else(Instant::now)), if again.is_some() => {
                    again = None;
                    due.merge(std::mem::take(&mut failed));
                }
            }
            due.look_up(rooms, &mut failed).await;
            if again.is_none() && !failed.is_empty() {
                again = Some(Instant::now() + self.again);
            }
            // A window that changes while it is told is told once more, behind that.
            let next = due.shows.extract_if(|show| !busy.contains(show));
            let next: Vec<_> = next.take(WINDOWS - telling.len()).collect();
            for show in next {
                busy.insert(show);
                telling.push(async move { (show, rooms.refresh(show).await) });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;
    use tokio::sync::Semaphore;
    use tokio::time::timeout;

    /// The number of a show whose window is not told before it is let.
    const STUCK: u32 = 99;

    /// Rooms that fail a few times at each thing.
    struct Shaky {
        failures: Mutex<HashMap<String, u32>>,
        done: Mutex<Vec<String>>,
        told: Semaphore,
        stuck: Semaphore,
    }

    impl Shaky {
        fn new(failures: &[(String, u32)]) -> Self {
            Self {
                failures: Mutex::new(failures.iter().cloned().collect()),
                done: Mutex::default(),
                told: Semaphore::new(0),
                stuck: Semaphore::new(0),
            }
        }

        fn try_to(&self, what: String) -> bool {
            let mut failures = self.failures.lock().unwrap();
            let left = failures.entry(what.clone()).or_default();
            if *left > 0 {
                *left -= 1;
                return false;
            }
            self.done.lock().unwrap().push(what);
            self.told.add_permits(1);
            true
        }

        /// What was done by the time so many things were.
        async fn done(&self, things: u32) -> Vec<String> {
            let told = timeout(Duration::from_secs(20), self.told.acquire_many(things)).await;
            told.expect("it comes").unwrap().forget();
            let mut done = std::mem::take(&mut *self.done.lock().unwrap());
            done.sort();
            done
        }
    }

    #[async_trait]
    impl Rooms for Shaky {
        async fn pinning(&self, product: ProductId) -> Result<Vec<ShowId>, store::Error> {
            let found = self.try_to(find(product));
            found.then(|| vec![ShowId(product.0)]).ok_or(store::Error::Url)
        }

        async fn refresh(&self, show: ShowId) -> Result<(), PinError> {
            if show.0 == product(STUCK).0 {
                self.stuck.acquire().await.unwrap().forget();
            }
            self.try_to(tell(show)).then_some(()).ok_or(PinError::Busy)
        }

        async fn recount(&self, products: &[ProductId]) -> Result<(), store::Error> {
            let counted = self.try_to(format!("count {}", products.len()));
            counted.then_some(()).ok_or(store::Error::Url)
        }
    }

    fn product(number: u32) -> ProductId {
        format!("00000000-0000-0000-0000-{number:012}").parse().unwrap()
    }

    fn find(product: ProductId) -> String {
        format!("find {product}")
    }

    fn tell(show: ShowId) -> String {
        format!("tell {show}")
    }

    /// That the window of the show which pins this product was told.
    fn told(number: u32) -> String {
        tell(ShowId(product(number).0))
    }

    fn hasty() -> Anew {
        Anew {
            again: Duration::from_millis(1),
            ..Anew::default()
        }
    }

    #[tokio::test]
    async fn what_fails_is_tried_until_it_is_done() {
        let count = "count 2".to_owned();
        let failures = [
            (count.clone(), 3),
            (find(product(1)), 2),
            (told(1), 3),
            (told(2), 1),
        ];
        let (anew, rooms) = (hasty(), Shaky::new(&failures));
        let done = async {
            anew.changed([product(1), product(2)]);
            anew.uncounted([product(3), product(4)]);
            rooms.done(5).await
        };
        let done = tokio::select! {
            () = anew.tell(&rooms) => unreachable!("it never ends"),
            done = done => done,
        };
        let expected = [count, find(product(1)), find(product(2)), told(1), told(2)];
        assert_eq!(done, expected);
    }

    #[tokio::test]
    async fn a_room_that_is_stuck_holds_up_no_other() {
        let (anew, rooms) = (hasty(), Shaky::new(&[]));
        let stuck = product(STUCK);
        let steps = async {
            anew.changed([stuck]);
            assert_eq!(rooms.done(1).await, [find(stuck)]);
            // More than are told at once, and once more for the one that is stuck.
            anew.changed((1..=20).map(product).chain([stuck]));
            let done = rooms.done(41).await;
            assert!((1..=20).all(|number| done.contains(&told(number))));
            assert!(!done.contains(&told(STUCK)));
            rooms.stuck.add_permits(2);
            assert_eq!(rooms.done(2).await, [told(STUCK), told(STUCK)]);
        };
        tokio::select! {
            () = anew.tell(&rooms) => unreachable!("it never ends"),
            () = steps => {}
        }
    }
}
