//! Asking somebody into a session, and the answer: a friend of the shopper's by a link,
//! a colleague of the advisor's to join it or to take it over.

use advisor::invitations::{
    AnswerError, AskColleague, Invitation, InvitationKind, InvitationState, InviteError,
};
use advisor::people_in::Side;
use advisor::{AdviceSessionId, InvitationId};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use model::{AccountId, Handle, ShopId, Timestamp};
use people::secret::Secret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::desk::ColleagueJson;
use super::media::Place;
use super::sessions::SessionJson;
use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::routes::documents::{Body, Id};
use crate::urls::Base;
use crate::{App, Shared};

/// Whom to ask, and what for.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct InvitationForm {
    /// `friend` for the shopper; `colleague` or `hand_over` for the advisor.
    kind: InvitationKind,
    /// The colleague's handle.
    #[serde(default)]
    to: Option<String>,
    /// What was found and what is wanted, for the colleague alone: up to 500 characters.
    #[serde(default)]
    note: String,
    /// Stay as a colleague after handing over.
    #[serde(default)]
    stay: bool,
}

/// Somebody is asked into a session, as whoever asked sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InvitationJson {
    id: InvitationId,
    kind: InvitationKind,
    state: InvitationState,
    /// Which colleague; null where a link is.
    to: Option<ColleagueJson>,
    note: String,
    stay: bool,
    #[schema(value_type = String, format = DateTime)]
    made_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// A friend's link: only in the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// A colleague asks you into their session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AskedJson {
    id: InvitationId,
    kind: InvitationKind,
    /// Who asks.
    by: ColleagueJson,
    note: String,
    /// Whoever hands over stays as a colleague.
    stay: bool,
    /// How the shopper wants to be called, in which language they speak, and what it is about.
    shopper: String,
    language: String,
    topic: String,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// Ask somebody into an open session. The shopper gets a link for one friend, good for 30
