//! A shop's catalogue as a list.

use axum::extract::{Path, State};
use axum::response::Response;
use model::{ProductState, Role};
use serde::Deserialize;
use shop::products::{Cursor, Filter, Product};
use storefront_templates::pages::selling::{self, ProductLine, ProductsPage, VariantStock};

use super::super::context::Member;
use super::super::forms::Asked;
use super::super::html;
use super::{Staff, count};
use crate::error::Error;
use crate::{Shared, urls};

/// Products a page has.
const PAGE: i64 = 30;

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    after: Option<String>,
}

pub(super) async fn products(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
    Asked(query): Asked<Query>,
) -> Result<Response, Error> {
    let staff = app.staff_of(&slug, &member, Role::Host).await?;
    // What can't be read is any state, and the first page.
    let state: Option<ProductState> = query.state.parse().ok();
    let after: Option<Cursor> = query.after.as_deref().and_then(|after| after.parse().ok());
    let filter = Filter {
        state,
        collection: None,
        words: query.q.clone(),
    };
    let (found, next) = app.commerce.products(staff.shop.id, &filter, after, PAGE).await?;
    let state = state.map(shown);
    html(&ProductsPage {
        chrome: member.chrome,
        next: next.map(|next| ProductsPage::next_url(&staff.desk, &query.q, state, &next.to_string())),
        products: found.iter().map(|product| line(&staff, product)).collect(),
        query: query.q,
        state,
        after: after.map(|after| after.to_string()),
        desk: staff.desk,
    })
}

/// A state as pages have it.
pub(super) fn shown(state: ProductState) -> selling::ProductState {
    match state {
        ProductState::Draft => selling::ProductState::Draft,
        ProductState::Active => selling::ProductState::Active,
        ProductState::Archived => selling::ProductState::Archived,
    }
}

fn line(staff: &Staff, product: &Product) -> ProductLine {
    let prices = product.variants.iter().map(|variant| variant.price_now);
    let lowest = prices.clone().min().unwrap_or(0);
    ProductLine {
        id: product.id.to_string(),
        name: product.name.clone(),
        picture_url: product
            .pictures
            .first()
            .map(|picture| urls::picture(&picture.name)),
        state: shown(product.state),
        price: staff.money(lowest),
        ranges: prices.max().is_some_and(|highest| highest > lowest),
        variants: product
            .variants
            .iter()
            .map(|variant| VariantStock {
                id: variant.id.to_string(),
                label: variant.options.join(" · "),
                sku: variant.sku.clone(),
                available: count(variant.available),
                version: variant.version,
            })
            .collect(),
    }
}
