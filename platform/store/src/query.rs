//! One SQL text, both engines: each macro compiles the query for SQLite and
//! for PostgreSQL, so that a type only one of them has does not compile.
//!
//! The first argument is a [`Read`](crate::Read) or a [`Tx`](crate::Tx).
//! Placeholders are `$1`, `$2`, …; rows are tuples or `FromRow` structs.

/// Runs a statement; gives the number of rows it touched.
#[macro_export]
macro_rules! execute {
    ($on:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $on.conn() {
            $crate::Conn::Sqlite(conn) => $crate::sqlx::query($sql)$(.bind($bind))*.execute(conn).await.map(|done| done.rows_affected()),
            $crate::Conn::Postgres(conn) => $crate::sqlx::query($sql)$(.bind($bind))*.execute(conn).await.map(|done| done.rows_affected()),
        }.map_err($crate::Error::from)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! fetch_with {
    ($fetch:ident, $on:expr, $row:ty, $sql:expr $(, $bind:expr)*) => {
        match $on.conn() {
            $crate::Conn::Sqlite(conn) => $crate::sqlx::query_as::<$crate::sqlx::Sqlite, $row>($sql)$(.bind($bind))*.$fetch(conn).await,
            $crate::Conn::Postgres(conn) => $crate::sqlx::query_as::<$crate::sqlx::Postgres, $row>($sql)$(.bind($bind))*.$fetch(conn).await,
        }.map_err($crate::Error::from)
    };
}

/// The one row; an error when there is none.
#[macro_export]
macro_rules! fetch_one {
    ($on:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => { $crate::fetch_with!(fetch_one, $on, $row, $sql $(, $bind)*) };
}

/// The row, if there is one.
#[macro_export]
macro_rules! fetch_optional {
    ($on:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => { $crate::fetch_with!(fetch_optional, $on, $row, $sql $(, $bind)*) };
}

/// All rows. The SQL limits them.
#[macro_export]
macro_rules! fetch_all {
    ($on:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => { $crate::fetch_with!(fetch_all, $on, $row, $sql $(, $bind)*) };
}
