//! Which synchronisation sources a publisher may speak as. The library keeps
//! state for every one it is shown, before it knows whether it is forged.

use std::collections::HashSet;

use crate::demux::Protocol;

/// Sources an offer may name: two tracks with repairs and a few layers.
const MOST_NAMED: usize = 32;
/// Sources besides: an offer need not name any (RFC 5576 is optional, and
/// RFC 8853 layers have none in it).
const MOST_OTHERS: usize = 32;

/// See the module.
#[derive(Debug)]
pub(super) struct SpokenFor {
    named: HashSet<u32>,
    others: HashSet<u32>,
}

impl SpokenFor {
    /// With the sources `offer` names (RFC 5576 section 4.1).
    pub(super) fn by(offer: &str) -> Self {
        let named = offer.lines().filter_map(|line| {
            let value = line.strip_prefix("a=ssrc:")?;
            value.split_ascii_whitespace().next()?.parse().ok()
        });
        let mut distinct = HashSet::new();
        for ssrc in named {
            if distinct.len() == MOST_NAMED {
                break;
            }
            distinct.insert(ssrc);
        }
        Self {
            named: distinct,
            others: HashSet::new(),
        }
    }

    /// Whether a datagram may be handed to the library.
    pub(super) fn admits(&mut self, protocol: Protocol, datagram: &[u8]) -> bool {
        // RFC 3550 sections 5.1 and 6.4.
        let at = match protocol {
            Protocol::Rtp => 8,
            Protocol::Rtcp => 4,
            Protocol::Stun | Protocol::Dtls => return true,
        };
        let Some(ssrc) = datagram.get(at..).and_then(|bytes| bytes.first_chunk()) else {
            return false;
        };
        let ssrc = u32::from_be_bytes(*ssrc);
        if self.named.contains(&ssrc) || self.others.contains(&ssrc) {
            return true;
        }
        self.others.len() < MOST_OTHERS && self.others.insert(ssrc)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rtp(ssrc: u32) -> Vec<u8> {
        [&[0x80, 102, 0, 0, 0, 0, 0, 0][..], &ssrc.to_be_bytes()].concat()
    }

    fn rtcp(ssrc: u32) -> Vec<u8> {
        [&[0x80, 200, 0, 6][..], &ssrc.to_be_bytes()].concat()
    }

    #[test]
    fn named_sources_are_heard_however_many_others_came_before() {
        let mut spoken = SpokenFor::by("v=0\r\na=ssrc:77 cname:x\r\na=ssrc:77 msid:x\r\na=ssrc:nonsense\r\n");
        let others = (1_000..2_000u32).filter(|ssrc| spoken.admits(Protocol::Rtp, &rtp(*ssrc)));
        assert_eq!(others.count(), MOST_OTHERS);
        assert!(spoken.admits(Protocol::Rtp, &rtp(1_000)), "one of the first");
        assert!(spoken.admits(Protocol::Rtp, &rtp(77)));
        assert!(spoken.admits(Protocol::Rtcp, &rtcp(77)));
        assert!(!spoken.admits(Protocol::Rtcp, &rtcp(78)));
        assert!(!spoken.admits(Protocol::Rtp, &rtp(77)[..10]));
    }
}
