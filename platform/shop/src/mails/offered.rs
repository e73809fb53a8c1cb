//! Mails to those in line whose turn has come: asked for in the transaction
//! that holds the units for them.

use std::collections::HashMap;

use model::{AccountId, Clock, Entropy, HoldId, MailId, ShopId, VariantId};
use store::{Result, Tx, fetch_optional};

use super::{About, MailKind, NewMail, db};
use crate::batch::{Batch, fetch_rows};

/// Units that are held for someone who was in line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turn {
    pub account: AccountId,
    pub hold: HoldId,
}

#[derive(sqlx::FromRow)]
struct Goods {
    shop_id: ShopId,
    shop: String,
    product: String,
    name: String,
}

#[derive(sqlx::FromRow)]
struct Reader {
    id: AccountId,
    email: String,
    locale: String,
}

static READERS: Batch = Batch::new(
    "SELECT id, email, locale FROM accounts WHERE id IN (VALUES ",
    "(?)",
    ")",
    0,
);

/// Asks for a mail to each whose turn it is to have `variant`.
pub(crate) async fn offered(
    tx: &mut Tx,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    variant: VariantId,
    turns: &[Turn],
) -> Result<()> {
    if turns.is_empty() {
        return Ok(());
    }
    let goods = fetch_optional!(
        tx,
        Goods,
        "SELECT p.shop_id, s.slug AS shop, p.slug AS product, p.name
         FROM variants v JOIN products p ON p.id = v.product_id JOIN shops s ON s.id = p.shop_id
         WHERE v.id = $1",
        variant,
    )?;
    let Some(goods) = goods else { return Ok(()) };
    let readers: HashMap<_, _> = fetch_rows!(tx, Reader, &READERS, turns, [], |turn| [turn.account])?
        .into_iter()
        .map(|reader| (reader.id, reader))
        .collect();
    let mails = turns.iter().filter_map(|turn| {
        let reader = readers.get(&turn.account)?;
        let mail = NewMail {
            kind: MailKind::Offered,
            to: reader.email.clone(),
            locale: reader.locale.clone(),
            shop: Some(goods.shop_id),
            order: None,
            about: About {
                product: Some(goods.name.clone()),
                path: Some(format!("/shops/{}/products/{}", goods.shop, goods.product)),
                hold: Some(turn.hold),
                ..About::default()
            },
        };
        Some((MailId::new(clock, entropy), mail))
    });
    db::insert_all(tx, &mails.collect::<Vec<_>>(), clock.now()).await
}
