//! Stored segments, between the database's words and the packager's.

use live::replays::Segment;
use media::vault::{RecordKind, SegmentName, SegmentRecord};

/// A row as the playlist takes it; none for a row no version of ours wrote.
pub fn record(row: &Segment) -> Option<SegmentRecord> {
    Some(SegmentRecord {
        kind: match row.kind.as_str() {
            "init" => RecordKind::Init,
            "media" => RecordKind::Media,
            _ => return None,
        },
        index: u32::try_from(row.number).ok()?,
        init: u32::try_from(row.init).ok()?,
        start_ms: row.start_ms,
        duration_us: row.duration_us,
        program_date_time: row.program_date_time,
        discontinuity: row.discontinuity,
        bytes: u64::try_from(row.bytes).ok()?,
    })
}

/// What a row is found by, within its show.
pub fn kind_and_number(name: SegmentName) -> (&'static str, i64) {
    match name {
        SegmentName::Init(number) => ("init", i64::from(number)),
        SegmentName::Media(number) => ("media", i64::from(number)),
    }
}

/// A record as a row.
pub fn row(record: &SegmentRecord) -> Segment {
    let (kind, number) = kind_and_number(record.name());
    Segment {
        kind: kind.to_owned(),
        number,
        init: i64::from(record.init),
        start_ms: record.start_ms,
        duration_us: record.duration_us,
        program_date_time: record.program_date_time,
        discontinuity: record.discontinuity,
        bytes: i64::try_from(record.bytes).unwrap_or(i64::MAX),
    }
}
