//! The RTCP a viewer sends (RFC 3550 section 6.4.2, RFC 4585 section 6), in
//! the clear.

use std::time::Instant;

use super::flow::Flow;

/// A receiver report of `flows`, seen from `sender`.
pub(super) fn receiver_report(sender: u32, flows: &mut [&mut Flow], now: Instant) -> Vec<u8> {
    let blocks = flows.iter().filter(|flow| flow.has_started()).count() as u8;
    let mut out = vec![0x80 | blocks, 201, 0, 1 + 6 * blocks];
    out.extend(sender.to_be_bytes());
    for flow in flows.iter_mut().filter(|flow| flow.has_started()) {
        let (highest, missing, fraction) = flow.report();
        let (last, delay) = flow.last_report.map_or((0, 0), |(ntp, at)| {
            let delay = now.saturating_duration_since(at).as_micros() * 65_536 / 1_000_000;
            (ntp, delay as u32)
        });
        out.extend(flow.ssrc.to_be_bytes());
        out.extend((u32::from(fraction) << 24 | (missing & 0x7f_ffff)).to_be_bytes());
        out.extend(highest.to_be_bytes());
        out.extend([0; 4]);
        out.extend(last.to_be_bytes());
        out.extend(delay.to_be_bytes());
    }
    out
}

/// A request for packets, appended to a compound.
pub(super) fn nack(out: &mut Vec<u8>, sender: u32, media: u32, sequences: &[u16]) {
    // One pair for each: pairs could carry 17, but losses are rare here.
    let pairs = sequences.len().min(128);
    out.extend([0x81, 205]);
    out.extend((2 + pairs as u16).to_be_bytes());
    out.extend(sender.to_be_bytes());
    out.extend(media.to_be_bytes());
    for sequence in &sequences[..pairs] {
        out.extend(sequence.to_be_bytes());
        out.extend([0, 0]);
    }
}

/// A request for a key frame, appended to a compound.
pub(super) fn picture_loss(out: &mut Vec<u8>, sender: u32, media: u32) {
    out.extend([0x81, 206, 0, 2]);
    out.extend(sender.to_be_bytes());
    out.extend(media.to_be_bytes());
}

/// SSRC and middle NTP bits of the sender report a compound starts with.
pub(super) fn sender_report(compound: &[u8]) -> Option<(u32, u32)> {
    let word = |at: usize| Some(u32::from_be_bytes(compound.get(at..at + 4)?.try_into().ok()?));
    (*compound.get(1)? == 200).then_some(())?;
    Some((word(4)?, word(8)? << 16 | word(12)? >> 16))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtcp::{Feedback, feedback};

    #[test]
    fn the_engine_reads_what_a_viewer_writes() {
        let now = Instant::now();
        let mut flow = Flow::default();
        flow.ssrc = 9;
        for sequence in [1, 3] {
            let number = flow.number(sequence);
            flow.arrive(number, now);
        }
        flow.last_report = Some((77, now));
        let mut compound = receiver_report(1, &mut [&mut flow, &mut Flow::default()], now);
        nack(&mut compound, 1, 9, &[2]);
        picture_loss(&mut compound, 1, 9);
        let said = feedback(&compound);
        assert!(matches!(&said[0], Feedback::Report(block)
            if block.ssrc == 9 && block.last_report == 77 && block.fraction_lost == 85));
        assert_eq!(
            said[1..],
            [
                Feedback::Nack {
                    ssrc: 9,
                    sequences: vec![2]
                },
                Feedback::KeyFrame
            ]
        );
    }
}
