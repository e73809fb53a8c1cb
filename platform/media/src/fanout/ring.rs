//! The last packets of a room's video, in the clear: for late joiners and for
//! whoever lost one.

use bytes::Bytes;

/// About four seconds at 5 Mbit/s.
const SLOTS: u64 = 2_048;

/// A packet as all viewers share it.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    /// The room's full number; its low 16 bits go on the wire.
    pub(crate) sequence: u64,
    pub(crate) timestamp: u32,
    pub(crate) marker: bool,
    /// Fixed when the packet is first sent: a plain resend must be identical
    /// to the byte, or one nonce would seal two texts.
    pub(crate) padding: u8,
    pub(crate) payload: Bytes,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Ring {
    slots: Vec<Option<Shared>>,
    /// One above the highest number ever put in.
    head: u64,
}

impl Ring {
    pub(crate) fn new(head: u64) -> Self {
        Self {
            slots: vec![None; SLOTS as usize],
            head,
        }
    }

    pub(crate) fn put(&mut self, packet: Shared) {
        if packet.sequence + SLOTS <= self.head {
            return;
        }
        // Old packets in slots that are jumped over are no longer in the window.
        self.head = self.head.max(packet.sequence + 1);
        let slot = (packet.sequence % SLOTS) as usize;
        self.slots[slot] = Some(packet);
    }

    pub(crate) fn get(&self, sequence: u64) -> Option<&Shared> {
        let packet = self.slots[(sequence % SLOTS) as usize].as_ref()?;
        (packet.sequence == sequence).then_some(packet)
    }

    /// By the number a viewer saw.
    pub(crate) fn get_by_wire(&self, sequence: u16) -> Option<&Shared> {
        let newest = self.head.checked_sub(1)?;
        let step = sequence.wrapping_sub(newest as u16) as i16;
        self.get(newest.checked_add_signed(i64::from(step))?)
    }

    pub(crate) fn head(&self) -> u64 {
        self.head
    }

    /// Whether everything from `sequence` on may still be there.
    pub(crate) fn reaches_back_to(&self, sequence: u64) -> bool {
        sequence + SLOTS > self.head
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(sequence: u64) -> Shared {
        Shared {
            sequence,
            timestamp: 0,
            marker: false,
            padding: 0,
            payload: Bytes::new(),
        }
    }

    #[test]
    fn packets_are_found_by_either_number_until_overwritten() {
        let mut ring = Ring::new(65_530);
        for sequence in 65_530..65_545 {
            ring.put(packet(sequence));
        }
        assert_eq!(ring.get_by_wire(3).unwrap().sequence, 65_539);
        assert_eq!(ring.get_by_wire(65_531).unwrap().sequence, 65_531);
        assert!(ring.get_by_wire(100).is_none());
        assert!(ring.reaches_back_to(65_530));
        ring.put(packet(65_530 + SLOTS));
        assert!(ring.get(65_530).is_none());
        assert!(!ring.reaches_back_to(65_530));
        ring.put(packet(65_530));
        assert!(ring.get(65_530).is_none(), "too late");
    }
}
