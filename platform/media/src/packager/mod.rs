//! From a publisher's packets to HLS: fragmented MP4 segments that every
//! player takes, in sync and without broken pictures, whatever the network did
//! to the packets. Pure: packets and times go in, segments come out; no
//! sockets, no clock, no storage. Those are around it: [`live_window`] keeps
//! the newest segments, [`recorder`] drives a packager and stores.

mod fmp4;
pub mod h264;
pub mod live_window;
mod opus;
pub mod playlist;
pub mod recorder;
mod reorder;
mod segmenter;
mod session;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod timeline;
mod track_clock;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bytes::Bytes;
use chrono::{DateTime, Utc};

use crate::packet::{Ingest, Kind, VideoCodec};
use crate::vault::{RecordKind, SegmentRecord};
use fmp4::Tracks;
use segmenter::{Segment, whole_millis};
use session::{Event, Session};

/// How a packager cuts and how long it waits.
#[derive(Debug, Clone)]
pub struct PackagerConfig {
    /// The length segments aim at.
    pub target: Duration,
    /// A segment that found no key frame for this long ends there; what
    /// follows waits for one.
    pub longest: Duration,
    /// The same by weight, in bytes.
    pub heaviest: usize,
    /// How long a missing packet is waited for.
    pub reorder_hold: Duration,
    /// How many packets may wait behind a missing one.
    pub reorder_packets: usize,
    /// How long the start waits for both tracks' first sender reports, so that
    /// sound and picture match from the first segment on. Browsers send the
    /// audio one after about 2.5 s.
    pub sync_wait: Duration,
    /// How long the start waits for video before it goes on with sound alone.
    pub video_wait: Duration,
    /// How long a finished stretch of video waits for its sound.
    pub audio_wait: Duration,
    /// Where an earlier packager of this stream left off.
    pub resume: Option<Resume>,
}

impl Default for PackagerConfig {
    fn default() -> Self {
        Self {
            target: Duration::from_secs(2),
            longest: Duration::from_secs(20),
            heaviest: 8 << 20,
            reorder_hold: Duration::from_millis(500),
            reorder_packets: 1_024,
            sync_wait: Duration::from_secs(3),
            video_wait: Duration::from_secs(5),
            audio_wait: Duration::from_secs(1),
            resume: None,
        }
    }
}

/// Where a stream's packaging goes on after the process was restarted: numbers
/// go on too, because a segment's number is its initialization vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resume {
    /// The number of the next media segment.
    pub segment: u32,
    /// The number of the next init section.
    pub init: u32,
    /// Where the last segment ended on the stream's timeline.
    pub end: Duration,
}

impl Resume {
    /// After what is durably stored of a stream; `None` if nothing is. No number
    /// comes again, even where a hole keeps what follows from being played.
    pub fn after(records: &[SegmentRecord]) -> Option<Self> {
        let newest = |kind| {
            records
                .iter()
                .filter(move |record| record.kind == kind)
                .max_by_key(|record| record.index)
        };
        let last = newest(RecordKind::Media);
        let init = newest(RecordKind::Init);
        if last.is_none() && init.is_none() {
            return None;
        }
        let after =
            |record: Option<&SegmentRecord>| record.map_or(Some(1), |record| record.index.checked_add(1));
        let end = last.map_or(Some(Duration::ZERO), |last| {
            let start = Duration::from_millis(u64::try_from(last.start_ms).ok()?);
            let duration = Duration::from_micros(u64::try_from(last.duration_us).ok()?);
            Some(start + duration)
        })?;
        Some(Self {
            segment: after(last)?,
            init: after(init)?,
            end,
        })
    }
}

/// An init section (`EXT-X-MAP`): what a player needs before the segments that
/// name it.
#[derive(Debug, Clone)]
pub struct InitSegment {
    /// Counts from 1 within the stream.
    pub index: u32,
    /// Where the first segment it is for starts on the stream's timeline.
    pub start: Duration,
    /// When that was sent.
    pub program_date_time: DateTime<Utc>,
    pub bytes: Bytes,
}

/// A media segment.
#[derive(Debug, Clone)]
pub struct MediaSegment {
    /// Counts from 1 within the stream, without holes.
    pub index: u32,
    /// The [`InitSegment`] it needs.
    pub init: u32,
    /// On the stream's timeline, which leaves out the time nothing was sent.
    pub start: Duration,
    pub duration: Duration,
    /// When its first sample was sent.
    pub program_date_time: DateTime<Utc>,
    /// Whether it does not continue the segment before it: the publisher came
    /// back with a new session, or the tracks are others.
    pub discontinuity: bool,
    pub bytes: Bytes,
}

