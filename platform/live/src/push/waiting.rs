//! Deliveries that were claimed and did not go out yet.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::db::Delivery;
use super::services::{Place, Services};

/// What a service that does not answer keeps waiting gives way after this.
const PATIENCE: Duration = Duration::from_secs(1);

/// Those deliveries, the oldest claim first.
#[derive(Debug)]
pub(super) struct Waiting {
    /// Each with its push service.
    pub(super) deliveries: VecDeque<(String, Delivery)>,
    since: Instant,
}

impl Waiting {
    pub(super) fn new(claimed: impl IntoIterator<Item = Delivery>) -> Self {
        let with_service = |delivery: Delivery| (service(&delivery.endpoint), delivery);
        Self {
            deliveries: claimed.into_iter().map(with_service).collect(),
            since: Instant::now(),
        }
    }

    /// The next one that may go out.
    pub(super) fn next(&mut self, services: &Arc<Services>) -> Option<(Delivery, Place)> {
        let mut refused = HashSet::new();
        for index in 0..self.deliveries.len() {
            let (service, _) = &self.deliveries[index];
            if refused.contains(service) {
                continue;
            }
            match services.begin(service) {
                Some(place) => {
                    return self
                        .deliveries
                        .remove(index)
                        .map(|(_, delivery)| (delivery, place));
                }
                None => {
                    refused.insert(service.clone());
                }
            }
        }
        None
    }

    /// Those that have waited too long for services that don't answer.
    pub(super) fn give_way(&mut self, services: &Services, now: Instant) -> Vec<Delivery> {
        if now < self.since + PATIENCE {
            return Vec::new();
        }
        let all = std::mem::take(&mut self.deliveries);
        let (stay, go) = all
            .into_iter()
            .partition::<VecDeque<_>, _>(|(service, _)| services.answers(service));
        self.deliveries = stay;
        go.into_iter().map(|(_, delivery)| delivery).collect()
    }
}

/// The push service an endpoint is of.
fn service(endpoint: &str) -> String {
    url::Url::parse(endpoint).map_or_else(|_| String::new(), |url| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::super::verdict::tests::delivery;
    use super::*;

    fn to(service: &str, count: usize) -> Vec<Delivery> {
        let one = || Delivery {
            endpoint: format!("https://{service}/push/1"),
            ..delivery(1)
        };
        (0..count).map(|_| one()).collect()
    }

    #[test]
    fn what_hangs_lets_others_by_and_gives_way() {
        let services = Arc::new(Services::default());
        let mut places = Vec::new();
        let mut waiting = Waiting::new([to("hangs.example", 100), to("quick.example", 10)].concat());
        let mut begun = |waiting: &mut Waiting, service: &str| {
            let mut count = 0;
            while let Some((delivery, place)) = waiting.next(&services) {
                count += usize::from(delivery.endpoint.contains(service));
                if delivery.endpoint.contains("quick") {
                    place.note(true);
                } else {
                    places.push(place);
                }
            }
            count
        };
        assert_eq!(
            begun(&mut waiting, "quick.example"),
            10,
            "whoever stands before them"
        );
        assert_eq!(waiting.deliveries.len(), 92);
        let since = waiting.since;
        assert!(waiting.give_way(&services, since).is_empty(), "not at once");
        let later = Instant::now() + PATIENCE;
        assert_eq!(waiting.give_way(&services, later).len(), 92);
        assert!(waiting.deliveries.is_empty());
        let mut waiting = Waiting::new(to("quick.example", 10));
        let later = Instant::now() + PATIENCE;
        assert!(waiting.give_way(&services, later).is_empty(), "it answers");
        assert_eq!(begun(&mut waiting, "quick.example"), 10);
    }
}
