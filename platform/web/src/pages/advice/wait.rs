//! The page of a ticket: the wait for an advisor.

use advisor::TicketId;
use advisor::tickets::TicketState;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use storefront_templates::pages::advice::WaitPage;
use storefront_templates::views::ShopView;

use super::super::context::Context;
use super::super::html;
use super::session_page;
use crate::Shared;
use crate::error::Error;
use crate::routes::Id;

pub(super) async fn wait(
    State(app): State<Shared>,
    context: Context,
    Id(id): Id<TicketId>,
) -> Result<Response, Error> {
    let ticket = app.own_ticket(id, &context.visitor).await?;
    if let (TicketState::Accepted | TicketState::Over, Some(session)) = (ticket.state, ticket.session_id) {
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
    let show = ticket.show_id.map(|show| format!("/shows/{show}"));
    html(&WaitPage {
        chrome: context.chrome,
        ticket: id.to_string(),
        topic: ticket.topic,
        from_show: show.is_some(),
        back: show.unwrap_or_else(|| shop.url()),
        shop,
    })
}
