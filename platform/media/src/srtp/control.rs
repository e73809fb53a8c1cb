//! SRTCP of one peer, both ways, through the library. The library keeps state
//! for every source it is shown, before it knows whether the source is forged;
//! so new ones are tried apart, and forgotten together.

use bytes::BytesMut;
use rtc_srtp::context::Context;
use rtc_srtp::crypto::RTCCrypto;
use rtc_srtp::option::srtcp_replay_protection;

use super::keys::{Master, MediaKeys, Profile};

const REPLAY_WINDOW: usize = 64;
/// Sources a peer may report as: one a track, and one for all of it together.
const MOST_SOURCES: usize = 4;
/// Forgeries after which what they left behind is thrown away.
const MOST_FORGERIES: u32 = 64;

/// Seals reports to a peer and opens its feedback.
pub(crate) struct ControlCipher {
    profile: Profile,
    client: Master,
    outbound: Context,
    /// Holds the sources that proved themselves, and no others.
    inbound: Context,
    sources: Vec<u32>,
    /// For sources not yet proven.
    untried: Context,
    forgeries: u32,
}

impl std::fmt::Debug for ControlCipher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ControlCipher")
    }
}

impl ControlCipher {
    /// None only if a primitive is missing.
    pub(crate) fn new(keys: &MediaKeys, crypto: &dyn RTCCrypto) -> Option<Self> {
        let outbound = Context::new(
            &keys.server.key,
            &keys.server.salt,
            keys.profile.library(),
            None,
            None,
            crypto,
        );
        Some(Self {
            profile: keys.profile,
            client: keys.client.clone(),
            outbound: outbound.ok()?,
            inbound: inbound(&keys.client, keys.profile, crypto)?,
            sources: Vec::new(),
            untried: inbound(&keys.client, keys.profile, crypto)?,
            forgeries: 0,
        })
    }

    pub(crate) fn seal(&mut self, plain: &[u8]) -> Option<BytesMut> {
        self.outbound.encrypt_rtcp(plain).ok()
    }

    /// None if it is forged, replayed, not RTCP, or of one source too many.
    pub(crate) fn open(&mut self, sealed: &[u8]) -> Option<BytesMut> {
        // RFC 3711 section 3.4: the sender's SSRC is in the clear.
        let ssrc = u32::from_be_bytes(*sealed.get(4..)?.first_chunk()?);
        if self.sources.contains(&ssrc) {
            return self.inbound.decrypt_rtcp(sealed).ok();
        }
        if self.sources.len() == MOST_SOURCES || self.is_worn() {
            return None;
        }
        if self.untried.decrypt_rtcp(sealed).is_err() {
            self.forgeries += 1;
            return None;
        }
        self.sources.push(ssrc);
        self.inbound.decrypt_rtcp(sealed).ok()
    }

    /// After enough forgeries no new source is tried any more, until
    /// [`ControlCipher::renew`].
    pub(crate) fn is_worn(&self) -> bool {
        self.forgeries >= MOST_FORGERIES
    }

    /// Forgets what forgeries left behind; proven sources stay as they are.
    pub(crate) fn renew(&mut self, crypto: &dyn RTCCrypto) {
        if let Some(fresh) = inbound(&self.client, self.profile, crypto) {
            self.untried = fresh;
            self.forgeries = 0;
        }
    }
}

fn inbound(client: &Master, profile: Profile, crypto: &dyn RTCCrypto) -> Option<Context> {
    let replay = srtcp_replay_protection(REPLAY_WINDOW);
    Context::new(
        &client.key,
        &client.salt,
        profile.library(),
        None,
        Some(replay),
        crypto,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rtc_srtp::crypto::default_provider;

    /// A receiver report without blocks.
    fn report(ssrc: u32) -> Vec<u8> {
        let mut bytes = vec![0x80, 201, 0, 1];
        bytes.extend(ssrc.to_be_bytes());
        bytes
    }

    fn keys(profile: Profile) -> MediaKeys {
        let material: Vec<u8> = (0..profile.material_len() as u8).collect();
        MediaKeys::split(profile, &material).unwrap()
    }

    #[test]
    fn a_peer_is_heard_whatever_was_forged_before() {
        let provider = default_provider().unwrap();
        let crypto = provider.crypto();
        for profile in [Profile::AesGcm, Profile::AesCmSha1] {
            let keys = keys(profile);
            let mut ours = ControlCipher::new(&keys, crypto).unwrap();
            let mut theirs = ControlCipher::new(&keys.as_client(), crypto).unwrap();
            let first = theirs.seal(&report(1)).unwrap();
            assert!(ours.open(&first).is_some());
            assert!(ours.open(&first).is_none(), "replayed");
            for ssrc in 100..1_000 {
                let mut forged = theirs.seal(&report(7)).unwrap();
                forged[4..8].copy_from_slice(&u32::to_be_bytes(ssrc));
                assert!(ours.open(&forged).is_none());
            }
            assert!(ours.is_worn());
            let known = theirs.seal(&report(1)).unwrap();
            assert!(ours.open(&known).is_some());
            let new = theirs.seal(&report(2)).unwrap();
            assert!(ours.open(&new).is_none(), "worn");
            ours.renew(crypto);
            assert!(ours.open(&new).is_some());
            assert!(ours.open(&new).is_none(), "replayed");
            assert!(ours.open(&first).is_none(), "still replayed");
        }
    }

    #[test]
    fn sources_are_bounded() {
        let provider = default_provider().unwrap();
        let keys = keys(Profile::AesGcm);
        let mut ours = ControlCipher::new(&keys, provider.crypto()).unwrap();
        let mut theirs = ControlCipher::new(&keys.as_client(), provider.crypto()).unwrap();
        let opened = (0..20u32).filter(|ssrc| {
            let sealed = theirs.seal(&report(*ssrc)).unwrap();
            ours.open(&sealed).is_some()
        });
        assert_eq!(opened.count(), MOST_SOURCES);
        assert!(ours.open(&[0x80, 201, 0]).is_none());
    }
}
