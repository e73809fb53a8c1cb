//! The window of a room: what is pinned on the picture, as it is told. It is
//! composed elsewhere, from what the database has at that moment, and always in
//! its channel's turn: what is told later is never older. What passes by as
//! `stock` is in it too, and is no reason to tell it anew.

use std::sync::Arc;

use model::{ProductId, ShowId};
use serde_json::Value;
use tokio::time::timeout;

use super::command::Command;
use super::event::json;
use super::house::{House, WAIT};
use super::moderation::ActError;
use super::rooms::Rooms;
use super::shared::Shared;
use super::turns::Turn;
use super::venue::Venue;
use crate::pins::{Display, Known, nothing};
use crate::shows::Show;

/// What is told of a window at once, in bytes.
const BYTES: usize = 160 << 10;

/// A window, ready to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    /// A JSON object.
    pub(super) json: String,
    /// What of it is told anew when it changes; none while the window is not known.
    lasting: Option<String>,
    pub(super) pinned: Vec<ProductId>,
    /// All whose stock this room tells: what is pinned, and the run of show.
    pub(super) shelf: Vec<ProductId>,
}

impl Window {
    /// Nothing is in it.
    pub(super) fn bare(shelf: Vec<ProductId>) -> Self {
        let nothing = json(&nothing());
        Self {
            lasting: Some(nothing.clone()),
            json: nothing,
            pinned: Vec::new(),
            shelf,
        }
    }

    /// It is not known yet what is in it.
    pub(super) fn late(shelf: Vec<ProductId>) -> Self {
        Self {
            lasting: None,
            ..Self::bare(shelf)
        }
    }

    pub(super) fn is_late(&self) -> bool {
        self.lasting.is_none()
    }

    /// Whether it is known to say another thing than what was told.
    pub(super) fn differs_from(&self, told: &str) -> bool {
        self.lasting.as_ref().is_some_and(|lasting| lasting != told)
    }

    /// Whether it has to be told after `before`.
    pub(super) fn is_news_after(&self, before: &Self) -> bool {
        self.lasting != before.lasting
    }
}

/// Why a window can't be composed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WindowError {
    #[error("it is too large")]
    TooLarge,
    #[error("it took too long")]
    Slow,
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// The room of a live show, opened.
#[derive(Debug, Clone)]
pub(crate) struct OpenRoom(Arc<Shared>);

impl From<Arc<Shared>> for OpenRoom {
    fn from(room: Arc<Shared>) -> Self {
        Self(room)
    }
}

impl OpenRoom {
    /// Composes what the room shows of `display`. From now on it hears of the
    /// stock of all that is in it, and of the run of show.
    pub(crate) async fn compose(
        &self,
        display: &Display,
        run: &[ProductId],
    ) -> Result<(Window, Value), WindowError> {
        let (house, venue) = (&self.0.house, &self.0.venue);
        // First: what changes while it is composed is told behind it.
        let shelf = shelf(display, run);
        house.shelves.add(&self.0, &shelf);
        let value = house.compose(venue, display).await?;
        let window = Window {
            json: json(&value),
            lasting: Some(json(&house.goods.lasting(&value))),
            pinned: display.products.clone(),
            shelf,
        };
        Ok((window, value))
    }

    /// From now on it hears of the stock of what is in `display` and in `run`,
    /// and of nothing else.
    pub(crate) async fn sells(&self, display: &Display, run: &[ProductId]) {
        // One that is closing reads it when it opens again.
        self.0.tell(Command::Shelf(shelf(display, run))).await;
    }
}

/// What a room tells the stock of.
pub(super) fn shelf(display: &Display, run: &[ProductId]) -> Vec<ProductId> {
    let mut shelf = display.products.clone();
    shelf.extend(run.iter().filter(|product| !display.products.contains(product)));
    shelf
}

impl House {
    /// What a window says now, checked.
    pub(super) async fn compose(&self, venue: &Venue, display: &Display) -> Result<Value, WindowError> {
        let composed = timeout(WAIT, self.goods.window(venue, display));
        let value = composed.await.map_err(|_| WindowError::Slow)??;
        if json(&value).len() > BYTES {
            return Err(WindowError::TooLarge);
        }
        Ok(if value.is_object() { value } else { nothing() })
    }

    /// What lasts of a window that was stored.
    pub(super) fn lasting_of(&self, told: &str) -> String {
        match serde_json::from_str(told) {
            Ok(told) => json(&self.goods.lasting(&told)),
            Err(_) => told.to_owned(),
        }
    }

    async fn known(&self, venue: &Venue, products: &[ProductId]) -> Result<Vec<Known>, WindowError> {
        if products.is_empty() {
            return Ok(Vec::new());
        }
        let known = timeout(WAIT, self.goods.known(venue, products));
        Ok(known.await.map_err(|_| WindowError::Slow)??)
    }
}

impl Rooms {
    /// The turn of whoever changes something in the show's channel; none when
    /// it does not come in time.
    pub(crate) async fn turn_at(&self, show: &Show) -> Option<Turn> {
        self.0.turns.take(Venue::from(show).channel().0, WAIT).await
    }

    /// The room of a live show, opened if it is not open.
    pub(crate) async fn opened(&self, show: &Show) -> Result<OpenRoom, ActError> {
        Ok(OpenRoom(self.live_room(show).await?))
    }

    /// The room, if it is open.
    pub(crate) async fn if_open(&self, show: ShowId) -> Option<OpenRoom> {
        self.room(show).await.map(OpenRoom)
    }

    /// Has the room tell its window, which the database has by now.
    pub(crate) async fn show_window(&self, show: &Show, room: OpenRoom, window: Window) {
        self.have_told(show, room.0, || Command::Window(window.clone()))
            .await;
    }

    /// What the window of any show says now.
    pub(crate) async fn look_into(&self, show: &Show, display: &Display) -> Result<Value, WindowError> {
        self.0.compose(&Venue::from(show), display).await
    }

    /// Which of `products` the show's shop has.
    pub(crate) async fn known(&self, show: &Show, products: &[ProductId]) -> Result<Vec<Known>, WindowError> {
        self.0.known(&Venue::from(show), products).await
    }
}
