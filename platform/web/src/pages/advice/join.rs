//! The door into a talk, for a friend with a link. Looking at it uses nothing up:
//! programs that preview links look too.

use advisor::invitations::JoinError;
use advisor::people_in::Side;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use model::Holder;
use people::secret;
use serde::Deserialize;
use storefront_templates::pages::advice::JoinTalkPage;
use storefront_templates::views::ShopView;

use super::super::context::Context;
use super::super::html;
use super::session_page;
use crate::address::ClientAddress;
use crate::auth::Visitor;
use crate::buyer::Buyer;
use crate::error::Error;
use crate::limits::Act;
use crate::{App, Shared};

/// Who comes in.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    name: String,
}

pub(super) async fn door(
    State(app): State<Shared>,
    context: Context,
    address: ClientAddress,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    app.limits.take(Act::Join(address.0))?;
    if let Some(page) = app.own_talk_behind(&secret, &context.visitor).await? {
        return Ok(Redirect::to(&page).into_response());
    }
    let signed = context.visitor.signed.as_ref();
    let name = signed.map(|signed| signed.account.name.clone());
    app.door_of_talk(context, &secret, name.unwrap_or_default(), false)
        .await
}

pub(super) async fn come_in(
    State(app): State<Shared>,
    buyer: Buyer,
    context: Context,
    address: ClientAddress,
    Path(secret): Path<String>,
    Form(named): Form<Named>,
) -> Result<Response, Error> {
    app.limits.take(Act::Join(address.0))?;
    if let Some(page) = app.own_talk_behind(&secret, &context.visitor).await? {
        return Ok(Redirect::to(&page).into_response());
    }
    let hash = secret::hash(&secret);
    match app.advice.join_by_link(&hash, buyer.holder, &named.name).await {
        Ok(session) => Ok((buyer.jar, Redirect::to(&session_page(session.id))).into_response()),
        Err(JoinError::Name) => app.door_of_talk(context, &secret, named.name, true).await,
        Err(JoinError::Unknown) => Err(Error::page_not_found()),
        Err(JoinError::Store(error)) => Err(error.into()),
        Err(error) => Err(Error::conflict("seat-taken", error.to_string())),
    }
}

impl App {
    /// The talk behind this link, for whoever is in it already.
    async fn own_talk_behind(&self, secret: &str, visitor: &Visitor) -> Result<Option<String>, Error> {
        let hash = secret::hash(secret);
        let account = visitor.account_id().map(Holder::Account);
        let guest = visitor.guest.map(Holder::Guest);
        let own: Vec<_> = account.into_iter().chain(guest).collect();
        if let Some(session) = self.advice.friend_who_came(&hash, &own).await? {
            return Ok(Some(session_page(session)));
        }
        let Some((_, session)) = self.advice.friend_link(&hash).await? else {
            return Ok(None);
        };
        match self.session_with(session.id, visitor).await {
            Ok(_) => Ok(Some(session_page(session.id))),
            Err(error) if error.status == StatusCode::NOT_FOUND => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A link that is good no more learns nothing of the talk.
    async fn door_of_talk(
        &self,
        context: Context,
        secret: &str,
        name: String,
        is_refused: bool,
    ) -> Result<Response, Error> {
        let link = self.advice.friend_link(&secret::hash(secret)).await?;
        let (_, session) = link.ok_or_else(Error::page_not_found)?;
        let shop = self.people.shop(session.shop_id).await?;
        let shop = shop.ok_or_else(Error::page_not_found)?;
        let people = self.people_in_session(&session).await?;
        let name_of = |side: Side| {
            let person = people.iter().find(|person| person.side == side);
            person.map(|person| person.name.clone()).unwrap_or_default()
        };
        let mut page = html(&JoinTalkPage {
            chrome: context.chrome,
            shop: ShopView {
                slug: shop.slug,
                name: shop.name,
            },
            shopper: name_of(Side::Shopper),
            advisor: name_of(Side::Advisor),
            action: format!("/advice/join/{secret}"),
            name,
            is_refused,
        })?;
        if is_refused {
            *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        }
        Ok(page)
    }
}
