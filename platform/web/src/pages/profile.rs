//! A person's page, `/@handle`.

use axum::extract::{Path, State};
use axum::response::Response;
use live::shows::Listing;
use storefront_templates::pages::ProfilePage;

use super::context::{Context, person};
use super::html;
use crate::Shared;
use crate::error::Error;

pub(super) async fn profile(
    State(app): State<Shared>,
    context: Context,
    Path(name): Path<String>,
) -> Result<Response, Error> {
    let account = app.account_at(&name).await?;
    let visitor = context.account_id();
    let follow = app
        .follow_person(visitor, account.id, account.handle.as_str(), &account.name)
        .await?;
    let blocked = match visitor {
        Some(visitor) => app.live.has_blocked(visitor, account.id).await?,
        None => false,
    };
    let following = app.live.following_count(account.id).await?;
    let shows = app.sorted_cards(Listing::HostPublic(account.id)).await?;
    html(&ProfilePage {
        own: visitor == Some(account.id),
        follow,
        blocked,
        following: following.unsigned_abs(),
        chrome: context.chrome,
        person: person(&account),
        bio: account.bio,
        live: shows.live,
        upcoming: shows.upcoming,
        replays: shows.replays,
    })
}
