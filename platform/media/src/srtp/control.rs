//! SRTCP of one viewer, both ways, through the library.

use bytes::BytesMut;
use rtc_srtp::context::Context;
use rtc_srtp::crypto::RTCCrypto;
use rtc_srtp::option::srtcp_replay_protection;

use super::keys::{Master, MediaKeys};

const REPLAY_WINDOW: usize = 64;

/// Seals reports to a viewer and opens its feedback.
pub(crate) struct ControlCipher {
    outbound: Context,
    inbound: Context,
}

impl std::fmt::Debug for ControlCipher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ControlCipher")
    }
}

impl ControlCipher {
    /// None only if a primitive is missing.
    pub(crate) fn new(keys: &MediaKeys, crypto: &dyn RTCCrypto) -> Option<Self> {
        let context = |master: &Master, replay| {
            Context::new(
                &master.key,
                &master.salt,
                keys.profile.library(),
                None,
                replay,
                crypto,
            )
            .ok()
        };
        Some(Self {
            outbound: context(&keys.server, None)?,
            inbound: context(&keys.client, Some(srtcp_replay_protection(REPLAY_WINDOW)))?,
        })
    }

    pub(crate) fn seal(&mut self, plain: &[u8]) -> Option<BytesMut> {
        self.outbound.encrypt_rtcp(plain).ok()
    }

    /// None if it is forged, replayed or not RTCP.
    pub(crate) fn open(&mut self, sealed: &[u8]) -> Option<BytesMut> {
        self.inbound.decrypt_rtcp(sealed).ok()
    }
}
