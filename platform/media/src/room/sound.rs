//! A room's one track of sound.

use std::time::Instant;

use crate::fanout::{Rewriter, Shared};
use crate::packet::{OPUS_CLOCK_HZ, Packet};

/// See the module.
#[derive(Debug)]
pub(super) struct Sound {
    rewriter: Rewriter,
}

impl Sound {
    pub(super) fn new(first: u64) -> Self {
        Self {
            rewriter: Rewriter::new(first, OPUS_CLOCK_HZ),
        }
    }

    pub(super) fn begin(&mut self) {
        self.rewriter.end_run();
    }

    pub(super) fn take_in(&mut self, number: u64, packet: &Packet, now: Instant) -> Option<Shared> {
        let (sequence, timestamp) = self.rewriter.map(number, packet.timestamp, now)?;
        Some(Shared {
            sequence,
            timestamp,
            marker: packet.marker,
            padding: 0,
            payload: packet.payload.clone(),
        })
    }

    pub(super) fn map_time(&self, rtp: u32) -> Option<u32> {
        self.rewriter.map_time(rtp)
    }
}
