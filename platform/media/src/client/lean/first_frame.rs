//! When a viewer has its first picture: a key frame of which every packet is
//! there.

use crate::key_frame::starts_key_frame;
use crate::packet::VideoCodec;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct FirstFrame {
    key: Option<Key>,
}

#[derive(Debug)]
struct Key {
    timestamp: u32,
    first: u64,
    last: Option<u64>,
    packets: u64,
}

impl FirstFrame {
    /// True once the packet, in the clear, is the last that was needed.
    pub(super) fn take(&mut self, number: u64, timestamp: u32, marker: bool, payload: &[u8]) -> bool {
        let starts = starts_key_frame(VideoCodec::H264, payload);
        let known = self.key.as_ref().is_some_and(|key| key.timestamp == timestamp);
        if starts && !known {
            self.key = Some(Key {
                timestamp,
                first: number,
                last: None,
                packets: 0,
            });
        }
        let Some(key) = self.key.as_mut().filter(|key| key.timestamp == timestamp) else {
            return false;
        };
        key.packets += 1;
        if marker {
            key.last = Some(number);
        }
        key.last
            .is_some_and(|last| last.checked_sub(key.first) == Some(key.packets - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_frame_counts_when_its_last_packet_is_there() {
        const PARAMETERS: [u8; 2] = [0x67, 0x42];
        const SLICE: [u8; 2] = [0x41, 0x9a];
        let mut first = FirstFrame::default();
        assert!(!first.take(1, 10, true, &SLICE));
        assert!(!first.take(2, 20, false, &PARAMETERS));
        assert!(!first.take(4, 20, true, &SLICE));
        assert!(first.take(3, 20, false, &SLICE));
    }
}
