//! The page of a session: the talk, and once it has ended, how.

use advisor::AdviceSessionId;
use advisor::sessions::{EndedBy, Session, SessionState};
use advisor::tickets::{Ticket, TicketState};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use model::Timestamp;
use people::shops::Shop;
use storefront_templates::pages::advice::{Back, CallPage, EndedPage};
use storefront_templates::views::{PersonView, ShopView};

use super::super::context::{Context, person};
use super::super::html;
use super::ticket_page;
use crate::error::Error;
use crate::routes::Id;
use crate::{App, Shared};

pub(super) async fn session(
    State(app): State<Shared>,
    context: Context,
    Id(id): Id<AdviceSessionId>,
) -> Result<Response, Error> {
    let (session, part) = app.own_session(id, &context.visitor).await?;
    let is_advisor = EndedBy::from(part) == EndedBy::Advisor;
    let ticket = app
        .advice
        .ticket(session.ticket_id)
        .await?
        .ok_or_else(Error::page_not_found)?;
    let shop = app
        .people
        .shop(session.shop_id)
        .await?
        .ok_or_else(Error::page_not_found)?;
    let other = app.other_of(&session, &ticket, is_advisor).await?;
    if session.state == SessionState::Open {
        return html(&CallPage {
            chrome: context.chrome,
            shop: ShopView {
                slug: shop.slug,
                name: shop.name,
            },
            session: id.to_string(),
            other,
            is_advisor,
            topic: ticket.topic,
            product_name: ticket.product_name,
            started_at: session.started_at,
            whip_url: format!("/whip/advice/{id}"),
            whep_url: format!("/whep/advice/{id}"),
            socket_url: format!("/live/advice/{id}"),
        });
    }
    if !is_advisor && goes_on(&session, &ticket) {
        return Ok(Redirect::to(&ticket_page(ticket.id)).into_response());
    }
    let (back, back_to) = back(&ticket, &shop, is_advisor);
    html(&EndedPage {
        seconds: length(&session, app.advice.clock.now()),
        is_lost: session.ended_by == Some(EndedBy::Lost),
        chrome: context.chrome,
        other,
        back,
        back_to,
    })
}

/// The shopper whose advisor was lost is in line again, or with the next one already.
fn goes_on(session: &Session, ticket: &Ticket) -> bool {
    let is_open = matches!(ticket.state, TicketState::Waiting | TicketState::Accepted);
    is_open && ticket.session_id != Some(session.id)
}

/// In seconds.
fn length(session: &Session, now: Timestamp) -> u64 {
    let ended = session.ended_at.unwrap_or(now);
    u64::try_from((ended - session.started_at).num_seconds()).unwrap_or(0)
}

fn back(ticket: &Ticket, shop: &Shop, is_advisor: bool) -> (String, Back) {
    match ticket.show_id {
        _ if is_advisor => (format!("/studio/shops/{}/advice", shop.slug), Back::Desk),
        Some(show) => (format!("/shows/{show}"), Back::Show),
        None => (format!("/shops/{}", shop.slug), Back::Shop),
    }
}

impl App {
    /// The other of the two: a shopper is called as they wish to be.
    async fn other_of(
        &self,
        session: &Session,
        ticket: &Ticket,
        is_advisor: bool,
    ) -> Result<PersonView, Error> {
        let id = if is_advisor {
            ticket.account_id
        } else {
            Some(session.advisor_id)
        };
        let account = match id {
            Some(id) => self.people.account(id).await?,
            None => None,
        };
        let shown = account.as_ref().map(person);
        let nobody = PersonView {
            handle: String::new(),
            name: String::new(),
            avatar_url: None,
        };
        let mut other = shown.unwrap_or(nobody);
        if is_advisor {
            other.name = ticket.name.clone();
        }
        Ok(other)
    }
}
