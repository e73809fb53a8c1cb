//! A body has to come: one that is held back, or sent so slowly that it would
//! take for ever, breaks off. Nobody keeps a request waiting at our cost, or
//! until a time that suits them better.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::body::{Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use crate::error::Error;

/// How long a body may take, whatever its size…
const WITHIN: Duration = Duration::from_secs(20);
/// …and how much longer for each of so many bytes that came, in bytes a second:
/// a picture over a poor mobile network is faster.
const SLOWEST: f64 = 16_384.0;

/// Gives each request's body its time, and says so where it was not enough.
pub(crate) async fn set(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let is_late = Arc::new(AtomicBool::new(false));
    let request = request.map(|body| {
        Body::new(Timed {
            body,
            deadline: Box::pin(sleep(WITHIN)),
            is_late: is_late.clone(),
        })
    });
    let response = next.run(request).await;
    if is_late.load(Ordering::Relaxed) && response.status().is_client_error() {
        return Error::too_slow().into_response();
    }
    response
}

/// A body with a deadline, which what comes puts off.
struct Timed {
    body: Body,
    deadline: Pin<Box<Sleep>>,
    is_late: Arc<AtomicBool>,
}

impl HttpBody for Timed {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        match Pin::new(&mut this.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(data) = frame.data_ref() {
                    let more = Duration::from_secs_f64(data.len() as f64 / SLOWEST);
                    let deadline = this.deadline.deadline() + more;
                    this.deadline.as_mut().reset(deadline);
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(ended) => Poll::Ready(ended.map(|frame| frame.map_err(BoxError::from))),
            Poll::Pending => {
                ready!(this.deadline.as_mut().poll(cx));
                this.is_late.store(true, Ordering::Relaxed);
                Poll::Ready(Some(Err("the body took too long".into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use futures_util::stream;
    use tokio::time::Instant;

    use super::*;

    /// A body that sends `pieces` of so many bytes, one each `pause`.
    fn timed(pieces: usize, bytes: usize, pause: Duration) -> Body {
        let pieces = stream::unfold(pieces, move |left| async move {
            sleep(pause).await;
            let piece = Ok::<_, BoxError>(Bytes::from(vec![0; bytes]));
            (left > 0).then(|| (piece, left - 1))
        });
        Body::new(Timed {
            body: Body::from_stream(pieces),
            deadline: Box::pin(sleep(WITHIN)),
            is_late: Arc::default(),
        })
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_comes_slowly_comes_and_one_that_drips_does_not() {
        let megabyte = timed(64, 16_384, Duration::from_secs(1));
        assert_eq!(to_bytes(megabyte, usize::MAX).await.unwrap().len(), 1 << 20);
        let begun = Instant::now();
        let drips = timed(64, 16, Duration::from_secs(1));
        to_bytes(drips, usize::MAX).await.unwrap_err();
        assert_eq!(begun.elapsed().as_secs(), WITHIN.as_secs());
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_never_comes_ends_in_time() {
        let begun = Instant::now();
        to_bytes(timed(1, 1, Duration::MAX), usize::MAX)
            .await
            .unwrap_err();
        assert_eq!(begun.elapsed(), WITHIN);
    }
}
