//! Which open room sells what: where news of a product are told. Written by the
//! rooms as they open, pin and close; asked for every change of stock.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::{ProductId, ShowId};

use super::shared::Shared;

/// The goods of all open rooms.
#[derive(Debug, Default)]
pub(super) struct Shelves(Mutex<Listed>);

#[derive(Debug, Default)]
struct Listed {
    of_rooms: HashMap<ShowId, Shelf>,
    of_products: HashMap<ProductId, HashSet<ShowId>>,
}

#[derive(Debug)]
struct Shelf {
    room: Arc<Shared>,
    products: HashSet<ProductId>,
}

impl Shelves {
    /// A room sells these products too.
    pub(super) fn add(&self, room: &Arc<Shared>, products: &[ProductId]) {
        let mut listed = self.listed();
        listed.take_over(room);
        listed.add(room, products);
    }

    /// A room sells these products and no others.
    pub(super) fn set(&self, room: &Arc<Shared>, products: &[ProductId]) {
        let mut listed = self.listed();
        listed.remove(room.venue.show);
        listed.add(room, products);
    }

    /// A room is closed.
    pub(super) fn clear(&self, room: &Arc<Shared>) {
        let mut listed = self.listed();
        let show = room.venue.show;
        let own = listed.of_rooms.get(&show);
        if own.is_some_and(|shelf| Arc::ptr_eq(&shelf.room, room)) {
            listed.remove(show);
        }
    }

    /// The rooms that sell `product`.
    pub(super) fn rooms_of(&self, product: ProductId) -> Vec<Arc<Shared>> {
        let listed = self.listed();
        let shows = listed.of_products.get(&product).into_iter().flatten();
        let shelves = shows.filter_map(|show| listed.of_rooms.get(show));
        shelves.map(|shelf| shelf.room.clone()).collect()
    }

    /// The room of a show that sells something.
    pub(super) fn room(&self, show: ShowId) -> Option<Arc<Shared>> {
        self.listed().of_rooms.get(&show).map(|shelf| shelf.room.clone())
    }

    /// All products sold in a room.
    pub(super) fn products(&self) -> Vec<ProductId> {
        self.listed().of_products.keys().copied().collect()
    }

    fn listed(&self) -> MutexGuard<'_, Listed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listed {
    /// What an earlier room of the same show left is not this one's.
    fn take_over(&mut self, room: &Arc<Shared>) {
        let own = self.of_rooms.get(&room.venue.show);
        if own.is_some_and(|shelf| !Arc::ptr_eq(&shelf.room, room)) {
            self.remove(room.venue.show);
        }
    }

    fn add(&mut self, room: &Arc<Shared>, products: &[ProductId]) {
        // One that closes is cleared when it is closed: nothing comes behind that.
        if room.commands.is_closed() {
            return;
        }
        let show = room.venue.show;
        let shelf = self.of_rooms.entry(show).or_insert_with(|| Shelf {
            room: room.clone(),
            products: HashSet::new(),
        });
        for product in products {
            shelf.products.insert(*product);
            self.of_products.entry(*product).or_default().insert(show);
        }
    }

    fn remove(&mut self, show: ShowId) {
        let Some(shelf) = self.of_rooms.remove(&show) else {
            return;
        };
        for product in shelf.products {
            if let Some(shows) = self.of_products.get_mut(&product) {
                shows.remove(&show);
                if shows.is_empty() {
                    self.of_products.remove(&product);
                }
            }
        }
    }
}
