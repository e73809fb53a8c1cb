//! What a show sells: the run of show, and what is pinned on the picture now.
//! First the database, then the room is told, one act after the other in each
//! channel. Knows products by their ids alone.

pub(crate) mod db;
mod goods;
mod moments;
mod run;

use model::{ProductId, ShowId, ShowState};
use serde_json::Value;

pub use goods::{Display, Goods, Known};
pub(crate) use goods::{NoGoods, nothing};
pub use moments::Moment;
pub use run::{RUN_MAX, RunOfShow};

use crate::Live;
use crate::room::{ActError, OpenRoom, WindowError};
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

/// What becomes of a window.
#[derive(Debug)]
enum Change {
    Pin(ProductId),
    Unpin(ProductId),
    Next,
    Voucher(Option<String>),
    /// What it says of the goods may be another thing now.
    Refresh,
}

/// The steps from one window to the next.
#[derive(Debug, Default, PartialEq, Eq)]
struct Steps {
    unpin: Vec<ProductId>,
    pin: Option<ProductId>,
    voucher: Option<Option<String>>,
}

impl Steps {
    fn after(&self, mut display: Display) -> Display {
        display.products.retain(|product| !self.unpin.contains(product));
        display.products.extend(self.pin);
        if let Some(voucher) = &self.voucher {
            display.voucher.clone_from(voucher);
        }
        display
    }
}

impl Live {
    /// What stands in the show's window now, composed anew.
    pub async fn window(&self, show: &Show) -> Result<Value, PinError> {
        self.not_gone(show)?;
        let mut read = self.db.read().await?;
        let standing = db::standing(&mut read, show.id).await?;
        drop(read);
        Ok(self.rooms.look_into(show, &standing.display).await?)
    }

    /// Pins a product on the picture; gives the window. One that is pinned
    /// already stays where it is.
    pub async fn pin(&self, show: &Show, by: Viewer, product: ProductId) -> Result<Value, PinError> {
        self.may_sell(show, by)?;
        self.change(show, Change::Pin(product)).await
    }

    /// Takes a product down.
    pub async fn unpin(&self, show: &Show, by: Viewer, product: ProductId) -> Result<Value, PinError> {
        self.may_sell(show, by)?;
        self.change(show, Change::Unpin(product)).await
    }

    /// Pins the first product of the run of show behind the one that was pinned
    /// last, and takes that one down. Products that are not sold are passed over.
    ///
    /// # Errors
    /// `RunOver` when there is none.
    pub async fn pin_next(&self, show: &Show, by: Viewer) -> Result<Value, PinError> {
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
    ) -> Result<Value, PinError> {
        self.may_sell(show, by)?;
        self.change(show, Change::Voucher(code)).await
    }

    /// Tells the room anew what stands in its window, if that is another thing
    /// than was told last. A room nobody is in learns of it when it is opened.
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
    async fn change(&self, show: &Show, change: Change) -> Result<Value, PinError> {
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

    /// What was composed before a turn came would be told too late: it is
    /// composed here, after all that was told before.
    async fn change_in_turn(&self, show: &Show, room: OpenRoom, change: Change) -> Result<Value, PinError> {
        let mut read = self.db.read().await?;
        let standing = db::standing(&mut read, show.id).await?;
        drop(read);
        let steps = self.steps(&room, &standing, change).await?;
        let display = steps.after(standing.display.clone());
        let (window, value) = room.compose(&display, &standing.run).await?;
        if steps != Steps::default() {
            self.store(show, &standing, &steps).await?;
        }
        self.rooms.show_window(show, room, window).await;
        Ok(value)
    }

    async fn steps(
        &self,
        room: &OpenRoom,
        standing: &db::Standing,
        change: Change,
    ) -> Result<Steps, PinError> {
        let pinned = &standing.display.products;
        let mut steps = Steps::default();
        match change {
            Change::Pin(product) if pinned.contains(&product) => {}
            Change::Pin(product) => {
                let known = room.known(&[product]).await?;
                let known = known.iter().find(|known| known.product == product);
                if !known.ok_or(PinError::Unknown)?.is_sold {
                    return Err(PinError::NotSold);
                }
                if pinned.len() >= PINS_MAX {
                    return Err(PinError::Full);
                }
                steps.pin = Some(product);
            }
            Change::Unpin(product) if pinned.contains(&product) => steps.unpin.push(product),
            Change::Unpin(_) => return Err(PinError::NotPinned),
            Change::Next => {
                let known = room.known(&standing.run).await?;
                let is_sold = |product| known.iter().any(|one| one.product == product && one.is_sold);
                let next = run::next(standing, is_sold).ok_or(PinError::RunOver)?;
                steps.pin = Some(next);
                steps
                    .unpin
                    .extend(standing.last.filter(|last| pinned.contains(last)));
                if pinned.len() - steps.unpin.len() >= PINS_MAX {
                    return Err(PinError::Full);
                }
            }
            Change::Voucher(code) => {
                steps.voucher = Some(code).filter(|code| *code != standing.display.voucher)
            }
            Change::Refresh => {
                let known = room.known(pinned).await?;
                let is_sold = |product| known.iter().any(|one| one.product == product && one.is_sold);
                steps.unpin = pinned
                    .iter()
                    .copied()
                    .filter(|product| !is_sold(*product))
                    .collect();
            }
        }
        Ok(steps)
    }

    async fn store(&self, show: &Show, standing: &db::Standing, steps: &Steps) -> Result<(), PinError> {
        let (mut tx, row) = self.locked(show.id).await?;
        if row.state != ShowState::Live {
            return Err(PinError::NotLive);
        }
        let now = self.clock.now();
        for product in &steps.unpin {
            db::unpin(&mut tx, show.id, *product, now).await?;
        }
        if let Some(product) = steps.pin {
            // Of two pins in one instant the later one is the later one.
            let after = standing
                .last_at
                .map(|last| last + chrono::TimeDelta::microseconds(1));
            let at = after.map_or(now, |after| after.max(now));
            let id = model::EventId::new(&*self.clock, &*self.entropy);
            db::pin(&mut tx, id, show.id, product, at).await?;
        }
        if let Some(voucher) = &steps.voucher {
            db::set_voucher(&mut tx, show.id, voucher.as_deref()).await?;
        }
        Ok(tx.commit().await?)
    }
}
