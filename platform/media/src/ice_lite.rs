//! The lite side of ICE (RFC 8445 sections 2.5 and 7.3): answers connectivity
//! checks, never sends any. Knows credentials and datagrams, no session.

use std::net::SocketAddr;

use rtc_stun::attributes::{
    ATTR_ICE_CONTROLLED, ATTR_MESSAGE_INTEGRITY, ATTR_USE_CANDIDATE, ATTR_USERNAME, AttrType,
};
use rtc_stun::crypto::RTCCrypto;
use rtc_stun::error_code::{CODE_ROLE_CONFLICT, ErrorCodeAttribute};
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{
    BINDING_ERROR, BINDING_REQUEST, BINDING_SUCCESS, Message, MessageType, Setter, TransactionId,
};
use rtc_stun::xoraddr::XorMappedAddress;

/// A check is small; whatever is longer isn't one.
const MOST_BYTES: usize = 1_024;

/// A binding request whose sender is not proven yet.
#[derive(Debug)]
pub(crate) struct Check {
    message: Message,
    local_ufrag: String,
}

/// A binding request by someone who knows our password.
#[derive(Debug)]
pub(crate) struct ProvenCheck {
    transaction: TransactionId,
    /// The peer wants this address pair used (RFC 8445 section 7.3.1.5).
    pub(crate) nominates: bool,
    /// The peer believes it is controlled, which is our part for good.
    pub(crate) conflicts: bool,
}

impl Check {
    /// None for anything but a binding request with a username.
    pub(crate) fn parse(datagram: &[u8]) -> Option<Self> {
        if datagram.len() > MOST_BYTES {
            return None;
        }
        let mut message = Message {
            raw: datagram.to_vec(),
            ..Message::default()
        };
        message.decode().ok()?;
        if message.typ != BINDING_REQUEST || !says(&message, ATTR_USERNAME) {
            return None;
        }
        // RFC 8445 section 7.2.2: ours, a colon, theirs.
        let username = String::from_utf8(message.get(ATTR_USERNAME).ok()?).ok()?;
        let (local_ufrag, _) = username.split_once(':')?;
        Some(Self {
            local_ufrag: local_ufrag.to_owned(),
            message,
        })
    }

    /// Our user fragment, by which the session is found.
    pub(crate) fn local_ufrag(&self) -> &str {
        &self.local_ufrag
    }

    /// Checks MESSAGE-INTEGRITY under our password.
    pub(crate) fn prove(mut self, pwd: &str, crypto: &dyn RTCCrypto) -> Option<ProvenCheck> {
        MessageIntegrity::check(&mut self.message, pwd.as_bytes(), crypto).ok()?;
        Some(ProvenCheck {
            transaction: self.message.transaction_id,
            nominates: says(&self.message, ATTR_USE_CANDIDATE),
            conflicts: says(&self.message, ATTR_ICE_CONTROLLED),
        })
    }
}

/// Whether `message` has the attribute where the integrity covers it: what
/// stands behind could be anyone's and is ignored (RFC 8489 section 14.5).
fn says(message: &Message, wanted: AttrType) -> bool {
    let mut covered = message
        .attributes
        .0
        .iter()
        .take_while(|attribute| attribute.typ != ATTR_MESSAGE_INTEGRITY);
    covered.any(|attribute| attribute.typ == wanted)
}

impl ProvenCheck {
    /// The response to send back to `from`: success with its mapped address,
    /// or 487 if the peer has the roles wrong.
    pub(crate) fn response(&self, from: SocketAddr, pwd: &str, crypto: &dyn RTCCrypto) -> Option<Vec<u8>> {
        let integrity = MessageIntegrity::new_raw_integrity_with_provider(pwd.as_bytes().to_vec(), crypto);
        let built = if self.conflicts {
            let error = ErrorCodeAttribute {
                code: CODE_ROLE_CONFLICT,
                reason: b"Role Conflict".to_vec(),
            };
            self.build(BINDING_ERROR, &error, &integrity)
        } else {
            let mapped = XorMappedAddress {
                ip: from.ip(),
                port: from.port(),
            };
            self.build(BINDING_SUCCESS, &mapped, &integrity)
        };
        built.ok()
    }

