//! An index in memory and a store that can fill up, for tests.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::stream::BoxStream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};

use super::{ContentKey, IndexError, RecordingIndex, SegmentName, SegmentRecord};
use crate::packager::{InitSegment, MediaSegment};
use crate::packet::StreamId;

fn sent() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).expect("in range")
}

pub(crate) fn init(index: u32) -> InitSegment {
    InitSegment {
        index,
        start: Duration::ZERO,
        program_date_time: sent(),
        bytes: Bytes::from(format!("init section number {index}")),
    }
}

pub(crate) fn segment(index: u32) -> MediaSegment {
    MediaSegment {
        index,
        init: 1,
        start: Duration::from_secs(2) * (index - 1),
        duration: Duration::from_secs(2),
        program_date_time: sent(),
        discontinuity: false,
        bytes: Bytes::from(format!("media segment number {index}")),
    }
}

/// Keys and records in memory.
#[derive(Debug, Default)]
pub(crate) struct MemoryIndex {
    state: Mutex<IndexState>,
}

#[derive(Debug, Default)]
struct IndexState {
    /// With whether the blob is known to be durable.
    records: HashMap<StreamId, Vec<(SegmentRecord, bool)>>,
    gone: HashSet<StreamId>,
    /// Streams whose key is destroyed while this record is being stored.
    doomed: HashMap<StreamId, u32>,
}

impl MemoryIndex {
    pub(crate) fn records(&self, stream: StreamId) -> Vec<SegmentRecord> {
        let state = self.state.lock().expect("not poisoned");
        let records = state.records.get(&stream).into_iter().flatten();
        let stored = records.filter(|(_, stored)| *stored);
        stored.map(|(record, _)| record.clone()).collect()
    }

    pub(crate) fn key(stream: StreamId) -> ContentKey {
        ContentKey::from_bytes(stream.0.into_bytes())
    }

    /// As if the process had been killed before it could tell.
    pub(crate) fn forget_stored(&self, stream: StreamId, name: SegmentName) {
        self.mark(stream, name, false);
    }

    fn mark(&self, stream: StreamId, name: SegmentName, now_stored: bool) {
        let mut state = self.state.lock().expect("not poisoned");
        for (record, stored) in state.records.entry(stream).or_default() {
            if record.name() == name {
                *stored = now_stored;
            }
        }
    }

    pub(crate) fn destroy_at_record(&self, stream: StreamId, index: u32) {
        let mut state = self.state.lock().expect("not poisoned");
        state.doomed.insert(stream, index);
    }
}

#[async_trait]
impl RecordingIndex for MemoryIndex {
    async fn writing(
        &self,
        stream: StreamId,
        record: &SegmentRecord,
    ) -> std::result::Result<ContentKey, IndexError> {
        let mut state = self.state.lock().expect("not poisoned");
        if state.gone.contains(&stream) {
            return Err(IndexError::Gone);
        }
        let records = state.records.entry(stream).or_default();
        if !records.iter().any(|(known, _)| known.name() == record.name()) {
            records.push((record.clone(), false));
        }
        Ok(Self::key(stream))
    }

    async fn stored(&self, stream: StreamId, name: SegmentName) -> std::result::Result<(), IndexError> {
        {
            let mut state = self.state.lock().expect("not poisoned");
            let (SegmentName::Init(index) | SegmentName::Media(index)) = name;
            if state.doomed.get(&stream) == Some(&index) {
                state.gone.insert(stream);
            }
            if state.gone.contains(&stream) {
                return Err(IndexError::Gone);
            }
        }
        self.mark(stream, name, true);
        Ok(())
    }

    async fn unsettled(&self, stream: StreamId) -> std::result::Result<Vec<SegmentName>, IndexError> {
        let state = self.state.lock().expect("not poisoned");
        let records = state.records.get(&stream).into_iter().flatten();
        let unsettled = records.filter(|(_, stored)| !stored);
        Ok(unsettled.map(|(record, _)| record.name()).collect())
    }

    async fn unwritten(&self, stream: StreamId, name: SegmentName) -> std::result::Result<(), IndexError> {
        let mut state = self.state.lock().expect("not poisoned");
        let records = state.records.entry(stream).or_default();
        records.retain(|(record, stored)| *stored || record.name() != name);
        Ok(())
    }
}

/// A store in memory that refuses writes once it took its fill.
#[derive(Debug)]
pub(crate) struct FullStore {
    inner: InMemory,
    left: AtomicUsize,
    pub(crate) refused: AtomicUsize,
}

impl FullStore {
    pub(crate) fn with_room_for(blobs: usize) -> Self {
        Self {
            inner: InMemory::new(),
            left: AtomicUsize::new(blobs),
            refused: AtomicUsize::new(0),
        }
    }
}

impl std::fmt::Display for FullStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FullStore")
    }
}

#[async_trait]
impl ObjectStore for FullStore {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        let take = |left: usize| left.checked_sub(1);
        if self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, take)
            .is_err()
        {
            self.refused.fetch_add(1, Ordering::SeqCst);
            return Err(object_store::Error::Generic {
                store: "FullStore",
                source: std::io::Error::from(std::io::ErrorKind::StorageFull).into(),
            });
        }
        self.inner.put_opts(location, payload, options).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(location, options).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.inner.get_opts(location, options).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}
