//! The vault's index, kept with the shows.

use async_trait::async_trait;
use live::Live;
use live::replays::ReplayError;
use media::StreamId;
use media::vault::{ContentKey, IndexError, RecordingIndex, SegmentName, SegmentRecord};
use model::ShowId;
use web::recording;

/// Keys and records in the database.
#[derive(Debug)]
pub(crate) struct Index(pub Live);

#[async_trait]
impl RecordingIndex for Index {
    async fn writing(&self, stream: StreamId, record: &SegmentRecord) -> Result<ContentKey, IndexError> {
        let row = recording::row(record);
        let key = self.0.writing_segment(ShowId(stream.0), &row).await;
        key.map(|key| ContentKey::from_bytes(key.0)).map_err(index_error)
    }

    async fn stored(&self, stream: StreamId, name: SegmentName) -> Result<(), IndexError> {
        let (kind, number) = recording::kind_and_number(name);
        let noted = self.0.segment_stored(ShowId(stream.0), kind, number).await;
        noted.map_err(index_error)
    }

    async fn unsettled(&self, stream: StreamId) -> Result<Vec<SegmentName>, IndexError> {
        let rows = self.0.unsettled_segments(ShowId(stream.0)).await;
        let rows = rows.map_err(unavailable)?;
        let records = rows.iter().filter_map(recording::record);
        Ok(records.map(|record| record.name()).collect())
    }

    async fn unwritten(&self, stream: StreamId, name: SegmentName) -> Result<(), IndexError> {
        let (kind, number) = recording::kind_and_number(name);
        let freed = self.0.segment_unwritten(ShowId(stream.0), kind, number).await;
        freed.map_err(unavailable)
    }
}

fn unavailable(error: store::Error) -> IndexError {
    IndexError::Unavailable(Box::new(error))
}

fn index_error(error: ReplayError) -> IndexError {
    match error {
        ReplayError::Unknown | ReplayError::Closed => IndexError::Gone,
        ReplayError::Taken | ReplayError::NotNoted => IndexError::Taken,
        other => IndexError::Unavailable(Box::new(other)),
    }
}
