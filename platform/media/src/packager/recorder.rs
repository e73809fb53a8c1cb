//! Drives a stream's packager: the newest segments go to the live window at
//! once, then, behind a bounded queue of its own, to the vault. Storage that
//! is slow or full ends the recording, never the live show.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::live_window::LiveWindow;
use super::{InitSegment, MediaSegment, Output, Packager};
use crate::packet::{Ingest, StreamId, VideoCodec};
use crate::vault::{Vault, VaultError};

/// How often waits in the packager are looked at.
const TICK: Duration = Duration::from_millis(100);

/// How many segments may wait for storage: half a minute of them.
const QUEUE: usize = 16;

/// How often storing one segment is tried, and the pause before each further
/// try.
const PAUSES: [Duration; 3] = [
    Duration::from_millis(250),
    Duration::from_secs(1),
    Duration::from_secs(3),
];

/// How long one try may take.
const TRY_FOR: Duration = Duration::from_secs(10);

/// How long whoever listens may take to accept an event.
const TELL_FOR: Duration = Duration::from_secs(5);

/// What a recording tells those who run the show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordingEvent {
    /// The first segment can be played live.
    Playable { stream: StreamId },
    /// The publisher's video can't be packaged: no HLS, no replay.
    Unrecordable { stream: StreamId, codec: VideoCodec },
    /// Storing stopped; what was stored stays and the live show goes on. Told
    /// once.
    Failed { stream: StreamId, reason: StopReason },
    /// The stream is over and all that could be stored is. `duration` is that
    /// of what is stored. Told last, also after `Failed`.
    Finished { stream: StreamId, duration: Duration },
}

/// Why a recording stopped, in words for its host; what exactly happened is in
/// the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StopReason {
    #[error("the server can't store any more of it")]
    Storage,
    #[error("the server's storage is too slow for it")]
    TooSlow,
    #[error("the server can't tell where it left off")]
    Index,
    #[error("it has been deleted")]
    Gone,
}

/// Runs until the stream ends ([`Ingest::End`], or `ingest` is closed). Without
/// a `vault` nothing is stored. `wants_key_frame` is called when the publisher
/// should be asked for one; it must not block.
pub async fn record(
    stream: StreamId,
    mut ingest: mpsc::Receiver<Ingest>,
    mut packager: Packager,
    window: Arc<LiveWindow>,
    vault: Option<Arc<Vault>>,
    events: mpsc::Sender<RecordingEvent>,
    wants_key_frame: impl Fn() + Send,
) {
    let mut archive = vault.map(|vault| Archive::open(stream, vault, events.clone()));
    let mut playable = false;
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut over = false;
    while !over {
        // What waits comes first: its arrivals move time too, and a tick ahead of
        // them would give up what is right behind.
        tokio::select! {
            biased;
            input = ingest.recv() => {
                let input = input.unwrap_or(Ingest::End);
                over = matches!(input, Ingest::End);
                packager.push(input);
            }
            now = ticks.tick() => packager.tick(now.into_std()),
        }
        while let Some(output) = packager.poll() {
            match output {
                Output::Init(init) => {
                    window.push_init(&init);
                    keep(&mut archive, Item::Init(init));
                }
                Output::Segment(segment) => {
                    window.push_segment(&segment);
                    if !playable {
                        playable = true;
                        tell(&events, RecordingEvent::Playable { stream }).await;
                    }
                    keep(&mut archive, Item::Segment(segment));
                }
                Output::WantKeyFrame => wants_key_frame(),
                Output::Unrecordable(codec) => {
                    tell(&events, RecordingEvent::Unrecordable { stream, codec }).await;
                }
                Output::Gap { kind, packets } => {
                    tracing::debug!(%stream, ?kind, packets, "packets never came");
                }
            }
        }
    }
    window.end();
    let duration = match archive {
        Some(archive) => archive.close().await,
        None => Duration::ZERO,
    };
    tell(&events, RecordingEvent::Finished { stream, duration }).await;
}

fn keep(archive: &mut Option<Archive>, item: Item) {
    if let Some(archive) = archive {
        archive.keep(item);
    }
}

