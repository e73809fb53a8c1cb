//! The words of mails to those who bought: an order as it stands when the mail
//! goes out, in its shopper's language.

mod bookings;
mod summary;

use advisor::tickets::TicketState;
use advisor::{Advice, TicketId};
use async_trait::async_trait;
use model::{OrderId, ShopId};
use people::People;
use shop::Commerce;
use shop::addresses::Address;
use shop::mails::{Mail, MailKind, Wording, Written};
use shop::orders::{Order, OrderLine};
use storefront_templates::locale::Locale;
use storefront_templates::mails::{MailLine, MailOrder, MailPage};
use storefront_templates::views::MoneyView;

/// See [`Wording`].
#[derive(Debug, Clone)]
pub struct MailWords {
    pub people: People,
    pub commerce: Commerce,
    pub advice: Advice,
    /// The start of every address, without a slash at the end.
    pub base: String,
}

#[async_trait]
impl Wording for MailWords {
    async fn write(&self, mail: &Mail) -> Result<Option<Written>, store::Error> {
        if mail.about.booking.is_some() {
            return self.booking(mail).await;
        }
        if let MailKind::AdviceSummary | MailKind::AdviceFollowUp = mail.kind {
            return self.summary(mail).await;
        }
        let Some(page) = self.page(mail).await? else {
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
}

impl MailWords {
    async fn page(&self, mail: &Mail) -> Result<Option<MailPage>, store::Error> {
        // Too late to be told: it has run out, or its reader has bought it.
        if let Some(hold) = mail.about.hold
            && !self.commerce.is_set_aside(hold).await?
        {
            return Ok(None);
        }
        // They are here meanwhile, or have lost their place.
        if let Some(ticket) = mail.about.ticket
            && !self.is_away(TicketId(ticket)).await?
        {
            return Ok(None);
        }
        let Some(shop_id) = mail.shop else { return Ok(None) };
        let Some(shop) = self.people.shop(shop_id).await? else {
            return Ok(None);
        };
        let order = match mail.order {
            Some(id) => match self.order(shop_id, id).await? {
                Some(found) => Some(found),
                None => return Ok(None),
            },
            None => None,
        };
        let money = |minor: i64| {
            let of_order = order.as_ref().map(|(order, _)| order.currency);
            let currency = mail.about.currency.or(of_order)?;
            Some(MoneyView::new(minor, currency.as_str()))
        };
        Ok(Some(MailPage {
            locale: Locale::from_code(&mail.locale).unwrap_or_default(),
            key: key(mail.kind),
            amount: mail.about.amount.and_then(money),
            product: mail.about.product.clone().unwrap_or_default(),
            url: self.url(mail, &shop.slug).await?,
            order: order.map(|(order, lines)| view(&order, lines)),
            shop: shop.name,
        }))
    }

    async fn is_away(&self, ticket: TicketId) -> Result<bool, store::Error> {
        let ticket = self.advice.ticket(ticket).await?;
        Ok(ticket.is_some_and(|ticket| ticket.state == TicketState::Waiting && ticket.is_away()))
    }

    async fn order(
        &self,
        shop: ShopId,
        id: OrderId,
    ) -> Result<Option<(Order, Vec<OrderLine>)>, store::Error> {
        let Some(order) = self.commerce.order(shop, id).await? else {
            return Ok(None);
        };
        Ok(Some((order, self.commerce.order_lines(id).await?)))
    }

    async fn url(&self, mail: &Mail, shop: &str) -> Result<String, store::Error> {
        let path = match mail.order {
            Some(order) => format!("/orders/{order}?key={}", self.commerce.order_key(order).await?),
            None => {
                let path = mail.about.path.clone();
                path.unwrap_or_else(|| format!("/shops/{shop}"))
            }
        };
        Ok(format!("{}{path}", self.base))
    }
}

fn key(kind: MailKind) -> &'static str {
    match kind {
        MailKind::OrderPaid => "mail-order-paid",
        MailKind::OrderFulfilled => "mail-order-fulfilled",
        MailKind::OrderRefunded => "mail-order-refunded",
        MailKind::OrderCancelled => "mail-order-cancelled",
        MailKind::ReturnReceived => "mail-return-received",
        MailKind::Offered => "mail-offered",
        MailKind::PaymentReturned => "mail-payment-returned",
        MailKind::AdviceCall => "mail-advice-call",
        MailKind::BookingMade => "mail-booking-made",
        MailKind::BookingMoved => "mail-booking-moved",
        MailKind::BookingCancelled => "mail-booking-cancelled",
        MailKind::BookingSoon => "mail-booking-soon",
        MailKind::AdviceSummary => "mail-summary",
        MailKind::AdviceFollowUp => "mail-follow-up",
    }
}

fn view(order: &Order, lines: Vec<OrderLine>) -> MailOrder {
    let money = |minor| MoneyView::new(minor, order.currency.as_str());
    let lines = lines.into_iter().map(|line| MailLine {
        name: line.name,
        options: line.options.join(" · "),
        quantity: line.quantity,
        total: money(line.unit_price * line.quantity),
    });
    MailOrder {
        number: order.number,
        lines: lines.collect(),
        items: money(order.items_total),
        discount: money(order.discount),
        shipping: money(order.shipping_total),
        tax: money(order.tax_total),
        tax_included: order.prices_include_tax,
        total: money(order.total),
        address: lines_of(&order.address),
        tracking: order.tracking.clone(),
    }
}

/// As it stands on a parcel.
fn lines_of(address: &Address) -> Vec<String> {
    let town = format!("{} {}", address.postal_code, address.city);
    let lines = [
        &address.name,
        &address.line1,
        &address.line2,
        &town,
        &address.region,
        &address.country,
    ];
    let lines = lines.into_iter().map(|line| line.trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}
