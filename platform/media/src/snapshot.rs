//! What can be asked of the engine: one stream's health, and counters of all.

use std::time::Duration;

use crate::packet::VideoCodec;

/// One stream at one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StreamSnapshot {
    /// Viewers with a live connection.
    pub viewers: usize,
    /// The publisher is connected and was heard lately.
    pub publisher_connected: bool,
    pub video: Option<VideoCodec>,
    pub audio: bool,
    /// Pixels, from the stream's parameter sets; none before the first key
    /// frame and for codecs other than H.264.
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// Media received over the last second, in bit/s.
    pub bitrate: u64,
    /// Pictures received over the last second.
    pub frames_per_second: f32,
    /// To the publisher, where it is known.
    pub round_trip: Option<Duration>,
    /// Of the publisher's video packets over the last seconds, 0 to 1, before
    /// retransmission.
    pub loss: f32,
    /// Since the last key frame.
    pub key_frame_age: Option<Duration>,
}

/// Counters since the engine started, and gauges of now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EngineStats {
    /// Gauges.
    pub streams: usize,
    pub publishers: usize,
    pub viewers: usize,
    pub half_open: usize,

    /// Datagrams and bytes of UDP payload.
    pub packets_in: u64,
    pub bytes_in: u64,
    pub packets_out: u64,
    pub bytes_out: u64,
    /// System calls that sent, and those that sent GSO runs.
    pub send_calls: u64,
    pub send_gso_runs: u64,
    /// Packets the kernel would not take.
    pub send_dropped: u64,

    /// Sequence numbers viewers asked for again, and those sent again.
    pub nacks_in: u64,
    pub rtx_out: u64,
    /// Not sent again: too old, asked for twice within a round trip, or over
    /// the viewer's budget.
    pub rtx_refused: u64,
    /// Key frames asked for by viewers and of publishers.
    pub plis_in: u64,
    pub plis_out: u64,

    /// Publisher packets that were duplicates, probes or padding alone.
    pub duplicates_in: u64,
    /// Datagrams dropped, by cause.
    pub dropped_unknown_sender: u64,
    pub dropped_malformed: u64,
    pub dropped_unauthentic: u64,
    pub dropped_dtls_busy: u64,
    /// What a recorder's full channel did not take.
    pub ingest_dropped: u64,
    /// Events the listener's full channel did not take in time.
    pub events_dropped: u64,
    /// Sessions that never connected and were forgotten.
    pub reaped: u64,
}
