//! Sending where the system has neither `sendmmsg` nor segmentation offload.

use std::io;
use std::net::SocketAddr;

use super::{Run, SendCounters, Socket};

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Sender {
    pub(crate) counters: SendCounters,
}

impl Sender {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Sends one packet; what the kernel won't take is dropped and counted.
    pub(crate) fn send(&mut self, socket: &Socket, to: SocketAddr, packet: &[u8]) {
        self.counters.calls += 1;
        match socket.inner.send_to(packet, socket.to_wire(to)) {
            Ok(_) => {
                self.counters.packets += 1;
                self.counters.bytes += packet.len() as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => self.counters.dropped += 1,
        }
    }

    /// Sends every run of `buffer`, cut into packets of `segment` bytes.
    pub(crate) fn send_runs(&mut self, socket: &Socket, buffer: &[u8], runs: &[Run], segment: usize) {
        for run in runs {
            for packet in buffer[run.bytes.clone()].chunks(segment.max(1)) {
                self.send(socket, run.to, packet);
            }
        }
    }
}
