//! The `collections` and `collection_products` tables.

use model::{CollectionId, ProductId, ShopId, Timestamp};
use store::{On, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};

use super::{COLLECTIONS_MAX, Collection, CollectionError, PRODUCTS_OF_ONE};
use crate::products::ProductError;

pub(super) async fn of_shop(on: &mut impl On, shop: ShopId) -> Result<Vec<Collection>> {
    fetch_all!(
        on,
        Collection,
        "SELECT c.id, c.slug, c.name, c.created_at,
                (SELECT COUNT(*) FROM collection_products m JOIN products p ON p.id = m.product_id
                 WHERE m.collection_id = c.id AND p.state = 'active') AS products
         FROM collections c WHERE c.shop_id = $1 ORDER BY c.name, c.id LIMIT $2",
        shop,
        COLLECTIONS_MAX
    )
}

pub(super) async fn count(tx: &mut Tx, shop: ShopId) -> Result<i64> {
    let (held,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM collections WHERE shop_id = $1",
        shop
    )?;
    Ok(held)
}

pub(super) async fn insert(
    tx: &mut Tx,
    shop: ShopId,
    id: CollectionId,
    slug: &str,
    name: &str,
    now: Timestamp,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO collections (id, shop_id, slug, name, created_at) VALUES ($1, $2, $3, $4, $5)",
        id,
        shop,
        slug,
        name,
        now
    )?;
    Ok(())
}

/// False when the shop has no such collection.
pub(super) async fn rename(
    tx: &mut Tx,
    shop: ShopId,
    id: CollectionId,
    name: &str,
    slug: Option<&str>,
) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE collections SET name = $3, slug = COALESCE($4, slug) WHERE id = $1 AND shop_id = $2",
        id,
        shop,
        name,
        slug
    )?;
    Ok(touched > 0)
}

pub(super) async fn delete(tx: &mut Tx, shop: ShopId, id: CollectionId) -> Result<bool> {
    let touched = execute!(
        tx,
        "DELETE FROM collections WHERE id = $1 AND shop_id = $2",
        id,
        shop
    )?;
    Ok(touched > 0)
}

/// These products of the shop's in their order, and no others.
pub(super) async fn set_products(
    tx: &mut Tx,
    shop: ShopId,
    id: CollectionId,
    products: &[ProductId],
) -> Result<(), CollectionError> {
    if products.len() > PRODUCTS_OF_ONE {
        return Err(CollectionError::Products);
    }
    execute!(tx, "DELETE FROM collection_products WHERE collection_id = $1", id)?;
    for (position, product) in (0_i64..).zip(products) {
        let put = execute!(
            tx,
            "INSERT INTO collection_products (collection_id, product_id, position)
             SELECT $1, id, $4 FROM products WHERE id = $2 AND shop_id = $3",
            id,
            *product,
            shop,
            position
        );
        match put {
            Ok(1) => {}
            Ok(_) => return Err(CollectionError::Products),
            Err(error) if error.is_unique_violation() => return Err(CollectionError::Products),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Puts a product into these collections, behind what is there, and takes it out
/// of the shop's others.
pub(in crate::products) async fn put_into(
    tx: &mut Tx,
    shop: ShopId,
    product: ProductId,
    slugs: &[String],
) -> Result<(), ProductError> {
    let mut wanted = Vec::with_capacity(slugs.len());
    for slug in slugs {
        let found = fetch_optional!(
            tx,
            (CollectionId,),
            "SELECT id FROM collections WHERE shop_id = $1 AND slug = $2",
            shop,
            slug
        )?;
        let (id,) = found.ok_or(ProductError::UnknownCollection)?;
        wanted.push(id);
    }
    for id in of_product(tx, product).await? {
        if !wanted.contains(&id) {
            execute!(
                tx,
                "DELETE FROM collection_products WHERE collection_id = $1 AND product_id = $2",
                id,
                product
            )?;
        }
    }
    for id in wanted {
        execute!(
            tx,
            "INSERT INTO collection_products (collection_id, product_id, position)
             SELECT $1, $2, COALESCE(MAX(position) + 1, 0) FROM collection_products WHERE collection_id = $1
             ON CONFLICT (collection_id, product_id) DO NOTHING",
            id,
            product
        )?;
    }
    Ok(())
}

async fn of_product(on: &mut impl On, product: ProductId) -> Result<Vec<CollectionId>> {
    let rows = fetch_all!(
        on,
        (CollectionId,),
        "SELECT collection_id FROM collection_products WHERE product_id = $1 LIMIT $2",
        product,
        COLLECTIONS_MAX
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
