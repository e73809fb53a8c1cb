//! The words of a summary's mails: the talk as its summary stands when the mail goes
//! out. None of it is kept with the mail.

use advisor::summaries::KEPT_FOR;
use advisor::{AdviceSessionId, LinkTo};
use model::ShopId;
use shop::mails::{Mail, MailKind, Written};
use storefront_templates::locale::Locale;
use storefront_templates::mails::MailLine;
use storefront_templates::mails::summary::{SummaryLink, SummaryMail};
use storefront_templates::views::MoneyView;

use super::MailWords;
use crate::urls;

impl MailWords {
    /// None once its shopper has deleted it.
    pub(super) async fn summary(&self, mail: &Mail) -> Result<Option<Written>, store::Error> {
        let (Some(shop), Some(talk)) = (mail.shop, mail.about.talk) else {
            return Ok(None);
        };
        let Some(page) = self.summary_page(mail, shop, AdviceSessionId(talk)).await? else {
            return Ok(None);
        };
        // A template fails only where writing to memory does.
        let written = page.text().and_then(|text| Ok((text, page.html()?)));
        Ok(written
            .inspect_err(|error| tracing::error!(%error, mail = %mail.id, "a mail can't be written"))
            .ok()
            .map(|(text, html)| Written {
                from_name: page.shop.clone(),
                subject: page.subject(),
                text,
                html,
            }))
    }

    async fn summary_page(
        &self,
        mail: &Mail,
        shop: ShopId,
        talk: AdviceSessionId,
    ) -> Result<Option<SummaryMail>, store::Error> {
        let Some(summary) = self.advice.summary(talk).await? else {
            return Ok(None);
        };
        // Another address has taken its place.
        if summary.email != mail.to {
            return Ok(None);
        }
        let Some(shop) = self.people.shop(shop).await? else {
            return Ok(None);
        };
        let key = self.advice.link_key(LinkTo::Summary, talk.0).await?;
        let currency = summary.currency;
        let money = |minor: i64| MoneyView::new(minor, currency.as_str());
        let total = money(summary.total());
        let lines = summary.lines.iter().map(|line| MailLine {
            name: line.product.name.clone(),
            options: line.options.join(" · "),
            quantity: line.quantity,
            total: money(line.unit_price.saturating_mul(line.quantity)),
        });
        let products = summary.products.iter().map(|product| SummaryLink {
            name: product.name.clone(),
            url: format!("{}{}", self.base, urls::product(&shop.slug, &product.slug)),
        });
        Ok(Some(SummaryMail {
            locale: Locale::from_code(&mail.locale).unwrap_or_default(),
            is_follow_up: mail.kind == MailKind::AdviceFollowUp,
            shop: shop.name.clone(),
            advisor: summary.advisor_name.clone(),
            agreed: summary.agreed.clone(),
            products: products.collect(),
            lines: lines.collect(),
            total,
            order: summary.order.map(|(_, number)| number.unsigned_abs()),
            days: KEPT_FOR.num_days().unsigned_abs(),
            url: format!("{}/advice/summaries/{talk}?key={key}", self.base),
        }))
    }
}
