//! One connection's requests, HTTP/1.1 or HTTP/2, one after another or beside
//! each other.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::Stream;

/// Until the head of the first request has come.
const FIRST_HEAD_WITHIN: Duration = Duration::from_secs(10);
/// Between an HTTP/1.1 request's answer and the end of the next one's head: how
/// long an idle connection is kept for a visitor who reads.
const NEXT_HEAD_WITHIN: Duration = Duration::from_secs(60);
/// An HTTP/2 connection may be idle as long as its peer answers pings.
const PING_EVERY: Duration = Duration::from_secs(20);
const PONG_WITHIN: Duration = Duration::from_secs(20);
/// A request's head, and what is read ahead of its body, in bytes.
const BUFFER: usize = 64 * 1024;

/// Serves the connection until it ends or is taken over by an upgrade. Once
/// `stop` is cancelled, running requests finish and no other begins.
pub(super) async fn serve(stream: Stream, peer: SocketAddr, router: Router, stop: CancellationToken) {
    let has_asked = Arc::new(AtomicBool::new(false));
    let asks = has_asked.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        asks.store(true, Ordering::Relaxed);
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let builder = builder();
    let mut connection = pin!(builder.serve_connection_with_upgrades(TokioIo::new(stream), service));
    let mut first_head = pin!(sleep(FIRST_HEAD_WITHIN));
    let mut stopped = pin!(stop.cancelled());
    let (mut is_waited_for, mut is_stopping) = (true, false);
    loop {
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%peer, %error, "connection broke off");
                }
                return;
            }
            () = &mut first_head, if is_waited_for => {
                if !has_asked.load(Ordering::Relaxed) {
                    tracing::debug!(%peer, "no request came in time");
                    return;
                }
                is_waited_for = false;
            }
            () = &mut stopped, if !is_stopping => {
                is_stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(NEXT_HEAD_WITHIN)
        .max_buf_size(BUFFER);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_EVERY)
        .keep_alive_timeout(PONG_WITHIN);
    builder
}
