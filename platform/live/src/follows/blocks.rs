//! Blocking: one who is blocked neither follows nor is told, and naming who
//! blocked them reaches nobody.

use model::AccountId;

use super::{FollowError, db};
use crate::Live;
use crate::room::{Close, Visitor};
use crate::shows::Host;
use crate::to_the_end::to_the_end;

/// As many people as one account may block.
pub(super) const BLOCKS_MAX: i64 = 1_000;

impl Live {
    /// Keeps `other` off: whoever of the two followed the other does so no longer,
    /// and they are sent out of private shows.
    pub async fn block(&self, account: AccountId, other: AccountId) -> Result<(), FollowError> {
        if account == other {
            return Err(FollowError::BlockYourself);
        }
        let live = self.clone();
        to_the_end(async move {
            let mut tx = live.db.begin().await?;
            if db::count_other_blocks(&mut tx, account, other).await? >= BLOCKS_MAX {
                return Err(FollowError::TooManyBlocks);
            }
            db::insert_block(&mut tx, account, other, live.clock.now()).await?;
            db::delete_between(&mut tx, account, other).await?;
            tx.commit().await?;
            let kicked = live.kick(account, other).await;
            live.rooms.refresh(account).await;
            live.rooms.refresh(other).await;
            Ok(kicked?)
        })
        .await
    }

    /// Sends `other` out of those private shows of `host` that a block keeps
    /// them from watching.
    async fn kick(&self, host: AccountId, other: AccountId) -> Result<(), store::Error> {
        for id in self.private_live_shows(host).await? {
            if !self.may_be_told(id, other).await? {
                let blocked = |visitor: &Visitor| visitor.account() == Some(other);
                self.rooms.dismiss(id, blocked, Close::Kicked);
            }
        }
        Ok(())
    }

    /// Takes a block back, if there was one. Nobody follows again by it.
    pub async fn unblock(&self, account: AccountId, other: AccountId) -> Result<(), store::Error> {
        let mut tx = self.db.begin().await?;
        db::delete_block(&mut tx, account, other).await?;
        tx.commit().await
    }

    /// Whom `account` has blocked, newest first; all of them.
    pub async fn blocked(&self, account: AccountId) -> Result<Vec<Host>, store::Error> {
        db::blocked(&self.db, account, BLOCKS_MAX).await
    }

    /// Whether `account` has blocked `other`.
    pub async fn has_blocked(&self, account: AccountId, other: AccountId) -> Result<bool, store::Error> {
        db::has_blocked(&self.db, account, other).await
    }
}
