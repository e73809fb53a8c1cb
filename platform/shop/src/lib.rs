//! The shop: what is sold, for how much, to whom; what is set aside, paid for,
//! sent and given back. Knows no show but by its id, no HTTP, no payment provider
//! but by a trait.

pub mod news;
pub mod payments;

use std::sync::Arc;

use model::{Clock, Entropy};
use store::Db;

use news::News;
use payments::Provider;

/// What every call here works with.
#[derive(Debug, Clone)]
pub struct Commerce {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    /// What happens here, for those who look on.
    pub news: News,
    /// Who takes the money.
    provider: Arc<dyn Provider>,
}

impl Commerce {
    pub fn new(
        db: Db,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        provider: Arc<dyn Provider>,
    ) -> Self {
        Self {
            db,
            clock,
            entropy,
            news: News::default(),
            provider,
        }
    }

    /// Who takes the money.
    pub fn provider(&self) -> &dyn Provider {
        &*self.provider
    }
}
