//! Serving the handle's commands.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::session::{Session, Side};
use super::{Engine, SessionKey};
use crate::command::{Answer, Command, OwnerKey, PatchOutcome, ResourceId, Role, ViewerKey};
use crate::dtls;
use crate::error::MediaError;
use crate::event::EndReason;
use crate::packet::{StreamId, VideoCodec};
use crate::publisher::{Terms, negotiate};
use crate::room::Room;
use crate::sdp::{
    Fragment, IceCredentials, Offer, Section, accept, restart_fragment, viewer_answer, with_candidates,
};
use crate::snapshot::{EngineStats, StreamSnapshot};
use crate::viewer::Viewer;

/// A connected publisher that sends nothing for this long may be taken over by
/// its own account: sound alone comes fifty times a second.
const TAKEOVER_SILENCE: Duration = Duration::from_secs(2);

impl Engine {
    pub(super) fn command(&mut self, command: Command, now: Instant) {
        if command.is_abandoned() {
            return;
        }
        // A caller that stopped waiting doesn't want the answer.
        match command {
            Command::Publish {
                stream,
                owner,
                offer,
                reply,
            } => {
                let undelivered = reply.send(self.publish(stream, owner, &offer, now));
                self.withdraw(undelivered, now);
            }
            Command::Watch {
                stream,
                viewer,
                offer,
                reply,
            } => {
                let undelivered = reply.send(self.watch(stream, viewer, &offer, now));
                self.withdraw(undelivered, now);
            }
            Command::Patch {
                resource,
                if_match,
                fragment,
                reply,
            } => {
                let _ = reply.send(self.patch(resource, if_match.as_deref(), &fragment, now));
            }
            Command::Close { resource, reply } => {
                let _ = reply.send(self.close_resource(resource, now));
            }
            Command::End { stream, reply } => {
                let known = self.rooms.contains_key(&stream);
                self.end_stream(stream, EndReason::Closed, now);
                let _ = reply.send(known.then_some(()).ok_or(MediaError::UnknownStream));
            }
            Command::Viewers { stream, reply } => {
                let _ = reply.send(self.viewers(stream));
            }
            Command::DismissViewers {
                stream,
                viewers,
                reply,
            } => {
                let known = self.rooms.contains_key(&stream);
                self.dismiss_viewers(stream, |viewer| viewers.contains(&viewer.key), now);
                let _ = reply.send(known.then_some(()).ok_or(MediaError::UnknownStream));
            }
            Command::DismissPublisher { stream, reply } => {
                let publisher = self.rooms.get(&stream).map(|room| room.publisher);
                if let Some(Some(key)) = publisher {
                    self.remove_session(key, now);
                }
                let _ = reply.send(publisher.map(|_| ()).ok_or(MediaError::UnknownStream));
            }
            Command::Streams { reply } => {
                let _ = reply.send(self.rooms.keys().copied().collect());
            }
            Command::Resource { resource, reply } => {
                let found = self.resources.get(&resource).and_then(|key| {
                    let session = self.sessions.get(key)?;
                    Some((session.stream, session.role()))
                });
                let _ = reply.send(found);
            }
            Command::Snapshot { stream, reply } => {
                let _ = reply.send(self.snapshot(stream, now));
            }
            Command::Stats { reply } => {
                let _ = reply.send(self.stats());
            }
            Command::Shutdown { .. } => {}
        }
    }

    /// Nobody learned of the session that was just made: it can't come to be.
    fn withdraw(&mut self, delivery: Result<(), Result<Answer, MediaError>>, now: Instant) {
        if let Err(Ok(answer)) = delivery
            && let Some(key) = self.resources.get(&answer.resource).copied()
        {
            self.remove_session(key, now);
        }
    }

    fn publish(
        &mut self,
        stream: StreamId,
        owner: OwnerKey,
        text: &str,
        now: Instant,
    ) -> Result<Answer, MediaError> {
        if let Some(room) = self.rooms.get(&stream) {
            let previous = room.publisher;
            if room.owner != owner || previous.is_some_and(|key| self.is_live(key, now)) {
                return Err(MediaError::Occupied);
            }
        }
        let offer = Offer::parse(text)?;
        self.admit_stream(stream, owner)?;
        self.admit_half_open(Role::Publisher)?;
        let Terms {
            publisher,
            answer,
            local_ice,
            h264_profile,
        } = negotiate(text, &offer, &self.identity, self.publisher_local.clone(), now)?;

        let entropy = self.entropy.clone();
        let room = self
            .rooms
            .entry(stream)
            .or_insert_with(|| Room::new(owner, &*entropy, now));
        let previous = room.publisher.take();
        let codec = publisher.video_codec();
        room.video_codec = codec;
        room.h264_profile = h264_profile;
        room.has_audio = publisher.has_audio();
        if let Some(previous) = previous {
            self.remove_session(previous, now);
        }
        // What they agreed to decode is not what comes: they have to ask anew.
        self.dismiss_viewers(stream, |viewer| !viewer.decodes(codec), now);
        let key = self.insert_session(
            stream,
            local_ice,
            &offer,
            Side::Publisher(Box::new(publisher)),
            now,
        );
        if let Some(room) = self.rooms.get_mut(&stream) {
            room.publisher = Some(key);
        }
        let sdp = with_candidates(&answer, &self.candidates);
        self.drive_publisher(key, now);
        self.answer(key, sdp)
    }

