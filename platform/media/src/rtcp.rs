//! RTCP as a viewer's counterpart needs it (RFC 3550 section 6, RFC 4585):
//! reads feedback, writes reports. In the clear; never panics on any input.

const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const SOURCE_DESCRIPTION: u8 = 202;
const GOODBYE: u8 = 203;
const TRANSPORT_FEEDBACK: u8 = 205;
const PAYLOAD_FEEDBACK: u8 = 206;

const FORMAT_NACK: u8 = 1;
const FORMAT_PLI: u8 = 1;
const FORMAT_FIR: u8 = 4;

/// Sequence numbers one datagram may ask for: more than a round trip's worth
/// of packets at any rate we carry.
const MOST_NACKS: usize = 512;

/// What a viewer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Feedback {
    /// RFC 4585 section 6.2.1.
    Nack {
        ssrc: u32,
        sequences: Vec<u16>,
    },
    /// Picture loss (RFC 4585 section 6.3.1) or full intra request (RFC 5104
    /// section 4.3.1).
    KeyFrame,
    /// A report block (RFC 3550 section 6.4.1).
    Report(ReportBlock),
    Goodbye,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ReportBlock {
    pub(crate) ssrc: u32,
    /// In 1/256 since the last report.
    pub(crate) fraction_lost: u8,
    /// Middle 32 bits of the NTP time of our last report they saw; 0 if none.
    pub(crate) last_report: u32,
    /// How long ago that was, in 1/65536 s.
    pub(crate) delay: u32,
}

/// Reads a compound or reduced-size datagram as far as it makes sense.
pub(crate) fn feedback(datagram: &[u8]) -> Vec<Feedback> {
    let mut said = Vec::new();
    let mut asked = 0;
    let mut rest = datagram;
    while let Some((header, _)) = rest.split_first_chunk::<4>() {
        let length = 4 * (usize::from(u16::from_be_bytes([header[2], header[3]])) + 1);
        let Some((packet, after)) = rest.split_at_checked(length) else {
            break;
        };
        rest = after;
        if header[0] >> 6 != 2 {
            break;
        }
        let format = header[0] & 0x1f;
        match header[1] {
            RECEIVER_REPORT => said.extend(report_blocks(packet, 8)),
            SENDER_REPORT => said.extend(report_blocks(packet, 28)),
            GOODBYE => said.push(Feedback::Goodbye),
            PAYLOAD_FEEDBACK if matches!(format, FORMAT_PLI | FORMAT_FIR) => {
                said.push(Feedback::KeyFrame);
            }
            TRANSPORT_FEEDBACK if format == FORMAT_NACK => {
                let Some(ssrc) = word(packet, 8) else {
                    continue;
                };
                let mut sequences = Vec::new();
                for pair in packet[12..].chunks_exact(4) {
                    let first = u16::from_be_bytes([pair[0], pair[1]]);
                    let mask = u16::from_be_bytes([pair[2], pair[3]]);
                    sequences.push(first);
                    sequences.extend(
                        (0..16)
                            .filter(|bit| mask >> bit & 1 == 1)
                            .map(|bit| first.wrapping_add(bit + 1)),
                    );
                }
                sequences.truncate(MOST_NACKS - asked);
                asked += sequences.len();
                said.push(Feedback::Nack { ssrc, sequences });
            }
            _ => {}
        }
    }
    said
}

fn report_blocks(packet: &[u8], from: usize) -> impl Iterator<Item = Feedback> {
    let count = usize::from(packet[0] & 0x1f);
    packet
        .get(from..)
        .unwrap_or_default()
        .chunks_exact(24)
        .take(count)
        .filter_map(|block| {
            Some(Feedback::Report(ReportBlock {
                ssrc: word(block, 0)?,
                fraction_lost: block[4],
                last_report: word(block, 16)?,
                delay: word(block, 20)?,
            }))
        })
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + 4)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

