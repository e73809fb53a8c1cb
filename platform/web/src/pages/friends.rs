//! A person's groups of friends.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use live::groups::GroupError;
use model::GroupId;
use serde::Deserialize;
use storefront_templates::chrome::FlashKind;
use storefront_templates::forms::FieldErrors;
use storefront_templates::pages::{FriendsPage, GroupView};
use storefront_templates::views::PersonView;

use super::context::{Member, say};
use super::forms::{self, Typed};
use super::html;
use crate::error::Error;
use crate::routes::Id;
use crate::{App, Shared, urls};

pub(super) async fn friends(State(app): State<Shared>, member: Member) -> Result<Response, Error> {
    html(&app.friends_page(member).await?)
}

#[derive(Deserialize)]
pub(super) struct GroupForm {
    name: String,
}

pub(super) async fn create(
    State(app): State<Shared>,
    member: Member,
    Typed(form): Typed<GroupForm>,
) -> Result<Response, Error> {
    match app.live.create_group(member.account_id(), &form.name).await {
        Ok(_) => Ok(say("/friends", FlashKind::Good, "flash-group-made")),
        Err(error) => {
            let page = FriendsPage {
                group_name: form.name,
                errors: forms::complaint("group_name", complaint(error)?),
                ..app.friends_page(member).await?
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
    }
}

pub(super) async fn delete(
    State(app): State<Shared>,
    member: Member,
    Id(id): Id<GroupId>,
) -> Result<Response, Error> {
    app.live.delete_group(member.account_id(), id).await?;
    app.look_again(member.account_id()).await;
    Ok(say("/friends", FlashKind::Good, "flash-group-deleted"))
}

#[derive(Deserialize)]
pub(super) struct MemberForm {
    handle: String,
}

pub(super) async fn add_member(
    State(app): State<Shared>,
    member: Member,
    Id(id): Id<GroupId>,
    Typed(form): Typed<MemberForm>,
) -> Result<Response, Error> {
    let handle = form.handle.trim().trim_start_matches('@');
    let added = match app.person_named(handle).await {
        Ok(person) => match app.live.add_member(member.account_id(), id, person).await {
            Ok(()) => None,
            Err(GroupError::Unknown) => return Err(GroupError::Unknown.into()),
            Err(error) => Some(complaint(error)?),
        },
        Err(error) if error.status == StatusCode::NOT_FOUND => Some("error-person-unknown"),
        Err(error) => return Err(error),
    };
    let Some(complaint) = added else {
        return Ok(say(
            &format!("/friends#group-{id}"),
            FlashKind::Good,
            "flash-member-added",
        ));
    };
    let page = FriendsPage {
        member: form.handle,
        at_fault: Some(id.to_string()),
        errors: forms::complaint("member", complaint),
        ..app.friends_page(member).await?
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

pub(super) async fn remove_member(
    State(app): State<Shared>,
    member: Member,
    Path((id, handle)): Path<(String, String)>,
) -> Result<Response, Error> {
    let (id, person) = app.member(member.account_id(), &id, &handle).await?;
    app.live.remove_member(member.account_id(), id, person).await?;
    app.look_again(member.account_id()).await;
    Ok(say(
        &format!("/friends#group-{id}"),
        FlashKind::Good,
        "flash-member-removed",
    ))
}

/// What is wrong, in the page's words.
fn complaint(error: GroupError) -> Result<&'static str, Error> {
    Ok(match error {
        GroupError::Name => "error-group-name",
        GroupError::NameTaken => "error-group-taken",
        GroupError::TooMany => "error-group-too-many",
        GroupError::Full => "error-group-full",
        GroupError::Owner => "error-group-yourself",
        other => return Err(other.into()),
    })
}

impl App {
    async fn friends_page(&self, member: Member) -> Result<FriendsPage, Error> {
        let owner = member.account_id();
        let mut groups = Vec::new();
        for group in self.live.groups(owner).await? {
            let people = self.live.members(owner, group.id).await?;
            let people = people.into_iter().map(|person| PersonView {
                handle: person.handle,
                name: person.name,
                avatar_url: person.avatar.as_deref().map(urls::picture),
            });
            groups.push(GroupView {
                id: group.id.to_string(),
                name: group.name,
                people: people.collect(),
            });
        }
        Ok(FriendsPage {
            groups,
            group_name: String::new(),
            member: String::new(),
            at_fault: None,
            errors: FieldErrors::new(),
            chrome: member.chrome,
        })
    }
}
