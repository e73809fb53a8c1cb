//! Refusals are paced. In a rush nearly everybody is told the same no, and asks
//! again: told a moment later, they are not all in line in front of those who buy,
//! here or in the shop next door. Nothing is decided later for it, and as many are
//! answered in a second as before.

use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::sleep;

/// Less than anybody notices between a press and what comes of it.
const PAUSE: Duration = Duration::from_millis(20);

/// On an answer: it may wait.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unhurried;

/// Lets answers wait that may.
pub(crate) async fn keep(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.extensions().get::<Unhurried>().is_some() {
        sleep(PAUSE).await;
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use axum::{Extension, Router, middleware::from_fn};
    use tokio::time::Instant;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn only_what_may_wait_waits() {
        let router = Router::new()
            .route("/sold-out", get(async || Extension(Unhurried)))
            .route("/bought", get(async || "yours"))
            .layer(from_fn(keep));
        let took = async |path: &str| {
            let (request, asked) = (Request::get(path).body(Body::empty()), Instant::now());
            router.clone().oneshot(request.unwrap()).await.unwrap();
            asked.elapsed()
        };
        assert!(took("/sold-out").await >= PAUSE);
        assert_eq!(took("/bought").await, Duration::ZERO);
    }
}
