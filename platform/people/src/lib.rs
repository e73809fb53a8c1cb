//! People: accounts, the sessions and tokens they sign in with, and the shops
//! they are staff of. Knows nothing of shows, goods or HTTP.

pub mod accounts;
pub mod password;
pub mod secret;
pub mod sessions;
pub mod shops;
pub mod tokens;

use std::sync::Arc;

use model::{Clock, Entropy};
use store::Db;

/// What every call here works with.
#[derive(Debug, Clone)]
pub struct People {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    passwords: password::Hasher,
    slugs: shops::Slugs,
}

impl People {
    pub fn new(db: Db, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        let passwords = password::Hasher::new(entropy.clone());
        Self {
            db,
            clock,
            entropy,
            passwords,
            slugs: shops::Slugs::default(),
        }
    }
}
