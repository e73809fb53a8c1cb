//! Shops and their staff.

mod db;
mod slugs;

use model::{AccountId, Handle, HandleError, Role, ShopId, Timestamp, is_unprintable};

use crate::People;
use crate::accounts::Account;
pub(crate) use slugs::Slugs;

/// A retailer, as visitors see it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Shop {
    pub id: ShopId,
    /// The name in its address: made like a handle, with `-` for `_`.
    pub slug: String,
    pub name: String,
    pub story: String,
    pub cover: Option<String>,
    pub logo: Option<String>,
    pub created_at: Timestamp,
}

/// What opening a shop takes.
#[derive(Debug, Clone)]
pub struct NewShop {
    pub slug: String,
    pub name: String,
    pub story: String,
    pub cover: Option<String>,
    pub logo: Option<String>,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShopError {
    #[error("a shop's address: {0}")]
    Slug(#[from] HandleError),
    #[error("this address is taken by another shop")]
    SlugTaken,
    #[error("a shop's name has 1 to 60 characters")]
    Name,
    #[error("a shop's story has at most 2,000 characters")]
    Story,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl People {
    /// Opens a shop; `owner` becomes its owner.
    pub async fn open_shop(&self, owner: AccountId, new: NewShop) -> Result<Shop, ShopError> {
        let slug = Handle::parse(&new.slug.replace('-', "_"))?
            .as_str()
            .replace('_', "-");
        let name = new.name.trim().to_owned();
        if !(1..=60).contains(&name.chars().count()) || name.chars().any(is_unprintable) {
            return Err(ShopError::Name);
        }
        let story = new.story.trim().to_owned();
        if story.chars().count() > 2_000 || story.chars().any(|c| c != '\n' && is_unprintable(c)) {
            return Err(ShopError::Story);
        }
        let shop = Shop {
            id: ShopId::new(&*self.clock, &*self.entropy),
            slug,
            name,
            story,
            cover: new.cover,
            logo: new.logo,
            created_at: self.clock.now(),
        };
        match db::insert(&self.db, &shop, owner).await {
            Ok(()) => Ok(shop),
            Err(error) if error.is_unique_violation() => Err(ShopError::SlugTaken),
            Err(error) => Err(error.into()),
        }
    }

    pub async fn shop(&self, id: ShopId) -> Result<Option<Shop>, store::Error> {
        db::by_id(&self.db, id).await
    }

    pub async fn shop_by_slug(&self, slug: &str) -> Result<Option<Shop>, store::Error> {
        db::by_slug(&self.db, slug).await
    }

    /// The shop at this address, by its id alone.
    pub async fn shop_id(&self, slug: &str) -> Result<Option<ShopId>, store::Error> {
        if let Some(known) = self.slugs.shop(slug) {
            return Ok(Some(known));
        }
        let Some(shop) = self.shop_by_slug(slug).await? else {
            return Ok(None);
        };
        self.slugs.remember(slug, shop.id);
        Ok(Some(shop.id))
    }

    /// `account`'s role in `shop`, if it is staff there.
    pub async fn role(&self, shop: ShopId, account: AccountId) -> Result<Option<Role>, store::Error> {
        db::role(&self.db, shop, account).await
    }

    /// Gives `account` a role in `shop`, or another one.
    pub async fn set_role(&self, shop: ShopId, account: AccountId, role: Role) -> Result<(), store::Error> {
        db::set_role(&self.db, shop, account, role, self.clock.now()).await
    }

    /// Those who work in `shop`, longest first.
    pub async fn staff(&self, shop: ShopId) -> Result<Vec<(Account, Role)>, store::Error> {
        db::staff(&self.db, shop).await
    }

    /// The shops `account` is staff of, with its role in each.
    pub async fn shops_of(&self, account: AccountId) -> Result<Vec<(Shop, Role)>, store::Error> {
        db::of_account(&self.db, account).await
    }
}
