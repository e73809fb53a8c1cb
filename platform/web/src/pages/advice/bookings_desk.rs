//! The desk's own list of bookings: today and what comes, and what is offered.

use std::collections::{BTreeMap, BTreeSet};

use advisor::BookingId;
use advisor::bookings::{Booking, Prepared};
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{NaiveDate, TimeDelta};
use model::{AccountId, ProductId, Role, ShopId, Timestamp};
use storefront_templates::chrome::FlashKind;
use storefront_templates::pages::advice::{
    DeskBooking, DeskBookingsPage, DeskDay, HoursForm, OfferForm, TermsForm,
};
use storefront_templates::pages::selling::Desk;

use super::super::context::{Member, say};
use super::super::html;
use super::bookings::{by_clock, standing};
use super::desk::shown;
use crate::error::Error;
use crate::{App, Shared};

pub(super) async fn desk(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let account = member.account_id();
    let shop = app.shop_to_run(&slug, account, Role::Advisor).await?;
    let role = app.people.role(shop.id, account).await?;
    let owner = role.is_some_and(|held| held.covers(Role::Owner));
    let desk = app.advice.desk(shop.id).await?;
    let offer = app.advice.booking_offer(shop.id, account).await?;
    let own = offer.as_ref().and_then(|offer| offer.hours.clone());
    let hours = own
        .clone()
        .or_else(|| desk.as_ref().map(|desk| desk.hours.clone()));
    let zone = hours.as_ref().map_or("UTC", |hours| hours.zone.name()).to_owned();
    let terms = app.advice.booking_terms(shop.id).await?;
    let feed_url = match &offer {
        Some(offer) => Some(app.feed_url(offer, &member.base).await?),
        None => None,
    };
    let days = app.desk_days(shop.id, &slug, account, &zone).await?;
    let currency = app.commerce.settings(shop.id).await?.currency;
    html(&DeskBookingsPage {
        chrome: member.chrome,
        zone,
        days,
        offer: OfferForm {
            offers: offer.as_ref().is_some_and(|offer| offer.offers),
            has_own_hours: own.is_some(),
            hours: hours
                .as_ref()
                .map_or_else(HoursForm::proposed, |hours| shown(hours, true)),
            days_off: offer
                .map(|offer| offer.days_off.iter().map(NaiveDate::to_string).collect())
                .unwrap_or_default(),
            feed_url,
        },
        is_on: terms.is_on,
        has_no_hours: hours.is_none(),
        terms: owner.then_some(TermsForm {
            on: terms.is_on,
            length_min: terms.length_min,
            before_min: terms.before_min,
            after_min: terms.after_min,
            notice_min: terms.notice_min,
            ahead_days: terms.ahead_days,
        }),
        desk: Desk {
            slug: shop.slug,
            name: shop.name,
            currency: currency.to_string(),
            owner,
        },
    })
}

/// Another address for one's calendar.
pub(super) async fn renew_feed(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let shop = app.shop_to_run(&slug, member.account_id(), Role::Advisor).await?;
    app.advice
        .renew_booking_feed(shop.id, member.account_id())
        .await?;
    let back = format!("/studio/shops/{slug}/advice/bookings");
    Ok(say(&back, FlashKind::Good, "flash-booking-feed"))
}

impl App {
    /// What someone at the desk has from this morning on, by days.
    async fn desk_days(
        &self,
        shop: ShopId,
        slug: &str,
        account: AccountId,
        zone: &str,
    ) -> Result<Vec<DeskDay>, Error> {
        let now = self.advice.clock.now();
        let today = by_clock(now, zone).at.date_naive();
        let (from, to) = (now - TimeDelta::days(1), now + TimeDelta::days(91));
        let within = self.at_desk(shop, account, from, to).await?;
        let bookings = self.advice.many_bookings(shop, within).await?;
        let mut known = Known {
            prepared: self.advice.prepared_within(shop, within).await?,
            ..Known::default()
        };
        let ids = known.prepared.values().flat_map(|prepared| &prepared.products);
        let ids: Vec<_> = ids.copied().collect::<BTreeSet<_>>().into_iter().collect();
        let products = self.commerce.cards(&ids).await?.into_iter();
        let theirs = products.filter(|product| product.shop.id == shop);
        known.products = theirs.map(|product| (product.id, product.name)).collect();
        let mut days: Vec<DeskDay> = Vec::new();
        for booking in bookings {
            let day = by_clock(booking.starts_at, zone).at.date_naive();
            if day < today {
                continue;
            }
            if booking.advisor_id != account && !known.advisors.contains_key(&booking.advisor_id) {
                let with = self.people.account(booking.advisor_id).await?;
                known.advisors.extend(with.map(|with| (with.id, with.name)));
            }
            let shown = known.desk_booking(booking, slug, zone, now);
            match days.last_mut() {
                Some(last) if last.day == day => last.bookings.push(shown),
                _ => days.push(DeskDay {
                    day,
                    is_today: day == today,
                    bookings: vec![shown],
                }),
            }
        }
        Ok(days)
    }
}

/// What is read once for all bookings of a page.
#[derive(Debug, Default)]
struct Known {
    prepared: BTreeMap<BookingId, Prepared>,
    /// Their names.
    products: BTreeMap<ProductId, String>,
    /// Names of those who are not the reader.
    advisors: BTreeMap<AccountId, String>,
}

impl Known {
    fn desk_booking(&mut self, booking: Booking, slug: &str, zone: &str, now: Timestamp) -> DeskBooking {
        let prepared = self.prepared.remove(&booking.id).unwrap_or_default();
        let named = |id: ProductId| Some((id.to_string(), self.products.get(&id)?.clone()));
        let products = prepared.products.into_iter().filter_map(named).collect();
        let theirs = by_clock(booking.starts_at, &booking.zone);
        let when = by_clock(booking.starts_at, zone);
        DeskBooking {
            id: booking.id.to_string(),
            until: by_clock(booking.ends_at, zone),
            theirs: Some(theirs).filter(|theirs| theirs.at.offset() != when.at.offset()),
            when,
            with: self.advisors.get(&booking.advisor_id).cloned(),
            standing: standing(&booking, now),
            is_here: booking.here_at.is_some(),
            is_near: booking.starts_at - now < TimeDelta::days(1),
            name: booking.name,
            language: booking.language,
            topic: booking.topic,
            product_name: booking.product_name,
            note: prepared.note,
            prepared: products,
            move_url: format!("/shops/{slug}/advice/book?booking={}", booking.id),
        }
    }
}
