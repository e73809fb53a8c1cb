//! What an advisor prepares for a booking: products and a note, for the shop's own eyes.

use std::collections::BTreeMap;

use model::{ProductId, ShopId, is_unprintable};

use super::{Booking, Within, db};
use crate::{Advice, AdviceSessionId, BookingId};

/// Products prepared for one booking.
pub const PREPARED_MAX: usize = 12;
/// The characters of a note.
pub const NOTE_MAX: usize = 1_000;

/// What was prepared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prepared {
    pub note: String,
    /// In the order they are to be shown in.
    pub products: Vec<ProductId>,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PrepareError {
    #[error("there is no such booking")]
    Unknown,
    #[error("at most {PREPARED_MAX} products, each once")]
    Products,
    #[error("a note has at most {NOTE_MAX} characters")]
    Note,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Prepared {
    /// Whether it can be kept.
    pub fn check(&self) -> Result<(), PrepareError> {
        let is_strange = |c| c != '\n' && is_unprintable(c);
        if self.note.chars().count() > NOTE_MAX || self.note.chars().any(is_strange) {
            return Err(PrepareError::Note);
        }
        let mut once = self.products.clone();
        once.sort_unstable();
        once.dedup();
        if once.len() != self.products.len() || once.len() > PREPARED_MAX {
            return Err(PrepareError::Products);
        }
        Ok(())
    }
}

impl Advice {
    /// What was prepared for a booking; nothing for one that is none.
    pub async fn prepared(&self, id: BookingId) -> Result<Prepared, store::Error> {
        let mut read = self.db.read().await?;
        let found = db::prepared(&mut read, id).await?;
        Ok(found.map_or_else(Prepared::default, |(note, products)| Prepared { note, products }))
    }

    /// What was prepared for the first [`super::MANY`] bookings that are not cancelled, where
    /// anything was.
    pub async fn prepared_within(
        &self,
        shop: ShopId,
        within: Within,
    ) -> Result<BTreeMap<BookingId, Prepared>, store::Error> {
        let mut read = self.db.read().await?;
        let found = db::prepared_within(&mut read, shop, within).await?;
        drop(read);
        let prepared = |(id, note, products): (BookingId, String, String)| -> Result<_, store::Error> {
            let products = serde_json::from_str(&products)?;
            Ok((id, Prepared { note, products }))
        };
        found.into_iter().map(prepared).collect()
    }

    pub async fn prepare(&self, id: BookingId, mut prepared: Prepared) -> Result<Prepared, PrepareError> {
        prepared.note = prepared.note.trim().to_owned();
        prepared.check()?;
        let mut tx = self.db.begin().await?;
        db::prepare(&mut tx, id, &prepared.note, &prepared.products).await?;
        tx.commit().await?;
        Ok(prepared)
    }

    /// The booking that a session was held for.
    pub async fn booking_of_session(
        &self,
        session: AdviceSessionId,
    ) -> Result<Option<Booking>, store::Error> {
        let mut read = self.db.read().await?;
        db::of_session(&mut read, session).await
    }
}
