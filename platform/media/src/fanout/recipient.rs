//! The send half of one viewer: what is needed for every packet, kept small
//! and together, apart from what only its own feedback needs.

use std::net::SocketAddr;
use std::time::Instant;

use crate::demux::SessionKey;
use crate::srtp::Sealer;

/// See the module.
#[derive(Debug)]
pub(crate) struct Recipient {
    pub(crate) session: SessionKey,
    pub(crate) to: SocketAddr,
    pub(crate) sealer: Sealer,
    pub(crate) video: Option<VideoOut>,
    pub(crate) audio: Option<AudioOut>,
    pub(crate) next_report: Instant,
}

/// Video on its way to one viewer.
#[derive(Debug)]
pub(crate) struct VideoOut {
    pub(crate) payload_type: u8,
    pub(crate) rtx_payload_type: Option<u8>,
    pub(crate) rtx_sequence: u64,
    /// Roll-overs of the room's numbers before the first packet sent here:
    /// a receiver counts from its own first packet (RFC 3711 section 3.3.1).
    pub(crate) rollover: u64,
    pub(crate) phase: Phase,
    pub(crate) packets: u32,
    pub(crate) octets: u32,
}

/// Where a viewer stands in the room's video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// For a key frame.
    Waiting,
    /// Being sent the cached group of pictures; `next` is the room's number.
    CatchingUp {
        next: u64,
    },
    Live,
}

/// Sound on its way to one viewer.
#[derive(Debug)]
pub(crate) struct AudioOut {
    pub(crate) payload_type: u8,
    /// None until the first packet.
    pub(crate) rollover: Option<u64>,
    pub(crate) packets: u32,
    pub(crate) octets: u32,
}

impl VideoOut {
    /// Starts at `first`, which is a key frame's first packet.
    pub(crate) fn start_at(&mut self, first: u64) {
        // A viewer that falls back to an earlier point keeps its count.
        if self.packets == 0 {
            self.rollover = first >> 16;
        }
        self.phase = Phase::CatchingUp { next: first };
    }
}
