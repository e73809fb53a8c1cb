//! Making a summary, within the transaction that ends the session.

use model::{Currency, OrderId, ProductId, Timestamp};
use shop::baskets::{PricedLine, Problem, lines_at};
use shop::settings;
use store::{Result, Tx, fetch_all, fetch_optional};
use uuid::Uuid;

use super::{Line, Shown, Summary, db};
use crate::sessions::Session;
use crate::shown::SHOWN_MAX;
use crate::tickets;

/// Makes the summary of `session`, which ends at `now`. A session its shopper never
/// came into has none, and what was shown in it is forgotten.
pub(crate) async fn make(tx: &mut Tx, session: &Session, now: Timestamp) -> Result<()> {
    let Some(ticket) = tickets::by_id(tx, session.ticket_id).await? else {
        return Ok(());
    };
    if ticket.seen_at < session.started_at {
        return db::forget_shown(tx, session.id).await;
    }
    // Whose it is may have changed since the session was read: they have signed in.
    let holder = ticket.holder;
    let lines = lines_at(tx, session.shop_id, holder, now).await?;
    let summary = Summary {
        session: session.id,
        shop_id: session.shop_id,
        advisor_id: session.advisor_id,
        advisor_name: advisor_name(tx, session).await?,
        holder,
        shopper_name: ticket.name,
        length_s: (now - session.started_at).num_seconds().max(0),
        currency: currency(tx, session).await?,
        products: products(tx, session, holder).await?,
        lines: lines.into_iter().filter_map(kept).collect(),
        order: order(tx, session, holder).await?,
        draft: String::new(),
        agreed: String::new(),
        sent_at: None,
        email: String::new(),
        locale: String::new(),
        mails: 0,
        made_at: now,
    };
    db::insert(tx, &summary).await
}

/// A line as it is kept; none of what was no longer to be had.
fn kept(line: PricedLine) -> Option<Line> {
    if line.problem == Some(Problem::Gone) {
        return None;
    }
    let options = line.variant()?.options.clone();
    let product = line.product?;
    Some(Line {
        variant: line.line.variant_id,
        product: Shown {
            id: product.id,
            slug: product.slug,
            name: product.name,
        },
        options,
        quantity: line.line.quantity,
        unit_price: line.unit_price,
    })
}

async fn currency(tx: &mut Tx, session: &Session) -> Result<Currency> {
    settings::currency(tx, session.shop_id).await
}

async fn advisor_name(tx: &mut Tx, session: &Session) -> Result<String> {
    let name = fetch_optional!(
        tx,
        (String,),
        "SELECT a.name FROM advice_sessions s JOIN accounts a ON a.id = s.advisor_id WHERE s.id = $1",
        session.id,
    )?;
    Ok(name.map(|(name,)| name).unwrap_or_default())
}

/// What was shown, then what its advisor had prepared, then what was wished for in it:
/// each once.
async fn products(tx: &mut Tx, session: &Session, holder: Uuid) -> Result<Vec<Shown>> {
    let mut rows = fetch_all!(
        tx,
        (ProductId, String, String),
        "SELECT p.id, p.slug, p.name FROM advice_shown s JOIN products p ON p.id = s.product_id
         WHERE s.session_id = $1 ORDER BY s.shown_at, p.id LIMIT $2",
        session.id,
        SHOWN_MAX,
    )?;
    for product in prepared(tx, session).await? {
        rows.extend(fetch_optional!(
            tx,
            (ProductId, String, String),
            "SELECT id, slug, name FROM products WHERE id = $1 AND shop_id = $2 AND state = 'active'",
            product,
            session.shop_id,
        )?);
    }
    rows.extend(fetch_all!(
        tx,
        (ProductId, String, String),
        "SELECT p.id, p.slug, p.name FROM wishes w JOIN products p ON p.id = w.product_id
         WHERE w.shop_id = $1 AND w.holder = $2 AND w.added_at >= $3 ORDER BY w.added_at, p.id LIMIT $4",
        session.shop_id,
        holder,
        session.started_at,
        SHOWN_MAX,
    )?);
    let mut products: Vec<Shown> = Vec::with_capacity(rows.len());
    for (id, slug, name) in rows {
        if !products.iter().any(|known| known.id == id) {
            products.push(Shown { id, slug, name });
        }
    }
    Ok(products)
}

/// What the advisor had prepared, where the talk was booked.
async fn prepared(tx: &mut Tx, session: &Session) -> Result<Vec<ProductId>> {
    let found = fetch_optional!(
        tx,
        (String,),
        "SELECT prepared FROM advice_bookings WHERE ticket_id = $1 LIMIT 1",
        session.ticket_id,
    )?;
    let mut prepared: Vec<ProductId> = match found {
        Some((list,)) => serde_json::from_str(&list)?,
        None => Vec::new(),
    };
    prepared.truncate(usize::try_from(SHOWN_MAX).unwrap_or(usize::MAX));
    Ok(prepared)
}

/// The last one that was paid since the session began.
async fn order(tx: &mut Tx, session: &Session, holder: Uuid) -> Result<Option<(OrderId, i64)>> {
    fetch_optional!(
        tx,
        (OrderId, i64),
        "SELECT id, number FROM orders WHERE holder = $1 AND shop_id = $2 AND placed_at >= $3
         ORDER BY placed_at DESC, id DESC LIMIT 1",
        holder,
        session.shop_id,
        session.started_at,
    )
}
