//! Webhooks: what happened is told to the shop's server, signed; in order or not,
//! once or more.

use ring::hmac;
use serde_json::Value;

use super::{FakeStripe, WEBHOOK_SECRET};

/// In which order, and how often, events are delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrange {
    InOrder,
    /// The newest first.
    Reversed,
    /// Each twice, one after the other.
    Doubled,
}

impl FakeStripe {
    /// Takes the events that wait to be delivered.
    pub fn take_events(&self) -> Vec<Value> {
        std::mem::take(&mut self.shared.lock().events)
    }

    /// A body and its signature, made now.
    pub fn sign(&self, body: &str) -> String {
        let at = self.clock.now().timestamp();
        let key = hmac::Key::new(hmac::HMAC_SHA256, WEBHOOK_SECRET.as_bytes());
        let tag = hmac::sign(&key, format!("{at}.{body}").as_bytes());
        let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("t={at},v1={hex}")
    }

    /// Delivers all that waits to `url`, one after the other.
    ///
    /// # Panics
    /// When one is not taken.
    pub async fn deliver(&self, url: &str, arrange: Arrange) {
        let mut events = self.take_events();
        match arrange {
            Arrange::InOrder => {}
            Arrange::Reversed => events.reverse(),
            Arrange::Doubled => {
                events = events
                    .into_iter()
                    .flat_map(|event| [event.clone(), event])
                    .collect()
            }
        }
        for event in events {
            let body = event.to_string();
            let answer = self
                .client
                .post(url)
                .header("stripe-signature", self.sign(&body))
                .header("content-type", "application/json; charset=utf-8")
                .body(body)
                .send()
                .await
                .expect("the shop's server answers");
            assert!(
                answer.status().is_success(),
                "{}: {}",
                event["type"],
                answer.status()
            );
        }
    }
}
