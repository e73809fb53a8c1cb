//! Behind the counter of the demo's shows: whoever stands there pins each piece
//! as it comes onto the turntable, takes down the one before the last, makes one
//! cheaper for a minute now and then, and shows a voucher.

use chrono::TimeDelta;
use live::shows::Viewer;
use model::{AccountId, DiscountKind, ProductId, ShopId, ShowId};
use shop::offers::NewOffer;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use web::Shared;

use super::scene::PIECES;
use super::terms::VOUCHER;
use super::world;

/// Pieces that are pinned at the same time: whoever reaches for one as it turns
/// away still gets it.
const PINNED: usize = 2;
/// How long a flash price lasts.
const FLASH: TimeDelta = TimeDelta::seconds(60);
/// Units it is for.
const FLASH_UNITS: i64 = 12;

/// Who sells what in a show.
#[derive(Debug, Clone)]
pub(super) struct Counter {
    pub shop: ShopId,
    pub host: AccountId,
    /// In the order in which they come onto the turntable, round and round.
    pub pieces: Vec<ProductId>,
    /// Whether there are flash prices and a voucher.
    pub deals: bool,
}

/// What the piece of `turn` costs for a while: the bottle in the one round, the
/// bowl in the next.
fn flash(turn: usize) -> Option<(DiscountKind, i64)> {
    match (turn % PIECES, turn / PIECES % 2) {
        (2, 0) => Some((DiscountKind::Amount, 4_600)),
        (1, 1) => Some((DiscountKind::Percent, 15)),
        _ => None,
    }
}

/// Whether the code is on the picture: from the jar until the vase has turned.
fn shows_voucher(turn: usize) -> bool {
    turn > 0 && matches!(turn % PIECES, 3 | 0)
}

impl Counter {
    /// Serves a show as the turntable goes, until it stops or `stop` says so.
    pub(super) async fn serve(
        self,
        app: Shared,
        show: ShowId,
        mut turns: watch::Receiver<usize>,
        stop: CancellationToken,
    ) {
        let serving = async {
            if !world::is_live(&app, show).await {
                return;
            }
            let mut pinned = Vec::new();
            let mut told = false;
            loop {
                let turn = *turns.borrow_and_update();
                self.take_down_and_pin(&app, show, turn, &mut pinned).await;
                if self.deals {
                    self.flash(&app, show, turn).await;
                    if told != shows_voucher(turn) {
                        told = !told;
                        self.voucher(&app, show, told).await;
                    }
                }
                if turns.changed().await.is_err() {
                    return;
                }
            }
        };
        tokio::select! {
            () = serving => {}
            () = stop.cancelled() => {}
        }
    }

    fn viewer(&self) -> Viewer {
        Viewer {
            account: Some(self.host),
            ..Viewer::default()
        }
    }

    /// A visitor may be signed in as the host and have pinned things too: what
    /// is not possible is left.
    async fn take_down_and_pin(&self, app: &Shared, show: ShowId, turn: usize, pinned: &mut Vec<ProductId>) {
        let piece = self.pieces[turn % self.pieces.len()];
        let Ok(Some(show)) = app.live.show(show).await else {
            return;
        };
        if pinned.last() == Some(&piece) {
            return;
        }
        while pinned.len() >= PINNED {
            let gone = pinned.remove(0);
            if let Err(error) = app.live.unpin(&show, self.viewer(), gone).await {
                tracing::debug!(%error, "demo: a piece is not taken down");
            }
        }
        match app.live.pin(&show, self.viewer(), piece).await {
            Ok(_) => pinned.push(piece),
            Err(error) => tracing::debug!(%error, "demo: a piece is not pinned"),
        }
    }

    async fn flash(&self, app: &Shared, show: ShowId, turn: usize) {
        let Some((kind, value)) = flash(turn) else {
            return;
        };
        let offer = NewOffer {
            product: self.pieces[turn % self.pieces.len()],
            show: Some(show),
            kind,
            value,
            currency: None,
            most_units: Some(FLASH_UNITS),
            ends_at: app.live.clock.now() + FLASH,
        };
        if let Err(error) = app.commerce.start_offer(self.shop, offer).await {
            tracing::debug!(%error, "demo: no flash price");
        }
    }

    async fn voucher(&self, app: &Shared, show: ShowId, shown: bool) {
        let Ok(Some(show)) = app.live.show(show).await else {
            return;
        };
        let code = shown.then(|| VOUCHER.0.to_owned());
        if let Err(error) = app.live.show_voucher(&show, self.viewer(), code).await {
            tracing::debug!(%error, "demo: the voucher stays as it is");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::goods::GOODS;
    use super::*;

    #[test]
    fn a_flash_price_is_below_the_pieces_own_and_the_voucher_comes_and_goes() {
        let mut changes = 0;
        for turn in 0..=4 * PIECES {
            match flash(turn) {
                Some((DiscountKind::Amount, cents)) => {
                    assert!(GOODS[turn % PIECES].units.iter().all(|unit| cents < unit.price));
                }
                Some((_, share)) => assert!((1..50).contains(&share)),
                None => {}
            }
            changes += usize::from(shows_voucher(turn) != shows_voucher(turn + 1));
        }
        assert_eq!(changes, 8, "up and down once a round");
        assert_eq!((0..2 * PIECES).filter_map(flash).count(), 2);
    }
}
