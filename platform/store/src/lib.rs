//! The database: one SQL text for SQLite and PostgreSQL, transactions,
//! migrations, the outbox. Knows no feature.

mod db;
mod migration;
pub mod outbox;
mod query;

pub use db::{Conn, Db, On, Read, Tx};
pub use sqlx;

/// What can go wrong between a feature and its rows.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("the database refused: {0}")]
    Sql(#[from] sqlx::Error),
    #[error("the database can't be migrated: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("a stored event can't be read: {0}")]
    Event(#[from] serde_json::Error),
    #[error("{0:?} is no database address: use sqlite:<file> or postgres://…")]
    Url(String),
}

impl Error {
    /// Whether a row with the same unique value was there already.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Sql(sqlx::Error::Database(error)) if error.is_unique_violation())
    }

    /// Whether the database was too busy to answer in time; the same call may
    /// pass later.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Sql(sqlx::Error::PoolTimedOut) => true,
            // SQLITE_BUSY and SQLITE_LOCKED with their extended forms; lock_not_available.
            Self::Sql(sqlx::Error::Database(error)) => error.code().is_some_and(|code| {
                code == "55P03" || code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6))
            }),
            _ => false,
        }
    }
}

pub type Result<T, E = Error> = std::result::Result<T, E>;
