//! The encryption of a pushed message (RFC 8291), which is one record of the
//! `aes128gcm` content coding (RFC 8188).

use model::Entropy;
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::hkdf;
use ring::rand::SystemRandom;
use ring::{aead, error};

/// The record's size: what every push service takes (RFC 8291 section 4).
const RECORD: u32 = 4_096;
/// A record without the delimiter and the tag, and without the header that
/// counts to the 4,096 bytes a service takes (RFC 8030 section 7.2).
pub(super) const PLAINTEXT_MAX: usize = RECORD as usize - 16 - 1 - HEADER;
/// Salt, record size, length of the key, key (RFC 8188 section 2.1).
const HEADER: usize = 16 + 4 + 1 + 65;
/// Marks the last record (RFC 8188 section 2).
const LAST_RECORD: u8 = 2;

/// Why a message can't be encrypted: the browser's key is none, or the message
/// is longer than [`PLAINTEXT_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not to be encrypted")]
pub(super) struct Unencryptable;

impl From<error::Unspecified> for Unencryptable {
    fn from(_: error::Unspecified) -> Self {
        Self
    }
}

struct Bytes(usize);

impl hkdf::KeyType for Bytes {
    fn len(&self) -> usize {
        self.0
    }
}

/// `length` bytes out of a key (RFC 5869 section 2.3).
fn expand<const N: usize>(key: &hkdf::Prk, info: &[&[u8]]) -> Result<[u8; N], error::Unspecified> {
    let mut out = [0; N];
    key.expand(info, Bytes(N))?.fill(&mut out)?;
    Ok(out)
}

/// The body of a push to the browser with the public key `p256dh` and the
/// secret `auth`. Its own key pair is of this message alone, and from the
/// operating system: no other source may make it.
pub(super) fn encrypt(
    plaintext: &[u8],
    p256dh: &[u8],
    auth: &[u8],
    entropy: &dyn Entropy,
) -> Result<Vec<u8>, Unencryptable> {
    if plaintext.len() > PLAINTEXT_MAX {
        return Err(Unencryptable);
    }
    let own = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new())?;
    let own_public = own.compute_public_key()?;
    let own_public = own_public.as_ref();
    let theirs = UnparsedPublicKey::new(&ECDH_P256, p256dh);

    // RFC 8291 section 3.4.
    let key_info: [&[u8]; 3] = [b"WebPush: info\0", p256dh, own_public];
    let shared = agree_ephemeral(own, &theirs, |secret| {
        let key = hkdf::Salt::new(hkdf::HKDF_SHA256, auth).extract(secret);
        expand::<32>(&key, &key_info)
    })??;
    let mut salt = [0; 16];
    entropy.fill(&mut salt);
    let key = hkdf::Salt::new(hkdf::HKDF_SHA256, &salt).extract(&shared);
    let content_key: [u8; 16] = expand(&key, &[b"Content-Encoding: aes128gcm\0"])?;
    let nonce: [u8; 12] = expand(&key, &[b"Content-Encoding: nonce\0"])?;

    let mut record = Vec::with_capacity(plaintext.len() + 17);
    record.extend_from_slice(plaintext);
    record.push(LAST_RECORD);
    let sealer = aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_128_GCM, &content_key)?);
    // The first record's nonce is the nonce itself (RFC 8188 section 2.3), and there is no second.
    sealer.seal_in_place_append_tag(
        aead::Nonce::assume_unique_for_key(nonce),
        aead::Aad::empty(),
        &mut record,
    )?;

    let mut body = Vec::with_capacity(HEADER + record.len());
    body.extend_from_slice(&salt);
    body.extend_from_slice(&RECORD.to_be_bytes());
    body.push(65);
    body.extend_from_slice(own_public);
    body.extend_from_slice(&record);
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::SystemEntropy;

    fn key() -> Vec<u8> {
        let pair = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).expect("a key");
        pair.compute_public_key().expect("its half").as_ref().to_vec()
    }

    #[test]
    fn the_longest_message_fills_what_a_service_takes() {
        let encrypt = |length| encrypt(&vec![b'x'; length], &key(), &[7; 16], &SystemEntropy);
        assert_eq!(encrypt(PLAINTEXT_MAX).expect("it fits").len(), RECORD as usize);
        assert_eq!(encrypt(PLAINTEXT_MAX + 1), Err(Unencryptable));
        assert_eq!(encrypt(0).expect("it fits").len(), HEADER + 17);
    }

    #[test]
    fn what_is_no_point_of_the_curve_is_no_key() {
        let mut off_the_curve = key();
        off_the_curve[40] ^= 1;
        for bad in [&off_the_curve[..], &[4; 65], &[], &key()[..64]] {
            assert_eq!(encrypt(b"x", bad, &[7; 16], &SystemEntropy), Err(Unencryptable));
        }
    }
}
