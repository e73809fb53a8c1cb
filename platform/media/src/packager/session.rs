//! One publisher's session from packets to runs of segments: reorders,
//! depacketizes, relates the clocks and decides when a run starts and ends. A
//! run has fixed tracks and one unbroken timeline; what can't go on like that
//! (video that appears or stalls) ends it and the next one follows on.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::PackagerConfig;
use super::h264::{self, AccessUnit, Depacketizer, ParameterSets};
use super::reorder::{Limits, Ordered, ReorderBuffer};
use super::segmenter::{Cutting, Segment, Segmenter, whole_millis};
use super::timeline::{self, Stamp, Timeline, ticks};
use crate::packet::{Kind, Packet, SenderReport};

/// Frames held back while a run gathers, at most: far more than the waits
/// below let come together.
const MAX_GATHERED: usize = 4_096;

/// How often a key frame is wished for again.
const ASK_AGAIN: Duration = Duration::from_millis(500);

/// What a session tells the packager.
#[derive(Debug)]
pub(super) enum Event {
    Segment {
        segment: Segment,
        /// When its first sample was sent, after the packager's epoch.
        wall: Duration,
        starts_run: bool,
    },
    Gap {
        kind: Kind,
        packets: u64,
    },
    WantKeyFrame,
}

#[derive(Debug)]
pub(super) struct Session {
    config: PackagerConfig,
    now: Instant,
    video: Option<VideoIn>,
    audio: Option<ReorderBuffer>,
    timeline: Timeline,
    run: Run,
    /// Where the next run starts on the stream's timeline, in whole
    /// milliseconds.
    base: Duration,
    asked: Option<Instant>,
    events: VecDeque<Event>,
}

#[derive(Debug)]
struct VideoIn {
    reorder: ReorderBuffer,
    depacketizer: Depacketizer,
}

#[derive(Debug)]
enum Run {
    /// Frames wait until it is known which tracks there are and how their
    /// clocks relate.
    Gathering(Gathering),
    Running(Box<Running>),
}

#[derive(Debug, Default)]
struct Gathering {
    since: Option<Instant>,
    video: VecDeque<VideoFrame>,
    audio: VecDeque<AudioFrame>,
}

#[derive(Debug)]
struct Running {
    segmenter: Segmenter,
    origin: Origin,
    /// Sound came that this run has no track for.
    audio_appeared: bool,
}

/// How a run's stretch of the timeline relates to the clock on the wall.
#[derive(Debug)]
struct Origin {
    base: Duration,
    /// When what is at `base` was sent, after the packager's epoch.
    wall: Duration,
    has_cut: bool,
}

#[derive(Debug)]
struct VideoFrame {
    stamp: Stamp,
    data: Bytes,
    key: Option<ParameterSets>,
}

#[derive(Debug)]
struct AudioFrame {
    stamp: Stamp,
    data: Bytes,
}

impl Session {
    /// A session whose publisher will send these tracks, from `at` on; `base`
    /// is where it takes up the stream's timeline (whole milliseconds).
    pub(super) fn new(
        config: &PackagerConfig,
        epoch: Instant,
        at: Instant,
        video: bool,
        audio: bool,
        base: Duration,
    ) -> Self {
        let limits = Limits {
            packets: config.reorder_packets,
            hold: config.reorder_hold,
        };
        Self {
            config: config.clone(),
            now: at,
            video: video.then(|| VideoIn {
                reorder: ReorderBuffer::new(limits),
                depacketizer: Depacketizer::new(),
            }),
            audio: audio.then(|| ReorderBuffer::new(limits)),
            timeline: Timeline::new(epoch),
            run: Run::Gathering(Gathering::default()),
            base,
            asked: None,
            events: VecDeque::new(),
        }
    }

    pub(super) fn packet(&mut self, packet: Packet) {
        self.now = self.now.max(packet.arrival);
        match packet.kind {
            Kind::Video => {
                if let Some(video) = &mut self.video {
                    video.reorder.push(packet);
                }
            }
            Kind::Audio => {
                if let Some(audio) = &mut self.audio {
                    audio.push(packet);
                }
            }
        }
        self.advance();
    }

    pub(super) fn report(&mut self, report: &SenderReport) {
        self.now = self.now.max(report.arrival);
        self.timeline.report(report);
        self.advance();
    }

