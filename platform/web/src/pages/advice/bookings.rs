//! The page of a booking, for its shopper: when and with whom, and what can be done.

use advisor::BookingId;
use advisor::bookings::{Booking, BookingState, HERE_FROM, Party, local};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use model::Timestamp;
use serde::Deserialize;
use storefront_templates::chrome::FlashKind;
use storefront_templates::local_time::LocalTime;
use storefront_templates::pages::advice::{BookingPage, Standing};
use storefront_templates::views::{PersonView, ShopView};

use super::super::context::{Context, person, say};
use super::super::forms::{Asked, Typed};
use super::super::html;
use super::ticket_page;
use crate::buyer::Buyer;
use crate::error::Error;
use crate::routes::Id;
use crate::{App, Shared};

/// What opens it without its shopper's browser.
#[derive(Debug, Deserialize)]
pub(super) struct Key {
    #[serde(default)]
    key: String,
}

impl Key {
    fn some(&self) -> Option<&str> {
        Some(self.key.as_str()).filter(|key| !key.is_empty())
    }
}

/// Where its page is, opened as it was.
pub(super) fn page(id: BookingId, key: &str) -> String {
    if key.is_empty() {
        format!("/advice/bookings/{id}")
    } else {
        format!("/advice/bookings/{id}?key={key}")
    }
}

/// How a booking stands at `now`.
pub(super) fn standing(booking: &Booking, now: Timestamp) -> Standing {
    let (from, until) = booking.here();
    match booking.state {
        BookingState::Cancelled => Standing::Cancelled,
        BookingState::Kept => Standing::Kept,
        BookingState::Missed => Standing::Missed,
        BookingState::Booked if now >= until && booking.here_at.is_none() => Standing::Missed,
        BookingState::Booked if now >= from => Standing::Due,
        BookingState::Booked => Standing::Ahead,
    }
}

/// `at` by the clock of `zone`.
pub(super) fn by_clock(at: Timestamp, zone: &str) -> LocalTime {
    LocalTime {
        at: local(at, zone),
        zone: zone.to_owned(),
    }
}

pub(super) async fn booking(
    State(app): State<Shared>,
    context: Context,
    Id(id): Id<BookingId>,
    Asked(key): Asked<Key>,
) -> Result<Response, Error> {
    let (booking, party) = app.own_booking(id, &context.visitor, key.some()).await?;
    let shop = app
        .people
        .shop(booking.shop_id)
        .await?
        .ok_or_else(Error::page_not_found)?;
    if party == Party::Shop {
        let desk = format!("/studio/shops/{}/advice/bookings#booking-{id}", shop.slug);
        return Ok(Redirect::to(&desk).into_response());
    }
    let now = app.advice.clock.now();
    let advisor = app.people.account(booking.advisor_id).await?;
    let nobody = PersonView {
        handle: String::new(),
        name: String::new(),
        avatar_url: None,
    };
    let query = if key.key.is_empty() {
        String::new()
    } else {
        format!("?key={}", key.key)
    };
    html(&BookingPage {
        chrome: context.chrome,
        advisor: advisor.as_ref().map_or(nobody, person),
        id: id.to_string(),
        when: by_clock(booking.starts_at, &booking.zone),
        until: by_clock(booking.ends_at, &booking.zone),
        starts_at: booking.starts_at,
        standing: standing(&booking, now),
        due_in_s: u64::try_from((booking.here().0 - now).num_seconds()).unwrap_or(0),
        due_before: HERE_FROM.num_minutes().unsigned_abs(),
        topic: booking.topic,
        product_name: booking.product_name,
        mail: booking.mail,
        calendar_url: format!("/advice/bookings/{id}/calendar.ics{query}"),
        move_url: format!(
            "/shops/{}/advice/book?booking={id}{}",
            shop.slug,
            query.replace('?', "&")
        ),
        ticket_url: booking.ticket_id.map(ticket_page),
        key: key.key,
        shop: ShopView {
            slug: shop.slug,
            name: shop.name,
        },
    })
}

/// "I'm here": to the line, and from there to the talk.
pub(super) async fn here(
    State(app): State<Shared>,
    buyer: Buyer,
    context: Context,
    Id(id): Id<BookingId>,
    Typed(key): Typed<Key>,
) -> Result<Response, Error> {
    let came = app
        .comes_to_booking(id, &buyer, &context.visitor, key.some())
        .await;
    match came {
        Ok((_, ticket)) => Ok((buyer.jar, Redirect::to(&ticket_page(ticket.id))).into_response()),
        Err(error) => {
            let words = match error.slug {
                "booking-early" => "flash-booking-early",
                "booking-over" => "flash-booking-over",
                "line-full" => "flash-booking-full",
                _ => return Err(error),
            };
            Ok(say(&page(id, &key.key), FlashKind::Bad, words))
        }
    }
}

/// Cancels it, for either side.
pub(super) async fn cancel(
    State(app): State<Shared>,
    context: Context,
    Id(id): Id<BookingId>,
    Typed(key): Typed<Key>,
) -> Result<Response, Error> {
    let (booking, party) = app.own_booking(id, &context.visitor, key.some()).await?;
    let back = match party {
        Party::Shopper => page(id, &key.key),
        Party::Shop => app.bookings_desk(&booking).await?,
    };
    match app.advice.cancel_booking(id, party).await.map_err(Error::from) {
        Ok(_) => Ok(say(&back, FlashKind::Good, "flash-booking-cancelled")),
        Err(error) if error.slug == "booking-over" => Ok(say(&back, FlashKind::Bad, "flash-booking-over")),
        Err(error) => Err(error),
    }
}

impl App {
    /// Where the shop's own people see a booking.
    pub(super) async fn bookings_desk(&self, booking: &Booking) -> Result<String, Error> {
        let shop = self
            .people
            .shop(booking.shop_id)
            .await?
            .ok_or_else(Error::page_not_found)?;
        Ok(format!("/studio/shops/{}/advice/bookings", shop.slug))
    }
}
