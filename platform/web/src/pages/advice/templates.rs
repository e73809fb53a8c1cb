//! The page of a shop's templates. They are made, edited and deleted through the JSON API.

use advisor::templates::TEMPLATES_MAX;
use axum::extract::{Path, State};
use axum::response::Response;
use model::Role;
use storefront_templates::pages::advice::AdviceTemplatesPage;
use storefront_templates::pages::selling::Desk;

use super::super::context::Member;
use super::super::html;
use super::ended::template_view;
use crate::Shared;
use crate::error::Error;

pub(super) async fn templates(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let shop = app.shop_to_run(&slug, member.account_id(), Role::Advisor).await?;
    let role = app.people.role(shop.id, member.account_id()).await?;
    let templates = app.advice.templates(shop.id).await?;
    let currency = app.commerce.settings(shop.id).await?.currency;
    html(&AdviceTemplatesPage {
        chrome: member.chrome,
        desk: Desk {
            slug: shop.slug,
            name: shop.name,
            currency: currency.to_string(),
            owner: role.is_some_and(|held| held.covers(Role::Owner)),
        },
        is_full: i64::try_from(templates.len()).is_ok_and(|made| made >= TEMPLATES_MAX),
        templates: templates.into_iter().map(template_view).collect(),
    })
}
