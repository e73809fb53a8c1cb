//! One statement for a batch of rows. Its text depends on how many there are, so rows
//! go in chunks of 512, 256, … 1: a handful of texts, each prepared once.

use std::sync::{Arc, OnceLock};

use sqlx::AssertSqlSafe;
use store::Conn;

/// Chunks of up to 2 to the power of this: the rows of one batch.
const POWERS: usize = 9;

/// A statement's texts by the number of its rows. It is `head`, then a list of
/// `row`s, then `tail`; `?` in a row are its values, `$1` and so on elsewhere
/// are `fixed` values that are the same for all.
#[derive(Debug)]
pub(crate) struct Batch {
    head: &'static str,
    row: &'static str,
    tail: &'static str,
    fixed: usize,
    numbered: Texts,
    unnamed: Texts,
}

type Texts = [OnceLock<Arc<str>>; POWERS + 1];

/// How a statement names its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parameters {
    /// `$1`, `$2`, …
    Numbered,
    /// `?`, in their order. For SQLite: it looks through all names for each one
    /// that is bound, which took longer than all else where there are thousands.
    Unnamed,
}

impl Parameters {
    /// Those that suit whoever is asked.
    pub(crate) fn of(conn: &Conn<'_>) -> Self {
        match conn {
            Conn::Sqlite(_) => Self::Unnamed,
            Conn::Postgres(_) => Self::Numbered,
        }
    }
}

impl Batch {
    pub(crate) const fn new(head: &'static str, row: &'static str, tail: &'static str, fixed: usize) -> Self {
        Self {
            head,
            row,
            tail,
            fixed,
            numbered: [const { OnceLock::new() }; POWERS + 1],
            unnamed: [const { OnceLock::new() }; POWERS + 1],
        }
    }

    /// `rows` in chunks, each with its text.
    pub(crate) fn chunks<'r, R>(
        &self,
        parameters: Parameters,
        mut rows: &'r [R],
    ) -> impl Iterator<Item = (AssertSqlSafe<Arc<str>>, &'r [R])> + use<'_, 'r, R> {
        // Only numbers can name the fixed ones among the others.
        let parameters = match self.fixed {
            0 => parameters,
            _ => Parameters::Numbered,
        };
        std::iter::from_fn(move || {
            let power = POWERS.min(rows.len().checked_ilog2()? as usize);
            let (chunk, rest) = rows.split_at(1 << power);
            rows = rest;
            let texts = match parameters {
                Parameters::Numbered => &self.numbered,
                Parameters::Unnamed => &self.unnamed,
            };
            let text = texts[power].get_or_init(|| self.text(parameters, 1 << power).into());
            // Made of the three texts in the program and of placeholders.
            Some((AssertSqlSafe(text.clone()), chunk))
        })
    }

    fn text(&self, parameters: Parameters, rows: usize) -> String {
        let mut text = self.head.to_owned();
        let mut next = self.fixed;
        for row in 0..rows {
            if row > 0 {
                text.push_str(", ");
            }
            for letter in self.row.chars() {
                if letter == '?' && parameters == Parameters::Numbered {
                    next += 1;
                    text.push('$');
                    text.push_str(&next.to_string());
                } else {
                    text.push(letter);
                }
            }
        }
        text.push_str(self.tail);
        text
    }
}

/// Runs a [`Batch`] for all rows; gives the number of rows it touched.
/// `execute_rows!(tx, &INSERT, &rows, [fixed, …], |row| [row.a, row.b])`
macro_rules! execute_rows {
    ($on:expr, $batch:expr, $rows:expr, [$($fixed:expr),*], |$row:ident| [$($bind:expr),+ $(,)?]) => {
        async {
            let mut touched = 0;
            let parameters = $crate::batch::Parameters::of(&$on.conn());
            for (text, chunk) in $batch.chunks(parameters, $rows) {
                touched += match $on.conn() {
                    store::Conn::Sqlite(conn) => {
                        let mut query = sqlx::query(text)$(.bind($fixed))*;
                        for $row in chunk { query = query$(.bind($bind))+; }
                        query.execute(conn).await.map(|done| done.rows_affected())
                    }
                    store::Conn::Postgres(conn) => {
                        let mut query = sqlx::query(text)$(.bind($fixed))*;
                        for $row in chunk { query = query$(.bind($bind))+; }
                        query.execute(conn).await.map(|done| done.rows_affected())
                    }
                }?;
            }
            Ok::<u64, store::Error>(touched)
        }.await
    };
}

/// The rows a [`Batch`] gives for all rows it is asked with.
macro_rules! fetch_rows {
    ($on:expr, $type:ty, $batch:expr, $rows:expr, [$($fixed:expr),*], |$row:ident| [$($bind:expr),+ $(,)?]) => {
        async {
            let mut found: Vec<$type> = Vec::new();
            let parameters = $crate::batch::Parameters::of(&$on.conn());
            for (text, chunk) in $batch.chunks(parameters, $rows) {
                found.extend(match $on.conn() {
                    store::Conn::Sqlite(conn) => {
                        let mut query = sqlx::query_as::<sqlx::Sqlite, $type>(text)$(.bind($fixed))*;
                        for $row in chunk { query = query$(.bind($bind))+; }
                        query.fetch_all(conn).await
                    }
                    store::Conn::Postgres(conn) => {
                        let mut query = sqlx::query_as::<sqlx::Postgres, $type>(text)$(.bind($fixed))*;
                        for $row in chunk { query = query$(.bind($bind))+; }
                        query.fetch_all(conn).await
                    }
                }?);
            }
            Ok::<Vec<$type>, store::Error>(found)
        }.await
    };
}

pub(crate) use {execute_rows, fetch_rows};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_go_in_chunks_and_placeholders_go_on_counting() {
        let batch = Batch::new("VALUES ", "(?, 'x', ?)", " LIMIT $1", 1);
        assert_eq!(
            batch.text(Parameters::Numbered, 2),
            "VALUES ($2, 'x', $3), ($4, 'x', $5) LIMIT $1"
        );
        let plain = Batch::new("VALUES ", "(?, ?)", "", 0);
        assert_eq!(plain.text(Parameters::Unnamed, 2), "VALUES (?, ?), (?, ?)");
        for rows in [0, 1, 2, 7, 512, 1_500] {
            let rows: Vec<_> = (0..rows).collect();
            let chunks: Vec<_> = batch
                .chunks(Parameters::Unnamed, &rows)
                .map(|(text, chunk)| {
                    assert!(text.0.contains("$2"), "fixed ones need numbers");
                    chunk
                })
                .collect();
            assert_eq!(chunks.concat(), rows);
            assert!(
                chunks
                    .iter()
                    .all(|chunk| chunk.len().is_power_of_two() && chunk.len() <= 512)
            );
        }
    }
}