/// minutes, for whoever uses it first; a link made before is good no more. The advisor
/// asks a colleague who is there, who has 60 seconds to answer.
#[utoipa::path(
    post, path = "/api/v1/advice/sessions/{id}/invitations", tag = "advice",
    params(("id" = AdviceSessionId, Path)), request_body = InvitationForm,
    responses(
        (status = 201, body = InvitationJson),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(
    State(app): State<Shared>,
    base: Base,
    Id(id): Id<AdviceSessionId>,
    headers: HeaderMap,
    Body(form): Body<InvitationForm>,
) -> Result<(StatusCode, Json<InvitationJson>), Error> {
    let place = app.place_in_session(id, &headers).await?;
    place.may_ask(form.kind)?;
    if form.kind == InvitationKind::Friend {
        let secret = Secret::generate("va_", &*app.people.entropy);
        let made = app.advice.invite_friend(id, &secret.hash()).await?;
        let mut made = app.invitation_json(&made).await?;
        made.url = Some(base.advice_invitation(&secret));
        return Ok((StatusCode::CREATED, Json(made)));
    }
    let ask = AskColleague {
        session: id,
        by: place.session.advisor_id,
        to: app.colleague_to_ask(&place, form.to.as_deref()).await?,
        hands_over: form.kind == InvitationKind::HandOver,
        stays: form.stay,
        note: form.note,
    };
    let made = app.advice.ask_colleague(ask).await?;
    Ok((StatusCode::CREATED, Json(app.invitation_json(&made).await?)))
}

/// Whom you have asked into an open session, the last one first.
#[utoipa::path(
    get, path = "/api/v1/advice/sessions/{id}/invitations", tag = "advice",
    params(("id" = AdviceSessionId, Path)),
    responses(
        (status = 200, body = Vec<InvitationJson>),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    Id(id): Id<AdviceSessionId>,
    headers: HeaderMap,
) -> Result<Json<Vec<InvitationJson>>, Error> {
    let place = app.place_in_session(id, &headers).await?;
    if !matches!(place.side, Side::Shopper | Side::Advisor) {
        return Err(Error::forbidden("Its shopper and its advisor ask others in."));
    }
    let mut own = Vec::new();
    for asked in app.advice.invitations(id).await? {
        if place.may_ask(asked.kind).is_ok() {
            own.push(app.invitation_json(&asked).await?);
        }
    }
    Ok(Json(own))
}

/// Ask somebody no longer. A friend's link is good no more.
#[utoipa::path(
    delete, path = "/api/v1/advice/sessions/{id}/invitations/{invitation}", tag = "advice",
    params(("id" = AdviceSessionId, Path), ("invitation" = InvitationId, Path)),
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn withdraw(
    State(app): State<Shared>,
    Path((id, invitation)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<StatusCode, Error> {
    let id = id.parse().map_err(|_| Error::advice_session_not_found())?;
    let place = app.place_in_session(id, &headers).await?;
    let invitation = invitation.parse().map_err(|_| AnswerError::Unknown)?;
    let asked = app.advice.invitation(invitation).await?;
    let own = asked.filter(|asked| asked.session_id == id && place.may_ask(asked.kind).is_ok());
    own.ok_or(AnswerError::Unknown)?;
    app.advice.withdraw_invitation(id, invitation).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Colleagues the advisor may ask: who is there, and in no session.
#[utoipa::path(
    get, path = "/api/v1/advice/sessions/{id}/colleagues", tag = "advice",
    params(("id" = AdviceSessionId, Path)),
    responses(
        (status = 200, body = Vec<ColleagueJson>),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn colleagues(
    State(app): State<Shared>,
    Id(id): Id<AdviceSessionId>,
    headers: HeaderMap,
) -> Result<Json<Vec<ColleagueJson>>, Error> {
    let place = app.place_in_session(id, &headers).await?;
    place.may_ask(InvitationKind::Colleague)?;
    let mut found = Vec::new();
    for account in app.colleagues_of(&place).await? {
        let account = app.people.account(account).await?;
        found.extend(account.as_ref().map(ColleagueJson::from));
    }
    Ok(Json(found))
}

/// Come to a colleague's session: join it, or take it over. Accepted twice it is once.
#[utoipa::path(
    post, path = "/api/v1/advice/invitations/{id}/accept", tag = "advice",
    params(("id" = InvitationId, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = SessionJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn accept(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<InvitationId>,
) -> Result<Json<SessionJson>, Error> {
    let account = signed.account.id;
    let asked = app.invitation_to(id, account).await?;
    let besides = app.advice.people_besides(asked.session_id).await?;
    let was_within = besides.iter().any(|person| person.is(account));
    let (session, is_new) = app.advice.accept_invitation(id, account).await?;
    if is_new && asked.kind == InvitationKind::HandOver {
        app.change_advisor(session.id).await?;
        if was_within {
            app.cut_off_side(session.id, Side::Colleague).await?;
        }
    }
    let you = if session.advisor_id == account {
        Side::Advisor
    } else {
        Side::Colleague
    };
    Ok(Json(app.session_json(&session, you).await?))
}

/// Do not come.
#[utoipa::path(
    post, path = "/api/v1/advice/invitations/{id}/decline", tag = "advice",
    params(("id" = InvitationId, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn decline(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<InvitationId>,
) -> Result<StatusCode, Error> {
    app.invitation_to(id, signed.account.id).await?;
    app.advice.decline_invitation(id, signed.account.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Place {
    /// Who asks whom: the shopper a friend, the advisor a colleague.
    fn may_ask(&self, kind: InvitationKind) -> Result<(), Error> {
        let asks = if kind == InvitationKind::Friend {
            Side::Shopper
        } else {
            Side::Advisor
        };
        if self.side == asks {
            Ok(())
        } else {
            Err(Error::forbidden(
                "The shopper asks a friend in, and the advisor a colleague.",
            ))
        }
    }
}

impl App {
    /// Those `account` may answer in a shop now.
    pub(super) async fn asked(&self, shop: ShopId, account: AccountId) -> Result<Vec<AskedJson>, Error> {
        let mut found = Vec::new();
        for asked in self.advice.invitations_to(shop, account).await? {
            let Some(session) = self.advice.session(asked.session_id).await? else {
                continue;
            };
            let by = match asked.asked_by {
                Some(by) => self.people.account(by).await?,
                None => None,
            };
            let ticket = self.advice.ticket(session.ticket_id).await?;
            if let (Some(by), Some(ticket)) = (by, ticket) {
                found.push(AskedJson {
                    id: asked.id,
                    kind: asked.kind,
                    by: ColleagueJson::from(&by),
                    note: asked.note,
                    stay: asked.stays,
                    shopper: ticket.name,
                    language: ticket.language,
                    topic: ticket.topic,
                    expires_at: asked.expires_at,
                });
            }
        }
        Ok(found)
    }

    /// One that is `account`'s to answer, as long as they give advice in its shop.
    async fn invitation_to(&self, id: InvitationId, account: AccountId) -> Result<Invitation, Error> {
        let asked = self.advice.invitation(id).await?;
        let own = asked.filter(|asked| asked.account_id == Some(account));
        let own = own.ok_or(AnswerError::Unknown)?;
        let session = self.advice.session(own.session_id).await?;
        let session = session.ok_or(AnswerError::Unknown)?;
        if !self.gives_advice(session.shop_id, account).await? {
            return Err(AnswerError::Unknown.into());
        }
        Ok(own)
    }

    async fn invitation_json(&self, asked: &Invitation) -> Result<InvitationJson, Error> {
        let to = match asked.account_id {
            Some(to) => self.people.account(to).await?,
            None => None,
        };
        let is_late = asked.state == InvitationState::Open && !asked.is_open(self.advice.clock.now());
        Ok(InvitationJson {
            id: asked.id,
            kind: asked.kind,
            state: if is_late {
                InvitationState::Lapsed
            } else {
                asked.state
            },
            to: to.as_ref().map(ColleagueJson::from),
            note: asked.note.clone(),
            stay: asked.stays,
            made_at: asked.made_at,
            expires_at: asked.expires_at,
            url: None,
        })
    }

    /// Who may be asked by the advisor of that session: whoever is free, and who is in it
    /// as a colleague already.
    async fn colleagues_of(&self, place: &Place) -> Result<Vec<AccountId>, Error> {
        let session = &place.session;
        let besides = self.advice.people_besides(session.id).await?;
        let within = besides.iter().filter(|person| person.side == Side::Colleague);
        let mut found: Vec<_> = within.map(|person| AccountId(person.holder)).collect();
        for account in self.advice.free_advisors(session.shop_id).await? {
            let is_shopper = account.0 == session.holder;
            if !is_shopper && self.gives_advice(session.shop_id, account).await? {
                found.push(account);
            }
        }
        Ok(found)
    }

    async fn colleague_to_ask(&self, place: &Place, handle: Option<&str>) -> Result<AccountId, Error> {
        let handle = handle.and_then(|handle| Handle::parse(handle).ok());
        let account = match handle {
            Some(handle) => self.people.account_by_handle(&handle).await?,
            None => None,
        };
        let there = self.colleagues_of(place).await?;
        let there = account.filter(|account| there.contains(&account.id));
        there
            .map(|account| account.id)
            .ok_or_else(|| Error::invalid(Some("to"), "They are not there at the moment."))
    }
}

impl From<InviteError> for Error {
    fn from(error: InviteError) -> Self {
        let detail = error.to_string();
        match error {
            InviteError::Store(error) => error.into(),
            InviteError::Unknown => Self::advice_session_not_found(),
            InviteError::Over => Self::session_over(),
            InviteError::Taken => Self::conflict("seat-taken", detail),
            InviteError::Asked => Self::conflict("already-asked", detail),
            InviteError::Note => Self::invalid(Some("note"), detail),
            other => Self::internal(other),
        }
    }
}

impl From<AnswerError> for Error {
    fn from(error: AnswerError) -> Self {
        let detail = error.to_string();
        match error {
            AnswerError::Store(error) => error.into(),
            AnswerError::Unknown => Self::new(
                StatusCode::NOT_FOUND,
                "invitation-not-found",
                "There is no such invitation.",
            ),
            AnswerError::Gone => Self::conflict("invitation-over", detail),
            AnswerError::Over => Self::session_over(),
            AnswerError::InSession => Self::conflict("in-session", detail),
            AnswerError::Taken => Self::conflict("seat-taken", detail),
            other => Self::internal(other),
        }
    }
}
