//! Lists of shows with their host and shop: home, profile, shop and studio.

use model::{AccountId, ShopId, ShowId, ShowState, Timestamp};

use super::{Show, db};
use crate::Live;

/// Which shows, of those that may be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Public and in this state.
    Public(ShowState),
    /// Public, over, with something to replay.
    PublicReplays,
    /// Private ones of others that are open to this account, in any state but expired.
    OpenTo(AccountId),
    /// Public, of one host, in any state but expired.
    HostPublic(AccountId),
    /// Public, of one shop, in any state but expired.
    ShopPublic(ShopId),
    /// Public and planned, of one shop, with a start that has not passed.
    ShopPlanned(ShopId),
    /// All that this account may run, in any state but expired.
    RunBy(AccountId),
}

/// The face of a host.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
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

/// Where a page of a list ends. It carries all it needs: the show it names may
/// be deleted, or none of the asker's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub show: ShowId,
    /// For planned shows, which are listed by their start.
    pub starts_at: Option<Timestamp>,
}

impl Cursor {
    /// The place just behind `listed`.
    pub fn after(listed: &Listed) -> Self {
        Self {
            show: listed.show.id,
            starts_at: listed.show.starts_at,
        }
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.starts_at {
            Some(at) => write!(f, "{}.{}", self.show, at.timestamp_micros()),
            None => self.show.fmt(f),
        }
    }
}

impl std::str::FromStr for Cursor {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        const WRONG: &str = "this is no cursor: pass `next` of the page before";
        let (show, at) = text
            .split_once('.')
            .map_or((text, None), |(show, at)| (show, Some(at)));
        let micros = |at: &str| Timestamp::from_timestamp_micros(at.parse().ok()?);
        let starts_at = at.map(|at| micros(at).ok_or(WRONG)).transpose()?;
        Ok(Self {
            show: show.parse().map_err(|_| WRONG)?,
            starts_at,
        })
    }
}

impl Live {
    /// At most `limit` shows, from `after` on in the list's own order.
    ///
    /// Live and ended ones come newest first, planned ones soonest first.
    pub async fn list(
        &self,
        listing: Listing,
        after: Option<Cursor>,
        limit: i64,
    ) -> Result<Vec<Listed>, store::Error> {
        let mut read = self.db.read().await?;
        db::list(&mut read, listing, after, self.clock.now(), limit).await
    }

    /// One show with its faces.
    pub async fn listed(&self, id: ShowId) -> Result<Option<Listed>, store::Error> {
        let mut read = self.db.read().await?;
        db::listed(&mut read, id).await
    }
}

#[cfg(test)]
mod tests {
    use super::Cursor;

    #[test]
    fn a_cursor_survives_the_journey_and_nonsense_is_refused() {
        let plain = "01a20452-5a46-7646-9b61-aef688d805c6";
        let dated = format!("{plain}.1795370400000000");
        for text in [plain, &dated] {
            assert_eq!(text.parse::<Cursor>().unwrap().to_string(), text);
        }
        for bad in ["", ".", "x", &format!("{plain}."), &format!("{plain}.x"), "1.1"] {
            assert!(bad.parse::<Cursor>().is_err(), "{bad:?}");
        }
    }
}
