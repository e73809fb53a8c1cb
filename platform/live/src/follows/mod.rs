//! Following people and shops, and keeping someone off: who is told when a
//! show begins. Knows nothing of how they are told.

mod blocks;
mod circle;
mod cursor;
mod db;

use model::{AccountId, ShopId, TargetKind, Timestamp};
use uuid::Uuid;

pub(crate) use circle::Followers;
pub use cursor::FollowCursor;

use crate::Live;
use crate::shows::{Host, Shopfront, Show};
use crate::to_the_end::to_the_end;

/// As many people and shops as one account may follow: each costs a row that
/// every show of theirs goes through.
pub const FOLLOWS_MAX: i64 = 5_000;

/// Whom someone follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Person(AccountId),
    Shop(ShopId),
}

impl Target {
    pub(crate) fn kind(self) -> TargetKind {
        match self {
            Self::Person(_) => TargetKind::Person,
            Self::Shop(_) => TargetKind::Shop,
        }
    }

    pub(crate) fn id(self) -> Uuid {
        match self {
            Self::Person(id) => id.0,
            Self::Shop(id) => id.0,
        }
    }
}

/// How a visitor stands to a person or a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Standing {
    /// Whether the visitor follows them.
    pub following: bool,
    /// Follows, but is not told when they go live.
    pub muted: bool,
    /// How many follow them.
    pub followers: i64,
}

/// One who follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follower {
    pub face: Host,
    /// Where the page ends that ends with them.
    pub cursor: FollowCursor,
}

/// The face of one who is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetFace {
    Person(Host),
    Shop(Shopfront),
}

/// One who is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    pub face: TargetFace,
    pub muted: bool,
    pub since: Timestamp,
    /// Where the page ends that ends with them.
    pub cursor: FollowCursor,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FollowError {
    #[error("you can't follow yourself")]
    Yourself,
    #[error("you can't follow this person")]
    Blocked,
    #[error("you follow {FOLLOWS_MAX} people and shops already")]
    TooMany,
    #[error("you can't block yourself")]
    BlockYourself,
    #[error("you have blocked {BLOCKS_MAX} people already", BLOCKS_MAX = blocks::BLOCKS_MAX)]
    TooManyBlocks,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Live {
    /// Follows, or changes whether one is told. `muted` as `None` keeps what
    /// was there, and is not muted where nothing was.
    pub async fn follow(
        &self,
        follower: AccountId,
        target: Target,
        muted: Option<bool>,
    ) -> Result<(), FollowError> {
        if target == Target::Person(follower) {
            return Err(FollowError::Yourself);
        }
        let live = self.clone();
        to_the_end(async move {
            let mut tx = live.db.begin().await?;
            if let Target::Person(person) = target
                && db::is_blocked_between(&mut tx, follower, person).await?
            {
                return Err(FollowError::Blocked);
            }
            if db::count_other_follows(&mut tx, follower, target).await? >= FOLLOWS_MAX {
                return Err(FollowError::TooMany);
            }
            db::upsert(&mut tx, follower, target, muted, live.clock.now()).await?;
            tx.commit().await?;
            live.ties_changed(follower, target).await;
            Ok(())
        })
        .await
    }

    /// Follows no longer, if one did.
    pub async fn unfollow(&self, follower: AccountId, target: Target) -> Result<(), store::Error> {
        let live = self.clone();
        to_the_end(async move {
            let mut tx = live.db.begin().await?;
            db::delete(&mut tx, follower, target).await?;
            tx.commit().await?;
            live.ties_changed(follower, target).await;
            Ok(())
        })
        .await
    }

    /// Tells the rooms that either of the two sits in: who may write there may
    /// depend on it.
    async fn ties_changed(&self, follower: AccountId, target: Target) {
        self.rooms.refresh(follower).await;
        if let Target::Person(person) = target {
            // Only whoever hosts a room says by following who may write there.
            self.rooms.refresh_with(person, follower).await;
        }
    }

    /// How `visitor` stands to `target`.
    pub async fn standing(
        &self,
        visitor: Option<AccountId>,
        target: Target,
    ) -> Result<Standing, store::Error> {
        db::standing(&self.db, visitor, target).await
    }

    /// How many people and shops `account` follows.
    pub async fn following_count(&self, account: AccountId) -> Result<i64, store::Error> {
        db::following_count(&self.db, account).await
    }

    /// Who follows `target`, newest first.
    pub async fn followers(
        &self,
        target: Target,
        after: Option<FollowCursor>,
        limit: i64,
    ) -> Result<Vec<Follower>, store::Error> {
        db::followers(&self.db, target, after, limit).await
    }

    /// Whom `account` follows, newest first.
    pub async fn following(
        &self,
        account: AccountId,
        after: Option<FollowCursor>,
        limit: i64,
    ) -> Result<Vec<Followed>, store::Error> {
        db::following(&self.db, account, after, limit).await
    }

    /// Whether `account` follows the show's host or its shop.
    pub async fn follows(&self, account: AccountId, show: &Show) -> Result<bool, store::Error> {
        db::follows_either(&self.db, account, show.host, show.shop).await
    }

    /// Whether the show's host follows `account`.
    pub async fn followed_by_host(&self, account: AccountId, show: &Show) -> Result<bool, store::Error> {
        db::follows_either(&self.db, show.host, account, None).await
    }
}
