//! Bookings as files for calendars: one for its shopper, and all of an advisor's behind
//! a secret address.

use advisor::bookings::{Reader, Within, feed, file};
use advisor::{BookingId, LinkTo};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use model::Role;
use storefront_templates::locale::Locale;
use uuid::Uuid;

use super::bookings::BookingKey;
use crate::Shared;
use crate::auth::Visitor;
use crate::error::Error;
use crate::pages::locale;
use crate::routes::documents::Id;
use crate::urls::Base;

/// `GET /advice/bookings/{id}/calendar.ics`
pub(crate) async fn booking(
    State(app): State<Shared>,
    visitor: Visitor,
    base: Base,
    headers: HeaderMap,
    Id(id): Id<BookingId>,
    Query(key): Query<BookingKey>,
) -> Result<Response, Error> {
    let (booking, _) = app.own_booking(id, &visitor, key.key.as_deref()).await?;
    let shop = app
        .people
        .shop(booking.shop_id)
        .await?
        .ok_or_else(Error::shop_not_found)?;
    let account = visitor.signed.as_ref().map(|signed| &signed.account);
    let title = locale(account, &headers).text_with("booking-calendar-title", &[("shop", shop.name.into())]);
    // Whoever opened it by a letter's link opens its page by it too.
    let url = match &key.key {
        Some(_) => format!("{}{}", base.0, app.booking_page(id).await?),
        None => format!("{}/advice/bookings/{id}", base.0),
    };
    let reader = Reader {
        title: &title,
        url: &url,
    };
    let text = file(&booking, &reader, app.advice.clock.now());
    Ok(answer(text, &format!("booking-{id}")))
}

/// `GET /advice/calendars/{id}/bookings.ics`: to be subscribed to. Whoever gives no
/// advice in the shop any more has no calendar of it.
pub(crate) async fn advisor(
    State(app): State<Shared>,
    base: Base,
    Id(id): Id<Uuid>,
    Query(key): Query<BookingKey>,
) -> Result<Response, Error> {
    let gone = || {
        Error::new(
            StatusCode::NOT_FOUND,
            "calendar-not-found",
            "There is no such calendar.",
        )
    };
    let key = key.key.as_deref().unwrap_or_default();
    if !app.advice.opens_link(LinkTo::Calendar, id, key).await? {
        return Err(gone());
    }
    let (shop, account) = app.advice.booking_feed(id).await?.ok_or_else(gone)?;
    let role = app.people.role(shop, account).await?;
    if !role.is_some_and(|role| role.covers(Role::Advisor)) {
        return Err(gone());
    }
    let shop = app.people.shop(shop).await?.ok_or_else(gone)?;
    let reads = app.people.account(account).await?.ok_or_else(gone)?.locale;
    let reads = Locale::from_code(&reads).unwrap_or_default();
    let now = app.advice.clock.now();
    let within = Within {
        advisor: Some(account),
        // What is past is in the way of what comes.
        from: now - TimeDelta::days(1),
        to: now + TimeDelta::days(91),
        after: None,
        // A calendar takes out what its feed has no more.
        with_cancelled: false,
    };
    let bookings = app.advice.many_bookings(shop.id, within).await?;
    let url = format!("{}/studio/shops/{}/advice/bookings", base.0, shop.slug);
    let titles: Vec<_> = bookings
        .iter()
        .map(|booking| reads.text_with("booking-calendar-with", &[("name", booking.name.as_str().into())]))
        .collect();
    let entries = bookings.iter().zip(&titles).map(|(booking, title)| {
        let reader = Reader { title, url: &url };
        (booking, reader)
    });
    let name = reads.text_with("booking-calendar-name", &[("shop", shop.name.into())]);
    Ok(answer(feed(&name, entries, now), "bookings"))
}

fn answer(text: String, name: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.ics\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, text).into_response()
}
