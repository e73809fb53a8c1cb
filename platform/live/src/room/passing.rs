//! What a room tells in passing, without a number: counts, votes, what is left of
//! the goods and who bought some. Gathered, and told at the pace of the counts; a
//! later word takes the place of an earlier one.

use bytes::Bytes;
use model::ProductId;
use tokio::time::Instant;

use super::frame;
use super::message::{self, Counts};
use super::stock::Stock;
use super::task::Room;

impl Room {
    pub(super) fn counts_due(&self) -> Instant {
        self.counted
            .map_or(self.looked, |counted| counted + self.pace.counts)
    }

    /// Whether something passing is to be told.
    pub(super) fn has_passing(&self) -> bool {
        self.counts_changed
            || self.questions.has_changed()
            || self.stock.has_changed()
            || !self.sold.is_empty()
    }

    pub(super) fn tell_passing(&mut self, now: Instant) {
        self.counted = Some(now);
        if std::mem::take(&mut self.counts_changed) {
            self.tell_counts();
        }
        self.tell_votes();
        self.tell_sales();
    }

    fn tell_counts(&mut self) {
        let fresh = std::mem::take(&mut self.fresh);
        let counts = self.counts(fresh.number, fresh.hues.clone());
        self.tell(&frame::text(&message::counts(&counts)));
        if !fresh.is_empty() {
            self.count_hearts(fresh);
        }
    }

    fn tell_votes(&mut self) {
        let votes = self.questions.take_changed();
        if !votes.is_empty() {
            self.tell(&frame::text(&message::votes(&votes)));
        }
    }

    /// What is left of the goods, and who bought some.
    fn tell_sales(&mut self) {
        let changed = self.stock.take_changed();
        if !changed.is_empty() {
            self.tell(&frame::text(&message::stock(&changed)));
        }
        for sold in self.sold.take() {
            self.tell(&frame::text(&message::sold(&sold)));
        }
    }

    /// What is left of what is pinned, for those who come in: the window may
    /// have been told a while ago.
    pub(super) fn stock_letter(&mut self) -> Option<Bytes> {
        // The errands are run behind those who come in, and may be waiting.
        let waiting = self.shared.take_stock();
        self.note_stock(waiting);
        if self.stock_letter.is_none() {
            let left = self.stock.of(&self.window.pinned);
            self.stock_letter = (!left.is_empty()).then(|| frame::text(&message::stock(&left)));
        }
        self.stock_letter.clone()
    }

    pub(super) fn note_stock(&mut self, counted: Stock) {
        if counted.pour_into(&mut self.stock) {
            self.stock_letter = None;
        }
    }

    /// Tells the stock of these products alone. What was counted of others is
    /// forgotten: whoever shows one of them again looks it up.
    pub(super) fn set_shelf(&mut self, products: &[ProductId]) {
        self.shared.house.shelves.set(&self.shared, products);
        self.stock.keep(products);
    }

    pub(super) fn forget_stock_letter(&mut self) {
        self.stock_letter = None;
    }

    pub(super) fn counts(&self, fresh: u32, hues: Vec<u16>) -> Counts {
        Counts {
            // Whoever runs the show looks after it; they don't watch it.
            watching: self.watching(),
            hearts: self.hearts,
            fresh,
            hues,
        }
    }

    pub(super) fn watching(&self) -> usize {
        self.seats.len() - self.seats_of(self.shared.venue.host).count()
    }
}
