//! The shops someone runs, and opening one.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::Role;
use people::shops::{NewShop, Shop, ShopError};
use serde::Deserialize;
use storefront_templates::chrome::FlashKind;
use storefront_templates::forms::FieldErrors;
use storefront_templates::pages::selling::{Desk, OpenShopForm, OwnShop, OwnShopsPage};

use super::super::context::{Member, say};
use super::super::forms::{self, Typed};
use super::super::html;
use super::count;
use crate::error::Error;
use crate::{App, Shared};

pub(super) async fn shops(State(app): State<Shared>, member: Member) -> Result<Response, Error> {
    html(&app.own_shops_page(member).await?)
}

#[derive(Debug, Deserialize)]
pub(super) struct Opened {
    slug: String,
    name: String,
    #[serde(default)]
    story: String,
}

pub(super) async fn open(
    State(app): State<Shared>,
    member: Member,
    Typed(form): Typed<Opened>,
) -> Result<Response, Error> {
    let new = NewShop {
        slug: form.slug.clone(),
        name: form.name.clone(),
        story: form.story.clone(),
        cover: None,
        logo: None,
    };
    match app.people.open_shop(member.account_id(), new).await {
        Ok(shop) => Ok(say(
            &format!("/studio/shops/{}/products", shop.slug),
            FlashKind::Good,
            "flash-shop-opened",
        )),
        Err(error) => {
            let page = OwnShopsPage {
                errors: complaint(error)?,
                form: OpenShopForm {
                    slug: form.slug,
                    name: form.name,
                    story: form.story,
                },
                ..app.own_shops_page(member).await?
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
    }
}

fn complaint(error: ShopError) -> Result<FieldErrors, Error> {
    Ok(match error {
        ShopError::SlugTaken => forms::complaint("slug", "error-shop-taken"),
        ShopError::Slug(_) => forms::complaint("slug", "error-shop-slug"),
        ShopError::Name => forms::complaint("shop_name", "error-shop-name"),
        ShopError::Story => forms::complaint("story", "error-shop-story"),
        other => return Err(other.into()),
    })
}

impl App {
    async fn own_shops_page(&self, member: Member) -> Result<OwnShopsPage, Error> {
        let mut shops = Vec::new();
        for (shop, role) in self.people.shops_of(member.account_id()).await? {
            if role.covers(Role::Host) {
                shops.push(self.own_shop(shop, role).await?);
            }
        }
        Ok(OwnShopsPage {
            chrome: member.chrome,
            shops,
            form: OpenShopForm::default(),
            errors: FieldErrors::new(),
        })
    }

    async fn own_shop(&self, shop: Shop, role: Role) -> Result<OwnShop, Error> {
        let owner = role.covers(Role::Owner);
        let currency = self.commerce.settings(shop.id).await?.currency;
        let figures = self.commerce.figures(shop.id).await?;
        Ok(OwnShop {
            role_key: if owner { "role-owner" } else { "role-host" },
            products: count(figures.products),
            to_send: count(figures.to_send),
            desk: Desk {
                slug: shop.slug,
                name: shop.name,
                currency: currency.to_string(),
                owner,
            },
        })
    }
}
