//! The people in a session, as the others see them; and going: by oneself, or because
//! one is shown out.

use advisor::AdviceSessionId;
use advisor::people_in::Side;
use advisor::sessions::Session;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use model::AccountId;
use people::accounts::Account;
use uuid::Uuid;

use super::media::Place;
use crate::error::{Error, Problem};
use crate::routes::documents::Id;
use crate::{App, Shared, urls};

/// One of those in a session. Shoppers and their friends go by the name they gave, and
/// by their account's picture only where that is the account's name.
#[derive(Debug, Clone)]
pub(crate) struct InSession {
    pub side: Side,
    /// Of the account they are shown as; empty for all others.
    pub handle: String,
    pub name: String,
    pub avatar_url: Option<String>,
}

impl InSession {
    fn account(side: Side, account: &Account) -> Self {
        Self {
            side,
            handle: account.handle.as_str().to_owned(),
            name: account.name.clone(),
            avatar_url: account.avatar.as_deref().map(urls::picture),
        }
    }

    fn called(side: Side, name: String, account: Option<&Account>) -> Self {
        match account.filter(|account| account.name == name) {
            Some(account) => Self::account(side, account),
            None => Self {
                side,
                handle: String::new(),
                name,
                avatar_url: None,
            },
        }
    }
}

/// Leave a session you came to besides its shopper and its advisor: it goes on.
#[utoipa::path(
    post, path = "/api/v1/advice/sessions/{id}/leave", tag = "advice", params(("id" = AdviceSessionId, Path)),
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn leave(
    State(app): State<Shared>,
    Id(id): Id<AdviceSessionId>,
    headers: HeaderMap,
) -> Result<StatusCode, Error> {
    let Place { side, holder, .. } = app.place_in_session(id, &headers).await?;
    if matches!(side, Side::Shopper | Side::Advisor) {
        return Err(Error::forbidden("You end a session of your own."));
    }
    app.take_out_of_session(id, side, Some(holder)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Show somebody out: the shopper the `friend` or the `colleague`, the advisor the
/// `colleague`. Nobody in that place is no error.
#[utoipa::path(
    delete, path = "/api/v1/advice/sessions/{id}/people/{side}", tag = "advice",
    params(("id" = AdviceSessionId, Path), ("side" = Side, Path)),
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show_out(
    State(app): State<Shared>,
    Path((id, side)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<StatusCode, Error> {
    let id = id.parse().map_err(|_| Error::advice_session_not_found())?;
    let place = app.place_in_session(id, &headers).await?;
    let side = side.parse().map_err(|_| Error::advice_session_not_found())?;
    let may = match (place.side, side) {
        (Side::Shopper, Side::Friend | Side::Colleague) => true,
        (Side::Advisor, side) => side == Side::Colleague,
        _ => false,
    };
    if !may {
        return Err(Error::forbidden("That is not yours to do."));
    }
    app.take_out_of_session(id, side, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl App {
    /// All who are in a session, the two it is about first.
    pub(crate) async fn people_in_session(&self, session: &Session) -> Result<Vec<InSession>, Error> {
        let ticket = self.advice.ticket(session.ticket_id).await?;
        let ticket = ticket.ok_or_else(Error::advice_session_not_found)?;
        let account = match ticket.account_id {
            Some(id) => self.people.account(id).await?,
            None => None,
        };
        let mut people = vec![InSession::called(Side::Shopper, ticket.name, account.as_ref())];
        if let Some(advisor) = self.people.account(session.advisor_id).await? {
            people.push(InSession::account(Side::Advisor, &advisor));
        }
        for person in self.advice.people_besides(session.id).await? {
            // A guest's id is none of an account.
            let account = self.people.account(AccountId(person.holder)).await?;
            match account {
                Some(account) if person.side == Side::Colleague => {
                    people.push(InSession::account(Side::Colleague, &account));
                }
                account => people.push(InSession::called(person.side, person.name, account.as_ref())),
            }
        }
        Ok(people)
    }

    /// Takes somebody out of a session, and with them what they send and see: `holder`
    /// alone where one is named.
    pub(crate) async fn take_out_of_session(
        &self,
        id: AdviceSessionId,
        side: Side,
        holder: Option<Uuid>,
    ) -> Result<(), Error> {
        if self.advice.take_out(id, side, holder).await?.is_some() {
            self.cut_off_side(id, side).await?;
        }
        Ok(())
    }
}
