//! Who takes the money: Stripe where its keys are set, the sandbox else.

use std::sync::Arc;

use model::{Clock, Entropy};
use payments::sandbox::Sandbox;
use payments::stripe::{Patience, Stripe};
use shop::Commerce;
use shop::payments::Provider;
use store::Db;
use tokio_util::sync::CancellationToken;

use crate::config::Config;

/// The provider, and the sandbox by itself where it is that: it has to run.
/// Says so in the log: nobody shall wonder where the money is.
pub(crate) fn provider(
    config: &Config,
    db: &Db,
    clock: &Arc<dyn Clock>,
    entropy: &Arc<dyn Entropy>,
) -> (Arc<dyn Provider>, Option<Sandbox>) {
    let (db, clock, entropy) = (db.clone(), clock.clone(), entropy.clone());
    let Some(keys) = config.stripe.keys() else {
        tracing::warn!("payments go to the SANDBOX: no money moves. Set stripe.secret_key to be paid");
        let sandbox = Sandbox { db, clock, entropy };
        return (Arc::new(sandbox.clone()), Some(sandbox));
    };
    if keys.are_live() {
        tracing::info!("payments go through Stripe: real money moves");
    } else {
        tracing::warn!("payments go through Stripe with keys for TESTS: no money moves");
    }
    let stripe = Stripe::new(keys, Patience::default(), db, clock, entropy);
    (Arc::new(stripe), None)
}

/// Lets the sandbox, where it is that, give the answers that come late.
pub(crate) async fn late_answers(sandbox: Option<Sandbox>, stop: CancellationToken, commerce: Commerce) {
    if let Some(sandbox) = sandbox {
        sandbox.run(stop, commerce).await;
    }
}
