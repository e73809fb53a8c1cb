//! Sending on Linux: one `sendmmsg` carries a run to each of many peers, and
//! the kernel cuts each run into packets (UDP GSO, `UDP_SEGMENT` in udp(7)).

use std::io::IoSlice;
use std::net::SocketAddr;
use std::os::fd::{AsFd, AsRawFd};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{ControlMessage, MsgFlags, MultiHeaders, SockaddrStorage, sendmmsg};

use super::{Run, SendCounters, Socket};

/// Messages per system call.
const BATCH: usize = 64;
/// How long a full socket buffer may hold up a burst.
const PATIENCE_MS: u16 = 2;
/// Refusals in a row after which offload is not tried again.
const MOST_REFUSALS: u32 = 16;

/// See the module.
#[derive(Debug)]
pub(crate) struct Sender {
    pub(crate) counters: SendCounters,
    segmented: MultiHeaders<SockaddrStorage>,
    plain: MultiHeaders<SockaddrStorage>,
    /// False once the kernel has refused it time and again.
    offload: bool,
    refusals: u32,
}

impl Sender {
    pub(crate) fn new() -> Self {
        Self {
            counters: SendCounters::default(),
            segmented: MultiHeaders::preallocate(BATCH, Some(nix::cmsg_space!(u16))),
            plain: MultiHeaders::preallocate(BATCH, None),
            offload: true,
            refusals: 0,
        }
    }

    /// Sends one packet; what the kernel won't take is dropped and counted.
    pub(crate) fn send(&mut self, socket: &Socket, to: SocketAddr, packet: &[u8]) {
        self.counters.calls += 1;
        let mut sent = socket.inner.send_to(packet, socket.to_wire(to));
        if let Err(error) = &sent
            && error.kind() == std::io::ErrorKind::WouldBlock
            && writable(socket)
        {
            sent = socket.inner.send_to(packet, socket.to_wire(to));
        }
        match sent {
            Ok(_) => {
                self.counters.packets += 1;
                self.counters.bytes += packet.len() as u64;
            }
            Err(_) => self.counters.dropped += 1,
        }
    }

    /// Sends every run of `buffer`, cut into packets of `segment` bytes.
    pub(crate) fn send_runs(&mut self, socket: &Socket, buffer: &[u8], runs: &[Run], segment: usize) {
        let segment = segment.max(1);
        let single = runs.iter().all(|run| run.bytes.len() <= segment);
        for batch in runs.chunks(BATCH) {
            if single {
                self.send_batch(socket, buffer, batch, None);
            } else if self.offload && self.send_batch(socket, buffer, batch, Some(segment)) {
                self.counters.gso_runs += batch.len() as u64;
            } else {
                let cut: Vec<Run> = batch.iter().flat_map(|run| cut(run, segment)).collect();
                for batch in cut.chunks(BATCH) {
                    self.send_batch(socket, buffer, batch, None);
                }
            }
        }
    }

    /// False if nothing was sent because the kernel can't segment.
    fn send_batch(&mut self, socket: &Socket, buffer: &[u8], batch: &[Run], segment: Option<usize>) -> bool {
        let size = segment.and_then(|size| u16::try_from(size).ok());
        let mut rest = batch;
        let mut waited = false;
        while !rest.is_empty() {
            self.counters.calls += 1;
            match self.call(socket, buffer, rest, size) {
                Ok(sent) => {
                    if size.is_some() {
                        self.refusals = 0;
                    }
                    for run in &rest[..sent] {
                        let length = run.bytes.len();
                        self.counters.bytes += length as u64;
                        self.counters.packets += segment.map_or(1, |segment| length.div_ceil(segment)) as u64;
                    }
                    rest = &rest[sent..];
                }
                Err(Errno::EINTR) => {}
                Err(Errno::EAGAIN | Errno::ENOBUFS) if !waited => {
                    waited = true;
                    writable(socket);
                }
                Err(Errno::EAGAIN | Errno::ENOBUFS) => {
                    self.counters.dropped += rest.len() as u64;
                    return true;
                }
                Err(Errno::EINVAL | Errno::EIO | Errno::EOPNOTSUPP)
                    if size.is_some() && rest.len() == batch.len() =>
                {
                    // One refusal may be a packet too large for one route.
                    self.refusals += 1;
                    if self.refusals == MOST_REFUSALS {
                        tracing::info!("UDP segmentation offload is not available");
                        self.offload = false;
                    }
                    return false;
                }
                // The first message's own trouble (an unreachable peer): skip it.
                Err(_) => {
                    self.counters.dropped += 1;
                    rest = &rest[1..];
                }
            }
        }
        true
    }

