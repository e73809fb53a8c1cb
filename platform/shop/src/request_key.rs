//! Idempotency keys: the caller's own name for a request, and what it asked for
//! in short, as the same key with another body is a mistake of the caller's.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;
use serde::Serialize;

/// A key with what was asked under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKey {
    pub key: String,
    /// A hash of the request.
    pub fingerprint: String,
}

impl RequestKey {
    /// None when `key` is none: 1 to 200 visible ASCII characters.
    pub fn new(key: &str, asked: &impl Serialize) -> Option<Self> {
        let sound = (1..=200).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        let text = serde_json::to_vec(asked).ok().filter(|_| sound)?;
        Some(Self {
            key: key.to_owned(),
            fingerprint: URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, &text)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_visible_and_tells_bodies_apart() {
        for bad in ["", "a b", "é", &"k".repeat(201)] {
            assert_eq!(RequestKey::new(bad, &1), None, "{bad:?}");
        }
        let of = |asked: &str| RequestKey::new("k", &asked).expect("a key");
        assert_eq!(of("a"), of("a"));
        assert_ne!(of("a").fingerprint, of("b").fingerprint);
    }
}
