//! The thread that runs a crowd: sockets, handshakes and timers.

use std::collections::HashSet;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::BytesMut;
use mio::net::UdpSocket;
use mio::{Events, Interest, Poll, Token, Waker};
use rtc_dtls::config::HandshakeConfig;
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_shared::TransportProtocol;
use rtc_srtp::config::LABEL_EXTRACTOR_DTLS_SRTP;

use super::answer::Answer;
use super::offer::{viewer_answer, viewer_offer};
use super::viewer::Viewer;
use super::{CrowdCounts, CrowdOptions};
use crate::client::ClientError;
use crate::demux::{Protocol, protocol};
use crate::dtls::Identity;
use crate::sdp::IceCredentials;
use crate::srtp::{MediaKeys, Profile};

/// Viewers that may wait to be seated.
const QUEUE: usize = 256;
const TICK: Duration = Duration::from_millis(20);
const WAKER: Token = Token(usize::MAX);
const LARGEST_DATAGRAM: usize = 2_048;

/// A thread full of viewers. Dropping it says goodbye for all of them.
#[derive(Debug)]
pub struct Crowd {
    identity: Identity,
    entropy: Arc<dyn model::Entropy>,
    joining: Option<SyncSender<Joining>>,
    waker: Arc<Waker>,
    seen: Arc<Mutex<Seen>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// A viewer that has made its offer.
#[derive(Debug)]
pub struct Invitation {
    /// To POST.
    pub offer: String,
    ice: IceCredentials,
}

struct Joining {
    ice: IceCredentials,
    answer: Answer,
    asked: Instant,
    /// Of a viewer that answered: its address had to be said in the answer.
    socket: Option<UdpSocket>,
}

/// What the thread shows.
#[derive(Debug, Default)]
struct Seen {
    counts: CrowdCounts,
    first_pictures: Vec<Duration>,
}

impl Crowd {
    /// Starts the thread.
    ///
    /// # Errors
    /// [`ClientError::Socket`]: no thread, no certificate, or nothing to poll with.
    pub fn start(options: CrowdOptions, entropy: Arc<dyn model::Entropy>) -> Result<Self, ClientError> {
        let identity = Identity::generate()?;
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKER)?);
        let (joining, inbox) = sync_channel(QUEUE);
        let seen = Arc::new(Mutex::new(Seen::default()));
        let worker = Worker {
            options,
            config: identity.active()?,
            identity: identity.clone(),
            poll,
            inbox,
            endpoint: Endpoint::new(synthetic(0), TransportProtocol::UDP, None),
            seats: Vec::new(),
            handshaking: HashSet::new(),
            counts: CrowdCounts::default(),
            seen: seen.clone(),
            buffer: vec![0; LARGEST_DATAGRAM],
        };
        let thread = std::thread::Builder::new()
            .name("crowd".to_owned())
            .spawn(move || worker.run())?;
        Ok(Self {
            identity,
            entropy,
            joining: Some(joining),
            waker,
            seen,
            thread: Some(thread),
        })
    }

    /// A new viewer's offer.
    pub fn invite(&self) -> Invitation {
        let ice = IceCredentials::random(self.entropy.as_ref());
        Invitation {
            offer: viewer_offer(&ice, &self.identity.fingerprint),
            ice,
        }
    }

    /// Seats a viewer: it connects, and its first picture is timed from
    /// `asked` on.
    ///
    /// # Errors
    /// [`ClientError::Refused`] by an answer that can't be used,
    /// [`ClientError::Closed`] if the thread is gone or far behind.
    pub fn join(&self, invitation: Invitation, answer: &str, asked: Instant) -> Result<(), ClientError> {
        let answer = Answer::parse(answer)
            .filter(|answer| answer.nearest().is_some())
            .ok_or_else(|| ClientError::Refused("the answer has no usable transport".to_owned()))?;
        self.send(Joining {
            ice: invitation.ice,
            answer,
            asked,
            socket: None,
        })
    }

    /// Seats a viewer of a server that offers; the answer to give it.
    ///
    /// # Errors
    /// As [`Crowd::join`].
    pub fn answer(&self, offer: &str, asked: Instant) -> Result<String, ClientError> {
        let server = Answer::parse(offer);
        let at = server.as_ref().and_then(Answer::nearest);
        let (Some(server), Some(at)) = (server, at) else {
            return Err(ClientError::Refused(
                "the offer has no usable transport".to_owned(),
            ));
        };
        let ice = IceCredentials::random(self.entropy.as_ref());
        let socket = UdpSocket::bind(SocketAddr::new(at.ip(), 0))?;
        let answer = viewer_answer(offer, &ice, &self.identity.fingerprint, socket.local_addr()?);
        self.send(Joining {
            ice,
            answer: server,
            asked,
            socket: Some(socket),
        })?;
        Ok(answer)
    }

    fn send(&self, joining: Joining) -> Result<(), ClientError> {
        let queue = self.joining.as_ref().ok_or(ClientError::Closed)?;
        queue.try_send(joining).map_err(|_| ClientError::Closed)?;
        self.waker.wake()?;
        Ok(())
    }

    pub fn counts(&self) -> CrowdCounts {
        self.seen().counts
    }

    /// From asking for an answer to a complete key frame, in the order they came.
    pub fn first_pictures(&self) -> Vec<Duration> {
        self.seen().first_pictures.clone()
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.joining = None;
        // A thread that can't be woken looks at its timers before long.
        let _ = self.waker.wake();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Seat {
    socket: UdpSocket,
    /// Where the server is; none until it has checked, if it offered.
    path: Option<SocketAddr>,
    viewer: Viewer,
}

struct Worker {
    options: CrowdOptions,
    config: Arc<HandshakeConfig>,
    identity: Identity,
    poll: Poll,
    inbox: Receiver<Joining>,
    /// All handshakes, each under a synthetic address.
    endpoint: Endpoint,
    seats: Vec<Seat>,
    handshaking: HashSet<usize>,
    counts: CrowdCounts,
    seen: Arc<Mutex<Seen>>,
    buffer: Vec<u8>,
}

impl Worker {
    fn run(mut self) {
        let mut ready = Events::with_capacity(1_024);
        let mut next_tick = Instant::now() + TICK;
        loop {
            let wait = next_tick.saturating_duration_since(Instant::now());
            if let Err(error) = self.poll.poll(&mut ready, Some(wait))
                && error.kind() != io::ErrorKind::Interrupted
            {
                return;
            }
            let now = Instant::now();
            for event in ready.iter().filter(|event| event.token() != WAKER) {
                self.read(event.token().0, now);
            }
            loop {
                match self.inbox.try_recv() {
                    // A viewer without a socket never connects, and is missed then.
                    Ok(joining) => drop(self.seat(joining, now)),
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => {
                        let _ = self.endpoint.close(now);
                        self.flush();
                        return;
                    }
                }
            }
            if now >= next_tick {
                next_tick = now + TICK;
                self.tick(now);
            }
            self.flush();
            self.show(None);
            if self.counts.pictures == self.counts.joined && !self.options.rest.is_zero() {
                std::thread::sleep(self.options.rest);
            }
        }
    }

    fn show(&self, first_picture: Option<Duration>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.counts = self.counts;
        seen.first_pictures.extend(first_picture);
    }

    fn seat(&mut self, joining: Joining, now: Instant) -> io::Result<()> {
        let index = self.seats.len();
        let Joining {
            ice,
            answer,
            asked,
            socket,
        } = joining;
        let remote = answer.nearest().ok_or(io::ErrorKind::InvalidInput)?;
        let mut viewer = Viewer::new(index as u64, ice, answer, asked);
        let (mut socket, path) = match socket {
            Some(socket) => {
                viewer = viewer.answers();
                (socket, None)
            }
            None => {
                let any: IpAddr = match remote.ip() {
                    IpAddr::V4(ip) if ip.is_loopback() => ip.into(),
                    IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
                    IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
                };
                let socket = UdpSocket::bind(SocketAddr::new(any, 0))?;
                socket.connect(remote)?;
                (socket, Some(remote))
            }
        };
        self.poll
            .registry()
            .register(&mut socket, Token(index), Interest::READABLE)?;
        if let Some(check) = viewer.check(now, self.identity.provider.crypto()) {
            // What is lost is sent again.
            let _ = socket.send(&check);
        }
        self.seats.push(Seat { socket, path, viewer });
        self.counts.joined += 1;
        Ok(())
    }

    /// A connectivity check of the server's, or its answer to one of ours.
    fn stun(&mut self, index: usize, length: usize, from: SocketAddr, now: Instant) {
        let Some(seat) = self.seats.get_mut(index) else {
            return;
        };
        let crypto = self.identity.provider.crypto();
        let datagram = &self.buffer[..length];
        let works = match seat.viewer.checked(datagram, from, crypto) {
            Some((response, is_first)) => {
                if is_first {
                    seat.path = seat.socket.connect(from).is_ok().then_some(from);
                }
                // What is lost is asked for again.
                let _ = seat.socket.send(&response);
                is_first
            }
            None => seat.viewer.stun(datagram, crypto),
        };
        if works {
            self.handshaking.insert(index);
            // Fails only for a session that is there already.
            let _ = self
                .endpoint
                .connect(now, synthetic(index), self.config.clone(), None);
        }
    }

    fn read(&mut self, index: usize, now: Instant) {
        loop {
            let Some(seat) = self.seats.get_mut(index) else {
                return;
            };
            let received = match seat.path {
                Some(path) => seat.socket.recv(&mut self.buffer).map(|length| (length, path)),
                None => seat.socket.recv_from(&mut self.buffer),
            };
            let (length, from) = match received {
                Ok(received) => received,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => return,
            };
            let datagram = &mut self.buffer[..length];
            let viewer = &mut seat.viewer;
            match protocol(datagram) {
                Some(Protocol::Rtp) => {
                    if viewer.rtp(datagram, now, &self.options, &mut self.counts) {
                        let took = viewer.age(Instant::now());
                        self.counts.pictures += 1;
                        self.show(Some(took));
                    }
                }
                Some(Protocol::Rtcp) => viewer.rtcp(datagram, now, &mut self.counts),
                Some(Protocol::Stun) => self.stun(index, length, from, now),
                Some(Protocol::Dtls) => {
                    let data = BytesMut::from(&*datagram);
                    self.dtls(index, data, now);
                    // Keys come before the media behind them.
                    self.flush();
                }
                None => self.counts.forged += 1,
            }
        }
    }

    fn dtls(&mut self, index: usize, data: BytesMut, now: Instant) {
        let Ok(events) = self.endpoint.read(now, synthetic(index), None, data) else {
            return;
        };
        for event in events {
            match event {
                EndpointEvent::HandshakeComplete => {
                    self.handshaking.remove(&index);
                    if self.keys(index, now).is_some() {
                        self.counts.connected += 1;
                    } else {
                        self.counts.closed += 1;
                    }
                }
                EndpointEvent::PeerClosed => self.counts.closed += 1,
                _ => {}
            }
        }
    }

    /// RFC 5764 section 4.2, after RFC 8122 section 6.2.
    fn keys(&mut self, index: usize, now: Instant) -> Option<()> {
        let viewer = &mut self.seats.get_mut(index)?.viewer;
        let state = self.endpoint.get_connection_state(synthetic(index))?;
        let genuine = viewer
            .answer
            .fingerprint
            .matches(state.peer_certificates.first()?);
        let profile = Profile::from_dtls(state.srtp_protection_profile()).filter(|_| genuine)?;
        let material = state
            .export_keying_material(LABEL_EXTRACTOR_DTLS_SRTP, &[], profile.material_len())
            .ok()?;
        let keys = MediaKeys::split(profile, material.as_ref())?;
        viewer
            .keyed(&keys, now, self.identity.provider.crypto())
            .then_some(())
    }

    fn tick(&mut self, now: Instant) {
        let crypto = self.identity.provider.crypto();
        for seat in &mut self.seats {
            let check = seat.viewer.check(now, crypto);
            let feedback = seat
                .viewer
                .is_connected()
                .then(|| seat.viewer.feedback(now, &mut self.counts))
                .flatten();
            for datagram in [check, feedback].into_iter().flatten() {
                let _ = seat.socket.send(&datagram);
            }
        }
        let due: Vec<usize> = self
            .handshaking
            .iter()
            .copied()
            .filter(|index| {
                self.endpoint
                    .poll_timeout(&synthetic(*index))
                    .is_some_and(|at| at <= now)
            })
            .collect();
        for index in due {
            if self.endpoint.handle_timeout(synthetic(index), now).is_err() {
                self.handshaking.remove(&index);
                self.counts.closed += 1;
            }
        }
    }

    fn flush(&mut self) {
        while let Some(transmit) = self.endpoint.poll_transmit() {
            let seat = index_of(transmit.transport.peer_addr).and_then(|index| self.seats.get(index));
            if let Some(seat) = seat {
                let _ = seat.socket.send(&transmit.message);
            }
        }
    }
}

fn synthetic(index: usize) -> SocketAddr {
    SocketAddr::from((Ipv6Addr::from(index as u128), 1))
}

fn index_of(address: SocketAddr) -> Option<usize> {
    match address {
        SocketAddr::V6(v6) => usize::try_from(u128::from(*v6.ip())).ok(),
        SocketAddr::V4(_) => None,
    }
}
