//! The media thread: one loop that owns all state, reads the socket, serves
//! commands, drives publishers and fans out. It waits for nothing but its
//! poll, and is the only place that reads the clock.

mod commands;
mod datagrams;
mod housekeeping;
mod session;
mod streams;

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use mio::{Events, Interest, Poll, Token, Waker};
use tokio::sync::mpsc;

use crate::address;
use crate::command::{Command, Reply, ResourceId};
use crate::config::MediaConfig;
use crate::demux::{Routes, SessionKey};
use crate::dtls::{self, FromDtls, Identity, ToDtls};
use crate::event::{EndReason, MediaEvent};
use crate::fanout::Network;
use crate::packet::StreamId;
use crate::recorders::Recorders;
use crate::room::Room;
use crate::sdp::candidate_lines;
use crate::snapshot::EngineStats;
use crate::udp::Socket;

use session::Session;

const SOCKET: Token = Token(0);
const WAKER: Token = Token(1);

/// Commands that may wait; a caller beyond is told to come back.
const COMMAND_QUEUE: usize = 1_024;
/// Commands between two looks at the socket: an answer costs up to a millisecond.
const COMMANDS_AT_A_TIME: usize = 16;
/// Events that may wait for a slow listener.
const MOST_EVENTS: usize = 4_096;
const HOUSEKEEPING_EVERY: Duration = Duration::from_millis(100);
/// How long the handshake thread may take to say its goodbyes.
const FAREWELL: Duration = Duration::from_millis(500);

pub(crate) struct Started {
    pub(crate) commands: SyncSender<Command>,
    pub(crate) waker: Arc<Waker>,
    pub(crate) local_addr: SocketAddr,
}

/// See the module.
struct Engine {
    config: MediaConfig,
    entropy: Arc<dyn model::Entropy>,
    recorders: Arc<dyn Recorders>,
    identity: Identity,
    /// One candidate address a family, for the library's peers.
    publisher_local: Vec<SocketAddr>,
    candidates: String,

    network: Network,
    routes: Routes,
    sessions: HashMap<SessionKey, Session>,
    resources: HashMap<ResourceId, SessionKey>,
    rooms: HashMap<StreamId, Room>,
    next_session: u64,

    commands: Receiver<Command>,
    to_dtls: Option<SyncSender<ToDtls>>,
    from_dtls: Receiver<FromDtls>,
    /// Goodbyes the handshake thread had no room for yet.
    closing: VecDeque<ToDtls>,
    dtls_thread: Option<JoinHandle<()>>,
    events: mpsc::Sender<MediaEvent>,
    pending_events: VecDeque<MediaEvent>,

    stats: EngineStats,
    next_housekeeping: Instant,
}

pub(crate) fn start(
    config: MediaConfig,
    entropy: Arc<dyn model::Entropy>,
    events: mpsc::Sender<MediaEvent>,
    recorders: Arc<dyn Recorders>,
) -> io::Result<Started> {
    let mut socket = Socket::bind(config.listen)?;
    let local_addr = socket.local;
    let poll = Poll::new()?;
    let waker = Arc::new(Waker::new(poll.registry(), WAKER)?);
    poll.registry()
        .register(&mut socket.inner, SOCKET, Interest::READABLE)?;

    let identity = Identity::generate()?;
    let (to_dtls, from_dtls, dtls_thread) = dtls::start(&identity, waker.clone())?;
    let advertised = address::advertised(&config.advertise, local_addr, socket.dual_stack);
    let port = local_addr.port();
    let of_family = |is_v4: bool| {
        advertised
            .iter()
            .find(|ip| ip.is_ipv4() == is_v4)
            .map(|ip: &IpAddr| SocketAddr::new(*ip, port))
    };
    let publisher_local = [of_family(true), of_family(false)]
        .into_iter()
        .flatten()
        .collect();
    let candidates = candidate_lines(&advertised, port);
    tracing::info!(%local_addr, ?advertised, "media engine listens");
    let (sender, commands) = sync_channel(COMMAND_QUEUE);
    std::thread::Builder::new()
        .name("media".to_owned())
        .spawn(move || {
            // Made here: the prepared headers of the sending half can't move
            // between threads.
            let engine = Engine {
                publisher_local,
                candidates,
                config,
                entropy,
                recorders,
                identity,
                network: Network::new(socket),
                routes: Routes::default(),
                sessions: HashMap::new(),
                resources: HashMap::new(),
                rooms: HashMap::new(),
                next_session: 1,
                commands,
                to_dtls: Some(to_dtls),
                from_dtls,
                closing: VecDeque::new(),
                dtls_thread: Some(dtls_thread),
                events,
                pending_events: VecDeque::new(),
                stats: EngineStats::default(),
                next_housekeeping: Instant::now(),
            };
            let mut alarm = Alarm { is_armed: true };
            alarm.is_armed = !engine.run(poll);
        })?;
    Ok(Started {
        commands: sender,
        waker,
        local_addr,
    })
}

