//! What the engine is told at the start. Knows no configuration file.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::time::Duration;

/// How the engine listens and where it draws its lines.
#[derive(Debug, Clone)]
pub struct MediaConfig {
    /// The UDP address for all peers. Port 0 picks a free one; an unspecified
    /// IPv6 address takes IPv4 peers too where the system can.
    pub listen: SocketAddr,
    /// Addresses written into answers as ICE candidates, in order of
    /// preference. Empty: loopback alone if `listen` is a loopback address,
    /// else every local unicast address and loopback.
    pub advertise: Vec<IpAddr>,
    /// Streams at a time.
    pub max_streams: usize,
    /// Of those, one owner's.
    pub max_streams_per_owner: usize,
    /// A publisher that sends more than this, in bit/s, for
    /// [some seconds](crate::MediaEvent::TooHeavy) is closed: its stream is
    /// kept in memory, stored and sent on.
    pub max_bitrate: u64,
    /// Viewers of all streams together.
    pub max_viewers: usize,
    /// Viewers that were answered but are not connected yet.
    pub max_half_open: usize,
    /// The same for publishers, whom no number of viewers may keep out.
    pub max_half_open_publishers: usize,
    /// How long a session may take to connect before it is forgotten.
    pub half_open_for: Duration,
    /// Silence after which a publisher counts as lost and viewers are told.
    pub lost_after: Duration,
    /// Silence after which a lost publisher's stream ends.
    pub end_after: Duration,
}

impl Default for MediaConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
            advertise: Vec::new(),
            max_streams: 1_000,
            max_streams_per_owner: 4,
            max_bitrate: 20_000_000,
            max_viewers: 5_000,
            max_half_open: 512,
            max_half_open_publishers: 256,
            half_open_for: Duration::from_secs(15),
            lost_after: Duration::from_secs(10),
            end_after: Duration::from_secs(60),
        }
    }
}
