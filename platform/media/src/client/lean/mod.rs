//! Many viewers in one thread, each of them lean: a socket, connectivity
//! checks, a DTLS handshake, AES-GCM SRTP opened in place, and the feedback a
//! browser would give (receiver reports, NACK, PLI). They count what arrives
//! and decode nothing. For measuring a server from outside: whoever carries
//! offers and answers does that elsewhere.

mod answer;
mod crowd;
mod feedback;
mod first_frame;
mod flow;
mod offer;
mod viewer;

use std::time::Duration;

pub use crowd::{Crowd, Invitation};

/// How a crowd reads.
#[derive(Debug, Clone, Copy)]
pub struct CrowdOptions {
    /// One viewer in so many opens every packet.
    pub thorough_every: u64,
    /// The others open one packet in so many, and all until their first frame
    /// is complete.
    pub open_every: u64,
    /// How long the thread leaves its sockets alone between two looks once
    /// everybody has a picture. Packets wait in the kernel meanwhile, as they
    /// would in a network card; without it every packet wakes the thread, and
    /// on loopback the sender pays for that.
    pub rest: Duration,
}

impl Default for CrowdOptions {
    fn default() -> Self {
        Self {
            thorough_every: 10,
            open_every: 16,
            rest: Duration::from_millis(2),
        }
    }
}

/// What a crowd has seen since it began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CrowdCounts {
    /// Viewers that joined, have keys, had a complete key frame, and are over.
    pub joined: u64,
    pub connected: u64,
    pub pictures: u64,
    pub closed: u64,

    /// RTP packets and bytes of UDP payload, repairs included.
    pub packets: u64,
    pub bytes: u64,
    pub video: u64,
    pub audio: u64,
    /// Packets that were decrypted and genuine, and those that were not.
    pub opened: u64,
    pub forged: u64,
    /// Packets that were here before.
    pub repeats: u64,

    /// Packets that were not there when a later one was.
    pub gaps: u64,
    /// Of those: came late or as a repair packet, and were given up.
    pub repaired: u64,
    pub lost: u64,
    pub nacks: u64,
    pub plis: u64,
}
