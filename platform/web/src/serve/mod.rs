//! Listening: plain TCP, or TLS with HTTP/2 where it is ours.

mod tls;

use std::future::Future;
use std::net::SocketAddr;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

pub use tls::Tls;
use tls::TlsListener;

/// Serves `router` until `stop` resolves, then lets running requests finish.
pub async fn plain(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    // Small messages leave at once.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(
        listener,
        router.into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(stop)
    .await
}

/// The same over TLS.
pub async fn tls(
    listener: TcpListener,
    tls: Tls,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    // `tap_io` also carries the peer's address along.
    let listener = TlsListener::new(listener, tls).tap_io(|_| {});
    axum::serve(
        listener,
        router.into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(stop)
    .await
}
