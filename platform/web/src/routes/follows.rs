//! Following people and shops, and keeping someone off.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use live::follows::{FollowCursor, Followed, Standing, Target, TargetFace};
use model::{AccountId, ShopId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::views::{Page, PersonJson, ShopfrontJson};
use crate::{App, Shared};

use super::documents::Body;

const PAGE: i64 = 50;
const PAGE_MAX: i64 = 200;

/// How you follow.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct FollowForm {
    /// Whether you are not told when they go live. As it was, if not given.
    muted: Option<bool>,
}

/// How you stand to a person or a shop.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StandingJson {
    following: bool,
    /// You follow, but are not told when they go live.
    muted: bool,
    /// How many people follow them.
    followers: i64,
}

impl From<Standing> for StandingJson {
    fn from(standing: Standing) -> Self {
        Self {
            following: standing.following,
            muted: standing.muted,
            followers: standing.followers,
        }
    }
}

/// A person or a shop that someone follows: one of the two is given.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FollowedJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<PersonJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shop: Option<ShopfrontJson>,
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

impl From<&Followed> for FollowedJson {
    fn from(followed: &Followed) -> Self {
        let (person, shop) = match &followed.face {
            TargetFace::Person(person) => (Some(PersonJson::from(person)), None),
            TargetFace::Shop(shop) => (None, Some(ShopfrontJson::from(shop))),
        };
        Self {
            person,
            shop,
            since: followed.since,
        }
    }
}

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// The last page's `next`.
    after: Option<String>,
    /// 1 to 200.
    limit: Option<i64>,
}

impl PageQuery {
    fn read(asked: Result<Query<Self>, QueryRejection>) -> Result<(Option<FollowCursor>, i64), Error> {
        let Query(asked) = asked.map_err(|error| Error::bad_request("bad-query", error.body_text()))?;
        let after = asked.after.as_deref().map(str::parse).transpose();
        let after = after.map_err(|why: &str| Error::bad_request("bad-query", why))?;
        Ok((after, asked.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX)))
    }
}

/// One page out of what was found, and where the next begins.
fn page<T, J>(found: &[T], limit: i64, cursor: fn(&T) -> FollowCursor, item: fn(&T) -> J) -> Page<J> {
    let is_full = i64::try_from(found.len()) == Ok(limit);
    Page {
        items: found.iter().map(item).collect(),
        next: found
            .last()
            .filter(|_| is_full)
            .map(|last| cursor(last).to_string()),
    }
}

/// Follow someone: you are told when they go live.
#[utoipa::path(
    put, path = "/api/v1/people/{handle}/follow", tag = "following", params(("handle" = String, Path)),
    request_body = FollowForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = StandingJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn follow_person(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(handle): Path<String>,
    Body(form): Body<FollowForm>,
) -> Result<Json<StandingJson>, Error> {
    let target = Target::Person(app.person_named(&handle).await?);
    app.live.follow(signed.account.id, target, form.muted).await?;
    let standing = app.live.standing(Some(signed.account.id), target).await?;
    Ok(Json(standing.into()))
}

