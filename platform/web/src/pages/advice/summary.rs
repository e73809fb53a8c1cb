//! The page of a summary, and what a summary shows wherever it stands.

use advisor::AdviceSessionId;
use advisor::summaries::{Line, Shown, Summary};
use axum::extract::State;
use axum::response::Response;
use people::shops::Shop;
use shop::products::Product;
use storefront_templates::pages::advice::{SummaryLine, SummaryPage, SummaryProduct, SummaryView};
use storefront_templates::views::{MoneyView, ShopView};

use super::super::context::Context;
use super::super::forms::Asked;
use super::super::html;
use crate::error::Error;
use crate::routes::Id;
use crate::routes::advice::summaries::SummaryKey;
use crate::{App, Shared, urls};

pub(super) async fn summary(
    State(app): State<Shared>,
    context: Context,
    Id(id): Id<AdviceSessionId>,
    Asked(key): Asked<SummaryKey>,
) -> Result<Response, Error> {
    let key = key.key.as_deref();
    let (summary, part) = app.summary_to_read(id, &context.visitor, key).await?;
    let shop = app.people.shop(summary.shop_id).await?;
    let shop = shop.ok_or_else(Error::summary_not_found)?;
    let view = app
        .summary_view(&context, &summary, &shop, key, part.is_advisor())
        .await?;
    html(&SummaryPage {
        chrome: context.chrome,
        summary: view,
    })
}

impl App {
    /// What a summary shows to one of its two. Names are as they were; pictures as they are.
    pub(super) async fn summary_view(
        &self,
        context: &Context,
        summary: &Summary,
        shop: &Shop,
        key: Option<&str>,
        is_advisor: bool,
    ) -> Result<SummaryView, Error> {
        let in_basket = summary.lines.iter().map(|line| line.product.id);
        let shown = summary.products.iter().map(|product| product.id);
        let ids: Vec<_> = shown.chain(in_basket).collect();
        let products = self.commerce.cards(&ids).await?;
        let signed = context.visitor.signed.as_ref().filter(|_| !is_advisor);
        // A link opens the summary; an order is its buyer's alone.
        let is_buyer = context
            .visitor
            .holder()
            .is_some_and(|holder| holder.uuid() == summary.holder);
        let money = |minor: i64| MoneyView::new(minor, summary.currency.as_str());
        let line = |line: &Line| SummaryLine {
            product: product_view(shop, &line.product, &products, Some(line)),
            options: line.options.join(" · "),
            quantity: line.quantity.unsigned_abs(),
            unit_price: money(line.unit_price),
            total: money(line.unit_price.saturating_mul(line.quantity)),
        };
        let shown = summary.products.iter();
        Ok(SummaryView {
            id: summary.session.to_string(),
            key: key.map(query).unwrap_or_default(),
            is_shopper: !is_advisor,
            shop: ShopView {
                slug: shop.slug.clone(),
                name: shop.name.clone(),
            },
            advisor: summary.advisor_name.clone(),
            shopper: summary.shopper_name.clone(),
            seconds: summary.length_s.unsigned_abs(),
            products: shown
                .map(|shown| product_view(shop, shown, &products, None))
                .collect(),
            lines: summary.lines.iter().map(line).collect(),
            total: money(summary.total()),
            order: summary.order.map(|(_, number)| number.unsigned_abs()),
            order_url: summary
                .order
                .filter(|_| is_buyer)
                .map(|(id, _)| format!("/orders/{id}")),
            agreed: summary.agreed.clone(),
            email: signed.map(|signed| signed.account.email.clone()),
            is_mailed: !summary.email.is_empty(),
            gone_at: summary.gone_at(),
        })
    }
}

fn product_view(shop: &Shop, shown: &Shown, products: &[Product], line: Option<&Line>) -> SummaryProduct {
    let product = products.iter().find(|product| product.id == shown.id);
    let picture = product.and_then(|product| {
        let variant = line.and_then(|line| product.variant(line.variant));
        match variant {
            Some(variant) => variant.picture_or(product),
            None => product.pictures.first().map(|picture| picture.name.as_str()),
        }
    });
    SummaryProduct {
        name: shown.name.clone(),
        url: urls::product(&shop.slug, &shown.slug),
        picture_url: picture.map(urls::picture),
    }
}

/// The key as the calls of the page say it.
fn query(key: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    format!("?{}", query.append_pair("key", key).finish())
}