    fn build(
        &self,
        typ: MessageType,
        body: &dyn Setter,
        integrity: &MessageIntegrity<'_>,
    ) -> rtc_shared::error::Result<Vec<u8>> {
        let mut message = Message::new();
        message.transaction_id = self.transaction;
        message.set_type(typ);
        message.write_header();
        body.add_to(&mut message)?;
        integrity.add_to(&mut message)?;
        FINGERPRINT.add_to(&mut message)?;
        Ok(message.raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rtc_stun::attributes::ATTR_ICE_CONTROLLING;
    use rtc_stun::crypto::default_provider;
    use rtc_stun::textattrs::TextAttribute;

    const PWD: &str = "0123456789abcdefghijkl";

    fn request(pwd: &str, extra: &[(rtc_stun::attributes::AttrType, &[u8])]) -> Vec<u8> {
        let provider = default_provider().unwrap();
        let mut message = Message::new();
        message.set_type(BINDING_REQUEST);
        message.transaction_id = TransactionId([7; 12]);
        message.write_header();
        TextAttribute::new(ATTR_USERNAME, "ours:theirs".to_owned())
            .add_to(&mut message)
            .unwrap();
        for (typ, value) in extra {
            message.add(*typ, value);
        }
        MessageIntegrity::new_raw_integrity_with_provider(pwd.as_bytes().to_vec(), provider.crypto())
            .add_to(&mut message)
            .unwrap();
        FINGERPRINT.add_to(&mut message).unwrap();
        message.raw
    }

    #[test]
    fn a_check_under_our_password_is_answered_with_its_own_address() {
        let provider = default_provider().unwrap();
        let check = Check::parse(&request(
            PWD,
            &[(ATTR_USE_CANDIDATE, &[]), (ATTR_ICE_CONTROLLING, &[1; 8])],
        ))
        .unwrap();
        assert_eq!(check.local_ufrag(), "ours");
        let proven = check.prove(PWD, provider.crypto()).unwrap();
        assert!(proven.nominates && !proven.conflicts);
        let from: SocketAddr = "192.0.2.9:4000".parse().unwrap();
        let mut response = Message {
            raw: proven.response(from, PWD, provider.crypto()).unwrap(),
            ..Message::default()
        };
        response.decode().unwrap();
        assert_eq!(response.typ, BINDING_SUCCESS);
        assert_eq!(response.transaction_id, TransactionId([7; 12]));
        let mut mapped = XorMappedAddress::default();
        rtc_stun::message::Getter::get_from(&mut mapped, &response).unwrap();
        assert_eq!((mapped.ip, mapped.port), (from.ip(), from.port()));
        MessageIntegrity::check(&mut response, PWD.as_bytes(), provider.crypto()).unwrap();
        FINGERPRINT.check(&response).unwrap();
    }

    #[test]
    fn another_password_proves_nothing() {
        let provider = default_provider().unwrap();
        let check = Check::parse(&request("another-password-of-22c", &[])).unwrap();
        assert!(check.prove(PWD, provider.crypto()).is_none());
    }

    #[test]
    fn a_peer_that_thinks_it_is_controlled_is_told_so() {
        let provider = default_provider().unwrap();
        let check = Check::parse(&request(PWD, &[(ATTR_ICE_CONTROLLED, &[1; 8])])).unwrap();
        let proven = check.prove(PWD, provider.crypto()).unwrap();
        let from: SocketAddr = "[2001:db8::1]:4000".parse().unwrap();
        let mut response = Message {
            raw: proven.response(from, PWD, provider.crypto()).unwrap(),
            ..Message::default()
        };
        response.decode().unwrap();
        assert_eq!(response.typ, BINDING_ERROR);
    }

    #[test]
    fn what_stands_behind_the_integrity_was_not_said() {
        let provider = default_provider().unwrap();
        let mut message = Message::new();
        message.set_type(BINDING_REQUEST);
        message.transaction_id = TransactionId([7; 12]);
        message.write_header();
        TextAttribute::new(ATTR_USERNAME, "ours:theirs".to_owned())
            .add_to(&mut message)
            .unwrap();
        MessageIntegrity::new_raw_integrity_with_provider(PWD.as_bytes().to_vec(), provider.crypto())
            .add_to(&mut message)
            .unwrap();
        message.add(ATTR_USE_CANDIDATE, &[]);
        message.add(ATTR_ICE_CONTROLLED, &[1; 8]);
        let proven = Check::parse(&message.raw)
            .unwrap()
            .prove(PWD, provider.crypto())
            .unwrap();
        assert!(!proven.nominates && !proven.conflicts);
    }

    proptest! {
        #[test]
        fn garbage_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Some(check) = Check::parse(&bytes) {
                let provider = default_provider().unwrap();
                let _ = check.prove(PWD, provider.crypto());
            }
        }

        #[test]
        fn a_damaged_check_never_panics_nor_proves(
            at in 0usize..100, bit in 0u8..8, cut in 0usize..120,
        ) {
            let provider = default_provider().unwrap();
            let mut bytes = request(PWD, &[(ATTR_USE_CANDIDATE, &[])]);
            let length = bytes.len();
            // Behind the integrity only the fingerprint follows, which a lite agent need not check.
            let at = at % (length - 8);
            bytes[at] ^= 1 << bit;
            bytes.truncate(length - cut % length);
            let proven = Check::parse(&bytes)
                .and_then(|check| check.prove(PWD, provider.crypto()));
            prop_assert!(proven.is_none());
        }
    }
}
