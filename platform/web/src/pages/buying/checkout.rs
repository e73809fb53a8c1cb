//! A checkout's page: the same steps as in the sheet over a show.

use axum::extract::State;
use axum::response::Response;
use model::CheckoutId;
use storefront_templates::pages::CheckoutPage;
use storefront_templates::views::ShopView;

use super::super::context::Context;
use super::super::html;
use crate::Shared;
use crate::error::Error;
use crate::routes::Id;

pub(in crate::pages) async fn checkout(
    State(app): State<Shared>,
    context: Context,
    Id(id): Id<CheckoutId>,
) -> Result<Response, Error> {
    let (_, detail) = app.own_checkout(id, context.visitor.holder()).await?;
    let checkout = detail.checkout;
    let shop = app
        .people
        .shop(checkout.shop_id)
        .await?
        .ok_or_else(Error::page_not_found)?;
    html(&CheckoutPage {
        chrome: context.chrome,
        shop: ShopView {
            slug: shop.slug,
            name: shop.name,
        },
        checkout: id.to_string(),
        show_id: checkout.show_id.map(|show| show.to_string()),
    })
}
