//! AES-128-CBC with PKCS#7 padding over whole segments, as HLS means by
//! `METHOD=AES-128` (RFC 8216 section 5.2), so that the same bytes can be
//! handed to a CDN. Secrecy only: CBC does not notice changes.

use aes::Aes128;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};

use super::{ContentKey, SegmentName};

/// What was decrypted does not end as padding must: wrong key or damaged
/// bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadPadding;

/// A media segment's vector is its number, big-endian, which is what HLS takes
/// for granted where a playlist names none: the number is its media sequence
/// number. Init sections count by themselves, so theirs have the highest bit
/// set, out of reach of any segment's; a playlist that offers them encrypted
/// must name their vector. No vector comes twice under a key.
pub(super) fn initialization_vector(name: SegmentName) -> [u8; 16] {
    match name {
        SegmentName::Media(index) => u128::from(index),
        SegmentName::Init(index) => (1 << 127) | u128::from(index),
    }
    .to_be_bytes()
}

pub(super) fn encrypt(key: &ContentKey, name: SegmentName, plain: &[u8]) -> Vec<u8> {
    let vector = initialization_vector(name);
    cbc::Encryptor::<Aes128>::new_from_slices(key.as_bytes(), &vector)
        .expect("key and vector are 16 bytes")
        .encrypt_padded_vec::<Pkcs7>(plain)
}

pub(super) fn decrypt(key: &ContentKey, name: SegmentName, secret: &[u8]) -> Result<Vec<u8>, BadPadding> {
    let vector = initialization_vector(name);
    cbc::Decryptor::<Aes128>::new_from_slices(key.as_bytes(), &vector)
        .expect("key and vector are 16 bytes")
        .decrypt_padded_vec::<Pkcs7>(secret)
        .map_err(|_| BadPadding)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> ContentKey {
        ContentKey::from_bytes(*b"0123456789abcdef")
    }

    #[test]
    fn the_published_vector_is_met() {
        // NIST SP 800-38A, F.2.1, first block. Its IV is not a segment's
        // number, so the number is taken for the plaintext's difference.
        let key = ContentKey::from_bytes([
            0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c,
        ]);
        let published_iv: [u8; 16] = std::array::from_fn(|at| at as u8);
        let plain: [u8; 16] = [
            0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40, 0x9f, 0x96, 0xe9, 0x3d, 0x7e, 0x11, 0x73, 0x93, 0x17, 0x2a,
        ];
        let name = SegmentName::Media(7);
        let ours = initialization_vector(name);
        let moved: Vec<u8> = plain
            .iter()
            .zip(published_iv)
            .zip(ours)
            .map(|((plain, theirs), ours)| plain ^ theirs ^ ours)
            .collect();
        let secret = encrypt(&key, name, &moved);
        let expected = [
            0x76, 0x49, 0xab, 0xac, 0x81, 0x19, 0xb2, 0x46, 0xce, 0xe9, 0x8e, 0x9b, 0x12, 0xe9, 0x19, 0x7d,
        ];
        assert_eq!(secret[..16], expected);
    }

    #[test]
    fn init_sections_and_segments_never_share_a_vector() {
        assert_eq!(initialization_vector(SegmentName::Media(258))[12..], [0, 0, 1, 2]);
        assert_ne!(
            initialization_vector(SegmentName::Init(1)),
            initialization_vector(SegmentName::Media(1))
        );
    }

    proptest! {
        #[test]
        fn what_was_encrypted_is_read_back_and_shows_nothing(
            plain in proptest::collection::vec(any::<u8>(), 0..300),
            index in any::<u32>(),
        ) {
            let name = SegmentName::Media(index);
            let secret = encrypt(&key(), name, &plain);
            prop_assert_eq!(secret.len(), plain.len() + 16 - plain.len() % 16);
            prop_assert_eq!(decrypt(&key(), name, &secret), Ok(plain.clone()));
            for run in plain.windows(8) {
                prop_assert!(!secret.windows(8).any(|window| window == run));
            }
        }

        #[test]
        fn damage_is_survived(secret in proptest::collection::vec(any::<u8>(), 0..100)) {
            if let Ok(plain) = decrypt(&key(), SegmentName::Media(1), &secret) {
                prop_assert!(plain.len() < secret.len());
            }
        }
    }
}
