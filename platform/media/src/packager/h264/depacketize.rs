//! RTP payloads to access units (RFC 6184 in packetization modes 0 and 1:
//! single NAL units, STAP-A, FU-A). Hands out whole access units that a decoder
//! can decode, and nothing else: after a loss, silence until the next key
//! frame. Expects packets in order.

use std::time::Instant;

use bytes::{BufMut, Bytes, BytesMut};

use super::{AggregatedUnits, Malformed, ParameterSets, nal};
use crate::packet::Packet;

/// The most an access unit may weigh, in bytes. A 4K key frame is a tenth of it.
const MAX_BYTES: usize = 8 << 20;

/// The most NAL units in an access unit; real ones have a slice per core.
const MAX_UNITS: usize = 1_024;

/// One coded picture.
#[derive(Debug, Clone)]
pub(in crate::packager) struct AccessUnit {
    /// RTP timestamp.
    pub(in crate::packager) timestamp: u32,
    /// When its first packet came.
    pub(in crate::packager) arrival: Instant,
    /// In decoding order, without delimiters and filler. A key frame's
    /// parameter sets are among them.
    pub(in crate::packager) units: Vec<Bytes>,
    /// The sets in force, if this is a key frame.
    pub(in crate::packager) key: Option<ParameterSets>,
}

#[derive(Debug)]
pub(in crate::packager) struct Depacketizer {
    /// The access unit being put together.
    assembly: Option<Assembly>,
    /// Packets directly before the next one are missing.
    head_lost: bool,
    needs_key: bool,
    known: ParameterSets,
}

#[derive(Debug)]
struct Assembly {
    timestamp: u32,
    arrival: Instant,
    units: Vec<Bytes>,
    fragments: Option<BytesMut>,
    bytes: usize,
    /// The last packet taken bore the marker: nothing is missing at the end.
    marked: bool,
    damaged: bool,
}

impl Depacketizer {
    pub(in crate::packager) fn new() -> Self {
        Self {
            assembly: None,
            head_lost: false,
            needs_key: true,
            known: ParameterSets::default(),
        }
    }

    /// Whether everything is thrown away until a key frame comes.
    pub(in crate::packager) fn needs_key(&self) -> bool {
        self.needs_key
    }

    /// Takes the next packet; gives the access unit before it once this one
    /// shows that it is complete. Waiting for the next timestamp rather than
    /// for the marker alone suits encoders that mark every NAL unit.
    pub(in crate::packager) fn push(&mut self, packet: Packet) -> Option<AccessUnit> {
        let same = self
            .assembly
            .as_ref()
            .is_some_and(|assembly| assembly.timestamp == packet.timestamp);
        let finished = if same { None } else { self.finish() };
        if packet.payload.is_empty() {
            // Padding only: it takes a sequence number and means nothing.
            return finished;
        }
        let head_lost = std::mem::take(&mut self.head_lost) && !opens_access_unit(&packet.payload);
        let assembly = self.assembly.get_or_insert_with(|| Assembly {
            timestamp: packet.timestamp,
            arrival: packet.arrival,
            units: Vec::new(),
            fragments: None,
            bytes: 0,
            marked: false,
            damaged: head_lost,
        });
        assembly.marked = packet.marker;
        if assembly.take(&packet.payload).is_err() {
            assembly.damaged = true;
            assembly.units.clear();
            assembly.fragments = None;
        }
        finished
    }

    /// Packets are missing here. Gives the access unit before the hole if its
    /// end had come.
    pub(in crate::packager) fn lost(&mut self) -> Option<AccessUnit> {
        self.head_lost = true;
        self.needs_key |= self.assembly.is_none();
        if self.assembly.as_ref().is_some_and(|assembly| assembly.marked) {
            let finished = self.finish();
            // Whole pictures may be missing, so what follows can't be decoded.
            self.needs_key = true;
            return finished;
        }
        if let Some(assembly) = &mut self.assembly {
            assembly.damaged = true;
        }
        None
    }

    /// No packet follows. Gives the last access unit if its end had come.
    pub(in crate::packager) fn flush(&mut self) -> Option<AccessUnit> {
        if let Some(assembly) = &mut self.assembly {
            assembly.damaged |= !assembly.marked;
        }
        self.finish()
    }

