//! Shows: plan, list, change, end.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use live::shows::{Cursor, Listing, Show, ShowEdit, ShowError};
use media::StreamId;
use model::{AccountId, Ending, Place, Role, ShopId, ShowId, ShowState, Timestamp, Visibility};
use people::secret::Secret;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::auth::{SignedIn, Visitor};
use crate::error::{Error, Problem};
use crate::urls::Base;
use crate::views::{HealthJson, Page, ShowJson};
use crate::{App, Shared};

use super::documents::{Body, Id};

const PAGE: i64 = 30;
const PAGE_MAX: i64 = 100;

/// Where a show takes place. No finer than a tenth of a degree is kept.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewPlace {
    name: String,
    /// Degrees north.
    latitude: f64,
    /// Degrees east.
    longitude: f64,
}

/// A show, as planned or changed. On a change it replaces what was there.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ShowForm {
    /// 1 to 100 characters.
    title: String,
    /// Up to 2,000 characters.
    #[serde(default)]
    description: String,
    /// `public` for a new show, and as it was on a change, if not given.
    visibility: Option<Visibility>,
    /// The slug of a shop you are a host of. A live show keeps the one it has.
    shop: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    starts_at: Option<Timestamp>,
    place: Option<NewPlace>,
}

/// Plan a show; its stream key is in this answer only.
#[utoipa::path(
    post, path = "/api/v1/shows", tag = "shows", request_body = ShowForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 201, body = ShowJson),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    base: Base,
    Body(form): Body<ShowForm>,
) -> Result<(StatusCode, Json<ShowJson>), Error> {
    let edit = app.show_edit(signed.account.id, form, Visibility::Public).await?;
    let key = app.new_stream_key();
    let show = app.live.create_show(signed.account.id, edit, key.hash()).await?;
    let body = app
        .show_json(show.id, &base, Some(key.reveal().to_owned()))
        .await?;
    Ok((StatusCode::CREATED, Json(body)))
}

/// Which shows to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// `scheduled` (soonest first), `live` or `ended` (newest first).
    #[serde(default = "live_state")]
    #[param(required = false)]
    state: ShowState,
    /// The last page's `next`.
    after: Option<String>,
    /// 1 to 100.
    limit: Option<i64>,
}

fn live_state() -> ShowState {
    ShowState::Live
}

/// Public shows.
#[utoipa::path(
    get, path = "/api/v1/shows", tag = "shows", params(ListQuery),
    responses(
        (status = 200, body = Page<ShowJson>),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    base: Base,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<Page<ShowJson>>, Error> {
    let Query(query) = query.map_err(|error| Error::bad_request("bad-query", error.body_text()))?;
    let limit = query.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX);
    if query.state == ShowState::Expired {
        return Ok(Json(Page {
            items: Vec::new(),
            next: None,
        }));
    }
    let after = query.after.as_deref().map(str::parse::<Cursor>).transpose();
    let after = after.map_err(|why| Error::bad_request("bad-query", why))?;
    let listed = app.live.list(Listing::Public(query.state), after, limit).await?;
    let full = i64::try_from(listed.len()) == Ok(limit);
    let next = listed
        .last()
        .filter(|_| full)
        .map(|last| Cursor::after(last).to_string());
    let mut items = Vec::with_capacity(listed.len());
    for entry in &listed {
        let viewers = app.viewers(entry.show.id, entry.show.state).await;
        items.push(ShowJson::new(entry, viewers, &*app.live.clock, &base, None));
    }
    Ok(Json(Page { items, next }))
}

/// One show.
#[utoipa::path(
    get, path = "/api/v1/shows/{id}", tag = "shows", params(("id" = ShowId, Path)),
    responses(
        (status = 200, body = ShowJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    visitor: Visitor,
    base: Base,
    Id(id): Id<ShowId>,
) -> Result<Json<ShowJson>, Error> {
    app.show_to_watch(id, visitor.caller()).await?;
    Ok(Json(app.show_json(id, &base, None).await?))
}

/// Change a show that is not over.
#[utoipa::path(
    put, path = "/api/v1/shows/{id}", tag = "shows", params(("id" = ShowId, Path)), request_body = ShowForm,
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = ShowJson),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn edit(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    base: Base,
    Id(id): Id<ShowId>,
    Body(form): Body<ShowForm>,
) -> Result<Json<ShowJson>, Error> {
    let show = app.show_to_run(id, signed.account.id).await?;
    let edit = app.show_edit(signed.account.id, form, show.visibility).await?;
    app.edit_show(&show, edit).await?;
    Ok(Json(app.show_json(id, &base, None).await?))
}

