//! Bookings: shoppers, signed in or not, and the shop's own people. Who may do what
//! stands in `bookings_access`.

use std::collections::BTreeMap;

use advisor::bookings::{Book, Booking, BookingError, Change, LISTED, Party, Within};
use advisor::tickets::{Subject, Ticket};
use advisor::{BookingId, LinkTo};
use axum::Json;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum_extra::extract::cookie::CookieJar;
use chrono::TimeDelta;
use model::{AccountId, Holder, ProductId, Role, ShopId, Timestamp};
use serde::{Deserialize, Serialize};
use shop::RequestKey;
use utoipa::{IntoParams, ToSchema};

use super::bookings_views::{BookingJson, HereJson};
use super::desk::ColleagueJson;
use crate::address::ClientAddress;
use crate::auth::{SignedIn, Visitor};
use crate::buyer::{Buyer, IdempotencyKey};
use crate::error::{Error, Problem};
use crate::limits::Act;
use crate::pages::locale;
use crate::routes::documents::{Body, Id};
use crate::views::Page;
use crate::{App, Shared};

/// No list begins further from now.
const FAR: TimeDelta = TimeDelta::days(3_652);

/// What you want to book.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct BookingForm {
    /// One of the times that are free.
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    /// The handle of whom you want; without one it is whoever is free.
    advisor: Option<String>,
    /// How you want to be called: 1 to 60 characters. Your account's name if not given.
    name: Option<String>,
    /// Where letters go. Your account's address if not given.
    mail: Option<String>,
    /// Up to 500 characters.
    #[serde(default)]
    topic: String,
    /// What you look at.
    product: Option<ProductId>,
    /// Spoken best: a code of ISO 639 as `en`. The one you read in if not given.
    language: Option<String>,
    /// Your time zone, of the IANA database, as `Europe/Madrid`.
    zone: String,
}

/// Where a booking is to be moved.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct BookingEdit {
    /// One of the times that are free.
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    /// The handle of whom it is to be with; without one it stays as it is.
    advisor: Option<String>,
    /// The shopper's time zone, where it is another now.
    zone: Option<String>,
}

/// What opens a booking besides being its shopper.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct BookingKey {
    /// The secret of the link in its letters.
    pub key: Option<String>,
}

/// Which of a shop's bookings.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Between {
    /// Those that begin from then on; an hour ago if not given.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Those that begin before that; 31 days later if not given.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    /// `next` of the page before, with the same `from` and `to`.
    after: Option<String>,
}

