//! One publisher: a full peer of the library, driven without a clock or
//! socket of its own. Packets come out deduplicated and bare; who they go to
//! is not its business.

mod early;
mod negotiate;
#[cfg(test)]
mod recorded_offers;
mod sources;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use rtc::peer_connection::RTCPeerConnection;
use rtc::peer_connection::event::RTCPeerConnectionEvent;
use rtc::peer_connection::message::RTCMessage;
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::peer_connection::state::{RTCIceConnectionState, RTCPeerConnectionState};
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtcp::sender_report::SenderReport as RtcpSenderReport;
use rtc::rtp_transceiver::RTCRtpReceiverId;
use rtc::sansio::Protocol;
use rtc::shared::{TaggedBytesMut, TransportContext, TransportProtocol};

use crate::demux::{self, protocol};
use crate::error::MediaError;
use crate::fanout::Arrivals;
use crate::goodbye::said_goodbye;
use crate::packet::{Kind, Packet, SenderReport, VideoCodec};
use crate::sdp::IceCredentials;

use early::Early;
pub(crate) use negotiate::{Terms, negotiate};
use sources::SpokenFor;

/// A publisher that gets key frame requests more often than this would be kept
/// from sending anything else.
const KEY_FRAME_THROTTLE: Duration = Duration::from_millis(300);

/// What a publisher has to say.
#[derive(Debug)]
pub(crate) enum FromPublisher {
    Connected,
    /// The peer closed, or its transport failed for good.
    Closed,
    Packet {
        /// The full sequence number.
        number: u64,
        packet: Packet,
    },
    Report(SenderReport),
}

/// See the module.
pub(crate) struct Publisher {
    peer: RTCPeerConnection,
    /// The offer as last seen by the library, for ICE restarts.
    offer: String,
    local: Vec<SocketAddr>,
    sources: SpokenFor,
    early: Early,
    /// The library has chosen where to send.
    has_path: bool,
    video: Option<VideoTrack>,
    audio: Option<AudioTrack>,
    /// Media or control, authenticated.
    pub(crate) last_heard: Instant,
    pub(crate) is_connected: bool,
    pub(crate) is_closed: bool,
    /// It said goodbye, and we have not yet said so.
    left: bool,
    asked_key_frame: Option<Instant>,
    pub(crate) duplicates: u64,
}

#[derive(Debug)]
struct VideoTrack {
    codec: VideoCodec,
    payload_types: Vec<u8>,
    ssrc: Option<u32>,
    arrivals: Arrivals,
}

#[derive(Debug)]
struct AudioTrack {
    payload_type: u8,
    ssrc: Option<u32>,
    arrivals: Arrivals,
}

impl std::fmt::Debug for Publisher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Publisher")
            .field("video", &self.video)
            .field("is_connected", &self.is_connected)
            .finish_non_exhaustive()
    }
}

impl Publisher {
    pub(crate) fn video_codec(&self) -> Option<VideoCodec> {
        self.video.as_ref().map(|video| video.codec)
    }

    pub(crate) fn has_audio(&self) -> bool {
        self.audio.is_some()
    }

    /// Whether a datagram is of a source that may be handed to the library.
    pub(crate) fn admits(&mut self, protocol: demux::Protocol, datagram: &[u8]) -> bool {
        self.sources.admits(protocol, datagram)
    }

    /// Takes a connectivity check of the peer's, proven.
    pub(crate) fn checked(&mut self, now: Instant, from: SocketAddr, check: BytesMut, nominates: bool) {
        if nominates && !self.has_path {
            self.early.nominated(from, check.clone());
        }
        self.hand_over(now, from, check);
    }

    /// Takes what may be the answer to a check of the library's.
    pub(crate) fn answered(&mut self, now: Instant, from: SocketAddr, response: BytesMut) {
        self.hand_over(now, from, response);
        if let Some((from, check)) = self.early.take_nomination() {
            self.hand_over(now, from, check);
        }
    }

