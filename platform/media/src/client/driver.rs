//! The task that runs a client peer: datagrams, timers and orders in,
//! datagrams and news out.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use rtc::peer_connection::RTCPeerConnection;
use rtc::peer_connection::configuration::RTCOfferOptions;
use rtc::peer_connection::event::RTCPeerConnectionEvent;
use rtc::peer_connection::message::RTCMessage;
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::peer_connection::state::RTCPeerConnectionState;
use rtc::rtp_transceiver::RTCRtpSenderId;
use rtc::sansio::Protocol;
use rtc::shared::{TaggedBytesMut, TransportContext, TransportProtocol};
use tokio::net::UdpSocket;
use tokio::sync::{mpsc, oneshot, watch};

use super::ClientError;
use crate::demux::{self, protocol};
use crate::goodbye::said_goodbye;

/// Orders that may wait.
const QUEUE: usize = 256;
/// Datagrams between two looks at the orders.
const BATCH: usize = 64;
const LARGEST_DATAGRAM: usize = 2_048;
/// How long a caller waits for the task.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Connecting,
    Connected,
    Closed,
}

pub(super) enum Order {
    Accept {
        answer: String,
        reply: oneshot::Sender<Result<(), ClientError>>,
    },
    /// Replies with a new offer that restarts ICE.
    Restart {
        reply: oneshot::Sender<Result<String, ClientError>>,
    },
    Send {
        sender: RTCRtpSenderId,
        packets: Vec<rtc::rtp::Packet>,
    },
    Close,
}

/// What happens to what the peer receives.
pub(super) trait Receive: Send + 'static {
    fn packet(&mut self, packet: rtc::rtp::Packet, now: Instant);
    fn key_frame_wanted(&mut self);
}

/// The handle's end.
#[derive(Debug)]
pub(super) struct Link {
    orders: mpsc::Sender<Order>,
    state: watch::Receiver<State>,
}

impl Link {
    pub(super) async fn accept(&self, answer: &str) -> Result<(), ClientError> {
        let answer = answer.to_owned();
        self.ask(|reply| Order::Accept { answer, reply }).await
    }

    pub(super) async fn restart(&self) -> Result<String, ClientError> {
        self.ask(|reply| Order::Restart { reply }).await
    }

    async fn ask<T>(
        &self,
        order: impl FnOnce(oneshot::Sender<Result<T, ClientError>>) -> Order,
    ) -> Result<T, ClientError> {
        let (reply, answer) = oneshot::channel();
        self.order(order(reply)).await?;
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(answered)) => answered,
            Ok(Err(_)) => Err(ClientError::Closed),
            Err(_) => Err(ClientError::Timeout),
        }
    }

    pub(super) async fn order(&self, order: Order) -> Result<(), ClientError> {
        match self.orders.send_timeout(order, PATIENCE).await {
            Ok(()) => Ok(()),
            Err(mpsc::error::SendTimeoutError::Timeout(_)) => Err(ClientError::Timeout),
            Err(mpsc::error::SendTimeoutError::Closed(_)) => Err(ClientError::Closed),
        }
    }

    pub(super) async fn connected(&mut self, within: Duration) -> Result<(), ClientError> {
        let waited = self.state.wait_for(|state| *state != State::Connecting);
        match tokio::time::timeout(within, waited).await {
            Ok(Ok(state)) if *state == State::Connected => Ok(()),
            Ok(_) => Err(ClientError::Closed),
            Err(_) => Err(ClientError::Timeout),
        }
    }

    pub(super) async fn close(self) {
        // Gone already is closed too.
        let _ = self.order(Order::Close).await;
        self.orders.closed().await;
    }

    pub(super) fn is_closed(&self) -> bool {
        self.orders.is_closed() || *self.state.borrow() == State::Closed
    }
}

/// Starts the task.
pub(super) fn start(
    peer: RTCPeerConnection,
    socket: UdpSocket,
    nominal: SocketAddr,
    receive: impl Receive,
) -> Link {
    let (orders, inbox) = mpsc::channel(QUEUE);
    let (state, watched) = watch::channel(State::Connecting);
    let driver = Driver {
        peer,
        socket,
        nominal,
        receive,
        state,
    };
    tokio::spawn(driver.run(inbox));
    Link {
        orders,
        state: watched,
    }
}

struct Driver<R> {
    peer: RTCPeerConnection,
    socket: UdpSocket,
    nominal: SocketAddr,
    receive: R,
    state: watch::Sender<State>,
}

