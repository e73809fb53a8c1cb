//! Named points in what is done here, at which a test stops one transaction and
//! lets another pass. Outside tests nothing ever stops.

use std::fmt::Debug;

use async_trait::async_trait;

/// Whoever is told that a point was reached. A transaction goes on when `reach`
/// returns; on SQLite no other can begin before it ends.
#[async_trait]
pub trait Points: Debug + Send + Sync {
    /// `point` is "what.where": `hold.begin` (before the transaction),
    /// `hold.locked`, `hold.commit` (all is written), `hold.committed`.
    async fn reach(&self, point: &'static str);
}

/// Stops nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unstopped;

#[async_trait]
impl Points for Unstopped {
    async fn reach(&self, _point: &'static str) {}
}
