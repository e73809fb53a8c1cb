//! Sealing one plaintext packet for one viewer.

use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use rtc_srtp::context::Context;
use rtc_srtp::crypto::RTCCrypto;

use super::keys::{MediaKeys, Profile, derive};

/// An RTP header without extensions or sources (RFC 3550 section 5.1).
pub(crate) const HEADER_LEN: usize = 12;

pub(super) const LABEL_KEY: u8 = 0;
pub(super) const LABEL_SALT: u8 = 2;

/// A packet before it is sealed. Everything but the payload type, and for
/// repair packets the SSRC and sequence, is the same for all viewers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plain<'a> {
    pub(crate) payload_type: u8,
    pub(crate) marker: bool,
    /// 16 bits for the wire; the bits above, less those of the first packet
    /// this viewer was sent, are the roll-over counter.
    pub(crate) sequence: u64,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    /// In front of the payload: the original sequence number in a repair
    /// packet (RFC 4588 section 4), else nothing.
    pub(crate) prefix: &'a [u8],
    pub(crate) payload: &'a [u8],
    /// Bytes of RTP padding behind the payload, so that packets sent in one
    /// run are of one size.
    pub(crate) padding: u8,
}

impl Plain<'_> {
    fn header(&self) -> [u8; HEADER_LEN] {
        let mut header = [0u8; HEADER_LEN];
        header[0] = 0x80 | (u8::from(self.padding > 0) << 5);
        header[1] = self.payload_type | (u8::from(self.marker) << 7);
        header[2..4].copy_from_slice(&self.wire_sequence().to_be_bytes());
        header[4..8].copy_from_slice(&self.timestamp.to_be_bytes());
        header[8..].copy_from_slice(&self.ssrc.to_be_bytes());
        header
    }

    fn wire_sequence(&self) -> u16 {
        (self.sequence & 0xffff) as u16
    }

    fn write_body(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.prefix);
        out.extend_from_slice(self.payload);
        if self.padding > 0 {
            out.resize(out.len() + usize::from(self.padding) - 1, 0);
            out.push(self.padding);
        }
    }
}

/// One viewer's outbound media cipher.
#[expect(
    clippy::large_enum_variant,
    reason = "the large one is nearly everybody's, and read for every packet"
)]
pub(crate) enum Sealer {
    Gcm { key: LessSafeKey, salt: [u8; 12] },
    Library(Box<Context>),
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Gcm { .. } => "Sealer::Gcm",
            Self::Library(_) => "Sealer::Library",
        })
    }
}

impl Sealer {
    /// None only if a primitive is missing.
    pub(crate) fn new(keys: &MediaKeys, crypto: &dyn RTCCrypto) -> Option<Self> {
        match keys.profile {
            Profile::AesGcm => {
                let key: [u8; 16] = derive(&keys.server, LABEL_KEY);
                let key = UnboundKey::new(&AES_128_GCM, &key).ok()?;
                Some(Self::Gcm {
                    key: LessSafeKey::new(key),
                    salt: derive(&keys.server, LABEL_SALT),
                })
            }
            Profile::AesCmSha1 => Context::new(
                &keys.server.key,
                &keys.server.salt,
                keys.profile.library(),
                None,
                None,
                crypto,
            )
            .ok()
            .map(|context| Self::Library(Box::new(context))),
        }
    }

    /// What sealing adds to a packet.
    pub(crate) fn overhead(&self) -> usize {
        match self {
            Self::Gcm { .. } => 16,
            Self::Library(_) => 10,
        }
    }