    fn is_live(&self, key: SessionKey, now: Instant) -> bool {
        self.sessions
            .get(&key)
            .is_some_and(|session| match &session.side {
                Side::Publisher(publisher) => {
                    publisher.is_connected
                        && !publisher.is_closed
                        && now.saturating_duration_since(publisher.last_heard) < TAKEOVER_SILENCE
                }
                Side::Viewer(_) => false,
            })
    }

    /// As whom `stream` is watched, each once.
    fn viewers(&self, stream: StreamId) -> Vec<ViewerKey> {
        let watching = self.sessions.values().filter(|session| session.stream == stream);
        let keys: HashSet<ViewerKey> = watching
            .filter_map(|session| match &session.side {
                Side::Viewer(viewer) => Some(viewer.key),
                Side::Publisher(_) => None,
            })
            .collect();
        keys.into_iter().collect()
    }

    fn watch(
        &mut self,
        stream: StreamId,
        viewer: ViewerKey,
        text: &str,
        now: Instant,
    ) -> Result<Answer, MediaError> {
        if !self.rooms.contains_key(&stream) {
            return Err(MediaError::UnknownStream);
        }
        let offer = Offer::parse(text)?;
        let viewers = self
            .sessions
            .values()
            .filter(|session| session.role() == Role::Viewer)
            .count();
        if viewers >= self.config.max_viewers {
            return Err(MediaError::TooMany);
        }
        self.admit_half_open(Role::Viewer)?;
        let Some(room) = self.rooms.get(&stream) else {
            return Err(MediaError::UnknownStream);
        };
        let video = room.video_codec.unwrap_or(VideoCodec::H264);
        let sending = accept(&offer, video, room.h264_profile)?;
        let ice = IceCredentials::random(&*self.entropy);
        let mut session_id = [0u8; 8];
        self.entropy.fill(&mut session_id);
        let sdp = viewer_answer(
            &offer,
            &sending,
            room.sources,
            &ice,
            &self.identity.fingerprint,
            &self.candidates,
            // RFC 9429 section 5.2.1: 62 bits keep it a positive number everywhere.
            u64::from_be_bytes(session_id) >> 2,
        );
        let codec = sending.video.map(|_| video);
        let viewer = Viewer::new(viewer, offer.fingerprint.clone(), sending, codec, now);
        let key = self.insert_session(stream, ice, &offer, Side::Viewer(Box::new(viewer)), now);
        self.answer(key, sdp)
    }

    fn admit_stream(&self, stream: StreamId, owner: OwnerKey) -> Result<(), MediaError> {
        if self.rooms.contains_key(&stream) {
            return Ok(());
        }
        let owned = self.rooms.values().filter(|room| room.owner == owner).count();
        if self.rooms.len() >= self.config.max_streams || owned >= self.config.max_streams_per_owner {
            return Err(MediaError::TooMany);
        }
        Ok(())
    }

    fn admit_half_open(&self, role: Role) -> Result<(), MediaError> {
        let half_open = self
            .sessions
            .values()
            .filter(|session| !session.is_connected && session.role() == role)
            .count();
        let most = match role {
            Role::Publisher => self.config.max_half_open_publishers,
            Role::Viewer => self.config.max_half_open,
        };
        if half_open >= most {
            return Err(MediaError::TooMany);
        }
        Ok(())
    }

    fn insert_session(
        &mut self,
        stream: StreamId,
        local_ice: IceCredentials,
        offer: &Offer,
        side: Side,
        now: Instant,
    ) -> SessionKey {
        let key = SessionKey(self.next_session);
        self.next_session += 1;
        let mut random = [0u8; 16];
        self.entropy.fill(&mut random);
        let resource = ResourceId(uuid_v4(random));
        let mid = offer
            .sections
            .iter()
            .find(|section| section.is_media())
            .map(|section: &Section| section.mid.clone())
            .unwrap_or_default();
        self.routes.add_ufrag(&local_ice.ufrag, key);
        self.resources.insert(resource, key);
        self.sessions.insert(
            key,
            Session {
                resource,
                stream,
                created: now,
                is_connected: false,
                local_ice,
                remote_ice: offer.ice.clone(),
                mid,
                generation: 0,
                handshake: dtls::Budget::new(now),
                side,
            },
        );
        key
    }

    fn answer(&self, key: SessionKey, sdp: String) -> Result<Answer, MediaError> {
        let session = self.sessions.get(&key).ok_or(MediaError::Internal)?;
        Ok(Answer {
            resource: session.resource,
            sdp,
            etag: session.etag(),
        })
    }

