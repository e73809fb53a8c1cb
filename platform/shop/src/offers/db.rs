//! The `offers` table.

use model::{OfferId, ProductId, ShopId, Timestamp};
use store::{On, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};
use uuid::Uuid;

use super::Offer;
use crate::by_ids::fetch_by_ids;

/// Past offers looked at for one page of products.
const HISTORY: i64 = 2_000;

/// The dearest price of a product that is `shop`'s, whose row is locked on
/// PostgreSQL until `tx` ends.
pub(super) async fn lock_product(tx: &mut Tx, shop: ShopId, product: ProductId) -> Result<Option<i64>> {
    let touched = execute!(
        tx,
        "UPDATE products SET version = version WHERE id = $1 AND shop_id = $2",
        product,
        shop
    )?;
    if touched == 0 {
        return Ok(None);
    }
    let (dearest,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COALESCE(MAX(price), 0) FROM variants WHERE product_id = $1 AND retired_at IS NULL",
        product
    )?;
    Ok(Some(dearest))
}

pub(super) async fn insert(tx: &mut Tx, offer: &Offer) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO offers (id, shop_id, product_id, show_id, kind, value, most_units, units, starts_at, ends_at,
                             created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        offer.id,
        offer.shop_id,
        offer.product_id,
        offer.show_id,
        offer.kind,
        offer.value,
        offer.most_units,
        offer.units,
        offer.starts_at,
        offer.ends_at,
        offer.created_at,
    )?;
    Ok(())
}

/// False when it was over, or is none of `shop`'s.
pub(super) async fn end(tx: &mut Tx, shop: ShopId, id: OfferId, now: Timestamp) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE offers SET ends_at = $3 WHERE id = $1 AND shop_id = $2 AND ends_at > $3",
        id,
        shop,
        now
    )?;
    Ok(touched > 0)
}

pub(super) async fn by_id(on: &mut impl On, shop: ShopId, id: OfferId) -> Result<Option<Offer>> {
    fetch_optional!(
        on,
        Offer,
        "SELECT id, shop_id, product_id, show_id, kind, value, most_units, units, starts_at, ends_at, created_at
         FROM offers WHERE id = $1 AND shop_id = $2",
        id,
        shop
    )
}

pub(super) async fn of_shop(on: &mut impl On, shop: ShopId, limit: i64) -> Result<Vec<Offer>> {
    fetch_all!(
        on,
        Offer,
        "SELECT id, shop_id, product_id, show_id, kind, value, most_units, units, starts_at, ends_at, created_at
         FROM offers WHERE shop_id = $1 ORDER BY id DESC LIMIT $2",
        shop,
        limit
    )
}

/// The products whose offers ended after `since`, until `now`.
pub(super) async fn ended(
    on: &mut impl On,
    since: Timestamp,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(ShopId, ProductId)>> {
    fetch_all!(
        on,
        (ShopId, ProductId),
        "SELECT shop_id, product_id FROM offers WHERE ends_at > $1 AND ends_at <= $2 ORDER BY ends_at DESC LIMIT $3",
        since,
        now,
        limit
    )
}

/// The offers that count now for these products, at most one each.
pub(crate) async fn running(on: &mut impl On, products: &[Uuid], now: Timestamp) -> Result<Vec<Offer>> {
    fetch_by_ids!(
        on,
        Offer,
        "SELECT id, shop_id, product_id, show_id, kind, value, most_units, units, starts_at, ends_at, created_at
         FROM offers WHERE product_id IN",
        products,
        "AND starts_at <= $51 AND ends_at > $51 AND (most_units IS NULL OR units < most_units)
         ORDER BY product_id, starts_at DESC, id DESC LIMIT 50",
        now
    )
}

/// All offers there were for these products, the newest if there were very many.
pub(crate) async fn of_products(on: &mut impl On, products: &[Uuid]) -> Result<Vec<Offer>> {
    fetch_by_ids!(
        on,
        Offer,
        "SELECT id, shop_id, product_id, show_id, kind, value, most_units, units, starts_at, ends_at, created_at
         FROM offers WHERE product_id IN",
        products,
        "ORDER BY starts_at DESC, id DESC LIMIT $51",
        HISTORY
    )
}
