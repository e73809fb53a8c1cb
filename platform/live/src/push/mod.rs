//! Web Push: notices on their way to browsers whose tab is closed
//! (RFC 8030, RFC 8291, RFC 8292). Speaks to the world through a [`Carrier`],
//! and knows neither HTTP nor the words of a message.

mod carrier;
mod courier;
mod db;
mod message;
mod services;
mod vapid;
mod verdict;
mod waiting;

use model::{AccountId, SessionId, SubscriptionId, Timestamp};

pub use carrier::{Carrier, Letter, Lost, Parcel, Receipt, Wording};
pub use courier::Courier;
pub use model::{PublicUrl as Endpoint, PublicUrlError as EndpointError, Reach, is_public};
pub use vapid::{VapidError, VapidKeys};

use crate::Live;

/// Browsers one account may be pushed to; the oldest makes room.
pub const SUBSCRIPTIONS_MAX: i64 = 20;

/// A browser's public key, an uncompressed P-256 point (RFC 8291 section 3.1).
pub const P256DH_BYTES: usize = 65;
/// The secret a browser shares with its pushers (RFC 8291 section 3.2).
pub const AUTH_BYTES: usize = 16;

/// What a browser hands over to be pushed to.
#[derive(Debug, Clone)]
pub struct NewSubscription {
    pub endpoint: Endpoint,
    pub p256dh: Vec<u8>,
    pub auth: Vec<u8>,
    /// As its request said it, for its owner to recognise.
    pub user_agent: String,
}

/// A browser that is pushed to, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Subscription {
    pub id: SubscriptionId,
    pub endpoint: String,
    pub user_agent: String,
    pub created_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PushError {
    #[error("`p256dh` is no public key a message could be encrypted to")]
    Key,
    #[error("`auth` has 16 bytes")]
    Auth,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Live {
    /// Pushes to this browser from now on. An endpoint another account had is
    /// this one's now: it is one browser, and the other has signed out of it.
    pub async fn subscribe(
        &self,
        account: AccountId,
        session: Option<SessionId>,
        new: NewSubscription,
    ) -> Result<(), PushError> {
        if new.auth.len() != AUTH_BYTES {
            return Err(PushError::Auth);
        }
        // Said now rather than at the first notice.
        message::encrypt(b"", &new.p256dh, &new.auth, &*self.entropy).map_err(|_| PushError::Key)?;
        let id = SubscriptionId::new(&*self.clock, &*self.entropy);
        let mut tx = self.db.begin().await?;
        db::upsert(&mut tx, id, account, session, &new, self.clock.now()).await?;
        db::delete_oldest(&mut tx, account, SUBSCRIPTIONS_MAX).await?;
        Ok(tx.commit().await?)
    }

    /// Pushes there no longer. An endpoint is a secret of its browser, but only
    /// its own account takes it back.
    pub async fn unsubscribe_browser(
        &self,
        account: AccountId,
        endpoint: &str,
    ) -> Result<bool, store::Error> {
        db::delete(&self.db, account, endpoint).await
    }

    /// The browsers `account` is pushed to, newest first.
    pub async fn subscriptions(&self, account: AccountId) -> Result<Vec<Subscription>, store::Error> {
        db::of_account(&self.db, account, SUBSCRIPTIONS_MAX).await
    }
}
