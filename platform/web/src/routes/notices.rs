//! Notices: the inbox, reminders, and how one wants to be told.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use live::notices::{Heard, Listener, Notice, NoticeSettings};
use model::{AccountId, NoticeKind, ShowId, ShowState, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, timeout_at};
use utoipa::{IntoParams, ToSchema};

use crate::Shared;
use crate::auth::{SignedIn, Visitor};
use crate::error::{Error, Problem};
use crate::urls;
use crate::views::PersonJson;

use super::documents::{Body, Id};

const PAGE: i64 = 30;
const PAGE_MAX: i64 = 100;
/// A stream is not longer than this: who comes back has to be signed in still.
const STREAM: Duration = Duration::from_secs(600);
/// Often enough for proxies that close what is silent.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// The show a notice is about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoticeShowJson {
    id: ShowId,
    title: String,
    state: ShowState,
    #[schema(value_type = Option<String>, format = DateTime)]
    starts_at: Option<Timestamp>,
    cover_url: Option<String>,
    host: PersonJson,
    /// The path of its page.
    path: String,
}

/// Something you were told of. It is gone with its show.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoticeJson {
    /// Later ones have a greater one.
    id: i64,
    kind: NoticeKind,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    read: bool,
    show: NoticeShowJson,
    /// Who named you, for a mention.
    by: Option<PersonJson>,
    /// The message's number in the room, for a mention.
    message: Option<i64>,
}

impl From<&Notice> for NoticeJson {
    fn from(notice: &Notice) -> Self {
        Self {
            id: notice.id,
            kind: notice.kind,
            at: notice.at,
            read: notice.read,
            show: NoticeShowJson {
                id: notice.show,
                title: notice.title.clone(),
                state: notice.state,
                starts_at: notice.starts_at,
                cover_url: notice.cover.as_deref().map(urls::picture),
                host: PersonJson::from(&notice.host),
                path: format!("/shows/{}", notice.show),
            },
            by: notice.actor.as_ref().map(PersonJson::from),
            message: notice.message,
        }
    }
}

/// One page of your notices.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InboxJson {
    items: Vec<NoticeJson>,
    /// Pass it as `before` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// How many you have not read, on all pages.
    unread: i64,
}

/// Which notices.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct InboxQuery {
    /// The last page's `next`.
    before: Option<i64>,
    /// 1 to 100.
    limit: Option<i64>,
}

/// What you were told of, newest first.
#[utoipa::path(
    get, path = "/api/v1/notices", tag = "notices", params(InboxQuery), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = InboxJson),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    asked: Result<Query<InboxQuery>, QueryRejection>,
) -> Result<Json<InboxJson>, Error> {
    let Query(asked) = asked.map_err(|error| Error::bad_request("bad-query", error.body_text()))?;
    let limit = asked.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX);
    let account = signed.account.id;
    let (notices, next) = app.live.notices(account, asked.before, limit).await?;
    Ok(Json(InboxJson {
        items: notices.iter().map(NoticeJson::from).collect(),
        next: next.map(|next| next.to_string()),
        unread: app.live.unread(account).await?,
    }))
}

/// Which notices you have read: one of the two is given.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ReadForm {
    /// This one and all before it.
    up_to: Option<i64>,
    /// `true` for all.
    #[serde(default)]
    all: bool,
}

/// How many notices are unread.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnreadJson {
    unread: i64,
}

/// Mark notices as read.
#[utoipa::path(
    post, path = "/api/v1/notices/read", tag = "notices", request_body = ReadForm,
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = UnreadJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn read(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Body(form): Body<ReadForm>,
) -> Result<Json<UnreadJson>, Error> {
    if form.up_to.is_none() && !form.all {
        return Err(Error::invalid(
            Some("up_to"),
            "Say up to which, or that you mean all.",
        ));
    }
    let up_to = form.up_to.filter(|_| !form.all);
    let unread = app.live.read_notices(signed.account.id, up_to).await?;
    Ok(Json(UnreadJson { unread }))
}

/// One event of the account's stream.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RingJson {
    /// How many you have not read.
    unread: i64,
    /// What is new; absent when only the number has changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<NoticeJson>,
}

impl RingJson {
    fn event(&self) -> Event {
        let text = serde_json::to_string(self).expect("strings and numbers serialise");
        Event::default().event("notice").data(text)
    }
}

