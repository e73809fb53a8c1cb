//! What rooms are told of the shop while it happens. It passes: whoever tells
//! never waits, a room that is busy gathers it, and nothing of it is a queue.

use model::{AccountId, GuestId, ProductId, ShowId, VariantId};
use serde_json::Value;
use uuid::Uuid;

use super::event::json;
use super::frame;
use super::rooms::Rooms;
use super::stock::Left;
use super::ticker::Sold;

/// The longest letter, in bytes.
const LETTER: usize = 4_096;

impl Rooms {
    /// So many units of a variant can be bought, as of its `version`: told in
    /// the rooms that have its product pinned or in their run of show. An older
    /// version never takes the place of a newer one.
    pub fn stock(&self, product: ProductId, variant: VariantId, left: i64, version: i64) {
        for room in self.0.shelves.rooms_of(product) {
            room.note_stock(Left {
                variant,
                left,
                version,
                product,
            });
        }
    }

    /// Someone bought something in this show.
    pub fn sold(&self, show: ShowId, sold: Sold) {
        if let Some(room) = self.0.shelves.room(show) {
            room.note_sold(sold);
        }
    }

    /// All products whose stock some room tells, to begin anew.
    pub fn goods(&self) -> Vec<ProductId> {
        self.0.shelves.products()
    }

    /// A letter to all seats of one holder, an account's or a guest's. Dropped
    /// where too many wait.
    pub fn tell_holder(&self, holder: Uuid, letter: &Value) {
        let Some(frame) = letter_of(letter) else { return };
        let presence = &self.0.presence;
        for seat in presence.inboxes_of(AccountId(holder), GuestId(holder)) {
            seat.slip(frame.clone());
        }
    }

    /// A letter to all who sell in this show and sit in its room. Dropped where
    /// too many wait.
    pub fn tell_runners(&self, show: ShowId, letter: &Value) {
        let Some(frame) = letter_of(letter) else { return };
        for seat in self.0.presence.runners_of(show) {
            seat.slip(frame.clone());
        }
    }
}

fn letter_of(letter: &Value) -> Option<bytes::Bytes> {
    let text = json(letter);
    if text.len() > LETTER {
        tracing::error!(bytes = text.len(), "a letter is too long to be told");
        return None;
    }
    Some(frame::text(&text))
}
