//! A shop without its web: stock, holds and money on a database of its own, with
//! a clock that stands still and points to stop at.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use model::{
    Clock, Entropy, GuestId, Holder, ManualClock, ProductId, ShopId, SystemClock, SystemEntropy, Timestamp,
    VariantId,
};
use payments::sandbox::Sandbox;
use shop::Commerce;
use shop::addresses::Address;
use shop::checkouts::{Checkout, Edit, New, Source, Wanted};
use shop::stock::{Stock, Wish};
use store::{Db, execute, fetch_all};
use tempfile::TempDir;
use uuid::Uuid;

use crate::engine::Database;
use crate::{Engine, Stops};

/// What must be nowhere, whatever has happened: each finds those that break a law.
const LAWS: &[(&str, &str)] = &[
    (
        "units set aside are those of the holds that run",
        "SELECT v.id FROM variants v WHERE v.held <>
           (SELECT COALESCE(SUM(h.quantity), 0) FROM holds h
            WHERE h.variant_id = v.id AND h.state IN ('held', 'committed'))",
    ),
    (
        "those counted as waiting are in line",
        "SELECT v.id FROM variants v WHERE v.waiting <>
           (SELECT COUNT(*) FROM waits w WHERE w.variant_id = v.id AND w.state = 'waiting')",
    ),
    (
        "an offer's units are those had at its price",
        "SELECT o.id FROM offers o WHERE o.units <>
           (SELECT COALESCE(SUM(h.quantity), 0) FROM holds h
            WHERE h.offer_id = o.id AND h.state IN ('held', 'committed', 'sold'))",
    ),
    (
        "there is no less than nothing",
        "SELECT id FROM variants WHERE available < 0 OR held < 0 OR waiting < 0",
    ),
    (
        "whoever has an offer has a hold that was not let go",
        "SELECT w.id FROM waits w WHERE w.state = 'offered' AND NOT EXISTS
           (SELECT 1 FROM holds h WHERE h.id = w.hold_id AND h.state IN ('held', 'committed'))",
    ),
];

/// A shop's counter.
#[derive(Debug)]
pub struct Counter {
    pub commerce: Commerce,
    pub clock: Arc<ManualClock>,
    pub stops: Arc<Stops>,
    pub shop: ShopId,
    pub product: ProductId,
    engine: Engine,
    database: Option<Database>,
    _folder: TempDir,
}

/// A guest nobody has seen before.
pub fn someone() -> Holder {
    let mut bytes = [0; 16];
    SystemEntropy.fill(&mut bytes);
    Holder::Guest(GuestId(Uuid::from_bytes(bytes)))
}

impl Counter {
    /// Runs one behaviour at a counter of its own.
    ///
    /// # Panics
    /// When `behaviour` does, or when a law does not hold after it.
    pub async fn run(engine: Engine, behaviour: impl AsyncFnOnce(&mut Self)) {
        let mut counter = Self::on(engine).await;
        let outcome = AssertUnwindSafe(async {
            behaviour(&mut counter).await;
            counter.check().await;
        })
        .catch_unwind()
        .await;
        counter.close().await;
        if let Err(panic) = outcome {
            resume_unwind(panic);
        }
    }

    /// One on that engine.
    pub async fn on(engine: Engine) -> Self {
        let clock = Arc::new(ManualClock::at("2026-05-01T12:00:00Z"));
        Self::open(engine, clock.clone(), clock).await
    }

    /// One whose time is the machine's, for measuring.
    pub async fn on_time(engine: Engine) -> Self {
        let unused = Arc::new(ManualClock::at("2026-05-01T12:00:00Z"));
        Self::open(engine, Arc::new(SystemClock), unused).await
    }

