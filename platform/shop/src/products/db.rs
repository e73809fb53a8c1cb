//! Reading the `products` table and what hangs on it.

use std::collections::HashMap;

use model::{ProductId, ProductState, ShopId, TaxClass, Timestamp, VariantId};
use sqlx::FromRow;
use store::{On, Result, fetch_all, fetch_optional};
use uuid::Uuid;

use super::{Cursor, Picture, Product, Shopfront, Variant, lowest, search};
use crate::by_ids::fetch_by_ids;
use crate::offers::{self, Offer};
use crate::settings::ShopSettings;

#[derive(FromRow)]
struct ProductRow {
    id: ProductId,
    shop_id: ShopId,
    shop_slug: String,
    shop_name: String,
    currency: Option<String>,
    slug: String,
    name: String,
    description: String,
    state: ProductState,
    tax_class: TaxClass,
    option_names: String,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

#[derive(FromRow)]
struct VariantRow {
    id: VariantId,
    product_id: ProductId,
    sku: String,
    option_values: String,
    picture: Option<String>,
    price: i64,
    compare_at: Option<i64>,
    weight_g: i64,
    available: i64,
    version: i64,
}

/// A JSON array of ours.
fn list(text: &str) -> Result<Vec<String>> {
    Ok(serde_json::from_str(text)?)
}

impl VariantRow {
    fn decoded(self) -> Result<(ProductId, Variant)> {
        let variant = Variant {
            id: self.id,
            sku: self.sku,
            options: list(&self.option_values)?,
            picture: self.picture,
            price: self.price,
            compare_at: self.compare_at,
            price_now: self.price,
            lowest_30d: None,
            offer: None,
            weight_g: self.weight_g,
            available: self.available,
            version: self.version,
        };
        Ok((self.product_id, variant))
    }
}

impl ProductRow {
    fn decoded(self) -> Result<Product> {
        let currency = self.currency.map(crate::settings::decoded).transpose()?;
        Ok(Product {
            id: self.id,
            shop: Shopfront {
                id: self.shop_id,
                slug: self.shop_slug,
                name: self.shop_name,
            },
            slug: self.slug,
            name: self.name,
            description: self.description,
            state: self.state,
            tax_class: self.tax_class,
            option_names: list(&self.option_names)?,
            pictures: Vec::new(),
            collections: Vec::new(),
            variants: Vec::new(),
            currency: currency.unwrap_or(ShopSettings::default().currency),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// These products (at most [`crate::by_ids::IDS`]) in the order asked for.
pub(super) async fn load(on: &mut impl On, ids: &[ProductId], now: Timestamp) -> Result<Vec<Product>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = fetch_by_ids!(
        on,
        ProductRow,
        "SELECT p.id, p.shop_id, s.slug AS shop_slug, s.name AS shop_name, t.currency, p.slug, p.name, p.description,
                p.state, p.tax_class, p.option_names, p.version, p.created_at, p.updated_at
         FROM products p JOIN shops s ON s.id = p.shop_id LEFT JOIN shop_settings t ON t.shop_id = p.shop_id
         WHERE p.id IN",
        &ids,
        ""
    )?;
    let mut found = HashMap::with_capacity(rows.len());
    for row in rows {
        found.insert(row.id, row.decoded()?);
    }
    let pictures = fetch_by_ids!(
        on,
        (ProductId, String, String),
        "SELECT product_id, name, alt FROM product_pictures WHERE product_id IN",
        &ids,
        "ORDER BY product_id, position"
    )?;
    for (product, name, alt) in pictures {
        if let Some(product) = found.get_mut(&product) {
            product.pictures.push(Picture { name, alt });
        }
    }
    let collections = fetch_by_ids!(
        on,
        (ProductId, String),
        "SELECT m.product_id, c.slug FROM collection_products m JOIN collections c ON c.id = m.collection_id
         WHERE m.product_id IN",
        &ids,
        "ORDER BY m.product_id, c.slug"
    )?;
    for (product, slug) in collections {
        if let Some(product) = found.get_mut(&product) {
            product.collections.push(slug);
        }
    }
    let variants = fetch_by_ids!(
        on,
        VariantRow,
        "SELECT id, product_id, sku, option_values, picture, price, compare_at, weight_g, available, version
         FROM variants WHERE product_id IN",
        &ids,
        "AND retired_at IS NULL ORDER BY product_id, position, id"
    )?;
    for row in variants {
        let (product, variant) = row.decoded()?;
        if let Some(product) = found.get_mut(&product) {
            product.variants.push(variant);
        }
    }
    price(on, &ids, &mut found, now).await?;
    let in_order = ids.iter().filter_map(|id| found.remove(&ProductId(*id)));
    Ok(in_order.collect())
}

/// What the variants cost now; where that is less than before, the lowest price
/// before that.
async fn price(
    on: &mut impl On,
    ids: &[Uuid],
    found: &mut HashMap<ProductId, Product>,
    now: Timestamp,
) -> Result<()> {
    let running: HashMap<ProductId, Offer> = offers::running(on, ids, now)
        .await?
        .into_iter()
        .map(|offer| (offer.product_id, offer))
        .collect();
    let mut reduced = Vec::new();
    for product in found.values_mut() {
        let offer = running.get(&product.id);
        for variant in std::mem::take(&mut product.variants) {
            product.variants.push(super::priced(variant, offer));
        }
        let is_reduced = |variant: &Variant| variant.offer.is_some() || variant.compare_at.is_some();
        if product.variants.iter().any(is_reduced) {
            reduced.push(product.id.0);
        }
    }
    if reduced.is_empty() {
        return Ok(());
    }
    let mut history: HashMap<VariantId, Vec<(Timestamp, i64)>> = HashMap::new();
    let rows = fetch_by_ids!(
        on,
        (VariantId, Timestamp, i64),
        "SELECT h.variant_id, h.at, h.price FROM prices h JOIN variants v ON v.id = h.variant_id
         WHERE v.retired_at IS NULL AND v.product_id IN",
        &reduced,
        "ORDER BY h.variant_id, h.at"
    )?;
    for (variant, at, price) in rows {
        history.entry(variant).or_default().push((at, price));
    }
    let offers = offers::of_products(on, &reduced).await?;
    for id in reduced {
        let own: Vec<Offer> = offers
            .iter()
            .filter(|offer| offer.product_id.0 == id)
            .cloned()
            .collect();
        let variants = found.get_mut(&ProductId(id)).map(|product| &mut product.variants);
        for variant in variants.into_iter().flatten() {
            let prices = history.get(&variant.id).map_or(&[][..], Vec::as_slice);
            let since = lowest::reduced_since(prices, variant.compare_at, variant.offer.as_ref());
            variant.lowest_30d = since.and_then(|since| lowest::lowest_before(since, prices, &own));
        }
    }
    Ok(())
}

pub(super) async fn id_by_slug(on: &mut impl On, shop: ShopId, slug: &str) -> Result<Option<ProductId>> {
    let row = fetch_optional!(
        on,
        (ProductId,),
        "SELECT id FROM products WHERE shop_id = $1 AND slug = $2",
        shop,
        slug
    )?;
    Ok(row.map(|(id,)| id))
}

pub(super) async fn products_of_variants(on: &mut impl On, variants: &[Uuid]) -> Result<Vec<ProductId>> {
    let rows = fetch_by_ids!(
        on,
        (ProductId,),
        "SELECT DISTINCT product_id FROM variants WHERE id IN",
        variants,
        "ORDER BY product_id"
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn pictures(on: &mut impl On, product: ProductId) -> Result<Vec<Picture>> {
    let rows = fetch_all!(
        on,
        (String, String),
        "SELECT name, alt FROM product_pictures WHERE product_id = $1 ORDER BY position",
        product
    )?;
    Ok(rows
        .into_iter()
        .map(|(name, alt)| Picture { name, alt })
        .collect())
}

pub(super) async fn picture_names(on: &mut impl On, product: ProductId) -> Result<Vec<String>> {
    let pictures = pictures(on, product).await?;
    Ok(pictures.into_iter().map(|picture| picture.name).collect())
}

pub(super) async fn all_pictures(on: &mut impl On) -> Result<Vec<String>> {
    let rows = fetch_all!(
        on,
        (String,),
        "SELECT name FROM product_pictures
         UNION SELECT picture FROM variants WHERE picture IS NOT NULL
         UNION SELECT picture FROM order_lines WHERE picture IS NOT NULL"
    )?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Newest first.
pub(super) async fn page(
    on: &mut impl On,
    shop: ShopId,
    state: Option<ProductState>,
    patterns: &[String; search::WORDS],
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Cursor>> {
    let [a, b, c, d, e] = patterns;
    let rows = fetch_all!(
        on,
        (ProductId,),
        "SELECT id FROM products
         WHERE shop_id = $1 AND ($2 IS NULL OR state = $2) AND ($3 IS NULL OR id < $3)
           AND search LIKE $4 AND search LIKE $5 AND search LIKE $6 AND search LIKE $7 AND search LIKE $8
         ORDER BY id DESC LIMIT $9",
        shop,
        state,
        after.map(|after| after.product),
        a,
        b,
        c,
        d,
        e,
        limit
    )?;
    Ok(rows
        .into_iter()
        .map(|(product,)| Cursor { position: 0, product })
        .collect())
}

/// In the collection's order.
pub(super) async fn page_of_collection(
    on: &mut impl On,
    shop: ShopId,
    collection: &str,
    state: Option<ProductState>,
    patterns: &[String; search::WORDS],
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Cursor>> {
    let [a, b, c, d, e] = patterns;
    let rows = fetch_all!(
        on,
        (i64, ProductId),
        "SELECT m.position, p.id FROM collections c
         JOIN collection_products m ON m.collection_id = c.id JOIN products p ON p.id = m.product_id
         WHERE c.shop_id = $1 AND c.slug = $2 AND ($3 IS NULL OR p.state = $3)
           AND ($4 IS NULL OR m.position > $4 OR (m.position = $4 AND p.id > $5))
           AND p.search LIKE $6 AND p.search LIKE $7 AND p.search LIKE $8 AND p.search LIKE $9
           AND p.search LIKE $10
         ORDER BY m.position, p.id LIMIT $11",
        shop,
        collection,
        state,
        after.map(|after| after.position),
        after.map(|after| after.product),
        a,
        b,
        c,
        d,
        e,
        limit
    )?;
    let cursors = rows
        .into_iter()
        .map(|(position, product)| Cursor { position, product });
    Ok(cursors.collect())
}
