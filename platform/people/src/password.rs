//! Passwords: Argon2id (RFC 9106), off the async threads, a bounded number at
//! a time.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use model::Entropy;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Lengths in characters. A long pass phrase is welcome; the ceiling keeps
/// hashing bounded.
pub const LENGTH: std::ops::RangeInclusive<usize> = 10..=200;

/// Hashes at one time. Each takes 19 MiB and some 20 ms of one core.
const CONCURRENT: usize = 4;
/// How long one may wait for its turn. Whoever asked has given up by then.
const TURN_WITHIN: Duration = Duration::from_secs(5);

/// Too many passwords are being looked at: this one had no turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many people are signing in right now: try again in a moment")]
pub struct Busy;

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
    pub(crate) async fn hash(&self, password: String) -> Result<String, Busy> {
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
    pub(crate) async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, Busy> {
        let known = stored.is_some();
        // The hash of a password nobody has.
        const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let stored = stored.unwrap_or_else(|| NOBODY.to_owned());
        let matches = self
            .run(move || {
                PasswordHash::new(&stored)
                    .is_ok_and(|parsed| argon2id().verify_password(password.as_bytes(), &parsed).is_ok())
            })
            .await?;
        Ok(matches && known)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
        let turn = timeout(TURN_WITHIN, self.slots.acquire()).await;
        let _slot = turn.map_err(|_| Busy)?.expect("the semaphore is never closed");
        let done = tokio::task::spawn_blocking(work).await;
        Ok(done.expect("hashing does not panic"))
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

    fn hasher() -> Hasher {
        Hasher::new(Arc::new(SeededEntropy::new(3)))
    }

    #[tokio::test]
    async fn only_the_password_itself_is_accepted() {
        let hasher = hasher();
        let verify = async |password: &str, stored: Option<&str>| {
            let checked = hasher.verify(password.to_owned(), stored.map(str::to_owned));
            checked.await.unwrap()
        };
        let stored = hasher.hash("correct horse battery".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("correct horse battery", Some(&stored)).await);
        assert!(!verify("correct horse batterz", Some(&stored)).await);
        assert!(!verify("anything at all", None).await);
        assert!(!verify("anything at all", Some("not a hash")).await);
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_no_turn_in_time_is_told_so() {
        let hasher = hasher();
        let all = u32::try_from(CONCURRENT).unwrap();
        let taken = hasher.slots.clone().acquire_many_owned(all).await.unwrap();
        let refused = hasher.verify("anything at all".into(), None).await;
        assert_eq!(refused, Err(Busy));
        drop(taken);
        assert_eq!(hasher.verify("anything at all".into(), None).await, Ok(false));
    }
}