    async fn open(engine: Engine, time: Arc<dyn Clock>, clock: Arc<ManualClock>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Database::create().await),
        };
        let url = match &database {
            Some(database) => database.url(),
            None => format!("sqlite:{}", folder.path().join("vitrine.db").display()),
        };
        let db = Db::open(&url).await.expect("a database");
        let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
        let stops = Arc::new(Stops::default());
        let sandbox = Arc::new(Sandbox {
            db: db.clone(),
            clock: time.clone(),
            entropy: entropy.clone(),
        });
        let commerce = Commerce::new(db, time, entropy, sandbox).with_points(stops.clone());
        let counter = Self {
            shop: ShopId::new(&*clock, &SystemEntropy),
            product: ProductId::new(&*clock, &SystemEntropy),
            commerce,
            clock,
            stops,
            engine,
            database,
            _folder: folder,
        };
        counter.furnish().await;
        counter
    }

    async fn furnish(&self) {
        let (now, mut tx) = (self.now(), self.commerce.db.begin().await.expect("a transaction"));
        execute!(
            tx,
            "INSERT INTO shops (id, slug, name, story, created_at) VALUES ($1, 'casa', 'Casa', '', $2)",
            self.shop,
            now,
        )
        .expect("a shop");
        execute!(
            tx,
            "INSERT INTO products (id, shop_id, slug, name, description, state, tax_class, option_names, search,
                                   version, created_at, updated_at)
             VALUES ($1, $2, 'bowl', 'Bowl', '', 'active', 'standard', '[]', 'bowl', 1, $3, $3)",
            self.product,
            self.shop,
            now,
        )
        .expect("a product");
        tx.commit().await.expect("both");
    }

    /// A new variant of the counter's product, at 39.00.
    pub async fn variant(&self, available: i64) -> VariantId {
        let id = VariantId::new(&*self.clock, &SystemEntropy);
        let mut tx = self.commerce.db.begin().await.expect("a transaction");
        execute!(
            tx,
            "INSERT INTO variants (id, product_id, shop_id, position, sku, option_values, price, weight_g,
                                   available, held, waiting, version)
             VALUES ($1, $2, $3, 0, '', '[]', 3900, 400, $4, 0, 0, 1)",
            id,
            self.product,
            self.shop,
            available,
        )
        .expect("a variant");
        tx.commit().await.expect("a variant");
        id
    }

    /// Someone new.
    pub fn shopper(&self) -> Holder {
        someone()
    }

    /// A wish without a key.
    pub fn wish(&self, variant: VariantId, quantity: i64, holder: Holder) -> Wish {
        Wish {
            shop: self.shop,
            variant,
            quantity,
            holder,
            show: None,
            checkout: None,
            key: None,
        }
    }

    /// A checkout of `holder`'s for one unit, ready to be paid.
    pub async fn checkout(&self, variant: VariantId, holder: Holder) -> Checkout {
        let new = New {
            shop: self.shop,
            holder,
            show: None,
            is_new: false,
            source: Source::Lines(vec![Wanted {
                variant,
                quantity: 1,
                show: None,
            }]),
            locale: "en".to_owned(),
            email: Some("ana@example.org".to_owned()),
            key: None,
        };
        let made = self.commerce.make_checkout(new).await;
        let address = Address {
            name: "Ana Lume".to_owned(),
            line1: "Rua Nova 1".to_owned(),
            line2: String::new(),
            postal_code: String::new(),
            city: "Lisboa".to_owned(),
            region: String::new(),
            country: "PT".to_owned(),
            phone: String::new(),
        };
        let edit = Edit {
            address: Some(address),
            ..Edit::default()
        };
        let made = made.expect("a unit is there").id;
        let edited = self.commerce.edit_checkout(made, holder, edit).await;
        edited.expect("open")
    }

    /// Takes away all that was set aside, bought and paid.
    pub async fn clear(&self) {
        let mut tx = self.commerce.db.begin().await.expect("a transaction");
        for table in [
            "DELETE FROM ledger",
            "DELETE FROM refunds",
            "DELETE FROM order_lines",
            "DELETE FROM orders",
            "DELETE FROM payments",
            "DELETE FROM payment_notices",
            "DELETE FROM checkouts",
            "DELETE FROM holds",
            "DELETE FROM variants",
        ] {
            execute!(tx, table).expect("rows");
        }
        tx.commit().await.expect("stored");
    }

    /// How a variant stands.
    pub async fn stock(&self, variant: VariantId) -> Stock {
        let stock = self.commerce.stock(self.shop, variant).await.expect("an answer");
        stock.expect("a variant of the counter's")
    }

    pub fn now(&self) -> Timestamp {
        self.commerce.clock.now()
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Looks whether all that must always hold does.
    ///
    /// # Panics
    /// When it does not, naming the law.
    pub async fn check(&self) {
        let mut read = self.commerce.db.read().await.expect("a connection");
        for (law, finds) in LAWS {
            let found = fetch_all!(read, (Uuid,), *finds).expect("a query");
            assert!(found.is_empty(), "against the law that {law}: {found:?}");
        }
    }

    /// Leaves nothing behind.
    pub async fn close(self) {
        self.commerce.db.close().await;
        drop(self.commerce);
        if let Some(database) = self.database {
            database.drop().await;
        }
    }
}
