//! The database: one SQL text for SQLite and PostgreSQL, transactions,
//! migrations, the outbox. Knows no feature.

mod db;
mod migration;
pub mod outbox;
mod query;
pub mod secrets;

pub use db::{Conn, Db, On, Read, Tx};
pub use sqlx;
use sqlx::sqlite::SqliteError;

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
    /// Not shown: a misspelt address may carry a password.
    #[error("this is no database address: use sqlite:<file> or postgres://…")]
    Url,
}

impl Error {
    /// Whether a row with the same unique value was there already.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Sql(sqlx::Error::Database(error)) if error.is_unique_violation())
    }

    /// Whether the database was too busy to answer in time; the same call may
    /// pass later.
    pub fn is_busy(&self) -> bool {
        let Self::Sql(error) = self else { return false };
        let Some(error) = error.as_database_error() else {
            return matches!(error, sqlx::Error::PoolTimedOut);
        };
        let code = error.code().unwrap_or_default();
        if error.try_downcast_ref::<SqliteError>().is_some() {
            // SQLITE_BUSY and SQLITE_LOCKED, with their extended forms.
            code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6))
        } else {
            // lock_not_available, deadlock_detected, query_canceled by a timeout.
            matches!(&*code, "55P03" | "40P01" | "57014")
        }
    }

    /// Whether the database can't do its work at all for now: it has no room
    /// left, its disk fails, or it is down. The same call may pass once an
    /// operator has seen to it.
    pub fn is_unavailable(&self) -> bool {
        let Self::Sql(error) = self else { return false };
        let Some(error) = error.as_database_error() else {
            return matches!(error, sqlx::Error::Io(_) | sqlx::Error::PoolClosed);
        };
        let code = error.code().unwrap_or_default();
        if error.try_downcast_ref::<SqliteError>().is_some() {
            // SQLITE_IOERR, SQLITE_FULL and SQLITE_CANTOPEN, with their extended forms.
            code.parse::<u32>()
                .is_ok_and(|code| matches!(code & 0xff, 10 | 13 | 14))
        } else {
            // Classes: connection exception, insufficient resources, operator
            // intervention, system error (PostgreSQL manual, appendix A).
            code.get(..2)
                .is_some_and(|class| matches!(class, "08" | "53" | "57" | "58"))
        }
    }

    /// Whether a text was refused for what it contains: PostgreSQL keeps no NUL
    /// (character_not_in_repertoire, untranslatable_character).
    pub fn is_bad_text(&self) -> bool {
        matches!(self, Self::Sql(sqlx::Error::Database(error))
            if error.code().is_some_and(|code| matches!(&*code, "22021" | "22P05")))
    }
}

pub type Result<T, E = Error> = std::result::Result<T, E>;
