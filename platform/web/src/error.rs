//! One error for all of HTTP: problem+json (RFC 9457) to programs, a page to
//! people. What went wrong inside is logged with the request's id and not shown.

use std::any::Any;
use std::borrow::Cow;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// An answer that is not what was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Error {
    pub status: StatusCode,
    /// The last part of `type`: stable, for programs to match on.
    pub slug: &'static str,
    pub detail: Cow<'static, str>,
    /// The form field it is about.
    pub field: Option<&'static str>,
    /// In seconds.
    pub retry_after: Option<u64>,
}

/// The body of an error, `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// A URI that names the kind of problem; it never changes.
    #[schema(example = "/problems/show-not-found")]
    r#type: String,
    /// The status in words.
    title: String,
    /// The HTTP status code.
    status: u16,
    /// What happened, and what to do.
    detail: String,
    /// The member of the request it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

impl Error {
    pub(crate) fn new(status: StatusCode, slug: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            slug,
            detail: detail.into(),
            field: None,
            retry_after: None,
        }
    }

    pub(crate) fn about(mut self, field: Option<&'static str>) -> Self {
        self.field = field;
        self
    }

    fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    pub(crate) fn bad_request(slug: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, slug, detail)
    }

    /// A sound request whose content can't be accepted.
    pub(crate) fn invalid(field: Option<&'static str>, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail).about(field)
    }

    pub(crate) fn conflict(slug: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, slug, detail)
    }

    pub(crate) fn sign_in_first() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "sign-in-first",
            "Sign in, or send a token.",
        )
    }

    pub(crate) fn wrong_password() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "wrong-password",
            "This name and password don't belong together.",
        )
    }

    pub(crate) fn forbidden(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    pub(crate) fn show_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "show-not-found", "There is no such show.")
    }

    pub(crate) fn page_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "There is nothing at this address.",
        )
    }

    pub(crate) fn show_gone() -> Self {
        Self::new(
            StatusCode::GONE,
            "show-gone",
            "This show is gone: replays live for a day at most.",
        )
    }

    pub(crate) fn too_many_requests(retry_after: std::time::Duration) -> Self {
        let seconds = retry_after.as_secs().max(1);
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-requests",
            format!("Try again in {seconds} s."),
        )
        .retry_after(seconds)
    }

    /// For what only a socket can do.
    pub(crate) fn upgrade_required(detail: &'static str) -> Self {
        Self::new(StatusCode::UPGRADE_REQUIRED, "upgrade-required", detail)
    }

    pub(crate) fn busy() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "The server is busy: try again in a moment.",
        )
        .retry_after(2)
    }

    /// Nothing that trying again at once would mend.
    fn unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "The server can't store or look up anything right now: try again in a minute.",
        )
        .retry_after(60)
    }

    /// A fault of ours: logged here, shown as no more than that.
    pub(crate) fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something failed on our side. It has been noted.",
        )
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        if error.is_bad_text() {
            Self::bad_request("bad-text", "Text can't contain NUL characters.")
        } else if error.is_busy() {
            tracing::warn!(%error, "database busy");
            Self::busy()
        } else if error.is_unavailable() {
            tracing::error!(%error, "database unavailable");
            Self::unavailable()
        } else {
            Self::internal(error)
        }
    }
}

impl From<people::accounts::AccountError> for Error {
    fn from(error: people::accounts::AccountError) -> Self {
        use people::accounts::AccountError as E;
        match error {
            E::Store(error) => error.into(),
            E::Busy(_) => Self::busy(),
            E::HandleTaken | E::EmailTaken => Self::conflict("taken", error.to_string()).about(error.field()),
            other => Self::invalid(other.field(), other.to_string()),
        }
    }
}

impl From<people::tokens::TokenError> for Error {
    fn from(error: people::tokens::TokenError) -> Self {
        use people::tokens::TokenError as E;
        match error {
            E::Store(error) => error.into(),
            E::TooMany => Self::conflict("too-many-tokens", error.to_string()),
            other => Self::invalid(Some("name"), other.to_string()),
        }
    }
}

impl From<live::shows::ShowError> for Error {
    fn from(error: live::shows::ShowError) -> Self {
        use live::shows::ShowError as E;
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::show_not_found(),
            E::Over => Self::conflict("show-over", error.to_string()),
            E::IsLive => Self::conflict("show-live", error.to_string()),
            other => Self::invalid(other.field(), other.to_string()),
        }
    }
}

impl From<live::groups::GroupError> for Error {
    fn from(error: live::groups::GroupError) -> Self {
        use live::groups::GroupError as E;
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::new(
                StatusCode::NOT_FOUND,
                "group-not-found",
                "There is no such group.",
            ),
            E::NameTaken => Self::conflict("taken", error.to_string()).about(Some("name")),
            E::TooMany | E::Full => Self::conflict("too-many", error.to_string()),
            E::Owner => Self::invalid(Some("handle"), error.to_string()),
            other => Self::invalid(Some("name"), other.to_string()),
        }
    }
}

