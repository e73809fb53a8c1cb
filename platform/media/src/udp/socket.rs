//! Binding, and the one form of address the rest of the engine sees: IPv4
//! peers of a dual-stack socket look like IPv4 peers.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use mio::net::UdpSocket;
use socket2::{Domain, Protocol, Type};

/// Room for a burst to a thousand viewers, and for their checks meanwhile.
const BUFFER_BYTES: usize = 4 * 1024 * 1024;

/// A bound, non-blocking socket.
#[derive(Debug)]
pub(crate) struct Socket {
    pub(crate) inner: UdpSocket,
    pub(crate) local: SocketAddr,
    /// IPv6 that also carries IPv4.
    pub(crate) dual_stack: bool,
}

impl Socket {
    /// Binds `listen`; an unspecified IPv6 address falls back to IPv4 where
    /// the system has no IPv6.
    ///
    /// # Errors
    /// The address is taken or not ours.
    pub(crate) fn bind(listen: SocketAddr) -> io::Result<Self> {
        match Self::bind_exactly(listen) {
            Err(error) if listen.is_ipv6() && listen.ip().is_unspecified() && !taken(&error) => {
                let v4 = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), listen.port());
                Self::bind_exactly(v4)
            }
            bound => bound,
        }
    }

    fn bind_exactly(listen: SocketAddr) -> io::Result<Self> {
        let socket = socket2::Socket::new(Domain::for_address(listen), Type::DGRAM, Some(Protocol::UDP))?;
        let dual_stack =
            listen.is_ipv6() && listen.ip().is_unspecified() && socket.set_only_v6(false).is_ok();
        // The system may grant less; that is its right.
        let _ = socket.set_send_buffer_size(BUFFER_BYTES);
        let _ = socket.set_recv_buffer_size(BUFFER_BYTES);
        socket.set_nonblocking(true)?;
        socket.bind(&listen.into())?;
        let inner = UdpSocket::from_std(socket.into());
        let local = inner.local_addr()?;
        Ok(Self {
            inner,
            local,
            dual_stack,
        })
    }

    /// `peer` as this socket's family writes it.
    pub(crate) fn to_wire(&self, peer: SocketAddr) -> SocketAddr {
        match peer {
            SocketAddr::V4(v4) if self.local.is_ipv6() => {
                SocketAddr::new(IpAddr::V6(v4.ip().to_ipv6_mapped()), v4.port())
            }
            other => other,
        }
    }
}

/// `wire` as everybody else writes it.
pub(crate) fn from_wire(wire: SocketAddr) -> SocketAddr {
    SocketAddr::new(wire.ip().to_canonical(), wire.port())
}

fn taken(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv6Addr;

    #[test]
    fn a_dual_stack_socket_speaks_to_ipv4_and_calls_it_so() {
        let socket = Socket::bind(SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0))).unwrap();
        let peer: SocketAddr = "192.0.2.1:9".parse().unwrap();
        let wire = socket.to_wire(peer);
        assert_eq!(wire.is_ipv6(), socket.local.is_ipv6());
        assert_eq!(from_wire(wire), peer);
    }

    #[test]
    fn a_taken_port_is_an_error_in_either_family() {
        let first = Socket::bind(SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0))).unwrap();
        let error = Socket::bind(SocketAddr::from((Ipv6Addr::UNSPECIFIED, first.local.port()))).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
    }
}
