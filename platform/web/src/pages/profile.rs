//! A person's page, `/@handle`.

use axum::extract::{Path, State};
use axum::response::Response;
use live::shows::Listing;
use model::Handle;
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
    let handle = name
        .strip_prefix('@')
        .and_then(|name| Handle::parse(name).ok())
        .ok_or_else(Error::page_not_found)?;
    let account = app
        .people
        .account_by_handle(&handle)
        .await?
        .ok_or_else(Error::page_not_found)?;
    let shows = app.sorted_cards(Listing::HostPublic(account.id)).await?;
    html(&ProfilePage {
        own: context.account_id() == Some(account.id),
        chrome: context.chrome,
        person: person(&account),
        bio: account.bio,
        live: shows.live,
        upcoming: shows.upcoming,
        replays: shows.replays,
    })
}
