//! What a shop sells: products with their variants, pictures and prices. How
//! many there are is set here when a variant is made, and by `stock` afterwards.

pub mod collections;
mod db;
mod draft;
mod listing;
mod lowest;
mod pictures;
mod search;
mod write;

use model::{Currency, Money, ProductId, ProductState, ShopId, TaxClass, Timestamp, VariantId};
use store::On;

use crate::Commerce;
use crate::by_ids::IDS;
use crate::news::Item;
use crate::offers::{self, Offer};
use crate::settings;

pub use collections::{Collection, CollectionDraft, CollectionError};
pub use draft::{ProductDraft, ProductError, VariantDraft};
pub use listing::{Cursor, Filter};

/// The highest price, in minor units.
pub const PRICE_MAX: i64 = 100_000_000;
/// The most pictures of one product.
pub const PICTURES_MAX: usize = 12;
/// The most products of one shop.
pub const PRODUCTS_MAX: i64 = 10_000;

/// A product as it stands now, with what its variants cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    pub id: ProductId,
    pub shop: Shopfront,
    pub slug: String,
    pub name: String,
    pub description: String,
    pub state: ProductState,
    pub tax_class: TaxClass,
    /// What its variants differ in.
    pub option_names: Vec<String>,
    pub pictures: Vec<Picture>,
    /// The slugs of the collections it is in.
    pub collections: Vec<String>,
    /// Those that were not taken out, in their order.
    pub variants: Vec<Variant>,
    /// Of all its amounts.
    pub currency: Currency,
    /// One more with every edit.
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// Whose product it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shopfront {
    pub id: ShopId,
    pub slug: String,
    pub name: String,
}

/// A picture by its stored name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub name: String,
    /// What it shows, for those who don't see it.
    pub alt: String,
}

/// One size, colour or the like. Amounts are in the product's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    pub id: VariantId,
    pub sku: String,
    /// One value for each of the product's option names.
    pub options: Vec<String>,
    /// One of the product's pictures.
    pub picture: Option<String>,
    /// What it costs where no offer is running.
    pub price: i64,
    /// What it is said to have cost before.
    pub compare_at: Option<i64>,
    /// What it costs now.
    pub price_now: i64,
    /// The lowest price of the 30 days before it was reduced; none where it is not.
    pub lowest_30d: Option<i64>,
    /// The offer that counts now.
    pub offer: Option<Offer>,
    pub weight_g: i64,
    /// Units that can be set aside.
    pub available: i64,
    /// One more with every change of `available`.
    pub version: i64,
}

impl Product {
    /// Whether it can be found and bought by everyone.
    pub fn is_active(&self) -> bool {
        self.state == ProductState::Active
    }

    /// One of its variants.
    pub fn variant(&self, id: VariantId) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.id == id)
    }

    /// An amount of its own in the shop's currency.
    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }
}

impl Variant {
    /// Its own picture, or the product's first.
    pub fn picture_or<'a>(&'a self, product: &'a Product) -> Option<&'a str> {
        let first = || product.pictures.first().map(|picture| picture.name.as_str());
        self.picture.as_deref().or_else(first)
    }
}

/// As [`Commerce::cards_of_variants`], on a connection of the caller's.
pub(crate) async fn of_variants(
    on: &mut impl On,
    ids: &[VariantId],
    now: Timestamp,
) -> Result<Vec<Product>, store::Error> {
    let mut products = Vec::new();
    for some in ids.chunks(IDS) {
        let some: Vec<_> = some.iter().map(|id| id.0).collect();
        for id in db::products_of_variants(on, &some).await? {
            if !products.contains(&id) {
                products.push(id);
            }
        }
    }
    load(on, &products, now).await
}

async fn load(on: &mut impl On, ids: &[ProductId], now: Timestamp) -> Result<Vec<Product>, store::Error> {
    let mut products = Vec::with_capacity(ids.len());
    for some in ids.chunks(IDS) {
        products.extend(db::load(on, some, now).await?);
    }
    Ok(products)
}

impl Commerce {
    /// `shop`'s product, whatever its state.
    pub async fn product(&self, shop: ShopId, id: ProductId) -> Result<Option<Product>, store::Error> {
        let found = self.cards(&[id]).await?.pop();
        Ok(found.filter(|product| product.shop.id == shop))
    }

    /// `shop`'s product of this slug, whatever its state.
    pub async fn product_by_slug(&self, shop: ShopId, slug: &str) -> Result<Option<Product>, store::Error> {
        let mut read = self.db.read().await?;
        match db::id_by_slug(&mut read, shop, slug).await? {
            Some(id) => Ok(self.load(&mut read, &[id]).await?.pop()),
            None => Ok(None),
        }
    }

