//! WHIP (RFC 9725): publishing a show.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
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
    let (parts, body) = request.into_parts();
    // First the body, however long it takes: who may is asked as of then.
    let Offer(offer) = Offer::read(&parts, body, resources::SDP).await?;
    let owner = app.publisher(id, &parts.headers).await?;
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
    // Whoever lost their right just before was not the publisher yet.
    if let Err(refused) = app.publisher(id, &parts.headers).await {
        // It may be gone already. One that stays is never connected: its answer is not told.
        let _ = app.media.close(answer.resource).await;
        return Err(refused);
    }
    Ok(resources::created(&app, "whip", id, answer))
}

/// `OPTIONS /whip/{show}` (RFC 9725 section 4.2).
pub(crate) async fn options() -> Response {
    resources::accepts_post(resources::SDP)
}

impl App {
    /// Whose publishing this would be: the host's for a stream key, else that
    /// of whoever is signed in and may run the show. Asked as of now.
    pub(crate) async fn publisher(&self, id: ShowId, headers: &HeaderMap) -> Result<AccountId, Error> {
        if let Some(key) = bearer(headers).filter(|token| token.starts_with("vk_")) {
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
        let visitor = Visitor::now(headers, self).await?;
        let account = visitor.account_id().ok_or_else(Error::sign_in_first)?;
        self.show_to_run(id, account).await?;
        Ok(account)
    }
}
