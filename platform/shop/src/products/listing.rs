//! Lists of products: which, and page by page.

use model::{ProductId, ProductState, ShopId};

use super::{Product, db, search};
use crate::Commerce;

/// Which of a shop's products.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Those of this state; of any where it is not said.
    pub state: Option<ProductState>,
    /// The slug of a collection they are in; then in its order, else newest first.
    pub collection: Option<String>,
    /// Words they are found by.
    pub words: String,
}

/// Where a page of a list ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// In the collection; 0 where none was asked for.
    pub position: i64,
    pub product: ProductId,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.position, self.product)
    }
}

impl std::str::FromStr for Cursor {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        const WRONG: &str = "this is no cursor: pass `next` of the page before";
        let (position, product) = text.split_once('.').ok_or(WRONG)?;
        Ok(Self {
            position: position.parse().map_err(|_| WRONG)?,
            product: product.parse().map_err(|_| WRONG)?,
        })
    }
}

impl Commerce {
    /// At most `limit` of `shop`'s products, from `after` on, and where they end
    /// if there may be more.
    pub async fn products(
        &self,
        shop: ShopId,
        filter: &Filter,
        after: Option<Cursor>,
        limit: i64,
    ) -> Result<(Vec<Product>, Option<Cursor>), store::Error> {
        let mut read = self.db.read().await?;
        let patterns = search::patterns(&filter.words);
        let found = match &filter.collection {
            Some(slug) => {
                db::page_of_collection(&mut read, shop, slug, filter.state, &patterns, after, limit).await?
            }
            None => db::page(&mut read, shop, filter.state, &patterns, after, limit).await?,
        };
        let full = i64::try_from(found.len()) == Ok(limit);
        let next = found.last().filter(|_| full).copied();
        let ids: Vec<_> = found.iter().map(|cursor| cursor.product).collect();
        Ok((self.load(&mut read, &ids).await?, next))
    }
}

#[cfg(test)]
mod tests {
    use super::Cursor;

    #[test]
    fn a_cursor_survives_the_journey_and_nonsense_is_refused() {
        let text = "12.01a20452-5a46-7646-9b61-aef688d805c6";
        assert_eq!(text.parse::<Cursor>().unwrap().to_string(), text);
        for bad in [
            "",
            ".",
            "x",
            "1.",
            "1.x",
            "99999999999999999999.01a20452-5a46-7646-9b61-aef688d805c6",
        ] {
            assert!(bad.parse::<Cursor>().is_err(), "{bad:?}");
        }
    }
}
