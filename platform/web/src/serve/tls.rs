//! TLS of our own: handshakes run beside each other, bounded in number and
//! time, so that a stalled one holds nobody up.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::server::Acceptor;
use tokio_rustls::server::TlsStream;

const CONCURRENT: usize = 512;
/// Waiting for its turn included.
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

/// The handshakes that run.
#[derive(Debug, Clone)]
pub(super) struct Handshakes {
    tls: Tls,
    slots: Arc<Semaphore>,
}

impl Handshakes {
    pub(super) fn new(tls: Tls) -> Self {
        Self {
            tls,
            slots: Arc::new(Semaphore::new(CONCURRENT)),
        }
    }

    /// Greets `peer`. None if that came to nothing, or was all it wanted.
    pub(super) async fn shake(&self, tcp: TcpStream, peer: SocketAddr) -> Option<TlsStream<TcpStream>> {
        let greeted = async {
            let _slot = self.slots.acquire().await.map_err(io::Error::other)?;
            handshake(tcp, &self.tls).await
        };
        match tokio::time::timeout(WITHIN, greeted).await {
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
