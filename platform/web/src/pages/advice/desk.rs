//! The page of a shop's advice desk.

use advisor::desks::Desk as Opened;
use axum::extract::{Path, State};
use axum::response::Response;
use model::Role;
use storefront_templates::pages::advice::{AdviceDeskPage, HoursForm, OpenSpan};
use storefront_templates::pages::selling::Desk;

use super::super::context::Member;
use super::super::html;
use crate::Shared;
use crate::error::Error;

pub(super) async fn desk(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let shop = app.shop_to_run(&slug, member.account_id(), Role::Advisor).await?;
    let role = app.people.role(shop.id, member.account_id()).await?;
    let owner = role.is_some_and(|held| held.covers(Role::Owner));
    let hours = if owner {
        Some(hours(app.advice.desk(shop.id).await?.as_ref()))
    } else {
        None
    };
    let currency = app.commerce.settings(shop.id).await?.currency;
    html(&AdviceDeskPage {
        chrome: member.chrome,
        desk: Desk {
            slug: shop.slug,
            name: shop.name,
            currency: currency.to_string(),
            owner,
        },
        hours,
    })
}

fn hours(desk: Option<&Opened>) -> HoursForm {
    let Some(desk) = desk else {
        return HoursForm::proposed();
    };
    let days = desk.hours.week.days();
    let day = |day: usize| {
        let spans = days[day].iter().map(|span| {
            let (open, close) = span.texts();
            OpenSpan { open, close }
        });
        spans.collect()
    };
    HoursForm {
        is_set: true,
        on: desk.is_on,
        zone: desk.hours.zone.name().to_owned(),
        days: std::array::from_fn(day),
    }
}
