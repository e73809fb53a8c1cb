//! Waiting for what the server does on its own time.

use std::time::Duration;

use tokio::time::Instant;

/// Far beyond what any step takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Looks until `look` finds something, and gives it.
///
/// # Panics
/// When it does not come within 20 s, naming `what` was waited for.
pub async fn eventually<T>(what: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
    eventually_within(PATIENCE, what, look).await
}

/// The same with another patience.
///
/// # Panics
/// As [`eventually`].
pub async fn eventually_within<T>(
    patience: Duration,
    what: &str,
    mut look: impl AsyncFnMut() -> Option<T>,
) -> T {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "waited {patience:?} for {what}");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
