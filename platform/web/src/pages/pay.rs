//! The pay step with Stripe, on a page of its own: Stripe's script may run here
//! and on no other page, and of ours one small module beside it.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Redirect, Response};
use model::{CheckoutId, CheckoutState};
use shop::payments::{ProviderError, Shopper};
use shop::quotes::rules::RuleError;
use storefront_templates::assets;
use storefront_templates::pages::PayPage;
use storefront_templates::views::{MoneyView, ShopView};

use super::context::Context;
use super::html;
use crate::Shared;
use crate::error::Error;
use crate::headers::PagePolicy;
use crate::routes::Id;

/// As the provider calls itself.
const STRIPE: &str = "stripe";

pub(super) async fn pay(
    State(app): State<Shared>,
    context: Context,
    Id(id): Id<CheckoutId>,
) -> Result<Response, Error> {
    let holder = context.visitor.holder().ok_or_else(Error::page_not_found)?;
    let detail = app.commerce.checkout(id, holder).await.map_err(unknown_total)?;
    let detail = detail.ok_or_else(Error::page_not_found)?;
    let may_pay = match detail.state {
        CheckoutState::Open => detail.missing.is_empty(),
        CheckoutState::Paying => true,
        CheckoutState::Paid | CheckoutState::Closed => false,
    };
    let provider = app.commerce.provider();
    if !may_pay || provider.name() != STRIPE {
        return Ok(Redirect::to(&format!("/checkouts/{id}")).into_response());
    }
    let checkout = &detail.checkout;
    let shop = app
        .people
        .shop(checkout.shop_id)
        .await?
        .ok_or_else(Error::page_not_found)?;
    let settings = app.commerce.settings(shop.id).await?;
    let shopper = Shopper {
        shop: shop.id,
        account: settings.stripe_account,
        shopper: context.account_id(),
        email: checkout.email.clone(),
    };
    let session = match provider.session(&shopper).await {
        Ok(session) => session,
        Err(ProviderError::Store(error)) => return Err(error.into()),
        Err(error) => {
            tracing::warn!(%error, "saved cards can't be shown");
            provider.page(shopper.account.as_deref())
        }
    };
    let text = |name: &str| session[name].as_str().map(str::to_owned);
    let page = PayPage {
        shop: ShopView {
            slug: shop.slug,
            name: shop.name,
        },
        checkout: id.to_string(),
        total: MoneyView::new(detail.quote.total, checkout.currency.as_str()),
        publishable_key: text("publishable_key").unwrap_or_default(),
        account: text("account"),
        customer_session: text("customer_session"),
        live: session["live"] == true,
        chrome: context.chrome,
    };
    let mut response = html(&page)?;
    response.extensions_mut().insert(policy(&context.base.0));
    Ok(response)
}

fn unknown_total(error: RuleError) -> Error {
    match error {
        RuleError::Store(error) => error.into(),
        _ => Error::busy(),
    }
}

/// What Stripe's script needs (docs.stripe.com/security/guide, "content security
/// policy"), and ours by its full address.
fn policy(base: &str) -> PagePolicy {
    let module = format!("{base}{}", assets::url(PayPage::SCRIPT));
    let csp = format!(
        "default-src 'none'; script-src {module} https://js.stripe.com https://*.js.stripe.com; \
         frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com; \
         connect-src 'self' https://api.stripe.com; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    PagePolicy {
        // A host that can't stand in a header gets a page that loads nothing.
        csp: HeaderValue::try_from(csp).unwrap_or(HeaderValue::from_static("default-src 'none'")),
        // Wallets ask from within Stripe's frames, some of them in a window.
        permissions: "payment=(self \"https://js.stripe.com\"), camera=(), microphone=(), geolocation=()",
        opener: "same-origin-allow-popups",
        frames: "DENY",
    }
}
