//! The thread that shakes hands.

use std::collections::HashSet;
use std::io;
use std::net::{Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use mio::Waker;
use rtc_dtls::config::HandshakeConfig;
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_shared::TransportProtocol;
use rtc_srtp::config::LABEL_EXTRACTOR_DTLS_SRTP;

use super::Identity;
use super::client_hello::offers_gcm;
use crate::demux::SessionKey;
use crate::srtp::{MediaKeys, Profile};

/// Datagrams that may wait for the handshake thread: two seconds' worth of it.
const IN_QUEUE: usize = 2_048;
const OUT_QUEUE: usize = 4_096;
/// How often overdue retransmissions are looked for; the interval is 1 s.
const TIMER_EVERY: Duration = Duration::from_millis(100);

/// To the handshake thread.
#[derive(Debug)]
pub(crate) enum ToDtls {
    /// From an address that passed the session's STUN integrity.
    Datagram { session: SessionKey, data: BytesMut },
    /// Says goodbye to the peer (close_notify) at `to` and forgets it.
    Close { session: SessionKey, to: SocketAddr },
}

/// From the handshake thread.
#[derive(Debug)]
pub(crate) enum FromDtls {
    Send {
        session: SessionKey,
        data: BytesMut,
    },
    /// The last word to a session that is gone already.
    Farewell {
        to: SocketAddr,
        data: BytesMut,
    },
    /// The handshake is done; `certificate` (DER) is not checked yet.
    Keys {
        session: SessionKey,
        keys: MediaKeys,
        certificate: Vec<u8>,
    },
    /// The peer said goodbye, or never agreed with us.
    Closed {
        session: SessionKey,
    },
}

/// Starts the thread; it ends when the returned sender is dropped.
pub(crate) fn start(
    identity: &Identity,
    waker: Arc<Waker>,
) -> io::Result<(SyncSender<ToDtls>, Receiver<FromDtls>, JoinHandle<()>)> {
    let (to, inbox) = sync_channel(IN_QUEUE);
    let (outbox, from) = sync_channel(OUT_QUEUE);
    let gcm = identity.passive(vec![SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm])?;
    let any = identity.passive(vec![
        SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
        SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
    ])?;
    let mut worker = Worker {
        endpoint: Endpoint::new(synthetic(SessionKey(0)), TransportProtocol::UDP, None),
        gcm,
        any,
        handshaking: HashSet::new(),
        established: HashSet::new(),
        outbox,
        waker,
    };
    let thread = std::thread::Builder::new()
        .name("media-dtls".to_owned())
        .spawn(move || worker.run(&inbox))?;
    Ok((to, from, thread))
}

struct Worker {
    endpoint: Endpoint,
    gcm: Arc<HandshakeConfig>,
    any: Arc<HandshakeConfig>,
    handshaking: HashSet<SessionKey>,
    established: HashSet<SessionKey>,
    outbox: SyncSender<FromDtls>,
    waker: Arc<Waker>,
}

/// The media thread hung up.
struct Gone;

impl Worker {
    fn run(&mut self, inbox: &Receiver<ToDtls>) {
        let mut next_timer = Instant::now() + TIMER_EVERY;
        loop {
            let wait = next_timer.saturating_duration_since(Instant::now());
            let served = match inbox.recv_timeout(wait) {
                Ok(message) => self.serve(message, Instant::now()),
                Err(RecvTimeoutError::Timeout) => Ok(()),
                Err(RecvTimeoutError::Disconnected) => Err(Gone),
            };
            let now = Instant::now();
            let timed = if now >= next_timer {
                next_timer = now + TIMER_EVERY;
                self.retransmit(now)
            } else {
                Ok(())
            };
            if served.and(timed).and_then(|()| self.flush()).is_err() {
                return;
            }
        }
    }

    fn serve(&mut self, message: ToDtls, now: Instant) -> Result<(), Gone> {
        match message {
            ToDtls::Datagram { session, data } => self.read(session, data, now),
            ToDtls::Close { session, to } => {
                self.flush()?;
                self.handshaking.remove(&session);
                self.established.remove(&session);
                self.endpoint.stop(now, synthetic(session));
                while let Some(transmit) = self.endpoint.poll_transmit() {
                    self.tell(FromDtls::Farewell {
                        to,
                        data: transmit.message,
                    })?;
                }
                Ok(())
            }
        }
    }

    fn read(&mut self, session: SessionKey, data: BytesMut, now: Instant) -> Result<(), Gone> {
        let remote = synthetic(session);
        let known = self.handshaking.contains(&session) || self.established.contains(&session);
        if !known {
            let config = if offers_gcm(&data) { &self.gcm } else { &self.any };
            self.endpoint.set_server_config(Some(config.clone()));
            self.handshaking.insert(session);
        }
        let events = match self.endpoint.read(now, remote, None, data) {
            Ok(events) => events,
            Err(error) => {
                tracing::debug!(%session, %error, "DTLS record refused");
                return Ok(());
            }
        };
        for event in events {
            match event {
                EndpointEvent::HandshakeComplete => {
                    self.handshaking.remove(&session);
                    self.established.insert(session);
                    let said = self.keys(session, remote);
                    // Our last flight first: media that overtakes it can't be
                    // opened yet.
                    self.flush()?;
                    self.tell(said.unwrap_or(FromDtls::Closed { session }))?;
                }
                EndpointEvent::PeerClosed => {
                    self.handshaking.remove(&session);
                    self.established.remove(&session);
                    self.tell(FromDtls::Closed { session })?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// RFC 5764 section 4.2.
    fn keys(&self, session: SessionKey, remote: SocketAddr) -> Option<FromDtls> {
        let state = self.endpoint.get_connection_state(remote)?;
        let profile = Profile::from_dtls(state.srtp_protection_profile())?;
        let material = state
            .export_keying_material(LABEL_EXTRACTOR_DTLS_SRTP, &[], profile.material_len())
            .ok()?;
        Some(FromDtls::Keys {
            session,
            keys: MediaKeys::split(profile, material.as_ref())?,
            certificate: state.peer_certificates.first()?.clone(),
        })
    }

    fn retransmit(&mut self, now: Instant) -> Result<(), Gone> {
        let due: Vec<SessionKey> = self
            .handshaking
            .iter()
            .copied()
            .filter(|session| {
                self.endpoint
                    .poll_timeout(&synthetic(*session))
                    .is_some_and(|at| at <= now)
            })
            .collect();
        for session in due {
            if self.endpoint.handle_timeout(synthetic(session), now).is_err() {
                self.handshaking.remove(&session);
                self.endpoint.stop(now, synthetic(session));
                self.tell(FromDtls::Closed { session })?;
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Gone> {
        let mut any = false;
        while let Some(transmit) = self.endpoint.poll_transmit() {
            if let Some(session) = session_of(transmit.transport.peer_addr) {
                any = true;
                self.outbox
                    .send(FromDtls::Send {
                        session,
                        data: transmit.message,
                    })
                    .map_err(|_| Gone)?;
            }
        }
        if any {
            self.waker.wake().map_err(|_| Gone)?;
        }
        Ok(())
    }

    /// Blocks while the queue is full: the media thread never waits for us, so
    /// it will be drained.
    fn tell(&self, message: FromDtls) -> Result<(), Gone> {
        self.outbox.send(message).map_err(|_| Gone)?;
        self.waker.wake().map_err(|_| Gone)
    }
}

fn synthetic(session: SessionKey) -> SocketAddr {
    SocketAddr::from((Ipv6Addr::from(u128::from(session.0)), 1))
}

fn session_of(address: SocketAddr) -> Option<SessionKey> {
    match address {
        SocketAddr::V6(v6) => u64::try_from(u128::from(*v6.ip())).ok().map(SessionKey),
        SocketAddr::V4(_) => None,
    }
}
