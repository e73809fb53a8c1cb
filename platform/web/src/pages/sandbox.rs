//! The sandbox's bank: a page that asks whether it is you. It stands for a site
//! elsewhere, so that it opens to whoever has its address and knows no session.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::PaymentId;
use serde::Deserialize;
use shop::payments::{Proof, Proofs};
use storefront_templates::pages::ChallengePage;
use storefront_templates::views::MoneyView;

use super::context::Context;
use super::html;
use crate::error::Error;
use crate::{App, Shared};

/// What whoever pays says.
#[derive(Debug, Deserialize)]
pub(super) struct AnswerForm {
    answer: Said,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Said {
    Approve,
    Refuse,
}

pub(super) async fn ask(
    State(app): State<Shared>,
    context: Context,
    Path(payment): Path<String>,
) -> Result<Response, Error> {
    let (payment, _, proof) = app.proof(&payment).await?;
    let shop = app.selling_shop(proof.shop).await?;
    html(&ChallengePage {
        chrome: context.chrome,
        payment: payment.to_string(),
        shop: shop.name,
        amount: MoneyView::new(proof.amount.minor, proof.amount.currency.as_str()),
        over: !proof.is_open,
    })
}

/// Only the first answer counts. The shop is told as of any late answer, and
/// looks by itself at once.
pub(super) async fn answer(
    State(app): State<Shared>,
    Path(payment): Path<String>,
    Form(form): Form<AnswerForm>,
) -> Result<Response, Error> {
    let (payment, proofs, proof) = app.proof(&payment).await?;
    proofs.prove(payment, form.answer == Said::Approve).await?;
    if let Err(error) = app.commerce.look_up_payment(payment).await {
        tracing::warn!(%payment, %error, "the answer will be looked up later");
    }
    Ok(Redirect::to(&proof.return_url).into_response())
}

impl App {
    /// What is asked for a payment.
    ///
    /// # Errors
    /// 404 where nothing is, or the provider asks on its own site.
    async fn proof(&self, payment: &str) -> Result<(PaymentId, &dyn Proofs, Proof), Error> {
        let payment = payment.parse().map_err(|_| Error::page_not_found())?;
        let proofs = self.commerce.provider().proofs();
        let proofs = proofs.ok_or_else(Error::page_not_found)?;
        let proof = proofs.proof(payment).await?;
        Ok((payment, proofs, proof.ok_or_else(Error::page_not_found)?))
    }
}
