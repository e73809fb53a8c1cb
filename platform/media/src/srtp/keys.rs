//! What a DTLS handshake yields for SRTP (RFC 5764 section 4.2) and the
//! session keys derived from it (RFC 3711 section 4.3).

use aes::Aes128;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_srtp::protection_profile::ProtectionProfile;

const KEY_LEN: usize = 16;

/// The two ways of protecting media we agree to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// RFC 7714.
    AesGcm,
    /// RFC 3711, for peers without AEAD.
    AesCmSha1,
}

impl Profile {
    pub(crate) fn from_dtls(profile: SrtpProtectionProfile) -> Option<Self> {
        match profile {
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm => Some(Self::AesGcm),
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80 => Some(Self::AesCmSha1),
            _ => None,
        }
    }

    pub(crate) fn library(self) -> ProtectionProfile {
        match self {
            Self::AesGcm => ProtectionProfile::AeadAes128Gcm,
            Self::AesCmSha1 => ProtectionProfile::Aes128CmHmacSha1_80,
        }
    }

    fn salt_len(self) -> usize {
        match self {
            Self::AesGcm => 12,
            Self::AesCmSha1 => 14,
        }
    }

    /// Bytes to export from DTLS.
    pub(crate) fn material_len(self) -> usize {
        2 * (KEY_LEN + self.salt_len())
    }
}

/// Master keys and salts of both directions.
#[derive(Clone)]
pub(crate) struct MediaKeys {
    pub(crate) profile: Profile,
    /// The peer's: it is the DTLS client.
    pub(crate) client: Master,
    pub(crate) server: Master,
}

#[derive(Clone)]
pub(crate) struct Master {
    pub(crate) key: [u8; KEY_LEN],
    pub(crate) salt: Vec<u8>,
}

impl std::fmt::Debug for MediaKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MediaKeys")
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}

impl MediaKeys {
    /// Client key, server key, client salt, server salt.
    pub(crate) fn split(profile: Profile, material: &[u8]) -> Option<Self> {
        if material.len() != profile.material_len() {
            return None;
        }
        let (client_key, rest) = material.split_first_chunk()?;
        let (server_key, salts) = rest.split_first_chunk()?;
        let (client_salt, server_salt) = salts.split_at(profile.salt_len());
        let master = |key: &[u8; KEY_LEN], salt: &[u8]| Master {
            key: *key,
            salt: salt.to_vec(),
        };
        Some(Self {
            profile,
            client: master(client_key, client_salt),
            server: master(server_key, server_salt),
        })
    }

    /// The same with the sides exchanged: for a peer that is the DTLS client
    /// itself.
    pub(crate) fn as_client(&self) -> Self {
        Self {
            profile: self.profile,
            client: self.server.clone(),
            server: self.client.clone(),
        }
    }
}

/// RFC 3711 section 4.3.1 with a key derivation rate of zero; 12-byte salts
/// are filled up with zeros on the right (RFC 7714 section 11).
pub(crate) fn derive<const N: usize>(master: &Master, label: u8) -> [u8; N] {
    let cipher = Aes128::new(&master.key.into());
    let mut input = [0u8; 16];
    input[..master.salt.len()].copy_from_slice(&master.salt);
    input[7] ^= label;
    let mut out = [0u8; N];
    for (counter, chunk) in (0u16..).zip(out.chunks_mut(16)) {
        input[14..].copy_from_slice(&counter.to_be_bytes());
        let mut block = input.into();
        cipher.encrypt_block(&mut block);
        chunk.copy_from_slice(&block[..chunk.len()]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect()
    }

    #[test]
    fn derivation_matches_the_vectors_of_rfc_3711_appendix_b3() {
        let master = Master {
            key: bytes("E1F97A0D3E018BE0D64FA32C06DE4139").try_into().unwrap(),
            salt: bytes("0EC675AD498AFEEBB6960B3AABE6"),
        };
        assert_eq!(
            derive::<16>(&master, 0).to_vec(),
            bytes("C61E7A93744F39EE10734AFE3FF7A087")
        );
        assert_eq!(
            derive::<14>(&master, 2).to_vec(),
            bytes("30CBBC08863D8C85D49DB34A9AE1")
        );
        assert_eq!(
            derive::<20>(&master, 1).to_vec(),
            bytes("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4")
        );
    }
}
