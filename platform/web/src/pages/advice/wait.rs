//! The page of a ticket: the wait for an advisor.

use advisor::TicketId;
use advisor::tickets::TicketState;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use storefront_templates::pages::advice::WaitPage;
use storefront_templates::views::ShopView;

use super::super::context::Context;
use super::super::html;
use super::session_page;
use crate::Shared;
use crate::error::Error;
use crate::routes::Id;

/// What lets somebody in who has the link of a letter.
#[derive(Debug, Deserialize)]
pub(super) struct Key {
    key: Option<String>,
}

pub(super) async fn wait(
    State(app): State<Shared>,
    context: Context,
    Id(id): Id<TicketId>,
    Query(Key { key }): Query<Key>,
) -> Result<Response, Error> {
    let ticket = app.ticket_by_link(id, &context.visitor, key.as_deref()).await?;
    // On another device than the one that asked, which may have it by the key alone.
    let is_own = app.own_ticket(id, &context.visitor).await.is_ok();
    if is_own
        && let (TicketState::Accepted | TicketState::Over, Some(session)) = (ticket.state, ticket.session_id)
    {
        return Ok(Redirect::to(&session_page(session)).into_response());
    }
    let shop = app
        .people
        .shop(ticket.shop_id)
        .await?
        .ok_or_else(Error::page_not_found)?;
    let shop = ShopView {
        slug: shop.slug,
        name: shop.name,
    };
    let queues = app.advice.queues(ticket.shop_id).await?;
    let queue = queues.into_iter().find(|queue| Some(queue.id) == ticket.queue_id);
    let comes = app.advice.desk(ticket.shop_id).await?.is_some();
    let show = ticket.show_id.map(|show| format!("/shows/{show}"));
    html(&WaitPage {
        chrome: context.chrome,
        ticket: id.to_string(),
        topic: ticket.topic,
        queue: queue.map(|queue| queue.name).unwrap_or_default(),
        comes,
        key: key.filter(|_| !is_own),
        from_show: show.is_some(),
        back: show.unwrap_or_else(|| shop.url()),
        shop,
    })
}
