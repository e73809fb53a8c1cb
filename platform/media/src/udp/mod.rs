//! The one UDP socket: reading into a bounded inbox, sending runs of equal
//! packets to many peers with few system calls. Knows addresses and bytes.

mod inbox;
#[cfg(target_os = "linux")]
#[path = "send_linux.rs"]
mod send;
#[cfg(not(target_os = "linux"))]
#[path = "send_portable.rs"]
mod send;
mod socket;

pub(crate) use inbox::{Datagram, Inbox};
pub(crate) use send::Sender;
pub(crate) use socket::Socket;

use std::net::SocketAddr;
use std::ops::Range;

/// One peer's part of a batch: bytes in the batch's buffer that make one run
/// of packets of `segment` bytes each, the last perhaps shorter.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) to: SocketAddr,
    pub(crate) bytes: Range<usize>,
}

/// What sending cost and lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct SendCounters {
    pub(crate) packets: u64,
    pub(crate) bytes: u64,
    pub(crate) calls: u64,
    pub(crate) gso_runs: u64,
    pub(crate) dropped: u64,
}
