//! The flash sale over HTTP: a server process on a folder of its own, a crowd
//! that wants the same thing, and another shop that sells meanwhile.
//!
//! The server's limits of writes and connections are as they always are. It lets
//! one address write 120 times at once and four times a second after that, so every
//! shopper comes from an address of its own, 127.1.0.1 and on, as shoppers do: the
//! limits are asked at every request and refuse nobody. Nobody is a trusted proxy.
//!
//! Load and server share the machine: each stretch says how many cores each took.
//! What the other shop's people wait beside empty requests tells how much of what
//! they wait in the rush is the machine's, and how much the sale's.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use kit::Engine;

use super::effort::{Effort, Stretch};
use super::goods::Goods;
use super::neighbour::Neighbour;
use super::rush::{Crowd, Empty, Rush};
use super::{Options, books};
use crate::Outcome;
use crate::database::Database;
use crate::server::Server;
use crate::times::Times;

/// What one address may write at once, less what a purchase takes.
const ATTEMPTS_EACH: usize = 100;
/// More than the other shop sells in any time.
const ENOUGH: usize = 1_000_000;

/// What was measured.
struct Measured {
    empty: Empty,
    empty_effort: Effort,
    rush: Rush,
    rush_effort: Effort,
    alone: Times,
    beside_empty: Times,
    beside_rush: Times,
}

/// Refuses what can't be measured.
pub(super) fn check(options: &Options) -> Outcome<()> {
    if options.attempts < options.units || options.units == 0 {
        return Err("there must be something to sell, and at least an attempt for every unit".into());
    }
    if options.attempts > options.callers * ATTEMPTS_EACH {
        return Err(
            format!("the server lets nobody try more than {ATTEMPTS_EACH} times: more callers").into(),
        );
    }
    Ok(())
}

/// Sells on `engine`, and prints what came of it.
pub(super) async fn run(engine: Engine, program: &Path, options: &Options) -> Outcome<()> {
    let (callers, attempts, units) = (options.callers, options.attempts, options.units);
    let name = match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    };
    println!("{name}, over HTTP: {attempts} attempts by {callers} shoppers for {units} units");
    let database = match engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(Database::create().await?),
    };
    let url = database.as_ref().map(Database::url).transpose()?;
    let sold = sell(program, url.as_deref(), options).await;
    // Also where selling failed.
    if let Some(database) = database {
        database.drop().await?;
    }
    sold
}

/// On the database at `url`, or the server's own.
async fn sell(program: &Path, url: Option<&str>, options: &Options) -> Outcome<()> {
    let settings: Vec<_> = url.map(|url| ("VITRINE_DATABASE_URL", url)).into_iter().collect();
    let server = Server::start_with(program, &settings).await?;
    server.sign_up_host().await?;
    let goods = Arc::new(Goods::offer(&server, "rush", options.units).await?);
    let other = Goods::offer(&server, "quiet-street", ENOUGH).await?;
    let measured = measure(&server, &goods, other, options).await?;
    print(&measured);
    let url = url.map_or_else(|| server.database(), str::to_owned);
    books::check(&url, &goods, options.units, &measured.rush).await?;
    let differences = books::reconcile(program, &server, &settings).await?;
    println!(
        "{} sold, 0 left, 0 set aside, a charge for each; reconcile: {differences}",
        options.units
    );
    server.stop().await
}

async fn measure(server: &Server, goods: &Arc<Goods>, other: Goods, options: &Options) -> Outcome<Measured> {
    let host = server.url.trim_start_matches("http://").parse()?;
    let length = Duration::from_secs(options.seconds);
    let neighbour = Neighbour::new(other, host);
    let mut crowd = Crowd::gather(u32::try_from(options.callers)?, host).await?;

    let visits = neighbour.begin();
    tokio::time::sleep(length).await;
    let alone = visits.end().await?;

    let (visits, stretch) = (neighbour.begin(), Stretch::begin(server.pid()?)?);
    let empty = crowd.ask_for_nothing(length).await?;
    let (empty_effort, beside_empty) = (stretch.end()?, visits.end().await?);

    let (visits, stretch) = (neighbour.begin(), Stretch::begin(server.pid()?)?);
    let rush = crowd.buy(goods, options.attempts).await?;
    let (rush_effort, beside_rush) = (stretch.end()?, visits.end().await?);
    Ok(Measured {
        empty,
        empty_effort,
        rush,
        rush_effort,
        alone,
        beside_empty,
        beside_rush,
    })
}

fn print(measured: &Measured) {
    let Measured { empty, rush, .. } = measured;
    println!(
        "{:30} {:8.0}/s   {}",
        "empty requests", empty.rate, measured.empty_effort
    );
    println!(
        "{:30} {:8.0}/s   {}, {:.0} % of the empty ones, in {:.2} s",
        "attempts answered",
        rush.decided(),
        measured.rush_effort,
        rush.decided() / empty.rate * 100.0,
        rush.length.as_secs_f64()
    );
    println!(
        "{:30} {:8.0}/s   the first after {:.2} s, the last after {:.2} s; put off {} times",
        "paid orders",
        rush.paid(),
        rush.first.as_secs_f64(),
        rush.last.as_secs_f64(),
        rush.put_off
    );
    for (what, times) in [
        ("an empty request, ms", &empty.took),
        ("a unit set aside, ms", &rush.held),
        ("a refusal, ms", &rush.refused),
        ("from Buy to paid, ms", &rush.whole),
        ("another shop's, alone, ms", &measured.alone),
        ("  beside empty requests, ms", &measured.beside_empty),
        ("  beside the rush, ms", &measured.beside_rush),
    ] {
        println!(
            "{what:30} p50 {:8.2}   p99 {:8.2}   of {}",
            times.at(0.5),
            times.at(0.99),
            times.len()
        );
    }
    println!(
        "{:30} {:8.1} times",
        "  its p99 in the rush",
        measured.beside_rush.at(0.99) / measured.alone.at(0.99)
    );
}