    fn finish(&mut self) -> Option<AccessUnit> {
        let assembly = self.assembly.take()?;
        if assembly.damaged || assembly.fragments.is_some() {
            self.needs_key = true;
            return None;
        }
        let of_kind = |kind: u8| -> Vec<Bytes> {
            assembly
                .units
                .iter()
                .filter(|unit| nal::kind(unit[0]) == kind)
                .cloned()
                .collect()
        };
        let (sps, pps) = (of_kind(nal::SPS), of_kind(nal::PPS));
        // avcC counts sets in 5 and 8 bits and their sizes in 16.
        let fits = |sets: &[Bytes], most| {
            sets.len() <= most && sets.iter().all(|set| set.len() <= usize::from(u16::MAX))
        };
        if !sps.is_empty() && fits(&sps, 31) {
            self.known.sps = sps;
        }
        if !pps.is_empty() && fits(&pps, 255) {
            self.known.pps = pps;
        }

        let is_slice = |unit: &Bytes| (1..=nal::IDR).contains(&nal::kind(unit[0]));
        if !assembly.units.iter().any(is_slice) {
            return None; // Parameter sets ahead of their picture.
        }
        let is_key = assembly.units.iter().any(|unit| nal::kind(unit[0]) == nal::IDR);
        let key = is_key && self.known.picture().is_some();
        if self.needs_key && !key {
            return None;
        }
        self.needs_key = false;

        let mut units = assembly.units;
        let carried = units.iter().any(|unit| nal::kind(unit[0]) == nal::SPS);
        if key && !carried {
            // The sets came ahead of the picture. Decoders that take the init
            // section only once need them here.
            let sets = self.known.sps.iter().chain(&self.known.pps);
            units = sets.cloned().chain(units).collect();
        }
        Some(AccessUnit {
            timestamp: assembly.timestamp,
            arrival: assembly.arrival,
            units,
            key: key.then(|| self.known.clone()),
        })
    }
}

impl Assembly {
    fn take(&mut self, payload: &Bytes) -> Result<(), Malformed> {
        if self.damaged {
            return Ok(());
        }
        let kind = nal::kind(payload[0]);
        if self.fragments.is_some() && kind != nal::FU_A {
            return Err(Malformed); // Its end is missing.
        }
        match kind {
            1..=23 => self.unit(payload.clone()),
            nal::STAP_A => {
                for unit in AggregatedUnits::new(payload) {
                    self.unit(payload.slice(unit?))?;
                }
                Ok(())
            }
            nal::FU_A => self.fragment(payload),
            // Reserved: to be ignored (RFC 6184 section 5.4).
            0 | 30 | 31 => Ok(()),
            // Interleaved mode, never negotiated.
            _ => Err(Malformed),
        }
    }

    fn unit(&mut self, unit: Bytes) -> Result<(), Malformed> {
        self.bytes += unit.len();
        if self.bytes > MAX_BYTES || self.units.len() >= MAX_UNITS {
            return Err(Malformed);
        }
        match nal::kind(unit[0]) {
            // Delimiters and end-of-sequence marks say what the container
            // says; filler is ballast.
            nal::ACCESS_UNIT_DELIMITER..=nal::FILLER => {}
            1..=23 => self.units.push(unit),
            _ => return Err(Malformed),
        }
        Ok(())
    }

    /// RFC 6184 section 5.8.
    fn fragment(&mut self, payload: &Bytes) -> Result<(), Malformed> {
        let [indicator, header, data @ ..] = &payload[..] else {
            return Err(Malformed);
        };
        let (starts, ends) = (header & 0x80 != 0, header & 0x40 != 0);
        if starts {
            if self.fragments.is_some() {
                return Err(Malformed);
            }
            let mut unit = BytesMut::with_capacity(4 * payload.len());
            unit.put_u8((indicator & 0xe0) | nal::kind(*header));
            self.fragments = Some(unit);
        }
        let unit = self.fragments.as_mut().ok_or(Malformed)?;
        if unit.len() + data.len() > MAX_BYTES {
            return Err(Malformed);
        }
        unit.put_slice(data);
        if ends && let Some(unit) = self.fragments.take() {
            self.unit(unit.freeze())?;
        }
        Ok(())
    }
}

