//! Groups of friends: their owner's alone.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use live::groups::{Group, GroupError};
use model::{AccountId, GroupId, Handle};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::views::{Page, PersonJson};
use crate::{App, Shared};

use super::documents::{Body, Id};

/// A group of your friends. They don't learn of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupJson {
    id: GroupId,
    name: String,
    /// How many people are in it.
    members: i64,
}

impl From<Group> for GroupJson {
    fn from(group: Group) -> Self {
        Self {
            id: group.id,
            name: group.name,
            members: group.members,
        }
    }
}

/// What a group is called.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct GroupForm {
    /// 1 to 60 characters, another for each of your groups.
    name: String,
}

/// Your groups, by name.
#[utoipa::path(
    get, path = "/api/v1/groups", tag = "friends", security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<GroupJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
) -> Result<Json<Page<GroupJson>>, Error> {
    let groups = app.live.groups(signed.account.id).await?;
    Ok(Json(Page::whole(
        groups.into_iter().map(GroupJson::from).collect(),
    )))
}

/// Make a group.
#[utoipa::path(
    post, path = "/api/v1/groups", tag = "friends", request_body = GroupForm,
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 201, body = GroupJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Body(form): Body<GroupForm>,
) -> Result<(StatusCode, Json<GroupJson>), Error> {
    let group = app.live.create_group(signed.account.id, &form.name).await?;
    Ok((StatusCode::CREATED, Json(group.into())))
}

/// Rename a group.
#[utoipa::path(
    put, path = "/api/v1/groups/{id}", tag = "friends", params(("id" = GroupId, Path)), request_body = GroupForm,
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn rename(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<GroupId>,
    Body(form): Body<GroupForm>,
) -> Result<StatusCode, Error> {
    app.live.rename_group(signed.account.id, id, &form.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Delete a group. Those who watch a private show only because of it are sent out.
#[utoipa::path(
    delete, path = "/api/v1/groups/{id}", tag = "friends", params(("id" = GroupId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<GroupId>,
) -> Result<StatusCode, Error> {
    app.live.delete_group(signed.account.id, id).await?;
    app.look_again(signed.account.id).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Who is in a group, by handle.
#[utoipa::path(
    get, path = "/api/v1/groups/{id}/members", tag = "friends", params(("id" = GroupId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<PersonJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn members(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<GroupId>,
) -> Result<Json<Page<PersonJson>>, Error> {
    let members = app.live.members(signed.account.id, id).await?;
    Ok(Json(Page::whole(members.iter().map(PersonJson::from).collect())))
}

/// Put someone into a group.
#[utoipa::path(
    put, path = "/api/v1/groups/{id}/members/{handle}", tag = "friends",
    params(("id" = GroupId, Path), ("handle" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn add_member(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((id, handle)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let (id, member) = app.member(signed.account.id, &id, &handle).await?;
    app.live.add_member(signed.account.id, id, member).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take someone out of a group. If they watch a private show only because of
/// it, they are sent out at once.
#[utoipa::path(
    delete, path = "/api/v1/groups/{id}/members/{handle}", tag = "friends",
    params(("id" = GroupId, Path), ("handle" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn remove_member(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((id, handle)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let (id, member) = app.member(signed.account.id, &id, &handle).await?;
    if app.live.remove_member(signed.account.id, id, member).await? {
        app.look_again(signed.account.id).await;
    }
    Ok(StatusCode::NO_CONTENT)
}

impl App {
    /// A group of `owner`'s and someone to be in it or not. That of others is
    /// unknown whoever is asked for.
    pub(crate) async fn member(
        &self,
        owner: AccountId,
        group: &str,
        handle: &str,
    ) -> Result<(GroupId, AccountId), Error> {
        let id = group.parse().map_err(|_| GroupError::Unknown)?;
        self.live.group(owner, id).await?.ok_or(GroupError::Unknown)?;
        Ok((id, self.person_named(handle).await?))
    }

    /// The account with this handle.
    ///
    /// # Errors
    /// 404 when there is none.
    pub(crate) async fn person_named(&self, handle: &str) -> Result<AccountId, Error> {
        let unknown = || {
            Error::new(
                StatusCode::NOT_FOUND,
                "person-not-found",
                "There is nobody of this name.",
            )
        };
        let handle = Handle::parse(handle).map_err(|_| unknown())?;
        let account = self.people.account_by_handle(&handle).await?;
        account.map(|account| account.id).ok_or_else(unknown)
    }
}
