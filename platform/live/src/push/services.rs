//! Push services, by how they have answered. One that lets requests hang holds
//! some of the places, never all of them: anybody may subscribe to a service of
//! their own, and the others are told in time all the same.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Requests under way at a time…
pub(super) const AT_ONCE: usize = 64;
/// …of them to services that did not answer the last time, or were not asked yet…
const DOUBTFUL: usize = 32;
/// …and to one of those.
const DOUBTFUL_EACH: usize = 8;
/// Services remembered; beyond, all have to answer anew.
const REMEMBERED: usize = 4_096;

/// What is known of all services.
#[derive(Debug, Default)]
pub(super) struct Services(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    answering: HashSet<String>,
    /// Requests under way to others.
    doubtful: HashMap<String, usize>,
}

/// One request's place.
#[derive(Debug)]
pub(super) struct Place {
    services: Arc<Services>,
    service: String,
    is_doubtful: bool,
}

impl Services {
    /// A place for a request to `service`; none as long as others have to be
    /// over first.
    pub(super) fn begin(self: &Arc<Self>, service: &str) -> Option<Place> {
        let mut known = self.known();
        let is_doubtful = !known.answering.contains(service);
        if is_doubtful {
            let all: usize = known.doubtful.values().sum();
            let own = known.doubtful.get(service).copied().unwrap_or(0);
            if all >= DOUBTFUL || own >= DOUBTFUL_EACH {
                return None;
            }
            known.doubtful.insert(service.to_owned(), own + 1);
        }
        drop(known);
        Some(Place {
            services: self.clone(),
            service: service.to_owned(),
            is_doubtful,
        })
    }

    /// Whether `service` answered the last time.
    pub(super) fn answers(&self, service: &str) -> bool {
        self.known().answering.contains(service)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Notes whether the service answered, whatever it said.
    pub(super) fn note(&self, has_answered: bool) {
        let mut known = self.services.known();
        if !has_answered {
            known.answering.remove(&self.service);
        } else if !known.answering.contains(&self.service) {
            if known.answering.len() >= REMEMBERED {
                known.answering.clear();
            }
            known.answering.insert(self.service.clone());
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.is_doubtful {
            let mut known = self.services.known();
            if let Some(own) = known.doubtful.get_mut(&self.service) {
                *own -= 1;
                if *own == 0 {
                    known.doubtful.remove(&self.service);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_hangs_holds_some_of_the_places_and_not_all() {
        let services = Arc::new(Services::default());
        let begin = |service: &str, most: usize| {
            let places = (0..most).map_while(|_| services.begin(service));
            places.collect::<Vec<_>>()
        };
        let hanging = begin("https://one", 100);
        assert_eq!(hanging.len(), DOUBTFUL_EACH);
        let mut others: Vec<_> = (2..=10)
            .flat_map(|n| begin(&format!("https://{n}"), 100))
            .collect();
        assert_eq!(others.len(), DOUBTFUL - DOUBTFUL_EACH);
        others.pop();
        let quick = begin("https://quick", 100);
        assert_eq!(quick.len(), 1);
        quick[0].note(true);
        assert_eq!(begin("https://quick", AT_ONCE).len(), AT_ONCE);
        assert!(services.answers("https://quick") && !services.answers("https://one"));
        // Until it hangs, too.
        quick[0].note(false);
        assert_eq!(begin("https://quick", 100).len(), 0);
        drop((hanging, others, quick));
        assert!(services.known().doubtful.is_empty());
    }
}
