//! From RTP clocks to one timeline. Each track's clock has a random origin;
//! what relates them are the sender's reports (RFC 3550 section 6.4.1), and
//! until those come the packets' arrival. Works in whole ticks of each track's
//! clock, so that durations stay exact. Knows nothing of media.

use std::time::{Duration, Instant};

use super::track_clock::TrackClock;
use crate::packet::{Kind, OPUS_CLOCK_HZ, SenderReport, VideoCodec};

/// The most two tracks' delays through the network may differ for a sender
/// report to be believed.
const BELIEVED_SECONDS: i64 = 10;

const NANOS: i128 = 1_000_000_000;

/// `ticks` of a clock of `rate` Hz, in nanoseconds, rounded down.
pub(super) fn nanos(ticks: i64, rate: u32) -> i64 {
    let nanos = (i128::from(ticks) * NANOS).div_euclid(i128::from(rate));
    i64::try_from(nanos).unwrap_or(i64::MAX)
}

/// Nanoseconds in ticks of a clock of `rate` Hz, to the nearest one: gives back
/// exactly what [`nanos`] was given.
pub(super) fn ticks(nanos: i64, rate: u32) -> i64 {
    let ticks = (i128::from(nanos) * i128::from(rate) + NANOS / 2).div_euclid(NANOS);
    i64::try_from(ticks).unwrap_or(i64::MAX)
}

/// Ticks since the timeline's origin as a duration; nothing is before it.
pub(super) fn duration(ticks: i64, rate: u32) -> Duration {
    Duration::from_nanos(u64::try_from(nanos(ticks, rate)).unwrap_or(0))
}

/// The clock of one kind of track, in Hz.
pub(super) fn rate(kind: Kind) -> u32 {
    match kind {
        Kind::Video => VideoCodec::CLOCK_HZ,
        Kind::Audio => OPUS_CLOCK_HZ,
    }
}

/// An NTP timestamp (32.32 fixed point) in nanoseconds.
fn ntp_nanos(ntp: u64) -> i64 {
    let nanos = (u128::from(ntp) * NANOS.unsigned_abs()) >> 32;
    i64::try_from(nanos).unwrap_or(i64::MAX)
}

/// The timing of a frame as it came off the network.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp {
    /// RTP time, extended past its 32 bits.
    pub(super) rtp: i64,
    pub(super) arrival: Instant,
}

/// The common timeline of one publisher's session.
#[derive(Debug)]
pub(super) struct Timeline {
    epoch: Instant,
    video: TrackClock,
    audio: TrackClock,
}

impl Timeline {
    /// `epoch` is the instant arrivals are measured from.
    pub(super) fn new(epoch: Instant) -> Self {
        Self {
            epoch,
            video: TrackClock::new(rate(Kind::Video)),
            audio: TrackClock::new(rate(Kind::Audio)),
        }
    }

    fn track(&mut self, kind: Kind) -> &mut TrackClock {
        match kind {
            Kind::Video => &mut self.video,
            Kind::Audio => &mut self.audio,
        }
    }

    fn since_epoch(&self, at: Instant) -> i64 {
        let nanos = at.saturating_duration_since(self.epoch).as_nanos();
        i64::try_from(nanos).unwrap_or(i64::MAX)
    }

    /// Extends a timestamp; frames of a track must be handed in in order.
    pub(super) fn stamp(&mut self, kind: Kind, timestamp: u32, arrival: Instant) -> Stamp {
        Stamp {
            rtp: self.track(kind).extend(timestamp),
            arrival,
        }
    }

    /// Takes a sender report. A sender without a wall clock says zero (RFC
    /// 3550 section 6.4.1), which tells nothing.
    pub(super) fn report(&mut self, report: &SenderReport) {
        if report.ntp == 0 {
            return;
        }
        let track = self.track(report.kind);
        let rtp = track.nearest(report.rtp);
        // Only frames move the clock on: a wild report must not drag it away.
        track.extended.get_or_insert(rtp);
        track.report = Some((ntp_nanos(report.ntp), rtp));
        if let (Some(wanted), Some(offset)) = (self.audio_offset_by_reports(), self.audio.offset)
            && self.is_believable(wanted - offset)
        {
            self.audio.target = wanted;
        }
    }

    /// Whether both tracks' clocks are known against the sender's own clock.
    pub(super) fn is_synchronized(&self) -> bool {
        self.video.report.is_some() && self.audio.report.is_some()
    }

