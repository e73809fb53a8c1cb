//! The steps from one window to the next: found, composed and stored in the turn
//! of the show's channel, and told there. What was composed before a turn came
//! would be told too late.

use chrono::TimeDelta;
use model::{EventId, ProductId, ShowState};

use super::db::{self, Standing};
use super::{Known, PINS_MAX, PinError, Shown, run};
use crate::Live;
use crate::room::{OpenRoom, WindowError};
use crate::shows::Show;

/// What becomes of a window.
#[derive(Debug)]
pub(super) enum Change {
    Pin(ProductId),
    Unpin(ProductId),
    Next,
    Voucher(Option<String>),
    /// What it says of the goods may be another thing now.
    Refresh,
}

impl Change {
    /// The products that have to be known for it, and for what comes next after
    /// it. Nobody asks that of a refresh.
    fn concerns(&self, standing: &Standing) -> Vec<ProductId> {
        if matches!(self, Self::Refresh) {
            return standing.display.products.clone();
        }
        let mut products = standing.run.clone();
        if let Self::Pin(product) = self
            && !products.contains(product)
        {
            products.push(*product);
        }
        products
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Steps {
    unpin: Vec<ProductId>,
    pin: Option<ProductId>,
    voucher: Option<Option<String>>,
}

impl Steps {
    /// How the show stands after them.
    fn after(&self, mut standing: Standing) -> Standing {
        let display = &mut standing.display;
        display.products.retain(|product| !self.unpin.contains(product));
        display.products.extend(self.pin);
        if let Some(voucher) = &self.voucher {
            display.voucher.clone_from(voucher);
        }
        let of_run = self.pin.filter(|product| standing.run.contains(product));
        standing.last = of_run.or(standing.last);
        standing
    }
}

impl Live {
    pub(super) async fn change_in_turn(
        &self,
        show: &Show,
        room: OpenRoom,
        change: Change,
    ) -> Result<Shown, PinError> {
        let mut read = self.db.read().await?;
        let before = db::standing(&mut read, show.id).await?;
        drop(read);
        let known = self.rooms.known(show, &change.concerns(&before)).await?;
        let mut steps = steps(&before, &known, &change)?;
        let mut after = steps.after(before.clone());
        let (window, value) = loop {
            match room.compose(&after.display, &after.run).await {
                // A card less is better than one that says what is not so any more.
                Err(WindowError::TooLarge) if matches!(change, Change::Refresh) => {
                    let oldest = after.display.products.first().copied();
                    steps.unpin.push(oldest.ok_or(WindowError::TooLarge)?);
                    after = steps.after(before.clone());
                }
                composed => break composed?,
            }
        };
        if steps != Steps::default() {
            self.store(show, &before, &steps).await?;
        }
        self.rooms.show_window(show, room, window).await;
        Ok(Shown {
            window: value,
            next: run::next(&after, |product| is_sold(&known, product)),
        })
    }

    async fn store(&self, show: &Show, standing: &Standing, steps: &Steps) -> Result<(), PinError> {
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
            let after = standing.last_at.map(|last| last + TimeDelta::microseconds(1));
            let at = after.map_or(now, |after| after.max(now));
            let id = EventId::new(&*self.clock, &*self.entropy);
            db::pin(&mut tx, id, show.id, product, at).await?;
        }
        if let Some(voucher) = &steps.voucher {
            db::set_voucher(&mut tx, show.id, voucher.as_deref()).await?;
        }
        Ok(tx.commit().await?)
    }
}

fn steps(standing: &Standing, known: &[Known], change: &Change) -> Result<Steps, PinError> {
    let pinned = &standing.display.products;
    let mut steps = Steps::default();
    match change {
        Change::Pin(product) if pinned.contains(product) => {}
        Change::Pin(product) => {
            let known = known.iter().find(|known| known.product == *product);
            if !known.ok_or(PinError::Unknown)?.is_sold {
                return Err(PinError::NotSold);
            }
            if pinned.len() >= PINS_MAX {
                return Err(PinError::Full);
            }
            steps.pin = Some(*product);
        }
        Change::Unpin(product) if pinned.contains(product) => steps.unpin.push(*product),
        Change::Unpin(_) => return Err(PinError::NotPinned),
        Change::Next => {
            let next = run::next(standing, |product| is_sold(known, product)).ok_or(PinError::RunOver)?;
            steps.pin = Some(next);
            steps
                .unpin
                .extend(standing.last.filter(|last| pinned.contains(last)));
            if pinned.len() - steps.unpin.len() >= PINS_MAX {
                return Err(PinError::Full);
            }
        }
        Change::Voucher(code) => {
            steps.voucher = Some(code.clone()).filter(|code| *code != standing.display.voucher)
        }
        Change::Refresh => {
            let gone = pinned.iter().filter(|product| !is_sold(known, **product));
            steps.unpin.extend(gone);
        }
    }
    Ok(steps)
}

pub(super) fn is_sold(known: &[Known], product: ProductId) -> bool {
    known.iter().any(|one| one.product == product && one.is_sold)
}
