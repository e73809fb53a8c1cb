//! The `vouchers` table.

use model::{ShopId, VoucherId};
use store::{On, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};

use super::{VOUCHERS_MAX, Voucher};

pub(super) async fn count(tx: &mut Tx, shop: ShopId) -> Result<i64> {
    let (held,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM vouchers WHERE shop_id = $1",
        shop
    )?;
    Ok(held)
}

pub(super) async fn insert(tx: &mut Tx, voucher: &Voucher) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO vouchers (id, shop_id, code, kind, value, least, most_uses, uses, starts_at, ends_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        voucher.id,
        voucher.shop_id,
        &voucher.code,
        voucher.kind,
        voucher.value,
        voucher.least,
        voucher.most_uses,
        voucher.uses,
        voucher.starts_at,
        voucher.ends_at,
        voucher.created_at,
    )?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, shop: ShopId, id: VoucherId) -> Result<bool> {
    let touched = execute!(
        tx,
        "DELETE FROM vouchers WHERE id = $1 AND shop_id = $2",
        id,
        shop
    )?;
    Ok(touched > 0)
}

pub(super) async fn of_shop(on: &mut impl On, shop: ShopId) -> Result<Vec<Voucher>> {
    fetch_all!(
        on,
        Voucher,
        "SELECT id, shop_id, code, kind, value, least, most_uses, uses, starts_at, ends_at, created_at
         FROM vouchers WHERE shop_id = $1 ORDER BY id DESC LIMIT $2",
        shop,
        VOUCHERS_MAX
    )
}

/// `shop`'s voucher of this code, as anyone may type it.
pub async fn by_code(on: &mut impl On, shop: ShopId, code: &str) -> Result<Option<Voucher>> {
    let Some(code) = super::folded(code) else {
        return Ok(None);
    };
    fetch_optional!(
        on,
        Voucher,
        "SELECT id, shop_id, code, kind, value, least, most_uses, uses, starts_at, ends_at, created_at
         FROM vouchers WHERE shop_id = $1 AND code = $2",
        shop,
        code
    )
}

/// Locks the voucher's row on PostgreSQL until `tx` ends: whoever may count it
/// locks it before the variants.
pub async fn lock(tx: &mut Tx, shop: ShopId, code: &str) -> Result<()> {
    execute!(
        tx,
        "UPDATE vouchers SET uses = uses WHERE shop_id = $1 AND code = $2",
        shop,
        code
    )?;
    Ok(())
}

/// Counts one order more; false when it is used up, or there is none.
pub async fn take_use(tx: &mut Tx, shop: ShopId, code: &str) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE vouchers SET uses = uses + 1
         WHERE shop_id = $1 AND code = $2 AND (most_uses IS NULL OR uses < most_uses)",
        shop,
        code
    )?;
    Ok(touched > 0)
}

/// Counts one order less, for one that never came to be.
pub async fn give_back_use(tx: &mut Tx, shop: ShopId, code: &str) -> Result<()> {
    execute!(
        tx,
        "UPDATE vouchers SET uses = uses - 1 WHERE shop_id = $1 AND code = $2 AND uses > 0",
        shop,
        code
    )?;
    Ok(())
}
