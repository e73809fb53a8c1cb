//! Where recordings rest: every segment encrypted under a key of its stream
//! alone, as a blob in an object store. Who may read, until when, and where
//! keys and records are kept is the caller's business, behind
//! [`RecordingIndex`].
//!
//! A blob is written whole or not at all (`ObjectStore::put` promises it; the
//! local folder writes a file beside and renames it). The index is told before,
//! because a number is an initialization vector and must never be taken twice,
//! and again after, so that a playlist never names what is not there; what a
//! kill left in between is [settled](Vault::settle). A local folder
//! should be opened with `with_fsync(true)`, or a power cut may take blobs
//! whose records stayed, and with `with_automatic_cleanup(true)`, or erased
//! streams leave empty folders.

mod cipher;
mod key;
mod name;
#[cfg(test)]
pub(crate) mod testing;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::stream::iter;
use futures_util::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use uuid::Uuid;

pub use key::ContentKey;
pub use name::{NotASegment, SegmentName};

use crate::packager::{InitSegment, MediaSegment};
use crate::packet::StreamId;

/// The folder all recordings lie in.
const ROOT: &str = "replays";

/// Whether a record is of an init section or of a media segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordKind {
    Init,
    Media,
}

/// A durably stored blob: what a playlist may list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentRecord {
    pub kind: RecordKind,
    /// Counts from 1 within stream and kind.
    pub index: u32,
    /// The number of the init section needed; an init section's own.
    pub init: u32,
    /// On the stream's timeline, in milliseconds.
    pub start_ms: i64,
    /// In microseconds; 0 for an init section.
    pub duration_us: i64,
    /// When the first sample was sent.
    pub program_date_time: DateTime<Utc>,
    /// Whether it does not continue the segment before it.
    pub discontinuity: bool,
    /// Of the plaintext.
    pub bytes: u64,
}

impl SegmentRecord {
    /// What the blob is called, in playlists too.
    pub fn name(&self) -> SegmentName {
        match self.kind {
            RecordKind::Init => SegmentName::Init(self.index),
            RecordKind::Media => SegmentName::Media(self.index),
        }
    }
}

impl From<&InitSegment> for SegmentRecord {
    fn from(init: &InitSegment) -> Self {
        Self {
            kind: RecordKind::Init,
            index: init.index,
            init: init.index,
            start_ms: i64::try_from(init.start.as_millis()).unwrap_or(i64::MAX),
            duration_us: 0,
            program_date_time: init.program_date_time,
            discontinuity: false,
            bytes: init.bytes.len() as u64,
        }
    }
}

impl From<&MediaSegment> for SegmentRecord {
    fn from(segment: &MediaSegment) -> Self {
        Self {
            kind: RecordKind::Media,
            index: segment.index,
            init: segment.init,
            start_ms: i64::try_from(segment.start.as_millis()).unwrap_or(i64::MAX),
            duration_us: i64::try_from(segment.duration.as_micros()).unwrap_or(i64::MAX),
            program_date_time: segment.program_date_time,
            discontinuity: segment.discontinuity,
            bytes: segment.bytes.len() as u64,
        }
    }
}

/// Keeper of keys and records.
#[async_trait]
pub trait RecordingIndex: Send + Sync {
    /// Notes durably that a blob is about to be written, and gives the
    /// stream's key, made at random the first time. May be told the same twice.
    ///
    /// # Errors
    /// [`IndexError::Gone`] once the key was destroyed or the recording has
    /// expired: no new key is made then.
    async fn writing(&self, stream: StreamId, record: &SegmentRecord) -> Result<ContentKey, IndexError>;

    /// Notes that the blob is durable. May be told the same twice.
    ///
    /// # Errors
    /// [`IndexError::Gone`] if the recording is no more.
    async fn stored(&self, stream: StreamId, name: SegmentName) -> Result<(), IndexError>;