    /// Begins a run: fixes both clocks so that `origin`'s time becomes `base`
    /// (nanoseconds on the timeline, whole milliseconds, which are whole ticks
    /// of either clock). The waiting frames say how RTP time and arrival
    /// relate: the least delayed counts. Gives how long after the epoch
    /// `origin` was sent, as well as arrival can tell.
    pub(super) fn start<'a>(
        &mut self,
        base: i64,
        origin: Kind,
        video: impl Iterator<Item = &'a Stamp>,
        audio: impl Iterator<Item = &'a Stamp>,
    ) -> Duration {
        let video: Vec<&Stamp> = video.collect();
        let audio: Vec<&Stamp> = audio.collect();
        self.video.offset = self.offset_by_arrival(Kind::Video, &video);
        self.audio.offset = self.offset_by_arrival(Kind::Audio, &audio);
        if let (Some(offset), Some(wanted)) = (self.audio.offset, self.audio_offset_by_reports())
            && self.is_believable(wanted - offset)
        {
            self.audio.offset = Some(wanted);
        }
        let first = match origin {
            Kind::Video => video.first(),
            Kind::Audio => audio.first(),
        };
        let track = self.track(origin);
        let arrived = first.map_or(0, |stamp| stamp.rtp + track.offset.unwrap_or(0));
        let arrived_nanos = nanos(arrived, track.rate);
        for track in [&mut self.video, &mut self.audio] {
            let move_by = ticks(base, track.rate) - ticks(arrived_nanos, track.rate);
            track.offset = track.offset.map(|offset| offset + move_by);
            track.begin();
        }
        // Rounding must not move the origin itself.
        let track = self.track(origin);
        if let Some(stamp) = first {
            let exact = ticks(base, track.rate) - stamp.rtp;
            track.offset = Some(exact);
            track.begin();
        }
        Duration::from_nanos(u64::try_from(arrived_nanos).unwrap_or(0))
    }

    /// A frame's time on the timeline in ticks of its track. Strictly rises
    /// within a track.
    pub(super) fn place(&mut self, kind: Kind, stamp: Stamp) -> i64 {
        let arrival = self.since_epoch(stamp.arrival);
        self.track(kind).place(stamp.rtp, arrival)
    }

    fn offset_by_arrival(&self, kind: Kind, stamps: &[&Stamp]) -> Option<i64> {
        let rate = rate(kind);
        stamps
            .iter()
            .map(|stamp| ticks(self.since_epoch(stamp.arrival), rate) - stamp.rtp)
            .min()
    }

    /// Where audio belongs when video stays where it is.
    fn audio_offset_by_reports(&self) -> Option<i64> {
        let (video_wall, video_rtp) = self.video.report?;
        let (audio_wall, audio_rtp) = self.audio.report?;
        let video_time = nanos(video_rtp + self.video.offset?, self.video.rate);
        let audio_time = video_time + (audio_wall - video_wall);
        Some(ticks(audio_time, self.audio.rate) - audio_rtp)
    }

    fn is_believable(&self, move_by: i64) -> bool {
        move_by.abs() <= BELIEVED_SECONDS * i64::from(self.audio.rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: i64 = 1_000_000;

    fn ntp(seconds: u64, millis: u64) -> u64 {
        ((3_900_000_000 + seconds) << 32) + (millis << 32) / 1_000
    }

    fn report(kind: Kind, ntp: u64, rtp: u32, at: Instant) -> SenderReport {
        SenderReport {
            kind,
            ntp,
            rtp,
            arrival: at,
        }
    }

    #[test]
    fn ticks_and_nanoseconds_agree() {
        assert_eq!(nanos(90_000, 90_000), 1_000 * MS);
        assert_eq!(ticks(1_000 * MS, 48_000), 48_000);
        assert_eq!(ntp_nanos(1 << 31), 500 * MS);
        assert_eq!(duration(-5, 48_000), Duration::ZERO);
    }

    #[test]
    fn the_clock_wraps_without_a_step() {
        let now = Instant::now();
        let mut timeline = Timeline::new(now);
        let before = timeline.stamp(Kind::Video, u32::MAX - 2_999, now);
        let later = now + Duration::from_micros(66_667);
        let after = timeline.stamp(Kind::Video, 3_000, later);
        timeline.start(0, Kind::Video, [before].iter(), [].iter());
        assert_eq!(timeline.place(Kind::Video, before), 0);
        assert_eq!(timeline.place(Kind::Video, after), 6_000);
    }

    #[test]
    fn reports_align_tracks_whose_delays_differ() {
        let now = Instant::now();
        let mut timeline = Timeline::new(now);
        // Both captured at once; audio comes 400 ms later.
        let video = timeline.stamp(Kind::Video, 1_000_000, now);
        let audio = timeline.stamp(Kind::Audio, 77, now + Duration::from_millis(400));
        timeline.report(&report(Kind::Video, ntp(5, 0), 1_000_000, now));
        assert!(!timeline.is_synchronized());
        timeline.report(&report(Kind::Audio, ntp(5, 0), 77, now));
        assert!(timeline.is_synchronized());
        timeline.start(2_000 * MS, Kind::Video, [video].iter(), [audio].iter());
        assert_eq!(timeline.place(Kind::Video, video), 180_000);
        assert_eq!(timeline.place(Kind::Audio, audio), 96_000);
    }

    #[test]
    fn late_reports_move_a_track_smoothly_and_never_back() {
        let now = Instant::now();
        let mut timeline = Timeline::new(now);
        let video = timeline.stamp(Kind::Video, 0, now);
        let lag = Duration::from_millis(400);
        let audio = timeline.stamp(Kind::Audio, 0, now + lag);
        timeline.start(0, Kind::Video, [video].iter(), [audio].iter());
        let mut last = timeline.place(Kind::Audio, audio);
        assert_eq!(last, 19_200, "by arrival");
        timeline.report(&report(Kind::Video, ntp(5, 0), 0, now));
        timeline.report(&report(Kind::Audio, ntp(5, 0), 0, now));
        for frame in 1..=500u32 {
            let at = now + lag + Duration::from_millis(20) * frame;
            let stamp = timeline.stamp(Kind::Audio, 960 * frame, at);
            let time = timeline.place(Kind::Audio, stamp);
            let step = time - last;
            assert!((912..=1_008).contains(&step), "step of {step}");
            last = time;
        }
        assert_eq!(last, 960 * 500, "in sync");
    }
}