/// Book a time. Sent again with the same `Idempotency-Key` it is the same booking. 409
/// `slot-taken` when somebody else was first, `bookings-enough` with three ahead of you
/// in this shop, `bookings-off` where nothing can be booked; 422 `slot-past`,
/// `slot-notice`, `slot-far` and `slot-not-offered` for times that are none.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/advice/bookings", tag = "bookings",
    params(("slug" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = BookingForm,
    responses(
        (status = 201, body = BookingJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(
    State(app): State<Shared>,
    buyer: Buyer,
    visitor: Visitor,
    Sent(address, read): Sent,
    IdempotencyKey(key): IdempotencyKey,
    Path(slug): Path<String>,
    Body(form): Body<BookingForm>,
) -> Result<(StatusCode, CookieJar, Json<BookingJson>), Error> {
    let key = match key {
        Some(key) => Some(RequestKey::new(&key, &form).ok_or_else(|| {
            Error::invalid(None, "An idempotency key has 1 to 200 visible ASCII characters.")
        })?),
        None => None,
    };
    let booking = app
        .book(&slug, (buyer.holder, address), &visitor, read, form, key)
        .await?;
    let booking = app.booking_json(&booking, Party::Shopper).await?;
    Ok((StatusCode::CREATED, buyer.jar, Json(booking)))
}

/// Bookings of a shop that begin within a time of up to 31 days, cancelled ones too: its
/// owner sees all of them, everyone else their own. 500 at a time; where there are more
/// `next` leads to them. A `from` more than ten years away counts as ten years away.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/advice/bookings", tag = "bookings", params(("slug" = String, Path), Between),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<BookingJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
    Query(between): Query<Between>,
) -> Result<Json<Page<BookingJson>>, Error> {
    let shop = app.desk_to_sit_at(&slug, signed.account.id).await?;
    let now = app.advice.clock.now();
    let from = between
        .from
        .unwrap_or(now - TimeDelta::hours(1))
        .clamp(now - FAR, now + FAR);
    let in_a_month = || from.checked_add_signed(TimeDelta::days(31)).unwrap_or(from);
    let to = between.to.unwrap_or_else(in_a_month);
    if to <= from || to - from > TimeDelta::days(31) {
        return Err(BookingError::Range.into());
    }
    let after = match &between.after {
        Some(text) => {
            let wrong = || {
                Error::invalid(
                    Some("after"),
                    "This is no cursor: pass `next` of the page before.",
                )
            };
            let (at, id) = place(text).ok_or_else(wrong)?;
            Some((at.clamp(from, to), id))
        }
        None => None,
    };
    let within = Within {
        after,
        with_cancelled: true,
        ..app.at_desk(shop.id, signed.account.id, from, to).await?
    };
    let bookings = app.advice.bookings(shop.id, within).await?;
    let last = bookings.last().filter(|_| bookings.len() >= LISTED);
    let next = last.map(|last| format!("{}.{}", last.id, last.starts_at.timestamp_micros()));
    let mut advisors = BTreeMap::new();
    let mut items = Vec::with_capacity(bookings.len());
    for booking in &bookings {
        let advisor = match advisors.get(&booking.advisor_id) {
            Some(known) => ColleagueJson::clone(known),
            None => {
                let account = app.people.account(booking.advisor_id).await?;
                let advisor = ColleagueJson::from(&account.ok_or_else(Error::booking_not_found)?);
                advisors.insert(booking.advisor_id, advisor.clone());
                advisor
            }
        };
        items.push(BookingJson::at_desk(booking, shop.slug.clone(), advisor, now));
    }
    Ok(Json(Page { items, next }))
}

/// Where a page of the list ended.
fn place(text: &str) -> Option<(Timestamp, BookingId)> {
    let (id, at) = text.split_once('.')?;
    let at = Timestamp::from_timestamp_micros(at.parse().ok()?)?;
    Some((at, BookingId(id.parse().ok()?)))
}

/// A booking of yours, or one its key opens; or one with you, or in your shop.
#[utoipa::path(
    get, path = "/api/v1/advice/bookings/{id}", tag = "bookings", params(("id" = BookingId, Path), BookingKey),
    responses(
        (status = 200, body = BookingJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    visitor: Visitor,
    Id(id): Id<BookingId>,
    Query(key): Query<BookingKey>,
) -> Result<Json<BookingJson>, Error> {
    let (booking, party) = app.own_booking(id, &visitor, key.key.as_deref()).await?;
    Ok(Json(app.booking_json(&booking, party).await?))
}

/// Move a booking to another time that is free. It stays the same booking, and both are
/// told. 409 `booking-over` for one that is not ahead; else as booking.
#[utoipa::path(
    patch, path = "/api/v1/advice/bookings/{id}", tag = "bookings",
    params(("id" = BookingId, Path), BookingKey), request_body = BookingEdit,
    responses(
        (status = 200, body = BookingJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn edit(
    State(app): State<Shared>,
    visitor: Visitor,
    Id(id): Id<BookingId>,
    Query(key): Query<BookingKey>,
    Body(form): Body<BookingEdit>,
) -> Result<Json<BookingJson>, Error> {
    let (booking, party) = app.own_booking(id, &visitor, key.key.as_deref()).await?;
    let booking = app.move_booking(&booking, party, form).await?;
    Ok(Json(app.booking_json(&booking, party).await?))
}

/// Cancel a booking; both are told. One that was cancelled before stays as it was.
#[utoipa::path(
    delete, path = "/api/v1/advice/bookings/{id}", tag = "bookings", params(("id" = BookingId, Path), BookingKey),
    responses(
        (status = 200, body = BookingJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn cancel(
    State(app): State<Shared>,
    visitor: Visitor,
    Id(id): Id<BookingId>,
    Query(key): Query<BookingKey>,
) -> Result<Json<BookingJson>, Error> {
    let (booking, party) = app.own_booking(id, &visitor, key.key.as_deref()).await?;
    let booking = app.advice.cancel_booking(booking.id, party).await?;
    Ok(Json(app.booking_json(&booking, party).await?))
}

/// Say that you are here, from ten minutes before it begins until fifteen after: you
/// are put in line, and it rings at your advisor first. 409 `booking-early` before
/// that, with `here_from`, and `booking-over` after.
#[utoipa::path(
    post, path = "/api/v1/advice/bookings/{id}/here", tag = "bookings",
    params(("id" = BookingId, Path), BookingKey),
    responses(
        (status = 200, body = HereJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn here(
    State(app): State<Shared>,
    buyer: Buyer,
    visitor: Visitor,
    Id(id): Id<BookingId>,
    Query(key): Query<BookingKey>,
) -> Result<(CookieJar, Json<HereJson>), Error> {
    let (booking, ticket) = app
        .comes_to_booking(id, &buyer, &visitor, key.key.as_deref())
        .await?;
    let ticket = ticket.id;
    let booking = app.booking_json(&booking, Party::Shopper).await?;
    Ok((buyer.jar, Json(HereJson { booking, ticket })))
}

/// From where somebody sends a form, and the language they read in.
#[derive(Debug)]
pub(crate) struct Sent(pub ClientAddress, pub &'static str);

impl FromRequestParts<Shared> for Sent {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Error> {
        let address = ClientAddress::from_request_parts(parts, app).await?;
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let account = visitor.signed.as_ref().map(|signed| &signed.account);
        Ok(Self(address, locale(account, &parts.headers).code()))
    }
}

impl BookingForm {
    /// As a page's own form has it.
    pub(crate) fn typed(starts_at: Timestamp, zone: String) -> Self {
        Self {
            starts_at,
            advisor: None,
            name: None,
            mail: None,
            topic: String::new(),
            product: None,
            language: None,
            zone,
        }
    }

    pub(crate) fn with(
        mut self,
        (name, mail): (Option<String>, Option<String>),
        topic: String,
        advisor: Option<String>,
        product: Option<ProductId>,
    ) -> Self {
        (self.name, self.mail, self.topic, self.advisor, self.product) =
            (name, mail, topic, advisor, product);
        self
    }
}

impl BookingEdit {
    pub(crate) fn to(starts_at: Timestamp, zone: String) -> Self {
        Self {
            starts_at,
            advisor: None,
            zone: Some(zone),
        }
    }
}

impl App {
    /// Books what `form` says for whoever asks, at that address: from there only so many
    /// times are taken. `read` is the language of their letters.
    pub(crate) async fn book(
        &self,
        slug: &str,
        (holder, address): (Holder, ClientAddress),
        visitor: &Visitor,
        read: &str,
        form: BookingForm,
        key: Option<RequestKey>,
    ) -> Result<Booking, Error> {
        let shop = self.shop_called(slug).await?.id;
        let account = visitor.signed.as_ref().map(|signed| &signed.account);
        let subject = match form.product {
            Some(id) => {
                let product = self.product_to_see(shop, &id.to_string(), visitor).await?;
                Some(Subject {
                    product: product.id,
                    name: product.name,
                })
            }
            None => None,
        };
        let (among, advisor) = self.who_is_meant(shop, form.advisor.as_deref()).await?;
        let mail = form.mail.or(account.map(|account| account.email.clone()));
        let book = Book {
            shop,
            holder,
            starts_at: form.starts_at,
            advisor,
            name: form
                .name
                .or(account.map(|account| account.name.clone()))
                .unwrap_or_default(),
            mail: mail.unwrap_or_default(),
            locale: read.to_owned(),
            language: form.language.unwrap_or_else(|| read.to_owned()),
            zone: form.zone,
            topic: form.topic,
            subject,
            key,
        };
        let mut refused = None;
        let signed_in = holder.account();
        let admits = || match self.limits.take(Act::Ask(address.0, signed_in)) {
            Ok(()) => true,
            Err(error) => {
                refused = Some(error);
                false
            }
        };
        match (self.advice.book_if(book, &among, admits).await, refused) {
            (Err(BookingError::NotAdmitted), Some(error)) => Err(error),
            (booked, _) => Ok(booked?.0),
        }
    }

    pub(crate) async fn move_booking(
        &self,
        booking: &Booking,
        by: Party,
        form: BookingEdit,
    ) -> Result<Booking, Error> {
        let (among, advisor) = self
            .who_is_meant(booking.shop_id, form.advisor.as_deref())
            .await?;
        let change = Change {
            starts_at: form.starts_at,
            advisor,
            zone: form.zone,
            by,
        };
        Ok(self.advice.move_booking(booking.id, change, &among).await?)
    }

    /// Puts the shopper of a booking in line.
    pub(crate) async fn comes_to_booking(
        &self,
        id: BookingId,
        buyer: &Buyer,
        visitor: &Visitor,
        key: Option<&str>,
    ) -> Result<(Booking, Ticket), Error> {
        let (_, party) = self.own_booking(id, visitor, key).await?;
        if party != Party::Shopper {
            return Err(Error::booking_not_found());
        }
        let before = visitor.guest.map(Holder::Guest);
        Ok(self.advice.here(id, buyer.holder, before).await?)
    }

    /// Those who give advice in a shop, and whom of them `handle` names.
    ///
    /// # Errors
    /// 422 for a handle that is none of theirs.
    pub(crate) async fn who_is_meant(
        &self,
        shop: ShopId,
        handle: Option<&str>,
    ) -> Result<(Vec<AccountId>, Option<AccountId>), Error> {
        let staff = self.people.staff(shop).await?;
        let advisors: Vec<_> = staff
            .iter()
            .filter(|(_, role)| role.covers(Role::Advisor))
            .map(|(account, _)| account)
            .collect();
        let named = match handle {
            Some(handle) => {
                let named = advisors.iter().find(|account| account.handle.as_str() == handle);
                let nobody = || Error::invalid(Some("advisor"), "Nobody of that name gives advice here.");
                Some(named.ok_or_else(nobody)?.id)
            }
            None => None,
        };
        Ok((advisors.into_iter().map(|account| account.id).collect(), named))
    }

    /// What someone at the desk sees: an owner all bookings, everyone else their own;
    /// those that are not cancelled.
    pub(crate) async fn at_desk(
        &self,
        shop: ShopId,
        account: AccountId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Within, Error> {
        let role = self.people.role(shop, account).await?;
        let is_owner = role.is_some_and(|role| role.covers(Role::Owner));
        Ok(Within {
            advisor: (!is_owner).then_some(account),
            from,
            to,
            after: None,
            with_cancelled: false,
        })
    }

    /// Where its page is, for whoever has the letter.
    pub(crate) async fn booking_page(&self, id: BookingId) -> Result<String, Error> {
        let key = self.advice.link_key(LinkTo::Booking, id.0).await?;
        Ok(format!("/advice/bookings/{id}?key={key}"))
    }
}
