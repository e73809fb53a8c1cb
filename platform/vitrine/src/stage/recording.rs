//! Opens a recording for each stream the engine starts.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use live::Live;
use media::packager::live_window::LiveWindow;
use media::packager::recorder::{RecordingEvent, StopReason, record};
use media::packager::{Packager, PackagerConfig, Resume};
use media::packet::Ingest;
use media::vault::{Vault, VaultError};
use media::{KeyFrameWish, Recorders, StreamId};
use model::ShowId;
use tokio::runtime::Handle;
use tokio::sync::{OwnedMutexGuard, mpsc};
use tokio_util::task::TaskTracker;
use web::{Windows, recording};

/// Packets of some seconds, should the packager be held up.
const INGEST: usize = 4_096;

/// How streams become recordings.
#[derive(Debug)]
pub(crate) struct Recording {
    pub live: Live,
    pub vault: Arc<Vault>,
    pub windows: Arc<Windows>,
    pub events: mpsc::Sender<RecordingEvent>,
    /// The engine's thread is not the runtime's.
    pub runtime: Handle,
    /// Recordings that must be finished before the process may end.
    pub running: TaskTracker,
    pub turns: Turns,
}

/// One recording of a stream at a time: an encoder that was stopped and started
/// again opens the next one while the last still stores what it has, and takes
/// up its numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Turns(Arc<Mutex<HashMap<StreamId, Arc<Turn>>>>);

type Turn = tokio::sync::Mutex<()>;

impl Turns {
    async fn take(&self, stream: StreamId) -> OwnedMutexGuard<()> {
        let turn = self.lock().entry(stream).or_default().clone();
        turn.lock_owned().await
    }

    fn leave(&self, stream: StreamId, turn: OwnedMutexGuard<()>) {
        drop(turn);
        let mut turns = self.lock();
        // Whoever waits holds it too.
        if turns
            .get(&stream)
            .is_some_and(|turn| Arc::strong_count(turn) == 1)
        {
            turns.remove(&stream);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<StreamId, Arc<Turn>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recorders for Recording {
    fn open(&self, stream: StreamId, wish: KeyFrameWish) -> Option<mpsc::Sender<Ingest>> {
        // What two people say to each other is nobody's to keep.
        if web::is_of_advice(stream) {
            return None;
        }
        let (sender, ingest) = mpsc::channel(INGEST);
        let window = Arc::new(LiveWindow::new());
        self.windows.insert(stream, window.clone());
        let windows = self.windows.clone();
        let (live, vault, events) = (self.live.clone(), self.vault.clone(), self.events.clone());
        let (started_at, epoch) = (self.live.clock.now(), Instant::now());
        let turns = self.turns.clone();
        let run = async move {
            let turn = turns.take(stream).await;
            // Numbers that begin anew would use a number's vector for other bytes.
            let (resume, vault) = match resume(&live, &vault, stream).await {
                Ok(resume) => (resume, Some(vault)),
                Err(error) => {
                    let reason = StopReason::Index;
                    tracing::error!(%stream, %reason, %error, "not recorded");
                    // Whoever would listen is gone with the server itself.
                    let _ = events.send(RecordingEvent::Failed { stream, reason }).await;
                    (None, None)
                }
            };
            let config = PackagerConfig {
                resume,
                ..PackagerConfig::default()
            };
            let packager = Packager::new(config, started_at, epoch);
            let wants_key_frame = move || wish.make();
            record(
                stream,
                ingest,
                packager,
                window.clone(),
                vault,
                events,
                wants_key_frame,
            )
            .await;
            windows.remove(stream, &window);
            turns.leave(stream, turn);
        };
        self.running.spawn_on(run, &self.runtime);
        Some(sender)
    }
}

/// Takes up the segments that were being written when the server was killed.
pub(crate) async fn settle(live: &Live, vault: &Vault) -> Result<(), store::Error> {
    for show in live.unsettled_shows().await? {
        if let Err(error) = vault.settle(StreamId(show.0)).await {
            tracing::error!(%show, %error, "can't tell where a recording left off");
        }
    }
    Ok(())
}

/// Why nobody knows where a recording left off.
#[derive(Debug, thiserror::Error)]
enum CannotResume {
    #[error("a segment may or may not have been written")]
    Unsettled,
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Where the recording of this stream left off when the server was stopped;
/// none for a new one.
async fn resume(live: &Live, vault: &Vault, stream: StreamId) -> Result<Option<Resume>, CannotResume> {
    // What could not be written in this process may still arrive: only the next
    // start may give its number away.
    if !vault.is_settled(stream).await? {
        return Err(CannotResume::Unsettled);
    }
    let rows = live.segments(ShowId(stream.0)).await?;
    let records: Vec<_> = rows.iter().filter_map(recording::record).collect();
    Ok(Resume::after(&records))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(number: u8) -> StreamId {
        let id: ShowId = format!("00000000-0000-7000-8000-0000000000{number:02x}")
            .parse()
            .expect("an id");
        StreamId(id.0)
    }

    #[tokio::test]
    async fn a_streams_recorders_come_one_after_the_other() {
        let (turns, stream) = (Turns::default(), numbered(1));
        let first = turns.take(stream).await;
        let other = numbered(2);
        turns.leave(other, turns.take(other).await);
        let waiting = turns.take(stream);
        tokio::pin!(waiting);
        assert!(futures_util::poll!(&mut waiting).is_pending());
        turns.leave(stream, first);
        assert_eq!(turns.lock().len(), 1, "it is waited for");
        turns.leave(stream, waiting.await);
        assert!(turns.lock().is_empty());
    }
}
