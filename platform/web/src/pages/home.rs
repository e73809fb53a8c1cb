//! Home: what is live, what comes, what can still be seen.

use axum::extract::State;
use axum::response::Response;
use live::shows::Listing;
use model::ShowState;
use storefront_templates::pages::HomePage;

use super::context::Context;
use super::html;
use crate::Shared;
use crate::error::Error;

pub(super) async fn home(State(app): State<Shared>, context: Context) -> Result<Response, Error> {
    let mut live = app.cards(Listing::Public(ShowState::Live)).await?;
    live.sort_by_key(|card| std::cmp::Reverse(card.viewers));
    let invited = match context.account_id() {
        Some(account) => app.cards(Listing::OpenTo(account)).await?,
        None => Vec::new(),
    };
    let upcoming = app.cards(Listing::Public(ShowState::Scheduled)).await?;
    let mut replays = app.cards(Listing::PublicReplays).await?;
    replays.sort_by_key(|card| card.expires_at);
    html(&HomePage {
        chrome: context.chrome,
        invited,
        live,
        upcoming,
        replays,
    })
}
