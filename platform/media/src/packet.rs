//! What travels inside this room: plaintext RTP of one stream, and what its
//! publisher's RTCP says of it. No encryption, no sockets, no peers.

use std::time::Instant;

use bytes::Bytes;
use uuid::Uuid;

/// One stream: a publisher, its viewers and its recording. A show's id to
/// those outside; this room attaches no meaning to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamId(pub Uuid);

impl std::fmt::Display for StreamId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Which of a stream's two tracks something belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Video,
    Audio,
}

/// How a publisher encodes its video. Audio is always Opus at 48 kHz.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VideoCodec {
    H264,
    Vp8,
    Vp9,
}

impl VideoCodec {
    /// RTP clock rate in Hz, the same for every video codec here (RFC 6184
    /// section 8.2.1, RFC 7741 section 6.1, RFC 9628 section 6.1).
    pub const CLOCK_HZ: u32 = 90_000;

    /// Only H.264 goes into HLS and replays; the others are watchable over
    /// WHEP alone.
    pub fn is_recordable(self) -> bool {
        self == Self::H264
    }
}

/// RTP clock rate of Opus in Hz (RFC 7587 section 4.1).
pub const OPUS_CLOCK_HZ: u32 = 48_000;

/// One RTP packet in the clear, header extensions and padding removed.
#[derive(Debug, Clone)]
pub struct Packet {
    pub kind: Kind,
    pub sequence: u16,
    /// In units of the track's RTP clock.
    pub timestamp: u32,
    pub marker: bool,
    pub payload: Bytes,
    pub arrival: Instant,
}

/// The timing half of an RTCP sender report (RFC 3550 section 6.4.1): at
/// wall-clock `ntp` the track's RTP clock stood at `rtp`.
#[derive(Debug, Clone, Copy)]
pub struct SenderReport {
    pub kind: Kind,
    /// NTP timestamp, 32.32 fixed point, seconds since 1900.
    pub ntp: u64,
    pub rtp: u32,
    pub arrival: Instant,
}

/// What the engine tells a stream's packager, in order, over a bounded channel.
#[derive(Debug, Clone)]
pub enum Ingest {
    /// A publisher is connected and will send these tracks. Comes again when
    /// the publisher came back with a new session: sequence numbers, RTP
    /// clocks and parameter sets then start anew.
    Begin {
        video: Option<VideoCodec>,
        audio: bool,
        at: Instant,
    },
    Packet(Packet),
    Report(SenderReport),
    /// The stream is over; what is buffered becomes the last segment.
    End,
}