/// The account's stream: notices the moment they stand.
///
/// Server-sent events named `notice`, each a `RingJson`; the first one comes at
/// once, with the number alone. Events, not a WebSocket: all goes one way, a
/// browser comes back by itself when the line broke, and over HTTP/2 the many
/// tabs of one person share a connection. It ends after ten minutes at most.
#[utoipa::path(
    get, path = "/api/v1/notices/live", tag = "notices", security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = RingJson, content_type = "text/event-stream"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn live(State(app): State<Shared>, SignedIn(signed): SignedIn) -> Result<Response, Error> {
    let account = signed.account.id;
    // Listens before it counts, so that nothing falls in between.
    let listener = app.live.bell.listen(account).map_err(|_| Error::busy())?;
    let stream = Stream {
        unread: Some(app.live.unread(account).await?),
        ends_at: Instant::now() + STREAM,
        app,
        account,
        listener,
    };
    let events = stream::unfold(stream, |mut stream| async move {
        let event = stream.next().await?;
        Some((Ok::<_, Infallible>(event), stream))
    });
    let events = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    // For proxies that gather answers before they pass them on.
    Ok(([("x-accel-buffering", "no")], events).into_response())
}

/// One listening page.
struct Stream {
    app: Shared,
    account: AccountId,
    listener: Listener,
    /// What the first event says.
    unread: Option<i64>,
    ends_at: Instant,
}

impl Stream {
    async fn next(&mut self) -> Option<Event> {
        let ring = match self.unread.take() {
            Some(unread) => RingJson { unread, notice: None },
            None => match timeout_at(self.ends_at, self.listener.next()).await.ok()?? {
                Heard::Ring(ring) => RingJson {
                    unread: ring.unread,
                    notice: ring.notice.as_deref().map(NoticeJson::from),
                },
                Heard::Missed => RingJson {
                    unread: self.app.live.unread(self.account).await.ok()?,
                    notice: None,
                },
            },
        };
        Some(ring.event())
    }
}

/// How you want to be told.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct NoticeSettingsJson {
    /// Whether a show of someone you follow is pushed to you.
    push_live: bool,
    /// Whether a reminder is.
    push_soon: bool,
    /// Whether a mention is.
    push_mention: bool,
    /// `HH:MM`: from when on nothing is pushed; empty for never.
    quiet_from: String,
    /// `HH:MM`: until when; it may be the next day's.
    quiet_to: String,
    /// Such as `Europe/Madrid`.
    #[schema(example = "Europe/Madrid")]
    time_zone: String,
}

impl From<NoticeSettings> for NoticeSettingsJson {
    fn from(settings: NoticeSettings) -> Self {
        let (quiet_from, quiet_to) = settings
            .quiet
            .map_or_else(Default::default, |quiet| quiet.texts());
        Self {
            push_live: settings.push_live,
            push_soon: settings.push_soon,
            push_mention: settings.push_mention,
            quiet_from,
            quiet_to,
            time_zone: settings.time_zone.name().to_owned(),
        }
    }
}

/// How you want to be told.
#[utoipa::path(
    get, path = "/api/v1/notices/settings", tag = "notices", security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = NoticeSettingsJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn settings(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
) -> Result<Json<NoticeSettingsJson>, Error> {
    let settings = app.live.notice_settings(signed.account.id).await?;
    Ok(Json(settings.into()))
}

/// Change how you want to be told.
#[utoipa::path(
    put, path = "/api/v1/notices/settings", tag = "notices", request_body = NoticeSettingsJson,
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = NoticeSettingsJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set_settings(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Body(form): Body<NoticeSettingsJson>,
) -> Result<Json<NoticeSettingsJson>, Error> {
    let settings = NoticeSettings {
        push_live: form.push_live,
        push_soon: form.push_soon,
        push_mention: form.push_mention,
        quiet: NoticeSettings::quiet_of(&form.quiet_from, &form.quiet_to)?,
        time_zone: NoticeSettings::zone_of(&form.time_zone)?,
    };
    app.live.set_notice_settings(signed.account.id, &settings).await?;
    Ok(Json(settings.into()))
}

/// Ask to be told ten minutes before a show begins.
#[utoipa::path(
    put, path = "/api/v1/shows/{id}/reminder", tag = "notices", params(("id" = ShowId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn remind(
    State(app): State<Shared>,
    visitor: Visitor,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
) -> Result<StatusCode, Error> {
    let (show, _) = app.show_to_watch(id, visitor.caller()).await?;
    app.live.remind(signed.account.id, &show).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a reminder back.
#[utoipa::path(
    delete, path = "/api/v1/shows/{id}/reminder", tag = "notices", params(("id" = ShowId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn forget_reminder(
    State(app): State<Shared>,
    visitor: Visitor,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
) -> Result<StatusCode, Error> {
    app.show_to_watch(id, visitor.caller()).await?;
    app.live.forget_reminder(signed.account.id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
