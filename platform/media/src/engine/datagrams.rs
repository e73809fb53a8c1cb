//! From a datagram, or the handshake thread's word, to the session it is for.

use std::time::Instant;

use super::session::{Session, Side};
use super::{Engine, SessionKey};
use crate::demux::{Protocol, protocol};
use crate::dtls::{FromDtls, Refusal, ToDtls};
use crate::fanout::{AudioOut, Phase, Recipient, VideoOut};
use crate::ice_lite::Check;
use crate::rtcp::{Feedback, feedback};
use crate::srtp::{ControlCipher, MediaKeys, Sealer};
use crate::udp::Datagram;

/// Messages of the handshake thread to take before something else gets its turn.
const NEWS_AT_A_TIME: usize = 512;

impl Engine {
    pub(super) fn datagram(&mut self, datagram: Datagram, now: Instant) {
        let Some(protocol) = protocol(&datagram.data) else {
            self.stats.dropped_malformed += 1;
            return;
        };
        if protocol == Protocol::Stun {
            self.stun(datagram, now);
            return;
        }
        let Some(key) = self.routes.session_by_address(datagram.from) else {
            self.stats.dropped_unknown_sender += 1;
            return;
        };
        let Some(session) = self.sessions.get_mut(&key) else {
            return;
        };
        if protocol == Protocol::Dtls {
            let is_connected = session.is_connected;
            match session.handshake.admit(&datagram.data, is_connected, now) {
                Ok(()) => {}
                Err(Refusal::Malformed) => {
                    self.stats.dropped_malformed += 1;
                    return;
                }
                Err(Refusal::OverBudget) => {
                    self.stats.dropped_dtls_busy += 1;
                    return;
                }
            }
        }
        match &mut session.side {
            Side::Publisher(publisher) => {
                if !publisher.admits(protocol, &datagram.data) {
                    self.stats.dropped_unauthentic += 1;
                    return;
                }
                publisher.read(now, datagram.from, datagram.data);
                self.drive_publisher(key, now);
            }
            Side::Viewer(_) if protocol == Protocol::Dtls => {
                let message = ToDtls::Datagram {
                    session: key,
                    data: datagram.data,
                };
                let queued = self
                    .to_dtls
                    .as_ref()
                    .is_some_and(|to| to.try_send(message).is_ok());
                self.stats.dropped_dtls_busy += u64::from(!queued);
            }
            Side::Viewer(_) if protocol == Protocol::Rtcp => self.viewer_rtcp(key, &datagram.data, now),
            // A viewer has nothing to send us in RTP.
            Side::Viewer(_) => self.stats.dropped_malformed += 1,
        }
    }

    fn stun(&mut self, datagram: Datagram, now: Instant) {
        let Some(check) = Check::parse(&datagram.data) else {
            self.stun_response(datagram, now);
            return;
        };
        let Some(key) = self.routes.session_by_ufrag(check.local_ufrag()) else {
            self.stats.dropped_unknown_sender += 1;
            return;
        };
        let Some(session) = self.sessions.get_mut(&key) else {
            return;
        };
        let crypto = self.identity.provider.crypto();
        let Some(proven) = check.prove(&session.local_ice.pwd, crypto) else {
            self.stats.dropped_unauthentic += 1;
            return;
        };
        self.routes.learn(datagram.from, key);
        match &mut session.side {
            Side::Publisher(publisher) => {
                publisher.checked(now, datagram.from, datagram.data, proven.nominates);
                self.drive_publisher(key, now);
            }
            Side::Viewer(viewer) => {
                let response = proven.response(datagram.from, &session.local_ice.pwd, crypto);
                if let Some(response) = response {
                    self.network.send(datagram.from, &response);
                }
                if !proven.conflicts
                    && viewer.proven(datagram.from, proven.nominates, now)
                    && let Some(room) = self.rooms.get_mut(&session.stream)
                    && let Some(recipient) = room.recipient(key)
                {
                    recipient.to = datagram.from;
                }
            }
        }
    }

    /// The library's lite agent checks back on its own before it takes a pair,
    /// and proves the answer itself; only publishers have such an agent.
    fn stun_response(&mut self, datagram: Datagram, now: Instant) {
        let key = self.routes.session_by_address(datagram.from);
        let publisher = key
            .and_then(|key| self.sessions.get_mut(&key))
            .and_then(Session::publisher);
        match (key, publisher) {
            (Some(key), Some(publisher)) => {
                publisher.answered(now, datagram.from, datagram.data);
                self.drive_publisher(key, now);
            }
            _ => self.stats.dropped_malformed += 1,
        }
    }