    /// Takes anything but STUN.
    pub(crate) fn read(&mut self, now: Instant, from: SocketAddr, data: BytesMut) {
        if !self.has_path && protocol(&data) == Some(demux::Protocol::Dtls) {
            self.early.greeted(from, data);
            return;
        }
        self.hand_over(now, from, data);
    }

    /// Hands a datagram to the library. Whatever is wrong with it is the
    /// sender's trouble.
    fn hand_over(&mut self, now: Instant, from: SocketAddr, data: BytesMut) {
        let Some(local) = self.local_for(from) else {
            return;
        };
        let is_dtls = protocol(&data) == Some(demux::Protocol::Dtls);
        let message = TaggedBytesMut {
            now,
            transport: TransportContext {
                local_addr: local,
                peer_addr: from,
                ecn: None,
                transport_protocol: TransportProtocol::UDP,
            },
            message: data,
        };
        if let Err(error) = self.peer.handle_read(message) {
            tracing::trace!(%error, %from, "publisher's datagram refused");
        }
        self.left |= is_dtls && self.is_connected && said_goodbye(&mut self.peer);
    }

    /// The library knows candidates by address and drops what came to none.
    fn local_for(&self, peer: SocketAddr) -> Option<SocketAddr> {
        self.local
            .iter()
            .copied()
            .find(|local| local.is_ipv4() == peer.is_ipv4())
    }

