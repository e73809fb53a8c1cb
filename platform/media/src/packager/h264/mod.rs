//! H.264 as RTP carries it (RFC 6184) and as files want it (ISO/IEC 14496-15):
//! NAL units, key frames, parameter sets. Decodes no picture and knows no
//! clock.

mod depacketize;
mod sps;

use std::ops::Range;

use bytes::{BufMut, Bytes, BytesMut};

pub(super) use depacketize::{AccessUnit, Depacketizer};
pub use sps::Sps;

/// NAL unit types (ITU-T H.264 table 7-1) and RTP payload structures (RFC 6184
/// table 1) by number.
mod nal {
    pub(super) const IDR: u8 = 5;
    pub(super) const SPS: u8 = 7;
    pub(super) const PPS: u8 = 8;
    pub(super) const ACCESS_UNIT_DELIMITER: u8 = 9;
    pub(super) const FILLER: u8 = 12;
    pub(super) const STAP_A: u8 = 24;
    pub(super) const FU_A: u8 = 28;

    /// The type in a NAL unit's first byte.
    pub(super) fn kind(header: u8) -> u8 {
        header & 0x1f
    }
}

/// The parameter sets a decoder needs before a key frame.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParameterSets {
    /// Whole NAL units, header included.
    pub sps: Vec<Bytes>,
    /// Whole NAL units, header included.
    pub pps: Vec<Bytes>,
}

impl ParameterSets {
    /// The picture these sets describe; `None` while there is no readable SPS
    /// or no PPS at all.
    pub fn picture(&self) -> Option<Sps> {
        if self.pps.is_empty() {
            return None;
        }
        self.sps.first().and_then(|sps| Sps::parse(sps))
    }
}

/// Whether an RTP payload may be the first of a key frame: it carries a
/// sequence parameter set, an IDR slice, or the start of a fragment of one.
///
/// Several packets of one key frame answer yes (parameter sets in packets of
/// their own, more than one slice): whoever caches a group of pictures starts
/// it at the first such packet of an RTP timestamp.
pub fn starts_key_frame(payload: &[u8]) -> bool {
    let Some((&header, rest)) = payload.split_first() else {
        return false;
    };
    let opens = |kind| matches!(kind, nal::IDR | nal::SPS);
    match nal::kind(header) {
        nal::STAP_A => AggregatedUnits::new(payload)
            .map_while(Result::ok)
            .any(|unit| opens(nal::kind(payload[unit.start]))),
        nal::FU_A => rest
            .first()
            .is_some_and(|fragment| fragment & 0x80 != 0 && opens(nal::kind(*fragment))),
        kind => opens(kind),
    }
}

/// The NAL units of a byte stream with start codes (ITU-T H.264 annex B),
/// without them. Empty units are left out.
pub fn split_annex_b(stream: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut starts = Vec::new();
    let mut at = 0;
    while at + 3 <= stream.len() {
        if stream[at..at + 3] == [0, 0, 1] {
            starts.push(at + 3);
            at += 3;
        } else {
            at += 1;
        }
    }
    let ends: Vec<usize> = starts
        .iter()
        .skip(1)
        .map(|start| start - 3)
        .chain([stream.len()])
        .collect();
    starts
        .into_iter()
        .zip(ends)
        .map(move |(start, end)| {
            // Zeros before the next start code belong to it (annex B.1.1), and
            // no NAL unit ends in one (section 7.4.1).
            let unit = &stream[start..end.max(start)];
            let zeros = unit.iter().rev().take_while(|byte| **byte == 0).count();
            &unit[..unit.len() - zeros]
        })
        .filter(|unit| !unit.is_empty())
}

/// NAL units as an MP4 sample: each with its length in four bytes before it
/// (ISO/IEC 14496-15 section 5.3.4.2).
pub(super) fn length_prefixed(units: &[Bytes]) -> Bytes {
    let size = units.iter().map(|unit| 4 + unit.len()).sum();
    let mut sample = BytesMut::with_capacity(size);
    for unit in units {
        let length = u32::try_from(unit.len()).expect("access units are bounded to a few MiB");
        sample.put_u32(length);
        sample.put_slice(unit);
    }
    sample.freeze()
}

/// A STAP-A payload that does not add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Malformed;

/// Where the NAL units of a STAP-A payload lie (RFC 6184 section 5.7.1).
struct AggregatedUnits<'a> {
    payload: &'a [u8],
    at: usize,
}

impl<'a> AggregatedUnits<'a> {
    /// `payload` begins with the STAP-A header byte.
    fn new(payload: &'a [u8]) -> Self {
        Self {
            payload,
            at: 1.min(payload.len()),
        }
    }
}

impl Iterator for AggregatedUnits<'_> {
    type Item = Result<Range<usize>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        let left = &self.payload[self.at..];
        if left.is_empty() {
            return None;
        }
        let start = self.at + 2;
        let size = left
            .split_first_chunk::<2>()
            .map(|(size, unit)| (usize::from(u16::from_be_bytes(*size)), unit.len()));
        match size {
            Some((size, available)) if (1..=available).contains(&size) => {
                self.at = start + size;
                Some(Ok(start..start + size))
            }
            _ => {
                self.at = self.payload.len();
                Some(Err(Malformed))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn key_frames_are_told_by_their_first_packet() {
        assert!(starts_key_frame(&[0x67, 1, 2]));
        assert!(starts_key_frame(&[0x65, 1, 2]));
        assert!(starts_key_frame(&[0x78, 0, 2, 0x67, 1, 0, 2, 0x68, 1]));
        assert!(starts_key_frame(&[0x7c, 0x85, 1]));
        assert!(!starts_key_frame(&[0x7c, 0x05, 1]), "middle of a fragment");
        assert!(!starts_key_frame(&[0x61, 1]));
        assert!(!starts_key_frame(&[0x78, 0, 2, 0x68, 1, 0, 2, 0x61, 1]));
        assert!(!starts_key_frame(&[]));
        assert!(!starts_key_frame(&[0x78, 0, 9, 0x67]), "longer than it is");
    }

    #[test]
    fn annex_b_is_split_with_either_start_code() {
        let stream = [0, 0, 0, 1, 0x67, 1, 0, 0, 1, 0x68, 2, 0, 0, 0, 1, 0x65, 3, 0, 0];
        let units: Vec<&[u8]> = split_annex_b(&stream).collect();
        assert_eq!(units, [&[0x67u8, 1][..], &[0x68, 2], &[0x65, 3]]);
        assert_eq!(split_annex_b(&[1, 2, 3]).count(), 0);
    }

    #[test]
    fn samples_carry_lengths() {
        let units = [Bytes::from_static(&[0x65, 1, 2]), Bytes::from_static(&[6])];
        assert_eq!(
            length_prefixed(&units)[..],
            [0, 0, 0, 3, 0x65, 1, 2, 0, 0, 0, 1, 6]
        );
    }

    proptest! {
        #[test]
        fn any_payload_is_survived(payload in proptest::collection::vec(any::<u8>(), 0..200)) {
            starts_key_frame(&payload);
            for unit in split_annex_b(&payload) {
                prop_assert!(!unit.is_empty());
            }
            for unit in AggregatedUnits::new(&payload).map_while(Result::ok) {
                prop_assert!(unit.start < unit.end && unit.end <= payload.len());
            }
        }
    }
}
