//! A server of the test's own, in this process, on free ports and new data.

use std::any::Any;
use std::net::{Ipv4Addr, SocketAddr};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use live::Live;
use model::{Clock, Ending, Entropy, Role, ShowId, SystemEntropy, Timestamp};
use people::shops::{NewShop, Shop};
use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio::time::Instant;
use vitrine::config::{Config, Span};
use vitrine::server::{Server, World};
use web::{Rate, Rates};

use crate::browser::Door;
use crate::engine::Database;
use crate::{Browser, Engine, Person, Planned, TestClock, eventually_within};

/// Half of what the server gives itself: one that needs longer has something
/// that does not end by itself.
const GOODBYE: Duration = Duration::from_secs(5);

/// A running server, its clock and its data.
#[derive(Debug)]
pub struct Kit {
    /// None between a stop and the next start.
    server: Option<Server>,
    config: Config,
    rates: Rates,
    clock: Arc<TestClock>,
    door: Arc<Door>,
    engine: Engine,
    database: Option<Database>,
    folder: TempDir,
    /// Others the server talks to, there as long as it is.
    neighbours: Vec<Arc<dyn Any + Send + Sync>>,
    /// Tasks of this runtime before the first start.
    tasks_before: usize,
}

impl Kit {
    /// Runs one behaviour on a server of its own and leaves nothing behind,
    /// whether it holds or not.
    ///
    /// # Panics
    /// When `behaviour` does, or when the server leaves work running.
    pub async fn run(engine: Engine, behaviour: impl AsyncFnOnce(&mut Self)) {
        // Boxed, as a test's thread has two megabytes for all that a test is made of.
        let mut kit = Box::pin(Self::on(engine)).await;
        let whole = async {
            Box::pin(behaviour(&mut kit)).await;
            // Whatever was bought in it.
            if kit.server.is_some() {
                kit.books_agree().await;
            }
        };
        let outcome = AssertUnwindSafe(whole).catch_unwind().await;
        match outcome {
            Ok(()) => kit.finish().await,
            Err(panic) => {
                kit.abandon().await;
                resume_unwind(panic);
            }
        }
    }

    /// A server on SQLite.
    pub async fn start() -> Self {
        Self::on(Engine::Sqlite).await
    }

