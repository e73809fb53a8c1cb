//! Whom a private show is open to besides its host and the shop's staff:
//! groups of friends, the people the host follows, and whoever came by a
//! secret link. To all others it does not exist.

mod db;

use model::{AccountId, GroupId, GuestId, Holder, LinkId, ShowId, Timestamp};

use crate::Live;

/// As many links as one show may have.
pub const LINKS_MAX: i64 = 50;
/// The most people one link may be limited to.
pub const USES_MAX: i64 = 10_000;

/// To whom a private show is open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audience {
    /// The host's own groups.
    pub groups: Vec<GroupId>,
    /// The people the host follows.
    pub followed: bool,
}

/// A secret link, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Link {
    pub id: LinkId,
    pub show_id: ShowId,
    /// How many people may come in by it; all who know it when none.
    pub most_uses: Option<i64>,
    /// How many have.
    pub uses: i64,
    pub created_at: Timestamp,
}

/// Someone at a show's door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Caller {
    pub account: Option<AccountId>,
    /// The browser, once it came in by a link without being signed in.
    pub guest: Option<GuestId>,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvitationError {
    #[error("there is no such group")]
    UnknownGroup,
    #[error("there is no such link")]
    UnknownLink,
    #[error("this link has been used as often as it may be: ask for another one")]
    UsedUp,
    #[error("a link lets in 1 to {USES_MAX} people, or all who know it")]
    Uses,
    #[error("a show has at most {LINKS_MAX} links: revoke one first")]
    TooMany,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Live {
    /// Whether a private show is open to `caller`, who neither hosts it nor works
    /// for its shop. Nobody the host has blocked is let in.
    pub async fn is_invited(&self, show: ShowId, caller: Caller) -> Result<bool, store::Error> {
        if caller == Caller::default() {
            return Ok(false);
        }
        db::is_invited(&self.db, show, caller).await
    }

    /// To whom the show is open while it is private.
    pub async fn audience(&self, show: ShowId) -> Result<Audience, store::Error> {
        db::audience(&self.db, show).await
    }

    /// Opens the show to these, and to nobody else but those with a link.
    ///
    /// # Errors
    /// [`UnknownGroup`](InvitationError::UnknownGroup) when one is not the host's.
    pub async fn set_audience(&self, show: ShowId, audience: &Audience) -> Result<(), InvitationError> {
        let mut tx = self.db.begin().await?;
        if !db::set_groups(&mut tx, show, &audience.groups).await? {
            return Err(InvitationError::UnknownGroup);
        }
        db::set_followed(&mut tx, show, audience.followed).await?;
        Ok(tx.commit().await?)
    }

    /// Makes a link; `secret_hash` is what is stored of its secret.
    pub async fn create_link(
        &self,
        show: ShowId,
        most_uses: Option<i64>,
        secret_hash: Vec<u8>,
    ) -> Result<Link, InvitationError> {
        if most_uses.is_some_and(|uses| !(1..=USES_MAX).contains(&uses)) {
            return Err(InvitationError::Uses);
        }
        let link = Link {
            id: LinkId::new(&*self.clock, &*self.entropy),
            show_id: show,
            most_uses,
            uses: 0,
            created_at: self.clock.now(),
        };
        if db::insert_link(&self.db, &link, &secret_hash).await? {
            Ok(link)
        } else {
            Err(InvitationError::TooMany)
        }
    }

    /// A show's links, newest first.
    pub async fn links(&self, show: ShowId) -> Result<Vec<Link>, store::Error> {
        db::links(&self.db, show).await
    }

    /// Takes a link back, and the passes it gave; false when the show has no such link.
    pub async fn revoke_link(&self, show: ShowId, link: LinkId) -> Result<bool, store::Error> {
        db::delete_link(&self.db, show, link).await
    }

    /// The link with this secret, if it is one of the show's.
    pub async fn link(&self, show: ShowId, secret_hash: &[u8]) -> Result<Option<Link>, store::Error> {
        db::link(&self.db, show, secret_hash).await
    }

    /// Lets `holder` in by a link. One who has a pass already uses none up.
    ///
    /// # Errors
    /// [`UnknownLink`](InvitationError::UnknownLink), [`UsedUp`](InvitationError::UsedUp).
    pub async fn redeem_link(
        &self,
        show: ShowId,
        secret_hash: &[u8],
        holder: Holder,
    ) -> Result<(), InvitationError> {
        let mut tx = self.db.begin().await?;
        let link = db::lock_link(&mut tx, show, secret_hash)
            .await?
            .ok_or(InvitationError::UnknownLink)?;
        if db::has_pass(&mut tx, show, holder).await? {
            return Ok(());
        }
        if link.most_uses.is_some_and(|most| link.uses >= most) {
            return Err(InvitationError::UsedUp);
        }
        db::insert_pass(&mut tx, &link, holder, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    /// Gives the passes of a browser to the account that has signed in there: it is
    /// one person, who is asked for by their account from now on.
    pub async fn hand_over_passes(&self, guest: GuestId, account: AccountId) -> Result<(), store::Error> {
        db::hand_over_passes(&self.db, Holder::Guest(guest), Holder::Account(account)).await
    }

    /// The private shows of `host` that are live now: those whose viewers have
    /// to be looked at again when the host's friends change.
    pub async fn private_live_shows(&self, host: AccountId) -> Result<Vec<ShowId>, store::Error> {
        db::private_live_shows(&self.db, host).await
    }
}