async fn tell(events: &mpsc::Sender<RecordingEvent>, event: RecordingEvent) {
    match timeout(TELL_FOR, events.send(event)).await {
        Ok(Ok(())) => {}
        Ok(Err(lost)) => tracing::debug!(event = ?lost.0, "nobody listens to the recording"),
        Err(_) => tracing::warn!("a recording's event was not accepted in time"),
    }
}

#[derive(Debug)]
enum Item {
    Init(InitSegment),
    Segment(MediaSegment),
}

/// The way from the packager to the vault.
#[derive(Debug)]
struct Archive {
    stream: StreamId,
    /// `None` once storing has stopped.
    queue: Option<mpsc::Sender<Item>>,
    /// Ends with the duration stored.
    task: JoinHandle<Duration>,
    /// The queue's other end learns here that it was overrun.
    overrun: Arc<AtomicBool>,
}

impl Archive {
    fn open(stream: StreamId, vault: Arc<Vault>, events: mpsc::Sender<RecordingEvent>) -> Self {
        let (queue, items) = mpsc::channel(QUEUE);
        let overrun = Arc::new(AtomicBool::new(false));
        let task = tokio::spawn(store(stream, vault, items, events, Arc::clone(&overrun)));
        Self {
            stream,
            queue: Some(queue),
            task,
            overrun,
        }
    }

    /// Hands an item on to be stored. A recording has no holes: once one item
    /// can't be taken, none after it is.
    fn keep(&mut self, item: Item) {
        let Some(queue) = &self.queue else {
            return;
        };
        match queue.try_send(item) {
            Ok(()) => {}
            Err(mpsc::error::TrySendError::Full(_)) => {
                self.overrun.store(true, Ordering::Release);
                self.queue = None;
            }
            Err(mpsc::error::TrySendError::Closed(_)) => self.queue = None,
        }
    }

    /// Waits for what is still to be stored, each within its deadline.
    async fn close(mut self) -> Duration {
        self.queue = None;
        match self.task.await {
            Ok(duration) => duration,
            Err(error) => {
                tracing::error!(stream = %self.stream, %error, "storing a recording broke off");
                Duration::ZERO
            }
        }
    }
}

/// Stores what the queue brings, in order, until it is closed or one item
/// can't be stored. Gives the duration of what was.
async fn store(
    stream: StreamId,
    vault: Arc<Vault>,
    mut items: mpsc::Receiver<Item>,
    events: mpsc::Sender<RecordingEvent>,
    overrun: Arc<AtomicBool>,
) -> Duration {
    let mut stored = Duration::ZERO;
    while let Some(item) = items.recv().await {
        if let Err(reason) = store_one(stream, &vault, &item).await {
            // Nothing more is taken in, and what waits is let go.
            drop(items);
            tell(&events, RecordingEvent::Failed { stream, reason }).await;
            return stored;
        }
        if let Item::Segment(segment) = &item {
            stored += segment.duration;
        }
    }
    if overrun.load(Ordering::Acquire) {
        let reason = StopReason::TooSlow;
        tracing::warn!(%stream, %reason, "recording stopped");
        tell(&events, RecordingEvent::Failed { stream, reason }).await;
    }
    stored
}

async fn store_one(stream: StreamId, vault: &Vault, item: &Item) -> Result<(), StopReason> {
    let mut pauses = PAUSES.iter();
    loop {
        let attempt = async {
            match item {
                Item::Init(init) => vault.store_init(stream, init).await,
                Item::Segment(segment) => vault.store_segment(stream, segment).await,
            }
        };
        let (reason, cause) = match timeout(TRY_FOR, attempt).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) if error.is_final() => (StopReason::Gone, with_causes(&error)),
            Ok(Err(error)) => (StopReason::Storage, with_causes(&error)),
            Err(_) => (StopReason::TooSlow, "no answer".to_owned()),
        };
        match pauses.next() {
            Some(pause) if reason != StopReason::Gone => {
                tracing::debug!(%stream, %cause, "storing is tried again");
                sleep(*pause).await;
            }
            _ => {
                tracing::warn!(%stream, %reason, %cause, "recording stopped");
                return Err(reason);
            }
        }
    }
}

