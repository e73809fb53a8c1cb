//! `load chat`: one room, many sockets, a stream of messages; what reaches
//! them, how late, and what that costs the server. Beside it the same job on
//! nats-server.

mod crowd;
mod nats;
mod ours;
mod socket;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};

use crate::proc::{self, Cpu};
use crate::{Outcome, server};
use crowd::{Crowd, Seen};

/// For sockets to settle before memory is read.
const SETTLE: Duration = Duration::from_secs(3);
/// Speaking before anything is measured.
const WARM: Duration = Duration::from_secs(3);
/// For the last messages to arrive.
const DRAIN: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// Sockets being opened at one time, and so many come and go before memory is
/// read: what the server keeps ready for visitors is no socket's.
const OPENING: usize = 64;
/// A speaker that can't send for so long has been cut off.
const SENDS_WITHIN: Duration = Duration::from_secs(10);
/// More can't be made from one address in a short time.
const ACCOUNTS: u32 = 16;
/// Messages in a second in the neighbouring room.
const NEIGHBOURS_RATE: u32 = 10;

/// What is measured.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Options {
    #[arg(long, default_value_t = 1_000)]
    sockets: usize,
    /// Messages in a second, of all speakers together.
    #[arg(long, default_value_t = 100)]
    rate: u32,
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Of the text alone, in bytes.
    #[arg(long, default_value_t = 100)]
    length: usize,
    /// Sockets that speak, of 16 accounts.
    #[arg(long, default_value_t = 32)]
    speakers: u32,
    /// Sockets besides that never read.
    #[arg(long, default_value_t = 0)]
    stalled: usize,
    /// Sockets in another room with ten messages a second, whose delay is told
    /// apart.
    #[arg(long, default_value_t = 0)]
    neighbours: usize,
    /// The server's program [default: vitrine, beside this one]
    #[arg(long)]
    program: Option<PathBuf>,
    /// The nats-server to compare with
    #[arg(long)]
    nats: Option<PathBuf>,
}

/// What was measured.
#[derive(Debug)]
struct Row {
    name: &'static str,
    time: Duration,
    cpu: Cpu,
    own_cpu: Duration,
    delivered: u64,
    /// Bytes for each socket, before anyone spoke and after.
    memory: [f64; 2],
    crowd: Arc<Crowd>,
    sent: u64,
    /// Each of them begins with a resync.
    listeners: u64,
    expected: u64,
    seen: Seen,
}

pub(crate) async fn run(options: &Options) -> Outcome<()> {
    println!(
        "{} sockets, {} messages/s of {} bytes by {} speakers, {} s, {} stalled",
        options.sockets, options.rate, options.length, options.speakers, options.seconds, options.stalled
    );
    Row::print_head();
    let ours = measure_ours(options).await?;
    ours.print();
    if let Some(program) = &options.nats {
        let server = nats::Server::start(program).await?;
        let theirs = measure_nats(&server, options).await?;
        theirs.print();
        println!(
            "ratio of CPU for each message: {:.2}",
            theirs.micros() / ours.micros()
        );
    }
    Ok(())
}

