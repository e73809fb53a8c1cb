//! The demo's outbox: the mails that would have gone to whoever looks.

use axum::extract::State;
use axum::response::Response;
use shop::mails::{Mail, NO_SERVER, Wording};
use storefront_templates::pages::{MailState, MailView, OutboxPage};

use super::super::context::Context;
use super::super::html;
use crate::error::Error;
use crate::mail_words::MailWords;
use crate::{App, Shared};

/// The newest mails that are looked through.
const LOOKED_THROUGH: i64 = 200;
/// What a page shows of them.
const SHOWN: usize = 30;

pub(in crate::pages) async fn outbox(State(app): State<Shared>, context: Context) -> Result<Response, Error> {
    if !app.settings.demo {
        return Err(Error::page_not_found());
    }
    let words = MailWords {
        people: app.people.clone(),
        commerce: app.commerce.clone(),
        advice: app.advice.clone(),
        base: context.base.0.clone(),
    };
    let mut mails = Vec::new();
    for mail in app.commerce.mails(None, LOOKED_THROUGH).await? {
        if mails.len() == SHOWN {
            break;
        }
        if !app.is_for(&mail, &context).await? {
            continue;
        }
        if let Some(written) = words.write(&mail).await? {
            mails.push(MailView {
                state: state(&mail),
                to: mail.to,
                subject: written.subject,
                text: written.text,
                at: mail.created_at,
            });
        }
    }
    html(&OutboxPage {
        chrome: context.chrome,
        mails,
    })
}

impl App {
    /// Whether it goes to whoever looks: to their address, or about what they bought.
    async fn is_for(&self, mail: &Mail, context: &Context) -> Result<bool, Error> {
        let signed = context.visitor.signed.as_ref();
        if signed.is_some_and(|signed| signed.account.email == mail.to) {
            return Ok(true);
        }
        let (Some(order), Some(holder)) = (mail.order, context.visitor.holder()) else {
            return Ok(false);
        };
        let own = self.commerce.order_of(order, Some(holder), None).await?;
        Ok(own.is_some())
    }
}

fn state(mail: &Mail) -> MailState {
    match (mail.sent_at, mail.next_at, &mail.failure) {
        (Some(_), ..) => MailState::Sent,
        (None, Some(_), _) => MailState::Waiting,
        (None, None, Some(why)) if why != NO_SERVER => MailState::Failed(why.clone()),
        (None, None, _) => MailState::Kept,
    }
}
