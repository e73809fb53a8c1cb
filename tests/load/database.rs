//! A PostgreSQL database for one run, on the server of `TEST_POSTGRES_URL`.

use std::fmt::Write as _;

use model::{Entropy, SystemEntropy};
use reqwest::Url;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::Outcome;

const SERVER: &str = "TEST_POSTGRES_URL";

/// See the module.
#[derive(Debug)]
pub(super) struct Database {
    server: String,
    name: String,
}

impl Database {
    pub(super) async fn create() -> Outcome<Self> {
        let server =
            std::env::var(SERVER).map_err(|_| format!("{SERVER} is not set: name a PostgreSQL server"))?;
        let mut random = [0; 8];
        SystemEntropy.fill(&mut random);
        let mut name = "vitrine_load_".to_owned();
        for byte in random {
            write!(name, "{byte:02x}")?;
        }
        let database = Self { server, name };
        database
            .tell(format!("CREATE DATABASE {}", database.name))
            .await?;
        Ok(database)
    }

    /// Its address.
    pub(super) fn url(&self) -> Outcome<String> {
        let mut url = Url::parse(&self.server)?;
        url.set_path(&self.name);
        Ok(url.to_string())
    }

    pub(super) async fn drop(self) -> Outcome<()> {
        self.tell(format!("DROP DATABASE {} WITH (FORCE)", self.name))
            .await
    }

    async fn tell(&self, statement: String) -> Outcome<()> {
        let mut connection = PgConnection::connect(&self.server).await?;
        // The name is of our own making.
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&mut connection)
            .await?;
        connection.close().await?;
        Ok(())
    }
}
