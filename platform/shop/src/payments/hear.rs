//! Notices of the provider's. They come twice, late and in any order, so they
//! only say where to look.

use model::{LedgerKind, Money, PaymentId};

use super::{Heard, ProviderError, db};
use crate::ledger::{self, NewEntry};
use crate::{Commerce, refunds};

impl Commerce {
    /// Reads what came in under the provider's name, and looks where it points.
    pub async fn hear_notice(&self, headers: &[(String, String)], body: &[u8]) -> Result<(), ProviderError> {
        let heard = self.provider().heard(headers, body).await?;
        self.hear(heard).await
    }

    /// Looks where notices point. One heard before is passed over.
    pub async fn hear(&self, heard: Vec<Heard>) -> Result<(), ProviderError> {
        for heard in heard {
            match heard {
                Heard::Payment {
                    notice,
                    provider_ref,
                    payment,
                } => {
                    if self.is_heard(&notice).await? {
                        continue;
                    }
                    if let Some(payment) = self.named(&provider_ref, payment).await? {
                        self.look_up_named(payment, &provider_ref).await?;
                    }
                    self.note(&notice).await?;
                }
                Heard::Refund {
                    notice,
                    provider_ref,
                    refund,
                } => {
                    if self.is_heard(&notice).await? {
                        continue;
                    }
                    let provider = self.provider().name();
                    let mut read = self.db.read().await.map_err(ProviderError::Store)?;
                    let known = refunds::by_ref(&mut read, provider, &provider_ref).await?;
                    drop(read);
                    if let Some(refund) = known.or(refund) {
                        self.look_at_refund(refund).await?;
                    }
                    self.note(&notice).await?;
                }
                Heard::Dispute {
                    notice,
                    dispute_ref,
                    payment_ref,
                    payment,
                    amount,
                    won,
                } => {
                    if self.is_heard(&notice).await? {
                        continue;
                    }
                    if self.is_paid(&payment_ref, payment).await? {
                        self.disputed(&notice, &dispute_ref, &payment_ref, amount, won)
                            .await?;
                    } else {
                        tracing::warn!(
                            dispute = dispute_ref,
                            "a dispute over a payment of somebody else's"
                        );
                        self.note(&notice).await?;
                    }
                }
            }
        }
        Ok(())
    }

    async fn is_heard(&self, notice: &str) -> Result<bool, ProviderError> {
        let mut read = self.db.read().await.map_err(ProviderError::Store)?;
        Ok(db::is_heard(&mut read, self.provider().name(), notice).await?)
    }

    async fn note(&self, notice: &str) -> Result<(), ProviderError> {
        let mut tx = self.db.begin().await.map_err(ProviderError::Store)?;
        db::heard(&mut tx, self.provider().name(), notice, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    /// Whom a notice means: by the provider's name, or by ours where its answer
    /// was lost and the name with it.
    async fn named(
        &self,
        provider_ref: &str,
        payment: Option<PaymentId>,
    ) -> Result<Option<PaymentId>, ProviderError> {
        let mut read = self.db.read().await.map_err(ProviderError::Store)?;
        let known = db::by_ref(&mut read, self.provider().name(), provider_ref).await?;
        Ok(known.map(|payment| payment.id).or(payment))
    }

    /// Whether a disputed payment is one of ours; if its answer was lost, it is
    /// looked up first.
    async fn is_paid(&self, provider_ref: &str, payment: Option<PaymentId>) -> Result<bool, ProviderError> {
        let mut read = self.db.read().await.map_err(ProviderError::Store)?;
        let known = db::by_ref(&mut read, self.provider().name(), provider_ref).await?;
        let ours = match payment {
            Some(id) if known.is_none() => db::by_id(&mut read, id).await?,
            _ => None,
        };
        drop(read);
        if let Some(payment) = &ours {
            self.look_up_named(payment.id, provider_ref).await?;
        }
        Ok(known.is_some() || ours.is_some())
    }

    /// The shopper's bank took money back, or gave it again: a movement like any other.
    async fn disputed(
        &self,
        notice: &str,
        dispute_ref: &str,
        payment_ref: &str,
        amount: Money,
        won: bool,
    ) -> Result<(), ProviderError> {
        let provider = self.provider().name();
        let now = self.clock.now();
        let mut tx = self.db.begin().await.map_err(ProviderError::Store)?;
        if let Some(payment) = db::by_ref(&mut tx, provider, payment_ref).await? {
            let moved = amount.minor.abs();
            let (kind, minor) = if won {
                (LedgerKind::DisputeWon, moved)
            } else {
                (LedgerKind::Dispute, -moved)
            };
            let entry = NewEntry {
                shop: payment.shop_id,
                order: crate::orders::of_payment(&mut tx, payment.id).await?,
                payment: payment.id,
                kind,
                amount: Money::new(minor, amount.currency),
                provider,
                provider_ref: dispute_ref,
            };
            ledger::add(&mut tx, self, &entry, now).await?;
        } else {
            // Told again, it may be.
            let why = format!("a dispute over {payment_ref}, which is not known by that name yet");
            return Err(ProviderError::Unreachable(why));
        }
        db::heard(&mut tx, provider, notice, now).await?;
        Ok(tx.commit().await?)
    }
}