async fn measure_ours(options: &Options) -> Outcome<Row> {
    let program = server::program(options.program.clone())?;
    let house = ours::House::open(&program).await?;
    let room = house.open_room().await?;
    let pid = house.pid()?;
    let mut cookies = Vec::new();
    for number in 0..options.speakers.min(ACCOUNTS) {
        cookies.push(house.sign_up(&format!("speaker{number}")).await?);
    }
    let neighbours = if options.neighbours > 0 {
        Some((house.open_room().await?, house.sign_up("neighbour").await?))
    } else {
        None
    };
    let crowd = Crowd::new();
    let listener = {
        let (room, crowd) = (room.clone(), crowd.clone());
        move |number, stalls| {
            let (room, crowd) = (room.clone(), crowd.clone());
            async move { room.listener(&crowd, number, stalls).await }
        }
    };
    drop(open(0, OPENING, &listener).await?);
    sleep(SETTLE).await;
    let empty = proc::resident(pid)?;
    let stalled = open(options.sockets, options.stalled, &listener).await?;
    let others = Crowd::new();
    let mut other_speaker = None;
    if let Some((room, cookie)) = &neighbours {
        for number in 0..options.neighbours {
            room.listener(&others, number, false).await?;
        }
        other_speaker = Some(room.speaker(&others, cookie, 0).await?);
    }
    let mut speakers = Vec::new();
    for (number, cookie) in (0..options.speakers as usize).zip(cookies.iter().cycle()) {
        speakers.push(room.speaker(&crowd, cookie, number).await?);
    }
    let next = Arc::new(AtomicU64::new(0));
    let words: Words = {
        let (crowd, length) = (crowd.clone(), options.length);
        Arc::new(move || ours::say(next.fetch_add(1, Ordering::Relaxed), &crowd.stamped(length)))
    };
    let neighbour_talk = other_speaker.map(|speaker| {
        let (own, length) = (others.clone(), options.length);
        others.begin_timing();
        Speakers::start(
            vec![speaker],
            NEIGHBOURS_RATE,
            Arc::new(move || ours::say(0, &own.stamped(length))),
        )
    });
    let row = observe("vitrine", pid, empty, &crowd, speakers, words, options).await?;
    if let Some(talk) = neighbour_talk {
        talk.stop().await;
        let show = |percent| others.delay(percent).unwrap_or(f64::NAN);
        println!(
            "neighbouring room: delay p50 {:.1} p99 {:.1} max {:.1} ms",
            show(50.0),
            show(99.0),
            show(100.0)
        );
    }
    others.leave();
    drop(stalled);
    house.close().await?;
    Ok(row)
}

async fn measure_nats(server: &nats::Server, options: &Options) -> Outcome<Row> {
    let pid = server.pid()?;
    let crowd = Crowd::new();
    for number in 0..OPENING {
        drop(server.subscribe(&crowd, number, true).await?);
    }
    sleep(SETTLE).await;
    let empty = proc::resident(pid)?;
    let mut stalled = Vec::new();
    for number in 0..options.sockets + options.stalled {
        stalled.extend(
            server
                .subscribe(&crowd, number, number >= options.sockets)
                .await?,
        );
    }
    let mut speakers = Vec::new();
    for number in 0..options.speakers as usize {
        speakers.push(server.speaker(&crowd, number).await?);
    }
    let words: Words = {
        let (crowd, length) = (crowd.clone(), options.length);
        Arc::new(move || nats::publish(&crowd.stamped(length)))
    };
    observe("nats-server", pid, empty, &crowd, speakers, words, options).await
}

/// Opens all sockets, some at a time; gives those that stall.
async fn open<F>(sockets: usize, stalled: usize, one: &impl Fn(usize, bool) -> F) -> Outcome<Vec<TcpStream>>
where
    F: Future<Output = Outcome<Option<TcpStream>>> + Send + 'static,
{
    let mut opening = JoinSet::new();
    let mut kept = Vec::new();
    for number in 0..sockets + stalled {
        if opening.len() >= OPENING
            && let Some(opened) = opening.join_next().await
        {
            kept.extend(opened??);
        }
        opening.spawn(one(number, number >= sockets));
    }
    while let Some(opened) = opening.join_next().await {
        kept.extend(opened??);
    }
    Ok(kept)
}

async fn observe(
    name: &'static str,
    pid: u32,
    empty: u64,
    crowd: &Arc<Crowd>,
    speakers: Vec<Arc<TcpStream>>,
    words: Words,
    options: &Options,
) -> Outcome<Row> {
    sleep(SETTLE).await;
    let all = (options.sockets + options.stalled + speakers.len()) as f64;
    let reading = (options.sockets + speakers.len()) as u64;
    let each = |now: u64| now.saturating_sub(empty) as f64 / all;
    let joined = proc::resident(pid)?;
    let talk = Speakers::start(speakers, options.rate, words);
    sleep(WARM).await;
    let own = std::process::id();
    crowd.begin_timing();
    let (started, before) = (Instant::now(), crowd.seen());
    let (cpu, own_cpu) = (proc::cpu(pid)?, proc::cpu(own)?);
    sleep(Duration::from_secs(options.seconds)).await;
    let (time, after) = (started.elapsed(), crowd.seen());
    let (cpu_after, own_after) = (proc::cpu(pid)?, proc::cpu(own)?);
    crowd.end_timing();
    let spoken = proc::resident(pid)?;
    let sent = talk.stop().await;
    let expected = (sent - crowd.seen().refused) * reading;
    let deadline = Instant::now() + DRAIN;
    while crowd.seen().delivered < expected && Instant::now() < deadline {
        sleep(LOOK_AGAIN).await;
    }
    let seen = crowd.seen();
    crowd.leave();
    Ok(Row {
        name,
        time,
        cpu: Cpu {
            all: cpu_after.all - cpu.all,
            media: cpu_after.media - cpu.media,
        },
        own_cpu: own_after.all - own_cpu.all,
        delivered: after.delivered - before.delivered,
        memory: [each(joined), each(spoken)],
        crowd: crowd.clone(),
        sent,
        listeners: reading,
        expected,
        seen,
    })
}