    fn patch(
        &mut self,
        resource: ResourceId,
        if_match: Option<&str>,
        text: &str,
        now: Instant,
    ) -> Result<PatchOutcome, MediaError> {
        let key = *self.resources.get(&resource).ok_or(MediaError::UnknownResource)?;
        let session = self.sessions.get_mut(&key).ok_or(MediaError::UnknownResource)?;
        let fragment = Fragment::parse(text)?;
        let etag = session.etag();
        let is_current = if_match == Some(etag.as_str());
        let is_repeated = session.generation > 0 && fragment.ice.as_ref() == Some(&session.remote_ice);
        if is_repeated && if_match.is_some() && !is_current {
            // A restart that was done, by one who did not hear of it: the same
            // answer once more.
            return Ok(PatchOutcome::Restarted {
                fragment: restart_fragment(&session.local_ice, &session.mid, &self.candidates),
                etag,
            });
        }
        if if_match.is_some_and(|tag| tag != "*" && !is_current) {
            return Err(MediaError::Conflict);
        }
        let Some(remote) = fragment.ice.filter(|ice| *ice != session.remote_ice) else {
            // A lite agent answers whoever proves itself, from wherever.
            tracing::trace!(%key, candidates = fragment.candidates, "trickled");
            return Ok(PatchOutcome::Accepted);
        };
        // RFC 9725 section 4.3.1: a restart says which generation it ends, or
        // that any will do. Without, two could undo each other unseen.
        if if_match.is_none() {
            return Err(MediaError::Conflict);
        }
        let local = match &mut session.side {
            Side::Publisher(publisher) => publisher.restart_ice(&remote, now)?,
            Side::Viewer(_) => IceCredentials::random(&*self.entropy),
        };
        self.routes.remove_ufrag(&session.local_ice.ufrag);
        self.routes.add_ufrag(&local.ufrag, key);
        session.local_ice = local;
        session.remote_ice = remote;
        session.generation += 1;
        let outcome = PatchOutcome::Restarted {
            fragment: restart_fragment(&session.local_ice, &session.mid, &self.candidates),
            etag: session.etag(),
        };
        self.drive_publisher(key, now);
        Ok(outcome)
    }

    fn close_resource(&mut self, resource: ResourceId, now: Instant) -> Result<(), MediaError> {
        let key = *self.resources.get(&resource).ok_or(MediaError::UnknownResource)?;
        let session = self.sessions.get(&key).ok_or(MediaError::UnknownResource)?;
        match session.role() {
            Role::Publisher => self.end_stream(session.stream, EndReason::PublisherLeft, now),
            Role::Viewer => self.remove_session(key, now),
        }
        Ok(())
    }

    fn snapshot(&mut self, stream: StreamId, now: Instant) -> Option<StreamSnapshot> {
        let room = self.rooms.get(&stream)?;
        let connected = room
            .publisher
            .and_then(|key| self.sessions.get(&key))
            .is_some_and(|session| match &session.side {
                Side::Publisher(publisher) => publisher.is_connected && !publisher.is_closed,
                Side::Viewer(_) => false,
            });
        Some(StreamSnapshot {
            viewers: room.viewers(),
            publisher_connected: connected && !room.is_lost,
            video: room.video_codec,
            audio: room.has_audio,
            width: room.meter.size.map(|(width, _)| width),
            height: room.meter.size.map(|(_, height)| height),
            bitrate: room.meter.bitrate,
            frames_per_second: room.meter.frames_per_second,
            // The publisher's side alone could measure it: we send it no media.
            round_trip: None,
            loss: room.meter.loss,
            key_frame_age: room.key_frame_age(now),
        })
    }

    fn stats(&self) -> EngineStats {
        let sent = self.network.sender.counters;
        let mut stats = self.stats;
        stats.streams = self.rooms.len();
        stats.viewers = self.rooms.values().map(Room::viewers).sum();
        stats.half_open = self
            .sessions
            .values()
            .filter(|session| !session.is_connected)
            .count();
        stats.publishers = self
            .sessions
            .values()
            .filter(|session| session.is_connected && session.role() == Role::Publisher)
            .count();
        stats.packets_in = self.network.inbox.packets;
        stats.bytes_in = self.network.inbox.bytes;
        stats.packets_out = sent.packets;
        stats.bytes_out = sent.bytes;
        stats.send_calls = sent.calls;
        stats.send_gso_runs = sent.gso_runs;
        stats.send_dropped = sent.dropped;
        for room in self.rooms.values() {
            stats.ingest_dropped += room.ingest_dropped;
        }
        stats
    }
}

/// RFC 9562 section 5.4, of bytes drawn from the engine's own entropy.
fn uuid_v4(mut bytes: [u8; 16]) -> Uuid {
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    Uuid::from_bytes(bytes)
}
