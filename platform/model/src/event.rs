//! Domain events: what one room tells the others, through the outbox.

use serde::{Deserialize, Serialize};

use crate::{AccountId, Ending, OrderId, ShopId, ShowId, Timestamp};

/// Something that has happened. Stored as JSON with the name in `type`; fields
/// may be added, never renamed or removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    ShowStarted {
        show: ShowId,
        host: AccountId,
        shop: Option<ShopId>,
        at: Timestamp,
    },
    ShowEnded {
        show: ShowId,
        /// Absent from events of before shops were told.
        #[serde(default)]
        shop: Option<ShopId>,
        ending: Ending,
        at: Timestamp,
    },
    ShowExpired {
        show: ShowId,
        at: Timestamp,
    },
    /// Someone named someone else in a show's chat.
    Mentioned {
        show: ShowId,
        /// The message's number in the room.
        message: i64,
        by: AccountId,
        whom: AccountId,
        at: Timestamp,
    },
    OrderPaid {
        order: OrderId,
        shop: ShopId,
        /// Where it was bought, if in a show.
        show: Option<ShowId>,
        at: Timestamp,
    },
    OrderFulfilled {
        order: OrderId,
        shop: ShopId,
        at: Timestamp,
    },
    /// Some or all of what was paid was given back.
    OrderRefunded {
        order: OrderId,
        shop: ShopId,
        /// In the order's minor units.
        amount: i64,
        at: Timestamp,
    },
    /// What was given back has come back: it is owed again.
    OrderRefundFailed {
        order: OrderId,
        shop: ShopId,
        /// In the order's minor units.
        amount: i64,
        at: Timestamp,
    },
    OrderCancelled {
        order: OrderId,
        shop: ShopId,
        at: Timestamp,
    },
}

impl Event {
    /// The name in `type`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ShowStarted { .. } => "show_started",
            Self::ShowEnded { .. } => "show_ended",
            Self::ShowExpired { .. } => "show_expired",
            Self::Mentioned { .. } => "mentioned",
            Self::OrderPaid { .. } => "order_paid",
            Self::OrderFulfilled { .. } => "order_fulfilled",
            Self::OrderRefunded { .. } => "order_refunded",
            Self::OrderRefundFailed { .. } => "order_refund_failed",
            Self::OrderCancelled { .. } => "order_cancelled",
        }
    }

    /// What the event is about: events of one aggregate are told in order.
    pub fn aggregate(&self) -> uuid::Uuid {
        match self {
            Self::ShowStarted { show, .. }
            | Self::ShowEnded { show, .. }
            | Self::ShowExpired { show, .. }
            | Self::Mentioned { show, .. } => show.0,
            Self::OrderPaid { order, .. }
            | Self::OrderFulfilled { order, .. }
            | Self::OrderRefunded { order, .. }
            | Self::OrderRefundFailed { order, .. }
            | Self::OrderCancelled { order, .. } => order.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Clock, ManualClock};

    #[test]
    fn the_stored_name_is_the_told_name() {
        let at = ManualClock::at("2026-05-01T12:00:00Z").now();
        let show = ShowId(uuid::Uuid::nil());
        let (order, shop) = (OrderId(uuid::Uuid::nil()), ShopId(uuid::Uuid::nil()));
        for event in [
            Event::ShowStarted {
                show,
                host: AccountId(uuid::Uuid::nil()),
                shop: None,
                at,
            },
            Event::ShowEnded {
                show,
                shop: None,
                ending: Ending::Host,
                at,
            },
            Event::OrderPaid {
                order,
                shop,
                show: Some(show),
                at,
            },
            Event::OrderFulfilled { order, shop, at },
            Event::OrderRefunded {
                order,
                shop,
                amount: 1_250,
                at,
            },
            Event::OrderRefundFailed {
                order,
                shop,
                amount: 1_250,
                at,
            },
            Event::OrderCancelled { order, shop, at },
            Event::ShowExpired { show, at },
            Event::Mentioned {
                show,
                message: 41,
                by: AccountId(uuid::Uuid::nil()),
                whom: AccountId(uuid::Uuid::max()),
                at,
            },
        ] {
            let stored = serde_json::to_value(&event).expect("JSON");
            assert_eq!(stored["type"], event.name());
            assert_eq!(
                serde_json::from_value::<Event>(stored).expect("reads back"),
                event
            );
        }
    }
}
