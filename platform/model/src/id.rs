//! Ids: UUID v7 (RFC 9562 section 5.7), one type per noun, so that a show's id
//! cannot be passed where a shop's is meant.

use uuid::Uuid;

use crate::{Clock, Entropy};

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
                Self(uuid_v7(clock, entropy))
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

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

id!(
    /// A person's one account.
    AccountId,
    /// A retailer.
    ShopId,
    /// One live show, its replay included.
    ShowId,
    /// A signed-in browser.
    SessionId,
    /// A personal API token.
    TokenId,
    /// A group of someone's friends.
    GroupId,
    /// A secret link to a private show.
    LinkId,
    /// A browser nobody is signed in with, known by a secret of its own.
    GuestId,
    /// A browser's push subscription.
    SubscriptionId,
    /// A row of the outbox.
    EventId,
    /// Something a shop sells, in one or more variants.
    ProductId,
    /// One size, colour or the like of a product: what has a price and a stock.
    VariantId,
    /// Products that belong together.
    CollectionId,
    /// A price for a while.
    OfferId,
    /// A code that makes a basket cheaper.
    VoucherId,
    /// Units of a variant set aside for someone, until a deadline.
    HoldId,
    /// A place in the line for a variant that is sold out.
    WaitId,
    /// What someone means to buy in one shop.
    BasketId,
    /// An address of someone's.
    AddressId,
    /// A line of a shop's shipping table.
    ShippingRateId,
    /// A basket on its way to being paid.
    CheckoutId,
    /// One attempt to be paid.
    PaymentId,
    /// What was bought.
    OrderId,
    /// Money given back.
    RefundId,
    /// Goods sent back.
    ReturnId,
    /// A movement of money.
    LedgerId,
    /// A mail to be sent.
    MailId,
    /// Where a shop wants to be told of events.
    EndpointId,
    /// One event told to one endpoint.
    DeliveryId,
);

fn uuid_v7(clock: &dyn Clock, entropy: &dyn Entropy) -> Uuid {
    let millis = clock.now().timestamp_millis().max(0).unsigned_abs();
    let mut bytes = [0; 16];
    entropy.fill(&mut bytes);
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    Uuid::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ManualClock, SeededEntropy};
    use std::time::Duration;

    #[test]
    fn ids_are_version_7_and_sort_by_time() {
        let clock = ManualClock::at("2026-05-01T12:00:00Z");
        let entropy = SeededEntropy::new(7);
        let first = ShowId::new(&clock, &entropy);
        clock.advance(Duration::from_millis(1));
        let second = ShowId::new(&clock, &entropy);
        assert_eq!(first.0.get_version_num(), 7);
        assert_eq!(first.0.get_variant(), uuid::Variant::RFC4122);
        assert!(first < second);
    }
}
