//! The buttons that follow people and shops, for those who have no script.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use live::follows::{FollowError, Target};
use model::AccountId;
use serde::Deserialize;
use storefront_templates::chrome::FlashKind;
use storefront_templates::views::FollowView;

use super::context::{Member, own_path, say};
use super::forms::Typed;
use crate::error::Error;
use crate::{App, Shared};

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(super) struct FollowForm {
    act: Act,
    /// Where the form stood.
    #[serde(default)]
    next: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Act {
    Follow,
    Unfollow,
    Mute,
    Unmute,
}

pub(super) async fn person(
    State(app): State<Shared>,
    member: Member,
    Path(handle): Path<String>,
    Typed(form): Typed<FollowForm>,
) -> Result<Response, Error> {
    let target = Target::Person(app.person_named(&handle).await?);
    app.follow_by_form(&member, target, &form).await
}

pub(super) async fn shop(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
    Typed(form): Typed<FollowForm>,
) -> Result<Response, Error> {
    let target = Target::Shop(app.shop_named(&slug).await?);
    app.follow_by_form(&member, target, &form).await
}

impl App {
    async fn follow_by_form(
        &self,
        member: &Member,
        target: Target,
        form: &FollowForm,
    ) -> Result<Response, Error> {
        let account = member.account_id();
        let next = own_path(&form.next);
        let muted = match form.act {
            Act::Follow => None,
            Act::Mute => Some(true),
            Act::Unmute => Some(false),
            Act::Unfollow => {
                self.live.unfollow(account, target).await?;
                // A show of theirs may have been open to those they follow.
                self.look_again(account).await;
                return Ok(Redirect::to(next).into_response());
            }
        };
        match self.live.follow(account, target, muted).await {
            Ok(()) => Ok(Redirect::to(next).into_response()),
            Err(FollowError::Store(error)) => Err(error.into()),
            Err(_) => Ok(say(next, FlashKind::Bad, "flash-not-possible")),
        }
    }

    /// How `visitor` stands to the person with this handle.
    pub(super) async fn follow_person(
        &self,
        visitor: Option<AccountId>,
        id: AccountId,
        handle: &str,
        name: &str,
    ) -> Result<FollowView, Error> {
        let path = format!("/people/{handle}/follow");
        self.follow_view(visitor, Target::Person(id), path, name).await
    }

    /// How `visitor` stands to `target`, whose form is at `path`.
    pub(super) async fn follow_view(
        &self,
        visitor: Option<AccountId>,
        target: Target,
        path: String,
        name: &str,
    ) -> Result<FollowView, Error> {
        let standing = self.live.standing(visitor, target).await?;
        Ok(FollowView {
            path,
            name: name.to_owned(),
            following: standing.following,
            muted: standing.muted,
            followers: standing.followers.unsigned_abs(),
        })
    }
}
