//! A card as a whole, and what can be wrong with changing one.

use model::{AccountId, ShopId, Timestamp};
use uuid::Uuid;

use super::{Consents, History, db, history};
use crate::Advice;
use crate::clients::{NOTE_MAX, NOTES_MAX, SIZE_NAME_MAX, SIZE_VALUE_MAX, SIZES_MAX};

/// All there is on a card. A part there is no leave for is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub consents: Consents,
    /// By name.
    pub sizes: Vec<Size>,
    /// The newest first.
    pub notes: Vec<Note>,
    /// None without leave for it.
    pub history: Option<History>,
    /// Who looked outside of talks, the last one first.
    pub looks: Vec<Look>,
}

/// A size or a preference, as `Shoe: 38`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Size {
    pub name: String,
    pub value: String,
    /// The advisor who wrote it; none where the shopper did.
    pub set_by: Option<AccountId>,
    pub set_at: Timestamp,
}

/// What an advisor noted. The shopper reads it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Note {
    pub id: Uuid,
    pub author_id: AccountId,
    pub text: String,
    pub noted_at: Timestamp,
}

/// A look at a card outside of a talk.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Look {
    pub advisor_id: AccountId,
    pub looked_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CardError {
    /// There is no card, or no leave for this part of it.
    #[error("there is no leave to keep this")]
    NoLeave,
    #[error("this text has changed since: read it again")]
    Consent,
    #[error("a name has 1 to {SIZE_NAME_MAX} characters")]
    SizeName,
    #[error("a size or preference has at most {SIZE_VALUE_MAX} characters")]
    SizeValue,
    #[error("{SIZES_MAX} sizes and preferences are kept at most")]
    SizesFull,
    #[error("a note has 1 to {NOTE_MAX} characters")]
    Note,
    #[error("{NOTES_MAX} notes are kept at most: delete one first")]
    NotesFull,
    #[error("there is no such note")]
    UnknownNote,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Advice {
    /// The card the advisors of `shop` keep of `account`, if there is one.
    pub async fn card(&self, shop: ShopId, account: AccountId) -> Result<Option<Card>, store::Error> {
        let mut read = self.db.read().await?;
        let Some(consents) = db::consents(&mut read, shop, account).await? else {
            return Ok(None);
        };
        let history = match consents.history_at {
            Some(_) => Some(history::of(&mut read, shop, account).await?),
            None => None,
        };
        Ok(Some(Card {
            sizes: db::sizes(&mut read, shop, account).await?,
            notes: db::notes(&mut read, shop, account).await?,
            looks: db::looks(&mut read, shop, account).await?,
            history,
            consents,
        }))
    }

    /// What `account` has given leave for in `shop`; none without a card.
    pub async fn consents(&self, shop: ShopId, account: AccountId) -> Result<Option<Consents>, store::Error> {
        let mut read = self.db.read().await?;
        db::consents(&mut read, shop, account).await
    }

    /// The shops whose advisors keep a card of `account`, and those they talked with an
    /// advisor of, which may be given leave: the newest 100.
    pub async fn shops_with_cards(&self, account: AccountId) -> Result<Vec<(ShopId, bool)>, store::Error> {
        let mut read = self.db.read().await?;
        db::shops(&mut read, account).await
    }
}
