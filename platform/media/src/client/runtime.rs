//! The library's runtime with sockets that hand on one DTLS datagram at a
//! time. The library reads all that waits before it looks at what came of it,
//! and the keys of a finished handshake are in place only after that look:
//! media close behind would be thrown away. Knows nothing of peers.

use std::future::Future;
use std::io::{self, IoSliceMut};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use webrtc::runtime::{
    AsyncInterval, AsyncTcpListener, AsyncTcpStream, AsyncUdpSocket, JoinHandle, RecvMeta, Runtime,
    TokioRuntime, Transmit,
};

use crate::demux::{self, protocol};

#[derive(Debug)]
pub(super) struct ClientRuntime;

impl Runtime for ClientRuntime {
    fn spawn(&self, future: Pin<Box<dyn Future<Output = ()> + Send>>) -> Box<dyn JoinHandle> {
        TokioRuntime.spawn(future)
    }

    fn wrap_udp_socket(&self, socket: std::net::UdpSocket) -> io::Result<Arc<dyn AsyncUdpSocket>> {
        Ok(Arc::new(Socket {
            inner: tokio::net::UdpSocket::from_std(socket)?,
            was_dtls: AtomicBool::new(false),
        }))
    }

    fn wrap_tcp_listener(&self, listener: std::net::TcpListener) -> io::Result<Arc<dyn AsyncTcpListener>> {
        TokioRuntime.wrap_tcp_listener(listener)
    }

    fn connect_tcp<'a>(
        &'a self,
        to: SocketAddr,
    ) -> Pin<Box<dyn Future<Output = io::Result<Arc<dyn AsyncTcpStream>>> + Send + 'a>> {
        TokioRuntime.connect_tcp(to)
    }

    fn resolve_host<'a>(
        &'a self,
        host: &'a str,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'a>> {
        TokioRuntime.resolve_host(host)
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + 'static>> {
        TokioRuntime.sleep(duration)
    }

    fn interval(&self, period: Duration) -> Box<dyn AsyncInterval> {
        TokioRuntime.interval(period)
    }

    fn block_on(&self, future: Pin<Box<dyn Future<Output = ()> + '_>>) {
        TokioRuntime.block_on(future);
    }
}

#[derive(Debug)]
struct Socket {
    inner: tokio::net::UdpSocket,
    /// The datagram before the next.
    was_dtls: AtomicBool,
}

impl AsyncUdpSocket for Socket {
    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }

    fn poll_send(&self, cx: &mut Context<'_>, transmit: &Transmit<'_>) -> Poll<io::Result<usize>> {
        self.inner
            .poll_send_to(cx, transmit.contents, transmit.destination)
    }

    fn poll_recv(
        &self,
        cx: &mut Context<'_>,
        buffers: &mut [IoSliceMut<'_>],
        meta: &mut [RecvMeta],
    ) -> Poll<io::Result<usize>> {
        if self.was_dtls.swap(false, Ordering::Relaxed) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let mut buffer = tokio::io::ReadBuf::new(&mut buffers[0]);
        let from = ready!(self.inner.poll_recv_from(cx, &mut buffer))?;
        let datagram = buffer.filled();
        let is_dtls = protocol(datagram) == Some(demux::Protocol::Dtls);
        self.was_dtls.store(is_dtls, Ordering::Relaxed);
        meta[0] = RecvMeta::default();
        (meta[0].addr, meta[0].len, meta[0].stride) = (from, datagram.len(), datagram.len().max(1));
        Poll::Ready(Ok(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;
    use std::task::Waker;

    #[tokio::test]
    async fn what_follows_a_dtls_datagram_waits_for_the_next_look() {
        let bind = || std::net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let (near, far) = (bind(), bind());
        near.set_nonblocking(true).unwrap();
        let socket = ClientRuntime.wrap_udp_socket(near).unwrap();
        let (media, dtls) = ([0x80; 20], [22; 20]);
        for datagram in [media, dtls, media] {
            far.send_to(&datagram, socket.local_addr().unwrap()).unwrap();
        }
        let mut buffer = [0; 100];
        for expected in [media, dtls] {
            let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
            assert_eq!(buffer[..length], expected);
            assert_eq!(from, far.local_addr().unwrap());
        }
        let mut meta = [RecvMeta::default()];
        let mut look = |buffer: &mut [u8]| {
            let mut buffers = [IoSliceMut::new(buffer)];
            socket.poll_recv(&mut Context::from_waker(Waker::noop()), &mut buffers, &mut meta)
        };
        assert!(
            look(&mut buffer).is_pending(),
            "it is there, but not yet to be had"
        );
        assert!(matches!(look(&mut buffer), Poll::Ready(Ok(1))));
        assert_eq!(buffer[..20], media);
    }
}
