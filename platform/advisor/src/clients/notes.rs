//! Notes of advisors. The shopper reads each, and may delete any.

use model::{AccountId, ShopId, is_unprintable};
use uuid::Uuid;

use super::{CardError, Note, db};
use crate::Advice;

/// Notes on one card…
pub const NOTES_MAX: i64 = 100;
/// …and the characters of each.
pub const NOTE_MAX: usize = 1_000;

impl Advice {
    /// Puts a note on a card.
    ///
    /// # Errors
    /// [`CardError::NoLeave`] without leave for notes.
    pub async fn add_note(
        &self,
        shop: ShopId,
        account: AccountId,
        author: AccountId,
        text: &str,
    ) -> Result<(), CardError> {
        let text = text.replace("\r\n", "\n").trim().to_owned();
        let is_strange = |c| c != '\n' && is_unprintable(c);
        if !(1..=NOTE_MAX).contains(&text.chars().count()) || text.chars().any(is_strange) {
            return Err(CardError::Note);
        }
        let mut tx = self.db.begin().await?;
        if !db::lock(&mut tx, shop, account)
            .await?
            .is_some_and(|leave| leave.notes)
        {
            return Err(CardError::NoLeave);
        }
        let note = Note {
            id: model::EventId::new(&*self.clock, &*self.entropy).0,
            author_id: author,
            text,
            noted_at: self.clock.now(),
        };
        db::add_note(&mut tx, shop, account, &note).await?;
        if db::count_notes(&mut tx, shop, account).await? > NOTES_MAX {
            return Err(CardError::NotesFull);
        }
        tx.commit().await?;
        self.tell_of_card(shop, account).await?;
        Ok(())
    }

    /// Deletes a note: any for the shopper, for an advisor (`author`) their own.
    ///
    /// # Errors
    /// [`CardError::UnknownNote`] for any other.
    pub async fn delete_note(
        &self,
        shop: ShopId,
        account: AccountId,
        id: Uuid,
        author: Option<AccountId>,
    ) -> Result<(), CardError> {
        let mut tx = self.db.begin().await?;
        if !db::delete_note(&mut tx, shop, account, id, author).await? {
            return Err(CardError::UnknownNote);
        }
        tx.commit().await?;
        self.tell_of_card(shop, account).await?;
        Ok(())
    }
}
