//! The page of a shop's advice desk.

use advisor::desks::Desk as Opened;
use advisor::hours::Hours;
use advisor::queues::Queue;
use axum::extract::{Path, State};
use axum::response::Response;
use model::Role;
use storefront_templates::pages::advice::{AdviceDeskPage, HoursForm, OpenSpan, QueueForm};
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
    let (hours, queues) = if owner {
        let queues = app.advice.queues(shop.id).await?;
        let opened = app.advice.desk(shop.id).await?;
        (Some(of_desk(opened.as_ref())), queues.iter().map(queue).collect())
    } else {
        (None, Vec::new())
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
        queues,
    })
}

fn of_desk(desk: Option<&Opened>) -> HoursForm {
    desk.map_or_else(HoursForm::proposed, |desk| shown(&desk.hours, desk.is_on))
}

fn queue(queue: &Queue) -> QueueForm {
    let proposed = HoursForm {
        on: false,
        ..HoursForm::proposed()
    };
    QueueForm {
        id: queue.id.to_string(),
        name: queue.name.clone(),
        hours: queue.hours.as_ref().map_or(proposed, |hours| shown(hours, true)),
    }
}

pub(super) fn shown(hours: &Hours, on: bool) -> HoursForm {
    let days = hours.week.days();
    let day = |day: usize| {
        let spans = days[day].iter().map(|span| {
            let (open, close) = span.texts();
            OpenSpan { open, close }
        });
        spans.collect()
    };
    HoursForm {
        is_set: true,
        on,
        zone: hours.zone.name().to_owned(),
        days: std::array::from_fn(day),
    }
}
