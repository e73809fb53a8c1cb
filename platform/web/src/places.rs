//! Places of which each key has so many: connections of an address, sockets of
//! an account. A place is given back when it is dropped.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// The places taken, by key.
#[derive(Debug)]
pub(crate) struct Places<K: Eq + Hash> {
    each: usize,
    taken: Mutex<HashMap<K, usize>>,
}

/// One place, held.
#[derive(Debug)]
pub(crate) struct Place<K: Eq + Hash> {
    places: Arc<Places<K>>,
    key: K,
}

impl<K: Eq + Hash + Clone> Places<K> {
    /// `each` places for every key.
    pub(crate) fn new(each: usize) -> Arc<Self> {
        Arc::new(Self {
            each,
            taken: Mutex::new(HashMap::new()),
        })
    }

    /// A place of `key`, if one is left.
    pub(crate) fn take(self: &Arc<Self>, key: K) -> Option<Place<K>> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.get(&key).copied().unwrap_or(0);
        if count >= self.each {
            return None;
        }
        taken.insert(key.clone(), count + 1);
        drop(taken);
        Some(Place {
            places: self.clone(),
            key,
        })
    }
}

impl<K: Eq + Hash> Drop for Place<K> {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        // One who has none is forgotten: only those who are here take memory.
        match taken.get_mut(&self.key) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                taken.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_so_many_and_who_leaves_is_forgotten() {
        let places = Places::new(2);
        let first = places.take("ana").unwrap();
        let second = places.take("ana").unwrap();
        assert!(places.take("ana").is_none());
        let other = places.take("ben").unwrap();
        drop(first);
        let third = places.take("ana").unwrap();
        assert!(places.take("ana").is_none());
        drop((second, third, other));
        assert!(places.taken.lock().unwrap().is_empty());
    }
}
