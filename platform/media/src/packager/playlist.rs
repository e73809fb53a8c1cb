//! HLS media playlists (RFC 8216): the window of a running stream and the whole
//! of a finished one. Text out of numbers; names its files by [`SegmentName`]
//! relative to the playlist's own address.

use std::fmt::Write;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};

use super::MediaSegment;
use crate::vault::{RecordKind, SegmentName, SegmentRecord};

/// A media segment as a playlist lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub index: u32,
    pub init: u32,
    pub duration: Duration,
    pub program_date_time: DateTime<Utc>,
    pub discontinuity: bool,
}

impl From<&MediaSegment> for Entry {
    fn from(segment: &MediaSegment) -> Self {
        Self {
            index: segment.index,
            init: segment.init,
            duration: segment.duration,
            program_date_time: segment.program_date_time,
            discontinuity: segment.discontinuity,
        }
    }
}

/// The playlist of a running stream.
#[derive(Debug, Clone, Copy)]
pub struct Live<'a> {
    /// The newest segments in order, their numbers without holes.
    pub entries: &'a [Entry],
    /// In seconds. Must not fall below any entry's rounded duration and should
    /// stay the same (RFC 8216 section 6.2.1).
    pub target_duration: u64,
    /// How many discontinuities have slid out of the window.
    pub discontinuity_sequence: u64,
    /// Nothing follows.
    pub ended: bool,
}

/// The rounded duration that `EXT-X-TARGETDURATION` must not fall below (RFC
/// 8216 section 4.3.3.1), in seconds.
pub fn rounded_seconds(duration: Duration) -> u64 {
    (duration + Duration::from_millis(500)).as_secs()
}

/// The sliding window of a running stream.
pub fn live(window: &Live<'_>) -> String {
    let first = window.entries.first().map_or(1, |entry| entry.index);
    let mut text = head(window.target_duration, first);
    if window.discontinuity_sequence > 0 {
        line(
            &mut text,
            format_args!("#EXT-X-DISCONTINUITY-SEQUENCE:{}", window.discontinuity_sequence),
        );
    }
    list(&mut text, window.entries);
    if window.ended {
        line(&mut text, format_args!("#EXT-X-ENDLIST"));
    }
    text
}

/// The whole of a finished recording, from what is durably stored. Only the
/// unbroken beginning is listed: a segment's number is its media sequence
/// number, which HLS counts by position.
pub fn vod(records: &[SegmentRecord]) -> String {
    let entries = playable(records);
    let longest = entries.iter().map(|entry| rounded_seconds(entry.duration)).max();
    let first = entries.first().map_or(1, |entry| entry.index);
    let mut text = head(longest.unwrap_or(1).max(1), first);
    line(&mut text, format_args!("#EXT-X-PLAYLIST-TYPE:VOD"));
    list(&mut text, &entries);
    line(&mut text, format_args!("#EXT-X-ENDLIST"));
    text
}

/// The segments of `records` a player can be given: in order, up to the first
/// that is missing or whose init section is.
pub fn playable(records: &[SegmentRecord]) -> Vec<Entry> {
    let has_init = |init: u32| {
        records
            .iter()
            .any(|record| record.kind == RecordKind::Init && record.index == init)
    };
    let mut media: Vec<&SegmentRecord> = records
        .iter()
        .filter(|record| record.kind == RecordKind::Media)
        .collect();
    media.sort_by_key(|record| record.index);
    let mut entries: Vec<Entry> = Vec::with_capacity(media.len());
    let mut known_init = None;
    for record in media {
        let follows = entries
            .last()
            .is_none_or(|before| before.index.checked_add(1) == Some(record.index));
        if known_init != Some(record.init) && has_init(record.init) {
            known_init = Some(record.init);
        }
        if !follows || known_init != Some(record.init) {
            break;
        }
        entries.push(Entry {
            index: record.index,
            init: record.init,
            duration: Duration::from_micros(u64::try_from(record.duration_us).unwrap_or(0)),
            program_date_time: record.program_date_time,
            discontinuity: record.discontinuity,
        });
    }
    entries
}

fn head(target_duration: u64, first: u32) -> String {
    let mut text = String::from("#EXTM3U\n#EXT-X-VERSION:7\n");
    line(&mut text, format_args!("#EXT-X-TARGETDURATION:{target_duration}"));
    line(&mut text, format_args!("#EXT-X-MEDIA-SEQUENCE:{first}"));
    line(&mut text, format_args!("#EXT-X-INDEPENDENT-SEGMENTS"));
    text
}

