//! Pictures in a talk: sent by either side, seen by those in the session alone, and
//! gone with what was written, a day after the end.

use std::time::Duration;

use advisor::AdviceSessionId;
use advisor::talk::{Message, SayError};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequest, Path as UrlPath, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use object_store::path::Path;
use object_store::{Error as BlobError, ObjectStoreExt};
use serde::{Deserialize, Serialize};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::media::Place;
use crate::auth::Visitor;
use crate::error::{Error, Problem};
use crate::pictures::Size;
use crate::routes::documents::{Body, Id, body_error};
use crate::{App, Shared};

/// The largest picture taken in, in bytes.
pub(crate) const UPLOAD_LIMIT: usize = 8 * 1024 * 1024;
/// How often it is looked for pictures whose time is over.
const EVERY: Duration = Duration::from_secs(60);
/// Pictures erased in one round.
const ROUND: i64 = 200;

/// What is said about a picture.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SendQuery {
    /// The sender's own name for it, 1 to 64 visible ASCII characters: sent again under
    /// the same key it is the same picture.
    key: String,
    /// Whether the other is to see it large at once.
    #[serde(default)]
    #[param(required = false)]
    large: bool,
}

/// To show one large that was sent already.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct LargeForm {
    /// As when it is sent, and another one.
    key: String,
}

/// A picture that was sent, as the message it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SentPictureJson {
    /// The message's id.
    id: Uuid,
    /// Its number in the session.
    seq: i64,
    /// The picture's.
    picture: Uuid,
    large: bool,
}

impl SentPictureJson {
    fn new(message: &Message, picture: Uuid) -> Self {
        Self {
            id: message.id,
            seq: message.seq,
            picture,
            large: message.is_large,
        }
    }
}

