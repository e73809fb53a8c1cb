//! TLS of our own: handshakes run beside each other, bounded in number and
//! time, so that a stalled one holds nobody up.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::server::Acceptor;
use tokio_rustls::server::TlsStream;

const HANDSHAKES: usize = 512;
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// The protocol of an ACME server that checks a domain (RFC 8737 section 6.2).
const ACME_TLS: &[u8] = b"acme-tls/1";

/// What to answer with.
#[derive(Debug, Clone)]
pub struct Tls {
    pub config: Arc<ServerConfig>,
    /// For ACME's own checks, where certificates come from there.
    pub challenge: Option<Arc<ServerConfig>>,
}

/// Connections whose handshake is done.
#[derive(Debug)]
pub(super) struct TlsListener {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    local: io::Result<SocketAddr>,
}

impl TlsListener {
    pub(super) fn new(listener: TcpListener, tls: Tls) -> Self {
        let local = listener.local_addr();
        let (sender, ready) = mpsc::channel(64);
        tokio::spawn(accept(listener, tls, sender));
        Self { ready, local }
    }
}

async fn accept(listener: TcpListener, tls: Tls, sender: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>) {
    let slots = Arc::new(Semaphore::new(HANDSHAKES));
    while let Ok(slot) = slots.clone().acquire_owned().await {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = sender.closed() => return,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most likely: give others time to end.
                tracing::warn!(%error, "can't accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let (tls, sender) = (tls.clone(), sender.clone());
        tokio::spawn(async move {
            let _slot = slot;
            match tokio::time::timeout(HANDSHAKE_WITHIN, handshake(stream, &tls)).await {
                Ok(Ok(Some(stream))) => {
                    let _ = sender.send((stream, peer)).await;
                }
                Ok(Ok(None)) => {}
                Ok(Err(error)) => tracing::debug!(%peer, %error, "TLS handshake failed"),
                Err(_) => tracing::debug!(%peer, "TLS handshake took too long"),
            }
        });
    }
}

async fn handshake(stream: TcpStream, tls: &Tls) -> io::Result<Option<TlsStream<TcpStream>>> {
    stream.set_nodelay(true)?;
    let start = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
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

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(ready) => ready,
            // The acceptor only ends with us.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        match &self.local {
            Ok(address) => Ok(*address),
            Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
        }
    }
}
