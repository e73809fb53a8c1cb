//! From a datagram to a session: what it is by its first byte (RFC 7983), and
//! whose it is by user fragment, then by remote address.

use std::collections::HashMap;
use std::net::SocketAddr;

/// One session inside the engine. Never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct SessionKey(pub(crate) u64);

impl std::fmt::Display for SessionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Stun,
    Dtls,
    Rtp,
    Rtcp,
}

/// None for what none of our protocols starts with.
pub(crate) fn protocol(datagram: &[u8]) -> Option<Protocol> {
    match *datagram.first()? {
        0..=3 if datagram.len() >= 20 => Some(Protocol::Stun),
        20..=63 => Some(Protocol::Dtls),
        // RFC 5761 section 4: packet types 192 to 223 are RTCP's.
        128..=191 if datagram.len() >= 12 => Some(match datagram[1] {
            192..=223 => Protocol::Rtcp,
            _ => Protocol::Rtp,
        }),
        128..=191 if datagram.len() >= 8 && (192..=223).contains(&datagram[1]) => Some(Protocol::Rtcp),
        _ => None,
    }
}

/// Addresses one session may have at a time: browsers check over every
/// interface they have.
const MOST_ADDRESSES: usize = 16;

/// Who is behind which user fragment and address. An address gets in only by
/// a check that passed the session's integrity.
#[derive(Debug, Default)]
pub(crate) struct Routes {
    by_ufrag: HashMap<String, SessionKey>,
    by_address: HashMap<SocketAddr, SessionKey>,
    addresses: HashMap<SessionKey, Vec<SocketAddr>>,
}

impl Routes {
    pub(crate) fn add_ufrag(&mut self, ufrag: &str, session: SessionKey) {
        self.by_ufrag.insert(ufrag.to_owned(), session);
    }

    pub(crate) fn remove_ufrag(&mut self, ufrag: &str) {
        self.by_ufrag.remove(ufrag);
    }

    pub(crate) fn session_by_ufrag(&self, ufrag: &str) -> Option<SessionKey> {
        self.by_ufrag.get(ufrag).copied()
    }

    pub(crate) fn session_by_address(&self, address: SocketAddr) -> Option<SessionKey> {
        self.by_address.get(&address).copied()
    }

    /// The newest claim wins: a port that was given to another peer meanwhile
    /// is that peer's.
    pub(crate) fn learn(&mut self, address: SocketAddr, session: SessionKey) {
        if let Some(previous) = self.by_address.insert(address, session) {
            if previous == session {
                return;
            }
            if let Some(known) = self.addresses.get_mut(&previous) {
                known.retain(|other| *other != address);
            }
        }
        let known = self.addresses.entry(session).or_default();
        if known.len() == MOST_ADDRESSES {
            let oldest = known.remove(0);
            self.by_address.remove(&oldest);
        }
        known.push(address);
    }

    pub(crate) fn forget(&mut self, session: SessionKey, ufrag: &str) {
        self.by_ufrag.remove(ufrag);
        for address in self.addresses.remove(&session).unwrap_or_default() {
            self.by_address.remove(&address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn address(port: u16) -> SocketAddr {
        SocketAddr::from(([192, 0, 2, 1], port))
    }

    #[test]
    fn protocols_are_told_by_their_first_bytes() {
        let of = |bytes: &[u8]| {
            let mut datagram = bytes.to_vec();
            datagram.resize(40, 0);
            protocol(&datagram)
        };
        assert_eq!(of(&[0, 1]), Some(Protocol::Stun));
        assert_eq!(of(&[22, 254]), Some(Protocol::Dtls));
        assert_eq!(of(&[0x80, 0x66]), Some(Protocol::Rtp));
        assert_eq!(of(&[0x80, 0xe6]), Some(Protocol::Rtp), "marker set");
        assert_eq!(of(&[0x81, 201]), Some(Protocol::Rtcp));
        assert_eq!(of(&[70]), None);
        assert_eq!(protocol(&[]), None);
        assert_eq!(protocol(&[0, 1]), None);
    }

    #[test]
    fn an_address_belongs_to_whom_proved_it_last() {
        let mut routes = Routes::default();
        routes.learn(address(1), SessionKey(1));
        routes.learn(address(1), SessionKey(2));
        assert_eq!(routes.session_by_address(address(1)), Some(SessionKey(2)));
        routes.forget(SessionKey(1), "one");
        assert_eq!(routes.session_by_address(address(1)), Some(SessionKey(2)));
        routes.forget(SessionKey(2), "two");
        assert_eq!(routes.session_by_address(address(1)), None);
    }

    proptest! {
        #[test]
        fn addresses_stay_bounded_and_leave_with_their_session(
            claims in proptest::collection::vec((1u16..200, 0u64..4), 0..400),
        ) {
            let mut routes = Routes::default();
            for (port, session) in claims {
                routes.learn(address(port), SessionKey(session));
            }
            prop_assert!(routes.by_address.len() <= 4 * MOST_ADDRESSES);
            for session in 0..4 {
                routes.forget(SessionKey(session), "");
            }
            prop_assert!(routes.by_address.is_empty() && routes.addresses.is_empty());
        }

        #[test]
        fn any_datagram_is_sorted(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = protocol(&bytes);
        }
    }
}
