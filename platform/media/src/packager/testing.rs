//! A publisher for tests: H.264 and Opus shaped packets with real parameter
//! sets, real timing and nothing worth decoding.

use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::packet::{Kind, Packet, SenderReport};

/// 1920x1080, high profile, level 4.0, as x264 writes it.
pub(super) const SPS: &[u8] = &[
    0x67, 0x64, 0x00, 0x28, 0xac, 0xd9, 0x40, 0x78, 0x02, 0x27, 0xe5, 0x84, 0x00, 0x00, 0x03, 0x00, 0x04,
    0x00, 0x00, 0x03, 0x00, 0xf0, 0x3c, 0x60, 0xc6, 0x58,
];

pub(super) const PPS: &[u8] = &[0x68, 0xeb, 0xec, 0xb2, 0x2c];

/// Wall clock of `epoch` at the publisher, seconds since 1900.
const NTP_SECONDS: u64 = 3_900_000_000;

/// How a [`Publisher`] starts out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clocks {
    pub(super) video_sequence: u16,
    pub(super) video_time: u32,
    pub(super) audio_sequence: u16,
    pub(super) audio_time: u32,
    /// How much later than video audio arrives.
    pub(super) audio_lag: Duration,
    /// Between key frames, in frames.
    pub(super) key_every: u32,
}

impl Default for Clocks {
    fn default() -> Self {
        Self {
            video_sequence: 65_500,
            video_time: u32::MAX - 90_000,
            audio_sequence: 65_500,
            audio_time: u32::MAX - 48_000,
            audio_lag: Duration::ZERO,
            key_every: 60,
        }
    }
}

/// Sends 30 pictures and 50 packets of sound a second from `epoch` on.
#[derive(Debug)]
pub(super) struct Publisher {
    pub(super) clocks: Clocks,
    epoch: Instant,
    video_sequence: u16,
    audio_sequence: u16,
}

impl Publisher {
    pub(super) fn new(clocks: Clocks, epoch: Instant) -> Self {
        Self {
            clocks,
            epoch,
            video_sequence: clocks.video_sequence,
            audio_sequence: clocks.audio_sequence,
        }
    }

    /// Everything sent in the first `seconds`, by time of arrival.
    pub(super) fn packets(&mut self, seconds: u32) -> Vec<Packet> {
        let mut packets = Vec::new();
        for frame in 0..seconds * 30 {
            packets.extend(self.picture(frame));
        }
        for number in 0..seconds * 50 {
            packets.push(self.sound(number));
        }
        packets.sort_by_key(|packet| packet.arrival);
        packets
    }

    /// The packets of one picture: a key frame's sets in an aggregate of their
    /// own, slices in three fragments.
    pub(super) fn picture(&mut self, frame: u32) -> Vec<Packet> {
        let is_key = frame.is_multiple_of(self.clocks.key_every);
        let (reference, slice) = if is_key { (0x60, 5) } else { (0x60, 1) };
        let mut payloads = Vec::new();
        if is_key {
            let mut aggregate = vec![0x78];
            for set in [SPS, PPS] {
                aggregate.extend((set.len() as u16).to_be_bytes());
                aggregate.extend(set);
            }
            payloads.push(aggregate);
        }
        for (flags, filling) in [(0x80, 1u8), (0x00, 2), (0x40, 3)] {
            let mut fragment = vec![reference | 28, flags | slice];
            fragment.extend(frame.to_be_bytes());
            fragment.extend([filling; 100]);
            payloads.push(fragment);
        }
        let count = payloads.len();
        let arrival = self.epoch + Duration::from_secs(1) * frame / 30;
        payloads
            .into_iter()
            .enumerate()
            .map(|(at, payload)| {
                let sequence = self.video_sequence;
                self.video_sequence = sequence.wrapping_add(1);
                Packet {
                    kind: Kind::Video,
                    sequence,
                    timestamp: self.clocks.video_time.wrapping_add(frame * 3_000),
                    marker: at + 1 == count,
                    payload: Bytes::from(payload),
                    arrival,
                }
            })
            .collect()
    }

    pub(super) fn sound(&mut self, number: u32) -> Packet {
        let sequence = self.audio_sequence;
        self.audio_sequence = sequence.wrapping_add(1);
        Packet {
            kind: Kind::Audio,
            sequence,
            timestamp: self.clocks.audio_time.wrapping_add(number * 960),
            marker: false,
            payload: Bytes::from(vec![0xfc, number as u8, 1, 2, 3]),
            arrival: self.epoch + Duration::from_millis(20) * number + self.clocks.audio_lag,
        }
    }

    /// What a report sent at the epoch says.
    pub(super) fn report(&self, kind: Kind) -> SenderReport {
        SenderReport {
            kind,
            ntp: NTP_SECONDS << 32,
            rtp: match kind {
                Kind::Video => self.clocks.video_time,
                Kind::Audio => self.clocks.audio_time,
            },
            arrival: self.epoch,
        }
    }
}