    /// The blobs that were about to be written, and of which nobody said that
    /// they are durable.
    ///
    /// # Errors
    /// When the index can't be read.
    async fn unsettled(&self, stream: StreamId) -> Result<Vec<SegmentName>, IndexError>;

    /// Forgets a blob that was about to be written and never was.
    ///
    /// # Errors
    /// When the index can't be written.
    async fn unwritten(&self, stream: StreamId, name: SegmentName) -> Result<(), IndexError>;
}

/// Why the index can't help.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// For good.
    #[error("the recording's key is destroyed or expired")]
    Gone,
    /// For good: another recorder of the stream was there before.
    #[error("the number belongs to another segment")]
    Taken,
    /// For now.
    #[error("the recording index is unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Why something could not be stored, read or erased.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VaultError {
    #[error(transparent)]
    Index(#[from] IndexError),
    /// No such blob.
    #[error("no such segment")]
    Missing,
    /// The bytes don't decrypt under this key.
    #[error("the segment cannot be decrypted")]
    Undecipherable,
    #[error("the blob store failed: {0}")]
    Blobs(#[source] object_store::Error),
}

impl VaultError {
    /// Whether trying again is pointless.
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Self::Index(IndexError::Gone | IndexError::Taken) | Self::Missing | Self::Undecipherable
        )
    }
}

impl From<object_store::Error> for VaultError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            error => Self::Blobs(error),
        }
    }
}

/// Encrypted recordings in an object store.
#[derive(Clone)]
pub struct Vault {
    blobs: Arc<dyn ObjectStore>,
    index: Arc<dyn RecordingIndex>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault")
            .field("blobs", &self.blobs)
            .finish_non_exhaustive()
    }
}

impl Vault {
    pub fn new(blobs: Arc<dyn ObjectStore>, index: Arc<dyn RecordingIndex>) -> Self {
        Self { blobs, index }
    }

    /// Stores an init section and notes it in the index. Safe to repeat.
    ///
    /// # Errors
    /// What the blob store or the index say; [`VaultError::is_final`] tells
    /// whether to try again.
    pub async fn store_init(&self, stream: StreamId, init: &InitSegment) -> Result<(), VaultError> {
        self.store(stream, &SegmentRecord::from(init), &init.bytes).await
    }

    /// Stores a media segment and notes it in the index. Safe to repeat.
    ///
    /// # Errors
    /// As [`Self::store_init`].
    pub async fn store_segment(&self, stream: StreamId, segment: &MediaSegment) -> Result<(), VaultError> {
        self.store(stream, &SegmentRecord::from(segment), &segment.bytes)
            .await
    }

