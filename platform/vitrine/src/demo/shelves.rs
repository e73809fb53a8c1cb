//! Puts Casa Lumen's goods onto its shelves, and sets its terms. What is there
//! already stays as it is: a visitor may have changed it, and a demo that is
//! started again doubles nothing.

use model::{Currency, DiscountKind, Money, ProductId, ProductState, ShopId, TaxClass};
use shop::Commerce;
use shop::products::collections::CollectionDraft;
use shop::products::{Picture, ProductDraft, VariantDraft};
use shop::shipping::RateForm;
use shop::taxes::TaxRate;
use shop::vouchers::NewVoucher;

use super::goods::{COLLECTIONS, GOODS, Good};
use super::scene::PIECES;
use super::terms::{SHIPPING, TAXES, VOUCHER};

#[derive(Debug, thiserror::Error)]
pub(super) enum ShelfError {
    #[error(transparent)]
    Product(#[from] shop::products::ProductError),
    #[error(transparent)]
    Collection(#[from] shop::products::CollectionError),
    #[error(transparent)]
    Voucher(#[from] shop::vouchers::VoucherError),
    #[error(transparent)]
    Shipping(#[from] shop::shipping::ShippingError),
    #[error(transparent)]
    Tax(#[from] shop::taxes::TaxError),
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// The goods as they stand in the demo's shop.
#[derive(Debug, Clone)]
pub(super) struct Shelves {
    pub shop: ShopId,
    /// In the order of [`GOODS`].
    products: Vec<ProductId>,
}

impl Shelves {
    /// The products of these slugs; all of them where none is said.
    pub(super) fn of(&self, slugs: &[&str]) -> Vec<ProductId> {
        if slugs.is_empty() {
            return self.products.clone();
        }
        let at = |slug: &&str| GOODS.iter().position(|good| good.slug == *slug);
        slugs.iter().filter_map(at).map(|at| self.products[at]).collect()
    }

    /// The pieces that the scene turns, in its order.
    pub(super) fn on_the_turntable(&self) -> &[ProductId] {
        &self.products[..PIECES]
    }
}

/// Fills the shelves of `shop`.
pub(super) async fn fill(commerce: &Commerce, shop: ShopId) -> Result<Shelves, ShelfError> {
    let mut products = Vec::with_capacity(GOODS.len());
    // Lists show the newest first: the last of the shelf is the oldest.
    for good in GOODS.iter().rev() {
        products.push(match commerce.product_by_slug(shop, good.slug).await? {
            Some(product) => product.id,
            None => put(commerce, shop, good).await?,
        });
    }
    products.reverse();
    collect(commerce, shop, &products).await?;
    set_terms(commerce, shop).await?;
    Ok(Shelves { shop, products })
}

async fn put(commerce: &Commerce, shop: ShopId, good: &Good) -> Result<ProductId, ShelfError> {
    let picture = |at: usize| format!("art/product-{}.svg", good.pictures[at].0);
    let draft = |pictured: bool| ProductDraft {
        name: good.name.to_owned(),
        description: good.description.to_owned(),
        slug: Some(good.slug.to_owned()),
        state: Some(if pictured {
            ProductState::Active
        } else {
            ProductState::Draft
        }),
        tax_class: TaxClass::Standard,
        option_names: good.option.map(str::to_owned).into_iter().collect(),
        collections: None,
        variants: good
            .units
            .iter()
            .map(|unit| VariantDraft {
                id: None,
                sku: unit.sku.to_owned(),
                options: good.option.map(|_| unit.option.to_owned()).into_iter().collect(),
                picture: pictured.then(|| picture(unit.picture)),
                price: euros(unit.price),
                compare_at: unit.compare_at.map(euros),
                weight_g: unit.weight_g,
                available: unit.stock,
            })
            .collect(),
    };
    // A variant shows one of its product's pictures: these come first.
    let id = commerce.create_product(shop, &draft(false)).await?;
    for (at, (_, alt)) in good.pictures.iter().enumerate() {
        let picture = Picture {
            name: picture(at),
            alt: (*alt).to_owned(),
        };
        commerce.add_picture(shop, id, &picture).await?;
    }
    let mut shown = draft(true);
    let made = commerce
        .product(shop, id)
        .await?
        .ok_or(shop::products::ProductError::Unknown)?;
    for (variant, made) in shown.variants.iter_mut().zip(&made.variants) {
        variant.id = Some(made.id);
    }
    commerce.edit_product(shop, id, &shown, made.version).await?;
    Ok(id)
}

async fn collect(commerce: &Commerce, shop: ShopId, products: &[ProductId]) -> Result<(), ShelfError> {
    let there = commerce.collections(shop).await?;
    for (slug, name) in COLLECTIONS {
        if there.iter().any(|collection| collection.slug == slug) {
            continue;
        }
        let in_it = GOODS
            .iter()
            .zip(products)
            .filter(|(good, _)| good.collection == slug);
        let products = in_it.map(|(_, id)| *id).collect();
        let draft = |products| CollectionDraft {
            name: name.to_owned(),
            slug: Some(slug.to_owned()),
            products,
        };
        let id = commerce.create_collection(shop, &draft(None)).await?;
        commerce.edit_collection(shop, id, &draft(Some(products))).await?;
    }
    Ok(())
}

async fn set_terms(commerce: &Commerce, shop: ShopId) -> Result<(), ShelfError> {
    if commerce.shipping_rates(shop).await?.is_empty() {
        let table = SHIPPING.iter().map(|rate| RateForm {
            id: None,
            name: rate.name.to_owned(),
            countries: rate.countries.iter().map(|&country| country.to_owned()).collect(),
            least_g: rate.least_g,
            most_g: rate.most_g,
            price: rate.price,
            free_from: rate.free_from,
        });
        commerce.set_shipping_rates(shop, table.collect()).await?;
    }
    if commerce.tax_rates(shop).await?.is_empty() {
        let table = TAXES.iter().map(|&(country, region, basis_points)| TaxRate {
            country: country.to_owned(),
            region: region.to_owned(),
            tax_class: TaxClass::Standard,
            basis_points,
        });
        commerce.set_tax_rates(shop, table.collect()).await?;
    }
    let (code, value) = VOUCHER;
    if commerce.voucher_by_code(shop, code).await?.is_none() {
        let voucher = NewVoucher {
            code: code.to_owned(),
            kind: DiscountKind::Percent,
            value,
            least: None,
            currency: None,
            most_uses: None,
            starts_at: None,
            ends_at: None,
        };
        commerce.create_voucher(shop, voucher).await?;
    }
    Ok(())
}

/// Cents as an amount.
fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}
