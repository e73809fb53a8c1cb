//! A room's one track of video: frames on their way out, the latest group of
//! pictures, and where each viewer stands in it.

use std::time::{Duration, Instant};

use crate::fanout::{Frame, Network, Phase, Recipient, Rewriter, Ring, Shared, catch_up, deliver_frame};
use crate::key_frame::{starts_from_nothing, starts_key_frame};
use crate::packet::{Packet, VideoCodec};

/// A late joiner is sent the group of pictures it joins in if that is no older
/// and no longer than this; else a new key frame is the quicker way in.
const OLDEST_GROUP: Duration = Duration::from_secs(4);
const LONGEST_GROUP: u64 = 1_200;
/// Packets at a time and the pause between: about 30 Mbit/s, which a home line
/// takes for the fraction of a second it lasts.
const CATCH_UP_PACKETS: usize = 16;
const CATCH_UP_EVERY: Duration = Duration::from_millis(5);

/// How long a session's first key frame without parameter sets is not believed:
/// they may be on their way again, or come with the key frame asked for.
const PARAMETER_PATIENCE: Duration = Duration::from_secs(2);

/// See the module.
#[derive(Debug)]
pub(super) struct Video {
    rewriter: Rewriter,
    ring: Ring,
    frame: Frame,
    group: Option<Group>,
    began: Option<Instant>,
    /// When the next packets of the past are due to someone.
    catch_up_at: Option<Instant>,
}

/// The latest group of pictures.
#[derive(Debug, Clone, Copy)]
struct Group {
    /// The room's number of its first packet.
    first: u64,
    timestamp: u32,
    since: Instant,
}

impl Video {
    pub(super) fn new(first: u64) -> Self {
        Self {
            rewriter: Rewriter::new(first, VideoCodec::CLOCK_HZ),
            ring: Ring::new(first),
            frame: Frame::default(),
            group: None,
            began: None,
            catch_up_at: None,
        }
    }

    /// The next key frame starts a new run; nothing goes out before it.
    pub(super) fn begin(&mut self, now: Instant) {
        self.rewriter.end_run();
        self.began = Some(now);
        self.group = None;
    }

    pub(super) fn is_awaiting_key_frame(&self) -> bool {
        !self.rewriter.is_running()
    }

    pub(super) fn ring(&self) -> &Ring {
        &self.ring
    }

    pub(super) fn key_frame_age(&self, now: Instant) -> Option<Duration> {
        self.group.map(|group| now.saturating_duration_since(group.since))
    }

    pub(super) fn map_time(&self, rtp: u32) -> Option<u32> {
        self.rewriter.map_time(rtp)
    }

    pub(super) fn frame_deadline(&self) -> Option<Instant> {
        self.frame.deadline()
    }

    pub(super) fn catch_up_at(&self) -> Option<Instant> {
        self.catch_up_at
    }

    /// True if the frame should go out now.
    pub(super) fn take_in(&mut self, codec: VideoCodec, number: u64, packet: &Packet, now: Instant) -> bool {
        let is_key = starts_key_frame(codec, &packet.payload);
        if self.is_awaiting_key_frame() {
            let waited = self
                .began
                .is_some_and(|began| now.saturating_duration_since(began) >= PARAMETER_PATIENCE);
            let starts = starts_from_nothing(codec, &packet.payload) || (is_key && waited);
            if !starts {
                return false;
            }
        }
        let Some((sequence, timestamp)) = self.rewriter.map(number, packet.timestamp, now) else {
            return false;
        };
        if is_key {
            // Parameter sets and slices of one key frame share a timestamp;
            // the group starts with the first of them, whichever came first.
            self.group = Some(match self.group {
                Some(group) if timestamp == group.timestamp => Group {
                    first: group.first.min(sequence),
                    ..group
                },
                Some(group) if sequence < group.first => group,
                _ => Group {
                    first: sequence,
                    timestamp,
                    since: now,
                },
            });
        }
        let shared = Shared {
            sequence,
            timestamp,
            marker: packet.marker,
            padding: 0,
            payload: packet.payload.clone(),
        };
        self.frame.push(shared, now)
    }

    /// Sends what has gathered to those who are live, and lets those start who
    /// waited for the key frame in it.
    pub(super) fn flush(&mut self, network: &mut Network, recipients: &mut [Recipient], ssrc: u32) {
        let (packets, plans) = self.frame.take();
        if packets.is_empty() {
            return;
        }
        deliver_frame(network, recipients, ssrc, &packets, &plans);
        let begins = self
            .group
            .filter(|group| packets.iter().any(|packet| packet.sequence == group.first));
        for packet in packets {
            self.ring.put(packet);
        }
        let Some(group) = begins else {
            return;
        };
        for recipient in recipients {
            if let Some(video) = &mut recipient.video
                && video.phase == Phase::Waiting
            {
                video.start_at(group.first);
                self.catch_up_at.get_or_insert(group.since);
            }
        }
    }

    /// Finds a newcomer's way in: the cached group, or the next key frame.
    pub(super) fn admit(&mut self, recipient: &mut Recipient, now: Instant) {
        let Some(video) = &mut recipient.video else {
            return;
        };
        let serves = |group: &Group| {
            now.saturating_duration_since(group.since) <= OLDEST_GROUP
                && self.ring.head().saturating_sub(group.first) <= LONGEST_GROUP
                && self.ring.get(group.first).is_some()
        };
        if let Some(group) = self.group.filter(serves) {
            video.start_at(group.first);
            self.catch_up_at = Some(now);
        }
    }

    /// Sends the next packets of the past to everyone behind.
    pub(super) fn catch_up(
        &mut self,
        network: &mut Network,
        recipients: &mut [Recipient],
        ssrc: u32,
        now: Instant,
    ) {
        let mut behind = false;
        for recipient in recipients {
            behind |= catch_up(network, recipient, ssrc, &self.ring, CATCH_UP_PACKETS);
        }
        self.catch_up_at = behind.then(|| now + CATCH_UP_EVERY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    use crate::packet::Kind;

    const SEQUENCE_PARAMETERS: u8 = 0x67;
    const IDR_SLICE: u8 = 0x65;

    fn take_in(video: &mut Video, number: u64, timestamp: u32, header: u8, now: Instant) {
        let packet = Packet {
            kind: Kind::Video,
            sequence: number as u16,
            timestamp,
            marker: false,
            payload: Bytes::from(vec![header, 1, 2, 3]),
            arrival: now,
        };
        video.take_in(VideoCodec::H264, number, &packet, now);
    }

    #[test]
    fn a_group_starts_with_its_parameters_however_late_they_come() {
        let now = Instant::now();
        let mut video = Video::new(1_000);
        take_in(&mut video, 70_000, 1, SEQUENCE_PARAMETERS, now);
        take_in(&mut video, 70_001, 1, IDR_SLICE, now);
        assert_eq!(video.group.unwrap().first, 1_000);
        take_in(&mut video, 70_011, 9, IDR_SLICE, now);
        assert_eq!(video.group.unwrap().first, 1_011);
        take_in(&mut video, 70_010, 9, SEQUENCE_PARAMETERS, now);
        assert_eq!(video.group.unwrap().first, 1_010);
        take_in(&mut video, 70_002, 5, IDR_SLICE, now);
        assert_eq!(video.group.unwrap().first, 1_010, "of the past");
    }
}