/// A sender report of one track with its source description, as a compound.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Report {
    pub(crate) ssrc: u32,
    /// 32.32 fixed point since 1900.
    pub(crate) ntp: u64,
    pub(crate) rtp: u32,
    pub(crate) packets: u32,
    pub(crate) octets: u32,
}

impl Report {
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut out = vec![0x80, SENDER_REPORT, 0, 6];
        out.extend_from_slice(&self.ssrc.to_be_bytes());
        out.extend_from_slice(&self.ntp.to_be_bytes());
        out.extend_from_slice(&self.rtp.to_be_bytes());
        out.extend_from_slice(&self.packets.to_be_bytes());
        out.extend_from_slice(&self.octets.to_be_bytes());
        // RFC 3550 section 6.5: CNAME "show", ended and padded with zeros.
        out.extend_from_slice(&[0x81, SOURCE_DESCRIPTION, 0, 3]);
        out.extend_from_slice(&self.ssrc.to_be_bytes());
        out.extend_from_slice(&[1, 4, b's', b'h', b'o', b'w', 0, 0]);
        out
    }
}

/// RFC 3550 section 6.6, without a report in front, as reduced-size RTCP allows
/// (RFC 5506); its first SSRC is the sender's.
pub(crate) fn goodbye(ssrcs: &[u32]) -> Vec<u8> {
    let count = u8::try_from(ssrcs.len().min(31)).unwrap_or(31);
    let mut out = vec![0x80 | count, GOODBYE, 0, count];
    for ssrc in ssrcs.iter().take(usize::from(count)) {
        out.extend_from_slice(&ssrc.to_be_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_nack_is_unfolded() {
        let packet = [
            0x81,
            205,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            0,
            0,
            9,
            0xff,
            0xff,
            0b1000_0000,
            0b0000_0001,
        ];
        assert_eq!(
            feedback(&packet),
            [Feedback::Nack {
                ssrc: 9,
                sequences: vec![65_535, 0, 15]
            }]
        );
    }

    #[test]
    fn a_compound_is_read_to_its_end() {
        let mut packet = vec![0x81, 201, 0, 7, 0, 0, 0, 1];
        packet.extend([0, 0, 0, 5, 64, 0, 0, 0]);
        packet.extend([0; 8]);
        packet.extend([0, 0, 0, 7, 0, 0, 0, 8]);
        packet.extend([0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 5]);
        assert_eq!(
            feedback(&packet),
            [
                Feedback::Report(ReportBlock {
                    ssrc: 5,
                    fraction_lost: 64,
                    last_report: 7,
                    delay: 8
                }),
                Feedback::KeyFrame
            ]
        );
    }

    #[test]
    fn a_report_is_what_the_library_reads() {
        use rtc_shared::marshal::Unmarshal;
        let report = Report {
            ssrc: 1,
            ntp: 2,
            rtp: 3,
            packets: 4,
            octets: 5,
        };
        let bytes = report.write();
        let mut buffer = &bytes[..28];
        let read = rtc_rtcp::sender_report::SenderReport::unmarshal(&mut buffer).unwrap();
        assert_eq!((read.ssrc, read.ntp_time, read.rtp_time), (1, 2, 3));
        assert_eq!((read.packet_count, read.octet_count), (4, 5));
        let mut rest = &bytes[28..];
        rtc_rtcp::source_description::SourceDescription::unmarshal(&mut rest).unwrap();
        let mut bye = &goodbye(&[7, 8])[..];
        let read = rtc_rtcp::goodbye::Goodbye::unmarshal(&mut bye).unwrap();
        assert_eq!(read.sources, [7, 8]);
    }

    proptest! {
        #[test]
        fn garbage_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            feedback(&bytes);
        }

        #[test]
        fn plausible_garbage_never_panics(
            bytes in proptest::collection::vec(any::<u8>(), 0..400), typ in 200u8..208, words in 0u16..110,
        ) {
            let mut packet = vec![0x81, typ];
            packet.extend(words.to_be_bytes());
            packet.extend(bytes);
            feedback(&packet);
        }
    }
}