enum Next {
    Go,
    Stop,
}

impl<R: Receive> Driver<R> {
    async fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        /// The library always has a timer; this is for the moment it doesn't.
        const IDLE: Duration = Duration::from_secs(1);
        let mut buffer = vec![0; LARGEST_DATAGRAM];
        loop {
            self.flush().await;
            if *self.state.borrow() == State::Closed {
                break;
            }
            let deadline = self.peer.poll_timeout().unwrap_or_else(|| Instant::now() + IDLE);
            tokio::select! {
                order = orders.recv() => {
                    let Some(order) = order else { break };
                    if matches!(self.obey(order), Next::Stop) {
                        break;
                    }
                }
                readable = self.socket.readable() => {
                    if readable.is_err() {
                        break;
                    }
                    self.read(&mut buffer);
                }
                () = tokio::time::sleep_until(deadline.into()) => {
                    // What its timers can't do they report as a state.
                    let _ = self.peer.handle_timeout(Instant::now());
                }
            }
        }
        let _ = self.peer.close();
        self.flush().await;
        self.state.send_replace(State::Closed);
    }

    fn read(&mut self, buffer: &mut [u8]) {
        for _ in 0..BATCH {
            match self.socket.try_recv_from(buffer) {
                Ok((length, from)) => {
                    let message = TaggedBytesMut {
                        now: Instant::now(),
                        transport: TransportContext {
                            local_addr: self.nominal,
                            peer_addr: from,
                            ecn: None,
                            transport_protocol: TransportProtocol::UDP,
                        },
                        message: BytesMut::from(&buffer[..length]),
                    };
                    let is_dtls = protocol(&buffer[..length]) == Some(demux::Protocol::Dtls);
                    if let Err(error) = self.peer.handle_read(message) {
                        tracing::trace!(%error, "datagram refused");
                    }
                    if is_dtls {
                        if said_goodbye(&mut self.peer) {
                            self.state.send_replace(State::Closed);
                        }
                        // The keys of a finished handshake are in place only
                        // once the library was polled, and media follows close.
                        return;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // An ICMP error of an earlier datagram.
                Err(_) => {}
            }
        }
    }

    fn obey(&mut self, order: Order) -> Next {
        let now = Instant::now();
        match order {
            Order::Accept { answer, reply } => {
                let accepted = RTCSessionDescription::answer(answer)
                    .and_then(|answer| self.peer.set_remote_description(now, answer))
                    .map_err(|error| ClientError::Refused(error.to_string()));
                let _ = reply.send(accepted);
            }
            Order::Restart { reply } => {
                let offer = self
                    .peer
                    .create_offer(Some(RTCOfferOptions { ice_restart: true }))
                    .and_then(|offer| {
                        let text = offer.sdp.clone();
                        self.peer.set_local_description(now, offer)?;
                        Ok(text)
                    })
                    .map_err(|error| ClientError::Refused(error.to_string()));
                let _ = reply.send(offer);
            }
            Order::Send { sender, packets } => {
                if *self.state.borrow() != State::Connected {
                    return Next::Go;
                }
                for packet in packets {
                    let Some(mut sender) = self.peer.rtp_sender(sender) else {
                        break;
                    };
                    if let Err(error) = sender.write_rtp(now, packet) {
                        tracing::debug!(%error, "packet refused");
                    }
                }
            }
            Order::Close => return Next::Stop,
        }
        Next::Go
    }

    async fn flush(&mut self) {
        while let Some(event) = self.peer.poll_event() {
            if let RTCPeerConnectionEvent::OnConnectionStateChangeEvent(state) = event {
                match state {
                    RTCPeerConnectionState::Connected => {
                        self.state.send_replace(State::Connected);
                    }
                    RTCPeerConnectionState::Failed | RTCPeerConnectionState::Closed => {
                        self.state.send_replace(State::Closed);
                    }
                    _ => {}
                }
            }
        }
        let now = Instant::now();
        while let Some(message) = self.peer.poll_read() {
            match message.message {
                RTCMessage::RtpPacket(_, packet) => self.receive.packet(packet, now),
                // Only requests for key frames are let through.
                RTCMessage::RtcpPacket(..) => self.receive.key_frame_wanted(),
                _ => {}
            }
        }
        while let Some(transmit) = self.peer.poll_write() {
            let to = transmit.transport.peer_addr;
            // UDP: what the kernel won't take is lost, like anything on the way.
            let _ = self.socket.send_to(&transmit.message, to).await;
        }
    }
}
