//! The shapes of the JSON API: what is sold, and for how much.

use model::{
    CollectionId, DiscountKind, Money, OfferId, ProductId, ProductState, ShowId, TaxClass, Timestamp,
    VariantId, VoucherId,
};
use serde::Serialize;
use shop::offers::{self, Offer};
use shop::products::{Collection, Picture, Product, Variant};
use shop::vouchers::Voucher;
use utoipa::ToSchema;

use crate::urls;

/// Whose product it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SellerJson {
    slug: String,
    name: String,
}

/// A product's picture.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PictureJson {
    url: String,
    /// What it shows, for those who don't see it.
    alt: String,
}

impl From<&Picture> for PictureJson {
    fn from(picture: &Picture) -> Self {
        Self {
            url: urls::picture(&picture.name),
            alt: picture.alt.clone(),
        }
    }
}

/// The offer that makes a variant's price what it is now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OfferNowJson {
    id: OfferId,
    price: Money,
    #[schema(value_type = String, format = DateTime)]
    ends_at: Timestamp,
    /// Units it can still be had for; null where that is not limited.
    left: Option<i64>,
}

/// One size, colour or the like of a product.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VariantJson {
    id: VariantId,
    /// The shop's own number for it.
    sku: String,
    /// One value for each of the product's `option_names`.
    options: Vec<String>,
    /// What it costs where no offer is running.
    price: Money,
    /// What it is said to have cost before.
    compare_at: Option<Money>,
    /// The lowest price of the 30 days before it was reduced; null where it is not.
    lowest_30d: Option<Money>,
    offer: Option<OfferNowJson>,
    /// What it costs now.
    price_now: Money,
    /// Units that can be bought.
    available: i64,
    /// One more with every change of `available`: the highest is the newest.
    version: i64,
    picture_url: Option<String>,
    /// In grams.
    weight_g: i64,
}

impl VariantJson {
    pub(crate) fn new(product: &Product, variant: &Variant) -> Self {
        let money = |minor| product.money(minor);
        Self {
            id: variant.id,
            sku: variant.sku.clone(),
            options: variant.options.clone(),
            price: money(variant.price),
            compare_at: variant.compare_at.map(money),
            lowest_30d: variant.lowest_30d.map(money),
            offer: variant.offer.as_ref().map(|offer| OfferNowJson {
                id: offer.id,
                price: money(offers::price_of(variant.price, Some(offer))),
                ends_at: offer.ends_at,
                left: offer.left(),
            }),
            price_now: money(variant.price_now),
            available: variant.available,
            version: variant.version,
            picture_url: variant.picture.as_deref().map(urls::picture),
            weight_g: variant.weight_g,
        }
    }
}

/// Something a shop sells.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProductJson {
    id: ProductId,
    slug: String,
    name: String,
    description: String,
    state: ProductState,
    /// What its variants differ in.
    option_names: Vec<String>,
    pictures: Vec<PictureJson>,
    variants: Vec<VariantJson>,
    /// The slugs of the collections it is in.
    collections: Vec<String>,
    /// Its page.
    url: String,
    /// One more with every edit: send it back with yours.
    version: i64,
    tax_class: TaxClass,
    shop: SellerJson,
}

impl From<&Product> for ProductJson {
    fn from(product: &Product) -> Self {
        let variants = product.variants.iter();
        Self {
            id: product.id,
            slug: product.slug.clone(),
            name: product.name.clone(),
            description: product.description.clone(),
            state: product.state,
            option_names: product.option_names.clone(),
            pictures: product.pictures.iter().map(PictureJson::from).collect(),
            variants: variants
                .map(|variant| VariantJson::new(product, variant))
                .collect(),
            collections: product.collections.clone(),
            url: urls::product(&product.shop.slug, &product.slug),
            version: product.version,
            tax_class: product.tax_class,
            shop: SellerJson {
                slug: product.shop.slug.clone(),
                name: product.shop.name.clone(),
            },
        }
    }
}

/// Products that belong together.
#[derive(Debug, Serialize, ToSchema)]
pub struct CollectionJson {
    id: CollectionId,
    slug: String,
    name: String,
    /// How many products in it everyone sees.
    products: i64,
}

impl From<&Collection> for CollectionJson {
    fn from(collection: &Collection) -> Self {
        Self {
            id: collection.id,
            slug: collection.slug.clone(),
            name: collection.name.clone(),
            products: collection.products,
        }
    }
}

/// A price for a while.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferJson {
    id: OfferId,
    product: ProductId,
    show: Option<ShowId>,
    /// `amount` sets the price, `percent` takes a share off.
    kind: DiscountKind,
    /// Minor units, or per cent.
    value: i64,
    most_units: Option<i64>,
    /// Units it can still be had for; null where that is not limited.
    left: Option<i64>,
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    ends_at: Timestamp,
    /// Whether it counts now.
    running: bool,
}

impl OfferJson {
    pub(crate) fn new(offer: &Offer, now: Timestamp) -> Self {
        Self {
            id: offer.id,
            product: offer.product_id,
            show: offer.show_id,
            kind: offer.kind,
            value: offer.value,
            most_units: offer.most_units,
            left: offer.left(),
            starts_at: offer.starts_at,
            ends_at: offer.ends_at,
            running: offer.is_running(now),
        }
    }
}

/// A code that makes a basket cheaper.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoucherJson {
    id: VoucherId,
    code: String,
    kind: DiscountKind,
    /// Minor units, per cent, or 0 for shipping.
    value: i64,
    /// What the items must come to, in minor units.
    least: i64,
    most_uses: Option<i64>,
    /// Orders it counted for.
    uses: i64,
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    ends_at: Option<Timestamp>,
}

impl From<&Voucher> for VoucherJson {
    fn from(voucher: &Voucher) -> Self {
        Self {
            id: voucher.id,
            code: voucher.code.clone(),
            kind: voucher.kind,
            value: voucher.value,
            least: voucher.least,
            most_uses: voucher.most_uses,
            uses: voucher.uses,
            starts_at: voucher.starts_at,
            ends_at: voucher.ends_at,
        }
    }
}
