//! What the engine reports of its own accord.

use crate::packet::{StreamId, VideoCodec};

/// A change in a stream's life, in order per stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaEvent {
    /// The first publisher of a stream is connected.
    Started {
        stream: StreamId,
        video: Option<VideoCodec>,
        audio: bool,
    },
    /// Nothing came from the publisher for [`lost_after`](crate::MediaConfig::lost_after).
    PublisherLost { stream: StreamId },
    /// The publisher is heard again, by the same session or a new one.
    PublisherBack { stream: StreamId },
    /// The publisher sent more than [`max_bitrate`](crate::MediaConfig::max_bitrate)
    /// for five seconds, this much in the last, and was closed; it may come
    /// back with less.
    TooHeavy { stream: StreamId, bitrate: u64 },
    /// The stream is over and its id is unknown from now on.
    Ended { stream: StreamId, reason: EndReason },
}

/// Why a stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// The publisher closed its session.
    PublisherLeft,
    /// The publisher was lost and did not come back in time.
    PublisherTimeout,
    /// [`Media::end`](crate::Media::end) or the engine's own shutdown.
    Closed,
}