    /// Appends the protected packet to `out`; `rollover` is subtracted from
    /// the roll-over count. False, and nothing appended, if it can't be sealed.
    pub(crate) fn seal(&mut self, plain: &Plain<'_>, rollover: u64, out: &mut Vec<u8>) -> bool {
        let header = plain.header();
        let start = out.len();
        out.extend_from_slice(&header);
        plain.write_body(out);
        match self {
            Self::Gcm { key, salt } => {
                let Some(count) = (plain.sequence >> 16).checked_sub(rollover) else {
                    out.truncate(start);
                    return false;
                };
                let nonce = nonce(salt, plain.ssrc, count as u32, plain.wire_sequence());
                let body = &mut out[start + HEADER_LEN..];
                match key.seal_in_place_separate_tag(nonce, Aad::from(header), body) {
                    Ok(tag) => {
                        out.extend_from_slice(tag.as_ref());
                        true
                    }
                    Err(_) => {
                        out.truncate(start);
                        false
                    }
                }
            }
            Self::Library(context) => {
                let sealed = context.encrypt_rtp(&out[start..]);
                out.truncate(start);
                match sealed {
                    Ok(sealed) => {
                        out.extend_from_slice(&sealed);
                        true
                    }
                    Err(_) => false,
                }
            }
        }
    }
}

/// RFC 7714 section 8.1.
pub(super) fn nonce(salt: &[u8; 12], ssrc: u32, rollover: u32, sequence: u16) -> Nonce {
    let mut bytes = [0u8; 12];
    bytes[2..6].copy_from_slice(&ssrc.to_be_bytes());
    bytes[6..10].copy_from_slice(&rollover.to_be_bytes());
    bytes[10..].copy_from_slice(&sequence.to_be_bytes());
    for (byte, salt) in bytes.iter_mut().zip(salt) {
        *byte ^= salt;
    }
    Nonce::assume_unique_for_key(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rtc_srtp::crypto::default_provider;

    fn keys(profile: Profile) -> MediaKeys {
        let material: Vec<u8> = (0..profile.material_len() as u8).collect();
        MediaKeys::split(profile, &material).unwrap()
    }

    fn plain(sequence: u64, padding: u8) -> Plain<'static> {
        Plain {
            payload_type: 102,
            marker: true,
            sequence,
            timestamp: 90_000,
            ssrc: 0x0102_0304,
            prefix: &[],
            payload: b"a slice of a picture",
            padding,
        }
    }

    #[test]
    fn a_peer_opens_what_we_seal_across_a_sequence_wrap() {
        let provider = default_provider().unwrap();
        for profile in [Profile::AesGcm, Profile::AesCmSha1] {
            let keys = keys(profile);
            let mut sealer = Sealer::new(&keys, provider.crypto()).unwrap();
            let mut peer = Context::new(
                &keys.server.key,
                &keys.server.salt,
                profile.library(),
                None,
                None,
                provider.crypto(),
            )
            .unwrap();
            // The viewer joined in the room's third roll-over.
            let first = (3 << 16) + 65_530;
            for sequence in first..first + 20 {
                let padding = if sequence % 2 == 0 { 5 } else { 0 };
                let mut sealed = Vec::new();
                assert!(sealer.seal(&plain(sequence, padding), first >> 16, &mut sealed));
                assert_eq!(
                    sealed.len(),
                    HEADER_LEN + 20 + usize::from(padding) + sealer.overhead()
                );
                let opened = peer.decrypt_rtp(&sealed).unwrap();
                assert_eq!(&opened[HEADER_LEN..HEADER_LEN + 20], b"a slice of a picture");
                assert_eq!(opened[0] & 0x20 != 0, padding > 0);
                if padding > 0 {
                    assert_eq!(opened.last(), Some(&padding));
                }
            }
        }
    }

    #[test]
    fn the_same_packet_seals_to_the_same_bytes() {
        let provider = default_provider().unwrap();
        let keys = keys(Profile::AesGcm);
        let mut sealer = Sealer::new(&keys, provider.crypto()).unwrap();
        let (mut first, mut again) = (Vec::new(), Vec::new());
        assert!(sealer.seal(&plain(7, 3), 0, &mut first));
        assert!(sealer.seal(&plain(7, 3), 0, &mut again));
        assert_eq!(first, again);
    }

    #[test]
    fn a_packet_older_than_the_viewers_first_rollover_is_not_sealed() {
        let provider = default_provider().unwrap();
        let mut sealer = Sealer::new(&keys(Profile::AesGcm), provider.crypto()).unwrap();
        let mut out = vec![1];
        assert!(!sealer.seal(&plain(65_535, 0), 1, &mut out));
        assert_eq!(out, [1]);
    }
}