impl From<live::invitations::InvitationError> for Error {
    fn from(error: live::invitations::InvitationError) -> Self {
        use live::invitations::InvitationError as E;
        match error {
            E::Store(error) => error.into(),
            E::UnknownLink => Self::new(StatusCode::NOT_FOUND, "link-not-found", "There is no such link."),
            E::UsedUp => Self::new(StatusCode::GONE, "link-used-up", error.to_string()),
            E::TooMany => Self::conflict("too-many", error.to_string()),
            E::Uses => Self::invalid(Some("most_uses"), error.to_string()),
            other => Self::invalid(Some("groups"), other.to_string()),
        }
    }
}

impl From<live::room::ActError> for Error {
    fn from(error: live::room::ActError) -> Self {
        use live::room::ActError as E;
        match error {
            E::Store(error) => error.into(),
            E::NotAllowed => Self::forbidden("Only those who keep order here may do this."),
            E::Protected => Self::forbidden("This person keeps order here themselves."),
            E::Unknown => Self::new(
                StatusCode::NOT_FOUND,
                "not-in-this-room",
                "There is no such message, question or person here.",
            ),
            E::NotLive => Self::conflict("not-live", "This show's room is not open in that way now."),
            E::Gone => Self::show_gone(),
            E::Invalid(why) => Self::invalid(None, why),
            E::Busy => Self::busy(),
            other => Self::internal(other),
        }
    }
}

impl From<live::shows::LifeError> for Error {
    fn from(error: live::shows::LifeError) -> Self {
        use live::shows::LifeError as E;
        match error {
            E::Store(error) => error.into(),
            E::Transition(step) => Self::conflict("show-state", step.to_string()),
            _ => Self::show_not_found(),
        }
    }
}

impl From<live::follows::FollowError> for Error {
    fn from(error: live::follows::FollowError) -> Self {
        use live::follows::FollowError as E;
        match error {
            E::Store(error) => error.into(),
            E::Blocked => Self::forbidden("You can't follow this person."),
            E::Yourself | E::BlockYourself => Self::conflict("yourself", error.to_string()),
            other => Self::conflict("too-many", other.to_string()),
        }
    }
}

impl From<live::reminders::ReminderError> for Error {
    fn from(error: live::reminders::ReminderError) -> Self {
        use live::reminders::ReminderError as E;
        match error {
            E::Store(error) => error.into(),
            E::NotAhead => Self::conflict("not-planned", error.to_string()),
            other => Self::conflict("too-many", other.to_string()),
        }
    }
}

impl From<live::notices::SettingsError> for Error {
    fn from(error: live::notices::SettingsError) -> Self {
        use live::notices::SettingsError as E;
        match error {
            E::Store(error) => error.into(),
            other => Self::invalid(other.field(), other.to_string()),
        }
    }
}

impl From<live::push::PushError> for Error {
    fn from(error: live::push::PushError) -> Self {
        use live::push::PushError as E;
        match error {
            E::Store(error) => error.into(),
            E::Auth => Self::invalid(Some("auth"), error.to_string()),
            other => Self::invalid(Some("p256dh"), other.to_string()),
        }
    }
}

impl From<media::MediaError> for Error {
    fn from(error: media::MediaError) -> Self {
        use media::MediaError as E;
        match error {
            E::BadOffer(why) => {
                Self::bad_request("bad-sdp", format!("The session description can't be used: {why}"))
            }
            E::NotAcceptable => Self::new(
                StatusCode::NOT_ACCEPTABLE,
                "no-common-codec",
                "Offer H.264 video and Opus audio over DTLS-SRTP.",
            ),
            E::Occupied => Self::conflict("occupied", "This show is being published already."),
            E::UnknownStream => {
                Self::conflict("not-publishing", "Nobody is publishing this show right now.").retry_after(2)
            }
            E::UnknownResource => Self::new(
                StatusCode::NOT_FOUND,
                "session-not-found",
                "There is no such media session.",
            ),
            E::Conflict => Self::new(
                StatusCode::PRECONDITION_FAILED,
                "stale-session",
                "The session was restarted meanwhile: use its newest ETag.",
            ),
            E::TooMany | E::Busy | E::Closed => Self::busy(),
            other => Self::internal(other),
        }
    }
}

impl Error {
    /// Sets the headers that belong to this error on whatever shows it.
    pub(crate) fn explain(&self, response: &mut Response) {
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.status == StatusCode::UPGRADE_REQUIRED {
            // RFC 9110 section 15.5.22, RFC 6455 section 4.4.
            headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
            headers.insert(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let problem = Problem {
            r#type: format!("/problems/{}", self.slug),
            title: self.status.canonical_reason().unwrap_or("Error").to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.to_string(),
            field: self.field.map(str::to_owned),
        };
        let body = serde_json::to_vec(&problem).expect("strings and numbers serialise");
        let mut response = (
            self.status,
            [(header::CONTENT_TYPE, "application/problem+json")],
            body,
        )
            .into_response();
        self.explain(&mut response);
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        // For the pages' middleware, which shows people a page instead.
        response.extensions_mut().insert(self);
        response
    }
}

pub(crate) async fn method_not_allowed() -> Error {
    Error::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "This address does not take that method.",
    )
}

pub(crate) async fn not_found() -> Error {
    Error::page_not_found()
}

#[expect(clippy::needless_pass_by_value, reason = "the signature CatchPanic asks for")]
pub(crate) fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let cause = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("panic");
    Error::internal(cause).into_response()
}
