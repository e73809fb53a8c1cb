//! What a show sells: the run of show, and what is pinned on the picture now.
//! First the database, then the room is told, one act after the other in each
//! channel. Knows products by their ids alone.

pub(crate) mod db;
mod goods;
mod moments;
mod run;
mod steps;

use model::{ProductId, ShowId, ShowState};
use serde_json::Value;

pub use goods::{Display, Goods, Known};
pub(crate) use goods::{NoGoods, nothing};
pub use moments::Moment;
pub use run::{RUN_MAX, RunOfShow};

use steps::Change;

use crate::Live;
use crate::room::{ActError, WindowError};
use crate::shows::{LifeError, Show, Viewer};
use crate::to_the_end::to_the_end;

/// Products on the picture at once.
pub const PINS_MAX: usize = 3;

/// Why something of a show's goods was not done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PinError {
    #[error("only those who sell in this show may do this")]
    NotAllowed,
    #[error("this show's shop has no such product")]
    Unknown,
    #[error("this product can't be bought at the moment")]
    NotSold,
    #[error("this product is not pinned")]
    NotPinned,
    #[error("three products are pinned already")]
    Full,
    #[error("the run of show has no further product")]
    RunOver,
    #[error("the show is not live")]
    NotLive,
    #[error("the show is over")]
    Over,
    #[error("the show is gone")]
    Gone,
    /// The limits are in the message.
    #[error("{0}")]
    Invalid(&'static str),
    #[error("the room can't take this at the moment")]
    Busy,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<ActError> for PinError {
    fn from(error: ActError) -> Self {
        match error {
            ActError::NotLive => Self::NotLive,
            ActError::Gone => Self::Gone,
            ActError::Store(error) => Self::Store(error),
            _ => Self::Busy,
        }
    }
}

impl From<WindowError> for PinError {
    fn from(error: WindowError) -> Self {
        match error {
            WindowError::TooLarge => Self::Invalid("what is pinned is too much to be told at once"),
            WindowError::Slow => Self::Busy,
            WindowError::Store(error) => Self::Store(error),
        }
    }
}

impl From<LifeError> for PinError {
    fn from(error: LifeError) -> Self {
        match error {
            LifeError::Store(error) => Self::Store(error),
            _ => Self::Gone,
        }
    }
}

/// What a show shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// What stands in its window.
    pub window: Value,
    /// The product that [`Live::pin_next`] would pin now; none at the end of the
    /// run of show, and none for those who don't sell.
    pub next: Option<ProductId>,
}

impl Live {
    /// What stands in the show's window now, composed anew.
    pub async fn window(&self, show: &Show, viewer: Viewer) -> Result<Shown, PinError> {
        self.not_gone(show)?;
        let mut read = self.db.read().await?;
        let standing = db::standing(&mut read, show.id).await?;
        drop(read);
        let next = if show.may_sell(viewer) {
            self.next_of(show, &standing).await?
        } else {
            None
        };
        let window = self.rooms.look_into(show, &standing.display).await?;
        Ok(Shown { window, next })
    }

    /// Pins a product on the picture; gives what is shown then. One that is
    /// pinned already stays where it is.
    pub async fn pin(&self, show: &Show, by: Viewer, product: ProductId) -> Result<Shown, PinError> {
        self.may_sell(show, by)?;
        self.change(show, Change::Pin(product)).await
    }

    /// Takes a product down.
    pub async fn unpin(&self, show: &Show, by: Viewer, product: ProductId) -> Result<Shown, PinError> {
        self.may_sell(show, by)?;
        self.change(show, Change::Unpin(product)).await
    }

    /// Pins the first product of the run of show behind the one that was pinned
    /// last, and takes that one down. Products that are not sold are passed over.
    ///
    /// # Errors
    /// `RunOver` when there is none.
    pub async fn pin_next(&self, show: &Show, by: Viewer) -> Result<Shown, PinError> {
        self.may_sell(show, by)?;
        self.change(show, Change::Next).await
    }

    /// Shows a voucher's code on the picture, or takes it down. Whether the
    /// shop has it is the caller's to ask.
    pub async fn show_voucher(
        &self,
        show: &Show,
        by: Viewer,
        code: Option<String>,
    ) -> Result<Shown, PinError> {
        self.may_sell(show, by)?;
        self.change(show, Change::Voucher(code)).await
    }

    /// Tells the room anew what stands in its window, if that is another thing
    /// than was told last. What is not sold any more comes down, and the oldest
    /// with it when the rest has become too much to be told at once. A room
    /// nobody is in learns of it when it is opened.
    pub async fn refresh_window(&self, id: ShowId) -> Result<(), PinError> {
        let Some(show) = self.show(id).await?.filter(|show| show.state == ShowState::Live) else {
            return Ok(());
        };
        if self.rooms.if_open(id).await.is_none() {
            return Ok(());
        }
        match self.change(&show, Change::Refresh).await {
            Ok(_) | Err(PinError::NotLive | PinError::Gone) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The live shows that have this product on their picture now.
    pub async fn shows_pinning(&self, product: ProductId) -> Result<Vec<ShowId>, store::Error> {
        let mut read = self.db.read().await?;
        db::shows_pinning(&mut read, product).await
    }

    fn not_gone(&self, show: &Show) -> Result<(), PinError> {
        match show.state_at(self.clock.now()) {
            ShowState::Expired => Err(PinError::Gone),
            _ => Ok(()),
        }
    }

    fn may_sell(&self, show: &Show, by: Viewer) -> Result<(), PinError> {
        self.not_gone(show)?;
        if show.may_sell(by) {
            Ok(())
        } else {
            Err(PinError::NotAllowed)
        }
    }

    /// Changes a live show's window in its channel's turn, and to the end.
    async fn change(&self, show: &Show, change: Change) -> Result<Shown, PinError> {
        if show.state != ShowState::Live {
            return Err(PinError::NotLive);
        }
        let (live, show) = (self.clone(), show.clone());
        to_the_end(async move {
            let _turn = live.rooms.turn_at(&show).await.ok_or(PinError::Busy)?;
            let room = live.rooms.opened(&show).await?;
            live.change_in_turn(&show, room, change).await
        })
        .await
    }
}
