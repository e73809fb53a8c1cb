//! The handle on either engine, and the two ways to use it: read and begin.

use std::str::FromStr;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{
    Connection as _, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction,
};

use crate::{Error, Result, migration};

/// How long a caller waits for a connection or a lock before it is told so.
const WAIT: Duration = Duration::from_secs(5);
/// A connection to PostgreSQL that rested so long is asked whether it still is one.
const ASK_AFTER: Duration = Duration::from_secs(5);
const SQLITE_READERS: u32 = 8;
const POSTGRES_CONNECTIONS: u32 = 16;

/// A database of either kind. Cheap to clone.
#[derive(Debug, Clone)]
pub enum Db {
    /// One writer and a pool of readers: as fast as many writers, and none of
    /// them ever finds the database locked by another of ours.
    Sqlite {
        write: SqlitePool,
        read: SqlitePool,
    },
    Postgres(PgPool),
}

/// A connection to read on.
#[derive(Debug)]
pub enum Read {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// A transaction that may write. Dropped without [`Tx::commit`], it is undone.
#[derive(Debug)]
pub enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// What the query macros run on.
#[derive(Debug)]
pub enum Conn<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Db {
    /// Opens `sqlite:<file>` (made if missing) or `postgres://…` and brings its
    /// tables up to date.
    pub async fn open(url: &str) -> Result<Self> {
        let db = match url.split_once(':') {
            Some(("sqlite", file)) => Self::open_sqlite(file).await?,
            Some(("postgres" | "postgresql", _)) => Self::open_postgres(url).await?,
            _ => return Err(Error::Url),
        };
        migration::run(&db).await?;
        Ok(db)
    }

    async fn open_sqlite(file: &str) -> Result<Self> {
        let options = SqliteConnectOptions::from_str(file)?
            .create_if_missing(true)
            .foreign_keys(true)
            // What is deleted is overwritten with zeros, not only unlinked.
            .pragma("secure_delete", "on")
            .journal_mode(SqliteJournalMode::Wal)
            // A commit that was answered outlives a power cut.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(WAIT);
        // A file does not hang up: nothing to ask a connection before each use.
        let pool = || {
            SqlitePoolOptions::new()
                .acquire_timeout(WAIT)
                .test_before_acquire(false)
        };
        // Where a write finds no room, SQLite undoes the transaction by itself. The
        // pool's own undoing then fails, and its connection would count as being
        // in a transaction for ever: it gives way to a new one.
        let write = pool()
            .max_connections(1)
            .before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
            .connect_with(options.clone())
            .await?;
        let read = pool()
            .max_connections(SQLITE_READERS)
            .connect_with(options.pragma("query_only", "on"))
            .await?;
        Ok(Self::Sqlite { write, read })
    }

    async fn open_postgres(url: &str) -> Result<Self> {
        let options =
            PgConnectOptions::from_str(url)?.options([("lock_timeout", "5s"), ("statement_timeout", "30s")]);
        let pool = PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(WAIT)
            .test_before_acquire(false)
            .before_acquire(|connection, meta| {
                Box::pin(async move {
                    if meta.idle_for >= ASK_AFTER {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            });
        Ok(Self::Postgres(pool.connect_with(options).await?))
    }

    /// A connection for reading; it sees what was committed before.
    pub async fn read(&self) -> Result<Read> {
        Ok(match self {
            Self::Sqlite { read, .. } => Read::Sqlite(read.acquire().await?),
            Self::Postgres(pool) => Read::Postgres(pool.acquire().await?),
        })
    }

    /// A transaction. On SQLite it holds the only writer until it ends: keep
    /// it short, and never wait for anything else inside.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Asks the database for nothing, to see whether it answers.
    pub async fn ping(&self) -> Result<()> {
        let mut read = self.read().await?;
        crate::execute!(read, "SELECT 1")?;
        Ok(())
    }

    /// After a row that must not be recoverable was deleted: on SQLite, moves the
    /// write-ahead log into the database and empties it, as older versions of
    /// the page may stand there. False when a reader was in the way: then it has
    /// to be tried again. PostgreSQL's log and dead rows are its operator's.
    pub async fn scrub(&self) -> Result<bool> {
        let Self::Sqlite { write, .. } = self else {
            return Ok(true);
        };
        let (busy, _, _): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(write)
            .await?;
        Ok(busy == 0)
    }

    /// Lets what runs finish, then closes all connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }

    /// The engine's name, for logs and health.
    pub fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }
}

/// Something to run a query on: a [`Read`] or a [`Tx`].
pub trait On: Send {
    fn conn(&mut self) -> Conn<'_>;
}

impl On for Read {
    fn conn(&mut self) -> Conn<'_> {
        Read::conn(self)
    }
}

impl On for Tx {
    fn conn(&mut self) -> Conn<'_> {
        Tx::conn(self)
    }
}

impl Read {
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(conn) => Conn::Sqlite(conn),
            Self::Postgres(conn) => Conn::Postgres(conn),
        }
    }
}

impl Tx {
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(tx) => Conn::Sqlite(tx),
            Self::Postgres(tx) => Conn::Postgres(tx),
        }
    }

    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}
