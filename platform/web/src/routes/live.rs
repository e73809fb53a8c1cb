//! `GET /live/{show}`: the room's socket.

use ::live::room::{self, Person};
use axum::extract::{FromRequestParts, Request, State};
use axum::response::Response;
use model::{ShowId, ShowState};

use crate::Shared;
use crate::address::ClientAddress;
use crate::auth::Visitor;
use crate::error::Error;
use crate::limits::Act;
use crate::socket::{Attendance, Handshake, attend};
use crate::{origin, urls};

use super::documents::Id;

/// Comes into the room of a live show.
pub(crate) async fn enter(
    State(app): State<Shared>,
    ClientAddress(address): ClientAddress,
    Id(id): Id<ShowId>,
    mut request: Request,
) -> Result<Response, Error> {
    let handshake = Handshake::read(&mut request)?;
    app.limits.take(Act::Enter(address))?;
    let (mut parts, _) = request.into_parts();
    // Browsers open sockets to anywhere, cookies included: RFC 6455 section 10.2.
    if !origin::is_ours(&app, &parts.uri, &parts.headers) {
        return Err(Error::forbidden("This request comes from another site's page."));
    }
    let visitor = Visitor::from_request_parts(&mut parts, &app).await?;
    let (show, viewer) = app.show_to_watch(id, visitor.caller()).await?;
    match show.state_at(app.live.clock.now()) {
        ShowState::Live => {}
        ShowState::Scheduled | ShowState::Ended => {
            return Err(Error::conflict("not-live", "This show is not live right now."));
        }
        ShowState::Expired => return Err(Error::show_gone()),
    }
    let admission = app.sockets.admit(address, visitor.account_id())?;
    let (guest, credential) = (
        visitor.guest,
        visitor.signed.as_ref().map(|signed| signed.credential),
    );
    let person = visitor.signed.map(|signed| Person {
        id: signed.account.id,
        handle: signed.account.handle,
        name: signed.account.name,
        avatar: signed.account.avatar.map(|name| urls::picture(&name)),
    });
    let visitor = room::Visitor {
        person,
        viewer,
        guest,
        credential,
        address,
    };
    let attendance = Attendance {
        show,
        visitor,
        admission,
    };
    Ok(attend(&app, handshake, attendance))
}
