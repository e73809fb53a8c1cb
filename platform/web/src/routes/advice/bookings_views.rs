//! A booking as it is sent.

use advisor::bookings::{Booking, BookingState, Party, local};
use advisor::{BookingId, LinkTo, TicketId};
use chrono::{DateTime, FixedOffset};
use model::{ProductId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::desk::ColleagueJson;
use crate::App;
use crate::error::Error;

/// A booking, as one of its sides sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BookingJson {
    id: BookingId,
    /// The shop's slug.
    shop: String,
    state: BookingState,
    /// Which of the two sides you are.
    you: Party,
    advisor: ColleagueJson,
    /// How the shopper wants to be called; empty a month later.
    name: String,
    /// Where letters go: for the shopper alone.
    mail: Option<String>,
    language: String,
    topic: String,
    product: Option<ProductId>,
    /// Its name as it was then; empty without one.
    product_name: String,
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    ends_at: Timestamp,
    /// Seconds until it begins, by the server's clock; less than none after that.
    starts_in_s: i64,
    /// The shopper's time zone…
    zone: String,
    /// …and the beginning by its clock.
    #[schema(value_type = String, format = DateTime)]
    local: DateTime<FixedOffset>,
    /// One more with every change.
    sequence: i64,
    cancelled_by: Option<Party>,
    /// From then on the shopper can say that they are here…
    #[schema(value_type = String, format = DateTime)]
    here_from: Timestamp,
    /// …and until then.
    #[schema(value_type = String, format = DateTime)]
    here_until: Timestamp,
    /// When they did.
    #[schema(value_type = Option<String>, format = DateTime)]
    here_at: Option<Timestamp>,
    /// The ticket they have since then.
    ticket: Option<TicketId>,
    #[schema(value_type = String, format = DateTime)]
    made_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
    /// Its page and its file for calendars, for the shopper on whatever device.
    page: Option<String>,
    calendar: Option<String>,
}

/// A shopper who is here, and the ticket they have.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HereJson {
    pub(super) booking: BookingJson,
    pub(super) ticket: TicketId,
}

impl BookingJson {
    /// As the shop's own people see it.
    pub(super) fn at_desk(booking: &Booking, shop: String, advisor: ColleagueJson, now: Timestamp) -> Self {
        let (here_from, here_until) = booking.here();
        Self {
            id: booking.id,
            shop,
            state: booking.state,
            you: Party::Shop,
            advisor,
            name: booking.name.clone(),
            mail: None,
            language: booking.language.clone(),
            topic: booking.topic.clone(),
            product: booking.product_id,
            product_name: booking.product_name.clone(),
            starts_at: booking.starts_at,
            ends_at: booking.ends_at,
            starts_in_s: (booking.starts_at - now).num_seconds(),
            zone: booking.zone.clone(),
            local: local(booking.starts_at, &booking.zone),
            sequence: booking.sequence,
            cancelled_by: booking.cancelled_by,
            here_from,
            here_until,
            here_at: booking.here_at,
            ticket: booking.ticket_id,
            made_at: booking.made_at,
            changed_at: booking.changed_at,
            page: None,
            calendar: None,
        }
    }
}

impl App {
    /// The booking as `you` see it.
    pub(super) async fn booking_json(&self, booking: &Booking, you: Party) -> Result<BookingJson, Error> {
        let shop = self
            .people
            .shop(booking.shop_id)
            .await?
            .ok_or_else(Error::shop_not_found)?;
        let advisor = self.people.account(booking.advisor_id).await?;
        let advisor = advisor.ok_or_else(Error::booking_not_found)?;
        let now = self.advice.clock.now();
        let at_desk = BookingJson::at_desk(booking, shop.slug, ColleagueJson::from(&advisor), now);
        if you == Party::Shop {
            return Ok(at_desk);
        }
        let key = self.advice.link_key(LinkTo::Booking, booking.id.0).await?;
        Ok(BookingJson {
            you,
            mail: Some(booking.mail.clone()),
            page: Some(format!("/advice/bookings/{}?key={key}", booking.id)),
            calendar: Some(format!("/advice/bookings/{}/calendar.ics?key={key}", booking.id)),
            ..at_desk
        })
    }
}
