//! A shop's wish list, and its forms for browsers without script.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::ProductId;
use serde::Deserialize;
use shop::products::Product;
use shop::wishes::{Wish, WishError};
use storefront_templates::chrome::FlashKind;
use storefront_templates::pages::{WishView, WishesPage};
use storefront_templates::views::ShopView;

use super::super::context::{Context, own_path, say};
use super::super::forms::Typed;
use super::super::html;
use super::products::tile;
use crate::Shared;
use crate::buyer::Buyer;
use crate::error::Error;

pub(in crate::pages) async fn wishes(
    State(app): State<Shared>,
    context: Context,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let shop = app.shop_of_page(&slug).await?;
    let wishes = match context.visitor.holder() {
        Some(holder) => app.commerce.wishes(shop.id, holder).await?,
        None => Vec::new(),
    };
    let ids: Vec<_> = wishes.iter().map(|wish| wish.product_id).collect();
    let products = app.commerce.cards(&ids).await?;
    html(&WishesPage {
        wishes: wishes.iter().filter_map(|wish| view(wish, &products)).collect(),
        chrome: context.chrome,
        shop: ShopView {
            slug: shop.slug,
            name: shop.name,
        },
    })
}

/// What is sold no more is not shown.
fn view(wish: &Wish, products: &[Product]) -> Option<WishView> {
    let product = products.iter().find(|product| product.id == wish.product_id)?;
    let product = Some(product).filter(|product| product.is_active())?;
    let only = match product.variants.as_slice() {
        [only] if only.available > 0 => Some(only.id.to_string()),
        _ => None,
    };
    Some(WishView {
        product: product.id.to_string(),
        tile: tile(product)?,
        only,
        advised: wish.advised_by.is_some(),
    })
}

/// What is to become of a product on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Act {
    Add,
    Remove,
}

#[derive(Debug, Deserialize)]
pub(in crate::pages) struct WishForm {
    product: ProductId,
    act: Act,
    /// Where one goes on.
    back: Option<String>,
}

pub(in crate::pages) async fn change(
    State(app): State<Shared>,
    buyer: Buyer,
    Path(slug): Path<String>,
    Typed(form): Typed<WishForm>,
) -> Result<Response, Error> {
    let shop = app.shop_of_page(&slug).await?;
    let list = format!("/shops/{}/wishes", shop.slug);
    let back = form.back.as_deref().map_or(list.as_str(), own_path);
    let done = match form.act {
        Act::Add => app.commerce.wish(shop.id, buyer.holder, form.product, None).await,
        Act::Remove => {
            let removed = app.commerce.unwish(shop.id, buyer.holder, form.product);
            removed.await.map_err(WishError::from)
        }
    };
    let answer = match done {
        Ok(()) => Redirect::to(back).into_response(),
        Err(WishError::Full) => say(&list, FlashKind::Bad, "flash-wishes-full"),
        Err(error) => return Err(error.into()),
    };
    Ok((buyer.jar, answer).into_response())
}
