//! Passwords: Argon2id (RFC 9106), off the async threads, a bounded number at
//! a time.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use model::Entropy;
use tokio::sync::Semaphore;

/// Lengths in characters. A long pass phrase is welcome; the ceiling keeps
/// hashing bounded.
pub const LENGTH: std::ops::RangeInclusive<usize> = 10..=200;

/// Hashes at one time. Each takes 19 MiB and some 20 ms of one core.
const CONCURRENT: usize = 4;

/// Makes and checks password hashes.
#[derive(Debug, Clone)]
pub struct Hasher {
    entropy: Arc<dyn Entropy>,
    slots: Arc<Semaphore>,
}

impl Hasher {
    pub(crate) fn new(entropy: Arc<dyn Entropy>) -> Self {
        Self {
            entropy,
            slots: Arc::new(Semaphore::new(CONCURRENT)),
        }
    }

    /// The PHC string to store for `password`.
    pub(crate) async fn hash(&self, password: String) -> String {
        let mut salt = [0; 16];
        self.entropy.fill(&mut salt);
        self.run(move || {
            argon2id()
                .hash_password_with_salt(password.as_bytes(), &salt)
                .expect("a 16-byte salt and default parameters are valid")
                .to_string()
        })
        .await
    }

    /// Whether `password` is the one behind `stored`. With `None` (no such
    /// account) it takes as long and says no.
    pub(crate) async fn verify(&self, password: String, stored: Option<String>) -> bool {
        let known = stored.is_some();
        // The hash of a password nobody has.
        const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let stored = stored.unwrap_or_else(|| NOBODY.to_owned());
        let matches = self
            .run(move || {
                PasswordHash::new(&stored)
                    .is_ok_and(|parsed| argon2id().verify_password(password.as_bytes(), &parsed).is_ok())
            })
            .await;
        matches && known
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let _slot = self.slots.acquire().await.expect("the semaphore is never closed");
        tokio::task::spawn_blocking(work)
            .await
            .expect("hashing does not panic")
    }
}

/// OWASP's first choice: 19 MiB, 2 passes, 1 lane.
fn argon2id() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None).expect("valid parameters");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::SeededEntropy;

    #[tokio::test]
    async fn only_the_password_itself_is_accepted() {
        let hasher = Hasher::new(Arc::new(SeededEntropy::new(3)));
        let stored = hasher.hash("correct horse battery".into()).await;
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(
            hasher
                .verify("correct horse battery".into(), Some(stored.clone()))
                .await
        );
        assert!(!hasher.verify("correct horse batterz".into(), Some(stored)).await);
        assert!(!hasher.verify("anything at all".into(), None).await);
        assert!(
            !hasher
                .verify("anything at all".into(), Some("not a hash".into()))
                .await
        );
    }
}
