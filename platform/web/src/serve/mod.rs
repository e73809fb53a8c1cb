//! Listening: our own accept loop, so that every connection is counted, none
//! may dawdle, and an upgraded one can be taken over whole.
//!
//! Knows HTTP's framing and nothing of what is asked.

mod connection;
mod stream;
mod tls;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::address::{self, Network};
use crate::places::Places;

pub(crate) use stream::Stream;
pub use tls::Tls;

/// Between two tries to accept when the system has no descriptor to give.
const BREATHER: Duration = Duration::from_millis(100);

/// How many connections there may be.
#[derive(Debug, Clone)]
pub struct Ceilings {
    /// Altogether. Beyond it the next wait in the system's queue.
    pub connections: usize,
    /// From one address; an IPv6 network of 64 bits counts as one. Beyond it
    /// they are closed at once.
    pub per_address: usize,
    /// Proxies, behind which many people are.
    pub exempt: Vec<Network>,
}

/// Serves `router` until `stop` is cancelled, then lets running requests finish.
pub async fn run(
    listener: TcpListener,
    tls: Option<Tls>,
    router: Router,
    ceilings: Ceilings,
    stop: CancellationToken,
) {
    let slots = Arc::new(Semaphore::new(ceilings.connections));
    let places = Places::<IpAddr>::new(ceilings.per_address);
    let connections = TaskTracker::new();
    loop {
        let slot = tokio::select! {
            slot = slots.clone().acquire_owned() => slot.expect("the semaphore is never closed"),
            () = stop.cancelled() => break,
        };
        let (tcp, peer) = tokio::select! {
            accepted = accept(&listener) => accepted,
            () = stop.cancelled() => break,
        };
        let address = peer.ip().to_canonical();
        let is_exempt = ceilings.exempt.iter().any(|network| network.contains(address));
        let place = match places.take(address::customer(address)) {
            None if !is_exempt => {
                tracing::debug!(%peer, "too many connections from one address");
                continue;
            }
            place => place,
        };
        let held = stream::Held::new(slot, place);
        let (tls, router, stop) = (tls.clone(), router.clone(), stop.clone());
        connections.spawn(async move {
            let stream = match tls {
                None => Some(Stream::plain(tcp, held)),
                Some(tls) => tls.greet(tcp, peer).await.map(|tls| Stream::tls(tls, held)),
            };
            if let Some(stream) = stream {
                connection::serve(stream, peer, router, stop).await;
            }
        });
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((tcp, peer)) => {
                // Small messages leave at once. It fails where the peer is gone already.
                let _ = tcp.set_nodelay(true);
                return (tcp, peer);
            }
            Err(error) if is_peers_doing(&error) => {}
            Err(error) => {
                // Out of file descriptors, most likely: give others time to end.
                tracing::warn!(%error, "can't accept a connection");
                tokio::time::sleep(BREATHER).await;
            }
        }
    }
}

/// Whether only this one connection failed.
fn is_peers_doing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused
    )
}
