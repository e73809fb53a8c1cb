//! Paying: what it comes to is worked out anew, the payment is written down,
//! and only then does the provider hear of it.

use model::{CheckoutId, CheckoutState, Holder, Money, PaymentId, PaymentState};
use tokio::time::timeout;

use super::{Checkout, Detail, EditError, PAYING, db};
use crate::holds::CommitError;
use crate::payments::{self, Charge, Failure, NOBODY, Outcome, Paid, Payment, ProviderError};
use crate::quotes::rules::{Destination, Purchase, RuleError};
use crate::request_key::RequestKey;
use crate::{Commerce, holds, vouchers};

/// Further tries to write a payment, over a checkout that changes meanwhile or a
/// database that is busy.
const TRIES: u32 = 3;

/// A wish to pay.
#[derive(Debug, Clone)]
pub struct PayWish {
    /// What the shopper agreed to.
    pub total: Money,
    /// In the provider's own terms: a JSON value the page made.
    pub method: serde_json::Value,
    pub key: Option<RequestKey>,
    /// Where they come back to after proving who they are.
    pub return_url: String,
    /// What stands on their statement.
    pub description: String,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PayError {
    #[error("there is no such checkout")]
    Unknown,
    #[error("this checkout is {0}")]
    State(CheckoutState),
    #[error("what this comes to has changed")]
    TotalChanged(Box<Detail>),
    #[error("something is missing: {0:?}")]
    Missing(Vec<&'static str>),
    #[error("what was set aside has run out")]
    HoldGone,
    #[error("a payment is under way already")]
    Undecided,
    #[error("this idempotency key was used for another request")]
    KeyReused,
    #[error("this changes all the time: try again")]
    Busy,
    #[error(transparent)]
    Rule(#[from] RuleError),
    #[error(transparent)]
    Provider(#[from] ProviderError),
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<EditError> for PayError {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Unknown => Self::Unknown,
            EditError::Undecided => Self::Undecided,
            EditError::Provider(error) => Self::Provider(error),
            EditError::Store(error) => Self::Store(error),
            _ => Self::Busy,
        }
    }
}

/// Whether a payment was written down, or why to look again.
enum Written {
    Begun(Box<Payment>),
    /// The checkout changed since it was worked out.
    Stale,
}

impl Commerce {
    /// Pays, or begins to. The same key again is the same payment, however it
    /// stands by then.
    pub async fn pay(&self, id: CheckoutId, holder: Holder, wish: PayWish) -> Result<Detail, PayError> {
        let checkout = self.own_checkout(id, holder).await?;
        self.pay_for(checkout.ok_or(PayError::Unknown)?, holder, wish)
            .await
    }

    /// The same of `holder`'s checkout as it was just read.
    pub async fn pay_for(
        &self,
        mut checkout: Checkout,
        holder: Holder,
        wish: PayWish,
    ) -> Result<Detail, PayError> {
        let id = checkout.id;
        if checkout.holder != holder.uuid() {
            return Err(PayError::Unknown);
        }
        let again = async || {
            let checkout = self.own_checkout(id, holder).await?;
            checkout.ok_or(PayError::Unknown)
        };
        let mut tries = 0;
        let (detail, payment) = loop {
            let mut attempts = self.attempts(&checkout).await?;
            if let Some(known) = paid_under(&attempts, &wish)? {
                let mut detail = self.detail_of(checkout, attempts).await?;
                detail.payment = Some(known);
                return Ok(detail);
            }
            // A second press may meet the challenge of the first, and only once.
            if tries == 0 && self.give_up_challenge(&attempts).await? {
                checkout = again().await?;
                attempts = self.attempts(&checkout).await?;
            }
            let detail = self.detail_of(checkout, attempts).await?;
            self.points.reach("pay.quoted").await;
            match self.begin_payment(&detail, &wish).await {
                Ok(Written::Begun(payment)) => break (detail, *payment),
                Ok(Written::Stale) if tries < TRIES => {}
                Ok(Written::Stale) => return Err(PayError::Busy),
                // Busy, or another payment under this key was written at the same moment.
                Err(PayError::Store(error))
                    if tries < TRIES && (error.is_busy() || error.is_unique_violation()) =>
                {
                    tracing::debug!(%id, %error, "beginning to pay again");
                }
                Err(PayError::Store(error)) if error.is_unique_violation() => {
                    return Err(PayError::Undecided);
                }
                Err(error) => return Err(error),
            }
            tries += 1;
            checkout = again().await?;
        };
        self.points.reach("pay.committed").await;
        let email = &detail.checkout.email;
        let Some(paid) = self.charge(payment, email, holder, wish).await? else {
            return Ok(self.detail(again().await?).await?);
        };
        // As it was quoted, and paid just so: nothing has to be read again.
        let agreed = Detail::agreed(paid.checkout, &detail.lines, paid.payment)?;
        Ok(Detail {
            countries: detail.countries,
            order: Some(paid.order),
            ..agreed
        })
    }

    /// Holds what is confirmed against what it comes to, keeps the units for the
    /// time of the payment, and writes it down.
    async fn begin_payment(&self, detail: &Detail, wish: &PayWish) -> Result<Written, PayError> {
        let checkout = &detail.checkout;
        match detail.state {
            CheckoutState::Open => {}
            CheckoutState::Closed if checkout.state == CheckoutState::Open => return Err(PayError::HoldGone),
            CheckoutState::Paying => return Err(PayError::Undecided),
            state => return Err(PayError::State(state)),
        }
        if !detail.missing.is_empty() {
            return Err(PayError::Missing(detail.missing.clone()));
        }
        let total = Money::new(detail.quote.total, checkout.currency);
        if wish.total != total || detail.lines.is_empty() {
            return Err(PayError::TotalChanged(Box::new(detail.clone())));
        }
        self.check(detail).await?;
        let draft = detail.draft().ok_or_else(|| PayError::Missing(vec!["address"]))?;

        self.points.reach("pay.begin").await;
        let place = self.bulkheads.enter(checkout.shop_id).await;
        let _place = place.map_err(|_full| PayError::Busy)?;
        let mut tx = self.db.begin().await?;
        let stands = db::paying(&mut tx, checkout, total.minor).await?;
        self.points.reach("pay.locked").await;
        if !stands {
            return Ok(Written::Stale);
        }
        let now = self.clock.now();
        if let Some(code) = &draft.voucher
            && !vouchers::take_use(&mut tx, checkout.shop_id, code).await?
        {
            return Ok(Written::Stale);
        }
        let held = match holds::commit(&mut tx, checkout.id, now, now + PAYING).await {
            Ok(held) => held,
            Err(CommitError::Gone(_)) => return Err(PayError::HoldGone),
            Err(CommitError::Store(error)) => return Err(error.into()),
        };
        let as_quoted = held.len() == draft.lines.len()
            && held.iter().all(|hold| {
                let line = draft.lines.iter().find(|line| line.hold == hold.id);
                line.is_some_and(|line| (line.quantity, line.unit_price) == (hold.quantity, hold.unit_price))
            });
        if !as_quoted {
            return Ok(Written::Stale);
        }
        let provider = if total.minor == 0 {
            NOBODY
        } else {
            self.provider().name()
        };
        let payment = Payment {
            id: PaymentId::new(&*self.clock, &*self.entropy),
            shop_id: checkout.shop_id,
            checkout_id: checkout.id,
            provider: provider.to_owned(),
            provider_ref: None,
            state: PaymentState::Created,
            amount: total.minor,
            currency: total.currency,
            method: String::new(),
            failure: None,
            account: detail.account.clone(),
            draft: serde_json::to_string(&draft).map_err(store::Error::from)?,
            action: String::new(),
            attempts: 0,
            key: wish.key.as_ref().map(|key| key.key.clone()),
            fingerprint: wish.key.as_ref().map(|key| key.fingerprint.clone()),
            created_at: now,
            settled_at: None,
        };
        payments::db::insert(&mut tx, &payment, now + payments::pause(0)).await?;
        self.points.reach("pay.commit").await;
        tx.commit().await?;
        Ok(Written::Begun(Box::new(payment)))
    }

    /// Asks whether it may go ahead at all.
    async fn check(&self, detail: &Detail) -> Result<(), PayError> {
        let lines = detail.quoted_lines();
        let checkout = &detail.checkout;
        let purchase = Purchase::new(checkout.shop_id, checkout.currency, &lines, self.clock.now());
        let Some(address) = &checkout.address else {
            return Ok(());
        };
        let to = Destination {
            country: address.country.clone(),
            region: address.region.clone(),
            postal_code: address.postal_code.clone(),
        };
        Ok(self.rules().check(&purchase, &to).await?)
    }

    /// Has the provider charge what is written down; gives what it became where it is
    /// paid at once. No answer in time is none: it is looked up until there is one.
    async fn charge(
        &self,
        payment: Payment,
        email: &str,
        holder: Holder,
        wish: PayWish,
    ) -> Result<Option<Paid>, PayError> {
        if payment.provider == NOBODY {
            let _place = self.bulkheads.enter_soon(payment.shop_id).await;
            return Ok(self.settle(payment.id, &payment.of_nothing()).await?);
        }
        let charge = Charge {
            payment: payment.id,
            checkout: payment.checkout_id,
            shop: payment.shop_id,
            amount: payment.money(),
            account: payment.account,
            shopper: holder.account(),
            email: email.to_owned(),
            description: wish.description,
            method: wish.method,
            return_url: wish.return_url,
        };
        let failed = Outcome::Failed {
            provider_ref: None,
            failure: Failure::Provider,
        };
        let outcome = match timeout(payments::ANSWER, self.provider().charge(&charge)).await {
            Ok(Ok(outcome)) => outcome,
            // It was not done.
            Ok(Err(ProviderError::Refused(why))) => {
                tracing::warn!(payment = %charge.payment, why, "a charge was refused");
                failed
            }
            Ok(Err(ProviderError::Busy)) => failed,
            // It may have been done.
            Ok(Err(error)) => {
                tracing::warn!(payment = %charge.payment, %error, "a charge is unclear: it will be looked up");
                return Ok(None);
            }
            Err(_) => return Ok(None),
        };
        self.points.reach("pay.answered").await;
        let place = self.bulkheads.enter_soon(charge.shop).await;
        let after = self.write_down(charge.payment, &outcome).await?;
        drop(place);
        Ok(self.follow(after).await)
    }
}

/// What was begun under this key before.
fn paid_under(attempts: &[Payment], wish: &PayWish) -> Result<Option<Payment>, PayError> {
    let Some(key) = &wish.key else { return Ok(None) };
    let mut attempts = attempts.iter();
    let known = attempts.find(|payment| payment.key.as_deref() == Some(&key.key));
    match known {
        Some(known) if known.fingerprint.as_deref() != Some(&key.fingerprint) => Err(PayError::KeyReused),
        known => Ok(known.cloned()),
    }
}