    /// A server on that engine, with a database of its own.
    pub async fn on(engine: Engine) -> Self {
        let tasks_before = alive_tasks();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Database::create().await),
        };
        let config = Config {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            data_dir: folder.path().join("data"),
            database_url: database.as_ref().map(Database::url),
            sweep_every: Span::seconds(1),
            ..Config::default()
        };
        let (clock, rates) = (Arc::new(TestClock::default()), generous());
        let server = Box::pin(serve(&config, &clock, rates)).await;
        let door = Arc::new(Door::new(server.address));
        Self {
            server: Some(server),
            config,
            rates,
            clock,
            door,
            engine,
            database,
            folder,
            neighbours: Vec::new(),
            tasks_before,
        }
    }

    /// Stops the server and starts it on the same data, at another port.
    pub async fn restart(&mut self) {
        self.restart_with(|_, _| {}).await;
    }

    /// The same with another configuration.
    pub async fn restart_with(&mut self, change: impl FnOnce(&mut Config, &mut Rates)) {
        self.stop().await;
        change(&mut self.config, &mut self.rates);
        self.start_again().await;
    }

    /// The same with these limits instead of the kit's generous ones.
    pub async fn with_rates(&mut self, rates: Rates) {
        self.restart_with(|_, own| *own = rates).await;
    }

    /// Starts a stopped server on its data.
    pub async fn start_again(&mut self) {
        assert!(self.server.is_none(), "it runs already");
        let server = Box::pin(serve(&self.config, &self.clock, self.rates)).await;
        self.door.moved_to(server.address);
        self.server = Some(server);
    }

    /// Stops the server as SIGTERM would.
    ///
    /// # Panics
    /// When it has to be waited for, or leaves something of its connections running.
    pub async fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            let asked = Instant::now();
            let stopped = server.stop().await;
            let took = asked.elapsed();
            assert!(took < GOODBYE, "the server took {took:?} to stop");
            let ended = async || (stopped.tasks() == 0).then_some(());
            eventually_within(GOODBYE, "the connections' tasks to end", ended).await;
        }
    }

    /// Stops the server and looks whether it left anything running.
    ///
    /// # Panics
    /// When it did.
    pub async fn finish(mut self) {
        self.stop().await;
        if let Some(database) = self.database.take() {
            database.drop().await;
        }
        self.neighbours.clear();
        let before = self.tasks_before;
        let ended = async || (alive_tasks() <= before).then_some(());
        eventually_within(GOODBYE, "the server's background tasks to end", ended).await;
    }

    /// Cleans up after a behaviour that did not hold.
    async fn abandon(mut self) {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
        if let Some(database) = self.database.take() {
            database.drop().await;
        }
    }

    /// Keeps someone the server talks to for as long as it is asked anything.
    pub fn keep<T: Any + Send + Sync>(&mut self, neighbour: T) -> Arc<T> {
        let neighbour = Arc::new(neighbour);
        self.neighbours.push(neighbour.clone());
        neighbour
    }

    /// Puts the server's clock forward.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// The server's time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The server's clock.
    pub fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The address of the server's database.
    pub fn database_url(&self) -> String {
        self.config.database()
    }

    /// Where the server keeps its files.
    pub fn data_dir(&self) -> PathBuf {
        self.config.data_dir.clone()
    }

    /// A folder for the test's own files, gone after it.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// The server from within.
    ///
    /// # Panics
    /// While it is stopped.
    pub fn app(&self) -> &web::Shared {
        &self.server.as_ref().expect("the server runs").app
    }

    /// Shows and replays from within.
    pub fn live(&self) -> &Live {
        &self.app().live
    }

    /// Someone new who is not signed in.
    pub fn guest(&self) -> Browser {
        Browser::new(self.door.clone())
    }

    /// Someone new with an account, signed in.
    pub async fn sign_up(&self, handle: &str) -> Person {
        Person::sign_up(self.guest(), handle).await
    }

    /// Opens a shop of that address; `owner` owns it.
    pub async fn open_shop(&self, owner: &Person, slug: &str) -> Shop {
        let shop = NewShop {
            slug: slug.to_owned(),
            name: slug.to_owned(),
            story: String::new(),
            cover: None,
            logo: None,
        };
        self.app()
            .people
            .open_shop(owner.id, shop)
            .await
            .expect("a new shop")
    }

    /// Makes `person` staff of `shop`.
    pub async fn employ(&self, shop: &Shop, person: &Person, role: Role) {
        self.app()
            .people
            .set_role(shop.id, person.id, role)
            .await
            .expect("stored");
    }

    /// Lets a show be live without a picture.
    pub async fn go_live(&self, show: &Planned) {
        self.live()
            .publisher_arrived(show.id)
            .await
            .expect("a planned show goes live");
    }

    /// Ends a live show.
    pub async fn end(&self, show: &Planned) {
        self.live()
            .end_show(show.id, Ending::Host)
            .await
            .expect("a live show ends");
    }

    /// What a query that counts something of one show counts.
    pub async fn count(&self, sql: &'static str, show: ShowId) -> i64 {
        let mut read = self.live().db.read().await.expect("a connection");
        let (count,) = store::fetch_one!(read, (i64,), sql, show).expect("a query that counts");
        count
    }

    /// An id no show has.
    pub fn unknown_show(&self) -> ShowId {
        let entropy: &dyn Entropy = &SystemEntropy;
        ShowId::new(&*self.clock, entropy)
    }
}

async fn serve(config: &Config, clock: &Arc<TestClock>, rates: Rates) -> Server {
    let world = World {
        clock: clock.clone(),
        entropy: Arc::new(SystemEntropy),
        rates,
        demo_logins: None,
    };
    Server::start(config, world)
        .await
        .unwrap_or_else(|error| panic!("the server does not start: {error}"))
}

/// Limits no test meets by accident.
fn generous() -> Rates {
    let rate = Rate {
        burst: 100_000,
        every: Duration::from_millis(1),
    };
    Rates {
        sign_in_address: rate,
        sign_in_login: rate,
        sign_up: rate,
        media: rate,
        join: rate,
        enter: rate,
        ask: rate,
        write: rate,
    }
}

fn alive_tasks() -> usize {
    Handle::current().metrics().num_alive_tasks()
}
