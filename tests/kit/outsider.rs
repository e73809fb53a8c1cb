//! Someone else who works on the server's database: a backup, a migration, an
//! operator with a shell.

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

use crate::{Engine, Kit};

/// A connection to the server's database that is not the server's.
#[derive(Debug)]
pub enum Outsider {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Kit {
    /// A connection of someone else to this server's database.
    pub async fn outsider(&self) -> Outsider {
        let (url, wrong) = (self.database_url(), "the database can be reached");
        match self.engine() {
            Engine::Sqlite => Outsider::Sqlite(SqliteConnection::connect(&url).await.expect(wrong)),
            Engine::Postgres => Outsider::Postgres(PgConnection::connect(&url).await.expect(wrong)),
        }
    }
}

impl Outsider {
    /// Holds all of the database's shows against everybody: on SQLite against
    /// those who write, on PostgreSQL against those who read too.
    pub async fn lock(&mut self) {
        match self {
            Self::Sqlite(_) => self.tell("BEGIN EXCLUSIVE").await,
            Self::Postgres(_) => {
                self.tell("BEGIN").await;
                self.tell("LOCK TABLE shows IN ACCESS EXCLUSIVE MODE").await;
            }
        }
    }

    /// Lets go what [`Self::lock`] holds.
    pub async fn unlock(&mut self) {
        self.tell("ROLLBACK").await;
    }

    /// Carries out one statement.
    pub async fn tell(&mut self, statement: &'static str) {
        let sql = sqlx::raw_sql(AssertSqlSafe(statement));
        let done = match self {
            Self::Sqlite(connection) => sql.execute(connection).await.map(drop),
            Self::Postgres(connection) => sql.execute(connection).await.map(drop),
        };
        done.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }

    pub async fn leave(self) {
        let closed = match self {
            Self::Sqlite(connection) => connection.close().await,
            Self::Postgres(connection) => connection.close().await,
        };
        closed.expect("a sound connection closes");
    }
}
