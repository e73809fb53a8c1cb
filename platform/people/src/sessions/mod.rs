//! Sessions: who is signed in, in which browser. Revocable one by one.

mod db;

use std::net::IpAddr;
use std::time::Duration;

use model::{AccountId, SessionId, Timestamp};
use store::Result;

use crate::People;
use crate::accounts::Account;
use crate::secret::{self, Secret};

/// A session ends this long after it was last used…
const IDLE: Duration = Duration::from_secs(30 * 24 * 3600);
/// …and its use is noted at most this often, so that reading a page is not a write.
const NOTED_EVERY: Duration = Duration::from_secs(600);

/// A signed-in browser, as its owner sees it in the list.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Session {
    pub id: SessionId,
    pub account_id: AccountId,
    pub user_agent: String,
    pub address: String,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub expires_at: Timestamp,
}

impl People {
    /// Signs `account` in; the secret goes into the browser's cookie.
    pub async fn open_session(
        &self,
        account: AccountId,
        user_agent: &str,
        address: IpAddr,
    ) -> Result<(Session, Secret)> {
        let now = self.clock.now();
        let secret = Secret::generate("vs_", &*self.entropy);
        let session = Session {
            id: SessionId::new(&*self.clock, &*self.entropy),
            account_id: account,
            user_agent: user_agent.chars().filter(|c| !c.is_control()).take(300).collect(),
            address: address.to_string(),
            created_at: now,
            last_seen_at: now,
            expires_at: now + IDLE,
        };
        db::insert(&self.db, &session, &secret.hash()).await?;
        Ok((session, secret))
    }

    /// Who holds `cookie`, if it is the secret of a session that still runs.
    pub async fn session(&self, cookie: &str) -> Result<Option<(Session, Account)>> {
        let now = self.clock.now();
        let Some(session) = db::by_hash(&self.db, &secret::hash(cookie), now).await? else {
            return Ok(None);
        };
        if now > session.last_seen_at + NOTED_EVERY {
            // Only a note: nobody is turned away because it can't be written now.
            if let Err(error) = db::seen(&self.db, session.id, now, now + IDLE).await {
                tracing::warn!(%error, "can't note a session's use");
            }
        }
        let account = self.account(session.account_id).await?;
        Ok(account.map(|account| (session, account)))
    }

    /// The account's running sessions, last used first.
    pub async fn sessions(&self, account: AccountId) -> Result<Vec<Session>> {
        db::of_account(&self.db, account, self.clock.now()).await
    }

    /// Whether the session still runs.
    pub async fn has_session(&self, account: AccountId, id: SessionId) -> Result<bool> {
        db::exists(&self.db, account, id, self.clock.now()).await
    }

    /// Ends one of `account`'s sessions; false when it has no such session.
    pub async fn revoke_session(&self, account: AccountId, id: SessionId) -> Result<bool> {
        db::delete(&self.db, account, id).await
    }

    /// Ends all of `account`'s sessions but `kept`.
    pub async fn revoke_other_sessions(&self, account: AccountId, kept: SessionId) -> Result<u64> {
        db::delete_others(&self.db, account, kept).await
    }

    /// Deletes the rows of sessions that ran out; nobody can use them anyway.
    pub async fn sweep_sessions(&self) -> Result<u64> {
        db::delete_expired(&self.db, self.clock.now()).await
    }
}
