//! Datagrams read but not yet looked at. Reading is cheap and may happen in
//! the middle of a burst; looking waits until the burst is out.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;

use bytes::BytesMut;

use super::Socket;
use super::socket::from_wire;

/// The largest datagram of ours or a peer's; longer ones are cut and then fail
/// whatever check they meet.
const MOST_BYTES: usize = 2_048;
/// What may pile up while a burst goes out; beyond, the kernel's buffer holds.
const MOST_WAITING: usize = 4_096;
/// Datagrams to read at a time before something else gets its turn.
const BATCH: usize = 256;

/// One received datagram.
#[derive(Debug)]
pub(crate) struct Datagram {
    pub(crate) from: SocketAddr,
    pub(crate) data: BytesMut,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Inbox {
    waiting: VecDeque<Datagram>,
    buffer: Box<[u8]>,
    pub(crate) packets: u64,
    pub(crate) bytes: u64,
}

impl Inbox {
    pub(crate) fn new() -> Self {
        Self {
            waiting: VecDeque::new(),
            buffer: vec![0; MOST_BYTES].into_boxed_slice(),
            packets: 0,
            bytes: 0,
        }
    }

    /// Reads a batch; true if there may be more.
    pub(crate) fn fill(&mut self, socket: &Socket) -> bool {
        for _ in 0..BATCH {
            if self.waiting.len() >= MOST_WAITING {
                return true;
            }
            match socket.inner.recv_from(&mut self.buffer) {
                Ok((length, from)) => {
                    self.packets += 1;
                    self.bytes += length as u64;
                    self.waiting.push_back(Datagram {
                        from: from_wire(from),
                        data: BytesMut::from(&self.buffer[..length]),
                    });
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return false,
                // A peer's ICMP error surfaces here; the next read is another peer's.
                Err(_) => {}
            }
        }
        true
    }

    pub(crate) fn next(&mut self) -> Option<Datagram> {
        self.waiting.pop_front()
    }
}
