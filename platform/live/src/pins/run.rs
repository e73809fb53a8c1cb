//! The run of show: what the host means to show, in order.

use std::collections::HashSet;

use model::{ProductId, ShowState};

use super::steps::is_sold;
use super::{PinError, db};
use crate::Live;
use crate::shows::{Show, Viewer};
use crate::to_the_end::to_the_end;

/// Products of one run of show.
pub const RUN_MAX: usize = 100;

/// The run of show, and how far it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunOfShow {
    pub products: Vec<ProductId>,
    /// What is pinned, the newest last.
    pub pinned: Vec<ProductId>,
    /// What [`Live::pin_next`] would pin now; none at the end.
    pub next: Option<ProductId>,
}

impl Live {
    /// The run of show.
    pub async fn run_of_show(&self, show: &Show, by: Viewer) -> Result<RunOfShow, PinError> {
        self.may_sell(show, by)?;
        let mut read = self.db.read().await?;
        let standing = db::standing(&mut read, show.id).await?;
        drop(read);
        Ok(RunOfShow {
            next: self.next_of(show, &standing).await?,
            products: standing.run,
            pinned: standing.display.products,
        })
    }

    /// What comes next, of what is sold now.
    pub(super) async fn next_of(
        &self,
        show: &Show,
        standing: &db::Standing,
    ) -> Result<Option<ProductId>, PinError> {
        let known = self.rooms.known(show, &standing.run).await?;
        Ok(next(standing, |product| is_sold(&known, product)))
    }

    /// Makes `products` the run of show, in their order. What is pinned stays.
    ///
    /// # Errors
    /// `Unknown` when one of them is not the shop's; `Invalid` when they are too
    /// many or one comes twice; `Over` once the show has ended.
    pub async fn set_run_of_show(
        &self,
        show: &Show,
        by: Viewer,
        products: Vec<ProductId>,
    ) -> Result<(), PinError> {
        self.may_sell(show, by)?;
        if products.len() > RUN_MAX {
            return Err(PinError::Invalid("a run of show has at most 100 products"));
        }
        let distinct: HashSet<_> = products.iter().collect();
        if distinct.len() < products.len() {
            return Err(PinError::Invalid("a product comes once in a run of show"));
        }
        let (live, show) = (self.clone(), show.clone());
        to_the_end(async move {
            // First of all: of two runs the one that came later is the one that stays.
            let _turn = live.rooms.turn_at(&show).await.ok_or(PinError::Busy)?;
            let known = live.rooms.known(&show, &products).await?;
            if known.len() < products.len() {
                return Err(PinError::Unknown);
            }
            let (mut tx, row) = live.locked(show.id).await?;
            if !matches!(row.state, ShowState::Scheduled | ShowState::Live) {
                return Err(PinError::Over);
            }
            db::set_run(&mut tx, show.id, &products).await?;
            let standing = db::standing(&mut tx, show.id).await?;
            tx.commit().await?;
            if let Some(room) = live.rooms.if_open(show.id).await {
                room.sells(&standing.display, &standing.run).await;
            }
            Ok(())
        })
        .await
    }
}

/// The first product behind the one pinned last that is not pinned and for
/// which `is_sold` holds.
pub(super) fn next(standing: &db::Standing, is_sold: impl Fn(ProductId) -> bool) -> Option<ProductId> {
    let last = standing
        .last
        .and_then(|last| standing.run.iter().position(|one| *one == last));
    let behind = standing.run.iter().skip(last.map_or(0, |last| last + 1));
    let free = |product: &&ProductId| !standing.display.products.contains(product) && is_sold(**product);
    behind.into_iter().find(free).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pins::Display;
    use uuid::Uuid;

    fn product(n: u128) -> ProductId {
        ProductId(Uuid::from_u128(n))
    }

    #[test]
    fn next_goes_on_behind_the_last_and_passes_over_what_can_not_be_pinned() {
        let mut standing = db::Standing {
            run: (1..=4).map(product).collect(),
            ..db::Standing::default()
        };
        let all = |_| true;
        assert_eq!(next(&standing, all), Some(product(1)));
        standing.last = Some(product(1));
        assert_eq!(next(&standing, all), Some(product(2)));
        assert_eq!(next(&standing, |one| one != product(2)), Some(product(3)));
        standing.display = Display {
            products: vec![product(2), product(1)],
            voucher: None,
        };
        assert_eq!(next(&standing, all), Some(product(3)));
        standing.last = Some(product(4));
        assert_eq!(next(&standing, all), None);
        standing.run.clear();
        assert_eq!(next(&standing, all), None);
    }
}
