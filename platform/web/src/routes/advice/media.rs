//! WHIP and WHEP in a session of advice: each of its people publishes a stream of their
//! own and watches the others'. Nothing of it is recorded, listed or anybody else's, and
//! it ends with the session.

use advisor::AdviceSessionId;
use advisor::people_in::Side;
use advisor::sessions::{Session, SessionState};
use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{MethodRouter, delete, post};
use media::{Answer, MediaError, OwnerKey, ResourceId, Role, StreamId, ViewerKey};
use model::AccountId;
use ring::digest;
use serde::Deserialize;
use uuid::{Builder, Uuid};

use crate::address::ClientAddress;
use crate::auth::Visitor;
use crate::error::Error;
use crate::limits::Act;
use crate::routes::documents::Id;
use crate::routes::resources::{self, Offer};
use crate::{App, Shared};

/// Tells these hashes from all others.
const NAME: &[u8] = b"vitrine advice stream";

/// What one side of a session sends: the same stream whenever they come back. Its id
/// is a UUID of version 8 (RFC 9562 section 5.8), which no show's is.
pub(crate) fn stream_of(session: AdviceSessionId, side: Side) -> StreamId {
    let mut hash = digest::Context::new(&digest::SHA256);
    for piece in [NAME, session.0.as_bytes(), side.as_str().as_bytes()] {
        hash.update(piece);
    }
    let hash = hash.finish();
    let bytes = hash.as_ref().first_chunk().expect("SHA-256 has 32 bytes");
    StreamId(Builder::from_custom_bytes(*bytes).into_uuid())
}

/// Whether a stream is one side of a session, and no show.
pub fn is_of_advice(stream: StreamId) -> bool {
    stream.0.get_version_num() == 8
}

/// Someone in an open session.
#[derive(Debug)]
pub(crate) struct Place {
    pub session: Session,
    pub side: Side,
    /// The account or the guest who is on that side.
    pub holder: Uuid,
    pub visitor: Visitor,
}

impl Place {
    fn own_stream(&self) -> StreamId {
        stream_of(self.session.id, self.side)
    }

    /// The account of whoever is of the shop: the advisor's, or a colleague's.
    pub(crate) fn staff(&self) -> Option<AccountId> {
        self.side.is_staff().then_some(AccountId(self.holder))
    }

    fn is_same(&self, other: &Self) -> bool {
        (self.side, self.holder) == (other.side, other.holder)
    }
}

/// Whom one watches.
#[derive(Debug, Deserialize)]
struct Watched {
    /// Without it, whom one faces.
    of: Option<Side>,
}

/// As whom one side of a session watches the other: the same whether they are signed in
/// or not, as a guest may sign in meanwhile.
fn viewer_key(session: AdviceSessionId, side: Side) -> ViewerKey {
    ViewerKey(stream_of(session, side).0)
}

/// The routes of both.
pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .route("/whip/advice/{session}", post(publish).options(options))
        .route("/whip/advice/{session}/{resource}", methods())
        .route("/whep/advice/{session}", post(watch).options(options))
        .route("/whep/advice/{session}/{resource}", methods())
}

fn methods() -> MethodRouter<Shared> {
    delete(close).patch(patch).options(resources::accepts_patch)
}

async fn options() -> Response {
    resources::accepts_post(resources::SDP)
}

/// `POST /whip/advice/{session}`: what one of them sends. A new tab replaces the
/// one before.
async fn publish(
    State(app): State<Shared>,
    address: ClientAddress,
    Id(id): Id<AdviceSessionId>,
    request: Request,
) -> Result<Response, Error> {
    app.limits.take(Act::Media(address.0))?;
    let (parts, body) = request.into_parts();
    // First the body, however long it takes: who may is asked as of then.
    let Offer(offer) = Offer::read(&parts, body, resources::SDP).await?;
    let place = app.place_in_session(id, &parts.headers).await?;
    app.advice_rooms.know(&place.session);
    let answer = app.publish_instead(place.own_stream(), offer).await?;
    app.answered("whip/advice", &place, &parts.headers, answer).await
}

