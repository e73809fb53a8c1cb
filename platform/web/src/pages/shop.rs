//! A shop's page.

use axum::extract::{Path, State};
use axum::response::Response;
use live::follows::Target;
use live::shows::Listing;
use model::Role;
use storefront_templates::pages::{ShopFace, ShopPage, StaffView};

use super::buying;
use super::context::{Context, person};
use super::forms::Asked;
use super::html;
use crate::Shared;
use crate::error::Error;
use crate::headers::PagePolicy;
use crate::urls;

pub(super) async fn shop(
    State(app): State<Shared>,
    mut context: Context,
    Path(slug): Path<String>,
    Asked(asked): Asked<buying::Asked>,
) -> Result<Response, Error> {
    let shop = app
        .people
        .shop_by_slug(&slug)
        .await?
        .ok_or_else(Error::page_not_found)?;
    let staff = app.people.staff(shop.id).await?;
    let hosts = staff.into_iter().filter(|(_, role)| role.covers(Role::Host));
    let shows = app.sorted_cards(Listing::ShopPublic(shop.id)).await?;
    let follow = app
        .follow_view(
            context.account_id(),
            Target::Shop(shop.id),
            format!("/shops/{}/follow", shop.slug),
            &shop.name,
        )
        .await?;
    let listed = app.listed_products(shop.id, &shop.slug, &asked).await?;
    let together = context.comes_together();
    let mut page = html(&ShopPage {
        follow,
        products: listed.products,
        collections: listed.collections,
        q: asked.q,
        next: listed.next,
        chrome: context.chrome,
        shop: ShopFace {
            slug: shop.slug,
            name: shop.name,
            story: shop.story,
            cover_url: shop.cover.as_deref().map(urls::picture),
            logo_url: shop.logo.as_deref().map(urls::picture),
        },
        staff: hosts
            .map(|(account, _)| StaffView {
                person: person(&account),
                bio: account.bio,
            })
            .collect(),
        live: shows.live,
        upcoming: shows.upcoming,
        replays: shows.replays,
    })?;
    if together {
        page.extensions_mut().insert(PagePolicy::framed());
    }
    Ok(page)
}