fn list(text: &mut String, entries: &[Entry]) {
    let mut init = None;
    for entry in entries {
        if entry.discontinuity {
            line(text, format_args!("#EXT-X-DISCONTINUITY"));
        }
        if init != Some(entry.init) {
            init = Some(entry.init);
            let name = SegmentName::Init(entry.init);
            line(text, format_args!("#EXT-X-MAP:URI=\"{name}\""));
        }
        let sent = entry
            .program_date_time
            .to_rfc3339_opts(SecondsFormat::Millis, true);
        line(text, format_args!("#EXT-X-PROGRAM-DATE-TIME:{sent}"));
        line(text, format_args!("#EXTINF:{:.6},", entry.duration.as_secs_f64()));
        line(text, format_args!("{}", SegmentName::Media(entry.index)));
    }
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    writeln!(text, "{content}").expect("a String takes all that is written");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 250_000_000).expect("in range")
    }

    fn entry(index: u32, init: u32, discontinuity: bool) -> Entry {
        Entry {
            index,
            init,
            duration: Duration::from_millis(2_000),
            program_date_time: sent(2 * i64::from(index)),
            discontinuity,
        }
    }

    fn record(kind: RecordKind, index: u32, init: u32) -> SegmentRecord {
        SegmentRecord {
            kind,
            index,
            init,
            start_ms: 2_000 * i64::from(index),
            duration_us: 2_600_000,
            program_date_time: sent(2 * i64::from(index)),
            discontinuity: false,
            bytes: 1,
        }
    }

    #[test]
    fn a_window_says_where_it_stands() {
        let entries = [entry(5, 1, false), entry(6, 1, true), entry(7, 2, false)];
        let text = live(&Live {
            entries: &entries,
            target_duration: 3,
            discontinuity_sequence: 1,
            ended: false,
        });
        let expected = "\
#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:3
#EXT-X-MEDIA-SEQUENCE:5
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-DISCONTINUITY-SEQUENCE:1
#EXT-X-MAP:URI=\"init-1.mp4\"
#EXT-X-PROGRAM-DATE-TIME:2027-01-15T08:00:10.250Z
#EXTINF:2.000000,
seg-5.m4s
#EXT-X-DISCONTINUITY
#EXT-X-PROGRAM-DATE-TIME:2027-01-15T08:00:12.250Z
#EXTINF:2.000000,
seg-6.m4s
#EXT-X-MAP:URI=\"init-2.mp4\"
#EXT-X-PROGRAM-DATE-TIME:2027-01-15T08:00:14.250Z
#EXTINF:2.000000,
seg-7.m4s
";
        assert_eq!(text, expected);
    }

    #[test]
    fn an_ended_window_says_so() {
        let text = live(&Live {
            entries: &[entry(1, 1, false)],
            target_duration: 2,
            discontinuity_sequence: 0,
            ended: true,
        });
        assert!(text.ends_with("seg-1.m4s\n#EXT-X-ENDLIST\n"));
        assert!(!text.contains("DISCONTINUITY"));
    }

    #[test]
    fn a_recording_is_listed_up_to_its_first_hole() {
        let records = [
            record(RecordKind::Media, 2, 1),
            record(RecordKind::Init, 1, 1),
            record(RecordKind::Media, 1, 1),
            record(RecordKind::Media, 4, 1),
        ];
        let text = vod(&records);
        assert!(text.contains("#EXT-X-TARGETDURATION:3\n"), "2.6 s round up");
        assert!(text.contains("#EXT-X-PLAYLIST-TYPE:VOD\n"));
        assert!(text.contains("seg-1.m4s\n") && text.contains("seg-2.m4s\n"));
        assert!(!text.contains("seg-4.m4s"));
        assert!(text.ends_with("#EXT-X-ENDLIST\n"));
    }

    #[test]
    fn a_segment_without_its_init_section_ends_the_list() {
        let records = [
            record(RecordKind::Init, 1, 1),
            record(RecordKind::Media, 1, 1),
            record(RecordKind::Media, 2, 2),
        ];
        assert_eq!(playable(&records).len(), 1);
        assert!(playable(&[]).is_empty());
    }
}
