//! Lists of shows with their host and shop: home, profile, shop and studio.

use model::{AccountId, ShopId, ShowId, ShowState};

use super::{Show, db};
use crate::Live;

/// Which shows, of those that may be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Public and in this state.
    Public(ShowState),
    /// Public, of one host, in any state but expired.
    HostPublic(AccountId),
    /// Public, of one shop, in any state but expired.
    ShopPublic(ShopId),
    /// All that `0` may run, expired ones too.
    RunBy(AccountId),
}

/// The face of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    pub handle: String,
    pub name: String,
    pub avatar: Option<String>,
}

/// The face of a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shopfront {
    pub slug: String,
    pub name: String,
    pub logo: Option<String>,
}

/// A show with the faces on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub show: Show,
    pub host: Host,
    pub shop: Option<Shopfront>,
    /// Whether there is anything recorded to replay.
    pub has_replay: bool,
}

impl Live {
    /// At most `limit` shows, after the show `after` in the list's own order.
    ///
    /// Live and ended ones come newest first, planned ones soonest first.
    pub async fn list(
        &self,
        listing: Listing,
        after: Option<ShowId>,
        limit: i64,
    ) -> Result<Vec<Listed>, store::Error> {
        let mut read = self.db.read().await?;
        let after = match after {
            Some(id) => db::by_id(&mut read, id).await?,
            None => None,
        };
        db::list(&mut read, listing, after.as_ref(), self.clock.now(), limit).await
    }

    /// One show with its faces.
    pub async fn listed(&self, id: ShowId) -> Result<Option<Listed>, store::Error> {
        let mut read = self.db.read().await?;
        db::listed(&mut read, id).await
    }
}
