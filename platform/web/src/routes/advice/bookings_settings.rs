//! What a shop and its advisors offer to be booked.

use std::collections::BTreeSet;

use advisor::LinkTo;
use advisor::bookings::{Offer, Terms};
use advisor::hours::{Hours, HoursError};
use axum::Json;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use model::{AccountId, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::desk::{SpanJson, spans, week};
use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::routes::documents::Body;
use crate::urls::Base;
use crate::{App, Shared};

/// A shop's terms for bookings.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct TermsJson {
    /// Off, nothing new is booked; what is booked stays.
    on: bool,
    /// How long a talk takes: 10 to 120 minutes.
    length_min: i64,
    /// Kept free before it: up to 60 minutes, within the advisor's hours.
    #[serde(default)]
    before_min: i64,
    /// Kept free after it, the same.
    #[serde(default)]
    after_min: i64,
    /// How long before it begins it has to be booked, in minutes: up to a week.
    notice_min: i64,
    /// How many days ahead can be booked: 1 to 90.
    ahead_days: i64,
}

impl From<Terms> for TermsJson {
    fn from(terms: Terms) -> Self {
        Self {
            on: terms.is_on,
            length_min: terms.length_min,
            before_min: terms.before_min,
            after_min: terms.after_min,
            notice_min: terms.notice_min,
            ahead_days: terms.ahead_days,
        }
    }
}

/// What you offer in a shop.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct OfferForm {
    /// Whether you can be booked.
    #[serde(default)]
    offers: bool,
    /// Your hours have a time zone of their own, of the IANA database; with `week`.
    #[serde(default)]
    zone: Option<String>,
    /// Seven days, Monday first, as for the desk. Null for the desk's own hours.
    #[serde(default)]
    week: Option<Vec<Vec<SpanJson>>>,
    /// Days on which you can't be booked, as `2027-03-28`: up to 100.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    days_off: BTreeSet<NaiveDate>,
}

/// What you offer in a shop, and the calendar to subscribe to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OfferJson {
    offers: bool,
    /// Null with the desk's own hours.
    zone: Option<String>,
    week: Option<Vec<Vec<SpanJson>>>,
    #[schema(value_type = Vec<String>)]
    days_off: BTreeSet<NaiveDate>,
    /// A secret: whoever has it reads your bookings. Null until you have set anything.
    feed_url: Option<String>,
}

/// A shop's terms for bookings.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/advice/bookings/terms", tag = "bookings", params(("slug" = String, Path)),
    responses(
        (status = 200, body = TermsJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn terms(
    State(app): State<Shared>,
    Path(slug): Path<String>,
) -> Result<Json<TermsJson>, Error> {
    let shop = app.shop_called(&slug).await?;
    Ok(Json(app.advice.booking_terms(shop.id).await?.into()))
}

/// Set a shop's terms for bookings, as its owner.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/advice/bookings/terms", tag = "bookings", params(("slug" = String, Path)),
    request_body = TermsJson, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = TermsJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set_terms(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
    Body(form): Body<TermsJson>,
) -> Result<Json<TermsJson>, Error> {
    let shop = app.desk_to_manage(&slug, signed.account.id).await?;
    let terms = Terms {
        is_on: form.on,
        length_min: form.length_min,
        before_min: form.before_min,
        after_min: form.after_min,
        notice_min: form.notice_min,
        ahead_days: form.ahead_days,
    };
    app.advice.set_booking_terms(shop.id, &terms).await?;
    Ok(Json(terms.into()))
}

/// What you offer to be booked in a shop where you give advice.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/advice/me/bookings", tag = "bookings", params(("slug" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = OfferJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn offer(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    base: Base,
    Path(slug): Path<String>,
) -> Result<Json<OfferJson>, Error> {
    let shop = app.desk_to_sit_at(&slug, signed.account.id).await?;
    let offer = app.offer_of(shop.id, signed.account.id, &base).await?;
    Ok(Json(offer))
}

/// Say what you offer to be booked. What is booked stays.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/advice/me/bookings", tag = "bookings", params(("slug" = String, Path)),
    request_body = OfferForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = OfferJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set_offer(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    base: Base,
    Path(slug): Path<String>,
    Body(form): Body<OfferForm>,
) -> Result<Json<OfferJson>, Error> {
    let shop = app.desk_to_sit_at(&slug, signed.account.id).await?.id;
    let account = signed.account.id;
    let hours = form.hours()?;
    app.advice
        .set_booking_offer(shop, account, form.offers, hours, form.days_off)
        .await?;
    Ok(Json(app.offer_of(shop, account, &base).await?))
}

/// Have another address for your calendar: the one you had leads nowhere from now on.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/advice/me/bookings/feed", tag = "bookings",
    params(("slug" = String, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = OfferJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn renew_feed(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    base: Base,
    Path(slug): Path<String>,
) -> Result<Json<OfferJson>, Error> {
    let shop = app.desk_to_sit_at(&slug, signed.account.id).await?.id;
    app.advice.renew_booking_feed(shop, signed.account.id).await?;
    Ok(Json(app.offer_of(shop, signed.account.id, &base).await?))
}

impl OfferForm {
    fn hours(&self) -> Result<Option<Hours>, HoursError> {
        match (&self.zone, &self.week) {
            (Some(zone), Some(days)) => Hours::new(zone, week(days)?).map(Some),
            _ => Ok(None),
        }
    }
}

impl App {
    async fn offer_of(&self, shop: ShopId, account: AccountId, base: &Base) -> Result<OfferJson, Error> {
        let offer = self.advice.booking_offer(shop, account).await?;
        let feed_url = match &offer {
            Some(offer) => Some(self.feed_url(offer, base).await?),
            None => None,
        };
        let hours = offer.as_ref().and_then(|offer| offer.hours.as_ref());
        Ok(OfferJson {
            offers: offer.as_ref().is_some_and(|offer| offer.offers),
            zone: hours.map(|hours| hours.zone.name().to_owned()),
            week: hours.map(|hours| spans(&hours.week)),
            days_off: offer.map(|offer| offer.days_off).unwrap_or_default(),
            feed_url,
        })
    }

    /// Where the calendar of an advisor's bookings is.
    pub(crate) async fn feed_url(&self, offer: &Offer, base: &Base) -> Result<String, Error> {
        let key = self.advice.link_key(LinkTo::Calendar, offer.feed).await?;
        Ok(format!(
            "{}/advice/calendars/{}/bookings.ics?key={key}",
            base.0, offer.feed
        ))
    }
}
