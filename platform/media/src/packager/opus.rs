//! How long an Opus packet lasts, told by its first bytes (RFC 6716 section
//! 3). Decodes no sound.

use crate::packet::OPUS_CLOCK_HZ;

/// The longest an Opus packet may last: 120 ms (RFC 6716 section 3.2.5, R5).
const LONGEST: u32 = OPUS_CLOCK_HZ / 1_000 * 120;

/// A packet's duration in samples at 48 kHz; `None` if its bytes contradict
/// the format.
pub(super) fn duration(packet: &[u8]) -> Option<u32> {
    let (&toc, rest) = packet.split_first()?;
    let tenths_of_ms = match toc >> 3 {
        config @ 0..=11 => [100, 200, 400, 600][usize::from(config % 4)],
        config @ 12..=15 => [100, 200][usize::from(config % 2)],
        config => [25, 50, 100, 200][usize::from(config % 4)],
    };
    let frames = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u32::from(rest.first()? & 0x3f),
    };
    let samples = frames * tenths_of_ms * (OPUS_CLOCK_HZ / 1_000) / 10;
    (1..=LONGEST).contains(&samples).then_some(samples)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_follow_the_table_of_contents() {
        assert_eq!(duration(&[0xfc, 0xff, 0xfe]), Some(960), "CELT, 20 ms");
        assert_eq!(duration(&[0xe0]), Some(120), "CELT, 2.5 ms");
        assert_eq!(duration(&[0x18]), Some(2_880), "SILK, 60 ms");
        assert_eq!(duration(&[0x79, 0, 0]), Some(1_920), "two hybrid frames of 20 ms");
        assert_eq!(duration(&[0xfb, 3]), Some(2_880), "three of 20 ms");
    }

    #[test]
    fn contradictions_are_refused() {
        assert_eq!(duration(&[]), None);
        assert_eq!(duration(&[0xfb]), None, "no frame count");
        assert_eq!(duration(&[0xfb, 0]), None, "no frames");
        assert_eq!(duration(&[0xfb, 7]), None, "140 ms");
    }
}
