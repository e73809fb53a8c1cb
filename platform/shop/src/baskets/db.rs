//! The `baskets` and `basket_lines` tables.

use model::{BasketId, ShopId, Timestamp, VariantId};
use store::{Db, On, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};
use uuid::Uuid;

use super::{Basket, BasketLine};

pub(super) async fn basket(on: &mut impl On, shop: ShopId, holder: Uuid) -> Result<Basket> {
    let found = fetch_optional!(
        on,
        (BasketId, i64, Option<String>),
        "SELECT id, version, voucher FROM baskets WHERE shop_id = $1 AND holder = $2",
        shop,
        holder,
    )?;
    let Some((id, version, voucher)) = found else {
        return Ok(Basket::default());
    };
    Ok(Basket {
        id: Some(id),
        version,
        voucher,
        lines: lines(on, id).await?,
    })
}

pub(super) async fn lines(on: &mut impl On, basket: BasketId) -> Result<Vec<BasketLine>> {
    fetch_all!(
        on,
        BasketLine,
        "SELECT variant_id, quantity, show_id, added_at, advised_by FROM basket_lines WHERE basket_id = $1
         ORDER BY added_at, variant_id LIMIT 200",
        basket,
    )
}

/// Makes the basket, as `new`, or sets it to its next version; locks it.
pub(super) async fn touch(
    tx: &mut Tx,
    new: BasketId,
    shop: ShopId,
    holder: Uuid,
    now: Timestamp,
) -> Result<BasketId> {
    let (id,) = fetch_one!(
        tx,
        (BasketId,),
        "INSERT INTO baskets (id, shop_id, holder, voucher, version, updated_at) VALUES ($1, $2, $3, NULL, 1, $4)
         ON CONFLICT (shop_id, holder) DO UPDATE SET version = baskets.version + 1, updated_at = excluded.updated_at
         RETURNING id",
        new,
        shop,
        holder,
        now,
    )?;
    Ok(id)
}

/// Sets a basket that exists to its next version; locks it.
pub(super) async fn lock(
    tx: &mut Tx,
    shop: ShopId,
    holder: Uuid,
    now: Timestamp,
) -> Result<Option<BasketId>> {
    let found = fetch_optional!(
        tx,
        (BasketId,),
        "UPDATE baskets SET version = version + 1, updated_at = $3 WHERE shop_id = $1 AND holder = $2 RETURNING id",
        shop,
        holder,
        now,
    )?;
    Ok(found.map(|(id,)| id))
}

pub(super) async fn is_for_sale(on: &mut impl On, shop: ShopId, variant: VariantId) -> Result<bool> {
    let found = fetch_optional!(
        on,
        (VariantId,),
        "SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id
         WHERE v.id = $1 AND v.shop_id = $2 AND v.retired_at IS NULL AND p.state = 'active'",
        variant,
        shop,
    )?;
    Ok(found.is_some())
}

/// A line keeps its place and its show.
pub(super) async fn set_line(tx: &mut Tx, basket: BasketId, line: &BasketLine) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO basket_lines (basket_id, variant_id, quantity, show_id, added_at, advised_by)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (basket_id, variant_id) DO UPDATE
         SET quantity = excluded.quantity, show_id = COALESCE(excluded.show_id, basket_lines.show_id),
             advised_by = excluded.advised_by",
        basket,
        line.variant_id,
        line.quantity,
        line.show_id,
        line.added_at,
        line.advised_by,
    )?;
    Ok(())
}

pub(super) async fn remove_line(tx: &mut Tx, basket: BasketId, variant: VariantId) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM basket_lines WHERE basket_id = $1 AND variant_id = $2",
        basket,
        variant,
    )?;
    Ok(())
}

pub(super) async fn set_voucher(tx: &mut Tx, basket: BasketId, code: Option<&str>) -> Result<()> {
    execute!(tx, "UPDATE baskets SET voucher = $2 WHERE id = $1", basket, code)?;
    Ok(())
}

/// All baskets of `holder`'s, with their shops.
pub(super) async fn of_holder(tx: &mut Tx, holder: Uuid) -> Result<Vec<(BasketId, ShopId, Option<String>)>> {
    fetch_all!(
        tx,
        (BasketId, ShopId, Option<String>),
        "SELECT id, shop_id, voucher FROM baskets WHERE holder = $1 ORDER BY shop_id",
        holder,
    )
}

pub(super) async fn delete(tx: &mut Tx, basket: BasketId) -> Result<()> {
    execute!(tx, "DELETE FROM baskets WHERE id = $1", basket)?;
    Ok(())
}

/// Deletes baskets last changed before `before`.
pub(super) async fn forget(db: &Db, before: Timestamp) -> Result<u64> {
    let mut tx = db.begin().await?;
    let forgotten = execute!(tx, "DELETE FROM baskets WHERE updated_at < $1", before)?;
    tx.commit().await?;
    Ok(forgotten)
}
