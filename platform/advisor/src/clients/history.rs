//! What a shopper bought in the shop, and the talks they had there. Nothing of it is
//! kept on the card: it is read from the shop's orders and sessions while there is leave.

use std::collections::HashMap;

use model::{AccountId, Currency, OrderState, ProductId, ShopId, Timestamp};
use shop::orders;
use store::{On, Result, fetch_all};

use crate::AdviceSessionId;

/// Purchases that are shown: the newest.
pub const BOUGHT_MAX: i64 = 50;
/// Talks that are shown: the newest.
pub const TALKS_MAX: i64 = 50;
/// Products that were shown in them, of all.
const SHOWN: i64 = 500;

/// The newest first, of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    pub bought: Vec<Bought>,
    pub talks: Vec<Talk>,
}

/// A purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bought {
    pub number: i64,
    pub placed_at: Timestamp,
    pub state: OrderState,
    /// In the minor unit of `currency`.
    pub total: i64,
    pub currency: Currency,
    pub lines: Vec<BoughtLine>,
}

/// A line of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoughtLine {
    pub name: String,
    pub options: Vec<String>,
    pub quantity: i64,
}

/// A talk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    pub advisor_id: AccountId,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// What was shown in it, the last one first.
    pub products: Vec<ProductId>,
}

#[derive(sqlx::FromRow)]
struct TalkRow {
    id: AdviceSessionId,
    advisor_id: AccountId,
    started_at: Timestamp,
    ended_at: Option<Timestamp>,
}

pub(super) async fn of(on: &mut impl On, shop: ShopId, account: AccountId) -> Result<History> {
    Ok(History {
        bought: bought(on, shop, account).await?,
        talks: talks(on, shop, account).await?,
    })
}

async fn bought(on: &mut impl On, shop: ShopId, account: AccountId) -> Result<Vec<Bought>> {
    let purchases = orders::purchases_of(on, shop, account.0, BOUGHT_MAX).await?;
    let mut lines: HashMap<_, Vec<BoughtLine>> = HashMap::new();
    for line in orders::bought_by(on, shop, account.0, BOUGHT_MAX).await? {
        lines.entry(line.order_id).or_default().push(BoughtLine {
            name: line.name,
            options: serde_json::from_str(&line.options)?,
            quantity: line.quantity,
        });
    }
    let bought = purchases.into_iter().map(|purchase| Bought {
        lines: lines.remove(&purchase.id).unwrap_or_default(),
        number: purchase.number,
        placed_at: purchase.placed_at,
        state: purchase.state,
        total: purchase.total,
        currency: purchase.currency,
    });
    Ok(bought.collect())
}

async fn talks(on: &mut impl On, shop: ShopId, account: AccountId) -> Result<Vec<Talk>> {
    let rows = fetch_all!(
        on,
        TalkRow,
        "SELECT id, advisor_id, started_at, ended_at FROM advice_sessions
         WHERE holder = $2 AND shop_id = $1 ORDER BY started_at DESC, id DESC LIMIT $3",
        shop,
        account,
        TALKS_MAX,
    )?;
    let shown = fetch_all!(
        on,
        (AdviceSessionId, ProductId),
        "SELECT g.session_id, g.product_id FROM advice_shown g
         JOIN advice_sessions s ON s.id = g.session_id
         WHERE s.holder = $2 AND s.shop_id = $1 ORDER BY s.started_at DESC, g.shown_at DESC, g.product_id LIMIT $3",
        shop,
        account,
        SHOWN,
    )?;
    let mut products: HashMap<_, Vec<ProductId>> = HashMap::new();
    for (session, product) in shown {
        products.entry(session).or_default().push(product);
    }
    let talks = rows.into_iter().map(|row| Talk {
        products: products.remove(&row.id).unwrap_or_default(),
        advisor_id: row.advisor_id,
        started_at: row.started_at,
        ended_at: row.ended_at,
    });
    Ok(talks.collect())
}
