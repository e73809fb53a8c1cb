//! Choosing a time, by the shopper's own clock: for a new booking, or for one that is
//! moved. A form that needs no script.

use std::collections::BTreeMap;

use advisor::BookingId;
use advisor::bookings::{Booking, Free, Party, Terms, zone};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Days, NaiveDate, TimeDelta};
use model::{EventId, ProductId, Timestamp};
use people::shops::Shop;
use serde::{Deserialize, Serialize};
use shop::RequestKey;
use storefront_templates::chrome::FlashKind;
use storefront_templates::forms::FieldErrors;
use storefront_templates::local_time::LocalTime;
use storefront_templates::pages::advice::{AdvisorChoice, BookHidden, BookPage, DayChoice, TimeChoice};
use storefront_templates::views::ShopView;

use super::super::context::{Context, say};
use super::super::forms::{Asked, Typed, complaint};
use super::super::html;
use super::bookings::{by_clock, page};
use crate::buyer::Buyer;
use crate::error::Error;
use crate::routes::advice::bookings::{BookingEdit, BookingForm, Sent};
use crate::{App, Shared};

/// Days looked at at a time.
const WINDOW: u64 = 30;

/// What was chosen so far; empty for what was not.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Chosen {
    zone: String,
    /// The first day looked at.
    from: String,
    day: String,
    advisor: String,
    /// A product's slug or id.
    product: String,
    /// The booking that is moved…
    booking: String,
    /// …and what opens it.
    key: String,
    starts_at: String,
    name: String,
    mail: String,
    topic: String,
    once: String,
}

