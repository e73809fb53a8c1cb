//! Who follows whom, as far as a room has to know.

use async_trait::async_trait;
use model::AccountId;

use super::venue::Venue;

/// Answers who follows whom.
#[async_trait]
pub trait Circle: Send + Sync + std::fmt::Debug {
    /// Whether `account` follows the venue's host or its shop.
    async fn follows(&self, account: AccountId, venue: &Venue) -> store::Result<bool>;

    /// Whether the venue's host follows `account`.
    async fn followed_by_host(&self, account: AccountId, venue: &Venue) -> store::Result<bool>;
}
