//! Mails to those who bought: asked for in the transaction of what they are
//! about, written in the reader's language when they go out, and tried again
//! when they don't get through. Where no mail server is set they are kept, to
//! be read in the outbox.

mod address;
mod courier;
mod db;
mod offered;

use std::fmt;

use async_trait::async_trait;
use model::{AccountId, Clock, Currency, Entropy, HoldId, MailId, OrderId, ShopId, Timestamp};
use serde::{Deserialize, Serialize};
use store::Tx;
use uuid::Uuid;

pub use address::checked_address;
pub use courier::Courier;
pub(crate) use offered::{Turn, offered};

use crate::Commerce;

/// Why a mail stays in the outbox where nobody carries mails.
pub const NO_SERVER: &str = "no mail server is set";

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    OrderPaid,
    OrderFulfilled,
    OrderRefunded,
    OrderCancelled,
    ReturnReceived,
    /// Units came back for someone who was in line.
    Offered,
    /// A payment that became no order is given back.
    PaymentReturned,
    /// It is the turn of someone who asked for advice and went away.
    AdviceCall,
    /// A time for advice is booked…
    BookingMade,
    /// …is another…
    BookingMoved,
    /// …is none any more…
    BookingCancelled,
    /// …or is near.
    BookingSoon,
    /// What is left of a talk with an advisor.
    AdviceSummary,
    /// What was agreed in it.
    AdviceFollowUp,
}

impl MailKind {
    pub const ALL: [Self; 14] = [
        Self::OrderPaid,
        Self::OrderFulfilled,
        Self::OrderRefunded,
        Self::OrderCancelled,
        Self::ReturnReceived,
        Self::Offered,
        Self::PaymentReturned,
        Self::AdviceCall,
        Self::BookingMade,
        Self::BookingMoved,
        Self::BookingCancelled,
        Self::BookingSoon,
        Self::AdviceSummary,
        Self::AdviceFollowUp,
    ];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OrderPaid => "order_paid",
            Self::OrderFulfilled => "order_fulfilled",
            Self::OrderRefunded => "order_refunded",
            Self::OrderCancelled => "order_cancelled",
            Self::ReturnReceived => "return_received",
            Self::Offered => "offered",
            Self::PaymentReturned => "payment_returned",
            Self::AdviceCall => "advice_call",
            Self::BookingMade => "booking_made",
            Self::BookingMoved => "booking_moved",
            Self::BookingCancelled => "booking_cancelled",
            Self::BookingSoon => "booking_soon",
            Self::AdviceSummary => "advice_summary",
            Self::AdviceFollowUp => "advice_follow_up",
        }
    }

    fn from_stored(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What its words need besides what is in the database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// What is given back, in minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// Of which currency; none where it is the order's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// A product's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// A path of ours to lead to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What is held for its reader: once that is over there is nothing to tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<HoldId>,
    /// A booking of advice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub booking: Option<Uuid>,
    /// Whoever of the shop's staff reads it; a shopper without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff: Option<AccountId>,
    /// The session of advice whose summary it is: deleted, there is nothing to tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub talk: Option<Uuid>,
    /// The place in line for advice it calls from: nobody is called who is there, or has
    /// lost it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Uuid>,
}

/// A mail to be sent.
#[derive(Debug, Clone)]
pub struct NewMail {
    pub kind: MailKind,
    pub to: String,
    /// The reader's language.
    pub locale: String,
    pub shop: Option<ShopId>,
    pub order: Option<OrderId>,
    pub about: About,
}

/// A mail as it waits, or lies in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub id: MailId,
    pub kind: MailKind,
    pub to: String,
    pub locale: String,
    pub shop: Option<ShopId>,
    pub order: Option<OrderId>,
    pub about: About,
    pub attempts: i64,
    pub next_at: Option<Timestamp>,
    pub sent_at: Option<Timestamp>,
    pub failure: Option<String>,
    pub created_at: Timestamp,
}

/// The words of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The shop's name: what stands before the address it comes from.
    pub from_name: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// Finds the words. None when what it is about is no more.
#[async_trait]
pub trait Wording: fmt::Debug + Send + Sync {
    async fn write(&self, mail: &Mail) -> Result<Option<Written>, store::Error>;
}

/// Why a mail was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undelivered {
    /// It may be, later.
    Later(String),
    /// It never will be.
    Never(String),
}

/// Brings mails to a mail server.
#[async_trait]
pub trait Postman: fmt::Debug + Send + Sync {
    async fn carry(&self, mail: &Mail, written: Written) -> Result<(), Undelivered>;
}

/// Asks for a mail, in the transaction of what it is about.
pub async fn add(
    tx: &mut Tx,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    new: &NewMail,
) -> store::Result<MailId> {
    let id = MailId::new(clock, entropy);
    db::insert_all(tx, &[(id, new)], clock.now()).await?;
    Ok(id)
}

/// How many mails of a kind were asked for to one address after `since`: where anybody may
/// type one, somebody has to count.
pub async fn count_to(tx: &mut Tx, kind: MailKind, to: &str, since: Timestamp) -> store::Result<i64> {
    db::count_to(tx, kind, to, since).await
}

impl Commerce {
    /// The newest mails, older than `before`.
    pub async fn mails(&self, before: Option<MailId>, limit: i64) -> store::Result<Vec<Mail>> {
        db::list(&self.db, before, limit).await
    }

    /// The mails about an order, oldest first.
    pub async fn mails_of_order(&self, order: OrderId) -> store::Result<Vec<Mail>> {
        db::of_order(&self.db, order).await
    }

    pub async fn mail(&self, id: MailId) -> store::Result<Option<Mail>> {
        db::by_id(&self.db, id).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_what_is_read() {
        for kind in MailKind::ALL {
            assert_eq!(MailKind::from_stored(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        let about: About = serde_json::from_str(r#"{"later":1,"path":"/shops"}"#).unwrap();
        assert_eq!(about.path.as_deref(), Some("/shops"));
        assert_eq!(serde_json::to_string(&About::default()).unwrap(), "{}");
    }
}
