//! Telling a shop's own systems what happened: each event of a shop becomes a
//! delivery to each of its endpoints, signed after Standard Webhooks
//! (standardwebhooks.com, specification 1.0), tried again with growing pauses,
//! and kept to be looked at and sent again.

mod courier;
mod db;
mod events;
mod signature;

use std::fmt;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::{DeliveryId, DeliveryState, EndpointId, PublicUrl, ShopId, Timestamp};

pub use courier::Courier;
pub use events::{EVENTS, Listener};

use crate::Commerce;

/// Endpoints one shop may have.
pub const ENDPOINTS_MAX: i64 = 10;
/// Deliveries are kept this long, in days.
pub const KEPT_DAYS: i64 = 30;
/// The specification asks for 24 to 64 bytes.
const SECRET_BYTES: usize = 32;

/// Where a shop wants to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    pub id: EndpointId,
    pub shop: ShopId,
    pub url: String,
    /// Names of events; all of them when empty.
    pub events: Vec<String>,
    pub disabled_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// What an endpoint is to be.
#[derive(Debug, Clone)]
pub struct EndpointEdit {
    pub url: PublicUrl,
    pub events: Vec<String>,
    pub enabled: bool,
}

/// What deliveries are signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret(Vec<u8>);

impl SigningSecret {
    /// As its owner puts it into the other system: `whsec_` and base64.
    pub fn reveal(&self) -> String {
        format!("whsec_{}", STANDARD.encode(&self.0))
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret(…)")
    }
}

/// One event on its way to one endpoint.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Delivery {
    pub id: DeliveryId,
    pub endpoint_id: EndpointId,
    /// The event's.
    pub name: String,
    /// The body, JSON.
    pub payload: String,
    pub state: DeliveryState,
    pub attempts: i64,
    pub next_at: Option<Timestamp>,
    /// What the endpoint answered last; none when it did not.
    pub status: Option<i64>,
    /// The start of that answer, or why there was none.
    pub answer: String,
    pub created_at: Timestamp,
    pub settled_at: Option<Timestamp>,
}

/// What an endpoint answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// The start of the body.
    pub body: String,
}

/// Brings deliveries to where they go.
#[async_trait]
pub trait Carrier: fmt::Debug + Send + Sync {
    /// Posts `body`. An error says in a few words why there was no answer.
    async fn post(
        &self,
        url: &PublicUrl,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    ) -> Result<Answer, String>;
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    #[error("a shop has at most {ENDPOINTS_MAX} endpoints: delete one first")]
    TooMany,
    #[error("there is no event {0:?}; there are {all}", all = EVENTS.join(", "))]
    Event(String),
    #[error("there is no such endpoint")]
    Unknown,
    #[error("there is no such delivery")]
    UnknownDelivery,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Commerce {
    /// Adds an endpoint. Its secret is told now and not again.
    pub async fn add_endpoint(
        &self,
        shop: ShopId,
        edit: EndpointEdit,
    ) -> Result<(Endpoint, SigningSecret), WebhookError> {
        let now = self.clock.now();
        let endpoint = Endpoint {
            id: EndpointId::new(&*self.clock, &*self.entropy),
            shop,
            url: edit.url.as_str().to_owned(),
            events: checked(edit.events)?,
            disabled_at: (!edit.enabled).then_some(now),
            created_at: now,
        };
        let secret = self.signing_secret();
        if !db::insert(&self.db, &endpoint, &secret).await? {
            return Err(WebhookError::TooMany);
        }
        Ok((endpoint, secret))
    }

    pub async fn endpoints(&self, shop: ShopId) -> Result<Vec<Endpoint>, store::Error> {
        db::of_shop(&self.db, shop).await
    }

    /// Changes `shop`'s endpoint. What waits for one that is switched off waits on.
    pub async fn edit_endpoint(
        &self,
        shop: ShopId,
        id: EndpointId,
        edit: EndpointEdit,
    ) -> Result<(), WebhookError> {
        let events = checked(edit.events)?;
        let disabled_at = (!edit.enabled).then(|| self.clock.now());
        let changed = db::update(&self.db, shop, id, edit.url.as_str(), &events, disabled_at).await?;
        changed.then_some(()).ok_or(WebhookError::Unknown)
    }

    /// Signs with another secret from now on.
    pub async fn roll_secret(&self, shop: ShopId, id: EndpointId) -> Result<SigningSecret, WebhookError> {
        let secret = self.signing_secret();
        let changed = db::set_secret(&self.db, shop, id, &secret).await?;
        changed.then_some(secret).ok_or(WebhookError::Unknown)
    }

    /// Deletes the endpoint with all its deliveries.
    pub async fn delete_endpoint(&self, shop: ShopId, id: EndpointId) -> Result<(), WebhookError> {
        let deleted = db::delete(&self.db, shop, id).await?;
        deleted.then_some(()).ok_or(WebhookError::Unknown)
    }

    /// An endpoint's deliveries, newest first; those older than `before`.
    pub async fn deliveries(
        &self,
        shop: ShopId,
        id: EndpointId,
        before: Option<DeliveryId>,
        limit: i64,
    ) -> Result<Vec<Delivery>, WebhookError> {
        if !self.endpoints(shop).await?.iter().any(|one| one.id == id) {
            return Err(WebhookError::Unknown);
        }
        Ok(db::deliveries(&self.db, id, before, limit).await?)
    }

    /// Sends a delivery again, from its first attempt on.
    pub async fn resend(&self, shop: ShopId, id: DeliveryId) -> Result<(), WebhookError> {
        let found = db::resend(&self.db, shop, id, self.clock.now()).await?;
        found.then_some(()).ok_or(WebhookError::UnknownDelivery)
    }

    /// Sends a `ping`, to see whether the other end listens.
    pub async fn ping_endpoint(&self, shop: ShopId, id: EndpointId) -> Result<DeliveryId, WebhookError> {
        let delivery = DeliveryId::new(&*self.clock, &*self.entropy);
        let now = self.clock.now();
        let payload = events::ping(now);
        let made = db::insert_ping(&self.db, shop, id, delivery, &payload, now).await?;
        made.then_some(delivery).ok_or(WebhookError::Unknown)
    }

    fn signing_secret(&self) -> SigningSecret {
        let mut bytes = vec![0; SECRET_BYTES];
        self.entropy.fill(&mut bytes);
        SigningSecret(bytes)
    }
}

fn checked(mut events: Vec<String>) -> Result<Vec<String>, WebhookError> {
    events.sort();
    events.dedup();
    match events.iter().find(|one| !EVENTS.contains(&one.as_str())) {
        Some(unknown) => Err(WebhookError::Event(unknown.clone())),
        None => Ok(events),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_events_that_exist_can_be_chosen() {
        let chosen = ["order.paid", "show.started", "order.paid"].map(str::to_owned);
        assert_eq!(checked(chosen.into()).unwrap(), ["order.paid", "show.started"]);
        let wrong = checked(vec!["order.lost".into()]).unwrap_err();
        assert!(wrong.to_string().contains("order.paid, "), "{wrong}");
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        let secret = SigningSecret(vec![7; SECRET_BYTES]);
        assert!(!format!("{secret:?}").contains('7'));
        assert!(secret.reveal().starts_with("whsec_Bwc"));
    }
}
