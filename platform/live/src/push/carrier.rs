//! What the courier needs from outside: someone who carries requests, and
//! someone who finds the words.

use std::time::Duration;

use async_trait::async_trait;
use model::{NoticeKind, ShowId, Timestamp};

use super::Endpoint;

/// A push request (RFC 8030 section 5), ready to go: a POST.
#[derive(Debug, Clone)]
pub struct Parcel {
    pub endpoint: Endpoint,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// What the push service answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// HTTP's.
    pub status: u16,
    pub retry_after: Option<Duration>,
}

/// There was no answer. Why, for the log: it holds no endpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Lost(pub String);

/// Carries parcels to push services.
#[async_trait]
pub trait Carrier: Send + Sync + std::fmt::Debug {
    /// Sends one and waits for the answer, for ten seconds at most. Follows no
    /// redirect, and goes to no address that [`super::is_public`] refuses.
    async fn carry(&self, parcel: Parcel) -> Result<Receipt, Lost>;
}

/// What a push is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub kind: NoticeKind,
    pub show: ShowId,
    pub title: String,
    pub starts_at: Option<Timestamp>,
    pub host_name: String,
    /// Name of the host's stored picture, if there is one.
    pub host_avatar: Option<String>,
    /// Who named the reader, for a mention.
    pub actor_name: Option<String>,
    /// The message's number in the room, for a mention.
    pub message: Option<i64>,
    /// The reader's language; empty where they have not said.
    pub locale: String,
    /// For the link that ends such pushes.
    pub unsubscribe: String,
    /// Of pushes that say the same, only the last is shown.
    pub tag: String,
}

/// Finds the words: what the service worker is given.
pub trait Wording: Send + Sync + std::fmt::Debug {
    /// At most 3,993 bytes.
    fn write(&self, letter: &Letter) -> Vec<u8>;
}
