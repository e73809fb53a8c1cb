//! Ids of what is only here, made as all others are: UUID v7 (RFC 9562 section 5.7).

use model::{Clock, Entropy, EventId};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, sqlx::Type, utoipa::ToSchema)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        #[schema(value_type = Uuid)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id: the clock's milliseconds, then chance.
            pub fn new(clock: &dyn Clock, entropy: &dyn Entropy) -> Self {
                Self(EventId::new(clock, entropy).0)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    )+};
}

id!(
    /// A shopper's wish for advice, and their place in the line.
    TicketId,
    /// A shopper and an advisor together.
    AdviceSessionId,
    /// Somebody is asked into a session.
    InvitationId,
    /// Words of a shop's for what is written after a talk.
    AdviceTemplateId,
    /// One of the lines a shop's advice is divided into.
    QueueId,
    /// A time that a shopper and an advisor have set aside for each other.
    BookingId,
);
