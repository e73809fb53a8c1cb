//! The page of a session: the talk, and once it has ended, how.

use advisor::AdviceSessionId;
use advisor::people_in::Side;
use advisor::sessions::{Session, SessionState};
use advisor::tickets::{Ticket, TicketState};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use people::shops::Shop;
use storefront_templates::pages::advice::{CallPage, Talker};
use storefront_templates::views::{PersonView, ShopView};

use super::super::context::Context;
use super::super::html;
use super::ticket_page;
use crate::error::Error;
use crate::headers::PagePolicy;
use crate::routes::Id;
use crate::{App, Shared};

pub(super) async fn session(
    State(app): State<Shared>,
    context: Context,
    Id(id): Id<AdviceSessionId>,
) -> Result<Response, Error> {
    let (session, side, _) = app.session_with(id, &context.visitor).await?;
    let is_advisor = side.is_staff();
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
    if session.state == SessionState::Open {
        let note = app.note_of_hand_over(&session, side).await?;
        let show = ticket.show_id.filter(|_| side == Side::Shopper);
        let mut page = html(&CallPage {
            small_show: app.small_show(show, &context.visitor).await?,
            chrome: context.chrome,
            back: way_out(&shop, side),
            shop: ShopView {
                slug: shop.slug,
                name: shop.name,
            },
            session: id.to_string(),
            other: app.faced_by(&session, side).await?,
            you: talker(side),
            is_advisor,
            note,
            topic: ticket.topic,
            product_name: ticket.product_name,
            started_at: session.started_at,
            whip_url: format!("/whip/advice/{id}"),
            whep_url: format!("/whep/advice/{id}"),
            socket_url: format!("/live/advice/{id}"),
        })?;
        // Where two look together, the shop's pages stand in a frame of it.
        page.extensions_mut().insert(PagePolicy::framing());
        return Ok(page);
    }
    // What there is after it is for the two it was about.
    if matches!(side, Side::Colleague | Side::Friend) {
        return Ok(Redirect::to(&way_out(&shop, side)).into_response());
    }
    let other = app.faced_by(&session, side).await?;
    if !is_advisor && goes_on(&session, &ticket) {
        return Ok(Redirect::to(&ticket_page(ticket.id)).into_response());
    }
    html(&app.ended_page(context, &session, &ticket, shop, other).await?)
}

/// The shopper whose advisor was lost is in line again, or with the next one already.
fn goes_on(session: &Session, ticket: &Ticket) -> bool {
    let is_open = matches!(ticket.state, TicketState::Waiting | TicketState::Accepted);
    is_open && ticket.session_id != Some(session.id)
}

/// Where one goes who is not in the session any more.
fn way_out(shop: &Shop, side: Side) -> String {
    if side.is_staff() {
        format!("/studio/shops/{}/advice", shop.slug)
    } else {
        format!("/shops/{}", shop.slug)
    }
}

fn talker(side: Side) -> Talker {
    match side {
        Side::Shopper => Talker::Shopper,
        Side::Advisor => Talker::Advisor,
        Side::Colleague => Talker::Colleague,
        Side::Friend => Talker::Friend,
    }
}

impl App {
    /// Whom one side faces.
    async fn faced_by(&self, session: &Session, side: Side) -> Result<PersonView, Error> {
        let people = self.people_in_session(session).await?;
        let faced = people.into_iter().find(|person| person.side == side.other());
        let faced = faced.ok_or_else(Error::page_not_found)?;
        Ok(PersonView {
            handle: faced.handle,
            name: faced.name,
            avatar_url: faced.avatar_url,
        })
    }

    /// With which words the session was handed over to its advisor; empty where it was not.
    async fn note_of_hand_over(&self, session: &Session, side: Side) -> Result<String, Error> {
        if side != Side::Advisor {
            return Ok(String::new());
        }
        let asked = self.advice.handed_over_to(session.id, session.advisor_id).await?;
        Ok(asked.map(|asked| asked.note).unwrap_or_default())
    }
}
