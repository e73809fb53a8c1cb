//! The desk: its hours, who sits at it, and what they see from there.

use std::collections::BTreeMap;

use advisor::advisors::{Advisor, Availability, Profile};
use advisor::desks::Desk;
use advisor::hours::{Hours, HoursError, Span, Week};
use advisor::line::Ring;
use advisor::tickets::Ticket;
use advisor::{LineView, QueueId, TicketId};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use model::{AccountId, ProductId, ShowId, Timestamp};
use people::accounts::Account;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::EstimateJson;
use super::away::AwayJson;
use super::invitations::AskedJson;
use super::queues::NamedQueueJson;
use super::sessions::SessionJson;
use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::routes::documents::Body;
use crate::{Shared, urls};

/// When advice is given, by the clock on the shop's wall. A time the clocks skip in
/// spring never comes; one they show twice in autumn counts both times.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct HoursJson {
    /// Of the IANA database, as `Europe/Madrid`.
    zone: String,
    /// Off, it is closed whatever the hour.
    on: bool,
    /// Seven days, Monday first, with up to six opening hours each.
    week: Vec<Vec<SpanJson>>,
}

/// From one time of a day up to another.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct SpanJson {
    /// As `09:30`.
    open: String,
    /// As `18:00`; midnight at the end of the day is `24:00`.
    close: String,
}

impl From<&Desk> for HoursJson {
    fn from(desk: &Desk) -> Self {
        Self {
            zone: desk.hours.zone.name().to_owned(),
            on: desk.is_on,
            week: spans(&desk.hours.week),
        }
    }
}

pub(super) fn spans(week: &Week) -> Vec<Vec<SpanJson>> {
    let span = |span: &Span| {
        let (open, close) = span.texts();
        SpanJson { open, close }
    };
    let days = week.days().iter();
    days.map(|day| day.iter().map(span).collect()).collect()
}

pub(super) fn week(days: &[Vec<SpanJson>]) -> Result<Week, HoursError> {
    let span = |span: &SpanJson| Span::parse(&span.open, &span.close);
    let days = days.iter().map(|day| day.iter().map(span).collect());
    Week::new(days.collect::<Result<Vec<_>, HoursError>>()?)
}

impl TryFrom<HoursJson> for Desk {
    type Error = HoursError;

    fn try_from(json: HoursJson) -> Result<Self, HoursError> {
        Ok(Self {
            hours: Hours::new(&json.zone, week(&json.week)?)?,
            is_on: json.on,
        })
    }
}

/// What an advisor says of themselves.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct AdvisorJson {
    state: Availability,
    /// Up to 10 codes of ISO 639, as `en`.
    languages: Vec<String>,
    /// Up to 20 of up to 40 characters each, as `running shoes`.
    skills: Vec<String>,
    /// The queues you serve, empty for all. As they were if not given.
    #[serde(default)]
    queues: Option<Vec<QueueId>>,
}

impl From<Advisor> for AdvisorJson {
    fn from(advisor: Advisor) -> Self {
        Self {
            state: advisor.state,
            languages: advisor.languages,
            skills: advisor.skills,
            queues: Some(advisor.serves),
        }
    }
}

/// What an advisor sees.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskJson {
    /// Yourself; null until you have said something.
    me: Option<AdvisorJson>,
    /// Those who wait, in the order they are served in.
    tickets: Vec<WaitingJson>,
    /// Those who keep a place and are away, in the same order.
    away: Vec<AwayJson>,
    /// The shop's queues, in the order they are offered in.
    queues: Vec<NamedQueueJson>,
    /// The one of them that rings at you.
    ringing: Option<TicketId>,
    /// The session you are in, in whatever shop.
    session: Option<SessionJson>,
    /// Colleagues who ask you into their sessions.
    invitations: Vec<AskedJson>,
}

/// Someone who waits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitingJson {
    id: TicketId,
    name: String,
    language: String,
    topic: String,
    product: Option<ProductId>,
    /// Its name as it was then; empty without one.
    product_name: String,
    /// Where they asked.
    show: Option<ShowId>,
    #[schema(value_type = String, format = DateTime)]
    asked_at: Timestamp,
    /// They were in a session, and their advisor was lost.
    returned: bool,
    /// They have booked this talk.
    booked: bool,
    /// They were called back, and came.
    called: bool,
    /// The line they chose.
    queue: Option<QueueId>,
    /// As their own page says it; 1 is the next.
    position: Option<usize>,
    /// As their own page says it.
    estimate: Option<EstimateJson>,
    /// At whom it rings now.
    ringing: Vec<ColleagueJson>,
}

