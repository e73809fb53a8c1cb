//! A server with shops, their advisors, and shoppers who want advice.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::StreamExt;
use futures_util::stream;
use model::{AccountId, Role, SystemClock, SystemEntropy};
use people::People;
use serde_json::json;
use store::Db;

use super::person::Person;
use super::{Kind, Options};
use crate::Outcome;
use crate::database::Database;
use crate::server::Server;

/// Two streams a session, and shows besides: more than the default allows.
const SETTINGS: [(&str, &str); 1] = [("VITRINE_MEDIA__MAX_STREAMS", "8000")];
/// Signing in is made to be slow: so many at one time keep every core busy.
const SIGN_UPS: usize = 4;
const PASSWORD: &str = "correct horse battery";

/// See the module.
#[derive(Debug)]
pub(super) struct House {
    pub(super) server: Server,
    host: SocketAddr,
    advisors: Vec<Advisor>,
    /// The number of whoever comes next.
    next: AtomicU32,
}

#[derive(Debug)]
struct Advisor {
    /// By its address.
    shop: String,
    person: Arc<Person>,
}

/// A shopper and the advisor who will take them.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    shop: String,
    pub(super) shopper: Arc<Person>,
    pub(super) advisor: Arc<Person>,
}

impl House {
    /// Opens one, lets `measure` measure there, and leaves nothing behind.
    pub(super) async fn visit(
        kind: Kind,
        program: &Path,
        options: &Options,
        measure: impl AsyncFnOnce(&Self) -> Outcome<()>,
    ) -> Outcome<()> {
        let (name, database) = match kind {
            Kind::Sqlite => ("SQLite", None),
            Kind::Postgres => ("PostgreSQL", Some(Database::create().await?)),
        };
        println!("{name}, {} shops", options.shops);
        let url = database.as_ref().map(Database::url).transpose()?;
        let measured = async {
            let house = Self::open(program, url.as_deref(), options).await?;
            measure(&house).await?;
            house.server.stop().await
        };
        let measured = measured.await;
        // Also where measuring failed.
        if let Some(database) = database {
            database.drop().await?;
        }
        measured
    }

    /// On the database at `url`, or the server's own.
    async fn open(program: &Path, url: Option<&str>, options: &Options) -> Outcome<Self> {
        let mut settings = SETTINGS.to_vec();
        settings.extend(url.map(|url| ("VITRINE_DATABASE_URL", url)));
        let server = Server::start_with(program, &settings).await?;
        server.sign_up_host().await?;
        for number in 0..options.shops {
            let shop = json!({ "slug": slug(number), "name": slug(number) });
            server.post("/shops", &shop).await?;
        }
        let host: SocketAddr = server.url.trim_start_matches("http://").parse()?;
        let url = url.map_or_else(|| server.database(), str::to_owned);
        let db = Db::open(&url).await?;
        let people = People::new(db.clone(), Arc::new(SystemClock), Arc::new(SystemEntropy));
        let number = options.most_sessions();
        let advisors = stream::iter(0..number)
            .map(|number| Advisor::new(host, number, slug(number % options.shops), &people))
            .buffered(SIGN_UPS);
        let advisors: Vec<_> = advisors.collect().await;
        db.close().await;
        Ok(Self {
            server,
            host,
            advisors: advisors.into_iter().collect::<Outcome<_>>()?,
            next: AtomicU32::new(number),
        })
    }

    /// So many of the advisors, each with a shopper who was never here before.
    pub(super) fn pairs(&self, number: usize) -> Outcome<Vec<Pair>> {
        let advisors = self.advisors.iter().take(number);
        advisors
            .map(|advisor| {
                let shopper = Person::new(self.host, self.next.fetch_add(1, Ordering::Relaxed))?;
                Ok(Pair {
                    shop: advisor.shop.clone(),
                    shopper: Arc::new(shopper),
                    advisor: advisor.person.clone(),
                })
            })
            .collect()
    }
}

fn slug(number: u32) -> String {
    format!("shop-{number}")
}

impl Advisor {
    /// Signs one up who gives advice in that shop.
    async fn new(host: SocketAddr, number: u32, shop: String, people: &People) -> Outcome<Self> {
        let person = Person::new(host, number)?;
        let handle = format!("advisor{number}");
        let account = json!({
            "handle": handle, "name": handle, "email": format!("{handle}@example.org"), "password": PASSWORD,
        });
        let made = person.post("/api/v1/accounts", &account).await?;
        let id: AccountId = made["id"].as_str().ok_or("an account without an id")?.parse()?;
        let login = json!({ "login": handle, "password": PASSWORD });
        person.post("/api/v1/session", &login).await?;
        let found = people.shop_by_slug(&shop).await?.ok_or("no shop")?;
        // Whoever runs the installation says who works where.
        people.set_role(found.id, id, Role::Advisor).await?;
        let person = Arc::new(person);
        Ok(Self { shop, person })
    }
}

impl Pair {
    /// The shopper, and the advisor.
    pub(super) fn both(&self) -> [Arc<Person>; 2] {
        [self.shopper.clone(), self.advisor.clone()]
    }

    /// The advisor is there, which holds for 45 seconds without another sign.
    pub(super) async fn turns_on(&self) -> Outcome<()> {
        let me = json!({ "state": "on", "languages": ["en"], "skills": [] });
        let path = format!("/api/v1/shops/{}/advice/me", self.shop);
        self.advisor.put(&path, &me).await?;
        Ok(())
    }

    /// The shopper asks; gives the ticket's id.
    pub(super) async fn asks(&self) -> Outcome<String> {
        let form = json!({ "name": "Eva", "language": "en", "topic": "Which bowl goes with blue plates?" });
        let path = format!("/api/v1/shops/{}/advice/tickets", self.shop);
        let ticket = self.shopper.post(&path, &form).await?;
        let id = ticket["id"].as_str().ok_or("a ticket without an id")?;
        Ok(id.to_owned())
    }

    /// The advisor sees who waits.
    pub(super) async fn looks_at_desk(&self) -> Outcome<()> {
        let path = format!("/api/v1/shops/{}/advice/desk", self.shop);
        self.advisor.get(&path).await?;
        Ok(())
    }

    /// The shopper sees how long it takes.
    pub(super) async fn looks_at_ticket(&self, ticket: &str) -> Outcome<()> {
        let path = format!("/api/v1/advice/tickets/{ticket}");
        self.shopper.get(&path).await?;
        Ok(())
    }

    /// The advisor takes it; gives the session's id.
    pub(super) async fn accepts(&self, ticket: &str) -> Outcome<String> {
        let path = format!("/api/v1/advice/tickets/{ticket}/accept");
        let session = self.advisor.post(&path, &json!({})).await?;
        let id = session["id"].as_str().ok_or("a session without an id")?;
        Ok(id.to_owned())
    }

    /// The shopper ends it.
    pub(super) async fn ends(&self, session: &str) -> Outcome<()> {
        let path = format!("/api/v1/advice/sessions/{session}/end");
        self.shopper.post(&path, &json!({})).await?;
        Ok(())
    }
}