    pub(super) fn dtls_news(&mut self, now: Instant) {
        for _ in 0..NEWS_AT_A_TIME {
            let Ok(news) = self.from_dtls.try_recv() else {
                return;
            };
            match news {
                FromDtls::Send { session, data } => {
                    let path = self
                        .sessions
                        .get_mut(&session)
                        .and_then(Session::viewer)
                        .and_then(|viewer| viewer.path);
                    if let Some(path) = path {
                        self.network.send(path, &data);
                    }
                }
                FromDtls::Farewell { to, data } => self.network.send(to, &data),
                FromDtls::Keys {
                    session,
                    keys,
                    certificate,
                } => self.viewer_keys(session, &keys, &certificate, now),
                FromDtls::Closed { session } => self.remove_session(session, now),
            }
        }
    }

    /// A viewer's handshake is done: it becomes a recipient, if it is who its
    /// offer said (RFC 8122 section 6.2).
    fn viewer_keys(&mut self, key: SessionKey, keys: &MediaKeys, certificate: &[u8], now: Instant) {
        let crypto = self.identity.provider.crypto();
        let Some(session) = self.sessions.get_mut(&key) else {
            return;
        };
        let stream = session.stream;
        let Some(viewer) = session.viewer() else {
            return;
        };
        let genuine = viewer.fingerprint.matches(certificate);
        let sent = self.rooms.get(&stream).and_then(|room| room.video_codec);
        let sending = viewer.sending;
        let (Some(to), true, Some(sealer), Some(control)) = (
            viewer.path,
            genuine && viewer.decodes(sent),
            Sealer::new(keys, crypto),
            ControlCipher::new(keys, crypto),
        ) else {
            self.stats.dropped_unauthentic += u64::from(!genuine);
            self.remove_session(key, now);
            return;
        };
        viewer.control = Some(control);
        session.is_connected = true;
        let recipient = Recipient {
            session: key,
            to,
            sealer,
            video: sending.video.map(|track| VideoOut {
                payload_type: track.payload_type,
                rtx_payload_type: track.rtx_payload_type,
                rtx_sequence: 0,
                rollover: 0,
                phase: Phase::Waiting,
                packets: 0,
                octets: 0,
            }),
            audio: sending.audio.map(|track| AudioOut {
                payload_type: track.payload_type,
                rollover: None,
                packets: 0,
                octets: 0,
            }),
            next_report: now,
        };
        if let Some(room) = self.rooms.get_mut(&stream) {
            room.join(recipient, now);
        }
        self.ask_if_waited_for(stream, now);
    }

    fn viewer_rtcp(&mut self, key: SessionKey, sealed: &[u8], now: Instant) {
        let crypto = self.identity.provider.crypto();
        let Some(session) = self.sessions.get_mut(&key) else {
            return;
        };
        let stream = session.stream;
        let Some(viewer) = session.viewer() else {
            return;
        };
        let Some(control) = viewer.control.as_mut() else {
            self.stats.dropped_unauthentic += 1;
            return;
        };
        let opened = control.open(sealed);
        if control.is_worn() {
            control.renew(crypto);
        }
        let Some(plain) = opened else {
            self.stats.dropped_unauthentic += 1;
            return;
        };
        let Some(room) = self.rooms.get_mut(&stream) else {
            return;
        };
        let mut wants_key_frame = false;
        let mut leaves = false;
        for said in feedback(&plain) {
            match said {
                Feedback::Nack { ssrc, sequences } if ssrc == room.sources.video_ssrc => {
                    for sequence in sequences {
                        self.stats.nacks_in += 1;
                        let round_trip = viewer.round_trip();
                        let repairs = &mut viewer.repairs;
                        let sent = room.resend(&mut self.network, key, sequence, || {
                            repairs.grant(sequence, round_trip, now)
                        });
                        if sent == Some(true) {
                            self.stats.rtx_out += 1;
                        } else {
                            self.stats.rtx_refused += 1;
                        }
                    }
                }
                Feedback::Nack { .. } => {}
                Feedback::KeyFrame => {
                    self.stats.plis_in += 1;
                    wants_key_frame |= room.wants_key_frame(now) && viewer.may_ask_key_frame(now);
                }
                Feedback::Report(block) => {
                    if let Some(ntp_middle) = room.ntp_middle(now) {
                        viewer.reported(&block, ntp_middle);
                    }
                }
                Feedback::Goodbye => leaves = true,
            }
        }
        if wants_key_frame {
            self.request_key_frame(stream, now);
        }
        if leaves {
            self.remove_session(key, now);
        }
    }
}
