//! WHIP (RFC 9725): publishing a show.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use media::{OwnerKey, StreamId};
use model::{AccountId, ShowId, ShowState};
use people::secret;

use crate::address::ClientAddress;
use crate::auth::{Visitor, bearer};
use crate::error::Error;
use crate::limits::Act;
use crate::{App, Shared};

use super::documents::Id;
use super::resources::{self, Offer};

/// `POST /whip/{show}`: the offer of an encoder or a browser.
pub(crate) async fn publish(
    State(app): State<Shared>,
    address: ClientAddress,
    Id(id): Id<ShowId>,
    request: Request,
) -> Result<Response, Error> {
    app.limits.take(Act::Media(address.0))?;
    let (mut parts, body) = request.into_parts();
    let owner = app.publisher(id, &mut parts).await?;
    let Offer(offer) = Offer::read(&parts, body, resources::SDP).await?;
    let show = app.live.show(id).await?.ok_or_else(Error::show_not_found)?;
    match show.state_at(app.live.clock.now()) {
        ShowState::Scheduled | ShowState::Live => {}
        ShowState::Ended => return Err(Error::conflict("show-over", "This show is over: plan a new one.")),
        ShowState::Expired => return Err(Error::show_gone()),
    }
    let answer = app
        .media
        .publish(StreamId(id.0), OwnerKey(owner.0), offer)
        .await?;
    Ok(resources::created(&app, "whip", id, answer))
}

/// `OPTIONS /whip/{show}` (RFC 9725 section 4.2).
pub(crate) async fn options() -> Response {
    resources::accepts_post(resources::SDP)
}

impl App {
    /// Whose publishing this would be: the host's for a stream key, else that
    /// of whoever is signed in and may run the show.
    pub(crate) async fn publisher(
        self: &std::sync::Arc<Self>,
        id: ShowId,
        parts: &mut axum::http::request::Parts,
    ) -> Result<AccountId, Error> {
        use axum::extract::FromRequestParts;
        if let Some(key) = bearer(&parts.headers).filter(|token| token.starts_with("vk_")) {
            let show = self.live.show(id).await?;
            return match show {
                Some(show) if self.live.is_stream_key(id, &secret::hash(key)).await? => Ok(show.host),
                // Whether the show exists is not for a wrong key to learn.
                _ => Err(Error::new(
                    StatusCode::UNAUTHORIZED,
                    "wrong-stream-key",
                    "This stream key is not valid here.",
                )),
            };
        }
        let visitor = Visitor::from_request_parts(parts, self).await?;
        let account = visitor.account_id().ok_or_else(Error::sign_in_first)?;
        self.show_to_run(id, account).await?;
        Ok(account)
    }
}
