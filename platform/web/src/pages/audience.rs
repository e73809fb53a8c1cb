//! The studio's part on whom a private show is open to.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use live::invitations::{Audience, InvitationError};
use live::shows::Show;
use model::{GroupId, LinkId, ShowId, ShowState, Visibility};
use people::secret::Secret;
use serde::Deserialize;
use storefront_templates::chrome::FlashKind;
use storefront_templates::pages::{AudienceView, InvitedGroup, LinkView, StudioShowPage};

use super::context::{Member, say};
use super::forms::{self, Typed};
use super::html;
use crate::error::Error;
use crate::routes::Id;
use crate::{App, Shared};

pub(super) async fn save(
    State(app): State<Shared>,
    member: Member,
    Id(id): Id<ShowId>,
    // Pairs, as `group` comes once for each that is ticked.
    Typed(ticked): Typed<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let show = app.show_to_run(id, member.account_id()).await?;
    let groups = ticked
        .iter()
        .filter(|(name, _)| name == "group")
        .map(|(_, id)| id.parse());
    let audience = Audience {
        groups: groups
            .collect::<Result<Vec<GroupId>, _>>()
            .map_err(|_| InvitationError::UnknownGroup)?,
        followed: ticked.iter().any(|(name, _)| name == "followed"),
    };
    app.live.set_audience(id, &audience).await?;
    app.look_again(show.host).await;
    Ok(say(
        &format!("/studio/shows/{id}#audience"),
        FlashKind::Good,
        "flash-audience-saved",
    ))
}

#[derive(Deserialize)]
pub(super) struct LinkForm {
    most_uses: String,
}

pub(super) async fn create_link(
    State(app): State<Shared>,
    member: Member,
    Id(id): Id<ShowId>,
    Typed(form): Typed<LinkForm>,
) -> Result<Response, Error> {
    let show = app.show_to_run(id, member.account_id()).await?;
    let secret = Secret::generate("vl_", &*app.people.entropy);
    let made = match most_uses(&form.most_uses) {
        Ok(most) => app.live.create_link(id, most, secret.hash()).await,
        Err(error) => Err(error),
    };
    let url = member.base.invitation(id, &secret);
    let page = app.studio_page(member, &show).await?;
    match made {
        Ok(_) => {
            let audience = page.audience.map(|audience| AudienceView {
                fresh_link: Some(url),
                ..audience
            });
            html(&StudioShowPage { audience, ..page })
        }
        Err(error) => {
            let errors = forms::complaint("most_uses", complaint(error)?);
            Ok((
                StatusCode::UNPROCESSABLE_ENTITY,
                html(&StudioShowPage { errors, ..page })?,
            )
                .into_response())
        }
    }
}

/// Nothing typed is no limit.
fn most_uses(typed: &str) -> Result<Option<i64>, InvitationError> {
    match typed.trim() {
        "" => Ok(None),
        number => number.parse().map(Some).map_err(|_| InvitationError::Uses),
    }
}

fn complaint(error: InvitationError) -> Result<&'static str, Error> {
    Ok(match error {
        InvitationError::Uses => "error-link-uses",
        InvitationError::TooMany => "error-link-too-many",
        other => return Err(other.into()),
    })
}

pub(super) async fn revoke_link(
    State(app): State<Shared>,
    member: Member,
    Path((id, link)): Path<(String, String)>,
) -> Result<Response, Error> {
    let id: ShowId = id.parse().map_err(|_| Error::show_not_found())?;
    let link: LinkId = link.parse().map_err(|_| InvitationError::UnknownLink)?;
    let show = app.show_to_run(id, member.account_id()).await?;
    if !app.live.revoke_link(id, link).await? {
        return Err(InvitationError::UnknownLink.into());
    }
    app.look_again(show.host).await;
    Ok(say(
        &format!("/studio/shows/{id}#audience"),
        FlashKind::Good,
        "flash-link-revoked",
    ))
}

impl App {
    /// To whom `show` is open; none while everybody may come, and once it is over.
    pub(super) async fn audience_view(&self, show: &Show) -> Result<Option<AudienceView>, Error> {
        let over = !matches!(
            show.state_at(self.live.clock.now()),
            ShowState::Scheduled | ShowState::Live | ShowState::Ended
        );
        if over || show.visibility != Visibility::Private {
            return Ok(None);
        }
        let audience = self.live.audience(show.id).await?;
        let groups = self.live.groups(show.host).await?.into_iter();
        let links = self.live.links(show.id).await?.into_iter();
        Ok(Some(AudienceView {
            followed: audience.followed,
            groups: groups
                .map(|group| InvitedGroup {
                    id: group.id.to_string(),
                    people: group.members.unsigned_abs(),
                    invited: audience.groups.contains(&group.id),
                    name: group.name,
                })
                .collect(),
            links: links
                .map(|link| LinkView {
                    id: link.id.to_string(),
                    created_at: link.created_at,
                    uses: link.uses.unsigned_abs(),
                    most_uses: link.most_uses.map(i64::unsigned_abs),
                })
                .collect(),
            fresh_link: None,
        }))
    }
}
