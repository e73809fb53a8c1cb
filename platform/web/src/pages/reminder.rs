//! The button that asks to be reminded of a show, for those who have no script.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use live::reminders::ReminderError;
use model::ShowId;
use serde::Deserialize;
use storefront_templates::chrome::FlashKind;

use super::context::{Member, say};
use super::forms::Typed;
use crate::Shared;
use crate::auth::Visitor;
use crate::error::Error;
use crate::routes::Id;

#[derive(Debug, Deserialize)]
pub(super) struct ReminderForm {
    act: Act,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Act {
    On,
    Off,
}

pub(super) async fn set(
    State(app): State<Shared>,
    visitor: Visitor,
    member: Member,
    Id(id): Id<ShowId>,
    Typed(form): Typed<ReminderForm>,
) -> Result<Response, Error> {
    let (show, _) = app.show_to_watch(id, visitor.caller()).await?;
    let page = format!("/shows/{id}");
    let account = member.account_id();
    if form.act == Act::Off {
        app.live.forget_reminder(account, id).await?;
        return Ok(Redirect::to(&page).into_response());
    }
    match app.live.remind(account, &show).await {
        Ok(()) => Ok(Redirect::to(&page).into_response()),
        Err(ReminderError::Store(error)) => Err(error.into()),
        Err(_) => Ok(say(&page, FlashKind::Bad, "flash-not-possible")),
    }
}