/// `POST /whep/advice/{session}`: the stream of one of the others.
async fn watch(
    State(app): State<Shared>,
    address: ClientAddress,
    Id(id): Id<AdviceSessionId>,
    watched: Result<Query<Watched>, QueryRejection>,
    request: Request,
) -> Result<Response, Error> {
    app.limits.take(Act::Media(address.0))?;
    let (parts, body) = request.into_parts();
    let Offer(offer) = Offer::read(&parts, body, resources::SDP).await?;
    let place = app.place_in_session(id, &parts.headers).await?;
    let Query(watched) = watched.map_err(|error| Error::bad_request("bad-query", error.body_text()))?;
    let of = watched.of.unwrap_or(place.side.other());
    if of == place.side {
        return Err(Error::bad_request("bad-query", "This is your own."));
    }
    app.advice_rooms.know(&place.session);
    let viewer = viewer_key(id, place.side);
    let watched = app.media.watch(stream_of(id, of), viewer, offer).await;
    let answer = watched.map_err(|error| {
        let is_silent = error == MediaError::UnknownStream;
        let mut error = Error::from(error);
        if is_silent {
            error.detail = "They send nothing right now.".into();
        }
        error
    })?;
    app.answered("whep/advice", &place, &parts.headers, answer).await
}

async fn close(
    State(app): State<Shared>,
    Path((session, resource)): Path<(String, String)>,
    request: Request,
) -> Result<StatusCode, Error> {
    let (parts, _) = request.into_parts();
    let resource = app.advice_resource(&session, &resource, &parts).await?;
    app.media.close(resource).await?;
    Ok(StatusCode::OK)
}

