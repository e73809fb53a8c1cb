//! A server of the test's own, in this process, on free ports and new data.

use std::future::Future;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use live::Live;
use model::{Clock, Entropy, ShowId, SystemEntropy, Timestamp};
use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio::time::Instant;
use vitrine::config::{Config, Span};
use vitrine::server::{Server, World};
use web::{Rate, Rates};

use crate::browser::Door;
use crate::engine::Database;
use crate::{Browser, Engine, Person, TestClock, eventually_within};

/// Half of what the server gives itself: one that needs longer has something
/// that does not end by itself.
const GOODBYE: Duration = Duration::from_secs(5);

/// A running server, its clock and its data.
#[derive(Debug)]
pub struct Kit {
    /// None between a stop and the next start.
    server: Option<Server>,
    config: Config,
    rates: Rates,
    clock: Arc<TestClock>,
    door: Arc<Door>,
    engine: Engine,
    database: Option<Database>,
    folder: TempDir,
    /// Tasks of this runtime before the first start.
    tasks_before: usize,
}

/// Runs one behaviour on a server of its own and leaves nothing behind,
/// whether it holds or not.
///
/// # Panics
/// When `behaviour` does, or when the server leaves work running.
pub async fn run<F: Future<Output = ()>>(engine: Engine, behaviour: impl for<'k> Behaviour<'k>) {
    let mut kit = Kit::on(engine).await;
    let outcome = AssertUnwindSafe(behaviour.of(&mut kit)).catch_unwind().await;
    match outcome {
        Ok(()) => kit.finish().await,
        Err(panic) => {
            kit.abandon().await;
            resume_unwind(panic);
        }
    }
}