/// Send a picture: JPEG, PNG or WebP, up to 8 MiB and 40 megapixels, as the body. It is
/// drawn anew, so that nothing else of it is kept. Forty a session.
#[utoipa::path(
    post, path = "/api/v1/advice/sessions/{id}/pictures", tag = "advice",
    params(("id" = AdviceSessionId, Path), SendQuery),
    request_body(content = Vec<u8>, content_type = "image/*"),
    responses(
        (status = 201, body = SentPictureJson),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn send(
    State(app): State<Shared>,
    Id(id): Id<AdviceSessionId>,
    query: Result<Query<SendQuery>, QueryRejection>,
    request: Request,
) -> Result<(StatusCode, Json<SentPictureJson>), Error> {
    // Before the body is read: nobody else makes us take in megabytes.
    let place = app.place_in_session(id, request.headers()).await?;
    let Query(query) = query.map_err(|error| Error::bad_request("bad-query", error.body_text()))?;
    let (session, side) = (place.session.id, place.side);
    app.advice.has_room_for_picture(session, side, &query.key).await?;
    let headers = request.headers().clone();
    let bytes = Bytes::from_request(request, &app).await;
    let bytes = bytes.map_err(|error| body_error(&error))?;
    let jpeg = app.draw_anew(bytes, Size::Talk).await?;
    // However long that took: who may is asked as of now.
    let place = app.place_in_session(id, &headers).await?;
    let picture = app.advice.note_picture(session, side, &query.key).await?;
    let blob = location(session, picture.id);
    app.blobs.put(&blob, jpeg.into()).await.map_err(Error::internal)?;
    let message = app
        .say_picture(&place, &query.key, picture.id, query.large)
        .await?;
    let sent = SentPictureJson::new(&message, picture.id);
    Ok((StatusCode::CREATED, Json(sent)))
}

/// Show a picture of the session once more, large.
#[utoipa::path(
    post, path = "/api/v1/advice/sessions/{id}/pictures/{picture}/large", tag = "advice",
    params(("id" = AdviceSessionId, Path), ("picture" = String, Path)), request_body = LargeForm,
    responses(
        (status = 200, body = SentPictureJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show_large(
    State(app): State<Shared>,
    UrlPath((id, picture)): UrlPath<(String, String)>,
    headers: HeaderMap,
    Body(form): Body<LargeForm>,
) -> Result<Json<SentPictureJson>, Error> {
    let id = id.parse().map_err(|_| Error::advice_session_not_found())?;
    let place = app.place_in_session(id, &headers).await?;
    let picture = app.picture_of_talk(id, &picture).await?;
    let message = app.say_picture(&place, &form.key, picture, true).await?;
    Ok(Json(SentPictureJson::new(&message, picture)))
}

/// A picture, for those in the session: until a day after its end.
#[utoipa::path(
    get, path = "/api/v1/advice/sessions/{id}/pictures/{picture}", tag = "advice",
    params(("id" = AdviceSessionId, Path), ("picture" = String, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "image/jpeg"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    UrlPath((id, picture)): UrlPath<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let id = id.parse().map_err(|_| Error::advice_session_not_found())?;
    app.was_in_session(id, &headers).await?;
    let picture = app.picture_of_talk(id, &picture).await?;
    let jpeg = match app.blobs.get(&location(id, picture)).await {
        Ok(found) => found.bytes().await.map_err(Error::internal)?,
        Err(BlobError::NotFound { .. }) => return Err(Error::picture_not_found()),
        Err(error) => return Err(Error::internal(error)),
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        ),
    ];
    Ok((headers, jpeg).into_response())
}

/// Where a picture's file lies.
fn location(session: AdviceSessionId, picture: Uuid) -> Path {
    Path::from(format!("advice/{session}/{picture}.jpg"))
}

/// Erases pictures whose time is over, until `stop`.
pub async fn look_after_talk_pictures(app: Shared, stop: CancellationToken) {
    let mut rounds = tokio::time::interval(EVERY);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(rounds.tick()).await.is_some() {
        match stop.run_until_cancelled(app.erase_talk_pictures()).await {
            Some(Err(error)) => tracing::warn!(?error, "pictures of talks are erased later"),
            Some(Ok(_)) => {}
            None => return,
        }
    }
}

impl App {
    /// Erases the pictures of sessions that ended a day ago, files first. Gives their
    /// number.
    ///
    /// # Errors
    /// Where the database or the files can't be reached: the rest is left for later.
    pub async fn erase_talk_pictures(&self) -> Result<usize, Box<dyn std::error::Error + Send + Sync>> {
        let over = self.advice.outlived_pictures(ROUND).await?;
        for picture in &over {
            match self.blobs.delete(&location(picture.session_id, picture.id)).await {
                // What was never written, or was erased before this was noted.
                Ok(()) | Err(BlobError::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
            self.advice.forget_picture(picture.id).await?;
        }
        Ok(over.len())
    }

    /// That the visitor is in the session, or was in it.
    async fn was_in_session(&self, id: AdviceSessionId, headers: &HeaderMap) -> Result<(), Error> {
        let visitor = Visitor::now(headers, self).await?;
        let signed = visitor.signed.as_ref();
        if signed.is_some_and(|signed| signed.session().is_none()) {
            return Err(Error::advice_session_not_found());
        }
        self.session_with(id, &visitor).await?;
        Ok(())
    }

    /// How whoever has this place is called there.
    async fn name_of(&self, place: &Place) -> Result<String, Error> {
        let people = self.people_in_session(&place.session).await?;
        let own = people.into_iter().find(|person| person.side == place.side);
        Ok(own.map(|person| person.name).unwrap_or_default())
    }

    async fn picture_of_talk(&self, session: AdviceSessionId, picture: &str) -> Result<Uuid, Error> {
        let id = picture.parse().map_err(|_| Error::picture_not_found())?;
        let found = self.advice.talk_picture(session, id).await?;
        found
            .map(|picture| picture.id)
            .ok_or_else(Error::picture_not_found)
    }

    async fn say_picture(
        &self,
        place: &Place,
        key: &str,
        picture: Uuid,
        large: bool,
    ) -> Result<Message, Error> {
        let (session, side) = (place.session.id, place.side);
        let name = self.name_of(place).await?;
        let said = self.advice.say_picture(session, side, &name, key, picture, large);
        let said = said.await?;
        self.advice_rooms.said(session, said.seq);
        Ok(said)
    }
}

impl Error {
    fn picture_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "picture-not-found",
            "There is no such picture.",
        )
    }
}

impl From<SayError> for Error {
    fn from(error: SayError) -> Self {
        let detail = error.to_string();
        match error {
            SayError::Store(error) => error.into(),
            SayError::Over => Self::session_over(),
            SayError::Full => Self::conflict("talk-full", detail),
            SayError::Pictures => Self::conflict("pictures-full", detail),
            SayError::Key => Self::invalid(Some("key"), detail),
            _ => Self::picture_not_found(),
        }
    }
}
