//! A basket's page, and its forms for browsers without script.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use model::{Money, VariantId};
use people::shops::Shop;
use serde::Deserialize;
use shop::baskets::{PricedBasket, PricedLine, Put};
use shop::checkouts::{MakeError, New, Source};
use storefront_templates::chrome::FlashKind;
use storefront_templates::pages::{BasketLineView, BasketPage, BasketView};
use storefront_templates::views::ShopView;

use super::super::context::{Context, locale, say};
use super::super::forms::Typed;
use super::super::html;
use super::{count, money};
use crate::auth::Visitor;
use crate::buyer::Buyer;
use crate::error::Error;
use crate::{App, Shared, urls};

pub(in crate::pages) async fn basket(
    State(app): State<Shared>,
    context: Context,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let shop = app.shop_of_page(&slug).await?;
    let basket = app
        .commerce
        .priced_basket(shop.id, context.visitor.holder())
        .await?;
    html(&BasketPage {
        chrome: context.chrome,
        basket: view(&shop.slug, &basket),
        shop: ShopView {
            slug: shop.slug,
            name: shop.name,
        },
    })
}

/// A line: `add` is how many more, `quantity` how many in all.
#[derive(Debug, Deserialize)]
pub(in crate::pages) struct LineForm {
    variant: VariantId,
    quantity: Option<i64>,
    add: Option<i64>,
}

pub(in crate::pages) async fn set(
    State(app): State<Shared>,
    buyer: Buyer,
    Path(slug): Path<String>,
    Typed(form): Typed<LineForm>,
) -> Result<Response, Error> {
    let shop = app.shop_of_page(&slug).await?;
    let basket = app.commerce.basket(shop.id, buyer.holder).await?;
    let line = basket.lines.iter().find(|line| line.variant_id == form.variant);
    let had = line.map_or(0, |line| line.quantity);
    let quantity = form
        .quantity
        .unwrap_or_else(|| had.saturating_add(form.add.unwrap_or(1)));
    let put = Put {
        variant: form.variant,
        quantity,
        show: line.and_then(|line| line.show_id),
        advisor: None,
    };
    app.commerce.set_line(shop.id, buyer.holder, put).await?;
    let to = Redirect::to(&format!("/shops/{}/basket", shop.slug));
    Ok((buyer.jar, to).into_response())
}

/// Sets aside what is in the basket, and goes on to pay.
pub(in crate::pages) async fn check_out(
    State(app): State<Shared>,
    buyer: Buyer,
    visitor: Visitor,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let shop = app.shop_of_page(&slug).await?;
    let account = visitor.signed.as_ref().map(|signed| &signed.account);
    let new = New {
        shop: shop.id,
        holder: buyer.holder,
        is_new: buyer.is_new,
        show: None,
        source: Source::Basket,
        locale: locale(account, &headers).code().to_owned(),
        email: account.map(|account| account.email.clone()),
        key: None,
    };
    match app.commerce.make_checkout(new).await {
        Ok(checkout) => {
            let to = Redirect::to(&format!("/checkouts/{}", checkout.id));
            Ok((buyer.jar, to).into_response())
        }
        // The basket says of each line what is wrong with it.
        Err(MakeError::Empty | MakeError::SoldOut(_)) => {
            let path = format!("/shops/{}/basket", shop.slug);
            Ok(say(&path, FlashKind::Bad, "flash-nothing-to-pay"))
        }
        Err(error) => Err(error.into()),
    }
}

impl App {
    /// The shop whose page is asked for.
    pub(super) async fn shop_of_page(&self, slug: &str) -> Result<Shop, Error> {
        let shop = self.people.shop_by_slug(slug).await?;
        shop.ok_or_else(Error::page_not_found)
    }
}

fn view(shop: &str, basket: &PricedBasket) -> BasketView {
    let amount = |minor| money(Money::new(minor, basket.currency));
    BasketView {
        lines: basket
            .lines
            .iter()
            .map(|line| line_view(shop, line, amount(line.total)))
            .collect(),
        voucher: basket.voucher.as_ref().map(|(code, _)| code.clone()),
        discount: amount(basket.discount),
        total: amount(basket.total),
    }
}

fn line_view(shop: &str, line: &PricedLine, total: storefront_templates::views::MoneyView) -> BasketLineView {
    let variant = line.variant();
    let product = line.product.as_ref();
    let picture = product
        .zip(variant)
        .and_then(|(product, variant)| variant.picture_or(product));
    BasketLineView {
        variant: line.line.variant_id.to_string(),
        name: product.map(|product| product.name.clone()).unwrap_or_default(),
        url: product.map_or_else(
            || format!("/shops/{shop}"),
            |product| urls::product(shop, &product.slug),
        ),
        options: variant
            .map(|variant| variant.options.join(" · "))
            .unwrap_or_default(),
        picture_url: picture.map(urls::picture),
        quantity: count(line.line.quantity),
        total,
        problem: line.problem.map(|problem| match problem {
            shop::baskets::Problem::SoldOut => "buy-problem-sold-out",
            shop::baskets::Problem::OnlyLeft => "buy-problem-only-left",
            shop::baskets::Problem::Gone => "buy-problem-gone",
        }),
        available: count(line.available),
    }
}