/// Whether a payload can only be the first of its access unit (ITU-T H.264
/// section 7.4.1.2.3), so that it is known to be whole at its head although
/// packets before it are missing.
fn opens_access_unit(payload: &[u8]) -> bool {
    let opens = |kind| matches!(kind, nal::SPS | nal::ACCESS_UNIT_DELIMITER);
    match payload.first().map(|header| nal::kind(*header)) {
        Some(nal::STAP_A) => AggregatedUnits::new(payload)
            .next()
            .and_then(Result::ok)
            .is_some_and(|unit| opens(nal::kind(payload[unit.start]))),
        Some(kind) => opens(kind),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packager::testing::{PPS, SPS};
    use crate::packet::Kind;

    fn packet(timestamp: u32, marker: bool, payload: &[u8]) -> Packet {
        Packet {
            kind: Kind::Video,
            sequence: 0,
            timestamp,
            marker,
            payload: Bytes::copy_from_slice(payload),
            arrival: Instant::now(),
        }
    }

    fn key_payload() -> Vec<u8> {
        let mut payload = vec![0x78];
        for unit in [SPS, PPS, &[0x65, 1, 2, 3]] {
            payload.extend((unit.len() as u16).to_be_bytes());
            payload.extend(unit);
        }
        payload
    }

    #[test]
    fn an_aggregate_becomes_one_key_frame() {
        let mut depacketizer = Depacketizer::new();
        assert!(depacketizer.push(packet(10, true, &key_payload())).is_none());
        let unit = depacketizer
            .push(packet(20, true, &[0x61, 9]))
            .expect("the next timestamp completes it");
        assert_eq!((unit.timestamp, unit.units.len()), (10, 3));
        let sets = unit.key.expect("a key frame");
        assert_eq!((&sets.sps[0][..], &sets.pps[0][..]), (SPS, PPS));
        let unit = depacketizer.flush().expect("marked");
        assert!(unit.key.is_none());
    }

    #[test]
    fn fragments_are_joined_and_a_missing_one_silences_until_the_next_key_frame() {
        let mut depacketizer = Depacketizer::new();
        depacketizer.push(packet(10, true, &key_payload()));
        depacketizer.push(packet(20, false, &[0x7c, 0x81, 1, 2]));
        depacketizer.push(packet(20, false, &[0x7c, 0x01, 3]));
        depacketizer.push(packet(20, true, &[0x7c, 0x41, 4]));
        let joined = depacketizer.push(packet(30, false, &[0x7c, 0x81, 1]));
        assert_eq!(joined.expect("whole").units[0][..], [0x61, 1, 2, 3, 4]);
        assert!(depacketizer.lost().is_none());
        assert!(depacketizer.push(packet(30, true, &[0x7c, 0x41, 4])).is_none());
        assert!(depacketizer.push(packet(40, true, &[0x61, 5])).is_none());
        assert!(depacketizer.needs_key());
        assert!(depacketizer.push(packet(50, true, &key_payload())).is_none());
        assert!(depacketizer.flush().expect("whole").key.is_some());
        assert!(!depacketizer.needs_key());
    }

    #[test]
    fn a_hole_after_a_marked_end_spares_what_was_complete() {
        let mut depacketizer = Depacketizer::new();
        depacketizer.push(packet(10, true, &key_payload()));
        assert!(depacketizer.lost().is_some());
        // The head of this one may be missing, and what it refers to is.
        assert!(depacketizer.push(packet(30, true, &[0x61, 5])).is_none());
        assert!(depacketizer.flush().is_none());
    }

    #[test]
    fn sets_sent_ahead_are_put_into_the_key_frame() {
        let mut depacketizer = Depacketizer::new();
        depacketizer.push(packet(5, true, SPS));
        depacketizer.push(packet(5, true, PPS));
        depacketizer.push(packet(10, true, &[0x65, 1]));
        let unit = depacketizer.flush().expect("a key frame");
        assert_eq!(unit.units.len(), 3);
        assert_eq!(unit.units[0][..], *SPS);
    }

    proptest! {
        #[test]
        fn any_payloads_are_survived(
            input in proptest::collection::vec(
                (0u32..4, any::<bool>(), 0u8..10, proptest::collection::vec(any::<u8>(), 0..40)),
                0..60,
            ),
        ) {
            let mut depacketizer = Depacketizer::new();
            let mut seen_key = false;
            for (timestamp, marker, lost, payload) in input {
                let mut out = Vec::new();
                if lost == 0 {
                    out.extend(depacketizer.lost());
                }
                out.extend(depacketizer.push(packet(timestamp, marker, &payload)));
                for unit in out {
                    seen_key |= unit.key.is_some();
                    prop_assert!(seen_key, "a picture without a key frame before it");
                    prop_assert!(unit.units.iter().all(|unit| !unit.is_empty()));
                }
            }
            depacketizer.flush();
        }
    }
}
