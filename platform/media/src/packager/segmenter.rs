//! Cuts one run of samples (an unbroken stretch with the same tracks) into
//! segments of about the target length. Where there is video every segment
//! starts at a key frame; a stretch without one makes the segment longer, and
//! is told as a wish for a key frame. Knows decode times, not networks.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::fmp4::{Sample, Tracks};
use super::h264::ParameterSets;
use super::opus;
use super::timeline::{self, duration, nanos, ticks};
use crate::packet::Kind;

/// Where and how to cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cutting {
    pub(super) target: Duration,
    /// A segment that grew to this length or weight ends its run.
    pub(super) longest: Duration,
    /// In bytes.
    pub(super) heaviest: usize,
    /// How long a finished stretch of video waits for its sound.
    pub(super) audio_wait: Duration,
}

/// The duration of a video sample that is the first and last of its run, in
/// ticks: a thirtieth of a second.
const LONE_FRAME: u32 = 3_000;

/// What goes into one media segment.
#[derive(Debug)]
pub(super) struct Segment {
    /// On the stream's timeline.
    pub(super) start: Duration,
    pub(super) end: Duration,
    pub(super) tracks: Tracks,
    pub(super) video: Vec<Sample>,
    pub(super) audio: Vec<Sample>,
}

#[derive(Debug)]
pub(super) struct Segmenter {
    cutting: Cutting,
    has_audio: bool,
    /// Parameter sets of the segment being filled; `None` without video.
    sets: Option<ParameterSets>,
    /// Where the segment being filled starts, in ticks of the leading track:
    /// video if there is any.
    start: i64,
    /// Starts of the segments after it.
    cuts: VecDeque<Cut>,
    video: Lane,
    audio: Lane,
}

#[derive(Debug)]
struct Cut {
    at: i64,
    sets: Option<ParameterSets>,
    since: Instant,
}

impl Segmenter {
    /// `start` is on the timeline; `sets` are those of the first key frame,
    /// `None` for a run without video.
    pub(super) fn new(cutting: Cutting, start: i64, sets: Option<ParameterSets>, has_audio: bool) -> Self {
        Self {
            cutting,
            has_audio,
            sets,
            start,
            cuts: VecDeque::new(),
            video: Lane::default(),
            audio: Lane::default(),
        }
    }

    pub(super) fn has_video(&self) -> bool {
        self.sets.is_some()
    }

    pub(super) fn has_audio(&self) -> bool {
        self.has_audio
    }

    fn lead(&self) -> Kind {
        if self.has_video() {
            Kind::Video
        } else {
            Kind::Audio
        }
    }

    /// A length of time in ticks of the leading track.
    fn lead_ticks(&self, length: Duration) -> i64 {
        let nanos = i64::try_from(length.as_nanos()).unwrap_or(i64::MAX);
        ticks(nanos, timeline::rate(self.lead()))
    }

    fn newest_start(&self) -> i64 {
        self.cuts.back().map_or(self.start, |cut| cut.at)
    }

    /// Takes a picture at `time`, with its sets if it is a key frame.
    pub(super) fn video(&mut self, time: i64, data: Bytes, key: Option<ParameterSets>, at: Instant) {
        let lasts = self.video.last_duration.unwrap_or(LONE_FRAME);
        self.video.push(time, key.is_some(), data, lasts);
        let Some(sets) = key else {
            return;
        };
        let start = self.newest_start();
        let newest_sets = self.cuts.back().map_or(&self.sets, |cut| &cut.sets);
        let changed = newest_sets.as_ref() != Some(&sets);
        // A key frame somewhat early is better than one much too late.
        let due = time - start >= self.lead_ticks(self.cutting.target * 3 / 4);
        if time > start && (due || changed) {
            self.cuts.push_back(Cut {
                at: time,
                sets: Some(sets),
                since: at,
            });
        }
    }

    /// Takes an Opus packet at `time`.
    pub(super) fn audio(&mut self, time: i64, data: Bytes, at: Instant) {
        let lasts = opus::duration(&data).unwrap_or(960);
        self.audio.push(time, true, data, lasts);
        let due = time - self.newest_start() >= self.lead_ticks(self.cutting.target);
        if !self.has_video() && due {
            self.cuts.push_back(Cut {
                at: time,
                sets: None,
                since: at,
            });
        }
    }

    /// The next segment, if all of it is there.
    pub(super) fn poll(&mut self, now: Instant) -> Option<Segment> {
        let cut = self.cuts.front()?;
        // One more cut behind it means that the sound had a whole segment's
        // time to come.
        if self.has_video() && self.has_audio && self.cuts.len() == 1 {
            let sound_is_there = self.audio.pending_time() >= Some(self.audio_edge(cut.at));
            let waited = now.saturating_duration_since(cut.since);
            if !sound_is_there && waited < self.cutting.audio_wait {
                return None;
            }
        }
        let cut = self.cuts.pop_front()?;
        Some(self.close(cut))
    }