/// What comes out of a [`Packager`].
#[derive(Debug, Clone)]
pub enum Output {
    Init(InitSegment),
    Segment(MediaSegment),
    /// The publisher should be asked for a key frame. Comes again until one
    /// arrives.
    WantKeyFrame,
    /// The publisher's video can't be packaged; nothing of the session is.
    Unrecordable(VideoCodec),
    /// Packets never came. Video stands still until the next key frame; sound
    /// stretches over the hole.
    Gap {
        kind: Kind,
        packets: u64,
    },
}

/// One stream's packager.
#[derive(Debug)]
pub struct Packager {
    config: PackagerConfig,
    started_at: DateTime<Utc>,
    epoch: Instant,
    session: Option<Session>,
    /// Where the timeline ends so far; whole milliseconds between sessions.
    end: Duration,
    next_segment: u32,
    next_init: u32,
    /// The tracks of the newest init section, and its number.
    init: Option<(Tracks, u32)>,
    outputs: VecDeque<Output>,
}

impl Packager {
    /// `started_at` is the wall-clock time of `epoch`; all arrivals are later
    /// than that.
    pub fn new(config: PackagerConfig, started_at: DateTime<Utc>, epoch: Instant) -> Self {
        let resume = config.resume.unwrap_or(Resume {
            segment: 1,
            init: 1,
            end: Duration::ZERO,
        });
        Self {
            config,
            started_at,
            epoch,
            session: None,
            end: whole_millis(resume.end),
            next_segment: resume.segment,
            next_init: resume.init,
            init: None,
            outputs: VecDeque::new(),
        }
    }

    /// Takes what the engine says of the stream.
    pub fn push(&mut self, input: Ingest) {
        match input {
            Ingest::Begin { video, audio, at } => {
                self.close_session();
                match video {
                    Some(codec) if !codec.is_recordable() => {
                        self.outputs.push_back(Output::Unrecordable(codec));
                    }
                    _ => {
                        let mut session =
                            Session::new(&self.config, self.epoch, at, video.is_some(), audio, self.end);
                        session.tick(at);
                        self.session = Some(session);
                    }
                }
            }
            Ingest::Packet(packet) => {
                if let Some(session) = &mut self.session {
                    session.packet(packet);
                }
            }
            Ingest::Report(report) => {
                if let Some(session) = &mut self.session {
                    session.report(&report);
                }
            }
            Ingest::End => self.close_session(),
        }
        self.take_events();
    }

    /// Lets waits run out; to be called some times a second.
    pub fn tick(&mut self, now: Instant) {
        if let Some(session) = &mut self.session {
            session.tick(now);
        }
        self.take_events();
    }

    /// The next output, in order.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Where the stream's timeline ends so far: the sum of all segments'
    /// durations.
    pub fn duration(&self) -> Duration {
        self.end
    }

    fn close_session(&mut self) {
        if let Some(session) = &mut self.session {
            session.end();
        }
        self.take_events();
        if let Some(session) = self.session.take() {
            self.end = session.base();
        }
    }

    fn take_events(&mut self) {
        while let Some(event) = self.session.as_mut().and_then(Session::poll) {
            match event {
                Event::Segment {
                    segment,
                    wall,
                    starts_run,
                } => self.write(&segment, wall, starts_run),
                Event::Gap { kind, packets } => {
                    self.outputs.push_back(Output::Gap { kind, packets });
                }
                Event::WantKeyFrame => self.outputs.push_back(Output::WantKeyFrame),
            }
        }
    }

    fn write(&mut self, segment: &Segment, wall: Duration, starts_run: bool) {
        let program_date_time = self.started_at + wall;
        let init = match &self.init {
            Some((tracks, index)) if *tracks == segment.tracks => *index,
            _ => {
                let Some(bytes) = fmp4::init_section(&segment.tracks) else {
                    tracing::warn!("segment dropped: its parameter sets cannot be written");
                    return;
                };
                let index = self.next_init;
                self.next_init += 1;
                self.init = Some((segment.tracks.clone(), index));
                self.outputs.push_back(Output::Init(InitSegment {
                    index,
                    start: segment.start,
                    program_date_time,
                    bytes,
                }));
                index
            }
        };
        let index = self.next_segment;
        let Some(bytes) = fmp4::media_segment(index, &segment.video, &segment.audio) else {
            tracing::warn!(index, "segment dropped: too large to be written");
            return;
        };
        self.next_segment += 1;
        self.end = segment.end;
        self.outputs.push_back(Output::Segment(MediaSegment {
            index,
            init,
            start: segment.start,
            duration: segment.end.saturating_sub(segment.start),
            program_date_time,
            discontinuity: starts_run && index > 1,
            bytes,
        }));
    }
}
