//! TLS of our own. Handshakes run beside each other, as many as there may be
//! connections: those that stall have their own time and nobody else's.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::server::Acceptor;
use tokio_rustls::server::TlsStream;

const WITHIN: Duration = Duration::from_secs(10);
/// The protocol of an ACME server that checks a domain (RFC 8737 section 6.2).
const ACME_TLS: &[u8] = b"acme-tls/1";

/// What to answer with.
#[derive(Debug, Clone)]
pub struct Tls {
    pub config: Arc<ServerConfig>,
    /// For ACME's own checks, where certificates come from there.
    pub challenge: Option<Arc<ServerConfig>>,
}

impl Tls {
    /// Greets `peer`. None if that came to nothing, or was all it wanted.
    pub(super) async fn greet(&self, tcp: TcpStream, peer: SocketAddr) -> Option<TlsStream<TcpStream>> {
        match tokio::time::timeout(WITHIN, handshake(tcp, self)).await {
            Ok(Ok(stream)) => return stream,
            Ok(Err(error)) => tracing::debug!(%peer, %error, "TLS handshake failed"),
            Err(_) => tracing::debug!(%peer, "TLS handshake took too long"),
        }
        None
    }
}

async fn handshake(tcp: TcpStream, tls: &Tls) -> io::Result<Option<TlsStream<TcpStream>>> {
    let start = LazyConfigAcceptor::new(Acceptor::default(), tcp).await?;
    let is_challenge = start
        .client_hello()
        .alpn()
        .is_some_and(|mut protocols| protocols.next() == Some(ACME_TLS));
    match (&tls.challenge, is_challenge) {
        (Some(challenge), true) => {
            let mut stream = start.into_stream(challenge.clone()).await?;
            tokio::io::AsyncWriteExt::shutdown(&mut stream).await?;
            Ok(None)
        }
        _ => start.into_stream(tls.config.clone()).await.map(Some),
    }
}
