//! The `wish_lists` and `wishes` tables.

use model::{AccountId, ProductId, ShopId, Timestamp};
use store::{On, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};
use uuid::Uuid;

use super::{WISHES_MAX, Wish};

/// Makes the list, or notes that it changes; locks it.
pub(super) async fn touch(tx: &mut Tx, shop: ShopId, holder: Uuid, now: Timestamp) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO wish_lists (shop_id, holder, changed_at) VALUES ($1, $2, $3)
         ON CONFLICT (shop_id, holder) DO UPDATE SET changed_at = excluded.changed_at",
        shop,
        holder,
        now,
    )?;
    Ok(())
}

/// The newest first.
pub(super) async fn of_holder(on: &mut impl On, shop: ShopId, holder: Uuid) -> Result<Vec<Wish>> {
    fetch_all!(
        on,
        Wish,
        "SELECT product_id, advised_by, added_at FROM wishes WHERE shop_id = $1 AND holder = $2
         ORDER BY added_at DESC, product_id LIMIT $3",
        shop,
        holder,
        WISHES_MAX,
    )
}

pub(super) async fn is_wished(
    on: &mut impl On,
    shop: ShopId,
    holder: Uuid,
    product: ProductId,
) -> Result<bool> {
    let found = fetch_optional!(
        on,
        (ProductId,),
        "SELECT product_id FROM wishes WHERE shop_id = $1 AND holder = $2 AND product_id = $3",
        shop,
        holder,
        product,
    )?;
    Ok(found.is_some())
}

pub(super) async fn is_for_sale(on: &mut impl On, shop: ShopId, product: ProductId) -> Result<bool> {
    let found = fetch_optional!(
        on,
        (ProductId,),
        "SELECT id FROM products WHERE id = $1 AND shop_id = $2 AND state = 'active'",
        product,
        shop,
    )?;
    Ok(found.is_some())
}

pub(super) async fn count(on: &mut impl On, shop: ShopId, holder: Uuid) -> Result<i64> {
    let (count,) = fetch_one!(
        on,
        (i64,),
        "SELECT COUNT(*) FROM wishes WHERE shop_id = $1 AND holder = $2",
        shop,
        holder,
    )?;
    Ok(count)
}

/// What is wished for already stays as it is. Whether it is new.
pub(super) async fn insert(
    tx: &mut Tx,
    shop: ShopId,
    holder: Uuid,
    product: ProductId,
    advisor: Option<AccountId>,
    now: Timestamp,
) -> Result<bool> {
    let inserted = execute!(
        tx,
        "INSERT INTO wishes (shop_id, holder, product_id, advised_by, added_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (shop_id, holder, product_id) DO NOTHING",
        shop,
        holder,
        product,
        advisor,
        now,
    )?;
    Ok(inserted > 0)
}

pub(super) async fn delete(tx: &mut Tx, shop: ShopId, holder: Uuid, product: ProductId) -> Result<bool> {
    let deleted = execute!(
        tx,
        "DELETE FROM wishes WHERE shop_id = $1 AND holder = $2 AND product_id = $3",
        shop,
        holder,
        product,
    )?;
    Ok(deleted > 0)
}

/// The shops `holder` has a list in.
pub(super) async fn shops(tx: &mut Tx, holder: Uuid) -> Result<Vec<ShopId>> {
    let rows = fetch_all!(
        tx,
        (ShopId,),
        "SELECT shop_id FROM wish_lists WHERE holder = $1 ORDER BY shop_id",
        holder,
    )?;
    Ok(rows.into_iter().map(|(shop,)| shop).collect())
}

/// Copies from one list what the other does not have, at most `room`, the newest first.
pub(super) async fn copy(tx: &mut Tx, shop: ShopId, from: Uuid, to: Uuid, room: i64) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO wishes (shop_id, holder, product_id, advised_by, added_at)
         SELECT shop_id, $3, product_id, advised_by, added_at FROM wishes
         WHERE shop_id = $1 AND holder = $2 AND product_id NOT IN (
             SELECT product_id FROM wishes WHERE shop_id = $1 AND holder = $3)
         ORDER BY added_at DESC, product_id LIMIT $4",
        shop,
        from,
        to,
        room,
    )?;
    Ok(())
}

/// With all that is on it.
pub(super) async fn delete_list(tx: &mut Tx, shop: ShopId, holder: Uuid) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM wish_lists WHERE shop_id = $1 AND holder = $2",
        shop,
        holder,
    )?;
    Ok(())
}

/// Deletes lists of browsers last changed before `before`.
pub(super) async fn forget(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    execute!(
        tx,
        "DELETE FROM wish_lists WHERE changed_at < $1
             AND NOT EXISTS (SELECT 1 FROM accounts WHERE accounts.id = wish_lists.holder)",
        before,
    )
}
