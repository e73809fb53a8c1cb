//! Turns repair packets back into what they repair (RFC 4588 section 4) before
//! the library's bookkeeping sees them: its NACK generator doesn't know of
//! repairs and would ask for a repaired packet again and again.

use std::collections::HashMap;

use rtc::interceptor::{Interceptor, Packet, TaggedPacket};

use crate::passing::Passing;

/// In front of the NACK generator, on the way in.
pub(crate) const SLOT: usize = 6_500;

/// For a peer with one track of video, whose source is learned from its first
/// packet.
pub(crate) struct UnwrapRtx {
    /// From a repair payload type to the one it repairs.
    repairs: HashMap<u8, u8>,
    source: Option<u32>,
}

impl UnwrapRtx {
    pub(crate) fn new(repairs: HashMap<u8, u8>) -> Self {
        Self {
            repairs,
            source: None,
        }
    }

    /// To be put in at [`SLOT`].
    pub(crate) fn interceptor(mut self) -> impl Interceptor {
        Passing::new(move |packet: &mut TaggedPacket| {
            if let Packet::Rtp(rtp) = &mut packet.message.packet {
                self.unwrap(rtp);
            }
        })
    }

    /// A repair packet of nothing, a probe for bandwidth, is left as it is: the
    /// sender must hear that it arrived, or it takes the path for worse than it
    /// is. The library drops it further on.
    fn unwrap(&mut self, packet: &mut rtc::rtp::Packet) {
        let header = &mut packet.header;
        let Some(primary) = self.repairs.get(&header.payload_type) else {
            if self
                .repairs
                .values()
                .any(|primary| *primary == header.payload_type)
            {
                self.source.get_or_insert(header.ssrc);
            }
            return;
        };
        let (Some(source), Some(original)) = (self.source, packet.payload.first_chunk::<2>()) else {
            return;
        };
        header.sequence_number = u16::from_be_bytes(*original);
        header.ssrc = source;
        header.payload_type = *primary;
        packet.payload = packet.payload.slice(2..);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn packet(payload_type: u8, ssrc: u32, payload: &'static [u8]) -> rtc::rtp::Packet {
        rtc::rtp::Packet {
            header: rtc::rtp::Header {
                payload_type,
                ssrc,
                sequence_number: 9,
                ..rtc::rtp::Header::default()
            },
            payload: Bytes::from_static(payload),
        }
    }

    #[test]
    fn a_repair_becomes_what_it_repairs() {
        let mut unwrap = UnwrapRtx::new(HashMap::from([(103, 102)]));
        let mut early = packet(103, 2, &[1, 2, 3]);
        unwrap.unwrap(&mut early);
        assert_eq!(early.header.ssrc, 2, "of what?");
        unwrap.unwrap(&mut packet(102, 1, &[7]));
        let mut repair = packet(103, 2, &[1, 2, 3]);
        unwrap.unwrap(&mut repair);
        let header = &repair.header;
        assert_eq!((header.ssrc, header.payload_type), (1, 102));
        assert_eq!(header.sequence_number, 0x0102);
        assert_eq!(repair.payload, [3u8][..]);
        let mut probe = packet(103, 2, &[]);
        unwrap.unwrap(&mut probe);
        assert_eq!((probe.header.ssrc, probe.header.sequence_number), (2, 9));
    }
}
