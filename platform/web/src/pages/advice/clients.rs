//! Pages of clients' cards: an advisor's list of them and each, and a shopper's own. What
//! is on a card the page's script reads from the API.

use advisor::clients::CLIENTS_PAGE;
use axum::extract::{Path, State};
use axum::response::Response;
use model::{AccountId, Role};
use people::shops::Shop;
use serde::Deserialize;
use storefront_templates::pages::advice::{
    ClientPage, ClientView, ClientsPage, MyCardPage, MyCardsPage, OwnCard,
};
use storefront_templates::pages::selling::Desk;
use storefront_templates::views::{PersonView, ShopView};

use super::super::context::{Member, person};
use super::super::forms::Asked;
use super::super::html;
use crate::error::Error;
use crate::{App, Shared, urls};

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

pub(super) async fn clients(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
    Asked(query): Asked<Query>,
) -> Result<Response, Error> {
    let account = member.account_id();
    let shop = app.shop_to_run(&slug, account, Role::Advisor).await?;
    let found = app
        .advice
        .clients(shop.id, account, &query.q, &query.after)
        .await?;
    let is_full = i64::try_from(found.len()) == Ok(CLIENTS_PAGE);
    let last = found
        .last()
        .filter(|_| is_full)
        .map(|client| client.handle.clone());
    let mut page = ClientsPage {
        chrome: member.chrome,
        desk: app.desk_of(shop, account).await?,
        query: query.q,
        clients: found
            .into_iter()
            .map(|client| ClientView {
                person: PersonView {
                    avatar_url: client.avatar.as_deref().map(urls::picture),
                    handle: client.handle,
                    name: client.name,
                },
                any_time: client.leave.any_time,
                changed_at: client.changed_at,
            })
            .collect(),
        next: None,
    };
    page.next = last.map(|handle| page.page_url(&handle));
    html(&page)
}

pub(super) async fn client(
    State(app): State<Shared>,
    member: Member,
    Path((slug, handle)): Path<(String, String)>,
) -> Result<Response, Error> {
    let account = member.account_id();
    let (shop, client) = app.client_of(&slug, &handle, account).await?;
    html(&ClientPage {
        chrome: member.chrome,
        desk: app.desk_of(shop, account).await?,
        person: person(&client),
    })
}

pub(super) async fn own(State(app): State<Shared>, member: Member) -> Result<Response, Error> {
    let mut cards = Vec::new();
    for (shop, kept) in app.advice.shops_with_cards(member.account_id()).await? {
        if let Some(shop) = app.people.shop(shop).await? {
            let shop = ShopView {
                slug: shop.slug,
                name: shop.name,
            };
            cards.push(OwnCard { shop, kept });
        }
    }
    html(&MyCardsPage {
        chrome: member.chrome,
        cards,
    })
}

pub(super) async fn own_of(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let shop = app.shop_called(&slug).await?;
    html(&MyCardPage {
        chrome: member.chrome,
        shop: ShopView {
            slug: shop.slug,
            name: shop.name,
        },
    })
}

impl App {
    /// The desk of `shop`, as `account` sees it.
    pub(super) async fn desk_of(&self, shop: Shop, account: AccountId) -> Result<Desk, Error> {
        let role = self.people.role(shop.id, account).await?;
        let currency = self.commerce.settings(shop.id).await?.currency;
        Ok(Desk {
            slug: shop.slug,
            name: shop.name,
            currency: currency.to_string(),
            owner: role.is_some_and(|held| held.covers(Role::Owner)),
        })
    }
}
