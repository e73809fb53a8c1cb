//! A retailer's pages: their shops, what is sold there and to whom. Whoever does
//! not run the shop gets no further than [`Staff`].

mod collections;
mod order;
mod orders;
mod packing;
mod product;
mod products;
mod settings;
mod shops;
mod tables;
mod vouchers;
mod webhooks;

use axum::Router;
use axum::routing::{get, post};
use model::{Currency, Role};
use people::shops::Shop;
use storefront_templates::pages::selling::Desk;
use storefront_templates::views::MoneyView;

use super::context::Member;
use crate::error::Error;
use crate::{App, Shared};

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/studio/shops", get(shops::shops).post(shops::open))
        .route("/studio/shops/{slug}/products", get(products::products))
        .route("/studio/shops/{slug}/products/new", get(product::new))
        .route("/studio/shops/{slug}/products/{product}", get(product::product))
        .route(
            "/studio/shops/{slug}/collections",
            get(collections::collections).post(collections::create),
        )
        .route("/studio/shops/{slug}/vouchers", get(vouchers::vouchers))
        .route(
            "/studio/shops/{slug}/settings",
            get(settings::settings).post(settings::save),
        )
        .route("/studio/shops/{slug}/shipping", get(tables::shipping))
        .route("/studio/shops/{slug}/orders", get(orders::orders))
        .route("/studio/shops/{slug}/orders/{order}", get(order::order))
        .route("/studio/shops/{slug}/orders/{order}/fulfil", post(order::fulfil))
        .route("/studio/shops/{slug}/orders/{order}/cancel", post(order::cancel))
        .route("/studio/shops/{slug}/packing", get(packing::packing))
        .route("/studio/shops/{slug}/webhooks", get(webhooks::webhooks))
}

/// Someone who runs a shop, and how it trades.
struct Staff {
    shop: Shop,
    currency: Currency,
    desk: Desk,
}

impl App {
    /// The shop at this address, if `member` works there in that role.
    ///
    /// # Errors
    /// 404 when there is none, 403 when it is someone else's.
    async fn staff_of(&self, slug: &str, member: &Member, role: Role) -> Result<Staff, Error> {
        let shop = self.shop_to_run(slug, member.account_id(), role).await?;
        let held = self.people.role(shop.id, member.account_id()).await?;
        let currency = self.commerce.settings(shop.id).await?.currency;
        let desk = Desk {
            slug: shop.slug.clone(),
            name: shop.name.clone(),
            currency: currency.to_string(),
            owner: held.is_some_and(|held| held.covers(Role::Owner)),
        };
        Ok(Staff { shop, currency, desk })
    }
}

impl Staff {
    fn money(&self, minor: i64) -> MoneyView {
        MoneyView::new(minor, self.currency.as_str())
    }
}

/// A count that is never below nothing.
fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