/// Someone of the shop, as shoppers and colleagues see them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ColleagueJson {
    pub(super) handle: String,
    name: String,
    avatar_url: Option<String>,
}

impl From<&Account> for ColleagueJson {
    fn from(account: &Account) -> Self {
        Self {
            handle: account.handle.as_str().to_owned(),
            name: account.name.clone(),
            avatar_url: account.avatar.as_deref().map(urls::picture),
        }
    }
}

impl WaitingJson {
    fn new(
        view: &LineView,
        ticket: &Ticket,
        ring: &Ring,
        staff: &BTreeMap<AccountId, ColleagueJson>,
    ) -> Self {
        Self {
            id: ticket.id,
            name: ticket.name.clone(),
            language: ticket.language.clone(),
            topic: ticket.topic.clone(),
            product: ticket.product_id,
            product_name: ticket.product_name.clone(),
            show: ticket.show_id,
            asked_at: ticket.asked_at,
            returned: ticket.is_returned,
            booked: ticket.booking_id.is_some(),
            called: ticket.called_at.is_some(),
            queue: ticket.queue_id,
            position: view.before(ticket.id).map(|before| before + 1),
            estimate: view.estimate(ticket).map(EstimateJson::from),
            ringing: ring
                .advisors
                .iter()
                .filter_map(|account| staff.get(account).cloned())
                .collect(),
        }
    }
}

/// When advice is given, for those who manage the shop.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/advice/hours", tag = "advice", params(("slug" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = HoursJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn hours(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
) -> Result<Json<HoursJson>, Error> {
    let shop = app.desk_to_manage(&slug, signed.account.id).await?;
    let desk = app.advice.desk(shop.id).await?.unwrap_or_else(Desk::unset);
    Ok(Json(HoursJson::from(&desk)))
}

/// Say when advice is given. Before that it is whenever one of the advisors is there.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/advice/hours", tag = "advice", params(("slug" = String, Path)),
    request_body = HoursJson, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = HoursJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set_hours(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
    Body(form): Body<HoursJson>,
) -> Result<Json<HoursJson>, Error> {
    let shop = app.desk_to_manage(&slug, signed.account.id).await?;
    let desk = Desk::try_from(form)?;
    app.advice.set_desk(shop.id, &desk).await?;
    Ok(Json(HoursJson::from(&desk)))
}

/// Say whether you are there for shoppers, in which languages and about what. Send a
/// sign of yourself at least every 45 seconds then, and every few in a session.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/advice/me", tag = "advice", params(("slug" = String, Path)),
    request_body = AdvisorJson, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = AdvisorJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set_me(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
    Body(form): Body<AdvisorJson>,
) -> Result<Json<AdvisorJson>, Error> {
    let account = signed.account.id;
    let shop = app.desk_to_sit_at(&slug, account).await?;
    let profile = Profile {
        state: form.state,
        languages: form.languages,
        skills: form.skills,
        serves: form.queues,
    };
    let advisor = app.advice.set_advisor(shop.id, account, profile).await?;
    Ok(Json(advisor.into()))
}

/// A sign of yourself. In a session you are waited for ten seconds without one;
/// then its shopper is back in line, before all others.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/advice/me/seen", tag = "advice", params(("slug" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn seen(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
) -> Result<StatusCode, Error> {
    let shop = app.desk_to_sit_at(&slug, signed.account.id).await?;
    app.advice.advisor_seen(shop.id, signed.account.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who waits, at whom it rings, and the session you are in.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/advice/desk", tag = "advice", params(("slug" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = DeskJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
) -> Result<Json<DeskJson>, Error> {
    let account = signed.account.id;
    let shop = app.desk_to_sit_at(&slug, account).await?.id;
    let view = app.advice.line_view(shop).await?;
    let staff = app.people.staff(shop).await?;
    let staff = staff
        .iter()
        .map(|(account, _)| (account.id, ColleagueJson::from(account)));
    let staff = staff.collect();
    let session = match app.advice.open_session_of(account).await? {
        Some(session) => Some(app.session_json(&session, super::access::Part::Advisor).await?),
        None => None,
    };
    Ok(Json(DeskJson {
        me: app.advice.advisor(shop, account).await?.map(AdvisorJson::from),
        tickets: view
            .rings()
            .map(|(ticket, ring)| WaitingJson::new(&view, ticket, ring, &staff))
            .collect(),
        away: view.line().away().map(AwayJson::from).collect(),
        queues: view.line().queues().iter().map(NamedQueueJson::from).collect(),
        ringing: view
            .rings()
            .find(|(_, ring)| ring.advisors.contains(&account))
            .map(|(ticket, _)| ticket.id),
        session,
        invitations: app.asked(shop, account).await?,
    }))
}