/// Says in the log that the thread ended though nobody told it to, however
/// that came about.
struct Alarm {
    is_armed: bool,
}

impl Drop for Alarm {
    fn drop(&mut self) {
        if self.is_armed {
            tracing::error!("the media thread ended by itself: no stream works until a restart");
        }
    }
}

/// What a round of commands came to.
enum Served {
    /// There may be more.
    Some,
    None,
    Stop(Option<Reply<()>>),
}

impl Engine {
    /// Runs until it is told to stop. False if it can't go on.
    fn run(mut self, mut poll: Poll) -> bool {
        let mut ready = Events::with_capacity(8);
        let mut more = false;
        loop {
            let wait = if more {
                Duration::ZERO
            } else {
                self.deadline().saturating_duration_since(Instant::now())
            };
            if let Err(error) = poll.poll(&mut ready, Some(wait))
                && error.kind() != io::ErrorKind::Interrupted
            {
                tracing::error!(%error, "media poll failed");
                return false;
            }
            let now = Instant::now();
            // Readiness is told once, so the socket is read until it is empty.
            more = self.network.inbox.fill(&self.network.socket);
            while let Some(datagram) = self.network.inbox.next() {
                self.datagram(datagram, now);
            }
            self.dtls_news(now);
            match self.serve_commands(now) {
                Served::Some => more = true,
                Served::None => {}
                Served::Stop(reply) => {
                    self.stop(now);
                    if let Some(reply) = reply {
                        let _ = reply.send(());
                    }
                    return true;
                }
            }
            self.drive_timers(now);
            if now >= self.next_housekeeping {
                self.next_housekeeping = now + HOUSEKEEPING_EVERY;
                self.housekeeping(now);
            }
            self.flush_events();
        }
    }

    fn deadline(&mut self) -> Instant {
        let mut at = self.next_housekeeping;
        for room in self.rooms.values() {
            at = room.deadline().map_or(at, |deadline| at.min(deadline));
            let publisher = room
                .publisher
                .and_then(|key| self.sessions.get_mut(&key))
                .and_then(Session::publisher);
            let deadline = publisher.and_then(|publisher| publisher.poll_timeout());
            at = deadline.map_or(at, |deadline| at.min(deadline));
        }
        at
    }

    fn serve_commands(&mut self, now: Instant) -> Served {
        for _ in 0..COMMANDS_AT_A_TIME {
            match self.commands.try_recv() {
                Ok(Command::Shutdown { reply }) => return Served::Stop(Some(reply)),
                Ok(command) => self.command(command, now),
                Err(TryRecvError::Empty) => return Served::None,
                Err(TryRecvError::Disconnected) => return Served::Stop(None),
            }
        }
        Served::Some
    }

    /// Timers finer than housekeeping's.
    fn drive_timers(&mut self, now: Instant) {
        let publishers: Vec<SessionKey> = self.rooms.values().filter_map(|room| room.publisher).collect();
        for key in publishers {
            let publisher = self.sessions.get_mut(&key).and_then(Session::publisher);
            if let Some(publisher) = publisher
                && publisher.poll_timeout().is_some_and(|at| at <= now)
            {
                publisher.handle_timeout(now);
                self.drive_publisher(key, now);
            }
        }
        for room in self.rooms.values_mut() {
            if room.deadline().is_some_and(|at| at <= now) {
                room.tick(&mut self.network, now);
            }
        }
    }

    fn emit(&mut self, event: MediaEvent) {
        tracing::debug!(?event, "media event");
        if self.pending_events.len() == MOST_EVENTS {
            self.stats.events_dropped += 1;
            return;
        }
        self.pending_events.push_back(event);
    }

    fn flush_events(&mut self) {
        while let Some(event) = self.pending_events.pop_front() {
            if let Err(refused) = self.events.try_send(event) {
                if let mpsc::error::TrySendError::Full(event) = refused {
                    self.pending_events.push_front(event);
                }
                return;
            }
        }
    }

    fn stop(mut self, now: Instant) {
        let streams: Vec<StreamId> = self.rooms.keys().copied().collect();
        for stream in streams {
            self.end_stream(stream, EndReason::Closed, now);
        }
        self.flush_events();
        self.to_dtls = None;
        let deadline = now + FAREWELL;
        loop {
            let wait = deadline.saturating_duration_since(Instant::now());
            match self.from_dtls.recv_timeout(wait) {
                Ok(FromDtls::Farewell { to, data }) => self.network.send(to, &data),
                Ok(_) => {}
                Err(_) => break,
            }
        }
        // Its queue is empty or its patience over: either way it is about to end.
        drop(self.from_dtls);
        if let Some(thread) = self.dtls_thread.take() {
            let _ = thread.join();
        }
    }
}
