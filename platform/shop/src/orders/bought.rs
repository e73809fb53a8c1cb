//! What was bought in a shop, for those who look at more than one order: what one
//! shopper has bought there, and what was bought in a stretch of time. Neither says
//! where anything was sent.

use model::{Currency, OrderId, OrderState, ShopId, Timestamp};
use store::{On, Result, fetch_all};
use uuid::Uuid;

/// A purchase. Amounts are in the minor unit of its currency, what was given back not
/// taken off.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Purchase {
    pub id: OrderId,
    pub number: i64,
    /// Who bought, as [`model::Holder::uuid`] gives it.
    pub holder: Uuid,
    pub state: OrderState,
    pub total: i64,
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    pub placed_at: Timestamp,
}

/// A line of a purchase.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Bought {
    pub order_id: OrderId,
    pub name: String,
    /// A JSON array, as `["Blue", "38"]`.
    pub options: String,
    pub quantity: i64,
}

/// What was bought in `shop` from `from` on and before `to`: the newest `most`. What was
/// cancelled or given back in whole is left out.
pub async fn purchases(
    on: &mut impl On,
    shop: ShopId,
    from: Timestamp,
    to: Timestamp,
    most: i64,
) -> Result<Vec<Purchase>> {
    fetch_all!(
        on,
        Purchase,
        "SELECT id, number, holder, state, total, currency, placed_at FROM orders
         WHERE shop_id = $1 AND placed_at >= $2 AND placed_at < $3 AND state IN ('paid', 'fulfilled')
         ORDER BY placed_at DESC, id DESC LIMIT $4",
        shop,
        from,
        to,
        most,
    )
}

/// What `holder` has bought in `shop`, and not cancelled: the newest `most`.
pub async fn purchases_of(on: &mut impl On, shop: ShopId, holder: Uuid, most: i64) -> Result<Vec<Purchase>> {
    fetch_all!(
        on,
        Purchase,
        "SELECT id, number, holder, state, total, currency, placed_at FROM orders
         WHERE holder = $2 AND shop_id = $1 AND state <> 'cancelled'
         ORDER BY placed_at DESC, id DESC LIMIT $3",
        shop,
        holder,
        most,
    )
}

/// The lines of what [`purchases_of`] gives for the same `most`, in their order.
pub async fn bought_by(on: &mut impl On, shop: ShopId, holder: Uuid, most: i64) -> Result<Vec<Bought>> {
    fetch_all!(
        on,
        Bought,
        "SELECT l.order_id, l.name, l.options, l.quantity FROM order_lines l
         JOIN (SELECT id, placed_at FROM orders
               WHERE holder = $2 AND shop_id = $1 AND state <> 'cancelled'
               ORDER BY placed_at DESC, id DESC LIMIT $3) o ON o.id = l.order_id
         ORDER BY o.placed_at DESC, o.id DESC, l.position LIMIT $4",
        shop,
        holder,
        most,
        LINES,
    )
}

/// Lines of one shopper's purchases.
const LINES: i64 = 500;
