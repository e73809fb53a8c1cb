//! Products that belong together, in an order.

mod db;

use model::{CollectionId, ProductId, ShopId, Timestamp};

use super::draft::{checked_slug, line};
use super::search;
use crate::{Commerce, settings};

pub(super) use db::put_into;

/// As many as one shop may have.
pub const COLLECTIONS_MAX: i64 = 100;
/// The most products of one.
pub const PRODUCTS_OF_ONE: usize = 500;

/// Products that belong together.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Collection {
    pub id: CollectionId,
    pub slug: String,
    pub name: String,
    pub created_at: Timestamp,
    /// How many active products are in it.
    pub products: i64,
}

/// A collection, as made or changed.
#[derive(Debug, Clone)]
pub struct CollectionDraft {
    pub name: String,
    /// Made of the name, or left as it is, where it is not said.
    pub slug: Option<String>,
    /// Its products in their order; left as they are where it is not said.
    pub products: Option<Vec<ProductId>>,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CollectionError {
    #[error("a collection's name has 1 to 60 characters")]
    Name,
    #[error("a collection's address has 1 to 80 small letters, digits and hyphens")]
    Slug,
    #[error("the shop has another collection at this address")]
    SlugTaken,
    #[error("a collection has at most {PRODUCTS_OF_ONE} products of the shop, each once")]
    Products,
    #[error("the shop has {COLLECTIONS_MAX} collections: delete one first")]
    TooMany,
    #[error("there is no such collection")]
    Unknown,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl CollectionError {
    /// The member of the request it is about.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Name => Some("name"),
            Self::Slug | Self::SlugTaken => Some("slug"),
            Self::Products => Some("products"),
            Self::TooMany | Self::Unknown | Self::Store(_) => None,
        }
    }
}

impl Commerce {
    /// `shop`'s collections by name.
    pub async fn collections(&self, shop: ShopId) -> Result<Vec<Collection>, store::Error> {
        let mut read = self.db.read().await?;
        db::of_shop(&mut read, shop).await
    }

    /// One of `shop`'s collections.
    pub async fn collection(
        &self,
        shop: ShopId,
        id: CollectionId,
    ) -> Result<Option<Collection>, store::Error> {
        Ok(self
            .collections(shop)
            .await?
            .into_iter()
            .find(|collection| collection.id == id))
    }

    /// Makes a collection; gives its id.
    pub async fn create_collection(
        &self,
        shop: ShopId,
        draft: &CollectionDraft,
    ) -> Result<CollectionId, CollectionError> {
        let name = line(&draft.name, 1..=60).ok_or(CollectionError::Name)?;
        let slug = match &draft.slug {
            Some(slug) => checked_slug(slug).ok_or(CollectionError::Slug)?,
            None => search::slug(&name),
        };
        let id = CollectionId::new(&*self.clock, &*self.entropy);
        let mut tx = self.db.begin().await?;
        settings::ensure(&mut tx, shop).await?;
        if db::count(&mut tx, shop).await? >= COLLECTIONS_MAX {
            return Err(CollectionError::TooMany);
        }
        let now = self.clock.now();
        db::insert(&mut tx, shop, id, &slug, &name, now)
            .await
            .map_err(taken)?;
        if let Some(products) = &draft.products {
            db::set_products(&mut tx, shop, id, products).await?;
        }
        tx.commit().await?;
        Ok(id)
    }

    /// Renames a collection, and sets its products where they are said.
    pub async fn edit_collection(
        &self,
        shop: ShopId,
        id: CollectionId,
        draft: &CollectionDraft,
    ) -> Result<(), CollectionError> {
        let name = line(&draft.name, 1..=60).ok_or(CollectionError::Name)?;
        let slug = draft
            .slug
            .as_deref()
            .map(|slug| checked_slug(slug).ok_or(CollectionError::Slug));
        let slug = slug.transpose()?;
        let mut tx = self.db.begin().await?;
        let known = db::rename(&mut tx, shop, id, &name, slug.as_deref())
            .await
            .map_err(taken)?;
        if !known {
            return Err(CollectionError::Unknown);
        }
        if let Some(products) = &draft.products {
            db::set_products(&mut tx, shop, id, products).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Deletes a collection; its products stay.
    pub async fn delete_collection(&self, shop: ShopId, id: CollectionId) -> Result<(), CollectionError> {
        let mut tx = self.db.begin().await?;
        let deleted = db::delete(&mut tx, shop, id).await?;
        tx.commit().await?;
        deleted.then_some(()).ok_or(CollectionError::Unknown)
    }
}

fn taken(error: store::Error) -> CollectionError {
    if error.is_unique_violation() {
        CollectionError::SlugTaken
    } else {
        error.into()
    }
}