/// Follow someone no longer. If they watch a private show of yours only because
/// of it, they are sent out at once.
#[utoipa::path(
    delete, path = "/api/v1/people/{handle}/follow", tag = "following", params(("handle" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = StandingJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn unfollow_person(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(handle): Path<String>,
) -> Result<Json<StandingJson>, Error> {
    let target = Target::Person(app.person_named(&handle).await?);
    app.live.unfollow(signed.account.id, target).await?;
    // A show of theirs may have been open to those they follow.
    app.look_again(signed.account.id).await;
    let standing = app.live.standing(Some(signed.account.id), target).await?;
    Ok(Json(standing.into()))
}

/// Follow a shop: you are told when one of its shows goes live.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/follow", tag = "following", params(("slug" = String, Path)),
    request_body = FollowForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = StandingJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn follow_shop(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
    Body(form): Body<FollowForm>,
) -> Result<Json<StandingJson>, Error> {
    let target = Target::Shop(app.shop_named(&slug).await?);
    app.live.follow(signed.account.id, target, form.muted).await?;
    let standing = app.live.standing(Some(signed.account.id), target).await?;
    Ok(Json(standing.into()))
}

/// Follow a shop no longer.
#[utoipa::path(
    delete, path = "/api/v1/shops/{slug}/follow", tag = "following", params(("slug" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = StandingJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn unfollow_shop(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
) -> Result<Json<StandingJson>, Error> {
    let target = Target::Shop(app.shop_named(&slug).await?);
    app.live.unfollow(signed.account.id, target).await?;
    let standing = app.live.standing(Some(signed.account.id), target).await?;
    Ok(Json(standing.into()))
}

/// Who follows someone, newest first.
#[utoipa::path(
    get, path = "/api/v1/people/{handle}/followers", tag = "following",
    params(("handle" = String, Path), PageQuery), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<PersonJson>),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn followers(
    State(app): State<Shared>,
    SignedIn(_): SignedIn,
    Path(handle): Path<String>,
    asked: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<Page<PersonJson>>, Error> {
    let (after, limit) = PageQuery::read(asked)?;
    let target = Target::Person(app.person_named(&handle).await?);
    let found = app.live.followers(target, after, limit).await?;
    Ok(Json(page(
        &found,
        limit,
        |follower| follower.cursor,
        |follower| PersonJson::from(&follower.face),
    )))
}

/// Whom someone follows, newest first.
#[utoipa::path(
    get, path = "/api/v1/people/{handle}/following", tag = "following",
    params(("handle" = String, Path), PageQuery), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<FollowedJson>),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn following(
    State(app): State<Shared>,
    SignedIn(_): SignedIn,
    Path(handle): Path<String>,
    asked: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<Page<FollowedJson>>, Error> {
    let (after, limit) = PageQuery::read(asked)?;
    let person = app.person_named(&handle).await?;
    let found = app.live.following(person, after, limit).await?;
    Ok(Json(page(
        &found,
        limit,
        |followed| followed.cursor,
        |followed| FollowedJson::from(followed),
    )))
}

/// Keep someone off: neither of you follows the other, and their naming you
/// does not reach you.
#[utoipa::path(
    put, path = "/api/v1/people/{handle}/block", tag = "following", params(("handle" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn block(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(handle): Path<String>,
) -> Result<StatusCode, Error> {
    let other = app.person_named(&handle).await?;
    app.block(signed.account.id, other).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a block back.
#[utoipa::path(
    delete, path = "/api/v1/people/{handle}/block", tag = "following", params(("handle" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn unblock(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(handle): Path<String>,
) -> Result<StatusCode, Error> {
    let other = app.person_named(&handle).await?;
    app.live.unblock(signed.account.id, other).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whom you have blocked, newest first.
#[utoipa::path(
    get, path = "/api/v1/blocks", tag = "following", security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<PersonJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn blocks(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
) -> Result<Json<Page<PersonJson>>, Error> {
    let blocked = app.live.blocked(signed.account.id).await?;
    Ok(Json(Page {
        items: blocked.iter().map(PersonJson::from).collect(),
        next: None,
    }))
}

impl App {
    /// Keeps `other` off. A private show of either may have been open to those its
    /// host follows, and now neither follows the other.
    pub(crate) async fn block(&self, account: AccountId, other: AccountId) -> Result<(), Error> {
        let blocked = self.live.block(account, other).await;
        // However that ended: what is not changed is looked at in vain.
        self.look_again(account).await;
        self.look_again(other).await;
        Ok(blocked?)
    }

    /// The shop at this address.
    ///
    /// # Errors
    /// 404 when there is none.
    pub(crate) async fn shop_named(&self, slug: &str) -> Result<ShopId, Error> {
        Ok(self.shop_called(slug).await?.id)
    }
}
