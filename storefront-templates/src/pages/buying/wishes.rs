//! What someone wishes for in a shop, on a page of its own.

use askama::Template;

use super::ProductTile;
use crate::chrome::Chrome;
use crate::views::ShopView;

/// `GET /shops/{slug}/wishes`
#[derive(Clone, Debug, Template)]
#[template(path = "wishes/wishes.html")]
pub struct WishesPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The shop.
    pub shop: ShopView,
    /// The newest first.
    pub wishes: Vec<WishView>,
}

/// A product on the list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WishView {
    /// The product's id.
    pub product: String,
    /// As lists show it.
    pub tile: ProductTile,
    /// The variant's id where there is only one to choose and it can be bought.
    pub only: Option<String>,
    /// An advisor put it there.
    pub advised: bool,
}

#[cfg(any(test, feature = "samples"))]
impl WishesPage {
    /// Something to put into the basket at once, and something that is sold out.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome {
                flash: None,
                ..Chrome::sample()
            },
            shop: ShopView::sample(),
            wishes: ProductTile::samples()
                .into_iter()
                .map(|tile| WishView {
                    product: tile.url.clone(),
                    only: (!tile.sold_out).then(|| "v1".to_owned()),
                    advised: !tile.sold_out,
                    tile,
                })
                .collect(),
        }
    }

    /// Nothing on it, for a guest.
    pub fn sample_empty() -> Self {
        Self {
            chrome: Chrome::sample_guest(),
            wishes: Vec::new(),
            ..Self::sample()
        }
    }
}
