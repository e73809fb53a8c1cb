//! Everybody at once: browsers that first ask for nothing much, to know what the
//! server can answer at all, and then all want the same thing.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use super::connection::{Ask, Connection};
use super::goods::Goods;
use super::shopper::{Attempt, Bought, Shopper};
use crate::Outcome;
use crate::times::{Times, rate};

/// The first comes from here.
const FROM: Ipv4Addr = Ipv4Addr::new(127, 1, 0, 1);
/// The request that costs the server the least.
const EMPTY: Ask<'_> = Ask {
    method: "GET",
    path: "/healthz",
    body: "",
    key: None,
};

/// Those who want it, connected.
#[derive(Debug)]
pub(super) struct Crowd(Vec<Connection>);

/// How many answers in a second, and how long each took.
#[derive(Debug)]
pub(super) struct Empty {
    pub(super) rate: f64,
    pub(super) took: Times,
}

/// What came of all attempts.
#[derive(Debug)]
pub(super) struct Rush {
    /// From the first Buy to the last answer.
    pub(super) length: Duration,
    /// How long each answer to Buy took.
    pub(super) held: Times,
    pub(super) refused: Times,
    /// How long it took from Buy to the paid order.
    pub(super) whole: Times,
    /// After the first Buy.
    pub(super) first: Duration,
    pub(super) last: Duration,
    pub(super) orders: Vec<String>,
    /// How often somebody was told to come back later.
    pub(super) put_off: usize,
}

impl Crowd {
    /// Each from an address of its own.
    pub(super) async fn gather(size: u32, host: SocketAddr) -> Outcome<Self> {
        let mut crowd = Vec::new();
        for number in 0..size {
            let from = Ipv4Addr::from_bits(FROM.to_bits() + number);
            crowd.push(Connection::open(from, host).await?);
        }
        Ok(Self(crowd))
    }

    /// Empty requests for so long, one after the other on every connection.
    pub(super) async fn ask_for_nothing(&mut self, length: Duration) -> Outcome<Empty> {
        let start = Instant::now();
        let asking: Vec<_> = std::mem::take(&mut self.0)
            .into_iter()
            .map(|mut browser| {
                tokio::spawn(async move {
                    let mut took = Vec::new();
                    while start.elapsed() < length {
                        let asked = Instant::now();
                        let answer = browser.ask(EMPTY).await?;
                        if answer.status != 200 {
                            return Err(format!("an empty request was answered {}", answer.status).into());
                        }
                        took.push(asked.elapsed());
                    }
                    Outcome::Ok((browser, took))
                })
            })
            .collect();
        let mut all = Vec::new();
        for browser in asking {
            let (browser, took) = browser.await??;
            self.0.push(browser);
            all.extend(took);
        }
        Ok(Empty {
            rate: rate(all.len(), start.elapsed()),
            took: all.into(),
        })
    }

    /// All press Buy until so many attempts were made.
    pub(super) async fn buy(self, goods: &Arc<Goods>, attempts: usize) -> Outcome<Rush> {
        let (made, start) = (Arc::new(AtomicUsize::new(0)), Instant::now());
        let buying: Vec<_> = self
            .0
            .into_iter()
            .map(|browser| tokio::spawn(buy(Shopper::at(browser), goods.clone(), made.clone(), attempts)))
            .collect();
        let mut all = Came::default();
        for shopper in buying {
            all.add(shopper.await??);
        }
        Rush::of(all, start)
    }
}

/// What came to one shopper, or to all.
#[derive(Debug, Default)]
struct Came {
    bought: Vec<Bought>,
    refused: Vec<Duration>,
    put_off: usize,
}

impl Came {
    fn add(&mut self, other: Self) {
        self.bought.extend(other.bought);
        self.refused.extend(other.refused);
        self.put_off += other.put_off;
    }
}

/// Tries until so many attempts were `made` by all.
async fn buy(
    mut shopper: Shopper,
    goods: Arc<Goods>,
    made: Arc<AtomicUsize>,
    attempts: usize,
) -> Outcome<Came> {
    let mut came = Came::default();
    loop {
        let number = made.fetch_add(1, Ordering::Relaxed);
        if number >= attempts {
            came.put_off = shopper.put_off;
            return Ok(came);
        }
        match shopper.attempt(&goods, number).await? {
            Attempt::Refused(took) => came.refused.push(took),
            Attempt::Bought(unit) => {
                came.bought.push(unit);
                // Who has one leaves; somebody else comes.
                shopper.browser.forget();
            }
        }
    }
}

impl Rush {
    fn of(came: Came, start: Instant) -> Outcome<Self> {
        let length = start.elapsed();
        let bought = came.bought;
        let after = |unit: &Bought| unit.at - start;
        Ok(Self {
            length,
            first: bought.iter().map(after).min().ok_or("nobody got anything")?,
            last: bought.iter().map(after).max().unwrap_or_default(),
            held: bought.iter().map(|unit| unit.held).collect::<Vec<_>>().into(),
            whole: bought.iter().map(|unit| unit.whole).collect::<Vec<_>>().into(),
            refused: came.refused.into(),
            put_off: came.put_off,
            orders: bought.into_iter().map(|unit| unit.order).collect(),
        })
    }

    /// Answers to Buy in a second.
    pub(super) fn decided(&self) -> f64 {
        rate(self.held.len() + self.refused.len(), self.length)
    }

    /// Paid orders in a second, from the first Buy to the last of them.
    pub(super) fn paid(&self) -> f64 {
        rate(self.orders.len(), self.last)
    }
}