    pub(super) fn tick(&mut self, now: Instant) {
        self.now = self.now.max(now);
        self.advance();
    }

    /// Ends the session; the remaining events follow through [`Self::poll`].
    pub(super) fn end(&mut self) {
        self.take_in(true);
        if let Run::Gathering(gathering) = &self.run
            && !(gathering.video.is_empty() && gathering.audio.is_empty())
        {
            self.start_run();
        }
        self.end_run();
    }

    pub(super) fn poll(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Where another session may take up the timeline.
    pub(super) fn base(&self) -> Duration {
        self.base
    }

    fn advance(&mut self) {
        self.take_in(false);
        if self.is_gathered() {
            self.start_run();
        }
        self.cut();
        self.ask();
    }

    /// Moves packets out of the jitter buffers; all of them at the `end`.
    fn take_in(&mut self, end: bool) {
        while let Some(video) = &mut self.video {
            let ordered = if end {
                video.reorder.flush()
            } else {
                video.reorder.pop(self.now)
            };
            let unit = match ordered {
                Some(Ordered::Packet { packet, .. }) => video.depacketizer.push(packet),
                Some(Ordered::Lost { count }) => {
                    self.events.push_back(Event::Gap {
                        kind: Kind::Video,
                        packets: count,
                    });
                    video.depacketizer.lost()
                }
                None => break,
            };
            if let Some(unit) = unit {
                self.video_frame(unit);
            }
        }
        if end && let Some(unit) = self.video.as_mut().and_then(|video| video.depacketizer.flush()) {
            self.video_frame(unit);
        }
        while let Some(audio) = &mut self.audio {
            let ordered = if end { audio.flush() } else { audio.pop(self.now) };
            match ordered {
                Some(Ordered::Packet { packet, .. }) => self.audio_frame(packet),
                Some(Ordered::Lost { count }) => self.events.push_back(Event::Gap {
                    kind: Kind::Audio,
                    packets: count,
                }),
                None => break,
            }
        }
    }

    fn video_frame(&mut self, unit: AccessUnit) {
        let stamp = self.timeline.stamp(Kind::Video, unit.timestamp, unit.arrival);
        let data = h264::length_prefixed(&unit.units);
        let frame = VideoFrame {
            stamp,
            data,
            key: unit.key,
        };
        if frame.key.is_some() && self.lacks_a_track() {
            self.end_run();
        }
        match &mut self.run {
            Run::Gathering(gathering) => {
                if frame.key.is_some() || !gathering.video.is_empty() {
                    gathering.since.get_or_insert(stamp.arrival);
                    gathering.video.push_back(frame);
                }
            }
            Run::Running(run) => {
                if run.segmenter.has_video() {
                    let time = self.timeline.place(Kind::Video, stamp);
                    run.segmenter.video(time, frame.data, frame.key, stamp.arrival);
                }
            }
        }
        // Many frames may come out of a filled hole at once; none of them may
        // swell a segment that is complete.
        self.cut();
    }

    /// Whether a key frame is the chance to begin a run with more tracks.
    fn lacks_a_track(&self) -> bool {
        match &self.run {
            Run::Running(run) => !run.segmenter.has_video() || run.audio_appeared,
            Run::Gathering(_) => false,
        }
    }

    fn audio_frame(&mut self, packet: Packet) {
        if packet.payload.is_empty() {
            return;
        }
        let stamp = self.timeline.stamp(Kind::Audio, packet.timestamp, packet.arrival);
        match &mut self.run {
            Run::Gathering(gathering) => {
                gathering.since.get_or_insert(stamp.arrival);
                gathering.audio.push_back(AudioFrame {
                    stamp,
                    data: packet.payload,
                });
            }
            Run::Running(run) if run.segmenter.has_audio() => {
                let time = self.timeline.place(Kind::Audio, stamp);
                // Sound from before the first picture has no place, however
                // late it comes.
                if time >= run.origin.start(Kind::Audio) {
                    run.segmenter.audio(time, packet.payload, stamp.arrival);
                }
            }
            Run::Running(run) => run.audio_appeared = true,
        }
        self.cut();
    }

    fn is_gathered(&self) -> bool {
        let Run::Gathering(gathering) = &self.run else {
            return false;
        };
        let Some(since) = gathering.since else {
            return false;
        };
        if gathering.video.len() + gathering.audio.len() > MAX_GATHERED {
            return true;
        }
        let waited = self.now.saturating_duration_since(since);
        let (has_video, has_audio) = (!gathering.video.is_empty(), !gathering.audio.is_empty());
        if self.video.is_some() && !has_video {
            return has_audio && waited >= self.config.video_wait;
        }
        if self.video.is_some() && self.audio.is_some() {
            return (has_audio && self.timeline.is_synchronized()) || waited >= self.config.sync_wait;
        }
        true
    }

    fn start_run(&mut self) {
        let Run::Gathering(gathering) = &mut self.run else {
            return;
        };
        let gathered = std::mem::take(gathering);
        let origin = if gathered.video.is_empty() {
            Kind::Audio
        } else {
            Kind::Video
        };
        let base = i64::try_from(self.base.as_nanos()).unwrap_or(i64::MAX);
        let wall = self.timeline.start(
            base,
            origin,
            gathered.video.iter().map(|frame| &frame.stamp),
            gathered.audio.iter().map(|frame| &frame.stamp),
        );
        let cutting = Cutting {
            target: self.config.target,
            longest: self.config.longest,
            heaviest: self.config.heaviest,
            audio_wait: self.config.audio_wait,
        };
        let sets = gathered.video.front().and_then(|frame| frame.key.clone());
        let start = ticks(base, timeline::rate(origin));
        let mut segmenter = Segmenter::new(cutting, start, sets, !gathered.audio.is_empty());
        for frame in gathered.video {
            let time = self.timeline.place(Kind::Video, frame.stamp);
            segmenter.video(time, frame.data, frame.key, frame.stamp.arrival);
        }
        let begins = Origin {
            base: self.base,
            wall,
            has_cut: false,
        };
        for frame in gathered.audio {
            let time = self.timeline.place(Kind::Audio, frame.stamp);
            if time >= begins.start(Kind::Audio) {
                segmenter.audio(time, frame.data, frame.stamp.arrival);
            }
        }
        self.run = Run::Running(Box::new(Running {
            segmenter,
            origin: begins,
            audio_appeared: false,
        }));
    }

    /// Hands on the segments that are complete; ends a run that outgrew its
    /// bounds.
    fn cut(&mut self) {
        let Run::Running(run) = &mut self.run else {
            return;
        };
        while let Some(segment) = run.segmenter.poll(self.now) {
            let (event, end) = run.origin.event(segment);
            self.base = end;
            self.events.push_back(event);
        }
        if run.segmenter.is_overgrown() {
            self.end_run();
        }
    }

    fn end_run(&mut self) {
        if matches!(self.run, Run::Gathering(_)) {
            return;
        }
        let gathering = Run::Gathering(Gathering::default());
        let Run::Running(run) = std::mem::replace(&mut self.run, gathering) else {
            return;
        };
        let Running {
            segmenter,
            mut origin,
            ..
        } = *run;
        for segment in segmenter.finish() {
            let (event, end) = origin.event(segment);
            self.base = end;
            self.events.push_back(event);
        }
        self.base = whole_millis(self.base);
    }

    fn ask(&mut self) {
        let Some(video) = &self.video else {
            return;
        };
        let wants = video.depacketizer.needs_key()
            || match &self.run {
                Run::Gathering(gathering) => gathering.video.is_empty(),
                Run::Running(run) => run.segmenter.wants_key() || run.audio_appeared,
            };
        let again = self
            .asked
            .is_none_or(|asked| self.now.saturating_duration_since(asked) >= ASK_AGAIN);
        if wants && again {
            self.asked = Some(self.now);
            self.events.push_back(Event::WantKeyFrame);
        }
    }
}

impl Origin {
    /// Where the run starts, in ticks of a track.
    fn start(&self, kind: Kind) -> i64 {
        let base = i64::try_from(self.base.as_nanos()).unwrap_or(i64::MAX);
        ticks(base, timeline::rate(kind))
    }

    /// The segment as an event, and where it ends.
    fn event(&mut self, segment: Segment) -> (Event, Duration) {
        let wall = self.wall + segment.start.saturating_sub(self.base);
        let end = segment.end;
        let starts_run = !std::mem::replace(&mut self.has_cut, true);
        let event = Event::Segment {
            segment,
            wall,
            starts_run,
        };
        (event, end)
    }
}
