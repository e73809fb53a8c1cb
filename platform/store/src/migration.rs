//! Brings either engine's tables up to date at start.

use sqlx::migrate::Migrator;

use crate::{Db, Result};

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

pub(crate) async fn run(db: &Db) -> Result<()> {
    match db {
        Db::Sqlite { write, .. } => SQLITE.run(write).await?,
        Db::Postgres(pool) => POSTGRES.run(pool).await?,
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Type names that mean the same on the two engines.
    fn neutral(sql: &str) -> String {
        sql.replace("BYTEA", "BLOB").replace(
            "BIGINT NOT NULL PRIMARY KEY GENERATED ALWAYS AS IDENTITY",
            "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
        )
    }

    #[test]
    fn both_engines_get_the_same_tables() {
        let texts = |migrator: &Migrator| -> Vec<(i64, String)> {
            migrator
                .iter()
                .map(|step| {
                    let words: Vec<_> = step.sql.as_str().split_whitespace().collect();
                    (step.version, neutral(&words.join(" ")))
                })
                .collect()
        };
        assert_eq!(texts(&SQLITE), texts(&POSTGRES));
    }
}
