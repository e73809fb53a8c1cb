//! `load advice`: a shopper and an advisor face to face, many times over, measured
//! in three ways.
//!
//! `signalling`: hundreds of sessions at the same time without media, from asking and
//! accepting to what is said and the end; what each step takes, and what a session
//! costs the server. Beside it the same people with empty requests, and the server
//! with nobody there.
//!
//! `pictures`: sessions in which both send and watch over the real media engine; how
//! long it takes from accepting until both have a picture. Beside it as many streams
//! as plain shows.
//!
//! `browsers`: the same in two real browsers, from the press on Accept to both videos.
//!
//! Everybody comes from an address of their own, 127.2.0.1 and on, as people do: the
//! server's limits of what one address may do are asked at every request and refuse
//! nobody. Nobody is a trusted proxy.

mod browsers;
mod camera;
mod figures;
mod house;
mod line;
mod person;
mod pictures;
mod shows;
mod signalling;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum, value_parser};

use crate::{Outcome, server};
use house::House;

/// At the same time, where it is not said.
const WITHOUT_MEDIA: u32 = 200;
const WITH_PICTURES: u32 = 20;

/// What is measured.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// PostgreSQL's server is `TEST_POSTGRES_URL`.
    #[arg(long, num_args = 1.., value_enum, default_values_t = [Kind::Sqlite])]
    engine: Vec<Kind>,
    #[arg(long, num_args = 1.., value_enum, default_values_t = [Part::Signalling, Part::Pictures])]
    part: Vec<Part>,
    /// At the same time [default: 200 without media, 20 with pictures]
    #[arg(long, value_parser = value_parser!(u32).range(1..=1_000))]
    sessions: Option<u32>,
    /// How often each is measured.
    #[arg(long, default_value_t = 3, value_parser = value_parser!(u32).range(1..=20))]
    runs: u32,
    /// For how long each stretch is watched: nobody there, silence, talk, pictures.
    #[arg(long, default_value_t = 10, value_parser = value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// The advisors' shops.
    #[arg(long, default_value_t = 4, value_parser = value_parser!(u32).range(1..=100))]
    shops: u32,
    /// Seconds between two messages of one person.
    #[arg(long, default_value_t = 5, value_parser = value_parser!(u32).range(1..=60))]
    pause: u32,
    /// Of one person's sound and picture, in bit/s.
    #[arg(long, default_value_t = 1_000_000)]
    bitrate: u32,
    /// In browsers, one after the other.
    #[arg(long, default_value_t = 10, value_parser = value_parser!(u32).range(1..=100))]
    talks: u32,
    /// The server's program [default: vitrine, beside this one]
    #[arg(long)]
    program: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Sqlite,
    Postgres,
}

/// What is measured of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Signalling,
    Pictures,
    Browsers,
}

impl Options {
    fn stretch(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// As many as are needed for all parts.
    fn most_sessions(&self) -> u32 {
        let of = |part, otherwise| {
            let is_measured = self.part.contains(&part);
            is_measured.then(|| self.sessions.unwrap_or(otherwise))
        };
        let all = [
            of(Part::Signalling, WITHOUT_MEDIA),
            of(Part::Pictures, WITH_PICTURES),
        ];
        all.into_iter().flatten().max().unwrap_or(0)
    }
}

pub(crate) async fn run(options: &Options) -> Outcome<()> {
    let program = server::program(options.program.clone())?;
    if options.most_sessions() > 0 {
        for kind in &options.engine {
            House::visit(*kind, &program, options, async |house| {
                if options.part.contains(&Part::Signalling) {
                    let sessions = options.sessions.unwrap_or(WITHOUT_MEDIA);
                    signalling::run(house, sessions as usize, options).await?;
                }
                if options.part.contains(&Part::Pictures) {
                    let sessions = options.sessions.unwrap_or(WITH_PICTURES);
                    pictures::run(house, sessions as usize, options).await?;
                }
                Ok(())
            })
            .await?;
        }
    }
    if options.part.contains(&Part::Browsers) {
        browsers::run(&program, options.talks).await?;
    }
    Ok(())
}
