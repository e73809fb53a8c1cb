//! `load`: publishes to a server, watches it with many viewers, and says what
//! that costs. Speaks WHIP and WHEP; knows nothing of the server's inside.
//!
//! `load run` starts a server of its own; `load publish` and `load watch` go to
//! one that runs; `load glass` starts the demo and looks at it in a browser.

mod advice;
mod chat;
mod cost;
mod database;
mod echo;
mod glass;
mod janus;
mod proc;
mod publish;
mod rtp;
mod run;
mod sale;
mod server;
mod signalling;
mod tell;
mod times;
mod units;
mod watch;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

/// What went wrong, in words.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Debug, Parser)]
#[command(name = "load", about = "Many viewers at once, and what they cost.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Publish a synthetic show until Ctrl+C.
    Publish {
        /// Such as http://localhost:8080
        #[arg(long)]
        server: String,
        #[arg(long)]
        show: String,
        /// The show's stream key.
        #[arg(long)]
        key: String,
        #[command(flatten)]
        stream: Stream,
    },
    /// Watch a live show with many viewers.
    Watch {
        #[arg(long)]
        server: String,
        #[arg(long)]
        show: String,
        #[arg(long, default_value_t = 100)]
        viewers: usize,
        #[arg(long, default_value_t = 20)]
        seconds: u64,
        /// The server's process, if it runs on this machine: to read its CPU
        /// time and memory.
        #[arg(long)]
        server_pid: Option<u32>,
        #[command(flatten)]
        crowd: Crowd,
    },
    /// Publish to a Janus server's streaming plugin, watch it, and print a row.
    Janus {
        /// Its HTTP address, such as http://127.0.0.1:8088/janus
        #[arg(long)]
        url: String,
        /// Where the mountpoint takes RTP.
        #[arg(long, default_value = "127.0.0.1:5004")]
        rtp: String,
        #[arg(long, default_value_t = 1)]
        mountpoint: u64,
        #[arg(long, default_value_t = 100)]
        viewers: usize,
        #[arg(long, default_value_t = 20)]
        seconds: u64,
        #[arg(long)]
        server_pid: Option<u32>,
        #[command(flatten)]
        stream: Stream,
        #[command(flatten)]
        crowd: Crowd,
    },
    /// Start a server, fill a room, speak in it, and print a row; beside it
    /// nats-server.
    Chat(chat::Options),
    /// Start a server, let a host with many followers go live, and say how soon
    /// the last of them is told.
    Tell(tell::Options),
    /// Sell out: holds granted and refused in a second, beside what the database
    /// could do at most; then the same over HTTP, from Buy to the paid order, with
    /// another shop next door and the books looked through afterwards.
    Sale(sale::Options),
    /// Let shoppers and advisors come together by the hundred, and say how soon they
    /// are, what a session costs, and how long it takes until both see each other.
    Advice(advice::Options),
    /// Say back what comes over WebSockets, until killed.
    Echo {
        #[arg(long, default_value = "127.0.0.1:9001")]
        listen: SocketAddr,
    },
    /// Start the demo, watch it in a real browser, and say how late its picture is.
    Glass {
        /// To look at.
        #[arg(long, default_value_t = 300)]
        pictures: u32,
        /// On a phone's screen instead of a desk's.
        #[arg(long)]
        phone: bool,
        /// The server's program [default: vitrine, beside this one]
        #[arg(long)]
        program: Option<PathBuf>,
    },
    /// Start a server, publish to it, watch it, and print a table.
    Run {
        /// One row each.
        #[arg(long, num_args = 1.., default_values_t = [300, 1_000])]
        viewers: Vec<usize>,
        #[arg(long, default_value_t = 20)]
        seconds: u64,
        /// The server's program [default: vitrine, beside this one]
        #[arg(long)]
        program: Option<PathBuf>,
        #[command(flatten)]
        stream: Stream,
        #[command(flatten)]
        crowd: Crowd,
    },
}

#[derive(Debug, Clone, Args)]
struct Stream {
    /// Of sound and picture together, in bit/s.
    #[arg(long, default_value_t = 1_000_000)]
    bitrate: u32,
    /// Send one packet at a time instead of whole frames.
    #[arg(long)]
    paced: bool,
    /// Picture alone.
    #[arg(long)]
    silent: bool,
}

#[derive(Debug, Clone, Args)]
struct Crowd {
    /// Viewers that join in a second.
    #[arg(long, default_value_t = 50)]
    join_rate: u32,
    /// One viewer in so many decrypts every packet.
    #[arg(long, default_value_t = 10)]
    thorough_every: u64,
    /// The others decrypt one packet in so many.
    #[arg(long, default_value_t = 16)]
    open_every: u64,
    /// Milliseconds between two looks at the viewers' sockets.
    #[arg(long, default_value_t = 2)]
    rest: u64,
}

impl Crowd {
    fn options(&self) -> media::client::CrowdOptions {
        media::client::CrowdOptions {
            thorough_every: self.thorough_every,
            open_every: self.open_every,
            rest: Duration::from_millis(self.rest),
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Publish {
            server,
            show,
            key,
            stream,
        } => publish::until_interrupted(&server, &show, &key, &stream).await,
        Command::Watch {
            server,
            show,
            viewers,
            seconds,
            server_pid,
            crowd,
        } => {
            let place = watch::Place::Whep { server, show };
            watch::watch(&place, viewers, seconds, server_pid, &crowd).await
        }
        Command::Janus {
            url,
            rtp,
            mountpoint,
            viewers,
            seconds,
            server_pid,
            stream,
            crowd,
        } => {
            let place = watch::Place::Janus { url, mountpoint };
            tokio::select! {
                watched = watch::watch(&place, viewers, seconds, server_pid, &crowd) => watched,
                sent = rtp::send(&rtp, &stream) => sent,
            }
        }
        Command::Chat(options) => chat::run(&options).await,
        Command::Tell(options) => tell::run(&options).await,
        Command::Sale(options) => sale::run(&options).await,
        Command::Advice(options) => advice::run(&options).await,
        Command::Echo { listen } => echo::serve(listen).await,
        Command::Glass {
            pictures,
            phone,
            program,
        } => glass::run(pictures, phone, program).await,
        Command::Run {
            viewers,
            seconds,
            program,
            stream,
            crowd,
        } => run::run(&viewers, seconds, program, &stream, &crowd).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("load: {error}");
            ExitCode::FAILURE
        }
    }
}
