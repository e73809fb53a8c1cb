//! A recording without a camera: files in the vault and their rows, made
//! through the same doors the recorder uses.

use std::time::Duration;

use bytes::Bytes;
use media::StreamId;
use media::packager::{InitSegment, MediaSegment};
use model::Entropy;

use crate::{Kit, Planned};

/// What was recorded, before encryption.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub init: Bytes,
    pub segments: Vec<Bytes>,
}

const SEGMENT: Duration = Duration::from_secs(2);

impl Kit {
    /// Lets `show` be live, records `segments` of two seconds, and ends it.
    pub async fn record(&self, show: &Planned, segments: u32) -> Recorded {
        self.go_live(show).await;
        let recorded = self.store_recording(show, segments).await;
        self.end(show).await;
        recorded
    }

    /// Stores a recording of a live show.
    pub async fn store_recording(&self, show: &Planned, segments: u32) -> Recorded {
        let (stream, vault) = (StreamId(show.id.0), &self.app().vault);
        let started_at = self.now();
        let init = InitSegment {
            index: 1,
            start: Duration::ZERO,
            program_date_time: started_at,
            bytes: noise(600),
        };
        vault
            .store_init(stream, &init)
            .await
            .expect("the vault takes the init section");
        let mut recorded = Recorded {
            init: init.bytes,
            segments: Vec::new(),
        };
        for index in 1..=segments {
            let start = SEGMENT * (index - 1);
            let segment = MediaSegment {
                index,
                init: 1,
                start,
                duration: SEGMENT,
                program_date_time: started_at + start,
                discontinuity: false,
                bytes: noise(20_000),
            };
            vault
                .store_segment(stream, &segment)
                .await
                .expect("the vault takes a segment");
            recorded.segments.push(segment.bytes);
        }
        recorded
    }

    /// The key a show's recording rests under, while there is one.
    pub async fn content_key(&self, show: &Planned) -> Option<[u8; 16]> {
        self.live()
            .replay_key(show.id)
            .await
            .expect("the database answers")
            .map(|key| key.0)
    }

    /// How many files the vault holds of any show.
    pub fn blobs(&self) -> usize {
        files(&self.data_dir().join("blobs").join("replays")).len()
    }

    /// Whether these bytes stand in any file of the data folder.
    pub fn is_on_disk(&self, bytes: &[u8]) -> bool {
        files(&self.data_dir()).iter().any(|path| {
            // A file may go while the folder is walked: then nothing stands in it.
            std::fs::read(path).is_ok_and(|content| content.windows(bytes.len()).any(|part| part == bytes))
        })
    }
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    paths
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}

fn noise(length: usize) -> Bytes {
    let mut bytes = vec![0; length];
    model::SystemEntropy.fill(&mut bytes);
    Bytes::from(bytes)
}