    /// Ends the run: all that is left, as segments. The last one ends on a
    /// whole millisecond, where another run can take up either clock.
    pub(super) fn finish(mut self) -> Vec<Segment> {
        self.video.settle();
        self.audio.settle();
        let mut segments = Vec::new();
        while let Some(cut) = self.cuts.pop_front() {
            segments.push(self.close(cut));
        }
        let end = [(&self.video, Kind::Video), (&self.audio, Kind::Audio)]
            .into_iter()
            .map(|(lane, kind)| duration(lane.end, timeline::rate(kind)))
            .max()
            .unwrap_or_default();
        let start = duration(self.start, timeline::rate(self.lead()));
        let end = whole_millis(end.max(start));
        if !self.video.ready.is_empty() || !self.audio.ready.is_empty() {
            segments.push(Segment {
                start,
                end,
                tracks: self.tracks(),
                video: self.video.take_until(i64::MAX),
                audio: self.audio.take_until(i64::MAX),
            });
        }
        segments
    }

    /// Whether the segment being filled should have met its key frame by now.
    pub(super) fn wants_key(&self) -> bool {
        let target = self.lead_ticks(self.cutting.target);
        self.has_video()
            && self
                .video
                .pending_time()
                .is_some_and(|time| time - self.newest_start() >= target)
    }

    /// Whether the segment being filled outgrew its bounds.
    pub(super) fn is_overgrown(&self) -> bool {
        let start = nanos(self.start, timeline::rate(self.lead()));
        let newest = [(&self.video, Kind::Video), (&self.audio, Kind::Audio)]
            .into_iter()
            .filter_map(|(lane, kind)| Some(nanos(lane.pending_time()?, timeline::rate(kind))))
            .max()
            .unwrap_or(start);
        let longest = i64::try_from(self.cutting.longest.as_nanos()).unwrap_or(i64::MAX);
        newest - start > longest || self.video.bytes + self.audio.bytes > self.cutting.heaviest
    }

    fn close(&mut self, cut: Cut) -> Segment {
        let rate = timeline::rate(self.lead());
        let (video, audio) = if self.has_video() {
            let edge = self.audio_edge(cut.at);
            (self.video.take_until(cut.at), self.audio.take_until(edge))
        } else {
            (Vec::new(), self.audio.take_until(cut.at))
        };
        let segment = Segment {
            start: duration(self.start, rate),
            end: duration(cut.at, rate),
            tracks: self.tracks(),
            video,
            audio,
        };
        self.start = cut.at;
        self.sets = cut.sets;
        segment
    }

    fn tracks(&self) -> Tracks {
        Tracks {
            video: self.sets.clone(),
            audio: self.has_audio,
        }
    }

    /// A video time in ticks of the audio clock.
    fn audio_edge(&self, video: i64) -> i64 {
        let video = nanos(video, timeline::rate(Kind::Video));
        ticks(video, timeline::rate(Kind::Audio))
    }
}

/// Rounded up.
pub(super) fn whole_millis(length: Duration) -> Duration {
    let millis = length.as_nanos().div_ceil(1_000_000);
    Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX))
}

/// One track's samples on their way into segments. A sample lasts until the
/// next one starts, so the newest is always held back; whatever is missing
/// between the two makes the earlier one longer.
#[derive(Debug, Default)]
struct Lane {
    pending: Option<Pending>,
    ready: VecDeque<Sample>,
    last_duration: Option<u32>,
    /// Of the samples in `ready`.
    bytes: usize,
    /// Where the last finished sample ends.
    end: i64,
}

#[derive(Debug)]
struct Pending {
    time: i64,
    sync: bool,
    data: Bytes,
    /// How long it lasts if none follows.
    lasts: u32,
}

impl Lane {
    fn push(&mut self, time: i64, sync: bool, data: Bytes, lasts: u32) {
        if let Some(pending) = self.pending.take() {
            let lasts = u32::try_from(time - pending.time).unwrap_or(u32::MAX);
            self.settle_one(pending, lasts);
        }
        self.pending = Some(Pending {
            time,
            sync,
            data,
            lasts,
        });
    }

    fn settle(&mut self) {
        if let Some(pending) = self.pending.take() {
            let lasts = pending.lasts;
            self.settle_one(pending, lasts);
        }
    }