    async fn store(&self, stream: StreamId, record: &SegmentRecord, plain: &[u8]) -> Result<(), VaultError> {
        // Asked for each time, so that no key outlives its destruction here.
        let key = self.index.writing(stream, record).await?;
        let name = record.name();
        let secret = cipher::encrypt(&key, name, plain);
        drop(key);
        let path = blob(stream, name);
        self.blobs.put(&path, secret.into()).await?;
        let noted = self.index.stored(stream, name).await;
        if let Err(IndexError::Gone) = noted {
            // Erased in the meantime: what was just written would be left over.
            match self.blobs.delete(&path).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => tracing::warn!(%path, %error, "blob of an erased recording left over"),
            }
        }
        noted.map_err(VaultError::from)
    }

    /// Finds out, after a kill, which of the blobs that were about to be
    /// written were: those are played like any other. The numbers of the rest
    /// are free. To be called before this process stores anything: a write that
    /// was given up may still arrive.
    ///
    /// # Errors
    /// What the blob store or the index say.
    pub async fn settle(&self, stream: StreamId) -> Result<(), VaultError> {
        for name in self.index.unsettled(stream).await? {
            match self.blobs.head(&blob(stream, name)).await {
                Ok(_) => self.index.stored(stream, name).await?,
                Err(object_store::Error::NotFound { .. }) => self.index.unwritten(stream, name).await?,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Whether it is known of every blob of the stream that it is durable.
    ///
    /// # Errors
    /// What the index says.
    pub async fn is_settled(&self, stream: StreamId) -> Result<bool, VaultError> {
        Ok(self.index.unsettled(stream).await?.is_empty())
    }

    /// A blob, decrypted. Whether the reader may have it was decided before.
    ///
    /// # Errors
    /// [`VaultError::Missing`] if there is none, [`VaultError::Undecipherable`]
    /// if `key` is not its key, else what the blob store says.
    pub async fn read(
        &self,
        stream: StreamId,
        key: &ContentKey,
        name: SegmentName,
    ) -> Result<Bytes, VaultError> {
        let secret = self.blobs.get(&blob(stream, name)).await?.bytes().await?;
        cipher::decrypt(key, name, &secret)
            .map(Bytes::from)
            .map_err(|cipher::BadPadding| VaultError::Undecipherable)
    }

    /// Erases all of a stream's blobs and says how many there were. Safe to
    /// repeat, also after it was interrupted.
    ///
    /// # Errors
    /// What the blob store says; some blobs may be erased then.
    pub async fn erase(&self, stream: StreamId) -> Result<usize, VaultError> {
        // Listed to the end first: a walk through a folder that is being
        // emptied may stumble.
        let listed: Vec<Path> = self
            .blobs
            .list(Some(&folder(stream)))
            .map_ok(|blob| blob.location)
            .try_collect()
            .await?;
        let mut erasures = self.blobs.delete_stream(iter(listed.into_iter().map(Ok)).boxed());
        let mut erased = 0;
        while let Some(erasure) = erasures.next().await {
            match erasure {
                Ok(_) => erased += 1,
                Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(erased)
    }

    /// The streams that have blobs, so that a sweeper finds those nobody knows
    /// any more. Folders that are not a stream's are left out.
    ///
    /// # Errors
    /// What the blob store says.
    pub async fn streams(&self) -> Result<Vec<StreamId>, VaultError> {
        let listing = self.blobs.list_with_delimiter(Some(&Path::from(ROOT))).await?;
        let streams = listing
            .common_prefixes
            .iter()
            .filter_map(|folder| Uuid::try_parse(folder.filename()?).ok())
            .map(StreamId)
            .collect();
        Ok(streams)
    }
}

fn folder(stream: StreamId) -> Path {
    Path::from(format!("{ROOT}/{stream}"))
}

fn blob(stream: StreamId, name: SegmentName) -> Path {
    // Padded, so that a listing is in order.
    let file = match name {
        SegmentName::Init(index) => format!("init-{index:06}.mp4.enc"),
        SegmentName::Media(index) => format!("seg-{index:06}.m4s.enc"),
    };
    Path::from(format!("{ROOT}/{stream}/{file}"))
}

#[cfg(test)]
mod tests {
    use object_store::memory::InMemory;

    use super::testing::{MemoryIndex, init, segment};
    use super::*;
    use crate::packager::Resume;

    fn vault() -> (Vault, Arc<InMemory>, Arc<MemoryIndex>) {
        let blobs = Arc::new(InMemory::new());
        let index = Arc::new(MemoryIndex::default());
        let vault = Vault::new(blobs.clone(), index.clone());
        (vault, blobs, index)
    }

    fn stream_id(number: u128) -> StreamId {
        StreamId(Uuid::from_u128(number))
    }

    #[tokio::test]
    async fn what_is_stored_is_read_back_and_rests_unreadable() {
        let (vault, blobs, index) = vault();
        let stream = stream_id(1);
        vault.store_init(stream, &init(1)).await.expect("stored");
        vault.store_segment(stream, &segment(1)).await.expect("stored");

        let key = MemoryIndex::key(stream);
        let read = vault.read(stream, &key, SegmentName::Media(1)).await;
        assert_eq!(read.expect("readable"), segment(1).bytes);
        let read = vault.read(stream, &key, SegmentName::Init(1)).await;
        assert_eq!(read.expect("readable"), init(1).bytes);
        let read = vault.read(stream, &key, SegmentName::Media(2)).await;
        assert!(matches!(read, Err(VaultError::Missing)));

        let path = Path::from(format!("replays/{stream}/seg-000001.m4s.enc"));
        let blob = blobs
            .get(&path)
            .await
            .expect("there")
            .bytes()
            .await
            .expect("whole");
        let plain = segment(1).bytes;
        assert!(
            plain
                .windows(6)
                .all(|run| !blob.windows(6).any(|window| window == run))
        );

        let names: Vec<SegmentName> = index.records(stream).iter().map(SegmentRecord::name).collect();
        assert_eq!(names, [SegmentName::Init(1), SegmentName::Media(1)]);
    }

    #[tokio::test]
    async fn another_key_reads_nothing() {
        let (vault, _, _) = vault();
        let stream = stream_id(1);
        vault.store_segment(stream, &segment(1)).await.expect("stored");
        let other = ContentKey::from_bytes([9; 16]);
        match vault.read(stream, &other, SegmentName::Media(1)).await {
            Err(VaultError::Undecipherable) => {}
            // One wrong key in 256 happens on valid padding.
            Ok(noise) => assert_ne!(noise, segment(1).bytes),
            Err(error) => panic!("{error}"),
        }
    }

    #[tokio::test]
    async fn erasing_leaves_nothing_and_may_be_repeated() {
        let (vault, blobs, _) = vault();
        for stream in [stream_id(1), stream_id(2)] {
            vault.store_init(stream, &init(1)).await.expect("stored");
            vault.store_segment(stream, &segment(1)).await.expect("stored");
        }
        assert_eq!(
            vault.streams().await.expect("listed"),
            [stream_id(1), stream_id(2)]
        );
        assert_eq!(vault.erase(stream_id(1)).await.expect("erased"), 2);
        assert_eq!(vault.erase(stream_id(1)).await.expect("erased"), 0);
        assert_eq!(vault.streams().await.expect("listed"), [stream_id(2)]);
        assert_eq!(vault.erase(stream_id(2)).await.expect("erased"), 2);
        assert_eq!(blobs.list(None).count().await, 0);
    }

    #[tokio::test]
    async fn what_a_kill_left_between_blob_and_index_is_settled() {
        let (vault, blobs, index) = vault();
        let stream = stream_id(1);
        vault.store_init(stream, &init(1)).await.expect("stored");
        vault.store_segment(stream, &segment(1)).await.expect("stored");
        // Killed after the second blob was written, before the index knew.
        vault.store_segment(stream, &segment(2)).await.expect("stored");
        index.forget_stored(stream, SegmentName::Media(2));
        // And before the third was.
        let record = SegmentRecord::from(&segment(3));
        index.writing(stream, &record).await.expect("noted");
        assert_eq!(
            Resume::after(&index.records(stream)).map(|resume| resume.segment),
            Some(2)
        );

        assert!(!vault.is_settled(stream).await.expect("read"));
        vault.settle(stream).await.expect("settled");
        assert_eq!(
            Resume::after(&index.records(stream)).map(|resume| resume.segment),
            Some(3)
        );
        assert_eq!(index.unsettled(stream).await.expect("read"), []);
        assert_eq!(blobs.list(None).count().await, 3);
        vault.settle(stream).await.expect("may be repeated");
    }

    #[tokio::test]
    async fn nothing_is_stored_once_the_key_is_destroyed() {
        let (vault, blobs, index) = vault();
        let stream = stream_id(1);
        index.destroy_at_record(stream, 1);
        let error = vault.store_segment(stream, &segment(1)).await.expect_err("gone");
        assert!(error.is_final());
        assert_eq!(blobs.list(None).count().await, 0, "the blob was taken back");
        let error = vault.store_segment(stream, &segment(2)).await.expect_err("gone");
        assert!(error.is_final());
        assert_eq!(blobs.list(None).count().await, 0);
    }
}
