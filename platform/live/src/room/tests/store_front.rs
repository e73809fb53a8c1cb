//! A shop with three products, and a live show of it, for tests.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use model::{ProductId, ShopId, ShowId, Visibility};
use serde_json::{Value, json};
use store::execute;
use tokio::sync::{Semaphore, SemaphorePermit, watch};
use uuid::Uuid;

use super::world::{World, hasty, viewer};
use crate::pins::{Display, Goods, Known};
use crate::room::{RoomSetup, Venue};
use crate::shows::{Show, ShowEdit, Viewer};

/// The products of the shop, in the order of their names.
pub(super) const BOWL: ProductId = ProductId(Uuid::from_u128(1));
pub(super) const CUP: ProductId = ProductId(Uuid::from_u128(2));
pub(super) const JUG: ProductId = ProductId(Uuid::from_u128(3));
pub(super) const VASE: ProductId = ProductId(Uuid::from_u128(4));
/// A draft.
pub(super) const MUG: ProductId = ProductId(Uuid::from_u128(5));
/// Another shop's.
pub(super) const LAMP: ProductId = ProductId(Uuid::from_u128(9));

const SHOP: ShopId = ShopId(Uuid::from_u128(77));

/// What things cost, as the test has it.
#[derive(Debug)]
pub(super) struct Prices {
    prices: Mutex<BTreeMap<ProductId, Option<i64>>>,
    /// What is left of each, as of which version.
    left: Mutex<BTreeMap<ProductId, (i64, i64)>>,
    /// How long each card's words are.
    words: AtomicUsize,
    /// Nobody knows the goods at the moment.
    pub(super) is_away: AtomicBool,
    /// Whoever composes a window needs one.
    gate: Semaphore,
    /// Windows whose prices were looked up.
    read: watch::Sender<u32>,
}

impl Prices {
    pub(super) fn set(&self, product: ProductId, price: Option<i64>) {
        self.prices.lock().unwrap().insert(product, price);
    }

    /// So many are left, as of `version`.
    pub(super) fn leave(&self, product: ProductId, left: i64, version: i64) {
        self.left.lock().unwrap().insert(product, (left, version));
    }

    /// Cards have words of so many bytes from now on.
    pub(super) fn describe(&self, bytes: usize) {
        self.words.store(bytes, Ordering::Relaxed);
    }

    fn of(&self, product: ProductId) -> Option<i64> {
        self.prices.lock().unwrap().get(&product).copied().flatten()
    }

    /// How many windows have been composed, but for telling them.
    pub(super) fn read(&self) -> watch::Receiver<u32> {
        self.read.subscribe()
    }

    /// Nobody composes a window until this is dropped.
    pub(super) async fn shut(&self) -> SemaphorePermit<'_> {
        self.gate.acquire_many(100).await.unwrap()
    }
}

#[async_trait]
impl Goods for Prices {
    async fn known(&self, venue: &Venue, products: &[ProductId]) -> store::Result<Vec<Known>> {
        if self.is_away.load(Ordering::Relaxed) {
            return Err(store::Error::Url);
        }
        let own = products
            .iter()
            .filter(|one| venue.shop == Some(SHOP) && **one != LAMP);
        let known = own.map(|product| Known {
            product: *product,
            is_sold: self.of(*product).is_some(),
        });
        Ok(known.collect())
    }

    async fn window(&self, _: &Venue, display: &Display) -> store::Result<Value> {
        if self.is_away.load(Ordering::Relaxed) {
            return Err(store::Error::Url);
        }
        let words = "x".repeat(self.words.load(Ordering::Relaxed));
        let card = |product: &ProductId| {
            let (left, version) = self
                .left
                .lock()
                .unwrap()
                .get(product)
                .copied()
                .unwrap_or_default();
            json!({ "id": product, "price": self.of(*product), "left": left, "version": version, "words": words })
        };
        let pins: Vec<_> = display.products.iter().map(card).collect();
        self.read.send_modify(|read| *read += 1);
        let _passed = self.gate.acquire().await.unwrap();
        Ok(json!({ "pins": pins, "voucher": display.voucher, "free_from": null }))
    }

