//! The newest segments of a running stream, in memory: what live HLS serves.
//! One recorder writes, any number of requests read.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use bytes::Bytes;

use super::playlist::{self, Entry, Live, rounded_seconds};
use super::{InitSegment, MediaSegment};
use crate::vault::SegmentName;

/// How many segments the playlist lists.
const LISTED: usize = 6;

/// How many are kept. A client may still ask for a segment for as long as the
/// playlist that named it lasted (RFC 8216 section 6.2.2).
const KEPT: usize = 2 * LISTED;

/// The target duration stays at this many seconds unless a segment exceeds it
/// (RFC 8216 section 6.2.1 wants it not to change): two-second segments whose
/// key frame came somewhat late still round to it.
const USUAL_TARGET: u64 = 3;

/// The live playlist and its files.
#[derive(Debug)]
pub struct LiveWindow {
    state: RwLock<State>,
}

#[derive(Debug, Default)]
struct State {
    inits: BTreeMap<u32, Bytes>,
    segments: VecDeque<(Entry, Bytes)>,
    longest: u64,
    /// Discontinuities among the segments that are not listed any more.
    discontinuities: u64,
    /// How many of `segments`, from the front, are not listed any more.
    unlisted: usize,
    ended: bool,
    playlist: String,
}

impl Default for LiveWindow {
    fn default() -> Self {
        Self::new()
    }
}

impl LiveWindow {
    /// A window with nothing in it yet.
    pub fn new() -> Self {
        let mut state = State::default();
        state.render();
        Self {
            state: RwLock::new(state),
        }
    }

    /// The playlist as it stands; without any segment before the first one.
    pub fn playlist(&self) -> String {
        self.read().playlist.clone()
    }

    /// Whether there is nothing to play yet.
    pub fn is_empty(&self) -> bool {
        self.read().segments.is_empty()
    }

    /// The file of this name, if the window has it.
    pub fn get(&self, name: &str) -> Option<Bytes> {
        let name: SegmentName = name.parse().ok()?;
        let state = self.read();
        match name {
            SegmentName::Init(index) => state.inits.get(&index).cloned(),
            SegmentName::Media(index) => {
                let first = state.segments.front()?.0.index;
                let at = usize::try_from(index.checked_sub(first)?).ok()?;
                state.segments.get(at).map(|(_, bytes)| bytes.clone())
            }
        }
    }

    /// How much of the stream the playlist covers.
    pub fn listed_duration(&self) -> Duration {
        let state = self.read();
        let listed = state.segments.iter().skip(state.unlisted);
        listed.map(|(entry, _)| entry.duration).sum()
    }

    /// Takes the init section that later segments name.
    pub fn push_init(&self, init: &InitSegment) {
        self.write().inits.insert(init.index, init.bytes.clone());
    }

    /// Takes the next segment; the oldest makes room.
    pub fn push_segment(&self, segment: &MediaSegment) {
        let mut state = self.write();
        let state = &mut *state;
        let entry = Entry::from(segment);
        state.longest = state.longest.max(rounded_seconds(entry.duration));
        state.segments.push_back((entry, segment.bytes.clone()));
        while state.segments.len() - state.unlisted > LISTED {
            let leaving = &state.segments[state.unlisted].0;
            state.discontinuities += u64::from(leaving.discontinuity);
            state.unlisted += 1;
        }
        while state.segments.len() > KEPT {
            state.segments.pop_front();
            state.unlisted -= 1;
        }
        if let Some((oldest, _)) = state.segments.front() {
            state.inits = state.inits.split_off(&oldest.init);
        }
        state.render();
    }

    /// Nothing follows: players stop asking.
    pub fn end(&self) {
        let mut state = self.write();
        state.ended = true;
        state.render();
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn render(&mut self) {
        let entries: Vec<Entry> = self
            .segments
            .iter()
            .skip(self.unlisted)
            .map(|(entry, _)| *entry)
            .collect();
        self.playlist = playlist::live(&Live {
            entries: &entries,
            target_duration: self.longest.max(USUAL_TARGET),
            discontinuity_sequence: self.discontinuities,
            ended: self.ended,
        });
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn segment(index: u32, init: u32, discontinuity: bool) -> MediaSegment {
        MediaSegment {
            index,
            init,
            start: Duration::from_secs(2) * index,
            duration: Duration::from_secs(2),
            program_date_time: DateTime::from_timestamp(1_800_000_000, 0).expect("in range"),
            discontinuity,
            bytes: Bytes::from(index.to_string()),
        }
    }

    fn init(index: u32) -> InitSegment {
        InitSegment {
            index,
            start: Duration::ZERO,
            program_date_time: DateTime::from_timestamp(1_800_000_000, 0).expect("in range"),
            bytes: Bytes::from(format!("init {index}")),
        }
    }

    #[test]
    fn the_window_slides_and_keeps_what_was_just_listed() {
        let window = LiveWindow::new();
        assert!(window.is_empty());
        assert!(window.playlist().starts_with("#EXTM3U"));
        window.push_init(&init(1));
        for index in 1..=20 {
            window.push_segment(&segment(index, 1, index == 3));
        }
        let playlist = window.playlist();
        assert!(playlist.contains("#EXT-X-MEDIA-SEQUENCE:15\n"));
        assert!(playlist.contains("#EXT-X-DISCONTINUITY-SEQUENCE:1\n"));
        assert!(!playlist.contains("#EXT-X-DISCONTINUITY\n"));
        assert!(playlist.contains("seg-20.m4s") && !playlist.contains("seg-14.m4s"));
        assert_eq!(window.get("seg-9.m4s"), Some(Bytes::from_static(b"9")));
        assert_eq!(window.get("seg-8.m4s"), None);
        assert_eq!(window.get("seg-21.m4s"), None);
        assert_eq!(window.get("../seg-9.m4s"), None);
        assert_eq!(window.listed_duration(), Duration::from_secs(12));
    }

    #[test]
    fn init_sections_go_with_their_last_segment() {
        let window = LiveWindow::new();
        window.push_init(&init(1));
        window.push_segment(&segment(1, 1, false));
        window.push_init(&init(2));
        for index in 2..=12 {
            window.push_segment(&segment(index, 2, false));
        }
        assert!(window.get("init-1.mp4").is_some());
        window.push_segment(&segment(13, 2, false));
        assert!(window.get("init-1.mp4").is_none());
        assert!(window.get("init-2.mp4").is_some());
    }

    #[test]
    fn a_long_segment_raises_the_target_for_good() {
        let window = LiveWindow::new();
        window.push_init(&init(1));
        assert!(window.playlist().contains("#EXT-X-TARGETDURATION:3\n"));
        let mut long = segment(1, 1, false);
        long.duration = Duration::from_millis(5_600);
        window.push_segment(&long);
        for index in 2..=20 {
            window.push_segment(&segment(index, 1, false));
        }
        assert!(window.playlist().contains("#EXT-X-TARGETDURATION:6\n"));
        window.end();
        assert!(window.playlist().ends_with("#EXT-X-ENDLIST\n"));
    }
}
