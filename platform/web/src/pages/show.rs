//! A show's one address: announced, live, as a replay, and gone.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use live::shows::Listing;
use model::{ShowId, ShowState};
use storefront_templates::pages::{GonePage, ReplayPage, RoomPage, ScheduledPage};

use super::cards::player;
use super::context::Context;
use super::html;
use crate::Shared;
use crate::error::Error;
use crate::routes::Id;

pub(super) async fn show(
    State(app): State<Shared>,
    context: Context,
    Id(id): Id<ShowId>,
) -> Result<Response, Error> {
    let (show, viewer) = app.show_to_watch(id, context.visitor.caller()).await?;
    let visitor = context.account_id();
    let chrome = context.chrome;
    let state = show.state_at(app.live.clock.now());
    if state == ShowState::Expired {
        let others = app.cards(Listing::Public(ShowState::Live)).await?;
        let mut response = html(&GonePage { chrome, others })?;
        *response.status_mut() = StatusCode::GONE;
        return Ok(response);
    }
    let listed = app.live.listed(id).await?.ok_or_else(Error::show_not_found)?;
    let yours = show.may_run(viewer);
    let more = app.more_of_host(&listed).await?;
    let card = app.card(&listed).await;
    let follow = if visitor == Some(show.host) {
        None
    } else {
        let host = &card.host;
        let view = app.follow_person(visitor, show.host, &host.handle, &host.name);
        Some(view.await?)
    };
    match state {
        ShowState::Scheduled => {
            let reminded = match visitor {
                Some(account) => app.live.has_reminder(account, id).await?,
                None => false,
            };
            let show_url = format!("/api/v1/shows/{id}");
            html(&ScheduledPage {
                chrome,
                show: card,
                show_url,
                reminded,
                follow,
                more,
                yours,
            })
        }
        ShowState::Live => {
            let player = player(&card, id, show.started_at);
            html(&RoomPage {
                chrome,
                show: card,
                player,
                socket_url: format!("/live/{id}"),
                follow,
                more,
                yours,
            })
        }
        ShowState::Ended | ShowState::Expired => {
            let player = card.replay.then(|| player(&card, id, show.started_at));
            html(&ReplayPage {
                chrome,
                show: card,
                player,
                follow,
                more,
                yours,
            })
        }
    }
}