    fn lasting(&self, window: &Value) -> Value {
        let mut window = window.clone();
        for pin in window["pins"].as_array_mut().into_iter().flatten() {
            pin["left"].take();
            pin["version"].take();
        }
        window
    }
}

/// A platform with a live show that has something to sell.
pub(super) struct StoreFront {
    pub world: World,
    pub prices: Arc<Prices>,
}

impl StoreFront {
    pub(super) async fn new() -> Self {
        Self::with(hasty()).await
    }

    pub(super) async fn with(setup: RoomSetup) -> Self {
        let prices = Arc::new(Prices {
            prices: Mutex::default(),
            left: Mutex::default(),
            words: AtomicUsize::new(0),
            is_away: AtomicBool::new(false),
            gate: Semaphore::new(100),
            read: watch::Sender::new(0),
        });
        for product in [BOWL, CUP, JUG, VASE, LAMP] {
            prices.set(product, Some(3_900));
        }
        let mut world = World::with(RoomSetup {
            goods: Some(prices.clone()),
            ..setup
        })
        .await;
        furnish(&world).await;
        let edit = ShowEdit {
            title: "Bowls".into(),
            description: String::new(),
            visibility: Visibility::Public,
            shop: Some(SHOP),
            starts_at: None,
            place: None,
            cover: None,
        };
        let show = world
            .live
            .create_show(world.host.id, edit, vec![2])
            .await
            .unwrap();
        world.show = show.id;
        Self { world, prices }.on_the_air().await
    }

    async fn on_the_air(self) -> Self {
        self.world.live.publisher_arrived(self.world.show).await.unwrap();
        self
    }

    /// The same goods for another setup.
    pub(super) fn setup(&self) -> RoomSetup {
        RoomSetup {
            goods: Some(self.prices.clone()),
            ..hasty()
        }
    }

    pub(super) async fn show(&self) -> Show {
        self.world.show().await
    }

    pub(super) fn host(&self) -> Viewer {
        viewer(Some(&self.world.host))
    }

    /// Makes a product the newest on the picture.
    pub(super) async fn pin(&self, product: ProductId) -> Value {
        let show = self.show().await;
        let shown = self.world.live.pin(&show, self.host(), product).await;
        shown.unwrap().window
    }

    /// A second show of the same shop, only planned.
    pub(super) async fn planned(&self) -> ShowId {
        let show = self.show().await;
        let edit = ShowEdit {
            title: "Next week".into(),
            description: String::new(),
            visibility: Visibility::Public,
            shop: show.shop,
            starts_at: None,
            place: None,
            cover: None,
        };
        let planned = self.world.live.create_show(show.host, edit, vec![3]).await;
        planned.unwrap().id
    }
}

/// The products a window shows, with their prices.
pub(super) fn shown(window: &Value) -> Vec<(ProductId, Option<i64>)> {
    let pins = window["pins"].as_array().expect("a list").iter();
    pins.map(|pin| {
        let product = pin["id"].as_str().unwrap().parse().unwrap();
        (product, pin["price"].as_i64())
    })
    .collect()
}

async fn furnish(world: &World) {
    let live = &world.live;
    let mut tx = live.db.begin().await.unwrap();
    execute!(
        tx,
        "INSERT INTO shops (id, slug, name, story, logo, cover, created_at)
         VALUES ($1, 'casa-lumen', 'Casa Lumen', '', NULL, NULL, $2)",
        SHOP,
        live.clock.now(),
    )
    .unwrap();
    for product in [BOWL, CUP, JUG, VASE, MUG, LAMP] {
        execute!(
            tx,
            "INSERT INTO products (id, shop_id, slug, name, description, state, tax_class, option_names, search,
                                   version, created_at, updated_at)
             VALUES ($1, $2, $3, $3, '', 'active', 'standard', '[]', '', 1, $4, $4)",
            product,
            SHOP,
            product.to_string(),
            live.clock.now(),
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
}
