//! `load sale`: a thousand want the same thing, measured twice.
//!
//! At the service boundary, in this process: holds granted and refused in a second,
//! every one of them committed before it is said, and beside them what the database
//! does with the same statements and nobody asking. The database is as the server
//! opens it.
//!
//! Over HTTP, with a server process: from Buy to the paid order, while another shop
//! sells too; afterwards the books are looked through, and the run fails where one
//! unit or one cent is not where it should be.

mod books;
mod ceiling;
mod connection;
mod effort;
mod goods;
mod http;
mod neighbour;
mod rush;
mod service;
mod shopper;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use kit::{Counter, Engine};

use crate::{Outcome, server};

/// What is measured.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// PostgreSQL's server is `TEST_POSTGRES_URL`.
    #[arg(long, num_args = 1.., value_enum, default_values_t = [Kind::Sqlite, Kind::Postgres])]
    engine: Vec<Kind>,
    #[arg(long, num_args = 1.., value_enum, default_values_t = [Boundary::Service, Boundary::Http])]
    at: Vec<Boundary>,
    /// Who ask at the same time.
    #[arg(long, default_value_t = 512)]
    callers: usize,
    /// For how long each thing is measured.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Things they want, at the service boundary: 1 is the flash sale.
    #[arg(long, default_value_t = 1)]
    variants: usize,
    /// How often Buy is pressed over HTTP, by all callers together.
    #[arg(long, default_value_t = 10_000)]
    attempts: usize,
    /// How many there are to buy over HTTP.
    #[arg(long, default_value_t = 100)]
    units: usize,
    /// The server's program [default: vitrine, beside this one]
    #[arg(long)]
    program: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Sqlite,
    Postgres,
}

/// Where it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Boundary {
    /// In this process.
    Service,
    /// At a server's.
    Http,
}

impl From<Kind> for Engine {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => Self::Sqlite,
            Kind::Postgres => Self::Postgres,
        }
    }
}

pub(crate) async fn run(options: &Options) -> Outcome<()> {
    if options.at.contains(&Boundary::Service) {
        at_the_service(options).await?;
    }
    if options.at.contains(&Boundary::Http) {
        http::check(options)?;
        let program = server::program(options.program.clone())?;
        for kind in &options.engine {
            http::run((*kind).into(), &program, options).await?;
        }
    }
    Ok(())
}

async fn at_the_service(options: &Options) -> Outcome<()> {
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
        let counter = Counter::on_time((*kind).into()).await;
        let granted = service::granted(&counter, options.callers, options.variants, length).await?;
        let refused = service::refused(&counter, options.callers, options.variants, length).await?;
        let batched = ceiling::batched(&counter, length).await?;
        let single = ceiling::single(&counter, options.callers.min(64), length).await?;
        counter.check().await;
        println!(
            "{:9} {:10.0} {:8.2} {:8.2} {:10.0} {:8.2} {:8.2} {batched:12.0} {single:12.0}",
            counter.commerce.db.engine(),
            granted.rate,
            granted.took.at(0.5),
            granted.took.at(0.99),
            refused.rate,
            refused.took.at(0.5),
            refused.took.at(0.99),
        );
        counter.close().await;
    }
    println!("at most: the same rows in the same transactions, 512 at once, one connection, nobody asking");
    println!("one by one: the same two statements for one hold in a transaction of its own, 64 tasks");
    Ok(())
}
