//! Shows and their replays: who may see them, what may happen to them when.
//! Knows no media, no goods and no HTTP; asks only the database.

pub mod replays;
pub mod shows;

use std::sync::Arc;
use std::time::Duration;

use model::{Clock, Entropy};
use store::Db;

/// The longest a replay may live. Configuration may shorten it.
pub const REPLAY_TTL_MAX: Duration = Duration::from_secs(24 * 3600);

/// What every call here works with.
#[derive(Debug, Clone)]
pub struct Live {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    replay_ttl: Duration,
}

impl Live {
    /// `replay_ttl` beyond [`REPLAY_TTL_MAX`] counts as that.
    pub fn new(db: Db, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>, replay_ttl: Duration) -> Self {
        Self {
            db,
            clock,
            entropy,
            replay_ttl: replay_ttl.min(REPLAY_TTL_MAX),
        }
    }

    /// How long a replay lives after its show.
    pub fn replay_ttl(&self) -> Duration {
        self.replay_ttl
    }
}
