//! What a write has begun goes on to its end, also when whoever asked goes away
//! meanwhile. Otherwise a closed tab could stop it between the commit and what
//! must follow: those who lost a right being sent out, a room being told.

use std::future::{Future, poll_fn};
use std::panic::resume_unwind;
use std::task::Poll;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::runtime::Handle;
use tracing::Instrument;

use crate::error::Error;

/// Whether a request of this method changes nothing (RFC 9110 section 9.2.1).
pub(crate) fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Runs writes in tasks of their own: a connection that ends drops its wait for
/// the answer, not the work. A body that breaks off ends the work as well.
pub(crate) async fn carry(State(work): State<Handle>, request: Request, next: Next) -> Response {
    if is_read(request.method()) {
        return next.run(request).await;
    }
    let mut asked = Box::pin(next.run(request).in_current_span());
    // What waits for nothing has ended before anybody can go away.
    if let Poll::Ready(response) = poll_fn(|cx| Poll::Ready(asked.as_mut().poll(cx))).await {
        return response;
    }
    match work.spawn(asked).await {
        Ok(response) => response,
        Err(ended) => match ended.try_into_panic() {
            Ok(cause) => resume_unwind(cause),
            // The process is about to end.
            Err(_) => Error::busy().into_response(),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::Router;
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::middleware::from_fn_with_state;
    use axum::routing::any;
    use tokio::sync::Semaphore;
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    fn request(method: &str) -> Request {
        let request = Request::builder().method(method).uri("/");
        request.body(Body::empty()).unwrap()
    }

    /// A route that says when it has begun, waits, and says when it is done.
    fn slow(begun: &Arc<Semaphore>, go_on: &Arc<Semaphore>, done: &Arc<Semaphore>) -> Router {
        let (begun, go_on, done) = (begun.clone(), go_on.clone(), done.clone());
        let work = async move || {
            begun.add_permits(1);
            go_on.acquire().await.unwrap().forget();
            done.add_permits(1);
        };
        Router::new()
            .route("/", any(work))
            .layer(from_fn_with_state(Handle::current(), carry))
    }

    #[tokio::test]
    async fn a_write_goes_on_when_nobody_waits_for_it() {
        let [begun, go_on, done] = [0; 3].map(|_| Arc::new(Semaphore::new(0)));
        let asked = slow(&begun, &go_on, &done).oneshot(request("DELETE"));
        tokio::select! {
            _ = asked => panic!("it waits"),
            started = begun.acquire() => started.unwrap().forget(),
        }
        go_on.add_permits(1);
        done.acquire().await.unwrap().forget();
    }

    #[tokio::test]
    async fn a_write_that_waits_for_nothing_is_answered_where_it_came_in() {
        let elsewhere = tokio::runtime::Runtime::new().unwrap();
        let router = Router::new()
            .route("/", any(async || format!("{:?}", std::thread::current().id())))
            .layer(from_fn_with_state(elsewhere.handle().clone(), carry));
        let answer = router.oneshot(request("POST")).await.unwrap();
        let thread = axum::body::to_bytes(answer.into_body(), usize::MAX)
            .await
            .unwrap();
        assert_eq!(thread, format!("{:?}", std::thread::current().id()));
        elsewhere.shutdown_background();
    }

    #[tokio::test]
    async fn a_read_ends_with_whoever_asked() {
        let [begun, go_on, done] = [0; 3].map(|_| Arc::new(Semaphore::new(0)));
        let asked = slow(&begun, &go_on, &done).oneshot(request("GET"));
        tokio::select! {
            _ = asked => panic!("it waits"),
            started = begun.acquire() => started.unwrap().forget(),
        }
        // Nobody is left who would take it, or hold the route.
        assert_eq!(Arc::strong_count(&done), 1);
    }

    #[tokio::test]
    async fn a_write_that_waits_goes_on_where_it_is_carried_to() {
        let elsewhere = tokio::runtime::Builder::new_multi_thread()
            .thread_name("elsewhere")
            .build()
            .unwrap();
        let thread = || std::thread::current().name().unwrap_or_default().to_owned();
        let work = async move || {
            tokio::task::yield_now().await;
            thread()
        };
        let router = Router::new()
            .route("/", any(work))
            .layer(from_fn_with_state(elsewhere.handle().clone(), carry));
        let ran_on = async |method| {
            let answer = router.clone().oneshot(request(method)).await.unwrap();
            axum::body::to_bytes(answer.into_body(), usize::MAX)
                .await
                .unwrap()
        };
        assert_eq!(ran_on("POST").await, "elsewhere");
        assert_ne!(ran_on("GET").await, "elsewhere");
        elsewhere.shutdown_background();
    }

    #[tokio::test]
    async fn a_panic_is_still_told_as_one() {
        async fn panics() {
            panic!("a defect");
        }
        let router = Router::new()
            .route("/", any(panics))
            .layer(from_fn_with_state(Handle::current(), carry))
            .layer(CatchPanicLayer::custom(crate::error::panicked));
        let answer = router.oneshot(request("POST")).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
