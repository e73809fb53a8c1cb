//! Another shop on the same server, where a few people buy all the while: what
//! they feel of what is going on next door. Few, so that they are no rush of
//! their own, however slowly they are served.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::connection::Connection;
use super::goods::Goods;
use super::shopper::{Attempt, Shopper};
use crate::Outcome;
use crate::times::Times;

/// Tills at which one comes after the other.
const TILLS: u32 = 8;
/// Between two at the same till.
const PAUSE: Duration = Duration::from_millis(200);
/// The first comes from here.
const FROM: Ipv4Addr = Ipv4Addr::new(127, 128, 0, 1);

/// See the module.
#[derive(Debug, Clone)]
pub(super) struct Neighbour {
    goods: Arc<Goods>,
    host: SocketAddr,
    came: Arc<AtomicU32>,
}

/// A while in which people come.
#[derive(Debug)]
pub(super) struct Visits {
    over: CancellationToken,
    tills: Vec<JoinHandle<Outcome<Vec<Duration>>>>,
}

impl Neighbour {
    pub(super) fn new(goods: Goods, host: SocketAddr) -> Self {
        Self {
            goods: Arc::new(goods),
            host,
            came: Arc::default(),
        }
    }

    pub(super) fn begin(&self) -> Visits {
        let over = CancellationToken::new();
        let tills = (0..TILLS)
            .map(|till| tokio::spawn(self.clone().sell(till, over.clone())))
            .collect();
        Visits { over, tills }
    }

    /// At one till, until it is over; how long each waited.
    async fn sell(self, till: u32, over: CancellationToken) -> Outcome<Vec<Duration>> {
        let mut took = Vec::new();
        // Not all at once.
        let mut pause = PAUSE / TILLS * till;
        while over.run_until_cancelled(sleep(pause)).await.is_some() {
            took.push(self.visit().await?);
            pause = PAUSE;
        }
        Ok(took)
    }

    /// Somebody new, from an address of their own, whose page is open already.
    async fn visit(&self) -> Outcome<Duration> {
        let number = self.came.fetch_add(1, Ordering::Relaxed);
        let from = Ipv4Addr::from_bits(FROM.to_bits() + number);
        let mut shopper = Shopper::at(Connection::open(from, self.host).await?);
        match shopper.attempt(&self.goods, 0).await? {
            Attempt::Bought(bought) => Ok(bought.whole),
            Attempt::Refused(_) => Err("the other shop is sold out".into()),
        }
    }
}

impl Visits {
    /// Nobody comes any more; how long it took those who came, from Buy to the
    /// paid order.
    pub(super) async fn end(self) -> Outcome<Times> {
        self.over.cancel();
        let mut took = Vec::new();
        for till in self.tills {
            took.extend(till.await??);
        }
        Ok(took.into())
    }
}
