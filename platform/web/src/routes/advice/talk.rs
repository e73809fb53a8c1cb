//! `GET /live/advice/{session}`: the socket of a session.

use advisor::AdviceSessionId;
use axum::extract::{Query, Request, State};
use axum::response::Response;
use serde::Deserialize;

use crate::address::ClientAddress;
use crate::error::Error;
use crate::limits::Act;
use crate::routes::documents::Id;
use crate::socket::Handshake;
use crate::socket::advice::{Arrival, attend};
use crate::{Shared, origin};

/// Where a client left off.
#[derive(Debug, Deserialize)]
pub(crate) struct Earlier {
    /// The highest number it has heard.
    after: Option<i64>,
}

/// Comes into a session.
pub(crate) async fn enter(
    State(app): State<Shared>,
    ClientAddress(address): ClientAddress,
    Id(id): Id<AdviceSessionId>,
    Query(earlier): Query<Earlier>,
    mut request: Request,
) -> Result<Response, Error> {
    let handshake = Handshake::read(&mut request)?;
    app.limits.take(Act::Enter(address))?;
    let (parts, _) = request.into_parts();
    // Browsers open sockets to anywhere, cookies included: RFC 6455 section 10.2.
    if !origin::is_ours(&app, &parts.uri, &parts.headers) {
        return Err(Error::forbidden("This request comes from another site's page."));
    }
    let place = app.place_in_session(id, &parts.headers).await?;
    let admission = app.sockets.admit(address, place.visitor.account_id())?;
    let arrival = Arrival {
        place,
        headers: parts.headers,
        after: earlier.after,
        admission,
    };
    Ok(attend(&app, handshake, arrival))
}
