//! What time does: sessions that never connected, consent that ran out,
//! publishers that fell silent, reports and key frames that are due.

use std::time::{Duration, Instant};

use super::session::{Session, Side};
use super::{Engine, SessionKey};
use crate::event::{EndReason, MediaEvent};
use crate::packet::StreamId;

/// A recorded stream is cut into segments at its key frames, so they have to
/// come about this often.
const KEY_FRAME_EVERY: Duration = Duration::from_secs(2);
/// A request may be lost, and an encoder takes a moment to follow it.
const KEY_FRAME_PATIENCE: Duration = Duration::from_millis(500);
/// Seconds in a row above the most a publisher may send before it is closed:
/// an encoder overshoots for a second or two.
const HEAVY_PERIODS: u32 = 5;

impl Engine {
    pub(super) fn housekeeping(&mut self, now: Instant) {
        self.reap(now);
        self.say_goodbyes();
        let streams: Vec<StreamId> = self.rooms.keys().copied().collect();
        for stream in streams {
            self.check_publisher(stream, now);
            self.check_key_frames(stream, now);
            self.measure(stream, now);
            self.report_to_viewers(stream, now);
        }
    }

    fn reap(&mut self, now: Instant) {
        let half_open_for = self.config.half_open_for;
        let gone: Vec<(SessionKey, bool)> = self
            .sessions
            .iter()
            .filter_map(|(key, session)| {
                let age = now.saturating_duration_since(session.created);
                let never_came = !session.is_connected && age >= half_open_for;
                let no_consent = match &session.side {
                    Side::Viewer(viewer) => session.is_connected && !viewer.has_consent(now),
                    // The stream's own silence decides on a publisher.
                    Side::Publisher(_) => false,
                };
                (never_came || no_consent).then_some((*key, never_came))
            })
            .collect();
        for (key, never_came) in gone {
            self.stats.reaped += u64::from(never_came);
            self.remove_session(key, now);
        }
    }

    fn check_publisher(&mut self, stream: StreamId, now: Instant) {
        let Some(room) = self.rooms.get_mut(&stream).filter(|room| room.has_started) else {
            return;
        };
        let silence = now.saturating_duration_since(room.last_heard);
        if silence >= self.config.end_after {
            self.end_stream(stream, EndReason::PublisherTimeout, now);
        } else if silence >= self.config.lost_after && !room.is_lost {
            room.is_lost = true;
            self.emit(MediaEvent::PublisherLost { stream });
        }
    }

    fn check_key_frames(&mut self, stream: StreamId, now: Instant) {
        let Some(room) = self.rooms.get(&stream) else {
            return;
        };
        let due = room.is_recorded() && room.key_frame_age(now).is_none_or(|age| age >= KEY_FRAME_EVERY);
        if !due && !room.is_waiting_for_key_frame() && !room.recorder_wants_key_frame() {
            return;
        }
        let asked = room
            .publisher
            .and_then(|key| self.sessions.get_mut(&key))
            .and_then(Session::publisher)
            .is_some_and(|publisher| publisher.asked_key_frame_within(KEY_FRAME_PATIENCE, now));
        if !asked {
            self.request_key_frame(stream, now);
        }
    }

    fn measure(&mut self, stream: StreamId, now: Instant) {
        let Some(room) = self.rooms.get_mut(&stream) else {
            return;
        };
        let publisher = room
            .publisher
            .and_then(|key| self.sessions.get_mut(&key))
            .and_then(Session::publisher);
        room.meter.tick(now, self.config.max_bitrate, || {
            publisher.map_or((0, 0), |publisher| publisher.take_loss())
        });
        if room.meter.heavy_periods >= HEAVY_PERIODS
            && let Some(key) = room.publisher
        {
            room.meter.heavy_periods = 0;
            let bitrate = room.meter.bitrate;
            self.emit(MediaEvent::TooHeavy { stream, bitrate });
            self.remove_session(key, now);
        }
    }

    fn report_to_viewers(&mut self, stream: StreamId, now: Instant) {
        let Some(room) = self.rooms.get_mut(&stream) else {
            return;
        };
        let (sessions, network) = (&mut self.sessions, &mut self.network);
        room.due_reports(now, |key, compound| {
            let Some(viewer) = sessions.get_mut(&key).and_then(Session::viewer) else {
                return;
            };
            let sealed = viewer
                .control
                .as_mut()
                .and_then(|control| control.seal(&compound));
            if let (Some(sealed), Some(path)) = (sealed, viewer.path) {
                network.send(path, &sealed);
            }
        });
    }
}
