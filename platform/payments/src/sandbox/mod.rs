//! A provider that moves no money, with cards that succeed, decline, ask for
//! proof and answer late. It keeps its own books, as one elsewhere would, and
//! tells the shop of late answers as a webhook would: at most once, so that
//! the shop has to look by itself, too.

mod cards;
mod db;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use model::{Clock, Entropy, PaymentId, PaymentState, ShopId, Timestamp};
use serde_json::json;
use shop::Commerce;
use shop::payments::{
    Action, Charge, Failure, Heard, Movements, Outcome, Proof, Proofs, Provider, ProviderError,
    RefundOutcome, RefundWish,
};
use store::Db;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

pub use cards::{Behaviour, CARDS, Card};
use db::{Entry, Given};

/// How late a late answer is.
pub const LATE: TimeDelta = TimeDelta::seconds(5);
/// How often late answers are looked for.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// Movements on a page.
const PAGE: i64 = 200;

/// The sandbox.
#[derive(Debug, Clone)]
pub struct Sandbox {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
}

impl Sandbox {
    /// Gives late answers until `stop`.
    pub async fn run(self, stop: CancellationToken, commerce: Commerce) {
        let mut look = tokio::time::interval(LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = look.tick() => {}
            }
            match db::decide_due(&self.db, self.clock.now()).await {
                Ok(due) => {
                    for (provider_ref, payment) in due {
                        let heard = Heard::Payment {
                            notice: format!("{provider_ref}_{}", self.clock.now().timestamp_micros()),
                            provider_ref,
                            payment: Some(payment),
                        };
                        // Not heard, the shop finds out by itself.
                        if let Err(error) = commerce.hear(vec![heard]).await {
                            tracing::warn!(%payment, %error, "a late answer was not heard");
                        }
                    }
                }
                Err(error) => tracing::warn!(%error, "late answers have to wait"),
            }
        }
    }

    fn entry(&self, charge: &Charge) -> Entry {
        let now = self.clock.now();
        let number = charge.method.get("card").and_then(|number| number.as_str());
        let card = number.and_then(Card::of);
        let (state, failure) = match card.map(|card| card.behaviour) {
            Some(Behaviour::Succeeds) => (PaymentState::Succeeded, None),
            Some(Behaviour::Fails(failure)) => (PaymentState::Failed, Some(failure)),
            Some(Behaviour::AsksForProof) => (PaymentState::Challenge, None),
            Some(Behaviour::AnswersLate(failure)) => (PaymentState::Pending, failure),
            None => (PaymentState::Failed, Some(Failure::BadDetails)),
        };
        let is_decided = matches!(state, PaymentState::Succeeded | PaymentState::Failed);
        Entry {
            id: format!("sb_pay_{}", charge.payment.0.simple()),
            shop_id: charge.shop,
            payment_id: charge.payment,
            amount: charge.amount.minor,
            currency: charge.amount.currency.as_str().to_owned(),
            card: card.map(Card::label).unwrap_or_default(),
            state,
            failure: failure.map(|failure| failure.as_str().to_owned()),
            due_at: (state == PaymentState::Pending).then_some(now + LATE),
            return_url: charge.return_url.clone(),
            created_at: now,
            settled_at: is_decided.then_some(now),
        }
    }
}

/// How an entry of the books looks from outside.
fn outcome(entry: Entry) -> Outcome {
    match entry.state {
        PaymentState::Succeeded => Outcome::Succeeded {
            amount: entry.money(),
            provider_ref: entry.id,
            method: entry.card,
        },
        PaymentState::Failed => Outcome::Failed {
            failure: entry.failure(),
            provider_ref: Some(entry.id),
        },
        PaymentState::Challenge => Outcome::Challenge {
            provider_ref: entry.id,
            action: Action::Page {
                url: format!("/sandbox/challenge/{}", entry.payment_id),
            },
        },
        PaymentState::Created | PaymentState::Pending => Outcome::Pending {
            provider_ref: entry.id,
        },
        PaymentState::Cancelled => Outcome::Cancelled {
            provider_ref: Some(entry.id),
        },
    }
}

#[async_trait]
impl Provider for Sandbox {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    fn page(&self, _account: Option<&str>) -> serde_json::Value {
        let cards = CARDS.map(|card| {
            json!({ "number": card.number, "brand": card.brand, "last4": &card.number[12..], "outcome": card.does })
        });
        json!({ "name": self.name(), "label": "Sandbox: no money moves", "cards": cards })
    }

    fn proofs(&self) -> Option<&dyn Proofs> {
        Some(self)
    }