    fn call(
        &mut self,
        socket: &Socket,
        buffer: &[u8],
        batch: &[Run],
        size: Option<u16>,
    ) -> nix::Result<usize> {
        let slices: Vec<[IoSlice<'_>; 1]> = batch
            .iter()
            .map(|run| [IoSlice::new(&buffer[run.bytes.clone()])])
            .collect();
        let addresses: Vec<Option<SockaddrStorage>> = batch
            .iter()
            .map(|run| Some(socket.to_wire(run.to).into()))
            .collect();
        let descriptor = socket.inner.as_raw_fd();
        let flags = MsgFlags::MSG_DONTWAIT;
        let sent = match &size {
            Some(size) => sendmmsg(
                descriptor,
                &mut self.segmented,
                &slices,
                &addresses,
                [ControlMessage::UdpGsoSegments(size)],
                flags,
            )?
            .count(),
            None => sendmmsg(descriptor, &mut self.plain, &slices, &addresses, [], flags)?.count(),
        };
        Ok(sent)
    }
}

fn cut(run: &Run, segment: usize) -> impl Iterator<Item = Run> {
    let (to, end) = (run.to, run.bytes.end);
    run.bytes.clone().step_by(segment).map(move |start| Run {
        to,
        bytes: start..end.min(start + segment),
    })
}

/// Waits briefly for room in the socket's buffer.
fn writable(socket: &Socket) -> bool {
    let mut descriptors = [PollFd::new(socket.inner.as_fd(), PollFlags::POLLOUT)];
    poll(&mut descriptors, PollTimeout::from(PATIENCE_MS)).is_ok_and(|ready| ready > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::UdpSocket;
    use std::time::Duration;

    fn peer(address: &str) -> UdpSocket {
        let socket = UdpSocket::bind(address).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        socket
    }

    fn receive(peer: &UdpSocket) -> Vec<u8> {
        let mut buffer = [0; 2_048];
        let (length, _) = peer.recv_from(&mut buffer).unwrap();
        buffer[..length].to_vec()
    }

    #[test]
    fn runs_arrive_as_packets_with_and_without_offload() {
        for (listen, offload) in [("[::]:0", true), ("[::]:0", false), ("127.0.0.1:0", true)] {
            let socket = Socket::bind(listen.parse().unwrap()).unwrap();
            let peers: Vec<UdpSocket> = (0..100).map(|_| peer("127.0.0.1:0")).collect();
            let mut buffer = Vec::new();
            let mut runs = Vec::new();
            for (index, peer) in peers.iter().enumerate() {
                let start = buffer.len();
                for (packet, length) in [(0u8, 700), (1, 700), (2, 300)] {
                    buffer.extend(vec![index as u8 + packet; length]);
                }
                runs.push(Run {
                    to: peer.local_addr().unwrap(),
                    bytes: start..buffer.len(),
                });
            }
            let mut sender = Sender::new();
            sender.offload = offload;
            sender.send_runs(&socket, &buffer, &runs, 700);
            for (index, peer) in peers.iter().enumerate() {
                for (packet, length) in [(0u8, 700), (1, 700), (2, 300)] {
                    assert_eq!(receive(peer), vec![index as u8 + packet; length]);
                }
            }
            assert_eq!(sender.counters.packets, 300);
            assert_eq!(sender.counters.bytes, 170_000);
            assert_eq!(sender.counters.dropped, 0);
            assert!(sender.counters.calls < 20);
            if sender.offload {
                assert_eq!(sender.counters.gso_runs, 100);
            }
        }
    }
}
