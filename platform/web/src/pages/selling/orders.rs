//! A shop's orders as a list.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::response::Response;
use live::shows::Listing;
use model::{OrderId, OrderState, Role, ShowId};
use serde::Deserialize;
use shop::orders::{Content, Filter, Order, PAGE};
use storefront_templates::pages::selling::{self, OrderSummary, OrdersPage, ShowChoice};

use super::super::context::Member;
use super::super::forms::Asked;
use super::super::html;
use super::{Staff, count};
use crate::error::Error;
use crate::{App, Shared};

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    show: String,
    after: Option<i64>,
}

pub(super) async fn orders(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
    Asked(query): Asked<Query>,
) -> Result<Response, Error> {
    let staff = app.staff_of(&slug, &member, Role::Host).await?;
    // What can't be read is any state, and any show.
    let state: Option<OrderState> = query.state.parse().ok();
    let show: Option<ShowId> = query.show.parse().ok();
    let filter = Filter {
        state,
        show,
        words: Some(query.q.clone()).filter(|words| !words.trim().is_empty()),
    };
    let found = app
        .commerce
        .orders(staff.shop.id, &filter, query.after, PAGE)
        .await?;
    let ids: Vec<_> = found.iter().map(|order| order.id).collect();
    let contents = app.commerce.contents_of(&ids).await?;
    let more = i64::try_from(found.len()) == Ok(PAGE);
    let last = found.last().filter(|_| more).map(|order| order.number);
    let mut page = OrdersPage {
        chrome: member.chrome,
        query: query.q,
        state: state.map(shown),
        shows: app.show_choices(&staff, show).await?,
        orders: found
            .iter()
            .map(|order| summary(&staff, order, &contents))
            .collect(),
        to_send: count(app.commerce.figures(staff.shop.id).await?.to_send),
        next: None,
        desk: staff.desk,
    };
    page.next = last.map(|number| page.page_url(&number.to_string()));
    html(&page)
}

impl App {
    async fn show_choices(&self, staff: &Staff, chosen: Option<ShowId>) -> Result<Vec<ShowChoice>, Error> {
        let (cards, _) = self.cards_after(Listing::ShopPublic(staff.shop.id), None).await?;
        let mut choices: Vec<_> = cards
            .into_iter()
            .filter(|card| !card.is_scheduled())
            .map(|card| ShowChoice {
                chosen: chosen.is_some_and(|chosen| chosen.to_string() == card.id),
                id: card.id,
                title: card.title,
            })
            .collect();
        // One that is not listed, or gone by now, still names its orders.
        if let Some(show) = chosen
            && !choices.iter().any(|choice| choice.chosen)
        {
            let known = self.live.show(show).await?;
            choices.push(ShowChoice {
                id: show.to_string(),
                title: known
                    .filter(|known| known.shop == Some(staff.shop.id))
                    .map_or_else(|| "–".to_owned(), |known| known.title),
                chosen: true,
            });
        }
        Ok(choices)
    }
}

/// A state as pages have it.
pub(super) fn shown(state: OrderState) -> selling::OrderState {
    match state {
        OrderState::Paid => selling::OrderState::Paid,
        OrderState::Fulfilled => selling::OrderState::Fulfilled,
        OrderState::Refunded => selling::OrderState::Refunded,
        OrderState::Cancelled => selling::OrderState::Cancelled,
    }
}

fn summary(staff: &Staff, order: &Order, contents: &HashMap<OrderId, Content>) -> OrderSummary {
    let content = contents.get(&order.id).copied().unwrap_or_default();
    OrderSummary {
        id: order.id.to_string(),
        number: order.number,
        buyer: order.address.name.clone(),
        email: order.email.clone(),
        units: count(content.units),
        total: staff.money(order.total),
        refunded: (order.refunded > 0).then(|| staff.money(order.refunded)),
        state: shown(order.state),
        wants_return: content.return_asked,
        placed_at: order.placed_at,
    }
}
