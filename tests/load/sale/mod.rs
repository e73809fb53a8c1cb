//! `load sale`: a thousand want the same thing. At the service boundary, in this
//! process: holds granted and refused in a second, every one of them committed
//! before it is said, and beside them what the database does with the same
//! statements and nobody asking. The database is as the server opens it.

mod ceiling;
mod service;

use std::time::Duration;

use clap::{Args, ValueEnum};
use kit::{Counter, Engine};

use crate::Outcome;

/// What is measured.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// PostgreSQL's server is `TEST_POSTGRES_URL`.
    #[arg(long, num_args = 1.., value_enum, default_values_t = [Kind::Sqlite, Kind::Postgres])]
    engine: Vec<Kind>,
    /// Who ask at the same time.
    #[arg(long, default_value_t = 512)]
    callers: usize,
    /// For how long each thing is measured.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Things they want: 1 is the flash sale.
    #[arg(long, default_value_t = 1)]
    variants: usize,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Sqlite,
    Postgres,
}

pub(crate) async fn run(options: &Options) -> Outcome<()> {
    let length = Duration::from_secs(options.seconds);
    println!(
        "{} callers, {} variants, {} s each",
        options.callers, options.variants, options.seconds
    );
    println!(
        "{:9} {:>10} {:>8} {:>8} {:>10} {:>8} {:>8} {:>12} {:>12}",
        "database",
        "granted/s",
        "p50 ms",
        "p99 ms",
        "refused/s",
        "p50 ms",
        "p99 ms",
        "at most/s",
        "one by one/s"
    );
    for kind in &options.engine {
        let engine = match kind {
            Kind::Sqlite => Engine::Sqlite,
            Kind::Postgres => Engine::Postgres,
        };
        let counter = Counter::on_time(engine).await;
        let granted = service::granted(&counter, options.callers, options.variants, length).await?;
        let refused = service::refused(&counter, options.callers, options.variants, length).await?;
        let batched = ceiling::batched(&counter, length).await?;
        let single = ceiling::single(&counter, options.callers.min(64), length).await?;
        counter.check().await;
        println!(
            "{:9} {:10.0} {:8.2} {:8.2} {:10.0} {:8.2} {:8.2} {batched:12.0} {single:12.0}",
            counter.commerce.db.engine(),
            granted.rate,
            granted.at(0.5),
            granted.at(0.99),
            refused.rate,
            refused.at(0.5),
            refused.at(0.99),
        );
        counter.close().await;
    }
    println!("at most: the same rows in the same transactions, 512 at once, one connection, nobody asking");
    println!("one by one: the same two statements for one hold in a transaction of its own, 64 tasks");
    Ok(())
}
