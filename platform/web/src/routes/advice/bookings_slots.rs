//! What can be booked in a shop.

use std::collections::BTreeMap;

use advisor::bookings::{BookingError, Free, local, zone};
use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, FixedOffset, TimeDelta};
use model::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::desk::ColleagueJson;
use crate::error::{Error, Problem};
use crate::{App, Shared};

/// Where to look.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Looked {
    /// Times from then on; from now on if not given.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Times before that, at most 31 days later; a week later if not given.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    /// Your time zone, of the IANA database, as `Europe/Madrid`; UTC if not given.
    zone: Option<String>,
    /// The handle of whom you want.
    advisor: Option<String>,
    /// An ISO 639 code: those who speak it.
    language: Option<String>,
}

/// Times that can be booked now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SlotsJson {
    zone: String,
    /// How long a talk takes, in minutes.
    length_min: i64,
    /// Those who can be booked at all.
    advisors: Vec<ColleagueJson>,
    items: Vec<SlotJson>,
}

/// One of them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SlotJson {
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    ends_at: Timestamp,
    /// The beginning by the clock of your time zone.
    #[schema(value_type = String, format = DateTime)]
    local: DateTime<FixedOffset>,
    /// The handles of those who are free then.
    advisors: Vec<String>,
}

/// Times that can be booked in a shop. 409 `bookings-off` where none can.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/advice/slots", tag = "bookings", params(("slug" = String, Path), Looked),
    responses(
        (status = 200, body = SlotsJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    Path(slug): Path<String>,
    Query(looked): Query<Looked>,
) -> Result<Json<SlotsJson>, Error> {
    let shop = app.shop_called(&slug).await?.id;
    let name = looked.zone.as_deref().unwrap_or("UTC");
    let zone = zone(name).ok_or(BookingError::Zone)?;
    let from = looked.from.unwrap_or_else(|| app.advice.clock.now());
    let in_a_week = || from.checked_add_signed(TimeDelta::days(7)).unwrap_or(from);
    let to = looked.to.unwrap_or_else(in_a_week);
    let (among, only) = app.who_is_meant(shop, looked.advisor.as_deref()).await?;
    let language = looked.language.as_deref();
    let free = app
        .advice
        .free_slots(shop, &among, only, language, (from, to), None)
        .await?;
    let bookable = app.advice.who_can_be_booked(shop, &among).await?;
    let colleagues = app.colleagues(&bookable).await?;
    let items = free.iter().map(|free| SlotJson::new(free, zone, &colleagues));
    Ok(Json(SlotsJson {
        zone: zone.to_owned(),
        length_min: app.advice.booking_terms(shop).await?.length_min,
        items: items.collect(),
        advisors: colleagues.into_values().collect(),
    }))
}

impl SlotJson {
    fn new(free: &Free, zone: &str, colleagues: &BTreeMap<AccountId, ColleagueJson>) -> Self {
        let handles = free.advisors.iter().filter_map(|account| colleagues.get(account));
        Self {
            starts_at: free.starts_at,
            ends_at: free.ends_at,
            local: local(free.starts_at, zone),
            advisors: handles.map(|colleague| colleague.handle.clone()).collect(),
        }
    }
}

impl App {
    /// Those accounts, as shoppers see them.
    async fn colleagues(&self, accounts: &[AccountId]) -> Result<BTreeMap<AccountId, ColleagueJson>, Error> {
        let mut colleagues = BTreeMap::new();
        for &account in accounts {
            if let Some(known) = self.people.account(account).await? {
                colleagues.insert(account, ColleagueJson::from(&known));
            }
        }
        Ok(colleagues)
    }
}
