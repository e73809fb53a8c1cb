//! Secrets that are shown once and stored hashed: session cookies, personal
//! tokens, stream keys.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::{Entropy, GuestId};
use ring::digest;
use uuid::Uuid;

/// A fresh secret in the clear. Its 256 bits come from chance alone, so one
/// round of SHA-256 is enough to store it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// What is stored of a [`Secret`].
pub type SecretHash = Vec<u8>;

impl Secret {
    /// Makes a secret that begins with `prefix`, so that a leaked one is
    /// recognised for what it is.
    pub fn generate(prefix: &str, entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The text to hand to its owner.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn hash(&self) -> SecretHash {
        hash(&self.0)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The hash under which `presented` would be stored. Looking rows up by it
/// leaks nothing through timing: who can't invert SHA-256 can't steer it.
pub fn hash(presented: &str) -> SecretHash {
    digest::digest(&digest::SHA256, presented.as_bytes())
        .as_ref()
        .to_vec()
}

/// The browser that holds `presented` as its guest cookie: half of the hash,
/// which is as hard to find another secret for as an AES-128 key.
pub fn guest(presented: &str) -> GuestId {
    let hash = digest::digest(&digest::SHA256, presented.as_bytes());
    let half = hash.as_ref().first_chunk().expect("SHA-256 gives 32 bytes");
    GuestId(Uuid::from_bytes(*half))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::SeededEntropy;

    #[test]
    fn a_secret_is_found_by_its_hash_and_never_printed() {
        let secret = Secret::generate("vt_", &SeededEntropy::new(1));
        assert_eq!(hash(secret.reveal()), secret.hash());
        assert!(secret.reveal().starts_with("vt_"));
        assert!(!format!("{secret:?}").contains(&secret.reveal()[3..]));
    }
}
