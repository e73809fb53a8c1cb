//! Making the order, in the transaction in which its payment succeeds.

use model::{Event, Money, OrderId, OrderState, Timestamp};
use store::{Tx, outbox};

use super::{Draft, Order, db, lines};
use crate::checkouts::Checkout;
use crate::mails::{self, About, MailKind, NewMail};
use crate::news::{Bought, Ordered};
use crate::payments::Payment;
use crate::{Commerce, baskets, settings};

/// What was made, to be told once it is committed.
#[derive(Debug)]
pub(crate) struct Placed {
    pub ordered: Ordered,
    /// Whether the basket is another one now.
    pub basket: bool,
}

/// Writes the order `draft` became, tells of it, and takes what was bought out of
/// the basket. A shop's orders wait for each other where they get their numbers.
pub(crate) async fn place(
    tx: &mut Tx,
    commerce: &Commerce,
    checkout: &Checkout,
    payment: &Payment,
    draft: &Draft,
    now: Timestamp,
) -> Result<Placed, store::Error> {
    let bought: Vec<_> = draft
        .lines
        .iter()
        .map(|line| (line.variant, line.quantity))
        .collect();
    let basket = baskets::take_out(tx, checkout.shop_id, checkout.holder, &bought, now).await?;
    let number = settings::next_order_number(tx, checkout.shop_id).await?;
    let order = Order {
        id: OrderId::new(&*commerce.clock, &*commerce.entropy),
        shop_id: checkout.shop_id,
        number,
        checkout_id: checkout.id,
        payment_id: payment.id,
        holder: checkout.holder,
        account_id: checkout.account_id,
        show_id: checkout.show_id,
        state: OrderState::Paid,
        email: draft.email.clone(),
        address: draft.address.clone(),
        locale: checkout.locale.clone(),
        shipping_name: draft.shipping_name.clone(),
        items_total: draft.items,
        discount: draft.discount,
        shipping_total: draft.shipping,
        tax_total: draft.tax,
        total: draft.total,
        refunded: 0,
        currency: payment.currency,
        prices_include_tax: draft.prices_include_tax,
        voucher: draft.voucher.clone(),
        tracking: String::new(),
        placed_at: now,
        fulfilled_at: None,
        closed_at: None,
    };
    db::insert(tx, &order).await?;
    lines::insert(tx, order.id, &draft.lines).await?;
    let event = Event::OrderPaid {
        order: order.id,
        shop: order.shop_id,
        show: order.show_id,
        at: now,
    };
    outbox::add(tx, &*commerce.clock, &*commerce.entropy, &event).await?;
    mail(tx, commerce, &order, MailKind::OrderPaid, About::default()).await?;
    Ok(Placed {
        ordered: ordered(&order, draft),
        basket,
    })
}

/// A mail to whoever bought.
pub(crate) async fn mail(
    tx: &mut Tx,
    commerce: &Commerce,
    order: &Order,
    kind: MailKind,
    about: About,
) -> Result<(), store::Error> {
    let mail = NewMail {
        kind,
        to: order.email.clone(),
        locale: order.locale.clone(),
        shop: Some(order.shop_id),
        order: Some(order.id),
        about,
    };
    mails::add(tx, &*commerce.clock, &*commerce.entropy, &mail).await?;
    Ok(())
}

fn ordered(order: &Order, draft: &Draft) -> Ordered {
    Ordered {
        shop: order.shop_id,
        show: order.show_id,
        order: order.id,
        number: order.number,
        buyer: initials(&order.address.name).filter(|_| draft.named),
        lines: draft
            .lines
            .iter()
            .map(|line| Bought {
                product: line.product,
                name: line.name.clone(),
                quantity: line.quantity,
            })
            .collect(),
        total: Money::new(order.total, order.currency),
    }
}

/// "Ana Lume" as others may see it: "Ana L."
fn initials(name: &str) -> Option<String> {
    let mut words = name.split_whitespace();
    let first = words.next()?;
    let initial = words.next_back().and_then(|last| last.chars().next());
    Some(match initial {
        Some(initial) => format!("{first} {initial}."),
        None => first.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_see_a_first_name_and_an_initial() {
        assert_eq!(initials("Ana Maria Lume").as_deref(), Some("Ana L."));
        assert_eq!(initials(" Ana ").as_deref(), Some("Ana"));
        assert_eq!(initials(" "), None);
    }
}
