//! People and shops, as everyone may see them.

use axum::Json;
use axum::extract::{Path, State};
use live::follows::{Standing, Target};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Shared;
use crate::auth::Visitor;
use crate::error::{Error, Problem};
use crate::urls;

/// How you stand to them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct YouJson {
    following: bool,
    /// You follow, but are not told when they go live.
    muted: bool,
}

/// A person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProfileJson {
    handle: String,
    name: String,
    bio: String,
    avatar_url: Option<String>,
    /// How many people follow them.
    followers: i64,
    /// How many people and shops they follow.
    following: i64,
    /// Absent for guests.
    #[serde(skip_serializing_if = "Option::is_none")]
    you: Option<YouJson>,
}

/// A shop.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShopJson {
    slug: String,
    name: String,
    story: String,
    logo_url: Option<String>,
    cover_url: Option<String>,
    /// How many people follow it.
    followers: i64,
    /// Absent for guests.
    #[serde(skip_serializing_if = "Option::is_none")]
    you: Option<YouJson>,
}

fn you(visitor: &Visitor, standing: Standing) -> Option<YouJson> {
    visitor.account_id().map(|_| YouJson {
        following: standing.following,
        muted: standing.muted,
    })
}

/// One person.
#[utoipa::path(
    get, path = "/api/v1/people/{handle}", tag = "following", params(("handle" = String, Path)),
    responses(
        (status = 200, body = ProfileJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn person(
    State(app): State<Shared>,
    visitor: Visitor,
    Path(handle): Path<String>,
) -> Result<Json<ProfileJson>, Error> {
    let id = app.person_named(&handle).await?;
    let account = app.people.account(id).await?.ok_or_else(Error::page_not_found)?;
    let standing = app
        .live
        .standing(visitor.account_id(), Target::Person(id))
        .await?;
    Ok(Json(ProfileJson {
        handle: account.handle.to_string(),
        name: account.name,
        bio: account.bio,
        avatar_url: account.avatar.as_deref().map(urls::picture),
        followers: standing.followers,
        following: app.live.following_count(id).await?,
        you: you(&visitor, standing),
    }))
}

/// One shop.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}", tag = "following", params(("slug" = String, Path)),
    responses(
        (status = 200, body = ShopJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn shop(
    State(app): State<Shared>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Json<ShopJson>, Error> {
    let id = app.shop_named(&slug).await?;
    let shop = app.people.shop(id).await?.ok_or_else(Error::page_not_found)?;
    let standing = app.live.standing(visitor.account_id(), Target::Shop(id)).await?;
    Ok(Json(ShopJson {
        slug: shop.slug,
        name: shop.name,
        story: shop.story,
        logo_url: shop.logo.as_deref().map(urls::picture),
        cover_url: shop.cover.as_deref().map(urls::picture),
        followers: standing.followers,
        you: you(&visitor, standing),
    }))
}
