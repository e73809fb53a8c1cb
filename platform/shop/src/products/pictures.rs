//! A product's pictures, by their stored names.

use model::{ProductId, ShopId, is_unprintable};

use super::{PICTURES_MAX, Picture, ProductError, db, write};
use crate::Commerce;
use crate::news::Item;

impl Commerce {
    /// Adds a stored picture behind the others; one the product has is left as it is.
    pub async fn add_picture(
        &self,
        shop: ShopId,
        product: ProductId,
        picture: &Picture,
    ) -> Result<(), ProductError> {
        let alt = checked_alt(&picture.alt)?;
        let mut tx = self.db.begin().await?;
        write::touch(&mut tx, shop, product, self.clock.now())
            .await?
            .ok_or(ProductError::Unknown)?;
        let there = db::pictures(&mut tx, product).await?;
        if there.len() >= PICTURES_MAX {
            return Err(ProductError::TooManyPictures);
        }
        if there.iter().all(|known| known.name != picture.name) {
            write::insert_picture(&mut tx, product, there.len(), &picture.name, &alt).await?;
        }
        tx.commit().await?;
        self.news.tell(Item::Product { shop, product });
        Ok(())
    }

    /// Takes away the picture at `position`, also from variants that show it.
    pub async fn remove_picture(
        &self,
        shop: ShopId,
        product: ProductId,
        position: usize,
    ) -> Result<(), ProductError> {
        let mut tx = self.db.begin().await?;
        write::touch(&mut tx, shop, product, self.clock.now())
            .await?
            .ok_or(ProductError::Unknown)?;
        let mut pictures = db::pictures(&mut tx, product).await?;
        if position >= pictures.len() {
            return Err(ProductError::UnknownPicture);
        }
        let gone = pictures.remove(position);
        write::forget_picture(&mut tx, product, &gone.name).await?;
        write::set_pictures(&mut tx, product, &pictures).await?;
        tx.commit().await?;
        self.news.tell(Item::Product { shop, product });
        Ok(())
    }

    /// Sets the order of a product's pictures, and what they show.
    ///
    /// # Errors
    /// Pictures other than the product's own, each once.
    pub async fn order_pictures(
        &self,
        shop: ShopId,
        product: ProductId,
        pictures: &[Picture],
    ) -> Result<(), ProductError> {
        let mut tx = self.db.begin().await?;
        write::touch(&mut tx, shop, product, self.clock.now())
            .await?
            .ok_or(ProductError::Unknown)?;
        let sorted = |pictures: &[Picture]| {
            let mut names: Vec<_> = pictures.iter().map(|picture| picture.name.clone()).collect();
            names.sort();
            names
        };
        if sorted(&db::pictures(&mut tx, product).await?) != sorted(pictures) {
            return Err(ProductError::PictureOrder);
        }
        let checked = pictures.iter().map(|picture| {
            Ok(Picture {
                name: picture.name.clone(),
                alt: checked_alt(&picture.alt)?,
            })
        });
        let checked: Vec<_> = checked.collect::<Result<_, ProductError>>()?;
        write::set_pictures(&mut tx, product, &checked).await?;
        tx.commit().await?;
        self.news.tell(Item::Product { shop, product });
        Ok(())
    }

    /// The names of all pictures that products show or orders remember.
    pub async fn pictures(&self) -> Result<Vec<String>, store::Error> {
        let mut read = self.db.read().await?;
        db::all_pictures(&mut read).await
    }
}

fn checked_alt(alt: &str) -> Result<String, ProductError> {
    let alt = alt.trim();
    if alt.chars().count() > 200 || alt.chars().any(is_unprintable) {
        return Err(ProductError::Alt);
    }
    Ok(alt.to_owned())
}
