//! Many who listen: what reached them, and how late.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::net::TcpStream;

use super::nats;
use super::socket::{Frames, PONG};
use crate::Outcome;

/// Delays are counted by the half millisecond, up to this many.
const SLOTS: usize = 20_000;
const SLOT: Duration = Duration::from_micros(500);
/// One listener in so many looks at its messages' stamps.
const LOOKS_EVERY: usize = 8;
/// Marks a message's stamp, the microseconds of the program's own clock.
const STAMP: &[u8] = b"stamp=";
const DIGITS: usize = 12;

/// What a server's frames hold.
#[derive(Debug)]
pub(super) enum Speech {
    /// One event each.
    Vitrine,
    /// A piece of a byte stream.
    Nats(nats::Stream),
}

/// What all listeners saw.
#[derive(Debug)]
pub(super) struct Crowd {
    started: Instant,
    counts: Counts,
    delays: Vec<AtomicU64>,
    is_timed: AtomicBool,
    is_over: AtomicBool,
}

#[derive(Debug, Default)]
struct Counts {
    delivered: AtomicU64,
    resyncs: AtomicU64,
    refused: AtomicU64,
    lost_sockets: AtomicU64,
}

/// The same at one moment.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    pub(super) delivered: u64,
    pub(super) resyncs: u64,
    pub(super) refused: u64,
    pub(super) lost_sockets: u64,
}

impl Crowd {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            started: Instant::now(),
            counts: Counts::default(),
            delays: (0..SLOTS).map(|_| AtomicU64::new(0)).collect(),
            is_timed: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
        })
    }

    /// A text of `length` bytes that says when it was written.
    pub(super) fn stamped(&self, length: usize) -> String {
        let micros = self.started.elapsed().as_micros();
        let mut text = format!("stamp={micros:012} ");
        while text.len() < length {
            text.push(if text.len() % 8 == 0 { ' ' } else { 'x' });
        }
        text
    }

    /// Delays count from now on.
    pub(super) fn begin_timing(&self) {
        self.is_timed.store(true, Ordering::Relaxed);
    }

    pub(super) fn end_timing(&self) {
        self.is_timed.store(false, Ordering::Relaxed);
    }

    /// Whoever is cut off from now on does not count.
    pub(super) fn leave(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    pub(super) fn seen(&self) -> Seen {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Seen {
            delivered: read(&self.counts.delivered),
            resyncs: read(&self.counts.resyncs),
            refused: read(&self.counts.refused),
            lost_sockets: read(&self.counts.lost_sockets),
        }
    }

    /// The delay that `percent` of all stamps were within, in milliseconds.
    pub(super) fn delay(&self, percent: f64) -> Option<f64> {
        let counts: Vec<_> = self
            .delays
            .iter()
            .map(|count| count.load(Ordering::Relaxed))
            .collect();
        let all: u64 = counts.iter().sum();
        let mut left = (all as f64 * percent / 100.0).ceil() as u64;
        let at = counts.iter().position(|count| {
            left = left.saturating_sub(*count);
            left == 0
        });
        (all > 0).then(|| at.unwrap_or(SLOTS) as f64 * SLOT.as_secs_f64() * 1e3)
    }

    /// Listens on `stream` until it ends.
    pub(super) async fn listen(
        self: Arc<Self>,
        stream: Arc<TcpStream>,
        early: Vec<u8>,
        mut speech: Speech,
        number: usize,
    ) {
        let mut frames = Frames::default();
        let looks = number.is_multiple_of(LOOKS_EVERY);
        let ended = async {
            self.take(&early, &mut frames, &mut speech, &stream, looks)?;
            loop {
                stream.readable().await?;
                let mut space = [0; 32 * 1024];
                match stream.try_read(&mut space) {
                    Ok(0) => return Err("the server hung up".into()),
                    Ok(length) => self.take(&space[..length], &mut frames, &mut speech, &stream, looks)?,
                    Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                    Err(error) => return Err(error.into()),
                }
            }
        };
        let ended: Outcome<()> = ended.await;
        if let Err(error) = ended
            && !self.is_over.load(Ordering::Relaxed)
            && self.counts.lost_sockets.fetch_add(1, Ordering::Relaxed) == 0
        {
            eprintln!("a listener: {error}");
        }
    }

    fn take(
        &self,
        bytes: &[u8],
        frames: &mut Frames,
        speech: &mut Speech,
        stream: &TcpStream,
        looks: bool,
    ) -> Outcome<()> {
        let mut delivered = 0;
        let mut answer = Vec::new();
        let looks = looks && self.is_timed.load(Ordering::Relaxed);
        let now = self.started.elapsed();
        let pinged = frames.read(bytes, |payload| match speech {
            Speech::Vitrine => {
                let head = &payload[..payload.len().min(16)];
                if has(head, b"\"said\"") {
                    delivered += 1;
                    if looks {
                        self.time(payload, now);
                    }
                } else if has(head, b"\"resync\"") {
                    self.counts.resyncs.fetch_add(1, Ordering::Relaxed);
                } else if has(head, b"\"refused\"") {
                    self.counts.refused.fetch_add(1, Ordering::Relaxed);
                }
            }
            Speech::Nats(protocol) => protocol.read(payload, &mut answer, |message| {
                delivered += 1;
                if looks {
                    self.time(message, now);
                }
            }),
        })?;
        self.counts.delivered.fetch_add(delivered, Ordering::Relaxed);
        if pinged {
            answer.extend(PONG);
        }
        if !answer.is_empty() {
            stream.try_write(&answer)?;
        }
        Ok(())
    }

    fn time(&self, message: &[u8], now: Duration) {
        let Some(at) = message.windows(STAMP.len()).position(|six| six == STAMP) else {
            return;
        };
        let digits = &message[at + STAMP.len()..];
        let stamp = digits.iter().take(DIGITS).fold(0u64, |sum, digit| {
            sum * 10 + u64::from(digit.saturating_sub(b'0'))
        });
        let late = now.saturating_sub(Duration::from_micros(stamp));
        let slot = (late.as_micros() / SLOT.as_micros()) as usize;
        self.delays[slot.min(SLOTS - 1)].fetch_add(1, Ordering::Relaxed);
    }
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
