//! What is done to its end, whoever waits for it: whoever asked may go away in
//! the middle, and what was stored has to be told all the same.

use std::panic::resume_unwind;

use tracing::Instrument;

/// Runs `work` in a task of its own and gives what comes of it.
pub(crate) async fn to_the_end<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    match tokio::spawn(work.in_current_span()).await {
        Ok(done) => done,
        Err(broken) => match broken.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The runtime stops, and with it whoever waits here.
            Err(_) => std::future::pending().await,
        },
    }
}
