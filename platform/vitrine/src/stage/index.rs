//! The vault's index, kept with the shows.

use async_trait::async_trait;
use live::Live;
use live::replays::ReplayError;
use media::StreamId;
use media::vault::{ContentKey, IndexError, RecordingIndex, SegmentRecord};
use model::ShowId;
use web::recording;

/// Keys and records in the database.
#[derive(Debug)]
pub(crate) struct Index(pub Live);

#[async_trait]
impl RecordingIndex for Index {
    async fn content_key(&self, stream: StreamId) -> Result<ContentKey, IndexError> {
        let key = self
            .0
            .recording_key(ShowId(stream.0))
            .await
            .map_err(index_error)?;
        Ok(ContentKey::from_bytes(key.0))
    }

    async fn stored(&self, stream: StreamId, record: &SegmentRecord) -> Result<(), IndexError> {
        self.0
            .segment_stored(ShowId(stream.0), &recording::row(record))
            .await
            .map_err(index_error)
    }
}

fn index_error(error: ReplayError) -> IndexError {
    match error {
        ReplayError::Unknown | ReplayError::Closed => IndexError::Gone,
        other => IndexError::Unavailable(Box::new(other)),
    }
}
