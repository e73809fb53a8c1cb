//! Whether an RTP payload begins a picture that needs no other. Never panics
//! on any payload.

use crate::packager::h264::{self, Sps};
use crate::packet::VideoCodec;

/// True for the packet a decoder could start with.
pub(crate) fn starts_key_frame(codec: VideoCodec, payload: &[u8]) -> bool {
    match codec {
        VideoCodec::H264 => h264::starts_key_frame(payload),
        VideoCodec::Vp8 => vp8(payload).unwrap_or(false),
        VideoCodec::Vp9 => vp9(payload).unwrap_or(false),
    }
}

/// True for the packet a decoder that knows nothing could start with: an
/// H.264 key frame's first packet carries the parameter sets, and may come late
/// while the slices behind it are there.
pub(crate) fn starts_from_nothing(codec: VideoCodec, payload: &[u8]) -> bool {
    const SEQUENCE_PARAMETERS: u8 = 7;
    let is_set = |unit: &[u8]| unit[0] & 0x1f == SEQUENCE_PARAMETERS;
    match (codec, payload.first()) {
        (VideoCodec::H264, None) => false,
        (VideoCodec::H264, Some(first)) if first & 0x1f == STAP_A => stap_units(payload).any(is_set),
        (VideoCodec::H264, Some(_)) => is_set(payload),
        _ => starts_key_frame(codec, payload),
    }
}

const STAP_A: u8 = 24;

fn stap_units(payload: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = payload.get(1..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk::<2>()?;
        let (unit, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        rest = after;
        (!unit.is_empty()).then_some(unit)
    })
}

/// Width and height in pixels, where an H.264 payload carries the parameters
/// (RFC 6184 section 5.4: alone or aggregated).
pub(crate) fn h264_picture_size(payload: &[u8]) -> Option<(u32, u32)> {
    let sps = if payload.first()? & 0x1f == STAP_A {
        stap_units(payload).find_map(Sps::parse)
    } else {
        Sps::parse(payload)
    }?;
    Some((sps.width.into(), sps.height.into()))
}

/// RFC 7741 section 4.2: start of the first partition, and in the frame tag
/// behind the descriptor the P bit clear.
fn vp8(payload: &[u8]) -> Option<bool> {
    let first = *payload.first()?;
    if first & 0x10 == 0 || first & 0x0f != 0 {
        return Some(false);
    }
    let mut at = 1;
    if first & 0x80 != 0 {
        let extended = *payload.get(1)?;
        at += 1;
        if extended & 0x80 != 0 {
            at += if payload.get(at)? & 0x80 != 0 { 2 } else { 1 };
        }
        if extended & 0x40 != 0 {
            at += 1;
        }
        if extended & 0x30 != 0 {
            at += 1;
        }
    }
    Some(payload.get(at)? & 1 == 0)
}

/// RFC 9628 section 4.2: start of a frame (B) of the lowest spatial layer that
/// is not predicted from another picture (P clear).
fn vp9(payload: &[u8]) -> Option<bool> {
    let first = *payload.first()?;
    let (picture_id, predicted, layers, begins) = (first & 0x80, first & 0x40, first & 0x20, first & 0x08);
    if predicted != 0 || begins == 0 {
        return Some(false);
    }
    if layers == 0 {
        return Some(true);
    }
    let mut at = 1;
    if picture_id != 0 {
        at += if payload.get(at)? & 0x80 != 0 { 2 } else { 1 };
    }
    Some(payload.get(at)? & 0x0e == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn h264_key_frames_are_told_from_others() {
        let is = |payload: &[u8]| starts_key_frame(VideoCodec::H264, payload);
        assert!(is(&[0x67, 0x42]));
        assert!(is(&[0x65, 0x88]));
        assert!(is(&[0x18, 0, 2, 0x67, 0x42, 0, 2, 0x68, 0xce]));
        assert!(is(&[0x7c, 0x85, 0x88]));
        assert!(!is(&[0x7c, 0x05, 0x88]), "the middle of one");
        assert!(!is(&[0x41, 0x9a]));
        assert!(!is(&[0x18, 0, 2, 0x41, 0x9a]));
        assert!(!is(&[]));
    }

    #[test]
    fn only_parameter_sets_start_from_nothing() {
        let is = |payload: &[u8]| starts_from_nothing(VideoCodec::H264, payload);
        assert!(is(&[0x67, 0x42]));
        assert!(is(&[0x18, 0, 2, 0x67, 0x42, 0, 2, 0x68, 0xce]));
        assert!(!is(&[0x65, 0x88]));
        assert!(!is(&[0x7c, 0x85, 0x88]));
        assert!(starts_from_nothing(VideoCodec::Vp8, &[0x10, 0x00]));
    }

    #[test]
    fn vp8_and_vp9_key_frames_are_told_from_others() {
        assert!(starts_key_frame(VideoCodec::Vp8, &[0x10, 0x00]));
        assert!(starts_key_frame(VideoCodec::Vp8, &[0x90, 0x80, 0x81, 0x02, 0x00]));
        assert!(!starts_key_frame(VideoCodec::Vp8, &[0x10, 0x01]));
        assert!(!starts_key_frame(VideoCodec::Vp8, &[0x00, 0x00]));
        assert!(starts_key_frame(VideoCodec::Vp9, &[0x88, 0x01]));
        assert!(!starts_key_frame(VideoCodec::Vp9, &[0xc8, 0x01]));
    }

    proptest! {
        #[test]
        fn garbage_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            for codec in [VideoCodec::H264, VideoCodec::Vp8, VideoCodec::Vp9] {
                starts_key_frame(codec, &bytes);
                starts_from_nothing(codec, &bytes);
            }
            h264_picture_size(&bytes);
        }
    }
}