    /// Drains what the library has for us.
    pub(crate) fn poll(&mut self, now: Instant, out: &mut Vec<FromPublisher>) {
        while let Some(event) = self.peer.poll_event() {
            match event {
                RTCPeerConnectionEvent::OnConnectionStateChangeEvent(state) => {
                    self.state_changed(state, now, out);
                }
                RTCPeerConnectionEvent::OnIceConnectionStateChangeEvent(
                    RTCIceConnectionState::Connected | RTCIceConnectionState::Completed,
                ) => {
                    self.has_path = true;
                    if let Some((from, hello)) = self.early.take_hello() {
                        self.hand_over(now, from, hello);
                    }
                }
                _ => {}
            }
        }
        if self.left && !self.is_closed {
            self.is_closed = true;
            out.push(FromPublisher::Closed);
        }
        while let Some(message) = self.peer.poll_read() {
            self.last_heard = now;
            match message.message {
                RTCMessage::RtpPacket(_, packet) => self.packet(packet, now, out),
                RTCMessage::RtcpPacket(_, packets) => {
                    for packet in &packets {
                        if let Some(report) = packet.as_any().downcast_ref::<RtcpSenderReport>()
                            && let Some(kind) = self.kind_of(report.ssrc)
                        {
                            out.push(FromPublisher::Report(SenderReport {
                                kind,
                                ntp: report.ntp_time,
                                rtp: report.rtp_time,
                                arrival: now,
                            }));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn state_changed(&mut self, state: RTCPeerConnectionState, now: Instant, out: &mut Vec<FromPublisher>) {
        match state {
            RTCPeerConnectionState::Connected if !self.is_connected => {
                self.is_connected = true;
                self.last_heard = now;
                out.push(FromPublisher::Connected);
            }
            RTCPeerConnectionState::Closed | RTCPeerConnectionState::Failed if !self.is_closed => {
                self.is_closed = true;
                out.push(FromPublisher::Closed);
            }
            _ => {}
        }
    }

    fn packet(&mut self, packet: rtc::rtp::Packet, now: Instant, out: &mut Vec<FromPublisher>) {
        let header = &packet.header;
        let video = self
            .video
            .as_mut()
            .filter(|video| video.payload_types.contains(&header.payload_type));
        let (kind, ssrc, arrivals) = match (video, self.audio.as_mut()) {
            (Some(video), _) => (Kind::Video, &mut video.ssrc, &mut video.arrivals),
            (None, Some(audio)) if audio.payload_type == header.payload_type => {
                (Kind::Audio, &mut audio.ssrc, &mut audio.arrivals)
            }
            _ => return,
        };
        // The first source is the track; simulcast layers besides it are not taken.
        if *ssrc.get_or_insert(header.ssrc) != header.ssrc {
            return;
        }
        let Some(number) = arrivals.accept(header.sequence_number) else {
            self.duplicates += 1;
            return;
        };
        out.push(FromPublisher::Packet {
            number,
            packet: Packet {
                kind,
                sequence: header.sequence_number,
                timestamp: header.timestamp,
                marker: header.marker,
                payload: packet.payload,
                arrival: now,
            },
        });
    }

    fn kind_of(&self, ssrc: u32) -> Option<Kind> {
        let is = |source: Option<u32>| source == Some(ssrc);
        if self.video.as_ref().is_some_and(|video| is(video.ssrc)) {
            Some(Kind::Video)
        } else if self.audio.as_ref().is_some_and(|audio| is(audio.ssrc)) {
            Some(Kind::Audio)
        } else {
            None
        }
    }

    pub(crate) fn poll_write(&mut self) -> Option<(SocketAddr, BytesMut)> {
        let transmit = self.peer.poll_write()?;
        Some((transmit.transport.peer_addr, transmit.message))
    }

    pub(crate) fn poll_timeout(&mut self) -> Option<Instant> {
        self.peer.poll_timeout()
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        if let Err(error) = self.peer.handle_timeout(now) {
            tracing::debug!(%error, "publisher's timers");
        }
    }

    /// Asks for a key frame; false if asked a moment ago or nothing to ask.
    pub(crate) fn request_key_frame(&mut self, now: Instant) -> bool {
        let recently = |asked: Instant| now.saturating_duration_since(asked) < KEY_FRAME_THROTTLE;
        if !self.is_connected || self.asked_key_frame.is_some_and(recently) {
            return false;
        }
        let Some(media_ssrc) = self.video.as_ref().and_then(|video| video.ssrc) else {
            return false;
        };
        let receivers: Vec<RTCRtpReceiverId> = self.peer.get_receivers().collect();
        for id in receivers {
            let Some(mut receiver) = self.peer.rtp_receiver(id) else {
                continue;
            };
            if !receiver.track().ssrcs().any(|ssrc| ssrc == media_ssrc) {
                continue;
            }
            let request = PictureLossIndication {
                sender_ssrc: 0,
                media_ssrc,
            };
            if receiver.write_rtcp(now, vec![Box::new(request)]).is_ok() {
                self.asked_key_frame = Some(now);
                return true;
            }
        }
        false
    }

    /// Whether a key frame was asked for within `window`.
    pub(crate) fn asked_key_frame_within(&self, window: Duration, now: Instant) -> bool {
        self.asked_key_frame
            .is_some_and(|asked| now.saturating_duration_since(asked) < window)
    }

    /// Video packets that did not arrive in order since the last call, of how many.
    pub(crate) fn take_loss(&mut self) -> (u64, u64) {
        self.video
            .as_mut()
            .map_or((0, 0), |video| video.arrivals.take_loss())
    }

    /// Takes in the peer's new credentials and makes new ones of our own
    /// (RFC 8839 section 4.4.1.1.1), by the offer it would have sent.
    pub(crate) fn restart_ice(
        &mut self,
        remote: &IceCredentials,
        now: Instant,
    ) -> Result<IceCredentials, MediaError> {
        let offer: String = self
            .offer
            .lines()
            .map(|line| match line.split_once(':') {
                Some(("a=ice-ufrag", _)) => format!("a=ice-ufrag:{}\r\n", remote.ufrag),
                Some(("a=ice-pwd", _)) => format!("a=ice-pwd:{}\r\n", remote.pwd),
                _ => format!("{line}\r\n"),
            })
            .collect();
        let answer = negotiate::answer(&mut self.peer, &offer, now)?;
        self.offer = offer;
        negotiate::local_credentials(&answer)
    }

    /// Says goodbye; what that means on the wire comes from `poll_write`.
    pub(crate) fn close(&mut self) {
        self.is_closed = true;
        if let Err(error) = self.peer.close() {
            tracing::debug!(%error, "closing a publisher");
        }
    }
}
