//! The door behind a secret link. Looking at it uses nothing up: programs that
//! preview links look too.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use live::invitations::{InvitationError, Link};
use live::shows::Listed;
use model::{Holder, ShowId, ShowState};
use people::secret::{self, Secret};
use storefront_templates::pages::JoinPage;
use storefront_templates::views::PersonView;

use super::context::Context;
use super::html;
use crate::address::ClientAddress;
use crate::error::Error;
use crate::limits::Act;
use crate::{App, Shared, auth, urls};

pub(super) async fn door(
    State(app): State<Shared>,
    context: Context,
    address: ClientAddress,
    Path((id, secret)): Path<(String, String)>,
) -> Result<Response, Error> {
    app.limits.take(Act::Join(address.0))?;
    let (listed, link) = app.invitation(&id, &secret).await?;
    let show = &listed.show;
    let viewer = app.viewer(show, context.visitor.caller()).await?;
    if show.may_watch(viewer) {
        return Ok(Redirect::to(&format!("/shows/{}", show.id)).into_response());
    }
    let used_up = link.most_uses.is_some_and(|most| link.uses >= most);
    let page = JoinPage {
        chrome: context.chrome,
        title: show.title.clone(),
        action: format!("/shows/{}/join/{secret}", show.id),
        host: PersonView {
            handle: listed.host.handle,
            name: listed.host.name,
            avatar_url: listed.host.avatar.as_deref().map(urls::picture),
        },
        used_up,
    };
    let mut response = html(&page)?;
    if used_up {
        *response.status_mut() = StatusCode::GONE;
    }
    Ok(response)
}

pub(super) async fn come_in(
    State(app): State<Shared>,
    context: Context,
    address: ClientAddress,
    jar: CookieJar,
    Path((id, secret)): Path<(String, String)>,
) -> Result<Response, Error> {
    app.limits.take(Act::Join(address.0))?;
    let (listed, _) = app.invitation(&id, &secret).await?;
    let caller = context.visitor.caller();
    let (holder, jar) = match (caller.account, caller.guest) {
        (Some(account), _) => (Holder::Account(account), jar),
        (None, Some(guest)) => (Holder::Guest(guest), jar),
        (None, None) => {
            let fresh = Secret::generate("vg_", &*app.people.entropy);
            let guest = secret::guest(fresh.reveal());
            (Holder::Guest(guest), jar.add(auth::guest_cookie(&app, &fresh)))
        }
    };
    let show = listed.show.id;
    match app.live.redeem_link(show, &secret::hash(&secret), holder).await {
        Ok(()) => Ok((jar, Redirect::to(&format!("/shows/{show}"))).into_response()),
        // The page says so.
        Err(InvitationError::UsedUp) => {
            Ok(Redirect::to(&format!("/shows/{show}/join/{secret}")).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

impl App {
    /// The show a secret link leads to. A wrong one learns nothing of the show.
    async fn invitation(&self, id: &str, secret: &str) -> Result<(Listed, Link), Error> {
        let id: ShowId = id.parse().map_err(|_| Error::page_not_found())?;
        let link = self.live.link(id, &secret::hash(secret)).await?;
        let link = link.ok_or_else(Error::page_not_found)?;
        let listed = self.live.listed(id).await?.ok_or_else(Error::page_not_found)?;
        if listed.show.state_at(self.live.clock.now()) == ShowState::Expired {
            return Err(Error::show_gone());
        }
        Ok((listed, link))
    }
}
