//! The page of a session that has ended: how, and what each of the two does next.

use advisor::outcomes::Outcome;
use advisor::ratings::OPEN_FOR;
use advisor::sessions::{EndedBy, Session};
use advisor::summaries::Summary;
use advisor::templates::Template;
use advisor::tickets::Ticket;
use model::Timestamp;
use people::shops::Shop;
use storefront_templates::pages::advice::{Back, EndedPage, Ending, NotesView, RatingView, TemplateView};
use storefront_templates::views::PersonView;

use super::super::context::Context;
use crate::App;
use crate::error::Error;

impl App {
    /// For the session's shopper or its advisor, whoever the visitor is.
    pub(super) async fn ended_page(
        &self,
        context: Context,
        session: &Session,
        ticket: &Ticket,
        shop: Shop,
        mut other: PersonView,
    ) -> Result<EndedPage, Error> {
        let now = self.advice.clock.now();
        let is_advisor = context.account_id() == Some(session.advisor_id);
        let readable = self.readable_summary(session.id, &context.visitor, None).await?;
        let summary = readable.map(|(summary, _)| summary);
        // The ticket forgets a day after it was asked with.
        if other.name.is_empty() {
            let kept = summary.as_ref().map(|summary| summary.shopper_name.clone());
            let name = kept.filter(|name| !name.is_empty());
            other.name = name.unwrap_or_else(|| context.chrome.t("after-open-someone"));
        }
        let rating = if is_advisor {
            None
        } else {
            Some(self.rating_view(session, now).await?)
        };
        let notes = if is_advisor {
            Some(self.notes_view(&context, session, summary.as_ref(), now).await?)
        } else {
            None
        };
        let show = ticket.show_id.filter(|_| !is_advisor);
        let (back, back_to) = back(ticket, &shop, is_advisor);
        let summary = match summary {
            Some(summary) => Some(
                self.summary_view(&context, &summary, &shop, None, is_advisor)
                    .await?,
            ),
            None => None,
        };
        Ok(EndedPage {
            small_show: self.small_show(show, &context.visitor).await?,
            session: session.id.to_string(),
            other,
            seconds: length(session, now),
            ending: session.ended_by.map(|by| ending(by, is_advisor)),
            back,
            back_to,
            rating,
            notes,
            summary,
            chrome: context.chrome,
        })
    }

    async fn rating_view(&self, session: &Session, now: Timestamp) -> Result<RatingView, Error> {
        let rating = self.advice.rating(session.id).await?;
        Ok(RatingView {
            stars: rating.as_ref().map_or(0, |rating| rating.stars.unsigned_abs()),
            line: rating.map(|rating| rating.line).unwrap_or_default(),
            is_open: session.ended_at.is_some_and(|ended| now < ended + OPEN_FOR),
        })
    }

    async fn notes_view(
        &self,
        context: &Context,
        session: &Session,
        summary: Option<&Summary>,
        now: Timestamp,
    ) -> Result<NotesView, Error> {
        let outcome = self.advice.outcome(session.id).await?;
        let templates = self.advice.templates(session.shop_id).await?;
        let until = summary.and_then(Summary::editable_until);
        let products = summary.map(|summary| {
            let names = summary.products.iter().map(|product| product.name.as_str());
            let lines = summary.lines.iter().map(|line| line.product.name.as_str());
            let mut all: Vec<&str> = Vec::new();
            for name in lines.chain(names) {
                if !all.contains(&name) {
                    all.push(name);
                }
            }
            all.join(", ")
        });
        Ok(NotesView {
            outcome: outcome.map_or("", Outcome::as_str),
            agreed: summary.map(|summary| summary.draft.clone()),
            is_sent: until.is_some(),
            is_open: summary.is_some() && until.is_none_or(|until| now < until),
            is_mailed: summary.is_some_and(|summary| !summary.email.is_empty()),
            templates: templates.into_iter().map(template_view).collect(),
            products: products.unwrap_or_default(),
            link: format!("{}{}", context.base.0, super::summary_page(session.id)),
        })
    }
}

/// A template as its pages show it.
pub(super) fn template_view(template: Template) -> TemplateView {
    TemplateView {
        id: template.id.to_string(),
        name: template.name,
        language: template.language,
        text: template.text,
    }
}

fn ending(by: EndedBy, is_advisor: bool) -> Ending {
    match (by, is_advisor) {
        (EndedBy::Shopper, false) | (EndedBy::Advisor, true) => Ending::Own,
        (EndedBy::Shopper, true) | (EndedBy::Advisor, false) => Ending::Other,
        (EndedBy::ShopperLeft, false) => Ending::OwnSilence,
        (EndedBy::ShopperLeft, true) => Ending::OtherSilence,
        (EndedBy::Lost, true) => Ending::OwnLost,
        (EndedBy::Lost, false) => Ending::OtherLost,
        (EndedBy::Removed, _) => Ending::Removed,
    }
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
