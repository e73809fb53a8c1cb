//! The button that keeps somebody off.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::context::{Member, own_path};
use super::forms::Typed;
use crate::Shared;
use crate::error::Error;

#[derive(Debug, Deserialize)]
pub(super) struct BlockForm {
    act: Act,
    /// Where the form stood; the person's page if not said.
    next: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Act {
    Block,
    Unblock,
}

pub(super) async fn set(
    State(app): State<Shared>,
    member: Member,
    Path(name): Path<String>,
    Typed(form): Typed<BlockForm>,
) -> Result<Response, Error> {
    let account = member.account_id();
    let other = app.account_at(&name).await?.id;
    match form.act {
        Act::Block => app.block(account, other).await?,
        Act::Unblock => app.live.unblock(account, other).await?,
    }
    let profile = format!("/{name}");
    let next = form.next.as_deref().map_or(profile.as_str(), own_path);
    Ok(Redirect::to(next).into_response())
}