/// An error with its causes.
fn with_causes(error: &VaultError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::time::Instant;

    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::packager::PackagerConfig;
    use crate::packager::playlist;
    use crate::packager::testing::{Clocks, Publisher};
    use crate::packet::Kind;
    use crate::vault::SegmentName;
    use crate::vault::testing::{FullStore, MemoryIndex};

    const STREAM: StreamId = StreamId(Uuid::from_u128(7));

    struct Show {
        window: Arc<LiveWindow>,
        events: Vec<RecordingEvent>,
        asked: usize,
        index: Arc<MemoryIndex>,
        vault: Arc<Vault>,
        blobs: Arc<FullStore>,
    }

    /// Records `seconds` of a synthetic show into a store with so much room.
    async fn show(seconds: u32, room: usize) -> Show {
        let epoch = Instant::now();
        let mut publisher = Publisher::new(Clocks::default(), epoch);
        let started_at = DateTime::from_timestamp(1_800_000_000, 0).expect("in range");
        let packager = Packager::new(PackagerConfig::default(), started_at, epoch);
        let window = Arc::new(LiveWindow::new());
        let index = Arc::new(MemoryIndex::default());
        let blobs = Arc::new(FullStore::with_room_for(room));
        let vault = Arc::new(Vault::new(blobs.clone(), index.clone()));
        let (inputs, ingest) = mpsc::channel(16);
        let (told, mut telling) = mpsc::channel(16);
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&asked);
        let recording = tokio::spawn(record(
            STREAM,
            ingest,
            packager,
            Arc::clone(&window),
            Some(Arc::clone(&vault)),
            told,
            move || {
                counter.fetch_add(1, Ordering::SeqCst);
            },
        ));
        let send = |input| inputs.send(input);
        let video = Some(VideoCodec::H264);
        let begin = Ingest::Begin {
            video,
            audio: true,
            at: epoch,
        };
        send(begin).await.expect("taken");
        for kind in [Kind::Video, Kind::Audio] {
            let report = publisher.report(kind);
            send(Ingest::Report(report)).await.expect("taken");
        }
        for packet in publisher.packets(seconds) {
            send(Ingest::Packet(packet)).await.expect("taken");
        }
        send(Ingest::End).await.expect("taken");
        let mut events = Vec::new();
        while let Some(event) = telling.recv().await {
            events.push(event);
        }
        recording.await.expect("no panic");
        Show {
            window,
            events,
            asked: asked.load(Ordering::SeqCst),
            index,
            vault,
            blobs,
        }
    }

    #[tokio::test]
    async fn a_show_is_live_and_stored_to_its_end() {
        let show = show(8, usize::MAX).await;
        let duration = Duration::from_secs(8);
        assert_eq!(
            show.events,
            [
                RecordingEvent::Playable { stream: STREAM },
                RecordingEvent::Finished {
                    stream: STREAM,
                    duration
                }
            ]
        );
        assert!(show.asked > 0, "a key frame was asked for at the start");
        assert!(show.window.playlist().contains("seg-4.m4s\n#EXT-X-ENDLIST"));
        let replay = playlist::vod(&show.index.records(STREAM));
        assert!(replay.contains("seg-4.m4s\n#EXT-X-ENDLIST"));
        let key = crate::vault::ContentKey::from_bytes(STREAM.0.into_bytes());
        let stored = show.vault.read(STREAM, &key, SegmentName::Media(4)).await;
        assert_eq!(stored.ok(), show.window.get("seg-4.m4s"));
    }

    #[tokio::test]
    async fn a_full_disk_ends_the_recording_and_not_the_show() {
        // Room for the init section and two segments.
        let show = show(8, 3).await;
        let failures: Vec<&RecordingEvent> = show
            .events
            .iter()
            .filter(|event| matches!(event, RecordingEvent::Failed { .. }))
            .collect();
        let reason = StopReason::Storage;
        assert_eq!(
            failures,
            [&RecordingEvent::Failed {
                stream: STREAM,
                reason
            }]
        );
        assert!(show.window.get("seg-4.m4s").is_some(), "live goes on");
        let refused = show.blobs.refused.load(Ordering::SeqCst);
        assert_eq!(refused, 1 + PAUSES.len(), "a bounded number of tries");
        let records = show.index.records(STREAM);
        assert_eq!(playlist::playable(&records).len(), 2);
        assert_eq!(
            show.events.last(),
            Some(&RecordingEvent::Finished {
                stream: STREAM,
                duration: Duration::from_secs(4)
            })
        );
    }
}