    fn settle_one(&mut self, pending: Pending, duration: u32) {
        self.last_duration = Some(duration);
        self.bytes += pending.data.len();
        self.end = pending.time + i64::from(duration);
        self.ready.push_back(Sample {
            time: pending.time,
            duration,
            sync: pending.sync,
            data: pending.data,
        });
    }

    fn pending_time(&self) -> Option<i64> {
        self.pending.as_ref().map(|pending| pending.time)
    }

    fn take_until(&mut self, edge: i64) -> Vec<Sample> {
        let count = self.ready.partition_point(|sample| sample.time < edge);
        let taken: Vec<Sample> = self.ready.drain(..count).collect();
        self.bytes -= taken.iter().map(|sample| sample.data.len()).sum::<usize>();
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packager::testing::{PPS, SPS};

    const CUTTING: Cutting = Cutting {
        target: Duration::from_secs(2),
        longest: Duration::from_secs(20),
        heaviest: 1 << 20,
        audio_wait: Duration::from_secs(1),
    };

    fn sets() -> ParameterSets {
        ParameterSets {
            sps: vec![Bytes::from_static(SPS)],
            pps: vec![Bytes::from_static(PPS)],
        }
    }

    fn frame(segmenter: &mut Segmenter, number: i64, key: bool, now: Instant) {
        let key = key.then(sets);
        segmenter.video(number * 3_000, Bytes::from_static(b"frame"), key, now);
    }

    fn sound(segmenter: &mut Segmenter, number: i64, now: Instant) {
        segmenter.audio(number * 960, Bytes::from_static(&[0xfc, 1]), now);
    }

    #[test]
    fn segments_start_at_key_frames_and_take_their_sound_along() {
        let now = Instant::now();
        let mut segmenter = Segmenter::new(CUTTING, 0, Some(sets()), true);
        for number in 0..=60 {
            frame(&mut segmenter, number, number % 30 == 0, now);
        }
        for number in 0..100 {
            sound(&mut segmenter, number, now);
            assert!(segmenter.poll(now).is_none(), "sound up to 2 s is awaited");
        }
        sound(&mut segmenter, 100, now);
        let segment = segmenter.poll(now).expect("complete");
        assert_eq!(segment.end - segment.start, Duration::from_secs(2));
        assert_eq!((segment.video.len(), segment.audio.len()), (60, 100));
        let last = segmenter.finish();
        assert_eq!(last.len(), 1);
        assert_eq!(last[0].start, segment.end);
        assert!(last[0].video[0].sync);
    }

    #[test]
    fn sound_that_does_not_come_is_not_waited_for_long() {
        let now = Instant::now();
        let mut segmenter = Segmenter::new(CUTTING, 0, Some(sets()), true);
        for number in 0..=60 {
            frame(&mut segmenter, number, number % 30 == 0, now);
        }
        assert!(segmenter.poll(now + Duration::from_millis(999)).is_none());
        assert!(segmenter.poll(now + Duration::from_secs(1)).is_some());
    }

    #[test]
    fn a_missing_key_frame_is_wished_for_and_then_ends_the_run() {
        let now = Instant::now();
        let mut segmenter = Segmenter::new(CUTTING, 0, Some(sets()), false);
        for number in 0..60 {
            frame(&mut segmenter, number, number == 0, now);
            assert!(!segmenter.wants_key());
        }
        frame(&mut segmenter, 60, false, now);
        assert!(segmenter.wants_key() && !segmenter.is_overgrown());
        frame(&mut segmenter, 601, false, now);
        assert!(segmenter.is_overgrown());
    }

    #[test]
    fn new_parameter_sets_cut_at_once() {
        let now = Instant::now();
        let mut segmenter = Segmenter::new(CUTTING, 0, Some(sets()), false);
        frame(&mut segmenter, 0, true, now);
        let mut other = sets();
        other.pps = vec![Bytes::from_static(&[0x68, 1])];
        segmenter.video(3_000, Bytes::new(), Some(other.clone()), now);
        let first = segmenter.poll(now).expect("cut");
        assert_eq!(first.tracks.video, Some(sets()));
        let last = segmenter.finish();
        assert_eq!(last[0].tracks.video, Some(other));
    }

    #[test]
    fn sound_alone_is_cut_by_time() {
        let now = Instant::now();
        let mut segmenter = Segmenter::new(CUTTING, 0, None, true);
        let mut total = Duration::ZERO;
        for number in 0..1_000 {
            sound(&mut segmenter, number, now);
            while let Some(segment) = segmenter.poll(now) {
                assert_eq!(segment.audio.len(), 100);
                total += segment.end - segment.start;
            }
        }
        for segment in segmenter.finish() {
            total += segment.end - segment.start;
        }
        assert_eq!(total, Duration::from_secs(20));
    }
}
