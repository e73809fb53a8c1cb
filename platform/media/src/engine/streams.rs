//! What sessions mean for their stream: publishers coming, going and coming
//! back, and the end.

use std::sync::mpsc::TrySendError;
use std::time::Instant;

use super::session::{Session, Side};
use super::{Engine, SessionKey};
use crate::dtls::ToDtls;
use crate::event::{EndReason, MediaEvent};
use crate::packet::StreamId;
use crate::publisher::FromPublisher;
use crate::rtcp::goodbye;
use crate::viewer::Viewer;

impl Engine {
    /// Takes what a publisher's peer has for us and sends what it has for the
    /// publisher. Nothing for other sessions.
    pub(super) fn drive_publisher(&mut self, key: SessionKey, now: Instant) {
        let Some(session) = self.sessions.get_mut(&key) else {
            return;
        };
        let stream = session.stream;
        let Some(publisher) = session.publisher() else {
            return;
        };
        let mut news = Vec::new();
        publisher.poll(now, &mut news);
        self.stats.duplicates_in += std::mem::take(&mut publisher.duplicates);
        while let Some((to, data)) = publisher.poll_write() {
            self.network.send(to, &data);
        }
        for item in news {
            match item {
                FromPublisher::Connected => self.publisher_connected(key, stream, now),
                FromPublisher::Closed => {
                    // Its resource stays known: the DELETE that ends the
                    // stream may come after the goodbye.
                    if !self.rooms.get(&stream).is_some_and(|room| room.has_started) {
                        self.remove_session(key, now);
                    }
                    return;
                }
                FromPublisher::Packet { number, packet } => {
                    let Some(room) = self.rooms.get_mut(&stream) else {
                        return;
                    };
                    room.packet(&mut self.network, number, packet);
                    if room.is_lost && room.has_started {
                        room.is_lost = false;
                        self.emit(MediaEvent::PublisherBack { stream });
                    }
                }
                FromPublisher::Report(report) => {
                    if let Some(room) = self.rooms.get_mut(&stream) {
                        room.last_heard = now;
                        room.report(report);
                    }
                }
            }
        }
    }

    fn publisher_connected(&mut self, key: SessionKey, stream: StreamId, now: Instant) {
        if let Some(session) = self.sessions.get_mut(&key) {
            session.is_connected = true;
        }
        let recorders = self.recorders.clone();
        let Some(room) = self.rooms.get_mut(&stream) else {
            return;
        };
        room.last_heard = now;
        let is_first = !room.has_started;
        if is_first {
            room.has_started = true;
            room.record_to(recorders.open(stream, room.key_frame_wish.clone()));
        }
        room.begin(now);
        let was_lost = std::mem::take(&mut room.is_lost);
        let (video, audio) = (room.video_codec, room.has_audio);
        if is_first {
            self.emit(MediaEvent::Started { stream, video, audio });
        } else if was_lost {
            self.emit(MediaEvent::PublisherBack { stream });
        }
    }

    pub(super) fn request_key_frame(&mut self, stream: StreamId, now: Instant) {
        let Some(key) = self.rooms.get(&stream).and_then(|room| room.publisher) else {
            return;
        };
        let publisher = self.sessions.get_mut(&key).and_then(Session::publisher);
        if publisher.is_some_and(|publisher| publisher.request_key_frame(now)) {
            if let Some(room) = self.rooms.get(&stream) {
                room.key_frame_wish.hear();
            }
            self.stats.plis_out += 1;
            self.drive_publisher(key, now);
        }
    }

    /// Asks for a key frame where someone can't start without.
    pub(super) fn ask_if_waited_for(&mut self, stream: StreamId, now: Instant) {
        if self
            .rooms
            .get(&stream)
            .is_some_and(|room| room.is_waiting_for_key_frame())
        {
            self.request_key_frame(stream, now);
        }
    }

    /// Forgets a session and says goodbye to its peer. A stream outlives its
    /// publisher's session until its time is up.
    pub(super) fn remove_session(&mut self, key: SessionKey, now: Instant) {
        let Some(mut session) = self.sessions.remove(&key) else {
            return;
        };
        self.resources.remove(&session.resource);
        let stream = session.stream;
        match &mut session.side {
            Side::Publisher(publisher) => {
                publisher.close();
                while let Some((to, data)) = publisher.poll_write() {
                    self.network.send(to, &data);
                }
            }
            Side::Viewer(viewer) => {
                if let Some(path) = viewer.path {
                    self.farewell(&mut session, path);
                    self.closing.push_back(ToDtls::Close {
                        session: key,
                        to: path,
                    });
                    self.say_goodbyes();
                }
            }
        }
        self.routes.forget(key, &session.local_ice.ufrag);
        let Some(room) = self.rooms.get_mut(&stream) else {
            return;
        };
        room.leave(key);
        if room.publisher == Some(key) {
            room.publisher = None;
            if !room.has_started {
                // It never was a stream to anyone but those who waited for it.
                self.end_stream(stream, EndReason::PublisherLeft, now);
            }
        }
    }

    /// Removes those of a stream's viewers that `goes` is true of, half-open
    /// ones too.
    pub(super) fn dismiss_viewers(&mut self, stream: StreamId, goes: impl Fn(&Viewer) -> bool, now: Instant) {
        let gone: Vec<SessionKey> = self
            .sessions
            .iter()
            .filter(|(_, session)| session.stream == stream)
            .filter_map(|(key, session)| match &session.side {
                Side::Viewer(viewer) if goes(viewer) => Some(*key),
                _ => None,
            })
            .collect();
        for key in gone {
            self.remove_session(key, now);
        }
    }

    /// What has no room now is said later: the handshake thread keeps every
    /// association until it is told.
    pub(super) fn say_goodbyes(&mut self) {
        let Some(to_dtls) = &self.to_dtls else {
            return;
        };
        while let Some(goodbye) = self.closing.pop_front() {
            if let Err(TrySendError::Full(goodbye)) = to_dtls.try_send(goodbye) {
                self.closing.push_front(goodbye);
                return;
            }
        }
    }

    /// RTCP BYE, so that a player knows at once.
    fn farewell(&mut self, session: &mut Session, path: std::net::SocketAddr) {
        let Some(room) = self.rooms.get(&session.stream) else {
            return;
        };
        let sources = room.sources;
        let sealed = session
            .viewer()
            .and_then(|viewer| viewer.control.as_mut())
            .and_then(|control| control.seal(&goodbye(&[sources.video_ssrc, sources.audio_ssrc])));
        if let Some(sealed) = sealed {
            self.network.send(path, &sealed);
        }
    }

    /// Ends a stream and all its sessions.
    pub(super) fn end_stream(&mut self, stream: StreamId, reason: EndReason, now: Instant) {
        let sessions: Vec<SessionKey> = self
            .sessions
            .iter()
            .filter(|(_, session)| session.stream == stream)
            .map(|(key, _)| *key)
            .collect();
        let Some(room) = self.rooms.get_mut(&stream) else {
            return;
        };
        // Else removing its session would end the stream once more.
        room.publisher = None;
        for key in sessions {
            self.remove_session(key, now);
        }
        let Some(mut room) = self.rooms.remove(&stream) else {
            return;
        };
        room.end();
        self.stats.ingest_dropped += room.ingest_dropped;
        if room.has_started {
            self.emit(MediaEvent::Ended { stream, reason });
        }
    }
}
