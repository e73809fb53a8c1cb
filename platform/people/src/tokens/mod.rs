//! Personal API tokens: how programs sign in as a person.

mod db;

use std::time::Duration;

use model::{AccountId, Timestamp, TokenId};

use crate::People;
use crate::accounts::Account;
use crate::secret::{self, Secret};

const PER_ACCOUNT: i64 = 50;
const NOTED_EVERY: Duration = Duration::from_secs(600);

/// A token, as its owner sees it in the list; the secret itself is not kept.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Token {
    pub id: TokenId,
    pub account_id: AccountId,
    pub name: String,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    #[error("a token's name has 1 to 60 characters")]
    Name,
    #[error("an account has at most {PER_ACCOUNT} tokens: revoke one first")]
    TooMany,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl People {
    /// Makes a token; its secret is shown this once.
    pub async fn create_token(&self, account: AccountId, name: &str) -> Result<(Token, Secret), TokenError> {
        let name = name.trim();
        if !(1..=60).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            return Err(TokenError::Name);
        }
        let secret = Secret::generate("vt_", &*self.entropy);
        let token = Token {
            id: TokenId::new(&*self.clock, &*self.entropy),
            account_id: account,
            name: name.to_owned(),
            created_at: self.clock.now(),
            last_used_at: None,
        };
        if db::insert(&self.db, &token, &secret.hash(), PER_ACCOUNT).await? {
            Ok((token, secret))
        } else {
            Err(TokenError::TooMany)
        }
    }

    /// The token `presented` is, and whose.
    pub async fn token(&self, presented: &str) -> Result<Option<(Token, Account)>, store::Error> {
        let Some(token) = db::by_hash(&self.db, &secret::hash(presented)).await? else {
            return Ok(None);
        };
        let now = self.clock.now();
        if token.last_used_at.is_none_or(|last| now > last + NOTED_EVERY) {
            // Only a note: nobody is turned away because it can't be written now.
            if let Err(error) = db::used(&self.db, token.id, now).await {
                tracing::warn!(%error, "can't note a token's use");
            }
        }
        let account = self.account(token.account_id).await?;
        Ok(account.map(|account| (token, account)))
    }

    /// Whether the token has not been taken back.
    pub async fn has_token(&self, account: AccountId, id: TokenId) -> Result<bool, store::Error> {
        db::exists(&self.db, account, id).await
    }

    /// The account's tokens, newest first.
    pub async fn tokens(&self, account: AccountId) -> Result<Vec<Token>, store::Error> {
        db::of_account(&self.db, account).await
    }

    /// Takes a token back; false when `account` has no such token.
    pub async fn revoke_token(&self, account: AccountId, id: TokenId) -> Result<bool, store::Error> {
        db::delete(&self.db, account, id).await
    }
}