    /// These products as they stand now, of whatever shop and state, in the order
    /// asked for; unknown ones are left out.
    pub async fn cards(&self, ids: &[ProductId]) -> Result<Vec<Product>, store::Error> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut read = self.db.read().await?;
        self.load(&mut read, ids).await
    }

    /// As [`Self::cards`], of the products these variants are of; a variant that
    /// was taken out is not among its product's.
    pub async fn cards_of_variants(&self, ids: &[VariantId]) -> Result<Vec<Product>, store::Error> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut read = self.db.read().await?;
        of_variants(&mut read, ids, self.clock.now()).await
    }

    async fn load(&self, on: &mut impl On, ids: &[ProductId]) -> Result<Vec<Product>, store::Error> {
        load(on, ids, self.clock.now()).await
    }

    /// Makes a product; gives its id.
    ///
    /// # Errors
    /// A draft that can't be, a slug the shop has, or too many products.
    pub async fn create_product(
        &self,
        shop: ShopId,
        draft: &ProductDraft,
    ) -> Result<ProductId, ProductError> {
        let id = ProductId::new(&*self.clock, &*self.entropy);
        let mut tx = self.db.begin().await?;
        // Locked: no price is written in one currency while the shop changes to another.
        settings::ensure(&mut tx, shop).await?;
        let checked = draft.check(settings::currency(&mut tx, shop).await?)?;
        if write::count(&mut tx, shop).await? >= PRODUCTS_MAX {
            return Err(ProductError::TooMany);
        }
        if draft.variants.iter().any(|variant| variant.id.is_some()) {
            return Err(ProductError::UnknownVariant);
        }
        let slug = match &checked.slug {
            Some(slug) => slug.clone(),
            None => write::free_slug(&mut tx, shop, &checked.name, id).await?,
        };
        let now = self.clock.now();
        write::insert(&mut tx, shop, id, &slug, &checked, now)
            .await
            .map_err(taken)?;
        self.write_variants(&mut tx, shop, id, draft).await?;
        if let Some(collections) = &draft.collections {
            collections::put_into(&mut tx, shop, id, collections).await?;
        }
        tx.commit().await?;
        Ok(id)
    }

    /// Changes a product that is still at `version`: variants are matched by
    /// their ids, those without one are new, those left out are taken out of the
    /// catalogue. What there is of a variant stays as it is.
    ///
    /// # Errors
    /// [`ProductError::Changed`] when it is at another version.
    pub async fn edit_product(
        &self,
        shop: ShopId,
        id: ProductId,
        draft: &ProductDraft,
        version: i64,
    ) -> Result<(), ProductError> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        match write::lock(&mut tx, shop, id).await? {
            None => return Err(ProductError::Unknown),
            Some(at) if at != version => return Err(ProductError::Changed { version: at }),
            Some(_) => {}
        }
        // It stays as it is while there are products, and this one is locked.
        let checked = draft.check(settings::currency(&mut tx, shop).await?)?;
        write::update(&mut tx, id, &checked, now).await.map_err(taken)?;
        self.write_variants(&mut tx, shop, id, draft).await?;
        if let Some(collections) = &draft.collections {
            collections::put_into(&mut tx, shop, id, collections).await?;
        }
        tx.commit().await?;
        self.news.tell(Item::Product { shop, product: id });
        Ok(())
    }

    /// Shows a product to everyone, hides it, or puts it away.
    pub async fn set_product_state(
        &self,
        shop: ShopId,
        id: ProductId,
        state: ProductState,
    ) -> Result<(), ProductError> {
        let mut tx = self.db.begin().await?;
        let known = write::set_state(&mut tx, shop, id, state, self.clock.now()).await?;
        tx.commit().await?;
        if !known {
            return Err(ProductError::Unknown);
        }
        self.news.tell(Item::Product { shop, product: id });
        Ok(())
    }

    /// Deletes a draft of which nobody ever had a unit set aside.
    ///
    /// # Errors
    /// [`ProductError::Kept`] for any other: put it away instead.
    pub async fn delete_product(&self, shop: ShopId, id: ProductId) -> Result<(), ProductError> {
        let mut tx = self.db.begin().await?;
        if write::lock(&mut tx, shop, id).await?.is_none() {
            return Err(ProductError::Unknown);
        }
        if !write::delete(&mut tx, id).await? {
            return Err(ProductError::Kept);
        }
        Ok(tx.commit().await?)
    }

    /// Brings the variants of a product whose row is locked to what `draft` says.
    async fn write_variants(
        &self,
        tx: &mut store::Tx,
        shop: ShopId,
        product: ProductId,
        draft: &ProductDraft,
    ) -> Result<(), ProductError> {
        let now = self.clock.now();
        let there = write::variants(tx, product).await?;
        let pictures = db::picture_names(tx, product).await?;
        for variant in &draft.variants {
            let known = |id| there.iter().any(|(there, _)| *there == id);
            if variant.id.is_some_and(|id| !known(id)) {
                return Err(ProductError::UnknownVariant);
            }
            if variant
                .picture
                .as_ref()
                .is_some_and(|name| !pictures.contains(name))
            {
                return Err(ProductError::UnknownPicture);
            }
        }
        // In the order of their ids, as all who lock several do.
        for &(id, price) in &there {
            match draft.variants.iter().position(|variant| variant.id == Some(id)) {
                Some(position) => {
                    let variant = &draft.variants[position];
                    write::update_variant(tx, id, position, variant).await?;
                    if variant.price.minor != price {
                        write::note_price(tx, id, variant.price.minor, now).await?;
                    }
                }
                None => write::retire(tx, id, now).await?,
            }
        }
        for (position, variant) in draft.variants.iter().enumerate() {
            if variant.id.is_none() {
                let id = VariantId::new(&*self.clock, &*self.entropy);
                write::insert_variant(tx, shop, product, id, position, variant).await?;
                write::note_price(tx, id, variant.price.minor, now).await?;
            }
        }
        Ok(())
    }
}

/// What `offer` makes of a variant's price.
fn priced(mut variant: Variant, offer: Option<&Offer>) -> Variant {
    variant.price_now = offers::price_of(variant.price, offer);
    variant.offer = offer.filter(|_| variant.price_now < variant.price).cloned();
    variant
}

fn taken(error: store::Error) -> ProductError {
    if error.is_unique_violation() {
        ProductError::SlugTaken
    } else {
        error.into()
    }
}
