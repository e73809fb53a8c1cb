//! A recording's content key.

use std::fmt;

/// The AES-128 key all of one stream's segments rest under, and nothing else
/// does. Destroying every copy of it destroys the recording.
///
/// Never shown by `Debug`; wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct ContentKey([u8; 16]);

impl ContentKey {
    /// Takes a key as it is; it must come from a cryptographic random source.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The key itself, for its one keeper to store.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContentKey(..)")
    }
}

impl Drop for ContentKey {
    fn drop(&mut self) {
        self.0.fill(0);
        // Keeps the compiler from leaving out a write nobody reads.
        std::hint::black_box(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_do_not_show_themselves() {
        let shown = format!("{:?}", ContentKey::from_bytes([0xab; 16]));
        assert_eq!(shown, "ContentKey(..)");
    }
}
