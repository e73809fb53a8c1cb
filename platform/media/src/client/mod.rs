//! The other half: a peer that publishes or watches, over any WHIP or WHEP
//! server. Offers and answers are strings in and out; who carries them to the
//! server is the caller's business.
//!
//! A peer is a full one of the asynchronous library's, with sockets of its own;
//! dropping the handle closes it.

#[cfg(target_os = "linux")]
mod ceiling;
mod connection;
mod lean;
mod link;
mod publisher;
mod runtime;
mod watcher;

use std::net::{Ipv4Addr, SocketAddr};

#[cfg(target_os = "linux")]
pub use ceiling::{Ceiling, ceiling};
pub use lean::{Crowd, CrowdCounts, CrowdOptions, Invitation};
pub use publisher::Publisher;
pub use watcher::{WatchCounts, WatchPacket, Watcher};

/// How a client peer is set up.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// The socket's address, unspecified for one on each network interface; its
    /// family is the one the server is reached by.
    pub bind: SocketAddr,
    /// Don't offer AES-GCM, as an old peer would not.
    pub without_gcm: bool,
    /// Packets received that may wait for [`Watcher::next`]; what doesn't fit
    /// is counted and dropped.
    pub queue: usize,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
            without_gcm: false,
            queue: 1_024,
        }
    }
}

/// Why a client peer can't go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    #[error("no socket: {0}")]
    Socket(#[from] std::io::Error),
    /// The answer or fragment is not usable with our offer.
    #[error("the peer library refused: {0}")]
    Refused(String),
    /// It did not connect, or take a packet, in time.
    #[error("the peer did not respond in time")]
    Timeout,
    /// The other side closed, or the connection failed.
    #[error("the peer is gone")]
    Closed,
}
