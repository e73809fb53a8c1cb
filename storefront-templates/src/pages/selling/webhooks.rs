//! Where a shop's events are sent.

use askama::Template;
use chrono::{DateTime, Utc};

use super::Desk;
use crate::chrome::Chrome;

/// Telling an endpoint of one event.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DeliveryView {
    /// Its id.
    pub id: String,
    /// `order.paid` and the like.
    pub name: String,
    /// What was sent.
    pub payload: String,
    /// `waiting`, `delivered`, `failed`
    pub state: &'static str,
    /// How often it was tried.
    pub attempts: u64,
    /// What the endpoint answered last.
    pub status: Option<i64>,
    /// The start of that answer, or why there was none.
    pub answer: String,
    /// When the event was.
    pub created_at: DateTime<Utc>,
}

/// An endpoint with what it was told last.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EndpointView {
    /// Its id.
    pub id: String,
    /// Where it is.
    pub url: String,
    /// What it is told of; everything when empty.
    pub events: Vec<String>,
    /// Whether it is told anything now.
    pub enabled: bool,
    /// The newest first.
    pub deliveries: Vec<DeliveryView>,
}

/// `GET /studio/shops/{slug}/webhooks`
#[derive(Clone, Debug, Template)]
#[template(path = "selling/webhooks.html")]
pub struct WebhooksPage {
    /// What surrounds the page; the owner is signed in.
    pub chrome: Chrome,
    /// The shop.
    pub desk: Desk,
    /// Its endpoints.
    pub endpoints: Vec<EndpointView>,
    /// Names of all events.
    pub events: Vec<&'static str>,
}

impl WebhooksPage {
    fn events(&self) -> &[&'static str] {
        &self.events
    }

    fn state_key(&self, delivery: &DeliveryView) -> &'static str {
        match delivery.state {
            "delivered" => "hooks-delivered",
            "failed" => "hooks-failed",
            _ => "hooks-waiting",
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl WebhooksPage {
    /// One endpoint that works, and one that is off.
    pub fn sample() -> Self {
        let delivered = DeliveryView {
            id: "delivery-1".to_owned(),
            name: "order.paid".to_owned(),
            payload: "{\"type\":\"order.paid\",\"data\":{\"number\":1014}}".to_owned(),
            state: "delivered",
            attempts: 1,
            status: Some(204),
            answer: String::new(),
            created_at: crate::views::sample_now(),
        };
        let endpoint = EndpointView {
            id: "endpoint-1".to_owned(),
            url: "https://erp.example.com/hooks/vitrine".to_owned(),
            events: vec!["order.paid".to_owned(), "order.cancelled".to_owned()],
            enabled: true,
            deliveries: vec![
                delivered.clone(),
                DeliveryView {
                    state: "failed",
                    attempts: 8,
                    status: Some(500),
                    answer: "<h1>Internal error</h1>".to_owned(),
                    ..delivered.clone()
                },
                DeliveryView {
                    state: "waiting",
                    attempts: 0,
                    status: None,
                    ..delivered
                },
            ],
        };
        Self {
            chrome: super::sample_chrome(),
            desk: Desk::sample(),
            endpoints: vec![
                endpoint.clone(),
                EndpointView {
                    id: "endpoint-2".to_owned(),
                    events: Vec::new(),
                    enabled: false,
                    deliveries: Vec::new(),
                    ..endpoint
                },
            ],
            events: vec![
                "order.paid",
                "order.fulfilled",
                "order.refunded",
                "order.cancelled",
                "show.started",
                "show.ended",
            ],
        }
    }
}
