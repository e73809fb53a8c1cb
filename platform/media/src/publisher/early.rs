//! What a peer says before its path is chosen, kept for the library, which
//! would drop or forget it. Knows no socket; at most two datagrams are kept.

use std::net::SocketAddr;

use bytes::BytesMut;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Early {
    /// A check that nominates its path. A lite agent has to take it at once (RFC
    /// 8445 section 7.3.2); the library sends a check of its own first and looks
    /// for the next nomination, which a peer that nominates once never sends.
    nomination: Option<Datagram>,
    /// The peer's side of the path is proven by the answer to its first check,
    /// so its ClientHello may overtake the nomination. Lost, it would come again
    /// a second later.
    hello: Option<Datagram>,
}

type Datagram = (SocketAddr, BytesMut);

impl Early {
    pub(super) fn nominated(&mut self, from: SocketAddr, check: BytesMut) {
        self.nomination = Some((from, check));
    }

    pub(super) fn greeted(&mut self, from: SocketAddr, hello: BytesMut) {
        self.hello = Some((from, hello));
    }

    /// To be said again once the library's own check is answered.
    pub(super) fn take_nomination(&mut self) -> Option<Datagram> {
        self.nomination.take()
    }

    /// To be said again once the path is chosen.
    pub(super) fn take_hello(&mut self) -> Option<Datagram> {
        self.nomination = None;
        self.hello.take()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use rtc_dtls::endpoint::Endpoint;
    use rtc_stun::attributes::{ATTR_ICE_CONTROLLING, ATTR_PRIORITY, ATTR_USE_CANDIDATE, ATTR_USERNAME};
    use rtc_stun::fingerprint::FINGERPRINT;
    use rtc_stun::integrity::MessageIntegrity;
    use rtc_stun::message::{
        BINDING_REQUEST, BINDING_SUCCESS, Message, Setter, TransactionId as Transaction,
    };
    use rtc_stun::textattrs::TextAttribute;

    use super::super::negotiate::Terms;
    use super::super::{Publisher, negotiate};
    use super::*;
    use crate::demux::{Protocol, protocol};
    use crate::dtls::Identity;
    use crate::ice_lite::Check;
    use crate::sdp::{IceCredentials, Offer};

    const OFFER: &str = include_str!("../sdp/testdata/publishers/obs-31.sdp");
    const CHECK: Transaction = Transaction([7; 12]);

    struct Stage {
        identity: Identity,
        publisher: Publisher,
        /// Ours and the peer's.
        ice: [IceCredentials; 2],
        peer: SocketAddr,
        now: Instant,
    }

    impl Stage {
        fn set() -> Self {
            let (identity, now) = (Identity::generate().unwrap(), Instant::now());
            let offer = Offer::parse(OFFER).unwrap();
            let local = vec!["192.0.2.200:4000".parse().unwrap()];
            let Terms {
                publisher, local_ice, ..
            } = negotiate(OFFER, &offer, &identity, local, now).unwrap();
            Self {
                identity,
                publisher,
                ice: [local_ice, offer.ice],
                peer: "192.0.2.1:5000".parse().unwrap(),
                now,
            }
        }

        /// The peer's only check, which nominates.
        fn check(&self) -> BytesMut {
            let [ours, theirs] = &self.ice;
            let mut message = Message::new();
            message.set_type(BINDING_REQUEST);
            message.transaction_id = CHECK;
            message.write_header();
            let names = format!("{}:{}", ours.ufrag, theirs.ufrag);
            let crypto = self.identity.provider.crypto();
            let integrity =
                MessageIntegrity::new_raw_integrity_with_provider(ours.pwd.as_bytes().to_vec(), crypto);
            TextAttribute::new(ATTR_USERNAME, names)
                .add_to(&mut message)
                .unwrap();
            message.add(ATTR_PRIORITY, &[1, 2, 3, 4]);
            message.add(ATTR_ICE_CONTROLLING, &[1; 8]);
            message.add(ATTR_USE_CANDIDATE, &[]);
            integrity.add_to(&mut message).unwrap();
            FINGERPRINT.add_to(&mut message).unwrap();
            message.raw[..].into()
        }

        /// How the peer answers the library's own check.
        fn answer_to(&self, request: &[u8]) -> BytesMut {
            let crypto = self.identity.provider.crypto();
            let pwd = &self.ice[1].pwd;
            let mut proven = Check::parse(request).unwrap().prove(pwd, crypto).unwrap();
            // The peer is the controlling side and takes the library as it is.
            proven.conflicts = false;
            let us = "192.0.2.200:4000".parse().unwrap();
            proven.response(us, pwd, crypto).unwrap()[..].into()
        }

        fn hello(&self) -> BytesMut {
            let mut endpoint = Endpoint::new(self.peer, rtc::shared::TransportProtocol::UDP, None);
            let config = self.identity.active().unwrap();
            endpoint.connect(self.now, self.peer, config, None).unwrap();
            endpoint.poll_transmit().unwrap().message
        }

        fn written(&mut self) -> Vec<BytesMut> {
            self.publisher.poll(self.now, &mut Vec::new());
            std::iter::from_fn(|| self.publisher.poll_write())
                .map(|(_, data)| data)
                .collect()
        }
    }

    #[test]
    fn one_nomination_is_enough() {
        let mut stage = Stage::set();
        stage
            .publisher
            .checked(stage.now, stage.peer, stage.check(), true);
        let asked = stage.written();
        let answer = stage.answer_to(asked.first().unwrap());
        stage.publisher.answered(stage.now, stage.peer, answer);
        let mut response = Message {
            raw: stage.written().first().unwrap().to_vec(),
            ..Message::default()
        };
        response.decode().unwrap();
        assert_eq!(response.typ, BINDING_SUCCESS);
        assert_eq!(response.transaction_id, CHECK);
        assert!(stage.publisher.has_path);
    }

    #[test]
    fn a_hello_that_overtook_the_nomination_is_answered() {
        let mut stage = Stage::set();
        stage
            .publisher
            .checked(stage.now, stage.peer, stage.check(), true);
        let asked = stage.written();
        stage.publisher.read(stage.now, stage.peer, stage.hello());
        assert!(stage.written().is_empty());
        let answer = stage.answer_to(asked.first().unwrap());
        stage.publisher.answered(stage.now, stage.peer, answer);
        let written = stage.written();
        assert!(written.iter().any(|data| protocol(data) == Some(Protocol::Dtls)));
    }
}
