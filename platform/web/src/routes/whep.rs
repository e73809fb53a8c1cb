//! WHEP (draft-ietf-wish-whep): watching a live show.

use axum::extract::{Request, State};
use axum::response::Response;
use media::StreamId;
use model::{ShowId, ShowState};

use crate::Shared;
use crate::address::ClientAddress;
use crate::admission::viewer_key;
use crate::auth::Visitor;
use crate::error::Error;
use crate::limits::Act;

use super::documents::Id;
use super::resources::{self, Offer};

/// `POST /whep/{show}`: a viewer's offer.
pub(crate) async fn watch(
    State(app): State<Shared>,
    address: ClientAddress,
    Id(id): Id<ShowId>,
    request: Request,
) -> Result<Response, Error> {
    app.limits.take(Act::Media(address.0))?;
    let (parts, body) = request.into_parts();
    // First the body, however long it takes: who may is asked as of then.
    let Offer(offer) = Offer::read(&parts, body, resources::SDP).await?;
    let caller = Visitor::now(&parts.headers, &app).await?.caller();
    let (show, _) = app.show_to_watch(id, caller).await?;
    match show.state_at(app.live.clock.now()) {
        ShowState::Live => {}
        ShowState::Scheduled => return Err(Error::conflict("not-live", "This show is not live yet.")),
        ShowState::Ended => {
            return Err(Error::conflict(
                "not-live",
                "This show is over: watch its replay.",
            ));
        }
        ShowState::Expired => return Err(Error::show_gone()),
    }
    let answer = app.media.watch(StreamId(id.0), viewer_key(caller), offer).await?;
    // Whoever lost their right just before was not among the viewers yet.
    let caller = Visitor::now(&parts.headers, &app).await?.caller();
    if let Err(refused) = app.show_to_watch(id, caller).await {
        // It may be gone already. One that stays is never connected: its answer is not told.
        let _ = app.media.close(answer.resource).await;
        return Err(refused);
    }
    Ok(resources::created(&app, "whep", id, answer))
}

/// `OPTIONS /whep/{show}`.
pub(crate) async fn options() -> Response {
    resources::accepts_post(resources::SDP)
}
