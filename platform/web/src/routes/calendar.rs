//! Calendar files: one show, or all that a shop has planned.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use live::calendar::{self, Entry};
use live::shows::Listing;
use model::{ShowId, Visibility};

use super::documents::Id;
use crate::Shared;
use crate::auth::Visitor;
use crate::error::Error;
use crate::urls::Base;

/// Shows in a shop's calendar.
const ENTRIES: i64 = 100;

/// `GET /shows/{id}/calendar.ics`
pub(crate) async fn show(
    State(app): State<Shared>,
    visitor: Visitor,
    base: Base,
    Id(id): Id<ShowId>,
) -> Result<Response, Error> {
    let (show, _) = app.show_to_watch(id, visitor.caller()).await?;
    let now = app.live.clock.now();
    let entry = Entry::of(&show, base.page(id), now).ok_or_else(|| {
        Error::new(
            StatusCode::NOT_FOUND,
            "not-planned",
            "This show has no start ahead of it.",
        )
    })?;
    let is_public = show.visibility == Visibility::Public;
    let text = calendar::write(None, &[entry], now);
    Ok(answer(text, &format!("show-{id}"), is_public))
}

/// `GET /shops/{slug}/calendar.ics`: to be subscribed to.
pub(crate) async fn shop(
    State(app): State<Shared>,
    base: Base,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let shop = app
        .people
        .shop_by_slug(&slug)
        .await?
        .ok_or_else(Error::page_not_found)?;
    let now = app.live.clock.now();
    let listed = app
        .live
        .list(Listing::ShopPlanned(shop.id), None, ENTRIES)
        .await?;
    let entries: Vec<_> = listed
        .iter()
        .filter_map(|listed| Entry::of(&listed.show, base.page(listed.show.id), now))
        .collect();
    let text = calendar::write(Some(&shop.name), &entries, now);
    Ok(answer(text, &shop.slug, true))
}

fn answer(text: String, name: &str, is_public: bool) -> Response {
    let caching = if is_public {
        "public, max-age=300"
    } else {
        "no-store"
    };
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.ics\""),
        ),
        (header::CACHE_CONTROL, caching.to_owned()),
    ];
    (headers, text).into_response()
}