async fn patch(
    State(app): State<Shared>,
    Path((session, resource)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Error> {
    let (parts, body) = request.into_parts();
    let Offer(fragment) = Offer::read(&parts, body, resources::SDP_FRAGMENT).await?;
    let resource = app.advice_resource(&session, &resource, &parts).await?;
    resources::patched(&app, resource, &parts.headers, fragment).await
}

impl App {
    /// The open session of that id, if whoever asks is in it. Its people are known by
    /// their browsers' cookies: a program's token opens nothing here.
    ///
    /// # Errors
    /// 404 for anybody else, 410 once it has ended.
    pub(crate) async fn place_in_session(
        &self,
        id: AdviceSessionId,
        headers: &HeaderMap,
    ) -> Result<Place, Error> {
        let visitor = Visitor::now(headers, self).await?;
        if visitor
            .signed
            .as_ref()
            .is_some_and(|signed| signed.session().is_none())
        {
            return Err(Error::advice_session_not_found());
        }
        let (session, side, holder) = self.session_with(id, &visitor).await?;
        match session.state {
            SessionState::Open => Ok(Place {
                session,
                side,
                holder,
                visitor,
            }),
            SessionState::Ended => Err(Error::session_over()),
        }
    }

    /// Publishes `stream` in place of whatever its person sends so far. Whoever
    /// watches it goes on with the new one.
    async fn publish_instead(&self, stream: StreamId, offer: String) -> Result<Answer, MediaError> {
        let owner = OwnerKey(stream.0);
        match self.media.publish(stream, owner, offer.clone()).await {
            Err(MediaError::Occupied) => {}
            other => return other,
        }
        // It may have ended by itself meanwhile.
        unless_unknown(self.media.dismiss_publisher(stream).await)?;
        self.media.publish(stream, owner, offer).await
    }

    /// Tells the engine's answer, unless the session ended while it was made, or another
    /// one is in that place now: then it may have come too late to end with it.
    async fn answered(
        &self,
        endpoint: &str,
        asked: &Place,
        headers: &HeaderMap,
        answer: Answer,
    ) -> Result<Response, Error> {
        let refused = match self.place_in_session(asked.session.id, headers).await {
            Ok(place) if place.is_same(asked) => None,
            Ok(_) => Some(Error::advice_session_not_found()),
            Err(refused) => Some(refused),
        };
        if let Some(refused) = refused {
            // It may be gone already. One that stays is never connected: its answer is not told.
            let _ = self.media.close(answer.resource).await;
            return Err(refused);
        }
        Ok(resources::created(self, endpoint, asked.session.id, answer))
    }

    /// The media session at this address: one's own publishing, or one's own watching.
    async fn advice_resource(
        &self,
        session: &str,
        resource: &str,
        parts: &Parts,
    ) -> Result<ResourceId, Error> {
        let id = session.parse().map_err(|_| Error::advice_session_not_found())?;
        let place = self.place_in_session(id, &parts.headers).await?;
        let not_found = || Error::from(MediaError::UnknownResource);
        let resource = ResourceId(resource.parse::<Uuid>().map_err(|_| not_found())?);
        let (stream, role) = self.media.resource(resource).await?.ok_or_else(not_found)?;
        let own = place.own_stream();
        let mut others = Side::ALL.iter().filter(|&&side| side != place.side);
        let (endpoint, is_own) = match role {
            Role::Publisher => ("/whip/", stream == own),
            Role::Viewer => ("/whep/", others.any(|&side| stream_of(id, side) == stream)),
        };
        if !is_own || !parts.uri.path().starts_with(endpoint) {
            return Err(not_found());
        }
        Ok(resource)
    }

    /// Ends what all in a session send, and with it what they see.
    pub(crate) async fn end_streams(&self, id: AdviceSessionId) -> Result<(), Error> {
        for side in Side::ALL {
            unless_unknown(self.media.end(stream_of(id, side)).await)?;
        }
        Ok(())
    }

    /// Ends what one side of a session sends and sees.
    pub(super) async fn cut_off_side(&self, id: AdviceSessionId, side: Side) -> Result<(), Error> {
        unless_unknown(self.media.end(stream_of(id, side)).await)?;
        self.blind_side(id, side).await
    }

    /// Another one is the advisor now: the one before sends and sees no more, and whoever
    /// watches goes on with what the new one sends.
    pub(super) async fn change_advisor(&self, id: AdviceSessionId) -> Result<(), Error> {
        let stream = stream_of(id, Side::Advisor);
        unless_unknown(self.media.dismiss_publisher(stream).await)?;
        self.blind_side(id, Side::Advisor).await
    }

    /// Ends what one side of a session sees.
    async fn blind_side(&self, id: AdviceSessionId, side: Side) -> Result<(), Error> {
        for other in Side::ALL.into_iter().filter(|&other| other != side) {
            let viewers = vec![viewer_key(id, side)];
            unless_unknown(self.media.dismiss_viewers(stream_of(id, other), viewers).await)?;
        }
        Ok(())
    }

    /// Ends what is sent and seen as `account` in the sessions it is in. Whoever may
    /// still be there comes back by themselves.
    pub(crate) async fn cut_off_in_sessions(&self, account: AccountId) -> Result<(), Error> {
        for session in self.advice.sessions_with(account).await? {
            let besides = self.advice.people_besides(session.id).await?;
            let besides = besides.iter().filter(|person| person.is(account));
            let mut sides: Vec<_> = besides.map(|person| person.side).collect();
            if session.advisor_id == account {
                sides.push(Side::Advisor);
            }
            if session.holder == account.0 {
                sides.push(Side::Shopper);
            }
            for side in sides {
                self.cut_off_side(session.id, side).await?;
                if !side.is_staff() {
                    // They may have come in before they signed in.
                    self.advice_rooms.dismiss_guests(session.id);
                }
            }
        }
        Ok(())
    }
}

/// A stream that is not there, or not any more, has nothing to be ended.
fn unless_unknown(done: Result<(), MediaError>) -> Result<(), MediaError> {
    match done {
        Err(MediaError::UnknownStream) => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_has_a_stream_that_is_no_shows() {
        let id = |last: u8| -> AdviceSessionId {
            let text = format!("01a0f1c2-0000-7000-8000-0000000000{last:02x}");
            text.parse().unwrap()
        };
        let streams = [id(1), id(2)].map(|id| Side::ALL.map(|side| stream_of(id, side)));
        let streams = streams.as_flattened();
        for (at, stream) in streams.iter().enumerate() {
            assert!(is_of_advice(*stream));
            assert!(!streams[..at].contains(stream));
        }
        assert_eq!(streams[0], stream_of(id(1), Side::Shopper));
        assert!(!is_of_advice(StreamId(id(1).0)), "a show's id is of version 7");
    }
}