impl Chosen {
    /// The page with this chosen, and `changes`.
    fn url(&self, shop: &Shop, changes: &[(&str, &str)]) -> String {
        let kept = [
            ("zone", self.zone.as_str()),
            ("from", &self.from),
            ("day", &self.day),
            ("advisor", &self.advisor),
            ("product", &self.product),
            ("booking", &self.booking),
            ("key", &self.key),
        ];
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in kept {
            let changed = changes.iter().find(|(changed, _)| *changed == name);
            let value = changed.map_or(value, |(_, value)| value);
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        format!("/shops/{}/advice/book?{}", shop.slug, query.finish())
    }
}

pub(super) async fn choose(
    State(app): State<Shared>,
    context: Context,
    Path(slug): Path<String>,
    Asked(chosen): Asked<Chosen>,
) -> Result<Response, Error> {
    let shop = app.shop_called(&slug).await?;
    let moved = app.moved(&shop, &context, &chosen).await?;
    html(
        &app.book_page(context, shop, chosen, moved.as_ref(), FieldErrors::new())
            .await?,
    )
}

pub(super) async fn book(
    State(app): State<Shared>,
    buyer: Buyer,
    context: Context,
    Sent(address, read): Sent,
    Path(slug): Path<String>,
    Typed(chosen): Typed<Chosen>,
) -> Result<Response, Error> {
    let shop = app.shop_called(&slug).await?;
    let moved = app.moved(&shop, &context, &chosen).await?;
    let Ok(starts_at) = DateTime::parse_from_rfc3339(&chosen.starts_at) else {
        let errors = complaint("starts_at", "error-booking-choose");
        return html(
            &app.book_page(context, shop, chosen, moved.as_ref(), errors)
                .await?,
        );
    };
    let starts_at = starts_at.to_utc();
    let done = match &moved {
        Some((booking, party)) => {
            let form = BookingEdit::to(starts_at, chosen.zone.clone());
            app.move_booking(booking, *party, form).await
        }
        None => {
            let form = app.typed(&shop, &context, &chosen, starts_at).await?;
            let key = RequestKey::new(&chosen.once, &chosen);
            app.book(&slug, (buyer.holder, address), &context.visitor, read, form, key)
                .await
        }
    };
    match (done, moved) {
        (Ok(booking), None) => {
            let said = say(&page(booking.id, ""), FlashKind::Good, "flash-booking-made");
            Ok((buyer.jar, said).into_response())
        }
        (Ok(booking), Some((_, Party::Shopper))) => {
            let back = page(booking.id, &chosen.key);
            Ok(say(&back, FlashKind::Good, "flash-booking-moved"))
        }
        (Ok(booking), Some((_, Party::Shop))) => {
            let back = app.bookings_desk(&booking).await?;
            Ok(say(&back, FlashKind::Good, "flash-booking-moved"))
        }
        (Err(error), moved) => {
            let errors = complaints(error)?;
            let page = app
                .book_page(context, shop, chosen, moved.as_ref(), errors)
                .await?;
            Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
    }
}

/// What is wrong with a form, in the words of the page.
fn complaints(error: Error) -> Result<FieldErrors, Error> {
    let (field, key) = match (error.slug, error.field) {
        ("too-many-requests", _) => ("form", "error-rate-limited"),
        ("slot-taken", _) => ("starts_at", "error-booking-taken"),
        ("slot-past", _) => ("starts_at", "error-booking-past"),
        ("slot-notice", _) => ("starts_at", "error-booking-notice"),
        ("slot-far", _) => ("starts_at", "error-booking-far"),
        ("slot-not-offered", _) => ("starts_at", "error-booking-hours"),
        ("bookings-enough", _) => ("form", "error-booking-enough"),
        ("moved-enough", _) => ("form", "error-booking-moved-enough"),
        ("booking-over", _) => ("form", "error-booking-over"),
        ("bookings-off", _) => ("form", "error-booking-hours"),
        ("invalid", Some("name")) => ("name", "error-booking-name"),
        ("invalid", Some("mail")) => ("mail", "error-booking-mail"),
        ("invalid", Some("topic")) => ("topic", "error-booking-topic"),
        ("invalid", Some("zone")) => ("zone", "error-booking-zone"),
        _ => return Err(error),
    };
    Ok(complaint(field, key))
}

impl App {
    /// The booking that is moved, if one is.
    async fn moved(
        &self,
        shop: &Shop,
        context: &Context,
        chosen: &Chosen,
    ) -> Result<Option<(Booking, Party)>, Error> {
        if chosen.booking.is_empty() {
            return Ok(None);
        }
        let id: BookingId = chosen.booking.parse().map_err(|_| Error::booking_not_found())?;
        let key = Some(chosen.key.as_str()).filter(|key| !key.is_empty());
        let (booking, party) = self.own_booking(id, &context.visitor, key).await?;
        if booking.shop_id != shop.id {
            return Err(Error::booking_not_found());
        }
        Ok(Some((booking, party)))
    }

    async fn typed(
        &self,
        shop: &Shop,
        context: &Context,
        chosen: &Chosen,
        starts_at: Timestamp,
    ) -> Result<BookingForm, Error> {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let product = self.product_chosen(shop, context, &chosen.product).await?;
        let who = (Some(chosen.name.clone()), Some(chosen.mail.clone()));
        let form = BookingForm::typed(starts_at, chosen.zone.clone());
        // A browser ends its lines with two characters.
        let topic = chosen.topic.replace("\r\n", "\n");
        Ok(form.with(who, topic, some(&chosen.advisor), product.map(|(id, _)| id)))
    }

    /// What the visitor has ahead of them in the shop.
    async fn own_bookings(
        &self,
        shop: &Shop,
        context: &Context,
        zone: &str,
    ) -> Result<Vec<(LocalTime, String)>, Error> {
        let Some(holder) = context.visitor.holder() else {
            return Ok(Vec::new());
        };
        let own = self.advice.bookings_of(shop.id, holder.uuid()).await?;
        let shown = own
            .iter()
            .map(|booking| (by_clock(booking.starts_at, zone), page(booking.id, "")));
        Ok(shown.collect())
    }

    /// None for one that is none any more: what is booked is a time.
    async fn product_chosen(
        &self,
        shop: &Shop,
        context: &Context,
        name: &str,
    ) -> Result<Option<(ProductId, String)>, Error> {
        if name.is_empty() {
            return Ok(None);
        }
        match self.product_to_see(shop.id, name, &context.visitor).await {
            Ok(product) => Ok(Some((product.id, product.name))),
            Err(error) if error.status.is_client_error() => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn book_page(
        &self,
        context: Context,
        shop: Shop,
        chosen: Chosen,
        moved: Option<&(Booking, Party)>,
        errors: FieldErrors,
    ) -> Result<BookPage, Error> {
        let known_zone = zone(&chosen.zone);
        let of_booking = moved.and_then(|(booking, _)| zone(&booking.zone));
        let zone = match (known_zone.or(of_booking), self.advice.desk(shop.id).await?) {
            (Some(zone), _) => zone,
            (None, Some(desk)) => desk.hours.zone.name(),
            (None, None) => "UTC",
        };
        let terms = self.advice.booking_terms(shop.id).await?;
        let product = self.product_chosen(&shop, &context, &chosen.product).await?;
        let account = context.visitor.signed.as_ref().map(|signed| &signed.account);
        let typed = |typed: &str, known: Option<&String>| match known {
            Some(known) if typed.is_empty() => known.clone(),
            _ => typed.to_owned(),
        };
        let mut page = BookPage {
            is_on: terms.is_on,
            zone: zone.to_owned(),
            is_zone_unknown: known_zone.is_none() && of_booking.is_none() && chosen.zone.is_empty(),
            minutes: terms.length_min.unsigned_abs(),
            days: Vec::new(),
            earlier: None,
            later: None,
            times: Vec::new(),
            advisors: Vec::new(),
            moved_from: moved.map(|(booking, _)| by_clock(booking.starts_at, zone)),
            own: self.own_bookings(&shop, &context, zone).await?,
            product_name: product.as_ref().map(|(_, name)| name.clone()).unwrap_or_default(),
            name: typed(&chosen.name, account.map(|account| &account.name)),
            mail: typed(&chosen.mail, account.map(|account| &account.email)),
            topic: chosen.topic.clone(),
            hidden: BookHidden {
                product: product.map(|(id, _)| id.to_string()).unwrap_or_default(),
                booking: chosen.booking.clone(),
                key: chosen.key.clone(),
                once: EventId::new(&*self.advice.clock, &*self.advice.entropy)
                    .0
                    .to_string(),
            },
            shop: ShopView {
                slug: shop.slug.clone(),
                name: shop.name.clone(),
            },
            chrome: context.chrome,
            errors,
        };
        if terms.is_on {
            let chosen = Chosen {
                zone: zone.to_owned(),
                ..chosen
            };
            self.offer_times(&mut page, &shop, &chosen, &terms, moved).await?;
        }
        Ok(page)
    }

    /// The days and times there are to choose from.
    async fn offer_times(
        &self,
        page: &mut BookPage,
        shop: &Shop,
        chosen: &Chosen,
        terms: &Terms,
        moved: Option<&(Booking, Party)>,
    ) -> Result<(), Error> {
        let now = self.advice.clock.now();
        let day_at = |at: Timestamp| by_clock(at, &chosen.zone).at.date_naive();
        let today = day_at(now);
        let last = day_at(terms.last(now));
        let first = chosen
            .from
            .parse::<NaiveDate>()
            .unwrap_or(today)
            .clamp(today, last);
        let (among, _) = self.who_is_meant(shop.id, None).await?;
        let bookable = self.advice.who_can_be_booked(shop.id, &among).await?;
        let mut only = None;
        let mut advisors = Vec::new();
        for account in &bookable {
            if let Some(known) = self.people.account(*account).await? {
                let handle = known.handle.as_str();
                let is_chosen = handle == chosen.advisor;
                if is_chosen {
                    only = Some(*account);
                }
                advisors.push(AdvisorChoice {
                    handle: handle.to_owned(),
                    name: known.name,
                    is_chosen,
                });
            }
        }
        if let Some((booking, _)) = moved {
            // It stays with whom it is with, as long as they offer their time.
            only = bookable
                .contains(&booking.advisor_id)
                .then_some(booking.advisor_id);
        } else if advisors.len() > 1 {
            let anyone = AdvisorChoice {
                handle: String::new(),
                name: String::new(),
                is_chosen: only.is_none(),
            };
            page.advisors = std::iter::once(anyone).chain(advisors).collect();
        }
        // A day more on either side: days are the shopper's, and end when theirs do.
        let ahead = (first - today).num_days();
        let from = (now + TimeDelta::days(ahead - 1)).max(now);
        let to = from + TimeDelta::days(31);
        let but = moved.map(|(booking, _)| booking.id);
        let free = self
            .advice
            .free_slots(shop.id, &among, only, None, (from, to), but)
            .await?;
        let until = first + Days::new(WINDOW - 1);
        let mut by_day: BTreeMap<NaiveDate, Vec<&Free>> = BTreeMap::new();
        for one in &free {
            let day = day_at(one.starts_at);
            if (first..until).contains(&day) {
                by_day.entry(day).or_default().push(one);
            }
        }
        let of_booking = moved.map(|(booking, _)| day_at(booking.starts_at));
        let wanted = chosen.day.parse::<NaiveDate>().ok().or(of_booking);
        let shown = wanted
            .filter(|day| by_day.contains_key(day))
            .or(by_day.keys().next().copied());
        let from_day = first.to_string();
        page.days = by_day
            .iter()
            .map(|(&day, free)| DayChoice {
                day,
                free: free.len(),
                url: chosen.url(shop, &[("day", &day.to_string()), ("from", &from_day)]),
                is_chosen: Some(day) == shown,
            })
            .collect();
        page.times = shown
            .and_then(|day| by_day.get(&day))
            .map(|free| times(free, &chosen.zone, &chosen.starts_at))
            .unwrap_or_default();
        let window = |first: NaiveDate| chosen.url(shop, &[("from", &first.to_string()), ("day", "")]);
        page.earlier = (first > today).then(|| window((first - Days::new(WINDOW - 1)).max(today)));
        page.later = (until <= last).then(|| window(until));
        Ok(())
    }
}

/// A day's times, and which of them its clock shows twice.
fn times(free: &[&Free], zone: &str, chosen: &str) -> Vec<TimeChoice> {
    let mut shown: Vec<_> = free
        .iter()
        .map(|free| {
            let value = free.starts_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
            TimeChoice {
                when: by_clock(free.starts_at, zone),
                is_chosen: value == chosen,
                value,
                is_twice: false,
            }
        })
        .collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for one in &shown {
        *seen.entry(one.when.time()).or_default() += 1;
    }
    for one in &mut shown {
        one.is_twice = seen.get(&one.when.time()).is_some_and(|times| *times > 1);
    }
    shown
}
