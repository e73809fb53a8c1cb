//! Whom a private show is open to: groups, the people its host follows, and
//! whoever has a secret link. Its host and the shop's owner decide.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use live::invitations::{Audience, InvitationError, Link};
use model::{GroupId, LinkId, ShowId, Timestamp};
use people::secret::Secret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Shared;
use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::urls::Base;
use crate::views::Page;

use super::documents::{Body, Id};

/// To whom a private show is open, besides those with a secret link.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct AudienceJson {
    /// Groups of its host.
    groups: Vec<GroupId>,
    /// The people its host follows.
    followed: bool,
}

impl From<Audience> for AudienceJson {
    fn from(audience: Audience) -> Self {
        Self {
            groups: audience.groups,
            followed: audience.followed,
        }
    }
}

/// A secret link to a private show.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkJson {
    id: LinkId,
    /// How many people may come in by it; all who know it when missing.
    most_uses: Option<i64>,
    /// How many have.
    uses: i64,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// The link itself: only in the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl LinkJson {
    fn new(link: &Link, url: Option<String>) -> Self {
        Self {
            id: link.id,
            most_uses: link.most_uses,
            uses: link.uses,
            created_at: link.created_at,
            url,
        }
    }
}

/// How far a link reaches.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct LinkForm {
    /// 1 to 10,000; all who know it when missing.
    most_uses: Option<i64>,
}

/// To whom a show is open while it is private.
#[utoipa::path(
    get, path = "/api/v1/shows/{id}/audience", tag = "friends", params(("id" = ShowId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = AudienceJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn audience(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
) -> Result<Json<AudienceJson>, Error> {
    app.show_to_run(id, signed.account.id).await?;
    Ok(Json(app.live.audience(id).await?.into()))
}

/// Open a private show to these and no others. Whoever watches and is not
/// among them any more is sent out at once.
#[utoipa::path(
    put, path = "/api/v1/shows/{id}/audience", tag = "friends", params(("id" = ShowId, Path)),
    request_body = AudienceJson, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set_audience(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
    Body(form): Body<AudienceJson>,
) -> Result<StatusCode, Error> {
    let show = app.show_to_run(id, signed.account.id).await?;
    let audience = Audience {
        groups: form.groups,
        followed: form.followed,
    };
    app.live.set_audience(id, &audience).await?;
    app.look_again(show.host).await;
    Ok(StatusCode::NO_CONTENT)
}

/// A show's secret links, newest first.
#[utoipa::path(
    get, path = "/api/v1/shows/{id}/links", tag = "friends", params(("id" = ShowId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<LinkJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn links(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
) -> Result<Json<Page<LinkJson>>, Error> {
    app.show_to_run(id, signed.account.id).await?;
    let links = app.live.links(id).await?;
    let links = links.iter().map(|link| LinkJson::new(link, None));
    Ok(Json(Page::whole(links.collect())))
}

/// Make a secret link; its address is in this answer only.
#[utoipa::path(
    post, path = "/api/v1/shows/{id}/links", tag = "friends", params(("id" = ShowId, Path)),
    request_body = LinkForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 201, body = LinkJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_link(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    base: Base,
    Id(id): Id<ShowId>,
    Body(form): Body<LinkForm>,
) -> Result<(StatusCode, Json<LinkJson>), Error> {
    app.show_to_run(id, signed.account.id).await?;
    let secret = Secret::generate("vl_", &*app.people.entropy);
    let link = app.live.create_link(id, form.most_uses, secret.hash()).await?;
    let url = base.invitation(id, &secret);
    Ok((StatusCode::CREATED, Json(LinkJson::new(&link, Some(url)))))
}

/// Take a link back. Those who came in by it are sent out at once.
#[utoipa::path(
    delete, path = "/api/v1/shows/{id}/links/{link}", tag = "friends",
    params(("id" = ShowId, Path), ("link" = LinkId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn revoke_link(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((id, link)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let id: ShowId = id.parse().map_err(|_| Error::show_not_found())?;
    let link: LinkId = link.parse().map_err(|_| InvitationError::UnknownLink)?;
    let show = app.show_to_run(id, signed.account.id).await?;
    if !app.live.revoke_link(id, link).await? {
        return Err(InvitationError::UnknownLink.into());
    }
    app.look_again(show.host).await;
    Ok(StatusCode::NO_CONTENT)
}
