//! What a room asks: who of its visitors follows its host or shop, and whom the
//! host follows.

use async_trait::async_trait;
use model::AccountId;
use store::{Db, Result};

use super::db;
use crate::room::{Circle, Venue};

/// Those who follow, as the database has them.
#[derive(Debug, Clone)]
pub(crate) struct Followers(pub Db);

#[async_trait]
impl Circle for Followers {
    async fn follows(&self, account: AccountId, venue: &Venue) -> Result<bool> {
        db::follows_either(&self.0, account, venue.host, venue.shop).await
    }

    async fn followed_by_host(&self, account: AccountId, venue: &Venue) -> Result<bool> {
        db::follows_either(&self.0, venue.host, account, None).await
    }
}
