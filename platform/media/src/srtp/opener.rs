//! Opening what the other side sealed: the receiving half of AES-GCM SRTP, in
//! place, for peers of ours that watch.

use ring::aead::{AES_128_GCM, Aad, LessSafeKey, UnboundKey};

use super::keys::{MediaKeys, Profile, derive};
use super::sealer::{LABEL_KEY, LABEL_SALT, nonce};

/// The other side's media cipher.
pub(crate) struct Opener {
    key: LessSafeKey,
    salt: [u8; 12],
}

impl std::fmt::Debug for Opener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opener")
    }
}

impl Opener {
    /// For what the peer seals. None for ciphers other than AES-GCM.
    pub(crate) fn new(keys: &MediaKeys) -> Option<Self> {
        if keys.profile != Profile::AesGcm {
            return None;
        }
        let key: [u8; 16] = derive(&keys.client, LABEL_KEY);
        let key = UnboundKey::new(&AES_128_GCM, &key).ok()?;
        Some(Self {
            key: LessSafeKey::new(key),
            salt: derive(&keys.client, LABEL_SALT),
        })
    }

    /// Opens `body`, ciphertext and tag, behind `header`. None if it is forged.
    pub(crate) fn open<'a>(
        &self,
        ssrc: u32,
        rollover: u32,
        sequence: u16,
        header: &[u8],
        body: &'a mut [u8],
    ) -> Option<&'a [u8]> {
        let nonce = nonce(&self.salt, ssrc, rollover, sequence);
        let plain = self.key.open_in_place(nonce, Aad::from(header), body).ok()?;
        Some(plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::srtp::{HEADER_LEN, Plain, Sealer};
    use rtc_srtp::crypto::default_provider;

    #[test]
    fn what_was_sealed_opens_and_what_was_changed_does_not() {
        let provider = default_provider().unwrap();
        let material: Vec<u8> = (0..Profile::AesGcm.material_len() as u8).collect();
        let keys = MediaKeys::split(Profile::AesGcm, &material).unwrap();
        let plain = Plain {
            payload_type: 102,
            marker: true,
            sequence: (5 << 16) + 9,
            timestamp: 1,
            ssrc: 7,
            prefix: &[],
            payload: b"a picture",
            padding: 0,
        };
        let mut sealed = Vec::new();
        assert!(
            Sealer::new(&keys, provider.crypto())
                .unwrap()
                .seal(&plain, 3, &mut sealed)
        );
        let opener = Opener::new(&keys.as_client()).unwrap();
        for (changed, opens) in [(0, true), (1, false)] {
            let (header, body) = sealed.split_at(HEADER_LEN);
            let mut body = body.to_vec();
            body[0] ^= changed;
            let opened = opener.open(7, 2, 9, header, &mut body);
            assert_eq!(opened, opens.then_some(&b"a picture"[..]));
        }
    }
}