/// Delete a show that is not live, and its replay.
#[utoipa::path(
    delete, path = "/api/v1/shows/{id}", tag = "shows", params(("id" = ShowId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
) -> Result<StatusCode, Error> {
    app.show_to_run(id, signed.account.id).await?;
    app.delete_show(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End a live show.
#[utoipa::path(
    post, path = "/api/v1/shows/{id}/end", tag = "shows", params(("id" = ShowId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = ShowJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn end(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    base: Base,
    Id(id): Id<ShowId>,
) -> Result<Json<ShowJson>, Error> {
    app.show_to_run(id, signed.account.id).await?;
    app.end_show(id).await?;
    Ok(Json(app.show_json(id, &base, None).await?))
}

/// Make a new stream key; it is in this answer only, and the old one ends.
#[utoipa::path(
    post, path = "/api/v1/shows/{id}/stream-key", tag = "shows", params(("id" = ShowId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = ShowJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn stream_key(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    base: Base,
    Id(id): Id<ShowId>,
) -> Result<Json<ShowJson>, Error> {
    app.show_to_run(id, signed.account.id).await?;
    let key = app.replace_stream_key(id).await?;
    Ok(Json(
        app.show_json(id, &base, Some(key.reveal().to_owned())).await?,
    ))
}

/// How the picture arrives, for its host.
#[utoipa::path(
    get, path = "/api/v1/shows/{id}/health", tag = "shows", params(("id" = ShowId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = HealthJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn health(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
) -> Result<Json<HealthJson>, Error> {
    let show = app.show_to_run(id, signed.account.id).await?;
    let snapshot = app.media.snapshot(StreamId(id.0)).await.unwrap_or_default();
    Ok(Json(HealthJson {
        publishing: snapshot.publisher_connected,
        viewers: snapshot.viewers as u64,
        bitrate: snapshot.bitrate,
        frames_per_second: snapshot.frames_per_second,
        width: snapshot.width,
        height: snapshot.height,
        round_trip_ms: snapshot
            .round_trip
            .and_then(|trip| u64::try_from(trip.as_millis()).ok()),
        loss: snapshot.loss,
        replay_note: app.replay_note(&show),
    }))
}

impl App {
    pub(crate) fn new_stream_key(&self) -> Secret {
        Secret::generate("vk_", &*self.people.entropy)
    }

    /// Makes a new stream key. Whoever publishes is cut off, as it may be with
    /// the old one; the host's own page comes back by itself.
    pub(crate) async fn replace_stream_key(&self, id: ShowId) -> Result<Secret, Error> {
        let key = self.new_stream_key();
        self.live.set_stream_key(id, key.hash()).await?;
        match self.media.dismiss_publisher(StreamId(id.0)).await {
            Ok(()) | Err(media::MediaError::UnknownStream) => Ok(key),
            Err(error) => Err(error.into()),
        }
    }

    /// The show as programs see it.
    async fn show_json(
        &self,
        id: ShowId,
        base: &Base,
        stream_key: Option<String>,
    ) -> Result<ShowJson, Error> {
        let listed = self.live.listed(id).await?.ok_or_else(Error::show_not_found)?;
        let viewers = self.viewers(id, listed.show.state).await;
        Ok(ShowJson::new(
            &listed,
            viewers,
            &*self.live.clock,
            base,
            stream_key,
        ))
    }

    /// Why the replay is missing or shorter than the show, as far as that is known.
    pub(crate) fn replay_note(&self, show: &Show) -> Option<String> {
        let written = show.replay_note.clone();
        written.or_else(|| self.windows.note_of(StreamId(show.id.0)))
    }

    /// How many watch a show over WebRTC now.
    pub(crate) async fn viewers(&self, id: ShowId, state: ShowState) -> u64 {
        if state != ShowState::Live {
            return 0;
        }
        self.media
            .snapshot(StreamId(id.0))
            .await
            .map_or(0, |snapshot| snapshot.viewers as u64)
    }

    /// Ends a live show on its host's word: first in the books, then on the air.
    ///
    /// # Errors
    /// 409 when it is not live; what may still be on the air ends all the same.
    pub(crate) async fn end_show(&self, id: ShowId) -> Result<(), Error> {
        let ended = self.live.end_show(id, Ending::Host).await;
        let off_air = match self.media.end(StreamId(id.0)).await {
            // Its publisher may be gone already.
            Ok(()) | Err(media::MediaError::UnknownStream) => Ok(()),
            Err(error) => Err(error),
        };
        ended?;
        Ok(off_air?)
    }

    /// Changes a show. One that becomes private, or another shop's, is so at once,
    /// for those who watch it too.
    pub(crate) async fn edit_show(&self, show: &Show, edit: ShowEdit) -> Result<(), ShowError> {
        let is_private = edit.visibility == Visibility::Private;
        self.live.edit_show(show.id, edit).await?;
        if is_private {
            self.look_again_at(show.id).await;
        }
        Ok(())
    }

    /// Deletes a show that is not live, with all that was recorded.
    pub(crate) async fn delete_show(&self, id: ShowId) -> Result<(), Error> {
        self.live.delete_show(id).await?;
        if let Err(error) = self.vault.erase(StreamId(id.0)).await {
            // Without their key they are noise, and the sweeper comes by.
            tracing::warn!(%id, %error, "blobs of a deleted show are left for the sweeper");
        }
        Ok(())
    }

    async fn show_edit(
        &self,
        account: AccountId,
        form: ShowForm,
        kept: Visibility,
    ) -> Result<ShowEdit, Error> {
        let place = form
            .place
            .map(|place| Place::new(&place.name, place.latitude, place.longitude))
            .transpose()
            .map_err(live::shows::ShowError::from)?;
        let shop = match form.shop {
            Some(slug) => Some(self.shop_to_host(account, &slug).await?),
            None => None,
        };
        Ok(ShowEdit {
            title: form.title,
            description: form.description,
            visibility: form.visibility.unwrap_or(kept),
            shop,
            starts_at: form.starts_at,
            place,
            cover: None,
        })
    }

    /// The shop `slug`, if `account` may host shows for it.
    ///
    /// # Errors
    /// 404 when there is no such shop, 403 when they are not a host there.
    pub(crate) async fn shop_to_host(&self, account: AccountId, slug: &str) -> Result<ShopId, Error> {
        let shop =
            self.people.shop_by_slug(slug).await?.ok_or_else(|| {
                Error::new(StatusCode::NOT_FOUND, "shop-not-found", "There is no such shop.")
            })?;
        match self.people.role(shop.id, account).await? {
            Some(role) if role.covers(Role::Host) => Ok(shop.id),
            _ => Err(Error::forbidden("You are not a host of this shop.")),
        }
    }
}
