//! What the least costs that any server could do to send a stream to many:
//! seal a copy for each with AES-128-GCM and hand runs of them to the kernel,
//! with nothing around it. For comparing the engine with.

use std::io::{self, IoSlice};
use std::net::{Ipv6Addr, SocketAddr};
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use mio::net::UdpSocket;
use mio::{Events, Interest, Poll, Token};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::socket::{ControlMessage, MsgFlags, MultiHeaders, SockaddrStorage, sendmmsg};
use nix::sys::time::TimeValLike;
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use crate::srtp::HEADER_LEN;
use crate::udp::Socket;

const TAG_LEN: usize = 16;
/// Messages per system call, as the engine has it.
const BATCH: usize = 64;
/// How long receivers leave their sockets alone, as a crowd does.
const REST: Duration = Duration::from_millis(2);

/// See [`ceiling`].
#[derive(Debug, Clone, Copy)]
pub struct Ceiling {
    /// Sent, and received on the other side.
    pub packets: u64,
    pub received: u64,
    /// CPU of the sending thread.
    pub cpu: Duration,
    /// Time by the clock in which it sealed.
    pub sealing: Duration,
}

/// Sends to `peers` receivers on this machine for `time`. `bursts` are payload
/// sizes of packets that go out together, and how long after the burst before;
/// all but the last of a burst must be of one size.
///
/// # Errors
/// No sockets, or the kernel has no segmentation offload.
pub fn ceiling(peers: usize, bursts: &[(Duration, Vec<usize>)], time: Duration) -> io::Result<Ceiling> {
    let receivers = Receivers::start(peers)?;
    let socket = Socket::bind(SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)))?;
    let addresses: Vec<Option<SockaddrStorage>> = receivers
        .addresses
        .iter()
        .map(|to| Some(socket.to_wire(*to).into()))
        .collect();
    let keys = (0..peers)
        .map(|peer| {
            let mut key = [7; 16];
            key[..8].copy_from_slice(&(peer as u64).to_be_bytes());
            UnboundKey::new(&AES_128_GCM, &key).map(LessSafeKey::new)
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| io::ErrorKind::Unsupported)?;
    let plain = vec![1; 2_048];
    let mut segmented = MultiHeaders::preallocate(BATCH, Some(nix::cmsg_space!(u16)));
    let mut single = MultiHeaders::preallocate(BATCH, None);
    let mut buffer = Vec::new();
    let mut counted = Ceiling {
        packets: 0,
        received: 0,
        cpu: Duration::ZERO,
        sealing: Duration::ZERO,
    };
    let mut number = 0u64;
    let before = thread_cpu()?;
    let start = Instant::now();
    let mut due = start;
    for (pause, sizes) in bursts.iter().cycle() {
        due += *pause;
        if due.max(Instant::now()) >= start + time {
            break;
        }
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        number += sizes.len() as u64;
        for (keys, addresses) in keys.chunks(BATCH).zip(addresses.chunks(BATCH)) {
            let sealing = Instant::now();
            buffer.clear();
            for key in keys {
                for (size, index) in sizes.iter().zip(0u64..) {
                    seal(key, number + index, &plain[..*size], &mut buffer)?;
                }
            }
            counted.sealing += sealing.elapsed();
            let run = buffer.len() / keys.len();
            let slices: Vec<[IoSlice<'_>; 1]> = buffer.chunks(run).map(|run| [IoSlice::new(run)]).collect();
            let segment = sizes.first().map_or(0, |size| HEADER_LEN + size + TAG_LEN) as u16;
            let (descriptor, flags) = (socket.inner.as_raw_fd(), MsgFlags::MSG_DONTWAIT);
            let sent = if sizes.len() > 1 {
                let control = [ControlMessage::UdpGsoSegments(&segment)];
                sendmmsg(descriptor, &mut segmented, &slices, addresses, control, flags)
            } else {
                sendmmsg(descriptor, &mut single, &slices, addresses, [], flags)
            };
            // What doesn't fit is not counted, as the engine wouldn't.
            counted.packets += sent.map_or(0, |sent| sent.count() * sizes.len()) as u64;
        }
    }
    counted.cpu = thread_cpu()?.saturating_sub(before);
    counted.received = receivers.stop();
    Ok(counted)
}

fn seal(key: &LessSafeKey, number: u64, plain: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
    let header = [0x80; HEADER_LEN];
    let mut nonce = [0; 12];
    nonce[4..].copy_from_slice(&number.to_be_bytes());
    out.extend_from_slice(&header);
    let start = out.len();
    out.extend_from_slice(plain);
    let tag = key
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(header),
            &mut out[start..],
        )
        .map_err(|_| io::ErrorKind::InvalidInput)?;
    out.extend_from_slice(tag.as_ref());
    Ok(())
}

fn thread_cpu() -> io::Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_THREAD)?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Ok(Duration::from_micros(u64::try_from(micros).unwrap_or(0)))
}

/// Sockets that are read and thrown away.
struct Receivers {
    addresses: Vec<SocketAddr>,
    received: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
    thread: std::thread::JoinHandle<()>,
}

impl Receivers {
    fn start(peers: usize) -> io::Result<Self> {
        let mut poll = Poll::new()?;
        let mut sockets = Vec::new();
        let mut addresses = Vec::new();
        for index in 0..peers {
            let mut socket = UdpSocket::bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
            addresses.push(socket.local_addr()?);
            poll.registry()
                .register(&mut socket, Token(index), Interest::READABLE)?;
            sockets.push(socket);
        }
        let (received, over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let (counted, ends) = (received.clone(), over.clone());
        let thread = std::thread::Builder::new()
            .name("receivers".to_owned())
            .spawn(move || {
                let mut ready = Events::with_capacity(1_024);
                let mut buffer = [0; 2_048];
                while !ends.load(Ordering::Relaxed) {
                    if poll.poll(&mut ready, Some(Duration::from_millis(20))).is_err() {
                        continue;
                    }
                    for event in &ready {
                        while sockets[event.token().0].recv(&mut buffer).is_ok() {
                            counted.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                    std::thread::sleep(REST);
                }
            })?;
        Ok(Self {
            addresses,
            received,
            over,
            thread,
        })
    }

    fn stop(self) -> u64 {
        std::thread::sleep(REST * 10);
        self.over.store(true, Ordering::Relaxed);
        // It only counts, so it can't have panicked.
        let _ = self.thread.join();
        self.received.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_arrives() {
        let pause = Duration::from_millis(5);
        let bursts = [(pause, vec![500, 500, 100]), (pause, vec![300])];
        let counted = ceiling(70, &bursts, Duration::from_millis(100)).unwrap();
        assert!(counted.packets >= 70 * 4);
        assert_eq!(counted.received, counted.packets);
        assert!(counted.cpu >= counted.sealing / 2);
    }
}
