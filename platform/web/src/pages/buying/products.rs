//! A product's page, and a shop's products as its page lists them.

use axum::extract::{Path, State};
use axum::response::Response;
use live::follows::Target;
use live::pins::Moment;
use model::{ProductState, ShopId};
use serde::Deserialize;
use shop::products::{Cursor, Filter, Product, Variant};
use storefront_templates::pages::{
    CollectionChoice, MomentView, PictureView, ProductPage, ProductTile, ProductView, VariantView,
};
use storefront_templates::views::ShopView;

use super::super::context::Context;
use super::super::html;
use super::{count, money};
use crate::error::Error;
use crate::headers::PagePolicy;
use crate::{App, Shared, urls};

/// Products a page of a shop has.
const LISTED: i64 = 24;

pub(in crate::pages) async fn product(
    State(app): State<Shared>,
    mut context: Context,
    Path((slug, product)): Path<(String, String)>,
) -> Result<Response, Error> {
    let shop = app
        .people
        .shop_by_slug(&slug)
        .await?
        .ok_or_else(Error::page_not_found)?;
    let found = app.commerce.product_by_slug(shop.id, &product).await?;
    let product = found
        .filter(Product::is_active)
        .ok_or_else(Error::page_not_found)?;
    let follow = app
        .follow_view(
            context.account_id(),
            Target::Shop(shop.id),
            format!("/shops/{}/follow", shop.slug),
            &shop.name,
        )
        .await?;
    let moments = app.moments(product.id, context.visitor.caller()).await?;
    let wished = match context.visitor.holder() {
        Some(holder) => app.commerce.is_wished(shop.id, holder, product.id).await?,
        None => false,
    };
    let together = context.comes_together();
    let mut page = html(&ProductPage {
        wished,
        chrome: context.chrome,
        shop: ShopView {
            slug: shop.slug,
            name: shop.name,
        },
        follow,
        product: view(&product),
        moments: moments.iter().map(moment).collect(),
    })?;
    if together {
        page.extensions_mut().insert(PagePolicy::framed());
    }
    Ok(page)
}

/// What of a shop's products is to be seen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Asked {
    pub q: String,
    pub collection: Option<String>,
    pub after: Option<String>,
}

/// A shop's products, its collections, and where the list goes on.
pub(in crate::pages) struct Listed {
    pub products: Vec<ProductTile>,
    pub collections: Vec<CollectionChoice>,
    pub next: Option<String>,
}

impl App {
    /// What a shop's page shows of its products.
    pub(in crate::pages) async fn listed_products(
        &self,
        shop: ShopId,
        slug: &str,
        asked: &Asked,
    ) -> Result<Listed, Error> {
        let filter = Filter {
            state: Some(ProductState::Active),
            collection: asked.collection.clone().filter(|slug| !slug.is_empty()),
            words: asked.q.clone(),
        };
        let after = asked.after.as_deref().and_then(|after| after.parse().ok());
        let (products, next) = self.commerce.products(shop, &filter, after, LISTED).await?;
        let collections = self.commerce.collections(shop).await?;
        let chosen = filter.collection.as_deref();
        Ok(Listed {
            products: products.iter().filter_map(tile).collect(),
            collections: collections
                .into_iter()
                .filter(|collection| collection.products > 0)
                .map(|collection| choice(slug, collection.name, &collection.slug, chosen))
                .collect(),
            next: next.map(|next| next_page(slug, asked, next)),
        })
    }
}

fn choice(shop: &str, name: String, collection: &str, chosen: Option<&str>) -> CollectionChoice {
    let chosen = chosen == Some(collection);
    let url = if chosen {
        format!("/shops/{shop}#products")
    } else {
        format!("/shops/{shop}?collection={collection}#products")
    };
    CollectionChoice { name, url, chosen }
}

fn next_page(shop: &str, asked: &Asked, next: Cursor) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if !asked.q.is_empty() {
        query.append_pair("q", &asked.q);
    }
    if let Some(collection) = &asked.collection {
        query.append_pair("collection", collection);
    }
    query.append_pair("after", &next.to_string());
    format!("/shops/{shop}?{}#products", query.finish())
}

/// A product in a list; none where nothing of it is in the catalogue any more.
pub(super) fn tile(product: &Product) -> Option<ProductTile> {
    let cheapest = product.variants.iter().min_by_key(|variant| variant.price_now)?;
    Some(ProductTile {
        name: product.name.clone(),
        url: urls::product(&product.shop.slug, &product.slug),
        picture_url: product.pictures.first().map(|one| urls::picture(&one.name)),
        price: money(product.money(cheapest.price_now)),
        has_range: product
            .variants
            .iter()
            .any(|variant| variant.price_now != cheapest.price_now),
        before: before(cheapest).map(|minor| money(product.money(minor))),
        sold_out: product.variants.iter().all(|variant| variant.available == 0),
    })
}

fn view(product: &Product) -> ProductView {
    ProductView {
        id: product.id.to_string(),
        slug: product.slug.clone(),
        name: product.name.clone(),
        description: product.description.clone(),
        option_names: product.option_names.clone(),
        pictures: product
            .pictures
            .iter()
            .map(|picture| PictureView {
                url: urls::picture(&picture.name),
                alt: picture.alt.clone(),
            })
            .collect(),
        variants: product
            .variants
            .iter()
            .map(|variant| VariantView {
                id: variant.id.to_string(),
                options: variant.options.clone(),
                price_now: money(product.money(variant.price_now)),
                before: before(variant).map(|minor| money(product.money(minor))),
                lowest_30d: variant.lowest_30d.map(|minor| money(product.money(minor))),
                available: count(variant.available),
            })
            .collect(),
    }
}

/// What stands struck through beside the price, where it was higher.
fn before(variant: &Variant) -> Option<i64> {
    let before = variant.compare_at.unwrap_or(variant.price);
    (before > variant.price_now).then_some(before)
}

fn moment(moment: &Moment) -> MomentView {
    let second = count(moment.offset_ms / 1000);
    MomentView {
        title: moment.show.title.clone(),
        url: format!("/shows/{}#t={second}", moment.show.id),
        second,
        cover_url: moment.show.cover.as_deref().map(urls::picture),
        expires_at: moment.show.gone_at(),
    }
}
