//! Lets the shop hear what the teller tells: the two rooms don't know each other.

use async_trait::async_trait;
use shop::webhooks;
use store::outbox::Told;

/// Makes webhook deliveries of events.
#[derive(Debug)]
pub(crate) struct Ears(pub webhooks::Listener);

#[async_trait]
impl live::teller::Listener for Ears {
    async fn hear(&self, told: &Told) -> Result<(), store::Error> {
        self.0.hear(told).await
    }
}
