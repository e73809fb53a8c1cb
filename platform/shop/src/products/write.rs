//! Writing the `products` table and what hangs on it. The product's row is
//! locked first, then its variants in the order of their ids.

use model::{ProductId, ProductState, ShopId, Timestamp, VariantId};
use store::{Result, Tx, execute, fetch_all, fetch_one, fetch_optional};

use super::draft::{Checked, VariantDraft};
use super::{Picture, search};

fn list(words: &[String]) -> Result<String> {
    Ok(serde_json::to_string(words)?)
}

/// A place in a list.
fn place(position: usize) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

pub(super) async fn count(tx: &mut Tx, shop: ShopId) -> Result<i64> {
    let (held,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM products WHERE shop_id = $1",
        shop
    )?;
    Ok(held)
}

/// An address for a product of that name which no other of the shop has.
pub(super) async fn free_slug(tx: &mut Tx, shop: ShopId, name: &str, id: ProductId) -> Result<String> {
    let slug = search::slug(name);
    let taken = fetch_optional!(
        tx,
        (i64,),
        "SELECT version FROM products WHERE shop_id = $1 AND slug = $2",
        shop,
        &slug
    )?;
    if taken.is_none() {
        return Ok(slug);
    }
    // The end of an id is chance alone.
    let end = id.0.as_u128() & 0xff_ffff_ffff;
    Ok(format!("{}-{end:010x}", &slug[..slug.len().min(60)]))
}

pub(super) async fn insert(
    tx: &mut Tx,
    shop: ShopId,
    id: ProductId,
    slug: &str,
    draft: &Checked,
    now: Timestamp,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO products (id, shop_id, slug, name, description, state, tax_class, option_names, search, version,
                               created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $10)",
        id,
        shop,
        slug,
        &draft.name,
        &draft.description,
        draft.state.unwrap_or(ProductState::Draft),
        draft.tax_class,
        list(&draft.option_names)?,
        &draft.search,
        now
    )?;
    Ok(())
}

/// The version of a product that is `shop`'s; its row is locked on PostgreSQL.
pub(super) async fn lock(tx: &mut Tx, shop: ShopId, id: ProductId) -> Result<Option<i64>> {
    let row = fetch_optional!(
        tx,
        (i64,),
        "UPDATE products SET version = version WHERE id = $1 AND shop_id = $2 RETURNING version",
        id,
        shop
    )?;
    Ok(row.map(|(version,)| version))
}

/// As [`lock`], and another version.
pub(super) async fn touch(tx: &mut Tx, shop: ShopId, id: ProductId, now: Timestamp) -> Result<Option<i64>> {
    let row = fetch_optional!(
        tx,
        (i64,),
        "UPDATE products SET version = version + 1, updated_at = $3 WHERE id = $1 AND shop_id = $2 RETURNING version",
        id,
        shop,
        now
    )?;
    Ok(row.map(|(version,)| version))
}

pub(super) async fn update(tx: &mut Tx, id: ProductId, draft: &Checked, now: Timestamp) -> Result<()> {
    execute!(
        tx,
        "UPDATE products SET name = $2, description = $3, slug = COALESCE($4, slug), state = COALESCE($5, state),
             tax_class = $6, option_names = $7, search = $8, version = version + 1, updated_at = $9
         WHERE id = $1",
        id,
        &draft.name,
        &draft.description,
        &draft.slug,
        draft.state,
        draft.tax_class,
        list(&draft.option_names)?,
        &draft.search,
        now
    )?;
    Ok(())
}

pub(super) async fn set_state(
    tx: &mut Tx,
    shop: ShopId,
    id: ProductId,
    state: ProductState,
    now: Timestamp,
) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE products SET state = $3, version = version + 1, updated_at = $4 WHERE id = $1 AND shop_id = $2",
        id,
        shop,
        state,
        now
    )?;
    Ok(touched > 0)
}

/// False for one that is no draft, or of which units were set aside.
pub(super) async fn delete(tx: &mut Tx, id: ProductId) -> Result<bool> {
    let touched = execute!(
        tx,
        "DELETE FROM products WHERE id = $1 AND state = 'draft'
           AND NOT EXISTS (SELECT 1 FROM order_lines l WHERE l.product_id = $1)
           AND NOT EXISTS (SELECT 1 FROM holds h JOIN variants v ON v.id = h.variant_id
                           WHERE v.product_id = $1 AND h.state <> 'released')",
        id
    )?;
    Ok(touched > 0)
}

/// Those that were not taken out, with their prices, in the order of their ids.
pub(super) async fn variants(tx: &mut Tx, product: ProductId) -> Result<Vec<(VariantId, i64)>> {
    fetch_all!(
        tx,
        (VariantId, i64),
        "SELECT id, price FROM variants WHERE product_id = $1 AND retired_at IS NULL ORDER BY id",
        product
    )
}

pub(super) async fn insert_variant(
    tx: &mut Tx,
    shop: ShopId,
    product: ProductId,
    id: VariantId,
    position: usize,
    draft: &VariantDraft,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO variants (id, product_id, shop_id, position, sku, option_values, picture, price, compare_at,
                               weight_g, available, held, waiting, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 1)",
        id,
        product,
        shop,
        place(position),
        &draft.sku,
        list(&draft.options)?,
        &draft.picture,
        draft.price.minor,
        draft.compare_at.map(|before| before.minor),
        draft.weight_g,
        draft.available
    )?;
    Ok(())
}

/// Everything but how many there are.
pub(super) async fn update_variant(
    tx: &mut Tx,
    id: VariantId,
    position: usize,
    draft: &VariantDraft,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE variants SET position = $2, sku = $3, option_values = $4, picture = $5, price = $6, compare_at = $7,
             weight_g = $8
         WHERE id = $1",
        id,
        place(position),
        &draft.sku,
        list(&draft.options)?,
        &draft.picture,
        draft.price.minor,
        draft.compare_at.map(|before| before.minor),
        draft.weight_g
    )?;
    Ok(())
}

pub(super) async fn retire(tx: &mut Tx, id: VariantId, now: Timestamp) -> Result<()> {
    execute!(tx, "UPDATE variants SET retired_at = $2 WHERE id = $1", id, now)?;
    Ok(())
}

/// A variant costs this from now on.
pub(super) async fn note_price(tx: &mut Tx, id: VariantId, price: i64, now: Timestamp) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO prices (variant_id, at, price) VALUES ($1, $2, $3)
         ON CONFLICT (variant_id, at) DO UPDATE SET price = excluded.price",
        id,
        now,
        price
    )?;
    Ok(())
}

pub(super) async fn insert_picture(
    tx: &mut Tx,
    product: ProductId,
    position: usize,
    name: &str,
    alt: &str,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO product_pictures (product_id, position, name, alt) VALUES ($1, $2, $3, $4)",
        product,
        place(position),
        name,
        alt
    )?;
    Ok(())
}

pub(super) async fn set_pictures(tx: &mut Tx, product: ProductId, pictures: &[Picture]) -> Result<()> {
    execute!(tx, "DELETE FROM product_pictures WHERE product_id = $1", product)?;
    for (position, picture) in pictures.iter().enumerate() {
        insert_picture(tx, product, position, &picture.name, &picture.alt).await?;
    }
    Ok(())
}

/// No variant shows it any more.
pub(super) async fn forget_picture(tx: &mut Tx, product: ProductId, name: &str) -> Result<()> {
    execute!(
        tx,
        "UPDATE variants SET picture = NULL WHERE product_id = $1 AND picture = $2",
        product,
        name
    )?;
    Ok(())
}
