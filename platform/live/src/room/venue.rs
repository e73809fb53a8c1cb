//! Whose room it is.

use model::{AccountId, ShopId, ShowId};
use uuid::Uuid;

use crate::shows::Show;

/// A show with those it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Venue {
    pub show: ShowId,
    pub host: AccountId,
    pub shop: Option<ShopId>,
}

/// What bans, word lists and moderators hold for: all shows of a shop, or of a
/// host without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Channel(pub Uuid);

impl Venue {
    /// Whose rules hold here.
    pub fn channel(&self) -> Channel {
        Channel(self.shop.map_or(self.host.0, |shop| shop.0))
    }
}

impl From<&Show> for Venue {
    fn from(show: &Show) -> Self {
        Self {
            show: show.id,
            host: show.host,
            shop: show.shop,
        }
    }
}
