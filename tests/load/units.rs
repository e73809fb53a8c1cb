//! A synthetic stream: H.264 access units of the right structure that decode
//! to nothing, a key frame every two seconds, and Opus packets.

use std::time::Duration;

use bytes::Bytes;

pub(crate) const FRAMES_PER_SECOND: u32 = 30;
const FRAMES_PER_GROUP: u32 = 2 * FRAMES_PER_SECOND;
/// A key frame is this many times as large as another, about what a camera gives.
const KEY_FRAME_WEIGHT: u32 = 6;

/// 1280x720 at 30 frames a second, constrained baseline, level 3.1.
const PARAMETERS: [u8; 38] = [
    0, 0, 0, 1, 0x67, 0x42, 0xc0, 0x1f, 0xd9, 0x00, 0x50, 0x05, 0xbb, 0x01, 0x10, 0x00, 0x00, 0x03, 0x00,
    0x10, 0x00, 0x00, 0x03, 0x03, 0xc0, 0xf1, 0x83, 0x24, 0x80, 0, 0, 0, 1, 0x68, 0xcb, 0x83, 0xcb, 0x20,
];

pub(crate) const AUDIO_EVERY: Duration = Duration::from_millis(20);
const AUDIO_BYTES: usize = 120;
const AUDIO_BITRATE: u32 = AUDIO_BYTES as u32 * 8 * 50;

/// The payload the publisher fills packets with, and what a fragment's own
/// header takes of it (RFC 6184 section 5.8).
pub(crate) const PACKET: usize = 1_160;
const FRAGMENT_HEADER: usize = 2;

/// See the module.
#[derive(Debug)]
pub(crate) struct Units {
    frame_bytes: usize,
    number: u32,
    noise: u64,
}

impl Units {
    /// Of `bitrate` bit/s with sound.
    pub(crate) fn new(bitrate: u32, silent: bool) -> Self {
        let video = bitrate.saturating_sub(if silent { 0 } else { AUDIO_BITRATE });
        let group_bytes = video / 8 * 2;
        Self {
            frame_bytes: (group_bytes / (FRAMES_PER_GROUP - 1 + KEY_FRAME_WEIGHT)) as usize,
            number: 0,
            noise: 0x9e37_79b9_7f4a_7c15,
        }
    }

    fn is_key(&self) -> bool {
        self.number.is_multiple_of(FRAMES_PER_GROUP)
    }

    fn slice_bytes(&self, is_key: bool) -> usize {
        self.frame_bytes * if is_key { KEY_FRAME_WEIGHT as usize } else { 1 }
    }

    /// The next access unit in Annex B form and its time in 1/90,000 s; a key
    /// frame out of turn where `key` is asked for.
    pub(crate) fn next(&mut self, key: bool) -> (Bytes, u32) {
        let is_key = key || self.is_key();
        let mut unit = Vec::with_capacity(self.slice_bytes(is_key) + 64);
        if is_key {
            unit.extend_from_slice(&PARAMETERS);
        }
        // A slice from the first macroblock on, of type I or P.
        unit.extend_from_slice(&[0, 0, 0, 1]);
        unit.extend_from_slice(if is_key { &[0x65, 0x88] } else { &[0x41, 0x9a] });
        let end = unit.len() + self.slice_bytes(is_key);
        while unit.len() < end {
            self.noise ^= self.noise << 13;
            self.noise ^= self.noise >> 7;
            self.noise ^= self.noise << 17;
            // Never zero, so that no start code comes about.
            unit.extend(self.noise.to_le_bytes().map(|byte| byte | 1));
        }
        let time = self.number.wrapping_mul(90_000 / FRAMES_PER_SECOND);
        self.number += 1;
        (unit.into(), time)
    }

    /// An Opus packet of 20 ms, as the RFC 6716 table of contents says it.
    pub(crate) fn sound() -> Bytes {
        let mut packet = vec![0x5a; AUDIO_BYTES];
        packet[0] = 0xf8;
        packet.into()
    }

    /// Payload sizes of what leaves together over one group of pictures, each
    /// with the pause before it.
    pub(crate) fn bursts(&self, paced: bool, silent: bool) -> Vec<(Duration, Vec<usize>)> {
        let frame = Duration::from_secs(1) / FRAMES_PER_SECOND;
        let mut at = Vec::new();
        for number in 0..FRAMES_PER_GROUP {
            let whole = self.slice_bytes(number == 0) + 2;
            let room = PACKET - FRAGMENT_HEADER;
            let mut sizes = vec![PACKET; whole / room];
            sizes.push(whole % room + FRAGMENT_HEADER);
            let start = frame * number;
            if paced {
                let step = frame / sizes.len() as u32;
                at.extend(
                    (0..)
                        .zip(sizes)
                        .map(|(index, size)| (start + step * index, vec![size])),
                );
            } else {
                at.push((start, sizes));
            }
        }
        let group = frame * FRAMES_PER_GROUP;
        if !silent {
            let packets = (group.as_millis() / AUDIO_EVERY.as_millis()) as u32;
            at.extend((0..packets).map(|index| (AUDIO_EVERY * index, vec![AUDIO_BYTES])));
        }
        at.sort_by_key(|(due, _)| *due);
        let mut last = at.last().map_or(Duration::ZERO, |(due, _)| *due);
        let mut bursts = Vec::new();
        for (due, sizes) in at {
            // The first follows the last of the round before.
            let pause = if bursts.is_empty() {
                group - last
            } else {
                due - last
            };
            last = due;
            bursts.push((pause, sizes));
        }
        bursts
    }
}
