//! The two database engines, a database of its own for each server.

use std::fmt::Write as _;

use model::{Entropy, SystemEntropy};
use reqwest::Url;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// The variable that holds the address of a PostgreSQL server to make databases on.
const SERVER: &str = "TEST_POSTGRES_URL";

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A PostgreSQL database that was made for one test.
#[derive(Debug)]
pub(crate) struct Database {
    server: String,
    name: String,
}

impl Database {
    pub(crate) async fn create() -> Self {
        let server = std::env::var(SERVER).unwrap_or_else(|_| {
            panic!("{SERVER} is not set, so there is no PostgreSQL to test on: run tests/run, it starts one")
        });
        let mut random = [0; 8];
        SystemEntropy.fill(&mut random);
        let mut name = "vitrine_test_".to_owned();
        for byte in random {
            write!(name, "{byte:02x}").expect("writing to a string does not fail");
        }
        let database = Self { server, name };
        database.tell(format!("CREATE DATABASE {}", database.name)).await;
        database
    }

    /// The address of this database.
    pub(crate) fn url(&self) -> String {
        let mut url = Url::parse(&self.server).unwrap_or_else(|error| panic!("{SERVER}: {error}"));
        url.set_path(&self.name);
        url.to_string()
    }

    pub(crate) async fn drop(self) {
        self.tell(format!("DROP DATABASE {} WITH (FORCE)", self.name))
            .await;
    }

    async fn tell(&self, statement: String) {
        let mut connection = PgConnection::connect(&self.server)
            .await
            .unwrap_or_else(|error| panic!("the PostgreSQL of {SERVER} can't be reached: {error}"));
        // The name is of our own making.
        sqlx::raw_sql(AssertSqlSafe(statement.clone()))
            .execute(&mut connection)
            .await
            .unwrap_or_else(|error| panic!("{statement}: {error}"));
        connection.close().await.expect("a sound connection closes");
    }
}