/// Makes a speaker's next frame.
type Words = Arc<dyn Fn() -> Vec<u8> + Send + Sync>;

/// Those who speak, each at an even pace, one after the other.
#[derive(Debug)]
struct Speakers {
    tasks: JoinSet<()>,
    sent: Arc<AtomicU64>,
}

impl Speakers {
    fn start(speakers: Vec<Arc<TcpStream>>, rate: u32, words: Words) -> Self {
        let sent = Arc::new(AtomicU64::new(0));
        let mut tasks = JoinSet::new();
        let apart = Duration::from_secs(1) / rate.max(1);
        let period = apart * u32::try_from(speakers.len()).unwrap_or(u32::MAX).max(1);
        for (number, stream) in (0u32..).zip(speakers) {
            let (words, sent) = (words.clone(), sent.clone());
            let mut turns = interval_at(Instant::now() + apart * number, period);
            turns.set_missed_tick_behavior(MissedTickBehavior::Burst);
            tasks.spawn(async move {
                loop {
                    turns.tick().await;
                    let frame = words();
                    match timeout(SENDS_WITHIN, send(&stream, &frame)).await {
                        Ok(Ok(())) => sent.fetch_add(1, Ordering::Relaxed),
                        Ok(Err(error)) => return eprintln!("a speaker: {error}"),
                        Err(_) => return eprintln!("a speaker is not listened to"),
                    };
                }
            });
        }
        Self { tasks, sent }
    }

    /// Silences them; how much was said.
    async fn stop(mut self) -> u64 {
        self.tasks.shutdown().await;
        self.sent.load(Ordering::Relaxed)
    }
}

async fn send(stream: &TcpStream, mut frame: &[u8]) -> std::io::Result<()> {
    while !frame.is_empty() {
        stream.writable().await?;
        match stream.try_write(frame) {
            Ok(written) => frame = &frame[written..],
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

impl Row {
    fn print_head() {
        println!(
            "\nserver       delivered/s  CPU µs each  of a core  kB/socket idle, after  delay ms p50    p99    max  \
             sent    missing  resyncs  cut off  listeners' CPU"
        );
    }

    /// Of the server's CPU time for each delivered message.
    fn micros(&self) -> f64 {
        self.cpu.all.as_secs_f64() * 1e6 / self.delivered.max(1) as f64
    }

    fn print(&self) {
        let seconds = self.time.as_secs_f64();
        let delay = |percent| self.crowd.delay(percent).unwrap_or(f64::NAN);
        let share = |cpu: Duration| cpu.as_secs_f64() * 100.0 / seconds;
        println!(
            "{:<12} {:>11.0}  {:>11.2}  {:>8.0}%  {:>14.1}, {:>5.1}  {:>12.1}  {:>5.1}  {:>5.1}  {:>5}  {:>8}  {:>7}  {:>7}  {:>13.0}%",
            self.name,
            self.delivered as f64 / seconds,
            self.micros(),
            share(self.cpu.all),
            self.memory[0] / 1e3,
            self.memory[1] / 1e3,
            delay(50.0),
            delay(99.0),
            delay(100.0),
            self.sent - self.seen.refused,
            self.expected.saturating_sub(self.seen.delivered),
            self.seen.resyncs.saturating_sub(self.listeners),
            self.seen.lost_sockets,
            share(self.own_cpu),
        );
    }
}
