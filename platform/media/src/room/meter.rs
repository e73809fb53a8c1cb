//! A stream's rates over the last second.

use std::time::{Duration, Instant};

use crate::packet::{Kind, Packet};

const PERIOD: Duration = Duration::from_secs(1);

/// See the module.
#[derive(Debug)]
pub(crate) struct Meter {
    since: Instant,
    bytes: u64,
    frames: u32,
    last_timestamp: Option<u32>,
    /// Of the last full period.
    pub(crate) bitrate: u64,
    pub(crate) frames_per_second: f32,
    pub(crate) loss: f32,
    /// How many full periods in a row were above the most a publisher may send.
    pub(crate) heavy_periods: u32,
    /// Width and height in pixels, of the last parameter sets seen.
    pub(crate) size: Option<(u32, u32)>,
}

impl Meter {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            since: now,
            bytes: 0,
            frames: 0,
            last_timestamp: None,
            bitrate: 0,
            frames_per_second: 0.0,
            loss: 0.0,
            heavy_periods: 0,
            size: None,
        }
    }

    pub(crate) fn received(&mut self, packet: &Packet) {
        self.bytes += packet.payload.len() as u64;
        if packet.kind == Kind::Video && self.last_timestamp != Some(packet.timestamp) {
            self.last_timestamp = Some(packet.timestamp);
            self.frames += 1;
        }
    }

    /// Closes the period if it is over; `loss` is then asked for the packets
    /// missing, of how many. `max_bitrate` is in bit/s.
    pub(crate) fn tick(&mut self, now: Instant, max_bitrate: u64, loss: impl FnOnce() -> (u64, u64)) {
        let elapsed = now.saturating_duration_since(self.since);
        if elapsed < PERIOD {
            return;
        }
        let seconds = elapsed.as_secs_f64();
        self.bitrate = (self.bytes as f64 * 8.0 / seconds) as u64;
        self.heavy_periods = if self.bitrate > max_bitrate {
            self.heavy_periods + 1
        } else {
            0
        };
        self.frames_per_second = (f64::from(self.frames) / seconds) as f32;
        let (missing, expected) = loss();
        self.loss = if expected == 0 {
            0.0
        } else {
            missing as f32 / expected as f32
        };
        self.since = now;
        self.bytes = 0;
        self.frames = 0;
    }
}