    async fn charge(&self, charge: &Charge) -> Result<Outcome, ProviderError> {
        if charge.amount.minor < 0 {
            return Err(ProviderError::Refused("an amount below zero".to_owned()));
        }
        let stands = db::enter(&self.db, &self.entry(charge)).await?;
        if stands.state != PaymentState::Cancelled && stands.money() != charge.amount {
            let why = "this payment was made over another amount".to_owned();
            return Err(ProviderError::Refused(why));
        }
        Ok(outcome(stands))
    }

    async fn look_up(
        &self,
        payment: PaymentId,
        _provider_ref: Option<&str>,
        _account: Option<&str>,
    ) -> Result<Option<Outcome>, ProviderError> {
        let mut read = self.db.read().await.map_err(ProviderError::Store)?;
        Ok(db::of_payment(&mut read, payment).await?.map(outcome))
    }

    /// One that never came here is noted as given up, so that it can't come later.
    async fn cancel(
        &self,
        payment: PaymentId,
        _provider_ref: Option<&str>,
        _account: Option<&str>,
    ) -> Result<Outcome, ProviderError> {
        let now = self.clock.now();
        if let Some(stands) = db::give_up(&self.db, payment, now).await? {
            return Ok(outcome(stands));
        }
        let never = Entry {
            id: format!("sb_pay_{}", payment.0.simple()),
            shop_id: ShopId(payment.0),
            payment_id: payment,
            amount: 0,
            currency: "EUR".to_owned(),
            card: String::new(),
            state: PaymentState::Cancelled,
            failure: None,
            due_at: None,
            return_url: String::new(),
            created_at: now,
            settled_at: Some(now),
        };
        Ok(outcome(db::enter(&self.db, &never).await?))
    }

    async fn refund(&self, wish: &RefundWish) -> Result<RefundOutcome, ProviderError> {
        let now = self.clock.now();
        let given = db::give_back(&self.db, wish.refund, wish.payment, wish.amount.minor, now).await?;
        let failed = |why: &str| RefundOutcome::Failed {
            provider_ref: None,
            why: why.to_owned(),
        };
        Ok(match given {
            Given::Back { id } => RefundOutcome::Succeeded { provider_ref: id },
            Given::NoPayment => failed("there is no such charge"),
            Given::TooMuch => failed("more than was paid"),
        })
    }

    /// Nobody may send notices here: the sandbox is in this process.
    async fn heard(&self, _headers: &[(String, String)], _body: &[u8]) -> Result<Vec<Heard>, ProviderError> {
        Err(ProviderError::Unsigned)
    }

    async fn movements(
        &self,
        shop: ShopId,
        _account: Option<&str>,
        since: Timestamp,
        after: Option<&str>,
    ) -> Result<Movements, ProviderError> {
        // Charges first, then what was given back: ids say which.
        let after = after.unwrap_or("");
        let of_refunds = after.starts_with("sb_re_");
        let items = if of_refunds {
            let after = if after == "sb_re_" { "" } else { after };
            db::refunds(&self.db, shop, since, after, PAGE).await?
        } else {
            db::charges(&self.db, shop, since, after, PAGE).await?
        };
        let is_full = i64::try_from(items.len()).is_ok_and(|count| count == PAGE);
        let next = match items.last() {
            Some(last) if is_full => Some(last.provider_ref.clone()),
            _ if of_refunds => None,
            _ => Some("sb_re_".to_owned()),
        };
        Ok(Movements { items, next })
    }
}

#[async_trait]
impl Proofs for Sandbox {
    async fn proof(&self, payment: PaymentId) -> Result<Option<Proof>, ProviderError> {
        let mut read = self.db.read().await.map_err(ProviderError::Store)?;
        let entry = db::of_payment(&mut read, payment).await?;
        let asked = entry.filter(|entry| {
            Card::of_label(&entry.card).is_some_and(|card| card.behaviour == Behaviour::AsksForProof)
        });
        Ok(asked.map(|entry| Proof {
            shop: entry.shop_id,
            amount: entry.money(),
            is_open: entry.state == PaymentState::Challenge,
            method: entry.card,
            return_url: entry.return_url,
        }))
    }

    async fn prove(&self, payment: PaymentId, approve: bool) -> Result<(), ProviderError> {
        let (state, failure) = if approve {
            (PaymentState::Succeeded, None)
        } else {
            (PaymentState::Failed, Some(Failure::NotProven))
        };
        Ok(db::answer(&self.db, payment, state, failure, self.clock.now()).await?)
    }
}
